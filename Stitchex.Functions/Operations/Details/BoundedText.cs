using System.Text;

namespace Stitchex.Functions.Operations.Details;

/// <summary>The start of a text in UTF-8.</summary>
/// <param name="Bytes">The start; it may end inside a character.</param>
/// <param name="IsTruncated">Whether there was more.</param>
internal readonly record struct BoundedText(ReadOnlyMemory<byte> Bytes, bool IsTruncated)
{
    /// <summary>The text; a character that was cut is left out, and what is no UTF-8 is shown as U+FFFD.</summary>
    public override string ToString()
    {
        var text = Bytes;
        while (IsTruncated && text.Length > 0 && Rune.DecodeLastFromUtf8(text.Span, out _, out var length) == System.Buffers.OperationStatus.NeedMoreData)
        {
            text = text[..^length];
        }

        return Encoding.UTF8.GetString(text.Span);
    }
}
