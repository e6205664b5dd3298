using System.Net;
using Stitchex.Functions.Api;

namespace Stitchex.Functions.Tests.Api;

/// <summary>How much of a response is read, and how much memory that takes.</summary>
public sealed class ResponseReaderTests
{
    private const int Limit = 1024 * 1024;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(16 * 1024, 16 * 1024)]
    [InlineData(100_000, 0)]
    [InlineData(100_000, 100_000)]
    [InlineData(Limit, 0)]
    [InlineData(Limit, Limit)]
    [InlineData(Limit, 7)]
    public async Task Body_IsReadWhole_WhateverItSaysOfItsLength(int length, int announced)
    {
        var bytes = new byte[length];
        Random.Shared.NextBytes(bytes);

        var read = await ResponseReader.ReadAsync(new MemoryStream(bytes), announced, Limit, CancellationToken.None);

        Assert.Equal(bytes, read!.Value.ToArray());
    }

    [Fact]
    public async Task ByteOrderMark_IsNoPartOfTheBody()
    {
        using var response = new HttpResponseMessage { Content = new ByteArrayContent([0xEF, 0xBB, 0xBF, (byte)'{', (byte)'}']) };

        Assert.Equal("{}"u8.ToArray(), (await ResponseReader.ReadAsync(response, Limit, CancellationToken.None)).Body.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Limit)]
    public async Task EndlessBody_IsReadNoFurtherThanOneByteBeyondTheLimit(int announced)
    {
        await using var endless = new EndlessStream();
        var before = GC.GetAllocatedBytesForCurrentThread();

        var reading = ResponseReader.ReadAsync(endless, announced, Limit, CancellationToken.None);

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(reading.IsCompleted);
        Assert.Null(await reading);
        Assert.Equal(Limit + 1, endless.Taken);

        // Buffers double, so that all of them together are twice the last one.
        Assert.InRange(allocated, 0, 2.1 * Limit);
    }

    [Fact]
    public async Task ResponseThatSaysThatItIsTooLarge_IsNotReadAtAll()
    {
        await using var endless = new EndlessStream();
        using var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(endless) };
        response.Content.Headers.ContentLength = 200L * 1024 * 1024;

        var result = await ResponseReader.ReadAsync(response, Limit, CancellationToken.None);

        Assert.Equal((ResponseDefect.TooLarge, 0), (result.Defect, endless.Taken));
    }

    private sealed class EndlessStream : Stream
    {
        public int Taken { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => Taken;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Take(count);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Take(buffer.Length));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private int Take(int count)
        {
            Taken += count;
            return count;
        }
    }
}
