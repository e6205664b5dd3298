using System.Text.Json;
using System.Text.Json.Serialization;
using Stitchex.Functions.Records;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Local.Lab.Journal;

/// <summary>One line of the journal, which is JSON: one that a kill cut off is none.</summary>
internal sealed record JournalEntry(JournalEntryKind Kind)
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    /// <summary>Gets the process that the line is about.</summary>
    public int ProcessId { get; init; }

    /// <summary>Gets the line's number among those of its process, from 1 on.</summary>
    public long Sequence { get; init; }

    /// <summary>Gets when it was written, for whoever compares it with a log.</summary>
    public DateTimeOffset At { get; init; }

    public RecordKey Record { get; init; }

    public string ChangeId { get; init; } = "";

    /// <summary>Gets the record's version; null where it has none.</summary>
    public DateTimeOffset? Version { get; init; }

    /// <summary>Gets what <see cref="ContentHash"/> makes of the record's bytes.</summary>
    public string Hash { get; init; } = "";

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
    public static JournalEntry FromKill(int processId, DateTimeOffset at) => new(JournalEntryKind.Kill) { ProcessId = processId, At = at };

    /// <summary>Reads a line; null if it is not whole.</summary>
    public static JournalEntry? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<JournalEntry>(line, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The line, without its end.</summary>
    public override string ToString() => JsonSerializer.Serialize(this, Json);
}

/// <summary>What a line of the journal tells: a handler was called; it has the change; it failed; the process that wrote the lines before is gone.</summary>
internal enum JournalEntryKind
{
    Begin,
    End,
    Failure,
    Kill,
}
