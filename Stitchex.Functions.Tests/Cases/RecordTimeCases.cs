using System.Text;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Cases;

/// <summary>What the ways of writing <c>updated_at</c> do to the order of versions.</summary>
public sealed class RecordTimeCases(AzuriteFixture azurite) : ProtocolCase(azurite)
{
    [Theory]
    [InlineData("2026-11-27T08:50:00.123456789Z", "2026-11-27T08:55:00.123456789Z")]
    [InlineData("2026-11-27T08:50:00+00", "2026-11-27T08:55:00+00")]
    [InlineData("2026-11-27t08:50:00z", "2026-11-27t08:55:00z")]
    [InlineData("2026-11-27T08:50Z", "2026-11-27T08:55Z")]
    public async Task OlderVersionThatAReplicaShowsAgain_IsNotDelivered_HoweverItsTimeIsWritten(string first, string second)
    {
        await PutAndDeliverAsync("v1", first);
        await PutAndDeliverAsync("v2", second);
        Stitchex.Lag.Hold(null);
        await DeliverAsync(Unversioned("7"));
        await ProcessAsync();

        Assert.Equal(["v1", "v2"], Delivered);
    }

    [Fact]
    public async Task EventWhoseTimeHasNoOffset_IsNotSuperseded()
    {
        await PutAndDeliverAsync("v1", "2026-11-27T08:50:00Z");
        Stitchex.Put("invoice", Record("v2", "2026-11-27T09:20:00Z"), announce: false);
        await DeliverAsync(Body("2026-11-27T03:20:00"));
        await ProcessAsync();

        Assert.Equal(["v1", "v2"], Delivered);
    }

    [Fact]
    public async Task EventWhoseTimeHasNoOffset_IsNoSignOfLag()
    {
        Stitchex.Put("invoice", Record("v1", "2026-11-27T08:50:00Z"), announce: false);
        await DeliverAsync(Body("2026-11-27T14:20:00"));
        await ProcessAsync();

        Assert.Equal("Confirming/Handled", await OnlyEventAsync());
    }

    [Fact]
    public async Task RecordWhoseTimeHasNoOffset_SupersedesNothing_AndDoesNotLag()
    {
        Stitchex.Put("invoice", Record("v1", "2026-11-27T14:20:00"), announce: false);
        await DeliverAsync(Body("2026-11-27T15:00:00Z"));
        await ProcessAsync();
        Stitchex.Put("invoice", Record("v2", "2026-11-27T03:20:00"), announce: false);
        await DeliverAsync(Body("2026-11-27T09:20:00Z"));
        await ProcessAsync();

        Assert.Equal(["v1", "v2"], Delivered);
        await LaterAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(["Completed/Handled", "Completed/Handled"], await EventsAsync());
    }

    [Fact]
    public async Task RepeatOfAnEventWhoseTimeHasNoOffset_IsFetchedOnceMore()
    {
        Stitchex.Put("invoice", Record("v1", "2026-11-27T08:50:00"), announce: false);
        await DeliverAsync(Body("2026-11-27T08:50:00"));
        await ProcessAsync();
        Stitchex.Put("invoice", Record("v2", "2026-11-27T08:50:00"), announce: false);
        await DeliverAsync(Body("2026-11-27T08:50:00"));
        await ProcessAsync();

        Assert.Equal(["v1", "v2"], Delivered);
    }

    private static byte[] Record(string note, string updatedAt) =>
        Encoding.UTF8.GetBytes($$"""{"id":7,"notes":"{{note}}","updated_at":"{{updatedAt}}"}""");

    private static byte[] Body(string updatedAt) =>
        Encoding.UTF8.GetBytes($$$"""{"event":"invoice_update","invoice":{"id":7,"updated_at":"{{{updatedAt}}}"}}""");

    private async Task PutAndDeliverAsync(string note, string updatedAt)
    {
        Stitchex.Put("invoice", Record(note, updatedAt), announce: false);
        await DeliverAsync(Body(updatedAt));
        await ProcessAsync();
    }
}
