using Stitchex.Local.Lab.Journal;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Local.Load;

/// <summary>Which states of one record a handler took, and when.</summary>
internal sealed class DeliveredRecord
{
    private readonly RecordJournal _history;
    private readonly Dictionary<string, int> _times = new(StringComparer.Ordinal);

    // When a state, or a newer one, was taken first; as long as the newest state that was.
    private readonly List<DateTimeOffset> _takenAt = [];

    /// <summary>Follows a record's lines of the journal.</summary>
    /// <param name="history">What the record was.</param>
    /// <param name="journal">The lines, in order.</param>
    public DeliveredRecord(RecordJournal history, IEnumerable<JournalEntry> journal)
    {
        _history = history;
        foreach (var entry in journal.Where(entry => entry.Kind is JournalEntryKind.End))
        {
            _times[entry.Hash] = _times.GetValueOrDefault(entry.Hash) + 1;

            // What is older than a state that was taken before tells nothing new.
            if (history.Find(entry.Hash, notBefore: _takenAt.Count) is { } position)
            {
                _takenAt.AddRange(Enumerable.Repeat(entry.At, position + 1 - _takenAt.Count));
            }
        }
    }

    /// <summary>Gets how often a handler took a state.</summary>
    public int Count => _times.Values.Sum();

    /// <summary>Gets when a state, or a newer one in its place, was taken; null when neither was.</summary>
    public DateTimeOffset? At(int position) => position < _takenAt.Count ? _takenAt[position] : null;

    /// <summary>Lists the states that were taken more than once, whatever the changes' ids.</summary>
    public IEnumerable<string> Repeats() => _times.Where(state => state.Value > 1).Select(state => $"{_history.Record}: {state.Key} was delivered {state.Value} times.");

    public static IReadOnlyDictionary<RecordKey, DeliveredRecord> AllOf(IReadOnlyList<RecordJournal> histories, IEnumerable<JournalEntry> journal)
    {
        var lines = journal.ToLookup(entry => entry.Record);
        return histories.ToDictionary(history => history.Record, history => new DeliveredRecord(history, lines[history.Record]));
    }
}
