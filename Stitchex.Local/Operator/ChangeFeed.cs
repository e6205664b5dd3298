using System.Globalization;
using System.Net;
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
    // An event is looked at by itself for as long as the sweep may not watch it yet.
    private static readonly TimeSpan Unwatched = TimeSpan.FromMinutes(20);

    // An index entry may be written a little after a later one, and clocks differ.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(30);

    private const int MaxAsked = 20;
    private const int MaxWatchedPages = 5;
    private const int MaxRemembered = 20_000;

    private readonly Dictionary<string, DateTimeOffset> _triedAt = [];
    private readonly Dictionary<string, DateTimeOffset> _waiting = [];
    private readonly Dictionary<string, EventLine> _tried = [];
    private readonly Dictionary<string, string> _changeIds = [];
    private DateTimeOffset _start;
    private DateTimeOffset _from;
    private DateTimeOffset _watchAt;
    private string? _watchToken;
    private bool _hasResponded;
    private bool _isUnavailable;

    /// <summary>Reads changes, the oldest event's first, until it is cancelled.</summary>
    /// <param name="since">From when on they were archived; null for now.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperatorException">The deployment rejects, or could not be reached to begin with.</exception>
    public async IAsyncEnumerable<ArchivedChange> ReadAsync(
        DateTimeOffset? since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await AskAsync(() => client.ListPageAsync("pageSize=1", token: null, cancellationToken), cancellationToken);

        // Archives, like responses, tell their time to the second.
        var start = since ?? client.Now;
        _start = start.AddTicks(-(start.Ticks % TimeSpan.TicksPerSecond));
        say($"Listening for changes since {_start:u}.");
        _from = _start - Unwatched;
        while (true)
        {
            await FindAsync(cancellationToken);
            foreach (var line in _tried.Values.OrderBy(line => line.ReceivedAt).ToList())
            {
                var found = await AskAsync(() => client.FindChangeAsync(line.Id, cancellationToken), cancellationToken);
                if (found is not null && IsNew(line, found))
                {
                    yield return found;
                }
            }

            _tried.Clear();
            await Task.Delay(PollInterval, time, cancellationToken);
        }
    }

    private async Task FindAsync(CancellationToken cancellationToken)
    {
        var query = $"since={_from.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)}&pageSize=100";
        DateTimeOffset? began = null;
        string? token = null;
        do
        {
            token = await ListAsync(query, token, cancellationToken);
            began ??= client.Now;
        }
        while (token is not null);
        _from = began.Value - Overlap;

        if (time.GetUtcNow() >= _watchAt)
        {
            for (var pages = 0; pages == 0 || (_watchToken is not null && pages < MaxWatchedPages); pages++)
            {
                _watchToken = await ListAsync("watched=true&pageSize=100", _watchToken, cancellationToken);
            }

            _watchAt = time.GetUtcNow() + WatchInterval;
        }

        var now = time.GetUtcNow();
        foreach (var (id, _) in _waiting.Where(waiting => waiting.Value <= now).OrderBy(waiting => waiting.Value).Take(MaxAsked).ToList())
        {
            if (await AskAsync(() => FindEventAsync(id, cancellationToken), cancellationToken) is { } line)
            {
                Note(line);
            }
            else
            {
                _waiting.Remove(id);
            }
        }
    }

    private async Task<string?> ListAsync(string query, string? token, CancellationToken cancellationToken)
    {
        var page = await AskAsync(() => client.ListPageAsync(query, token, cancellationToken), cancellationToken);
        foreach (var line in page.Events)
        {
            Note(line);
        }

        return page.NextPageToken;
    }

    private void Note(EventLine line)
    {
        if (line.RecordId is null || !wants(line.Resource))
        {
            return;
        }

        if (line.State is "Received" or "Retrying" or "Confirming" && client.Now - line.ReceivedAt < Unwatched)
        {
            var wait = (line.NextAttemptAt ?? client.Now) - client.Now + PollInterval;
            _waiting[line.Id] = time.GetUtcNow() + (wait < PollInterval ? PollInterval : wait > LongestWait ? LongestWait : wait);
        }
        else
        {
            _waiting.Remove(line.Id);
        }

        if (line.LastAttemptAt is { } at && at > _start - Overlap && (!_triedAt.TryGetValue(line.Id, out var before) || at != before))
        {
            if (_triedAt.Count >= MaxRemembered)
            {
                _triedAt.Clear();
            }

            _triedAt[line.Id] = at;
            _tried[line.Id] = line;
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

    private async Task<EventLine?> FindEventAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetAsync(id, cancellationToken);
        }
        catch (OperatorException e) when (e is { Status: HttpStatusCode.NotFound, IsOfApp: true })
        {
            return null;
        }
    }

    // A deployment that responded once will do so again; one that never did may have another address.
    private async Task<T> AskAsync<T>(Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        for (var wait = PollInterval; ; wait = wait * 2 < LongestRetry ? wait * 2 : LongestRetry)
        {
            try
            {
                var response = await ask();
                if (_isUnavailable)
                {
                    say("The deployment responds again.");
                }

                (_hasResponded, _isUnavailable) = (true, false);
                return response;
            }
            catch (OperatorException e) when (e.MayPass && _hasResponded)
            {
                if (!_isUnavailable)
                {
                    say($"{e.Message} It is asked again until it responds.");
                }

                _isUnavailable = true;
            }

            await Task.Delay(wait, time, cancellationToken);
        }
    }
}
