namespace Stitchex.Local.Stack;

/// <summary>Something that the stack needs is not as it should be, or is gone; the message says what, and what to do.</summary>
internal sealed class StackException(string message, Exception? innerException = null) : Exception(message, innerException);
