using Stitchex.Functions.Events;
using Stitchex.Local.Lab;
using Stitchex.Local.Lab.Journal;
using Stitchex.Local.Load;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Functions.Tests.Load;

/// <summary>The judge of a load, on evidence that is made up: that it lets pass what is promised, and that each of its checks can fail.</summary>
public sealed class LoadProofTests
{
    private const string InTime = "All was sent and done in time";
    private const string Acknowledged = "Each event was acknowledged";
    private const string Stored = "Each event has one row, and there are no others";
    private const string Final = "Each row is final, and its outcome right";
    private const string Delivered = "What each event tells of was delivered, or what came after it";
    private const string Backfilled = "A backfill asked once for each page and record, but for what a kill cut off";
    private const string Once = "Nothing was delivered twice";
    private const string InOrder = "Each record was delivered in order, one change at a time";
    private const string Archived = "Each record is archived in its newest version";

    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly RecordKey Invoice = new("invoice", "7");
    private static readonly SentEvent Creation = new(IdOf("create", '1'), Invoice, Position: 0);
    private static readonly SentEvent Update = new(IdOf("update", '2'), Invoice, Position: 1);

    private static readonly LoadEvidence Good = new()
    {
        Sent = [Creation, Update],
        Deliveries = [DeliveryOf(Creation), DeliveryOf(Update), DeliveryOf(Update)],
        Rows = [RowOf(Creation), RowOf(Update)],
        Journal = Journal(("@1", "v1"), ("@2", "v2")),
        Histories = [new RecordJournal(Invoice, ["v1", "v2"])],
        Archive = new Verdict(Compared: 1, Misses: []),
    };

    [Fact]
    public void WhatIsPromised_Passes() => Assert.All(LoadProof.Find(Good), check => Assert.True(check.Holds, check.Name));

    [Theory]
    [InlineData(EventOutcome.Unchanged)]
    [InlineData(EventOutcome.Superseded)]
    public void EventThatIsOvertaken_Passes(object outcome) => AssertMisses(Good with
    {
        Rows = [RowOf(Creation) with { Outcome = (EventOutcome)outcome }, RowOf(Update)],
        Journal = Journal(("@1", "v2")),
    });

    [Fact]
    public void EventWhoseFirstDeliveryFailed_PassesWhenALaterOneIsAcknowledged() => AssertMisses(Good with
    {
        Deliveries = [DeliveryOf(Creation) with { IsAcknowledged = false }, DeliveryOf(Creation), DeliveryOf(Update)],
    });

    [Fact]
    public void RunThatWasAbandoned_IsAMiss() => AssertMisses(Good with { Abandoned = "Too late." }, (InTime, "Too late."));

    [Fact]
    public void BackfillThatAskedTooOften_OrTooSeldom_IsAMiss() => AssertMisses(
        Good with { Backfill = new(Records: 150, Kills: 1, Pages: 4, Fetches: 149, TimeSpan.Zero, Fault: null) },
        (Backfilled, "4 pages were asked for, of 2 that there are, with 1 kills."),
        (Backfilled, "149 records were fetched, of 150 that there are, with 1 kills."));

    [Fact]
    public void EventThatWasNotAcknowledged_IsAMiss() => AssertMisses(
        Good with { Deliveries = [DeliveryOf(Creation) with { IsAcknowledged = false }, DeliveryOf(Update)] },
        (Acknowledged, $"{Creation.Id} was not acknowledged."));

    [Fact]
    public void EventThatWasNeverDelivered_IsAMiss() => AssertMisses(
        Good with { Deliveries = [DeliveryOf(Update)] },
        (Acknowledged, $"{Creation.Id} was not acknowledged."));

    [Fact]
    public void EventThatIsLost_IsAMiss() => AssertMisses(
        Good with { Rows = [RowOf(Update)] },
        (Stored, $"{Creation.Id} has no row."));

    [Fact]
    public void EventThatIsStoredTwice_IsAMiss() => AssertMisses(
        Good with { Rows = [RowOf(Creation), RowOf(Update), new StoredRow(IdOf("create", '2'), EventState.Completed, EventOutcome.Handled)] },
        (Stored, $"{Update.Id} has 2 rows."));

    [Fact]
    public void EventThatIsStoredUnderAnotherId_IsAMiss() => AssertMisses(
        Good with { Rows = [RowOf(Creation), new StoredRow(IdOf("create", '2'), EventState.Completed, EventOutcome.Handled)] },
        (Stored, $"{Update.Id} is stored as {IdOf("create", '2')}."));

    [Fact]
    public void RowThatNobodySent_IsAMiss() => AssertMisses(
        Good with { Rows = [RowOf(Creation), RowOf(Update), new StoredRow(IdOf("update", '3'), EventState.Completed, EventOutcome.Handled)] },
        (Stored, $"{IdOf("update", '3')} was never sent."));

