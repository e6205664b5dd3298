using System.Globalization;
using Spectre.Console;

namespace Stitchex.Local.Operator;

/// <summary>Has a deployment's records redelivered, and says so in a terminal.</summary>
internal sealed class RecordsConsole(IAnsiConsole console, OperatorClient client)
{
    /// <summary>Redelivers some records.</summary>
    public async Task RedeliverAsync(string resource, IReadOnlyList<string> ids, string? handler, CancellationToken cancellationToken)
    {
        foreach (var id in ids)
        {
            Say(await client.RedeliverRecordAsync(resource, id, handler, cancellationToken));
        }
    }

    /// <summary>Redelivers the records of events.</summary>
    public async Task RedeliverAsync(IReadOnlyList<string> eventIds, string? handler, CancellationToken cancellationToken)
    {
        foreach (var id in eventIds)
        {
            Say(await client.RedeliverEventAsync(id, handler, cancellationToken));
        }
    }

    /// <summary>Redelivers all records of a resource.</summary>
    public async Task RedeliverAllAsync(RedeliveryJobBody job, CancellationToken cancellationToken)
    {
        var started = await client.StartAsync(job, cancellationToken);
        console.MarkupLineInterpolated(
            CultureInfo.InvariantCulture, $"Job {TerminalText.From(started.Id)} redelivers them, up to {job.RatePerMinute:N0} a minute.");
        console.WriteLine("The dashboard shows how far it is, under Jobs.");
    }

    private void Say(string redelivery) => console.MarkupLineInterpolated($"Queued: {TerminalText.From(redelivery)} redelivers it.");
}
