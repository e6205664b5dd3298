using System.Net;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;
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

        var action = new OperatorAction(TimeProvider.System.GetUtcNow(), OperatorAction.Resolved, By: null, "x");
        Assert.False(await store.EndAsync(read, action, CancellationToken.None));
        Assert.Null((await App.OnlyEventRowAsync()).GetString("ResolvedNote"));
    }

    [Fact]
    public async Task EventThatSomebodyHasResolved_IsNot_AndItIsSaidWhoAndWhen()
    {
        var id = await StoreDeadLetteredAsync();
        Json(await Events.ResolveAsync($"{id}", Body("""{"note":"entered by hand"}"""), CancellationToken.None, "key night"));
        var before = await App.OnlyEventRowAsync();

        var second = await Events.ResolveAsync($"{id}", Body("""{"note":"not mine"}"""), CancellationToken.None, "mara@example.com");

        var detail = Problem(second, HttpStatusCode.Conflict);
        Assert.Contains($"by key night at {before.GetDateTimeOffset("ResolvedAt"):yyyy-MM-dd HH:mm:ss}", detail, StringComparison.Ordinal);
        Assert.EndsWith("entered by hand", detail, StringComparison.Ordinal);
        Assert.Equal(before.ETag, (await App.OnlyEventRowAsync()).ETag);
    }

    [Fact]
    public async Task NoteOfAnEventThatWasResolvedBefore_IsKept()
    {
        var id = await StoreDeadLetteredAsync();
        Json(await Events.ResolveAsync($"{id}", Body("""{"note":"first"}"""), CancellationToken.None, "key night"));
        var opened = TimeProvider.System.GetUtcNow().AddHours(1);
        await App.Events.UpdateEntityAsync(new TableEntity(id.PartitionKey, id.RowKey) { ["OpenedAt"] = opened }, Azure.ETag.All);
        await AdvanceAsync(TimeSpan.FromHours(2));

        Json(await Events.ResolveAsync($"{id}", Body("""{"note":"second"}"""), CancellationToken.None, "mara@example.com"));

        var kept = ActionHistory.Parse((await App.OnlyEventRowAsync()).GetString("Actions")).Entries;
        Assert.Equal([("key night", "first"), ("mara@example.com", "second")], kept.Select(action => (action.By, action.Note)));
        var shown = Json(await Events.GetAsync($"{id}", CancellationToken.None));
        Assert.Equal(
            ["by key night: first", "by mara@example.com: second"],
            shown["timeline"]!.AsArray().Where(entry => (string)entry!["kind"]! == "resolved").Select(entry => (string)entry!["detail"]!));
    }

    [Fact]
    public async Task ClockThatIsBehind_ResolvesWhatWasOpenedLater()
    {
        var opened = TimeProvider.System.GetUtcNow().AddHours(1);
        var id = await StoreDeadLetteredAsync(change: row => row["OpenedAt"] = opened);

        Json(await Events.ResolveAsync($"{id}", Body("""{"note":"entered by hand"}"""), CancellationToken.None));

        Assert.Equal(opened, (await App.OnlyEventRowAsync()).GetDateTimeOffset("ResolvedAt"));
        Assert.Equal([$"{id}"], Ids(await ListAsync("state=Resolved")));
    }

    [Fact]
    public void NotesThatAreTooLongTogether_LoseTheOldest()
    {
        var note = new string('ä', 1000);
        var history = Enumerable.Range(0, 40).Aggregate(ActionHistory.Empty, (kept, i) =>
            kept.With(new OperatorAction(DateTimeOffset.UnixEpoch.AddDays(i), OperatorAction.Resolved, "mara", note)));

        Assert.InRange(history.ToString().Length, 20_000, 30_000);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddDays(39), history.Entries[^1].At);
        Assert.Equal(history, ActionHistory.Parse(history.ToString()));
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
