using Stitchex.Local.Lab.Journal;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Functions.Tests.EndToEnd;

/// <summary>The judge of chaos, on journals that are made up: that it lets pass what is promised, and nothing else.</summary>
public sealed class JournalVerdictTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(6);
    private static readonly RecordKey Invoice = new("invoice", "7");
    private static readonly RecordJournal Deleted = new(Invoice, ["v1", "v2", "v3", ContentHash.Deleted]);
    private static readonly RecordJournal Alive = new(Invoice, ["v1", "v2", "v3"]);

    private readonly List<JournalEntry> _journal = [];
    private long _sequence;
    private long _fence;
    private DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void EachVersionInOrderOnce_IsGood()
    {
        Handle("@1", "v1");
        Handle("@2", "v2");
        Handle("@3", "v3");
        Handle("@4", ContentHash.Deleted);

        var verdict = JournalVerdict.Find(_journal, [Deleted], Lease);
        Assert.Empty(verdict.Faults);
        Assert.Equal(4, verdict.Handled);
    }

    [Fact]
    public void VersionsInBetween_MayBeSkipped()
    {
        Handle("@1", "v3");

        AssertFaults(Alive);
    }

    [Fact]
    public void OlderVersionAfterANewerOne_IsAFault()
    {
        Handle("@1", "v2");
        Handle("@2", "v1");
        Handle("@3", "v3");

        AssertFaults(Alive, "invoice 7: @2 delivers an older version after a newer one.");
    }

    [Fact]
    public void VersionAfterTheDeletion_IsAFault()
    {
        Handle("@1", ContentHash.Deleted);
        Handle("@2", "v3");

        AssertFaults(
            Deleted,
            "invoice 7: @2 delivers an older version after a newer one.",
            "invoice 7: the newest version was not delivered; v3 was the last.");
    }

    [Fact]
    public void OlderVersionAfterAKill_IsAFaultToo()
    {
        Handle("@1", "v2");
        Kill();
        Handle("@2", "v1");
        Handle("@3", "v3");

        AssertFaults(Alive, "invoice 7: @2 delivers an older version after a newer one.");
    }

    [Fact]
    public void TwoRunsOfOneRecordAtOnce_AreAFault()
    {
        var first = Begin("@1", "v2");
        var second = Begin("@2", "v3");
        End(first);
        End(second);

        AssertFaults(
            Alive,
            "invoice 7: @2 began while @1 was under way.",
            "invoice 7: @1 ended, and was not the one under way.",
            "invoice 7: @2 ended, and was not the one under way.");
    }

    [Fact]
    public void RunsOfTwoRecords_MayOverlap()
    {
        var other = new RecordKey("invoice", "8");
        var first = Begin("@1", "v3");
        var second = Begin("@1", "v3", other);
        End(first);
        End(second);

        Assert.Empty(JournalVerdict.Find(_journal, [Alive, Alive with { Record = other }], Lease).Faults);
    }

    [Fact]
    public void RunThatAKillCutOff_MayBeRepeatedUnderItsId()
    {
        Begin("@1", "v3");
        Kill();
        Handle("@1", "v3");

        var verdict = JournalVerdict.Find(_journal, [Alive], Lease);
        Assert.Empty(verdict.Faults);
        Assert.Equal(1, verdict.RepeatsAfterKills);
    }

    [Fact]
    public void RunThatEndedButWasNotRecordedBeforeAKill_MayBeRepeatedUnderItsId()
    {
        Handle("@1", "v3");
        Kill();
        Handle("@1", "v3");

        AssertFaults(Alive);
    }

    [Fact]
    public void RunThatTheHandlerItselfGaveUp_MayBeRepeatedUnderItsId()
    {
        var run = Begin("@1", "v3");
        Add(run with { Kind = JournalEntryKind.Failure });
        Handle("@1", "v3");

        AssertFaults(Alive);
    }

    [Fact]
    public void ChangeAgainWithoutAKill_IsAFault()
    {
        Kill();
        Handle("@1", "v3");
        Handle("@1", "v3");

        AssertFaults(Alive, "invoice 7: @1 was delivered again, and no kill explains it.");
    }

    [Fact]
    public void ChangeAgainWhenItsLeaseHasRunOut_IsCountedAsAStall()
    {
        Handle("@1", "v3");
        _now += Lease;
        Handle("@1", "v3");

        var verdict = JournalVerdict.Find(_journal, [Alive], Lease);
        Assert.Empty(verdict.Faults);
        Assert.Equal(1, verdict.RepeatsAfterStalls);
    }

    [Fact]
    public void RecordThatWasNeverDelivered_IsAFault()
    {
        AssertFaults(Alive, "invoice 7: the newest version was not delivered; nothing was.");
    }

    [Fact]
    public void NewestVersionThatWasOnlyBegun_IsAFault()
    {
        Handle("@1", "v2");
        Begin("@2", "v3");
        Kill();

        AssertFaults(Alive, "invoice 7: the newest version was not delivered; v2 was the last.");
    }

    [Fact]
    public void ContentThatStitchexNeverHad_IsAFault()
    {
        Handle("@1", "something else");
        Handle("@2", "v3");

        AssertFaults(Alive, "invoice 7: @1 delivers what Stitchex never had.");
    }

    [Fact]
    public void FenceThatDoesNotGrow_IsAFault()
    {
        Handle("@1", "v2");
        _fence--;
        Handle("@2", "v3");

        AssertFaults(Alive, "invoice 7: @2 has fencing token 1, which is not above 1.");
    }

    [Fact]
    public void LineThatIsMissing_IsAFault()
    {
        Handle("@1", "v2");
        _sequence++;
        Handle("@2", "v3");

        AssertFaults(Alive, "The journal has line 4 of process 1 where line 3 should be.");
    }

    private void AssertFaults(RecordJournal history, params string[] faults) => Assert.Equal(faults, JournalVerdict.Find(_journal, [history], Lease).Faults);

    private void Handle(string changeId, string hash) => End(Begin(changeId, hash));

    private JournalEntry Begin(string changeId, string hash, RecordKey? record = null) => Add(new JournalEntry(JournalEntryKind.Begin)
    {
        ProcessId = 1,
        At = _now,
        Record = record ?? Invoice,
        ChangeId = changeId,
        Hash = hash,
        FencingToken = ++_fence,
    });

    private void End(JournalEntry begun) => Add(begun with { Kind = JournalEntryKind.End });

    private void Kill()
    {
        _journal.Add(JournalEntry.FromKill(processId: 1, at: default));
        _sequence = 0;
    }

    private JournalEntry Add(JournalEntry entry)
    {
        var numbered = entry with { Sequence = ++_sequence };
        _journal.Add(numbered);
        return numbered;
    }
}
