using Stitchex.Functions.Configuration;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Tests.Model;

/// <summary>The protocol with one of its rules replaced.</summary>
internal sealed class MutatedTransitions(ProcessingOptions options) : EventTransitions(options)
{
    /// <summary>Gets the predicate that is replaced.</summary>
    public string Replaced { get; init; } = "";

    /// <summary>Gets what takes its place.</summary>
    public Func<DecisionContext, bool> Replacement { get; init; } = _ => false;

    /// <summary>Gets what becomes of each decision; it is told which phase made it.</summary>
    public Func<string, DecisionContext, Transition, Transition> Rewrite { get; init; } = (_, _, decided) => decided;

    /// <summary>Gets a value indicating whether decisions that need no lease free the record all the same.</summary>
    public bool FreesWithoutLease { get; init; }

    /// <inheritdoc/>
    public override Transition OnReceived(DecisionContext s, ProcessingPolicy policy) => Rewrite(nameof(OnReceived), s, base.OnReceived(s with { HoldsLease = FreesWithoutLease }, policy));

    /// <inheritdoc/>
    public override Transition OnStarting(DecisionContext s, string owner) => Rewrite(nameof(OnStarting), s, base.OnStarting(s with { HoldsLease = FreesWithoutLease }, owner));

    /// <inheritdoc/>
    public override Transition OnFetched(DecisionContext s, FetchResult result) => Rewrite(nameof(OnFetched), s, base.OnFetched(s, result));

    /// <inheritdoc/>
    public override Transition OnDispatched(DecisionContext s, Change change, DispatchResult result) => Rewrite(nameof(OnDispatched), s, base.OnDispatched(s, change, result));

    /// <inheritdoc/>
    protected override bool IsOutdatedMessage(DecisionContext s) => Mutated(nameof(IsOutdatedMessage), s) ?? base.IsOutdatedMessage(s);

    /// <inheritdoc/>
    protected override bool IsSuperseded(DecisionContext s) => Mutated(nameof(IsSuperseded), s) ?? base.IsSuperseded(s);

    /// <inheritdoc/>
    protected override bool RetriesAreEnded(DecisionContext s) => Mutated(nameof(RetriesAreEnded), s) ?? base.RetriesAreEnded(s);

    /// <inheritdoc/>
    protected override bool IsLeased(DecisionContext s) => Mutated(nameof(IsLeased), s) ?? base.IsLeased(s);

    /// <inheritdoc/>
    protected override bool WasInterrupted(DecisionContext s) => Mutated(nameof(WasInterrupted), s) ?? base.WasInterrupted(s);

    /// <inheritdoc/>
    protected override bool CrashLimitReached(int crashes) => Replaced != nameof(CrashLimitReached) && base.CrashLimitReached(crashes);

    /// <inheritdoc/>
    protected override bool Opens(DecisionContext s) => Mutated(nameof(Opens), s) ?? base.Opens(s);

    /// <inheritdoc/>
    protected override bool LeavesFinal(DecisionContext s) => Mutated(nameof(LeavesFinal), s) ?? base.LeavesFinal(s);

    /// <inheritdoc/>
    protected override bool IsDeletedAlready(DecisionContext s) => Mutated(nameof(IsDeletedAlready), s) ?? base.IsDeletedAlready(s);

    /// <inheritdoc/>
    protected override bool FollowsDeletion(DecisionContext s) => Mutated(nameof(FollowsDeletion), s) ?? base.FollowsDeletion(s);

    /// <inheritdoc/>
    protected override bool NeedsNoFetch(DecisionContext s) => Mutated(nameof(NeedsNoFetch), s) ?? base.NeedsNoFetch(s);

    /// <inheritdoc/>
    protected override bool LagsBehindEvent(DecisionContext s, FetchedRecord found) => Mutated(nameof(LagsBehindEvent), s) ?? base.LagsBehindEvent(s, found);

    /// <inheritdoc/>
    protected override bool ShouldBeGone(DecisionContext s) => Mutated(nameof(ShouldBeGone), s) ?? base.ShouldBeGone(s);

    /// <inheritdoc/>
    protected override bool MayBeAlive(DecisionContext s) => Mutated(nameof(MayBeAlive), s) ?? base.MayBeAlive(s);

    /// <inheritdoc/>
    protected override bool BeginsRedelivery(DecisionContext s) => Mutated(nameof(BeginsRedelivery), s) ?? base.BeginsRedelivery(s);

    /// <inheritdoc/>
    protected override bool IsRepeatedForOne(DecisionContext s) => Mutated(nameof(IsRepeatedForOne), s) ?? base.IsRepeatedForOne(s);

    /// <inheritdoc/>
    protected override bool RedeliversDeletion(DecisionContext s) => Mutated(nameof(RedeliversDeletion), s) ?? base.RedeliversDeletion(s);

    /// <inheritdoc/>
    protected override bool GoesBack(DecisionContext s, FetchedRecord found) => Mutated(nameof(GoesBack), s) ?? base.GoesBack(s, found);

    /// <inheritdoc/>
    protected override bool MayComeBack(DecisionContext s, FetchedRecord? next) => Mutated(nameof(MayComeBack), s) ?? base.MayComeBack(s, next);

    /// <inheritdoc/>
    protected override bool NeedsSecondLook(DecisionContext s, FetchedRecord? found) =>
        Mutated(nameof(NeedsSecondLook), s) ?? base.NeedsSecondLook(s, found);

    /// <inheritdoc/>
    protected override bool ShowsTheEventsVersion(DecisionContext s, FetchedRecord found) =>
        Mutated(nameof(ShowsTheEventsVersion), s) ?? base.ShowsTheEventsVersion(s, found);

    /// <inheritdoc/>
    protected override bool ShowsWhatWasListed(DecisionContext s, FetchedRecord found) =>
        Mutated(nameof(ShowsWhatWasListed), s) ?? base.ShowsWhatWasListed(s, found);

    /// <inheritdoc/>
    protected override bool IsNewContent(DecisionContext s, FetchedRecord found) =>
        Mutated(nameof(IsNewContent), s) ?? base.IsNewContent(s, found);

    /// <inheritdoc/>
    protected override bool LagWindowIsOver(DateTimeOffset? since, DecisionContext s) => Mutated(nameof(LagWindowIsOver), s) ?? base.LagWindowIsOver(since, s);

    private bool? Mutated(string predicate, DecisionContext s) => predicate == Replaced ? Replacement(s) : null;
}
