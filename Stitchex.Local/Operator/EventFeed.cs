using System.Globalization;
using System.Runtime.CompilerServices;

namespace Stitchex.Local.Operator;

/// <summary>
/// Finds the events of a deployment as they come and as they change. A look costs the deployment a request to its storage, and one for each
/// event of the last minute; the next look waits accordingly, up to a minute, so that it is about ten requests a second while fewer than five events come in one.
/// </summary>
/// <param name="client">Asks the deployment.</param>
/// <param name="query">Which events the deployment looks for.</param>
/// <param name="wants">Which of those are looked at until they are done.</param>
/// <param name="longestPause">How long it waits between two looks at most, when nothing comes.</param>
/// <param name="say">Is told when the deployment cannot be reached, and when it can again.</param>
/// <param name="time">The clock.</param>
internal sealed class EventFeed(
    OperatorClient client, string query, Predicate<EventLine> wants, TimeSpan longestPause, Action<string> say, TimeProvider time)
{
    /// <summary>An index entry may be written a little after a later one, and clocks differ.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromMinutes(1);

    /// <summary>How long it waits between two looks at least.</summary>
    public static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(2);

    // An event is looked at by itself for as long as the sweep may not watch it yet.
    private static readonly TimeSpan Unwatched = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PausePerRequest = TimeSpan.FromMilliseconds(100);

    private const int MaxAsked = 20;
    private const int MaxWatchedPages = 5;
    private const int MaxRemembered = 20_000;
    private const int RequestsForAnEvent = 2;

    private readonly RepeatedRequest _request = new(say, time);
    private readonly Dictionary<string, (EventLine Line, DateTimeOffset SeenAt)> _seen = [];
    private readonly Dictionary<string, DateTimeOffset> _waiting = [];
    private readonly Dictionary<string, EventLine> _changed = [];
    private DateTimeOffset _watchAt;
    private string? _watchToken;
    private int _requests;

    /// <summary>Finds events that are new or have changed since they were found, look by look and oldest first, until it is cancelled.</summary>
    /// <param name="start">From when on; those that came some minutes before, and are not done, are found as well.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperatorException">The deployment rejects.</exception>
    public async IAsyncEnumerable<IReadOnlyList<EventLine>> ReadAsync(
        DateTimeOffset start, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (from, pause) = (start - Unwatched, ShortestPause);
        while (true)
        {
            from = await FindAsync(from, cancellationToken);
            pause = _changed.Count > 0 ? ShortestPause : pause * 2 < longestPause ? pause * 2 : longestPause;
            yield return [.. _changed.Values.OrderBy(line => line.ReceivedAt)];

            var owed = _requests * PausePerRequest < LongestWait ? _requests * PausePerRequest : LongestWait;
            _changed.Clear();
            _requests = 0;
            await Task.Delay(owed > pause ? owed : pause, time, cancellationToken);
        }
    }

    /// <inheritdoc cref="RepeatedRequest.AskAsync"/>
    public Task<T> AskAsync<T>(Func<Task<T>> ask, CancellationToken cancellationToken) => _request.AskAsync(ask, cancellationToken);

    // Returns from when on the next look finds what is new.
    private async Task<DateTimeOffset> FindAsync(DateTimeOffset from, CancellationToken cancellationToken)
    {
        var since = $"since={from.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)}";
        DateTimeOffset? began = null;
        string? token = null;
        do
        {
            token = await ListAsync(since, token, cancellationToken);
            began ??= client.Now;
        }
        while (token is not null);

        if (time.GetUtcNow() >= _watchAt)
        {
            for (var pages = 0; pages == 0 || (_watchToken is not null && pages < MaxWatchedPages); pages++)
            {
                _watchToken = await ListAsync("watched=true", _watchToken, cancellationToken);
            }

            _watchAt = time.GetUtcNow() + WatchInterval;
        }

        var now = time.GetUtcNow();
        foreach (var (id, _) in _waiting.Where(waiting => waiting.Value <= now).OrderBy(waiting => waiting.Value).Take(MaxAsked).ToList())
        {
            _requests += RequestsForAnEvent;
            if (await AskAsync(() => OperatorClient.FindAsync(() => client.GetEventAsync(id, cancellationToken)), cancellationToken) is { } line)
            {
                Note(line);
            }
            else
            {
                _waiting.Remove(id);
            }
        }

        return began.Value - Overlap;
    }

    private async Task<string?> ListAsync(string which, string? token, CancellationToken cancellationToken)
    {
        var page = await AskAsync(() => client.ListPageAsync($"{which}{query}&pageSize=100", token, cancellationToken), cancellationToken);
        _requests += 1 + page.Events.Count;
        foreach (var line in page.Events)
        {
            Note(line);
        }

        return page.NextPageToken;
    }

    private void Note(EventLine line)
    {
        if (!wants(line))
        {
            return;
        }

        if (line.State is "Received" or "Retrying" or "Confirming" && client.Now - line.ReceivedAt < Unwatched)
        {
            var wait = (line.NextAttemptAt ?? client.Now) - client.Now + ShortestPause;
            _waiting[line.Id] = time.GetUtcNow() + (wait < ShortestPause ? ShortestPause : wait > LongestWait ? LongestWait : wait);
        }
        else
        {
            _waiting.Remove(line.Id);
        }

        if (!_seen.TryGetValue(line.Id, out var seen) || IsOther(line, seen.Line))
        {
            _changed[line.Id] = line;
        }

        var now = time.GetUtcNow();
        if (_seen.Count >= MaxRemembered)
        {
            foreach (var (id, _) in _seen.Where(one => one.Value.SeenAt < now - LongestWait - Overlap).ToList())
            {
                _seen.Remove(id);
            }
        }

        _seen[line.Id] = (line, now);
    }

    private static bool IsOther(EventLine line, EventLine seen) =>
        (line.State, line.Outcome, line.LastAttemptAt, line.ResolvedAt) != (seen.State, seen.Outcome, seen.LastAttemptAt, seen.ResolvedAt);
}
