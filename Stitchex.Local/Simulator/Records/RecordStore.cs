using System.Collections.Immutable;

namespace Stitchex.Local.Simulator.Records;

/// <summary>All records of all organisations, each with its history.</summary>
internal sealed class RecordStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<RecordKey, ImmutableList<RecordVersion>> _histories = [];
    private readonly List<RecordKey> _order = [];
    private int _changes;

    /// <summary>Gets how often something was changed.</summary>
    public int Changes => Volatile.Read(ref _changes);

    /// <summary>Gets the versions of a record, the oldest first; none if there never was one.</summary>
    public ImmutableList<RecordVersion> History(RecordKey key)
    {
        lock (_lock)
        {
            return _histories.GetValueOrDefault(key, []);
        }
    }

    public RecordVersion? Newest(RecordKey key) => History(key).LastOrDefault();

    /// <summary>Gets all histories, in the order in which the records were made.</summary>
    public IReadOnlyList<ImmutableList<RecordVersion>> All()
    {
        lock (_lock)
        {
            return _order.ConvertAll(key => _histories[key]);
        }
    }

    /// <summary>Adds what <paramref name="next"/> makes of the newest version; nothing can come between the two.</summary>
    public RecordVersion Append(RecordKey key, Func<RecordVersion?, RecordVersion> next)
    {
        lock (_lock)
        {
            var history = _histories.GetValueOrDefault(key, []);
            var version = next(history.LastOrDefault());
            if (history.IsEmpty)
            {
                _order.Add(key);
            }

            _histories[key] = history.Add(version);
            _changes++;
            return version;
        }
    }

    /// <summary>Puts an earlier state, such as <see cref="All"/> gave, in place of all that there is, as from a backup.</summary>
    public void Restore(IReadOnlyList<ImmutableList<RecordVersion>> histories)
    {
        lock (_lock)
        {
            _histories.Clear();
            _order.Clear();
            foreach (var history in histories.Where(history => !history.IsEmpty))
            {
                _histories[history[0].Key] = history;
                _order.Add(history[0].Key);
            }

            _changes++;
        }
    }
}
