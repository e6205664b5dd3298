using System.Globalization;
using Stitchex.Functions.Records;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Local.Chaos.Journal;

/// <summary>One line of the journal.</summary>
internal sealed record JournalEntry(JournalEntryKind Kind)
{
    private const char Separator = '\t';
    private const string None = "-";
    private const int Fields = 11;

    // A line that a kill cut off does not end with it, whatever was left of the fields before.
    private const string LastField = "$";

    /// <summary>Gets the process that the line is about.</summary>
    public int ProcessId { get; init; }

    /// <summary>Gets the line's number among those of its process, from 1 on.</summary>
    public long Sequence { get; init; }

    /// <summary>Gets when it was written, for whoever compares it with a log.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Gets the record that was delivered.</summary>
    public RecordKey Record { get; init; }

    /// <summary>Gets the change's id.</summary>
    public string ChangeId { get; init; } = None;

    /// <summary>Gets the record's version; null where it has none.</summary>
    public DateTimeOffset? Version { get; init; }

    /// <summary>Gets what <see cref="ContentHash"/> makes of the record's bytes.</summary>
    public string Hash { get; init; } = None;

    /// <summary>Gets the attempt's fencing token.</summary>
    public long FencingToken { get; init; }

    /// <summary>Makes a line about a change.</summary>
    public static JournalEntry From(JournalEntryKind kind, RecordChange change, int processId, long sequence, DateTimeOffset at) =>
        new(kind)
        {
            ProcessId = processId,
            Sequence = sequence,
            At = at,
            Record = new RecordKey(change.Resource, change.RecordId),
            ChangeId = change.ChangeId,
            Version = change.Version,
            Hash = ContentHash.Compute(change.Record),
            FencingToken = change.FencingToken,
        };

    /// <summary>Makes the line that follows a kill.</summary>
    public static JournalEntry FromKill(int processId, DateTimeOffset at) => new(JournalEntryKind.Kill) { ProcessId = processId, At = at, Record = new RecordKey(None, None) };

    /// <summary>Reads a line; null if it is not whole.</summary>
    public static JournalEntry? Parse(string line)
    {
        var fields = line.Split(Separator);
        return fields.Length != Fields || fields[^1] != LastField ? null : new JournalEntry(Enum.Parse<JournalEntryKind>(fields[0]))
        {
            ProcessId = int.Parse(fields[1], CultureInfo.InvariantCulture),
            Sequence = long.Parse(fields[2], CultureInfo.InvariantCulture),
            At = Time(fields[3]),
            Record = new RecordKey(fields[4], fields[5]),
            ChangeId = fields[6],
            Version = fields[7] == None ? null : Time(fields[7]),
            Hash = fields[8],
            FencingToken = long.Parse(fields[9], CultureInfo.InvariantCulture),
        };
    }

    /// <summary>The line, without its end.</summary>
    public override string ToString() => string.Join(
        Separator,
        Kind,
        Number(ProcessId),
        Number(Sequence),
        Time(At),
        Record.Resource,
        Record.Id,
        ChangeId,
        Version is { } version ? Time(version) : None,
        Hash,
        Number(FencingToken),
        LastField);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(string text) => DateTimeOffset.ParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
}
