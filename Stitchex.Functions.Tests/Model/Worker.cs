using System.Collections.Immutable;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Tests.Model;

/// <summary>
/// One invocation of the processor: what it holds in memory, and loses in a crash. Versions of rows are not counted: all that matters is whether what it
/// read is still what is stored.
/// </summary>
internal sealed record Worker
{
    /// <summary>A processor without a message.</summary>
    public static readonly Worker Idle = new();

    /// <summary>Gets what it will do next.</summary>
    public Phase Phase { get; init; }

    /// <summary>Gets the message that it holds.</summary>
    public QueuedMessage Message { get; init; }

    /// <summary>Gets the event's row as it was read.</summary>
    public EventRow? Row { get; init; }

    /// <summary>Gets the record's row as it was read.</summary>
    public RecordRow Record { get; init; } = new();

    /// <summary>Gets a value indicating whether somebody changed the event's row since.</summary>
    public bool RowIsStale { get; init; }

    /// <summary>Gets a value indicating whether somebody changed the record's row since.</summary>
    public bool RecordIsStale { get; init; }

    /// <summary>Gets which decision it carries out.</summary>
    public Stage Stage { get; init; }

    /// <summary>Gets what remains to be done of it.</summary>
    public ImmutableArray<PlannedEffect> Effects { get; init; } = [];

    /// <summary>Gets what follows.</summary>
    public After After { get; init; }

    /// <summary>Gets the change that is delivered.</summary>
    public Dispatching? Dispatching { get; init; }

    /// <summary>Gets the handler that is running.</summary>
    public int Handler { get; init; }

    /// <summary>Gets its own view of its lease.</summary>
    public LeaseLife Lease { get; init; }

    /// <summary>Gets a value indicating whether it holds a message.</summary>
    public bool IsBusy => Phase != Phase.Idle;
}
