using Stitchex.Functions.Api;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;

namespace Stitchex.Functions.Tests.Model;

/// <summary>The protocol with one of its rules replaced.</summary>
internal sealed class MutatedTransitions(ProcessingOptions options) : EventTransitions(options)
{
    /// <summary>Gets the predicate that is replaced.</summary>
    public string Replaced { get; init; } = "";

    /// <summary>Gets what takes its place.</summary>
    public Func<Situation, bool> Replacement { get; init; } = _ => false;

    /// <summary>Gets what becomes of each decision; it is told which phase made it.</summary>
    public Func<string, Situation, Transition, Transition> Rewrite { get; init; } = (_, _, decided) => decided;

    /// <summary>Gets a value indicating whether decisions that need no lease free the record all the same.</summary>
    public bool FreesWithoutLease { get; init; }

    /// <inheritdoc/>
    public override Transition Arrive(Situation s, Circumstances circumstances) => Rewrite(nameof(Arrive), s, base.Arrive(s with { HoldsLease = FreesWithoutLease }, circumstances));

    /// <inheritdoc/>
    public override Transition Begin(Situation s, string owner) => Rewrite(nameof(Begin), s, base.Begin(s with { HoldsLease = FreesWithoutLease }, owner));

    /// <inheritdoc/>
    public override Transition Fetched(Situation s, FetchResult result) => Rewrite(nameof(Fetched), s, base.Fetched(s, result));

    /// <inheritdoc/>
    public override Transition HandedOn(Situation s, Change change, HandOnResult result) => Rewrite(nameof(HandedOn), s, base.HandedOn(s, change, result));

    /// <inheritdoc/>
    protected override bool IsOfAnEarlierTurn(Situation s) => Mutated(nameof(IsOfAnEarlierTurn), s) ?? base.IsOfAnEarlierTurn(s);

    /// <inheritdoc/>
    protected override bool IsSuperseded(Situation s) => Mutated(nameof(IsSuperseded), s) ?? base.IsSuperseded(s);

    /// <inheritdoc/>
    protected override bool IsLeased(Situation s) => Mutated(nameof(IsLeased), s) ?? base.IsLeased(s);

    /// <inheritdoc/>
    protected override bool WasCutOff(Situation s) => Mutated(nameof(WasCutOff), s) ?? base.WasCutOff(s);

    /// <inheritdoc/>
    protected override bool KeepsCrashing(int crashes) => Replaced != nameof(KeepsCrashing) && base.KeepsCrashing(crashes);

    /// <inheritdoc/>
    protected override bool Opens(Situation s) => Mutated(nameof(Opens), s) ?? base.Opens(s);

    /// <inheritdoc/>
    protected override bool LeavesFinal(Situation s) => Mutated(nameof(LeavesFinal), s) ?? base.LeavesFinal(s);

    /// <inheritdoc/>
    protected override bool IsDeletedAlready(Situation s) => Mutated(nameof(IsDeletedAlready), s) ?? base.IsDeletedAlready(s);

    /// <inheritdoc/>
    protected override bool FollowsDeletion(Situation s) => Mutated(nameof(FollowsDeletion), s) ?? base.FollowsDeletion(s);

    /// <inheritdoc/>
    protected override bool NeedsNoFetch(Situation s) => Mutated(nameof(NeedsNoFetch), s) ?? base.NeedsNoFetch(s);

    /// <inheritdoc/>
    protected override bool LagsBehindEvent(Situation s, FetchedRecord found) => Mutated(nameof(LagsBehindEvent), s) ?? base.LagsBehindEvent(s, found);

    /// <inheritdoc/>
    protected override bool ShouldBeGone(Situation s) => Mutated(nameof(ShouldBeGone), s) ?? base.ShouldBeGone(s);

    /// <inheritdoc/>
    protected override bool LagsBehindPending(Situation s, FetchedRecord found) => Mutated(nameof(LagsBehindPending), s) ?? base.LagsBehindPending(s, found);

    /// <inheritdoc/>
    protected override bool IsNews(Situation s, FetchedRecord found) => Mutated(nameof(IsNews), s) ?? base.IsNews(s, found);

    /// <inheritdoc/>
    protected override bool LagWindowIsOver(DateTimeOffset? since, Situation s) => Mutated(nameof(LagWindowIsOver), s) ?? base.LagWindowIsOver(since, s);

    private bool? Mutated(string predicate, Situation s) => predicate == Replaced ? Replacement(s) : null;
}
