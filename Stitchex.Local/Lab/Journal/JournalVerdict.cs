using Stitchex.Local.Simulator.Records;

namespace Stitchex.Local.Lab.Journal;

/// <summary>Whether handlers saw what they are promised: each version in order, one at a time, once but for kills, and the newest in the end.</summary>
internal sealed record JournalVerdict(int Handled, int RepeatsAfterKills, int RepeatsAfterStalls, IReadOnlyList<string> Faults)
{
    /// <summary>Reads a journal, and what Stitchex had, and says what is wrong.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="histories">What Stitchex had.</param>
    /// <param name="lease">For how long a record is an attempt's.</param>
    public static JournalVerdict Find(IEnumerable<JournalEntry> journal, IReadOnlyList<RecordJournal> histories, TimeSpan lease)
    {
        var tracks = histories.ToDictionary(history => history.Record, history => new RecordTrack(history, lease));
        List<string> faults = [];
        var kills = 0;
        long sequence = 0;
        foreach (var entry in journal)
        {
            if (entry.Kind is JournalEntryKind.Kill)
            {
                kills++;
                sequence = 0;
                continue;
            }

            if (entry.Sequence != ++sequence)
            {
                faults.Add($"The journal has line {entry.Sequence} of process {entry.ProcessId} where line {sequence} should be.");
                sequence = entry.Sequence;
            }

            faults.AddRange(tracks.TryGetValue(entry.Record, out var track) ? track.Follow(entry, kills) : [Unknown(entry.Record)]);
        }

        faults.AddRange(tracks.Values.Select(track => track.FindMiss()).OfType<string>());
        return new JournalVerdict(
            tracks.Values.Sum(track => track.Handled),
            tracks.Values.Sum(track => track.RepeatsAfterKills),
            tracks.Values.Sum(track => track.RepeatsAfterStalls),
            faults);
    }

    private static string Unknown(RecordKey record) => $"{record}: Stitchex has told of no such record.";
}
