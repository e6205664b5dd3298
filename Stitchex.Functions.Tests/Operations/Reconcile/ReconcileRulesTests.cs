using Microsoft.Extensions.Options;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Backfill;
using Stitchex.Functions.Operations.Jobs;
using Stitchex.Functions.Operations.Reconcile;
using Stitchex.Functions.Processing;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Tests.Operations.Reconcile;

/// <summary>What reconciliations and backfills decide without storage.</summary>
public sealed class ReconcileRulesTests
{
    [Fact]
    public void RecordIsHere_WhereAnythingButItsWholeDeletionWasDelivered()
    {
        RecordRow[] here =
        [
            new() { Hash = "a" },
            new() { Hash = "a", PendingHash = RecordRow.DeletedHash },
            new() { Hash = RecordRow.DeletedHash, IsTombstone = true, PendingHash = "b" },
        ];
        RecordRow[] gone =
        [
            new(),
            new() { Hash = RecordRow.DeletedHash, IsTombstone = true },
            new() { Hash = "a", ForgottenAt = DateTimeOffset.UnixEpoch },
            new() { IsUnreadable = true, PendingHash = "a" },
        ];

        Assert.All(here, row => Assert.True(Finding.IsHere(row)));
        Assert.All(gone, row => Assert.False(Finding.IsHere(row)));
    }

    [Fact]
    public void RecordWhoseRowCannotBeRead_IsNotBackfilled() =>
        Assert.False(BackfillRunner.IsNeeded(new ListedRecord("7", Version: null, "a"))(new RecordRow { IsUnreadable = true }));

    [Fact]
    public void ResourceWhoseEventsAreIgnored_IsNotAmongAll_AndCannotBeNamed()
    {
        var settings = Options.Create(new StitchexOptions { IgnoredEvents = { "invoice_*" } });
        var (job, _) = new BackfillRequest { Resources = [BackfillRequest.All] }.ToJob(
            new ResourceCatalogue(settings), new IgnoredEvents(settings), EventRow.BackfillAction, 600, DateTimeOffset.UnixEpoch, by: null);

        Assert.DoesNotContain("invoice", job!.Lists, StringComparison.Ordinal);
        Assert.Contains("customer", job.Lists, StringComparison.Ordinal);

        var (_, error) = new BackfillRequest { Resources = ["invoice"] }.ToJob(
            new ResourceCatalogue(settings), new IgnoredEvents(settings), EventRow.ReconcileAction, 600, DateTimeOffset.UnixEpoch, by: null);
        Assert.Equal("resources holds \"invoice\", whose events Stitchex:IgnoredEvents has the app ignore.", error);
    }

    [Fact]
    public void JobThatIsPausedInTheMiddleOfAPage_KeepsWhatThatPageFoundWrong()
    {
        var job = new Job { Id = "1", Kind = JobKind.Reconcile, Query = "", RatePerMinute = 10, StartedAt = default, UpdatedAt = default };

        Assert.Equal("too many", (job with { Status = JobStatus.Paused }).WithProgressOf(job with { Error = "too many" }).Error);
    }
}
