using System.Buffers;

namespace Stitchex.Functions.Operations.Details;

/// <summary>Keeps the start of what is written to it: indented, a small text can become a very large one.</summary>
internal sealed class BoundedBuffer(int maxLength) : IBufferWriter<byte>
{
    private const int LeastSpace = 4 * 1024;

    private readonly ArrayBufferWriter<byte> _kept = new();
    private byte[] _space = new byte[LeastSpace];

    /// <summary>Gets what was kept.</summary>
    public BoundedText Text => new(_kept.WrittenMemory, IsFull);

    /// <summary>Gets a value indicating whether more was written than is kept.</summary>
    public bool IsFull { get; private set; }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        var kept = Math.Min(count, maxLength - _kept.WrittenCount);
        _kept.Write(_space.AsSpan(0, kept));
        IsFull |= kept < count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_space.Length < sizeHint)
        {
            _space = new byte[sizeHint];
        }

        return _space;
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
}