    [Theory]
    [InlineData(EventState.Received, EventOutcome.None)]
    [InlineData(EventState.Retrying, EventOutcome.None)]
    [InlineData(EventState.DeadLettered, EventOutcome.RetriesExhausted)]
    [InlineData(EventState.Completed, EventOutcome.NotFound)]
    [InlineData(EventState.Completed, EventOutcome.Ignored)]
    public void RowThatIsNotFinalOrWrong_IsAMiss(object state, object outcome) => AssertMisses(
        Good with { Rows = [RowOf(Creation), RowOf(Update) with { State = (EventState)state, Outcome = (EventOutcome)outcome }] },
        (Final, $"{Update.Id} is {state}, {outcome}."));

    [Fact]
    public void ChangeThatNoHandlerGot_IsAMiss() => AssertMisses(
        Good with { Journal = Journal(("@1", "v1")) },
        (Delivered, $"{Update.Id} was not delivered."),
        (InOrder, "invoice 7: the newest version was not delivered; v1 was the last."));

    [Fact]
    public void ChangeThatWasOnlyBegun_IsAMiss() => AssertMisses(
        Good with { Journal = [.. Good.Journal.SkipLast(1)] },
        (Delivered, $"{Update.Id} was not delivered."),
        (InOrder, "invoice 7: the newest version was not delivered; v1 was the last."));

    [Fact]
    public void ChangeThatWasDeliveredTwice_IsAMiss() => AssertMisses(
        Good with { Journal = Journal(("@1", "v1"), ("@2", "v2"), ("@2", "v2")) },
        (Once, "invoice 7: v2 was delivered 2 times."),
        (InOrder, "invoice 7: @2 was delivered again, and no kill explains it."));

    [Fact]
    public void ChangeThatWasDeliveredTwiceUnderTwoIds_IsAMiss() => AssertMisses(
        Good with { Journal = Journal(("@1", "v1"), ("@2", "v2"), ("@3", "v2")) },
        (Once, "invoice 7: v2 was delivered 2 times."));

    [Fact]
    public void ChangeAgainLongAfter_IsAMissToo() => AssertMisses(
        Good with { Journal = [.. Good.Journal, .. Journal(("@2", "v2")).Select(entry => entry with { At = Now.AddDays(1), Sequence = entry.Sequence + 4, FencingToken = 3 })] },
        (Once, "invoice 7: v2 was delivered 2 times."),
        (InOrder, "invoice 7: @2 was delivered again, and no kill explains it."));

    [Fact]
    public void OldVersionInTheArchive_IsAMiss() => AssertMisses(
        Good with { Archive = new Verdict(Compared: 1, Misses: ["invoice 7 is missing"]) },
        (Archived, "invoice 7 is missing"));

    [Fact]
    public void NothingAtAll_ProvesNothing()
    {
        var proof = LoadProof.Find(new LoadEvidence { Sent = [], Deliveries = [], Rows = [], Journal = [], Histories = [], Archive = new Verdict(0, []) });

        Assert.Equal([InTime], proof.Where(check => check.Holds).Select(check => check.Name));
    }

    private static void AssertMisses(LoadEvidence evidence, params (string Check, string Miss)[] misses)
    {
        var proof = LoadProof.Find(evidence);

        Assert.Equal(misses, proof.SelectMany(check => check.Misses.Select(miss => (check.Name, miss))));
        Assert.Equal(misses.Select(miss => miss.Check).Distinct(), proof.Where(check => !check.Holds).Select(check => check.Name));
    }

    private static StitchexEventId IdOf(string action, char hash) =>
        StitchexEventId.Create(Invoice.Resource, Invoice.Id, action, new string(hash, 32));

    private static LoadDelivery DeliveryOf(SentEvent sent) => new(sent.Id.Hash, Now, TimeSpan.Zero, TimeSpan.FromMilliseconds(1), IsAcknowledged: true);

    private static StoredRow RowOf(SentEvent sent) => new(sent.Id, EventState.Completed, EventOutcome.Handled);

    private static JournalEntry[] Journal(params (string ChangeId, string Hash)[] changes) =>
    [
        .. changes.SelectMany((change, index) => ((JournalEntryKind[])[JournalEntryKind.Begin, JournalEntryKind.End]).Select((kind, part) => new JournalEntry(kind)
        {
            ProcessId = 1,
            Sequence = (2 * index) + part + 1,
            At = Now,
            Record = Invoice,
            ChangeId = change.ChangeId,
            Hash = change.Hash,
            FencingToken = index + 1,
        })),
    ];
}
