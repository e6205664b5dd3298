using System.Text;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Cases;

/// <summary>Deletions that nobody can take at their word: late, forged, or of a record that came back.</summary>
public sealed class DeletionCases(AzuriteFixture azurite) : ProtocolCase(azurite)
{
    [Fact]
    public async Task Case48_DeletionTwoDaysLate_DoesNotDeleteARecordThatCameBack()
    {
        var first = Create();
        await DeliverAsync(first);
        await ProcessAsync();
        Stitchex.Delete("invoice", first.Id, announce: false);
        var restored = $$"""{"id":{{first.Id}},"notes":"restored","updated_at":"2036-11-28T00:00:00.000Z"}""";
        Stitchex.Put("invoice", Encoding.UTF8.GetBytes(restored), announce: false);
        await DeliverAsync(Unversioned(first.Id));
        await ProcessAsync();
        await LaterAsync(TimeSpan.FromHours(48), step: TimeSpan.FromHours(6));

        await DeliverAsync(Deletion(first.Id));
        await LaterAsync(TimeSpan.FromMinutes(20));

        Assert.Equal(["v1", "restored"], Delivered);
        Assert.Equal(["Completed/Handled", "Completed/Handled", "Completed/NotDeleted"], await EventsAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Case48_ForgedDeletion_DeletesNoLiveRecord(bool hasAVersion)
    {
        var first = Create();
        await DeliverAsync(first);
        await ProcessAsync();

        await DeliverAsync(Deletion(first.Id, hasAVersion ? ""","updated_at":"2040-01-01T00:00:00.000Z" """ : ""));
        await ProcessAsync();
        Assert.Contains("Retrying", await EventsAsync());
        await LaterAsync(TimeSpan.FromMinutes(20));

        Assert.Equal(["v1"], Delivered);
        Assert.Equal(["Completed/Handled", "Completed/NotDeleted"], await EventsAsync());
    }

    [Fact]
    public async Task Case48_ForgedDeletion_HandsOnWhatTheApiShows_IfItIsNews()
    {
        var first = Create();
        await DeliverAsync(first);
        await ProcessAsync();
        Stitchex.Update("invoice", first.Id, record => record["notes"] = "v2", announce: false);

        await DeliverAsync(Deletion(first.Id));
        await LaterAsync(TimeSpan.FromMinutes(20));

        Assert.Equal(["v1", "v2"], Delivered);
        Assert.Equal(["Completed/Handled", "Completed/NotDeleted"], await EventsAsync());
    }

    [Fact]
    public async Task Case48_DeletionThatTheApiConfirms_IsDeliveredAtOnce_AfterOneFetch()
    {
        var first = Create();
        await DeliverAsync(first);
        await ProcessAsync();
        var deletion = Stitchex.Delete("invoice", first.Id);
        var requests = Stitchex.Requests.Count("/invoices/?invoice_id={id}");

        await DeliverAsync(deletion);
        await ProcessAsync();

        Assert.Equal(["v1", "deleted"], Delivered);
        Assert.NotEqual(requests, Stitchex.Requests.Count("/invoices/?invoice_id={id}"));
        Assert.Equal(["Completed/Deleted", "Completed/Handled"], await EventsAsync());
    }

    private static byte[] Deletion(string id, string more = "") =>
        Encoding.UTF8.GetBytes($$$"""{"event":"invoice_delete","invoice":{"id":{{{id}}}{{{more}}}}}""");
}
