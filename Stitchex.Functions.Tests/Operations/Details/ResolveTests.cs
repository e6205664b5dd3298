using System.Net;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Events;
using Stitchex.Functions.Storage;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Operations.Details;

public sealed class ResolveTests(AzuriteFixture azurite) : OperatorTest(azurite)
{
    [Fact]
    public async Task LostResponse_IsNoConflict()
    {
        var id = await StoreDeadLetteredAsync();
        App.Faults.Add("PATCH StitchexEvents", StorageFault.ResponseIsLost, times: 1);

        Json(await Events.ResolveAsync($"{id}", Body("""{"note":"entered by hand"}"""), CancellationToken.None));

        Assert.Equal("entered by hand", (await App.OnlyEventRowAsync()).GetString("ResolvedNote"));
    }

    [Fact]
    public async Task DeadLetteredEvent_IsResolved_AndStaysDeadLettered()
    {
        var id = await StoreDeadLetteredAsync();

        var shown = Json(await Events.ResolveAsync($"{id}", Body("""{"note":" entered by hand "}"""), CancellationToken.None));

        var row = await App.OnlyEventRowAsync();
        Assert.Equal(("DeadLettered", "RetriesExhausted", 3, "entered by hand"), (row.GetString("State"), row.GetString("Outcome"), row.GetInt32("Sequence"), row.GetString("ResolvedNote")));
        Assert.NotNull(row.GetDateTimeOffset("ResolvedAt"));
        Assert.NotNull((string?)shown["resolvedAt"]);
        Assert.Empty(await App.PeekAsync());
    }

    [Theory]
    [InlineData(EventState.Received)]
    [InlineData(EventState.Confirming)]
    [InlineData(EventState.Completed)]
    internal async Task EventThatIsNeitherDeadLetteredNorRetried_IsNot(EventState state)
    {
        var id = await StoreAsync(state);
        var before = (await App.OnlyEventRowAsync()).ETag;

        Assert.Contains($"{state}", Problem(await Events.ResolveAsync($"{id}", Body("""{"note":"x"}"""), CancellationToken.None), HttpStatusCode.Conflict), StringComparison.Ordinal);
        Assert.Equal(before, (await App.OnlyEventRowAsync()).ETag);
    }

    [Fact]
    public async Task EventThatIsChangedMeanwhile_IsNot()
    {
        var id = await StoreDeadLetteredAsync();
        var store = App.Services.GetRequiredKeyedService<EventStorage>(EventStorage.Processing).Store;
        var read = (await store.ReadRowAsync(id, CancellationToken.None))!;
        await App.Events.UpdateEntityAsync(new TableEntity(id.PartitionKey, id.RowKey) { ["State"] = nameof(EventState.Retrying) }, Azure.ETag.All, TableUpdateMode.Merge);

        Assert.False(await store.ResolveAsync(read, "x", TimeProvider.System.GetUtcNow(), CancellationToken.None));
        Assert.Null((await App.OnlyEventRowAsync()).GetString("ResolvedNote"));
    }

    [Theory]
    [InlineData("", "no body")]
    [InlineData("note", "no JSON")]
    [InlineData("null", "null")]
    [InlineData("[]", "form")]
    [InlineData("{}", "note")]
    [InlineData("""{"note":"   "}""", "note")]
    [InlineData("""{"note":7}""", "form")]
    [InlineData("""{"note":"x","state":"Completed"}""", "form")]
    public async Task FaultyBody_IsExplained(string body, string detail)
    {
        var id = await StoreDeadLetteredAsync();

        Assert.Contains(detail, Problem(await Events.ResolveAsync($"{id}", Body(body), CancellationToken.None), HttpStatusCode.BadRequest), StringComparison.Ordinal);
        Assert.Null((await App.OnlyEventRowAsync()).GetDateTimeOffset("ResolvedAt"));
    }

    [Fact]
    public async Task NoteOrBodyThatIsTooLong_IsRefused()
    {
        var id = await StoreDeadLetteredAsync();

        Problem(await Events.ResolveAsync($"{id}", Body($$"""{"note":"{{new string('x', 1_001)}}"}"""), CancellationToken.None), HttpStatusCode.BadRequest);
        Problem(await Events.ResolveAsync($"{id}", Body($$"""{"note":"{{new string('x', 100_000)}}"}"""), CancellationToken.None), HttpStatusCode.RequestEntityTooLarge);
    }
}
