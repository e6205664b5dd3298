using Stitchex.Functions.Records;
using Stitchex.Local.Lab.Journal;

namespace Stitchex.Functions.Tests.EndToEnd;

/// <summary>The journal's file, which killed processes write.</summary>
public sealed class JournalFileTests : IDisposable
{
    private static readonly RecordChange Change = new()
    {
        ChangeId = "invoice.7@1-0123456789ab",
        Resource = "invoice",
        RecordId = "7",
        Action = "update",
        Record = "{\"id\":7}"u8.ToArray(),
        Version = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(2)),
        FencingToken = 12,
        EventId = "invoice.7.update.0123",
    };

    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 6, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    private string JournalPath => Path.Combine(_folder.Path, "journal.txt");

    [Fact]
    public void WhatWasAppended_IsRead()
    {
        Append(JournalEntryKind.Begin, JournalEntryKind.End);

        Assert.Equal([EntryOf(JournalEntryKind.Begin, 1), EntryOf(JournalEntryKind.End, 2)], JournalFile.Read(JournalPath));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(9)]
    public void LastLineOfAKilledProcess_MayBeTorn(int missing)
    {
        Append(JournalEntryKind.Begin, JournalEntryKind.End);
        Tear(missing + "\n".Length);
        JournalFile.AppendKill(JournalPath, processId: 42, Now);
        Append(JournalEntryKind.Begin);

        Assert.Equal(
            [EntryOf(JournalEntryKind.Begin, 1), JournalEntry.FromKill(processId: 42, Now), EntryOf(JournalEntryKind.Begin, 1)],
            JournalFile.Read(JournalPath));
    }

    [Fact]
    public void TornLineWithoutAKill_IsRefused()
    {
        Append(JournalEntryKind.Begin);
        Tear("\n".Length + 1);
        File.AppendAllText(JournalPath, "\n");
        Append(JournalEntryKind.Begin);

        Assert.Throws<InvalidDataException>(() => JournalFile.Read(JournalPath));
    }

    public void Dispose() => _folder.Dispose();

    private static JournalEntry EntryOf(JournalEntryKind kind, long sequence) => JournalEntry.From(kind, Change, processId: 42, sequence, Now);

    private void Append(params JournalEntryKind[] kinds)
    {
        using var journal = new JournalFile(JournalPath);
        foreach (var kind in kinds)
        {
            journal.Append(sequence => EntryOf(kind, sequence));
        }
    }

    private void Tear(int bytes)
    {
        using var file = File.OpenWrite(JournalPath);
        file.SetLength(file.Length - bytes);
    }
}
