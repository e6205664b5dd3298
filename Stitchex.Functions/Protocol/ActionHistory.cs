using System.Text.Json;

namespace Stitchex.Functions.Protocol;

/// <summary>What operators did with an event, kept in its row as JSON; it decides nothing. Equal when the actions are.</summary>
internal sealed class ActionHistory : IEquatable<ActionHistory>
{
    /// <summary>The history of an event that no operator did anything with.</summary>
    public static readonly ActionHistory Empty = new([]);

    // A property holds 32 Ki characters.
    private const int MaxLength = 30_000;

    private const int MaxActions = 100;

    private ActionHistory(OperatorAction[] entries) => Entries = entries;

    /// <summary>Gets the actions, oldest first.</summary>
    public IReadOnlyList<OperatorAction> Entries { get; }

    /// <summary>Reads a history; one that cannot be read is empty.</summary>
    public static ActionHistory Parse(string? json)
    {
        try
        {
            return string.IsNullOrEmpty(json) ? Empty : new(JsonSerializer.Deserialize(json, AttemptJson.Default.OperatorActionArray) ?? []);
        }
        catch (JsonException)
        {
            return Empty;
        }
    }

    /// <summary>This history and one more action, once; the oldest are dropped when there are too many, or they are too long together.</summary>
    public ActionHistory With(OperatorAction action)
    {
        if (Entries.Contains(action))
        {
            return this;
        }

        var history = new ActionHistory([.. Entries.TakeLast(MaxActions - 1), action]);
        while (history.ToString().Length > MaxLength)
        {
            history = new ActionHistory([.. history.Entries.Skip(1)]);
        }

        return history;
    }

    /// <inheritdoc/>
    public bool Equals(ActionHistory? other) => other is not null && Entries.SequenceEqual(other.Entries);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ActionHistory);

    /// <inheritdoc/>
    public override int GetHashCode() => Entries.Count;

    /// <summary>The history as JSON.</summary>
    public override string ToString() => JsonSerializer.Serialize([.. Entries], AttemptJson.Default.OperatorActionArray);
}
