using Stitchex.Local.Lab;
using Stitchex.Local.Load;

namespace Stitchex.Functions.Tests.EndToEnd;

/// <summary>Many events at a rate that does not wait for the receiver, each judged by its id.</summary>
public sealed class LoadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task EventsOfManyRecords_AreAllAccountedFor()
    {
        var result = await RunAsync(new LoadOptions { Events = 300, Duplicates = 20, Untold = 150 });

        Assert.Equal(180, result.Records);
        Assert.Equal((2, 150), (result.Backfill!.Pages, result.Backfill.Fetches));
        Assert.True(result.Delivered >= result.Records);
    }

    [Fact]
    public async Task EventsOfOneRecord_AreAllAccountedFor()
    {
        var result = await RunAsync(new LoadOptions { Events = 300, Duplicates = 20, Records = 1 });

        Assert.Equal(1, result.Records);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<LoadResult> RunAsync(LoadOptions options)
    {
        await using var stack = await LabStack.StartAsync(options.Simulator);
        var result = await new LoadRun(stack, options, _folder.Path).RunAsync((_, _) => { }, CancellationToken.None);

        Assert.Empty(result.Proof.SelectMany(check => check.Misses));
        Assert.True(result.IsGood);
        Assert.Equal(options.Events, result.Webhooks.Events);
        Assert.InRange(result.Webhooks.Duplicated, 1, options.Events);
        Assert.True(result.Webhooks.Sent >= result.Webhooks.Events + result.Webhooks.Duplicated);
        Assert.InRange(result.StorageRequests ?? 0, options.Events, long.MaxValue);
        Assert.InRange(result.ApiRequests, 1, long.MaxValue);
        return result;
    }
}
