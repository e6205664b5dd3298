namespace Stitchex.Local.Lab.Journal;

/// <summary>Follows what the journal tells of one record, and says what is wrong with it.</summary>
internal sealed class RecordTrack(RecordJournal history, TimeSpan lease)
{
    // By change id: when it was begun last, after how many kills, and whether the handler itself gave it back.
    private readonly Dictionary<string, (DateTimeOffset At, int Kills, bool Failed)> _begun = new(StringComparer.Ordinal);
    private JournalEntry? _underWay;
    private int _underWaySince;
    private int _position = -1;
    private long _fence;
    private string? _lastEnded;

    /// <summary>Gets how many changes the handler has.</summary>
    public int Handled { get; private set; }

    /// <summary>Gets how often a change came again because a kill had cut it off.</summary>
    public int RepeatsAfterKills { get; private set; }

    /// <summary>Gets how often a change came again because storage was unavailable for longer than the lease, so that nobody could note that the handler had it.</summary>
    public int RepeatsAfterStalls { get; private set; }

    /// <summary>Follows one entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="kills">How many kills there were before it.</param>
    /// <returns>What is wrong, in sentences.</returns>
    public IEnumerable<string> Follow(JournalEntry entry, int kills) => entry.Kind is JournalEntryKind.Begin ? Begin(entry, kills) : End(entry, kills);

    /// <summary>Says whether the handler was left with what Stitchex has.</summary>
    public string? FindMiss() => _lastEnded == history.Hashes[^1]
        ? null
        : $"{history.Record}: the newest version was not delivered; {(_lastEnded is null ? "nothing was" : $"{_lastEnded} was the last")}.";

    private IEnumerable<string> Begin(JournalEntry entry, int kills)
    {
        if (_underWay is { } other && _underWaySince == kills)
        {
            yield return $"{entry.Record}: {entry.ChangeId} began while {other.ChangeId} was under way.";
        }

        if (_begun.TryGetValue(entry.ChangeId, out var before))
        {
            var isAfterKill = before.Kills < kills;
            var isAfterStall = !isAfterKill && !before.Failed && entry.At - before.At >= lease;
            RepeatsAfterKills += isAfterKill ? 1 : 0;
            RepeatsAfterStalls += isAfterStall ? 1 : 0;
            if (!isAfterKill && !before.Failed && !isAfterStall)
            {
                yield return $"{entry.Record}: {entry.ChangeId} was delivered again, and no kill explains it.";
            }
        }

        if (history.Find(entry.Hash, _position) is { } position)
        {
            _position = position;
        }
        else
        {
            yield return history.Find(entry.Hash, notBefore: 0) is null
                ? $"{entry.Record}: {entry.ChangeId} delivers what Stitchex never had."
                : $"{entry.Record}: {entry.ChangeId} delivers an older version after a newer one.";
        }

        if (entry.FencingToken <= _fence)
        {
            yield return $"{entry.Record}: {entry.ChangeId} has fencing token {entry.FencingToken}, which is not above {_fence}.";
        }

        _fence = Math.Max(_fence, entry.FencingToken);
        (_underWay, _underWaySince) = (entry, kills);
        _begun[entry.ChangeId] = (entry.At, kills, Failed: false);
    }

    private IEnumerable<string> End(JournalEntry entry, int kills)
    {
        if (_underWay is not { } begun
            || begun.ChangeId != entry.ChangeId
            || begun.FencingToken != entry.FencingToken
            || _underWaySince != kills)
        {
            yield return $"{entry.Record}: {entry.ChangeId} ended, and was not the one under way.";
        }

        _underWay = null;
        if (entry.Kind is JournalEntryKind.Failure)
        {
            _begun[entry.ChangeId] = (entry.At, kills, Failed: true);
            yield break;
        }

        Handled++;
        _lastEnded = entry.Hash;
    }
}
