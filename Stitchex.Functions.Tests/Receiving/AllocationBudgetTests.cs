using System.Text;
using Microsoft.Extensions.Options;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;
using Stitchex.Functions.Receiving;

namespace Stitchex.Functions.Tests.Receiving;

/// <summary>How much memory finding out what an event is takes, beside its body, however large that is.</summary>
public sealed class AllocationBudgetTests
{
    private const int Rounds = 100;
    private const int MaxBytes = 1024;

    private static readonly ResourceCatalogue Catalogue = new(Options.Create(new StitchexOptions()));

    [Theory]
    [InlineData(0)]
    [InlineData(4 * 1024)]
    [InlineData(64 * 1024)]
    [InlineData(512 * 1024)]
    public async Task ParsingAndIdentity_AllocateNoMoreThanAKibibyte(int length)
    {
        var body = BodyOf(length);
        Assert.True(WebhookBody.TryParse(body, Catalogue, out _, out _));

        // Code that was not optimized yet, as the runtime has it first, allocates what it would not have to.
        await Eventually.GivesAsync(() => Task.FromResult(BytesOfParsing(body)), bytes => bytes is >= 0 and <= MaxBytes);
    }

    private static long BytesOfParsing(byte[] body)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < Rounds; round++)
        {
            WebhookBody.TryParse(body, Catalogue, out _, out _);
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / Rounds;
    }

    private static byte[] BodyOf(int length)
    {
        const string Line = """{"id":5000001,"product_name":"Merino crew neck","sku":"MCN-0417-BLU-38","quantity":3,"unit_price":89.95}""";
        var lines = string.Join(',', Enumerable.Repeat(Line, length / Line.Length));
        return Encoding.UTF8.GetBytes(
            $$$"""{"event":"invoice_update","invoice":{"id":784512,"organisation_id":9579,"updated_at":"2026-11-24T09:30:12.123Z","line_items":[{{{lines}}}]}}""");
    }
}
