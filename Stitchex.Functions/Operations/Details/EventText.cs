namespace Stitchex.Functions.Operations.Details;

/// <summary>A body as a person reads it.</summary>
/// <param name="Text">The body, indented where it is JSON.</param>
/// <param name="Length">Its length in bytes, as it was sent.</param>
/// <param name="IsTruncated">Whether only the start is given.</param>
internal sealed record EventText(string Text, int Length, bool IsTruncated)
{
    private const int MaxLength = 256 * 1024;

    /// <summary>Makes a body readable.</summary>
    public static EventText From(ReadOnlyMemory<byte> body)
    {
        var pretty = PrettyJson.Write(body, sortsNames: false, MaxLength) ?? new BoundedText(body[..Math.Min(body.Length, MaxLength)], body.Length > MaxLength);
        return new EventText(pretty.ToString(), body.Length, pretty.IsTruncated);
    }
}
