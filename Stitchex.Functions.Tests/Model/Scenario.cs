using Stitchex.Functions.Configuration;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Tests.Model;

/// <summary>What happens to a record, and what may go wrong meanwhile. Everything else is tried in every order.</summary>
/// <param name="Name">What it is about.</param>
internal sealed record Scenario(string Name)
{
    /// <summary>Gets what the record is, moment by moment; it starts as the first.</summary>
    public required IReadOnlyList<Content> History { get; init; }

    /// <summary>Gets the events.</summary>
    public required IReadOnlyList<ModelEvent> Events { get; init; }

    /// <summary>Gets what is sent, each by a sender of its own.</summary>
    public required IReadOnlyList<ModelDelivery> Deliveries { get; init; }

    /// <summary>Gets a value indicating whether all handlers have the first moment of the history from the start.</summary>
    public bool IsKnown { get; init; }

    /// <summary>Gets what may go wrong.</summary>
    public Budget Budget { get; init; }

    /// <summary>Gets a value indicating whether each delivery waits until the one before it is done with.</summary>
    public bool DeliversInOrder { get; init; }

    /// <summary>Gets how often a sender tries until it has a 2xx.</summary>
    public int Tries { get; init; } = 1;

    /// <summary>Gets a value indicating whether the receiver's steps are told apart; otherwise a delivery is one step.</summary>
    public bool ReceivesStepByStep { get; init; }

    /// <summary>Gets a value indicating whether the receiver knows <see cref="EventRow.MayBeFetchedAlready"/>; without it, a mutant.</summary>
    public bool ReopensWhatMayBeFetchedAlready { get; init; } = true;

    /// <summary>Gets a value indicating whether the API may show the past for a while, though never longer than it is given.</summary>
    public bool Lags { get; init; }

    /// <summary>Gets a value indicating whether the API may lag for longer than it is given.</summary>
    public bool LagsForLong { get; init; }

    /// <summary>Gets a value indicating whether as much time as the API is given may pass before a retry, once a handler was called.</summary>
    public bool RetriesLate { get; init; }

    /// <summary>Gets a value indicating whether something else may happen between the reads of the two rows.</summary>
    public bool ReadsRowsApart { get; init; }

    /// <summary>Gets a value indicating whether each attempt that comes to a handler kills the process.</summary>
    public bool KillsTheProcess { get; init; }

    /// <summary>Gets how many crashes make an event dead-lettered.</summary>
    public int MaxCrashes { get; init; } = 5;

    /// <summary>Gets a value indicating whether the API is asked about deletions.</summary>
    public bool VerifiesDeletes { get; init; } = true;

    /// <summary>The settings of the protocol.</summary>
    public ProcessingOptions Options() => new() { MaxCrashes = MaxCrashes, VerifyDeletes = VerifiesDeletes };

    /// <inheritdoc/>
    public override string ToString() => Name;
}
