using System.Globalization;
using Spectre.Console;

namespace Stitchex.Local.Operator;

/// <summary>Has a deployment's records redelivered or erased, and says so in a terminal.</summary>
internal sealed class RecordsConsole(IAnsiConsole console, OperatorClient client, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

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

    /// <summary>Erases records, and follows the job to its end.</summary>
    /// <returns>Whether all of them were erased.</returns>
    public async Task<bool> EraseAsync(ErasureBody erasure, CancellationToken cancellationToken)
    {
        var request = new RepeatedRequest(Write, time);
        var job = await request.AskAsync(() => client.StartAsync(erasure, cancellationToken), cancellationToken);
        Write($"Job {job.Id} was started. It goes on when this command ends; the dashboard shows it under Jobs.");
        var status = job.Status;
        while (!job.HasEnded)
        {
            await Task.Delay(Interval, time, cancellationToken);
            job = await request.AskAsync(() => client.GetJobAsync(job.Id, cancellationToken), cancellationToken);
            if (job.Status != status)
            {
                Write($"It is {status = job.Status}.");
            }
        }

        var (events, numbers, archived, quarantined) = job.Erasure!;
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(erasure.DryRun ? "Would be erased" : "Erased")}: {events:N0} events, {numbers:N0} numbers, "
            + $"{archived:N0} archived records, {quarantined:N0} quarantined items."));
        if (job.Error is { } error)
        {
            Write(error);
        }

        return job is { Status: "Completed", Error: null };
    }

    private void Write(string text) => console.WriteLine(TerminalText.From(text));

    private void Say(string redelivery) => console.MarkupLineInterpolated($"Queued: {TerminalText.From(redelivery)} redelivers it.");
}
