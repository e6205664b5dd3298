using System.Text.Json;

namespace Stitchex.Functions.Protocol;

/// <summary>The last attempts at an event, kept in its row as JSON. Equal when the attempts are.</summary>
internal sealed class AttemptHistory : IEquatable<AttemptHistory>
{
    /// <summary>The history of an event that was not tried yet.</summary>
    public static readonly AttemptHistory Empty = new([]);

    private const int MaxAttempts = 30;

    // Thirty of these, each character written as \uXXXX, still fit into a property.
    private const int MaxErrorLength = 150;

    private AttemptHistory(AttemptEntry[] entries) => Entries = entries;

    /// <summary>Gets the attempts, oldest first.</summary>
    public IReadOnlyList<AttemptEntry> Entries { get; }

    /// <summary>Reads a history; one that cannot be read is empty, for it explains and decides nothing.</summary>
    public static AttemptHistory Parse(string? json)
    {
        if (string.IsNullOrEmpty(json))
        {
            return Empty;
        }

        try
        {
            return new AttemptHistory(JsonSerializer.Deserialize(json, AttemptJson.Default.AttemptEntryArray) ?? []);
        }
        catch (JsonException)
        {
            return Empty;
        }
    }

    /// <summary>This history and one more attempt; the oldest goes when there are too many.</summary>
    public AttemptHistory With(DateTimeOffset at, string result, int status, string? error)
    {
        var entry = new AttemptEntry(at, result, status == 0 ? null : status, error is { Length: > MaxErrorLength } ? error[..MaxErrorLength] : error);
        return new AttemptHistory([.. Entries.TakeLast(MaxAttempts - 1), entry]);
    }

    /// <summary>This history with what was measured of the last attempt: the API's status, where it responded, and how long it took.</summary>
    public AttemptHistory WithMeasurements(int status, long? milliseconds, long? apiMilliseconds) => new(
    [
        .. Entries.SkipLast(1),
        Entries[^1] with { Status = status == 0 ? null : status, Milliseconds = milliseconds, ApiMilliseconds = apiMilliseconds },
    ]);

    /// <inheritdoc/>
    public bool Equals(AttemptHistory? other) => other is not null && Entries.SequenceEqual(other.Entries);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as AttemptHistory);

    /// <inheritdoc/>
    public override int GetHashCode() => Entries.Count;

    /// <summary>The history as JSON.</summary>
    public override string ToString() => JsonSerializer.Serialize([.. Entries], AttemptJson.Default.AttemptEntryArray);
}
