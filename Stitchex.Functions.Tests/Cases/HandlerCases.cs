using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations;
using Stitchex.Functions.Records;
using Stitchex.Functions.Tests.Records;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Cases;

/// <summary>What one handler does with a change decides nothing about the others: A and B are registered in that order, and the archive after them.</summary>
public sealed class HandlerCases(AzuriteFixture azurite) : ProtocolCase(azurite)
{
    private readonly HandlerJournal _b = new();

    [Theory]
    [InlineData("throws", "Retrying")]
    [InlineData("rejects", "DeadLettered/Rejected")]
    [InlineData("asks for later", "Retrying")]
    [InlineData("hangs", "Retrying")]
    public async Task Case54_AFails_BIsStillCalled_AndARepeatCallsAAlone(string failure, string expected)
    {
        await using var app = await StartAsync();
        Journal.Behaviour = Failing(failure);
        var change = Create();
        await app.ReceiveAsync(SimulatedStitchex.BodyOf(change));
        await app.ProcessAllAsync();

        var row = await app.OnlyEventRowAsync();
        Assert.Equal(expected, Describe(row));
        Assert.Single(_b.Changes);
        Assert.True(await app.Records.GetBlobClient(BlobRecordArchive.NameOf("invoice", change.Id)).ExistsAsync());

        Journal.Behaviour = (_, _) => Task.CompletedTask;
        await RepeatAsync(app, row);

        Assert.Equal("Completed/Handled", Describe(await app.OnlyEventRowAsync()));
        Assert.Equal((2, 1), (Journal.Changes.Count, _b.Changes.Count));
        Assert.Single(Journal.Changes.Concat(_b.Changes).Select(seen => seen.ChangeId).Distinct());
    }

    [Theory]
    [InlineData("throws", "rejects", "DeadLettered/Rejected", false)]
    [InlineData("rejects", "throws", "DeadLettered/Rejected", false)]
    [InlineData("asks for later", "throws", "Retrying", true)]
    [InlineData("throws", "asks for later", "Retrying", true)]
    public async Task Case54_BothFail_TheWorstCounts_WhateverTheirOrder_AndTheErrorNamesBoth(string a, string b, string expected, bool clockRuns)
    {
        await using var app = await StartAsync();
        Journal.Behaviour = Failing(a);
        _b.Behaviour = Failing(b);
        await app.ReceiveAsync(SimulatedStitchex.BodyOf(Create()));
        await app.ProcessAllAsync();

        var row = await app.OnlyEventRowAsync();
        Assert.Equal(expected, Describe(row));
        Assert.Equal(clockRuns, row.ContainsKey("FailingSince"));
        Assert.Contains(nameof(RecordingHandler), row.GetString("Error"), StringComparison.Ordinal);
        Assert.Contains(nameof(OtherHandler), row.GetString("Error"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case54_EachHandlerHasAScopeOfItsOwn_SoThatWhatOneLeftBehindReachesNoOther()
    {
        await using var app = await StartAsync(services => services.AddScoped<UnitOfWork>().AddRecordHandler<FirstOfTwo>().AddRecordHandler<SecondOfTwo>());
        await app.ReceiveAsync(SimulatedStitchex.BodyOf(Create()));
        await app.ProcessAllAsync();

        Assert.Contains(nameof(FirstOfTwo), (await app.OnlyEventRowAsync()).GetString("Error"), StringComparison.Ordinal);
        Assert.DoesNotContain(nameof(SecondOfTwo), (await app.OnlyEventRowAsync()).GetString("Error"), StringComparison.Ordinal);
    }

    private Task<ReceiverApp> StartAsync(Action<IServiceCollection>? configure = null) => StartAppAsync(services =>
    {
        services.AddKeyedSingleton(OtherHandler.Key, _b).AddRecordHandler<OtherHandler>();
        configure?.Invoke(services);
    });

    private Func<RecordChange, CancellationToken, Task> Failing(string how) => how switch
    {
        "throws" => (_, _) => throw new InvalidOperationException("busy"),
        "rejects" => (_, _) => throw new RejectRecordException("no"),
        "asks for later" => (_, _) => throw new RetryRecordLaterException(TimeSpan.FromSeconds(10), "not yet"),
        _ => (_, cancellationToken) =>
        {
            var hanging = Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            Time.Advance(new ProcessingOptions().HandlerTimeout);
            return hanging.WaitAsync(Eventually.Deadline, CancellationToken.None);
        }
        ,
    };

    private static async Task RepeatAsync(ReceiverApp app, TableEntity row)
    {
        if (row.GetString("State") == "DeadLettered")
        {
            Assert.True(StitchexEventId.TryParseKeys(row.PartitionKey, row.RowKey, out var id));
            await app.Services.GetRequiredService<EventReplayer>().ReplayAsync(id, CancellationToken.None);
        }

        await app.Account.AdvanceClockAsync(TimeSpan.FromMinutes(1));
        await app.ProcessAllAsync();
    }

    private sealed class UnitOfWork
    {
        public List<string> Pending { get; } = [];
    }

    private sealed class FirstOfTwo(UnitOfWork work) : IRecordHandler
    {
        public Task HandleAsync(RecordChange change, CancellationToken cancellationToken)
        {
            work.Pending.Add(change.RecordId);
            throw new InvalidOperationException("half done");
        }
    }

    private sealed class SecondOfTwo(UnitOfWork work) : IRecordHandler
    {
        public Task HandleAsync(RecordChange change, CancellationToken cancellationToken) =>
            work.Pending is [] ? Task.CompletedTask : throw new InvalidOperationException("somebody else's work is here");
    }
}
