using System.Net;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Operations.Jobs;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Records;
using Stitchex.Functions.Tests.Operations;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Cases;

/// <summary>What comes while a record is erased, and an erasure that stalls: nothing that was accepted is lost, and nothing newer is removed.</summary>
public sealed class ErasureRaceCases(AzuriteFixture azurite) : ErasureCase(azurite)
{
    private const string Lease = "PATCH StitchexEvents(PartitionKey='invoice.";
    private const string Upload = "PUT stitchex-records/invoice";
    private const string NumberRow = "DELETE StitchexEventIndex(PartitionKey='number.";
    private const string Entry = "DELETE StitchexEventIndex(PartitionKey='2";
    private const string Row = "DELETE StitchexEvents(PartitionKey='invoice.";

    [Theory]
    [InlineData(Lease, false)]
    [InlineData(Upload, false)]
    [InlineData(Upload, true)]
    [InlineData(Row, true)]
    public async Task Case84_WebhookThatComesAgainMeanwhile_IsDelivered_ThoughItsEventIsErased(string request, bool isProcessedAtOnce)
    {
        var id = await DeliverUnversionedAsync();
        Faults.Before(request, async () =>
        {
            Update(id, "since");
            Assert.Equal(HttpStatusCode.Accepted, await DeliverAsync(Unversioned(id)));
            await (isProcessedAtOnce ? ProcessAsync() : Task.CompletedTask);
        });

        await EraseAsync($$"""{"records":["invoice/{{id}}"],"reason":"letter"}""");

        Assert.Empty(await App.EventRowsAsync());
        Assert.Equal("""{"erased":true}""", await ArchivedAsync(id));
        await LaterAsync(TimeSpan.FromMinutes(3));
        Assert.Equal(("since", "since", "Completed/Handled"), (Delivered.Last(), await ArchivedAsync(id), await OnlyEventAsync()));
    }

    [Fact]
    public async Task Case85_WebhookWhoseEventIsErasedBeforeItsMessageIsStored_IsDelivered_AndWhatWasAskedForBeforeIsNot()
    {
        var id = await DeliverUnversionedAsync();
        await Replayer.ReplayAsync(await OnlyIdAsync(), CancellationToken.None);
        var before = Assert.Single(await TakeAsync());
        Update(id, "since");
        Faults.Before(Enqueue, async () => await EraseAsync($$"""{"records":["invoice/{{id}}"],"reason":"letter"}"""));
        Assert.Equal(HttpStatusCode.Accepted, await DeliverAsync(Unversioned(id)));
        var repeat = Assert.Single(await TakeAsync());

        await App.ProcessAsync(before);
        await App.ProcessAsync(before with { Reopen = false });
        await AssertForgottenAsync();

        await App.ProcessAsync(repeat);
        await LaterAsync(TimeSpan.FromMinutes(3));
        Assert.Equal(("since", "since", "Completed/Handled"), (Delivered.Last(), await ArchivedAsync(id), await OnlyEventAsync()));
    }

    [Theory]
    [InlineData(Upload)]
    [InlineData(NumberRow)]
    [InlineData(Entry)]
    [InlineData(Row)]
    public async Task Case86_ErasureThatStallsForLongerThanItsLease_RemovesNothingThatAnAttemptWroteSince(string request)
    {
        var id = await DeliverUnversionedAsync();
        Faults.Before(request, async () =>
        {
            Update(id, $"since {Person}");
            Assert.Equal(HttpStatusCode.Accepted, await DeliverAsync(Unversioned(id)));
            await UntilDeliveredAsync($"since {Person}");
        });

        var job = await EraseAsync($$"""{"records":["invoice/{{id}}"],"reason":"letter"}""");

        Assert.Equal(("Completed", 0), ((string)job["status"]!, (int)job["done"]!));
        Assert.Equal($"Not erased: invoice.{id}: an event, update, is Confirming.", (string)job["error"]!);
        Assert.Equal($"since {Person}", await ArchivedAsync(id));
        Assert.Single(await App.IndexEntriesAsync());
        Assert.Single(await App.IndexEntriesAsync("open"));
        Assert.Equal([$"invoice.{id}"], await NumbersAsync());

        await LaterAsync(TimeSpan.FromMinutes(3));
        Assert.Equal("Completed/Handled", await OnlyEventAsync());
        await EraseAsync($$"""{"records":["invoice/{{id}}"],"reason":"letter"}""");
        await AssertForgottenAsync();
    }

