using System.Runtime.CompilerServices;

namespace Stitchex.Local.Operator;

/// <summary>
/// Reads the changes of a deployment as they come. It looks for events that were tried, and takes the newest change of each one's record,
/// once. That costs the deployment a request to its storage every two seconds, and a few for each event.
/// </summary>
/// <param name="client">Asks the deployment.</param>
/// <param name="wants">Whether changes of a resource are looked for.</param>
/// <param name="say">Is told when it begins, when the deployment cannot be reached, and when it can again.</param>
/// <param name="time">The clock.</param>
internal sealed class ChangeFeed(OperatorClient client, Predicate<string> wants, Action<string> say, TimeProvider time)
{
    private readonly Dictionary<string, string> _changeIds = [];
    private DateTimeOffset _start;

    /// <summary>Reads changes, the oldest event's first, until it is cancelled.</summary>
    /// <param name="since">From when on they were archived; null for now.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperatorException">The deployment rejects, or could not be reached to begin with.</exception>
    public async IAsyncEnumerable<ArchivedChange> ReadAsync(
        DateTimeOffset? since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var events = new EventFeed(client, "", line => line.RecordId is not null && wants(line.Resource), EventFeed.ShortestPause, say, time);
        await events.AskAsync(() => client.ListPageAsync("pageSize=1", token: null, cancellationToken), cancellationToken);

        // Archives, like responses, tell their time to the second.
        var start = since ?? client.Now;
        _start = start.AddTicks(-(start.Ticks % TimeSpan.TicksPerSecond));
        say($"Listening for changes since {_start:u}.");
        await foreach (var found in events.ReadAsync(_start, cancellationToken))
        {
            foreach (var line in found.Where(line => line.LastAttemptAt > _start - EventFeed.Overlap))
            {
                var change = await events.AskAsync(() => client.FindChangeAsync(line.Id, cancellationToken), cancellationToken);
                if (change is not null && IsNew(line, change))
                {
                    yield return change;
                }
            }
        }
    }

    // Several events may lead to one change, and what was archived before is none that came since.
    private bool IsNew(EventLine line, ArchivedChange found)
    {
        var record = $"{line.Resource} {line.RecordId}";
        if (found.ArchivedAt < _start || _changeIds.GetValueOrDefault(record) == found.Event.Id)
        {
            return false;
        }

        _changeIds[record] = found.Event.Id;
        return true;
    }
}
