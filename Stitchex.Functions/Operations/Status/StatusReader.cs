using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Stitchex.Functions.Destinations;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Status;

/// <summary>
/// Finds out what cannot work now, from the rows in which processors and operators tell of it: two requests, and one for each destination.
/// </summary>
internal sealed class StatusReader(
    EventStorage storage,
    DestinationCatalogue destinations,
    DestinationRows rows,
    StorageClock clock,
    TimeProvider time,
    IHostEnvironment environment,
    IConfiguration configuration)
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(3);

    private readonly Deployment _deployment = new(
        configuration["WEBSITE_HOSTNAME"], configuration["AZURE_FUNCTIONS_ENVIRONMENT"] ?? environment.EnvironmentName);

    /// <summary>Finds out.</summary>
    public async Task<StatusReport> ReadAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var paused = storage.Control.ReadPauseAsync(cancellationToken);
        var api = storage.Control.ReadApiObstacleAsync(cancellationToken);
        var reports = Task.WhenAll(destinations.All.Select(async destination =>
            (destination.Name, Report: await rows.ReadAsync(destination.Name, cancellationToken))));
        await Task.WhenAll(paused, api, reports);
        var (took, now) = (time.GetElapsedTime(started), clock.UtcNow);
        return new StatusReport(
            now,
            _deployment,
            [
                .. new[] { From(await paused), From(await api, now), From(took) }.OfType<Obstacle>(),
                .. (await reports).Select(read => From(read.Name, read.Report, now)).OfType<Obstacle>(),
            ]);
    }

    private static Obstacle? From(Pause? pause) =>
        pause is null ? null : new(ObstacleKind.Paused, Destination: null, pause.Reason, pause.Since, Until: null, pause.By);

    private static Obstacle? From(TimeSpan took) => took < Slow ? null : new(
        ObstacleKind.StorageSlow,
        Destination: null,
        string.Create(CultureInfo.InvariantCulture, $"It took {took.TotalSeconds:0.0} s for what should take far less than one."),
        Since: null,
        Until: null);

    private static Obstacle? From(ApiObstacle? obstacle, DateTimeOffset now) => obstacle?.Stands(now) is not true ? null : new(
        obstacle.Kind switch
        {
            ApiObstacleKind.LoginRejected => ObstacleKind.LoginRejected,
            ApiObstacleKind.RateLimited => ObstacleKind.RateLimited,
            ApiObstacleKind.Unavailable => ObstacleKind.ApiUnavailable,
            var other => throw new InvalidOperationException($"Unexpected kind: {other}."),
        },
        Destination: null,
        obstacle.Reason,
        obstacle.Since,
        obstacle.Until > now ? obstacle.Until : null);

    private static Obstacle? From(string name, DestinationReport report, DateTimeOffset now) => report switch
    {
        { Stop: { } stop } => new(ObstacleKind.DestinationStopped, name, stop.Reason, stop.Since, Until: null, stop.By),
        _ when report.HeldBackUntil(now) is { } until =>
            new(ObstacleKind.DestinationHeldBack, name, report.LastError ?? "", report.FailingSince ?? report.LastErrorAt, until),
        _ when report.FailingAt(now) is { } since => new(ObstacleKind.DestinationFailing, name, report.LastError ?? "", since, Until: null),
        _ => null,
    };
}
