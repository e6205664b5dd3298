using Stitchex.Functions.Operations.Listing;
using Stitchex.Functions.Operations.Status;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Overview;

/// <summary>Finds out what is wrong now. What it costs is bounded, so that a page may ask repeatedly.</summary>
internal sealed class OverviewReader(
    EventStorage storage, EventScan scan, WaitingEvents waiting, StatusReader statusReader, StorageClock clock)
{
    private const int MaxDeadLettered = 200;
    private const int MaxQuarantined = 1_000;

    /// <summary>Finds out.</summary>
    public async Task<OverviewReport> ReadAsync(CancellationToken cancellationToken)
    {
        var status = statusReader.ReadAsync(cancellationToken);
        var deadLettered = CountDeadLetteredAsync(cancellationToken);
        var quarantined = storage.Index.CountQuarantinedAsync(MaxQuarantined, cancellationToken);
        var length = storage.Queue.LengthAsync(cancellationToken);
        var poison = storage.Poison.LengthAsync(cancellationToken);
        var waits = waiting.FindAsync(cancellationToken);
        await Task.WhenAll(status, deadLettered, quarantined, length, poison, waits);
        var obstacles = (await status).Obstacles;
        var found = await waits;
        var pause = obstacles.FirstOrDefault(obstacle => obstacle.Kind == ObstacleKind.Paused);
        return new OverviewReport(
            pause is { Since: { } since } ? new Pause(pause.Reason, since, pause.By) : null,
            obstacles,
            await deadLettered,
            WaitingCount.Of(found, obstacles),
            new QuarantineCount(await quarantined, await quarantined == MaxQuarantined),
            new QueueLength(await length, await poison),
            found.Oldest,
            found.HasEvents);
    }

    private async Task<DeadLetteredCount> CountDeadLetteredAsync(CancellationToken cancellationToken)
    {
        var page = await scan.ReadAsync(
            EventFilter.AllDeadLettered(clock.UtcNow), after: null, MaxDeadLettered, cancellationToken, MaxDeadLettered);
        var requiringAttention = page.Rows.Where(row => row.RequiresAttention).ToList();
        return new DeadLetteredCount(requiringAttention.Count, page.Position is not null, requiringAttention.CountBy(row => row.Outcome).OrderByDescending(count => count.Value).ToDictionary());
    }
}
