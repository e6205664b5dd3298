using System.Globalization;
using System.Text;
using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Cases;

/// <summary>An API that lags behind its webhooks, or goes back.</summary>
public sealed class LagCases(AzuriteFixture azurite) : ProtocolCase(azurite)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Case42_LagOfLongAgo_DoesNotBringBackWhatWasDeletedSince(bool handlerFailed)
    {
        Put("v1", "2024-11-24T09:00:00.000Z");
        await DeliverAsync(Body("2024-11-24T09:00:00.000Z"));
        await ProcessAsync();
        Put("v2", "2024-11-24T10:00:00.000Z");
        Stitchex.Lag.Hold();
        await DeliverAsync(Body("2024-11-24T10:00:00.000Z"));
        await ProcessAsync();
        Assert.Equal(["Completed/Handled", "Retrying"], await EventsAsync());
        Stitchex.Lag.Release();
        if (handlerFailed)
        {
            Journal.Behaviour = (_, _) => throw new InvalidOperationException("the ERP is closed");
            await LaterAsync(TimeSpan.FromHours(2), step: TimeSpan.FromMinutes(30));
            Journal.Behaviour = (_, _) => Task.CompletedTask;
        }
        else
        {
            await AdvanceAsync(TimeSpan.FromMinutes(11));
        }

        await App.Queue.ClearMessagesAsync();
        await DeliverAsync(Stitchex.Delete("invoice", "7"));
        await ProcessAsync();
        Assert.Equal("deleted", Delivered.Last());
        Stitchex.Lag.Hold();
        await ProcessAgainAsync();

        Assert.Equal("deleted", Delivered.Last());
    }

    [Fact]
    public async Task Case43_RecordThatWasFoundSince_IsNotGoneAfterOneMore404()
    {
        Stitchex.Lag.Hold();
        await DeliverAsync(Create());
        await ProcessAsync();
        Assert.Equal("Retrying", await OnlyEventAsync());
        Stitchex.Lag.Release();
        Journal.Behaviour = (_, _) => throw new InvalidOperationException("the ERP is closed");
        await LaterAsync(TimeSpan.FromHours(2), step: TimeSpan.FromMinutes(30));
        Stitchex.Lag.Hold();
        await App.Queue.ClearMessagesAsync();
        await ProcessAgainAsync();

        Assert.Equal("Retrying", await OnlyEventAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Case44_EventWithoutAVersion_WhenTheApiIsAMomentBehind_TheNewVersionIsDelivered(bool oldIsNews)
    {
        var first = Create();
        if (!oldIsNews)
        {
            await DeliverAsync(first);
            await ProcessAsync();
        }

        Update(first.Id, "v2");
        Stitchex.Lag.Hold();
        await DeliverAsync(Unversioned(first.Id));
        await ProcessAsync();
        Assert.Equal(["v1"], Delivered);
        Stitchex.Lag.Release();
        await LaterAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(["v1", "v2"], Delivered);
        Assert.Contains("Completed/Handled", await EventsAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Case45_TwoSavesWithinASecond_WhenTheApiIsAMomentBehind_TheLastIsDelivered(bool oldIsNews)
    {
        var second = Time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        Put("v1", second);
        if (!oldIsNews)
        {
            await DeliverAsync(Body(second, "first"));
            await ProcessAsync();
        }

        Put("v2", second);
        Stitchex.Lag.Hold();
        await DeliverAsync(Body(second, "second"));
        await ProcessAsync();
        Stitchex.Lag.Release();
        await LaterAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(["v1", "v2"], Delivered);
    }

    [Fact]
    public async Task Case46_SecondsInTheBody_MillisecondsInTheApi_AreNotSuperseded()
    {
        Put("v1", "2024-11-24T10:00:12.123Z");
        await DeliverAsync(Body("2024-11-24T10:00:12Z", "first"));
        await ProcessAsync();
        Put("v2", "2024-11-24T10:00:12.900Z");
        await DeliverAsync(Body("2024-11-24T10:00:12Z", "second"));
        await ProcessAsync();

        Assert.Equal(["v1", "v2"], Delivered);
    }

    [Fact]
    public async Task Case47_LagOfLessThanASecond_IsLag()
    {
        Put("v1", "2024-11-24T10:00:12.123Z");
        await DeliverAsync(Body("2024-11-24T10:00:12.123Z"));
        await ProcessAsync();
        Put("v2", "2024-11-24T10:00:12.900Z");
        Stitchex.Lag.Hold();
        await DeliverAsync(Body("2024-11-24T10:00:12.900Z"));
        await ProcessAsync();
        Assert.Contains("Retrying", await EventsAsync());
        Stitchex.Lag.Release();
        await LaterAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(["v1", "v2"], Delivered);
    }

    [Fact]
    public async Task Case51_VersionThatLayInTheFuture_IsMended_AfterTheLagWindow()
    {
        Put("typo", "2062-01-01T00:00:00.500Z");
        await DeliverAsync(Body("2062-01-01T00:00:00.500Z"));
        await ProcessAsync();
        Put("fixed", "2024-11-24T10:00:00.000Z");
        await DeliverAsync(Body("2024-11-24T10:00:00.000Z"));
        await LaterAsync(TimeSpan.FromMinutes(9));
        Assert.Equal(["typo"], Delivered);
        await LaterAsync(TimeSpan.FromMinutes(11));

        Assert.Equal(["typo", "fixed"], Delivered);
        Assert.Equal(["Completed/Handled", "Completed/WentBack"], await EventsAsync());
    }

    [Theory]
    [InlineData("2024-11-24T09:00:00.000Z")]
    [InlineData("2024-11-24T10:00:00.000Z")]
    public async Task Case51_RecordRestoredFromABackup_IsDelivered_WhenAnEventIsReplayed(string replayed)
    {
        foreach (var (note, version) in new[] { ("v1", "2024-11-24T09:00:00.000Z"), ("v2", "2024-11-24T10:00:00.000Z") })
        {
            Put(note, version);
            await DeliverAsync(Body(version));
            await ProcessAsync();
        }

        Put("restored", "2024-11-24T09:00:00.000Z");
        var rows = await App.EventRowsAsync();
        var row = rows.Single(row => row.GetString("Version")!.StartsWith(replayed[..19], StringComparison.Ordinal));
        Assert.True(StitchexEventId.TryParse($"{row.PartitionKey}.{row.RowKey["event.".Length..]}", out var id));
        await Replayer.ReplayAsync(id, CancellationToken.None);
        await LaterAsync(TimeSpan.FromMinutes(20));

        Assert.Equal(["v1", "v2", "restored"], Delivered);
        Assert.Contains("Completed/WentBack", await EventsAsync());
    }

    private void Put(string note, string updatedAt) => Stitchex.Put(
        "invoice", Encoding.UTF8.GetBytes($$"""{"id":7,"notes":"{{note}}","updated_at":"{{updatedAt}}"}"""), announce: false);

    private static byte[] Body(string updatedAt, string? sent = null) =>
        Encoding.UTF8.GetBytes($$$"""{"event":"invoice_update","sent":"{{{sent}}}","invoice":{"id":7,"updated_at":"{{{updatedAt}}}"}}""");

    // The current turn of the event that is being retried, as the queue would bring it.
    private async Task ProcessAgainAsync()
    {
        var row = (await App.EventRowsAsync()).Single(row => row.GetString("State") == "Retrying");
        await App.ProcessAsync(new EventMessage
        {
            Id = $"{row.PartitionKey}.{row.RowKey["event.".Length..]}",
            Resource = "invoice",
            RecordId = row.GetString("RecordId"),
            Sequence = Number(row, "Sequence"),
        });
    }
}
