using System.Text;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Records;
using Stitchex.Functions.Tests.Records;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Cases;

/// <summary>The body named no record for the catalogue of the day on which it was received.</summary>
public sealed class CatalogueCases(AzuriteFixture azurite) : ProtocolCase(azurite)
{
    [Fact]
    public async Task Case68_AnAliasIsAdded_AndTheEventReplayed_TheRecordIsDelivered_UnderTheIdentityThatItHasToday()
    {
        var record = Create();
        await DeliverAsync(Encoding.UTF8.GetBytes($$$"""{"event":"invoice_update","facture":{"id":{{{record.Id}}}},"payer":{"id":8}}"""));
        await ProcessAsync();
        Assert.Equal("DeadLettered/NoRecordId", await OnlyEventAsync());
        var id = await OnlyIdAsync();
        await using var today = await ReceiverApp.StartAgainAsync(
            App,
            SimulatedStitchex.SettingsFor(Stitchex, ("Stitchex:Resources:invoice:Aliases:0", "facture")),
            services => services.AddSingleton<TimeProvider>(Time).AddSingleton(Journal).AddRecordHandler<RecordingHandler>());

        for (var replays = 0; replays < 2; replays++)
        {
            await Replayer.ReplayAsync(id, CancellationToken.None);
            await today.ProcessAllAsync();
        }

        Assert.Equal(["v1"], Delivered);
        Assert.Equal(["invoice.~none Completed/Reassigned", $"invoice.{record.Id} Confirming/Unchanged"], (await App.EventRowsAsync()).Select(Told).Order(StringComparer.Ordinal).Reverse());
        Assert.Contains($"invoice.{record.Id}.", (await App.EventRowsAsync()).Single(row => row.PartitionKey == "invoice.~none").GetString("Error"), StringComparison.Ordinal);
        Assert.Equal(2, (await App.IndexEntriesAsync()).Count);
    }

    [Fact]
    public async Task Case68_TheCatalogueStillKnowsNoRecord_StaysDeadLettered()
    {
        await DeliverAsync("""{"event":"invoice_update","facture":{"id":7},"payer":{"id":8}}"""u8.ToArray());
        await ProcessAsync();

        await Replayer.ReplayAsync(await OnlyIdAsync(), CancellationToken.None);
        await ProcessAsync();

        Assert.Equal("DeadLettered/NoRecordId", await OnlyEventAsync());
    }

    private static string Told(TableEntity row) => $"{row.PartitionKey} {Describe(row)}";
}
