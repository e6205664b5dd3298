namespace Stitchex.Local.Operator;

/// <summary>An event's body.</summary>
/// <param name="Text">Its JSON, over several lines.</param>
/// <param name="Length">How many bytes were sent.</param>
/// <param name="IsTruncated">Whether only its start is given.</param>
internal sealed record EventContent(string Text, long Length, bool IsTruncated);
