using System.Text;
using Azure.Data.Tables;
using Stitchex.Functions.Tests.Cases;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator.Faults;

namespace Stitchex.Functions.Tests.Processing;

/// <summary>Numbers that people know records by: taken from body and record, kept in both rows, and in the index.</summary>
public sealed class RecordNumberTests(AzuriteFixture azurite) : ProtocolCase(azurite)
{
    private const string NumberIndex = "PATCH StitchexEventIndex(PartitionKey='number.";

    [Fact]
    public async Task Numbers_OfBodyAndRecord_LeadToIt_AlsoWhenItIsDeleted()
    {
        Put("""{"id":7,"updated_at":"2024-11-24T10:00:00.001Z","invoice_number":" Inv-6251/A ","order_number":1181.0}""");
        await DeliverAsync(
            """{"id":7,"updated_at":"2024-11-24T10:00:00.001Z","invoice_number":"INV-6251/a","order_number":"1180","reference":""}""");
        await ProcessAsync();
        await DeliverAsync("""{"event":"invoice_delete","invoice":{"id":7}}"""u8.ToArray());
        Stitchex.Delete("invoice", "7");
        await LaterAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(
            [("1180", "invoice.7", "order_number"), ("1181", "invoice.7", "order_number"), ("INV-6251/a", "invoice.7", "invoice_number")],
            (await NumbersAsync()).Select(row => (row.GetString("Number"), row.RowKey, row.GetString("Name"))));
        Assert.Equal("number.1181", (await NumbersAsync())[1].PartitionKey);
        Assert.StartsWith("number.~", (await NumbersAsync())[2].PartitionKey, StringComparison.Ordinal);
        var rows = await App.EventRowsAsync();
        Assert.Equal(
            "invoice_number=INV-6251/a\norder_number=1180\ninvoice_number=Inv-6251/A\norder_number=1181",
            rows.Single(row => row.RowKey.StartsWith("event.update.", StringComparison.Ordinal)).GetString("Numbers"));
        var record = Assert.Single(await App.RecordRowsAsync());
        Assert.True(record.GetBoolean("IsTombstone"));
        Assert.Contains("order_number=1181", record.GetString("Numbers"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task IndexThatCannotBeWritten_DelaysNothing_AndIsWrittenWithTheNextEvent()
    {
        Put("""{"id":7,"updated_at":"2024-11-24T10:00:00.001Z","invoice_number":"INV-1"}""");
        Faults.Add(NumberIndex, StorageFault.Fails);
        await DeliverAsync("""{"id":7,"updated_at":"2024-11-24T10:00:00.001Z"}""");
        await ProcessAsync();
        Assert.Equal(("Completed/Handled", 0), (await OnlyEventAsync(), (await NumbersAsync()).Count));
        Assert.Equal("invoice_number=INV-1", (await App.OnlyEventRowAsync()).GetString("Numbers"));
        Faults.Clear();

        await Replayer.ReplayAsync(await OnlyIdAsync(), CancellationToken.None);
        await ProcessAsync();

        Assert.Equal(("Completed/Unchanged", 1), (await OnlyEventAsync(), (await NumbersAsync()).Count));
    }

    [Fact]
    public async Task NumberInABody_IsIndexed_AlsoWhileTheApiDoesNotServeUs()
    {
        using var fault = Stitchex.Faults.Add(FaultRule.Response(503) with { Path = "/invoices/" });
        await DeliverAsync("""{"id":7,"updated_at":"2024-11-24T10:00:00.001Z","invoice_number":"INV-1"}""");

        await ProcessAsync();

        Assert.Equal(("Retrying", "INV-1"), (await OnlyEventAsync(), Assert.Single(await NumbersAsync()).GetString("Number")));
    }

    [Fact]
    public async Task RecordWhoseNumberChangesForever_KeepsTheLast32()
    {
        foreach (var number in Enumerable.Range(1, 34))
        {
            var record = $$"""{"id":7,"updated_at":"2024-11-24T10:00:{{number:00}}.001Z","reference":"R{{number:00}}"}""";
            Put(record);
            await DeliverAsync(record);
            await ProcessAsync();
        }

        Assert.Equal(
            Enumerable.Range(3, 32).Select(number => $"R{number:00}"), (await NumbersAsync()).Select(row => row.GetString("Number")));
    }

    private void Put(string record) => Stitchex.Put("invoice", Encoding.UTF8.GetBytes(record), announce: false);

    private Task DeliverAsync(string record) =>
        DeliverAsync(Encoding.UTF8.GetBytes($$"""{"event":"invoice_update","invoice":{{record}}}"""));

    private async Task<List<TableEntity>> NumbersAsync() =>
        [.. (await App.EventIndex.QueryAsync<TableEntity>("PartitionKey ge 'number.' and PartitionKey lt 'number/'").ToListAsync())
            .OrderBy(row => row.GetString("Number"), StringComparer.Ordinal)];
}
