namespace Stitchex.Local.Operator;

/// <summary>A deployment could not be asked, or rejected. The message is for a person, and holds no key.</summary>
internal sealed class OperatorException(string message) : Exception(message);
