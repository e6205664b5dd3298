using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Listing;

namespace Stitchex.Functions.Operations.Overview;

/// <summary>Finds out what is wrong now. What it costs is bounded, so that a page may ask again and again.</summary>
internal sealed class OverviewReader(EventStorage storage, EventScan scan, OldestWaiting waiting, StorageClock clock)
{
    private const int MaxDead = 1_000;
    private const int MaxRefused = 1_000;

    /// <summary>Finds out.</summary>
    public async Task<OverviewReport> ReadAsync(CancellationToken cancellationToken)
    {
        var paused = storage.Control.ReadPauseAsync(cancellationToken);
        var dead = CountDeadAsync(cancellationToken);
        var refused = storage.Log.CountRefusedAsync(MaxRefused, cancellationToken);
        var length = storage.Queue.LengthAsync(cancellationToken);
        var poison = storage.Poison.LengthAsync(cancellationToken);
        var oldest = waiting.FindAsync(cancellationToken);
        await Task.WhenAll(paused, dead, refused, length, poison, oldest);
        return new OverviewReport(
            await paused,
            await dead,
            new RefusedCount(await refused, await refused == MaxRefused),
            new QueueLength(await length, await poison),
            await oldest);
    }

    private async Task<DeadCount> CountDeadAsync(CancellationToken cancellationToken)
    {
        var page = await scan.ReadAsync(EventFilter.AllDead(clock.UtcNow), after: null, MaxDead, cancellationToken, MaxDead);
        var needy = page.Rows.Where(row => row.NeedsAPerson).ToList();
        return new DeadCount(needy.Count, page.Position is not null, needy.CountBy(row => row.Outcome).OrderByDescending(count => count.Value).ToDictionary());
    }
}
