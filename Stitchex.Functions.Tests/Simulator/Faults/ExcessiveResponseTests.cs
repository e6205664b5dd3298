using System.IO.Compression;
using Stitchex.Local.Simulator.Faults;

namespace Stitchex.Functions.Tests.Simulator.Faults;

/// <summary>Responses that are more than a client should take.</summary>
public sealed class ExcessiveResponseTests : SimulatorTest
{
    private const long Megabyte = 1024 * 1024;

    [Fact]
    public async Task Huge_Is200Megabytes()
    {
        Simulator.Faults.Add(new(FaultKind.Huge));

        await using var body = await Http.GetStreamAsync("/login");

        Assert.InRange(await CountAsync(body), 200 * Megabyte, 201 * Megabyte);
    }

    [Fact]
    public async Task Bomb_IsSmall_And200MegabytesUnpacked()
    {
        Simulator.Faults.Add(new(FaultKind.Bomb));

        var packed = await Http.GetByteArrayAsync("/login");
        await using var body = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);

        Assert.InRange(packed.Length, 0, 2 * Megabyte);
        Assert.InRange(await CountAsync(body), 200 * Megabyte, 201 * Megabyte);
    }

    [Fact]
    public async Task EndlessHeaders_GoOnForAsLongAsAnybodyReads()
    {
        Simulator.Faults.Add(new(FaultKind.EndlessHeaders));

        var e = await Assert.ThrowsAsync<HttpRequestException>(() => Http.GetAsync("/login"));

        Assert.Equal(HttpRequestError.ConfigurationLimitExceeded, e.HttpRequestError);
    }

    [Fact]
    public async Task EndlessBody_GoesOnForAsLongAsAnybodyReads()
    {
        Simulator.Faults.Add(new(FaultKind.EndlessBody));
        await using var body = await Http.GetStreamAsync("/login");
        var buffer = new byte[1];

        for (var i = 0; i < 100; i++)
        {
            var reading = body.ReadAsync(buffer).AsTask();
            await Eventually.HoldsAsync(() =>
            {
                Time.Advance(TimeSpan.FromSeconds(1));
                return reading.IsCompleted;
            });
            Assert.Equal(1, await reading);
        }
    }

    [Theory]
    [InlineData(FaultKind.NotGzip, "gzip")]
    [InlineData(FaultKind.NotBrotli, "br")]
    public async Task Mislabelled_IsTheUsualResponseUnderAnotherName(object kind, string encoding)
    {
        Simulator.Faults.Add(new((FaultKind)kind));

        using var response = await Http.GetAsync("/login");

        Assert.Equal(encoding, Assert.Single(response.Content.Headers.ContentEncoding));
        Assert.StartsWith("<!DOCTYPE html>", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task<long> CountAsync(Stream body)
    {
        var buffer = new byte[Megabyte];
        long length = 0;
        int read;
        while ((read = await body.ReadAsync(buffer)) > 0)
        {
            length += read;
        }

        return length;
    }
}