    [Fact]
    public async Task Case87_ErasureThatTakesLongerThanItsLease_KeepsTheRecord()
    {
        var id = await DeliverUnversionedAsync();
        Faults.Before(Row, async () =>
        {
            var token = await FencingTokenAsync();
            await DeliverAsync(Unversioned(id));
            for (var minute = 0; minute < 5; minute++)
            {
                var until = await LeaseAsync();
                await AdvanceAsync(TimeSpan.FromMinutes(1));
                await Eventually.HoldsAsync(async () => await LeaseAsync() > until);
                await ProcessAsync();
            }

            Assert.Equal(token, await FencingTokenAsync());
        });

        var job = await EraseAsync($$"""{"records":["invoice/{{id}}"],"reason":"letter"}""");

        Assert.Equal(("Completed", 1, null), ((string)job["status"]!, (int)job["done"]!, (string?)job["error"]));
        Assert.Equal("""{"erased":true}""", await ArchivedAsync(id));
        await LaterAsync(TimeSpan.FromMinutes(3));
        Assert.Equal("Completed/Handled", await OnlyEventAsync());
        Assert.Contains(Person, await ArchivedAsync(id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case88_RecordWhoseErasureWasCancelledHalfway_IsFoundByItsNumberAfterItsNextWebhook()
    {
        var id = await DeliverUnversionedAsync();
        var jobId = await StartErasureAsync($$"""{"records":["invoice/{{id}}"],"reason":"letter"}""");
        Faults.Add(Row, StorageFault.Fails);
        await Assert.ThrowsAnyAsync<Exception>(() => App.RunJobsAsync(pages: 1));
        Faults.Clear();
        OperatorTest.Json(await Jobs.CancelAsync(jobId, CancellationToken.None));
        await RunJobsAsync();
        Assert.Empty(await NumbersAsync());

        Update(id, "since");
        await DeliverAsync(Unversioned(id));
        await UntilDeliveredAsync("since");

        Assert.Equal([$"invoice.{id}"], await NumbersAsync());
    }

    [Fact]
    public async Task Case89_JobThatNamesTheRecord_AndWhoseRowChangesInThatMoment_IsErasedAllTheSame()
    {
        var id = await DeliverUnversionedAsync();
        Journal.Behaviour = (_, _) => throw new RejectRecordException("no");
        await DeliverAsync(Update(id, "since"));
        await ProcessAsync();
        await StartJobAsync($$"""{"kind":"resolve","state":"DeadLettered","note":"spoke to {{Person}}"}""");
        var jobs = App.Services.GetRequiredService<JobRows>();
        var named = Assert.Single(await jobs.ListAsync(CancellationToken.None));
        Faults.Before($"PUT StitchexEvents(PartitionKey='control',RowKey='job.{named.Id}", async () =>
        {
            var now = (await jobs.ReadAsync(named.Id, CancellationToken.None))!;
            Assert.NotNull(await jobs.CommitAsync(now with { UpdatedAt = now.UpdatedAt.AddSeconds(1) }, CancellationToken.None));
        });

        await EraseAsync($$"""{"records":["invoice/{{id}}"],"reason":"letter"}""");

        await AssertForgottenAsync();
    }

    private async Task<string> DeliverUnversionedAsync()
    {
        var id = CreatePersonal().Id;
        await DeliverAsync(Unversioned(id));
        await LaterAsync(TimeSpan.FromMinutes(3));
        Assert.Equal("Completed/Handled", await OnlyEventAsync());
        Assert.Equal([$"invoice.{id}"], await NumbersAsync());
        return id;
    }

    // For longer than a lease at once, as where a process is frozen, until an attempt gets the record: a renewal may have been quicker.
    private async Task UntilDeliveredAsync(string note)
    {
        while (Delivered.Last() != note)
        {
            Assert.True(Time.GetUtcNow() - TimeProvider.System.GetUtcNow() < TimeSpan.FromHours(1));
            await AdvanceAsync(TimeSpan.FromMinutes(4));
            await ProcessAsync();
        }
    }

    private async Task<IEnumerable<string>> NumbersAsync() =>
        (await App.EventIndex.QueryAsync<TableEntity>("PartitionKey eq 'number.INV-ROE'").ToListAsync()).Select(row => row.RowKey);

    private async Task<DateTimeOffset> LeaseAsync() =>
        (await App.RecordRowsAsync()).Single().GetDateTimeOffset(nameof(RecordRow.LeaseExpiresAt))!.Value;

    private async Task<long> FencingTokenAsync() => (await App.RecordRowsAsync()).Single().GetInt64(nameof(RecordRow.FencingToken))!.Value;
}
