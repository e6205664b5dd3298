using System.Collections.Immutable;
using System.Text.Json;

namespace Stitchex.Functions.Operations.Reconcile;

/// <summary>How far a reconciliation has come, apart from its lists.</summary>
internal sealed record ReconcileState
{
    /// <summary>How many findings of a job are stored; more are counted.</summary>
    public const int MaxStored = 10_000;

    /// <summary>What is delivered where nobody says what: all but what would bring an older version.</summary>
    public static readonly ImmutableList<FindingKind> DeliveredByDefault = [FindingKind.Missing, FindingKind.Older, FindingKind.Gone];

    /// <summary>Gets what it does now.</summary>
    public ReconcileStage Stage { get; init; }

    /// <summary>Gets how many lists were compared.</summary>
    public int Compared { get; init; }

    /// <summary>Gets how many records are missing here.</summary>
    public int Missing { get; init; }

    /// <summary>Gets how many are older here.</summary>
    public int Older { get; init; }

    /// <summary>Gets how many are ahead here.</summary>
    public int Ahead { get; init; }

    /// <summary>Gets how many are gone there.</summary>
    public int Gone { get; init; }

    /// <summary>Gets how many findings are stored.</summary>
    public int Stored { get; init; }

    /// <summary>Gets how many records the API showed nothing of, so that nobody knows whether they differ.</summary>
    public int Undecided { get; init; }

    /// <summary>Gets how many requests for a record failed in a row.</summary>
    public int Tries { get; init; }

    /// <summary>Gets the kinds that are delivered.</summary>
    public ImmutableList<FindingKind> Kinds { get; init; } = [];

    /// <summary>Gets the key of the record that was fetched, or delivered, last in this stage.</summary>
    public string? After { get; init; }

    /// <summary>Gets how many records differ.</summary>
    public int Found => Missing + Older + Ahead + Gone;

    /// <summary>Reads what <see cref="ToText"/> wrote.</summary>
    /// <exception cref="InvalidOperationException">It is something else.</exception>
    public static ReconcileState Parse(string? text)
    {
        try
        {
            return text is null ? new ReconcileState() : JsonSerializer.Deserialize(text, ReconcileJson.Default.ReconcileState)!;
        }
        catch (JsonException e)
        {
            throw new InvalidOperationException("How far it has come cannot be read.", e);
        }
    }

    /// <summary>Writes it for a job's row.</summary>
    public string ToText() => JsonSerializer.Serialize(this, ReconcileJson.Default.ReconcileState);

    /// <summary>The state with one more finding.</summary>
    public ReconcileState With(FindingKind kind) => kind switch
    {
        FindingKind.Missing => this with { Missing = Missing + 1 },
        FindingKind.Older => this with { Older = Older + 1 },
        FindingKind.Ahead => this with { Ahead = Ahead + 1 },
        FindingKind.Gone => this with { Gone = Gone + 1 },
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind."),
    };
}
