using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Time.Testing;
using Stitchex.Functions.Tests.Hosting.Samples;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Storage;

namespace Stitchex.Functions.Tests.Hosting;

public sealed class QueueTests : IClassFixture<AzuriteFixture>, IAsyncLifetime
{
    private readonly AzuriteAccount _account;
    private readonly QueueClient _queue;
    private readonly QueueClient _poison;
    private readonly TestHost _host;

    public QueueTests(AzuriteFixture azurite)
    {
        _account = azurite.NewAccount();
        _queue = new(_account.ConnectionString, "samples", new() { MessageEncoding = QueueMessageEncoding.Base64 });
        _poison = new(_account.ConnectionString, "samples-poison", new() { MessageEncoding = QueueMessageEncoding.Base64 });
        _host = new() { Settings = { ["SampleQueue"] = "samples", ["SampleStorage"] = _account.ConnectionString } };
    }

    public async Task InitializeAsync() => await _queue.CreateAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Message_IsGivenToTheFunction_AndDeleted()
    {
        await _host.StartAsync(typeof(QueueFunctions));

        await _queue.SendMessageAsync("hällo");

        await Eventually.HoldsAsync(() => _host.Probe.Calls.SequenceEqual(["hällo"]));
        await IsGoneAsync(_queue);
    }

    [Fact]
    public async Task QueueThatIsCreatedLater_IsNoticed()
    {
        await _queue.DeleteAsync();
        await _host.StartAsync(typeof(QueueFunctions));
        await _host.Logs.ShowAsync("waits for queue 'samples'");

        await _queue.CreateAsync();
        await _queue.SendMessageAsync("late");

        await Eventually.HoldsAsync(() => _host.Probe.Calls.SequenceEqual(["late"]));
    }

    [Fact]
    public async Task FailedMessage_ComesBackAfterTheVisibilityTimeout()
    {
        _host.HostJson = """{ "extensions": { "queues": { "visibilityTimeout": "01:00:00", "maxPollingInterval": "00:00:00.1" } } }""";
        _host.Probe.Behaviour = (_, _) => _host.Probe.Calls.Count == 1
            ? throw new InvalidOperationException("Not now.")
            : Task.CompletedTask;
        await _host.StartAsync(typeof(QueueFunctions));
        await _queue.SendMessageAsync("twice");
        await _host.Logs.ShowAsync("comes back in 01:00:00");

        await _account.AdvanceClockAsync(TimeSpan.FromMinutes(59));
        Assert.Null((await _queue.PeekMessageAsync()).Value);
        await _account.AdvanceClockAsync(TimeSpan.FromMinutes(1));

        await Eventually.HoldsAsync(() => _host.Probe.Calls.Count == 2);
        await IsGoneAsync(_queue);
    }

    [Fact]
    public async Task MessageThatFailsTooOften_GoesToThePoisonQueueForSevenDays()
    {
        _host.HostJson = """{ "extensions": { "queues": { "maxDequeueCount": 3, "maxPollingInterval": "00:00:00.1" } } }""";
        _host.Probe.Behaviour = (_, _) => throw new InvalidOperationException("Never.");
        await _host.StartAsync(typeof(QueueFunctions));

        await _queue.SendMessageAsync("poison", timeToLive: TimeSpan.FromSeconds(-1));

        var message = await ReceiveAsync(_poison);
        Assert.Equal("poison", message.Body.ToString());
        Assert.Equal(TimeSpan.FromDays(7), message.ExpiresOn - message.InsertedOn);
        Assert.Equal(3, _host.Probe.Calls.Count);
        await IsGoneAsync(_queue);
    }

    [Fact]
    public async Task MessageWhoseLastAttemptNeverEnded_GoesToThePoisonQueueUnprocessed()
    {
        _host.HostJson = """{ "extensions": { "queues": { "maxDequeueCount": 1 } } }""";
        await _queue.SendMessageAsync("killer");
        await _queue.ReceiveMessageAsync(TimeSpan.FromMinutes(10));
        await _account.AdvanceClockAsync(TimeSpan.FromMinutes(11));

        await _host.StartAsync(typeof(QueueFunctions));

        Assert.Equal("killer", (await ReceiveAsync(_poison)).Body.ToString());
        Assert.Empty(_host.Probe.Calls);
    }

    [Fact]
    public async Task MessageThatIsNotBase64_GoesToThePoisonQueueAtOnceAsItIs()
    {
        await new QueueClient(_account.ConnectionString, "samples").SendMessageAsync("{plain}");

        await _host.StartAsync(typeof(QueueFunctions));

        var poison = new QueueClient(_account.ConnectionString, "samples-poison");
        Assert.Equal("{plain}", (await ReceiveAsync(poison)).Body.ToString());
        Assert.Empty(_host.Probe.Calls);
        Assert.Contains(_host.Logs.Lines, line => line.Contains("is not encoded as Base64", StringComparison.Ordinal));
    }

    [Fact]
    public async Task EncodingNone_TakesTheTextAsItIs()
    {
        _host.HostJson = """{ "extensions": { "queues": { "messageEncoding": "none" } } }""";
        await new QueueClient(_account.ConnectionString, "samples").SendMessageAsync("{plain}");

        await _host.StartAsync(typeof(QueueFunctions));

        await Eventually.HoldsAsync(() => _host.Probe.Calls.SequenceEqual(["{plain}"]));
    }

    [Fact]
    public async Task PoisonQueue_HasNone_SoItsMessageStaysInvisibleForTheLease()
    {
        await _poison.CreateAsync();
        _host.Probe.Behaviour = (_, _) => throw new InvalidOperationException("Never.");
        await _host.StartAsync(typeof(PoisonFunctions));

        // After the fifth attempt the function is not called any more, and the message stays.
        await _poison.SendMessageAsync("stuck");
        for (var attempt = 1; attempt <= 6; attempt++)
        {
            await Eventually.HoldsAsync(async () =>
                (await _poison.PeekMessageAsync()).Value is null && _host.Probe.Calls.Count == Math.Min(attempt, 5));
            await _account.AdvanceClockAsync(TimeSpan.FromMinutes(10));
        }

        Assert.Equal(5, _host.Probe.Calls.Count);
        Assert.Equal(1, (await _poison.GetPropertiesAsync()).Value.ApproximateMessagesCount);
        Assert.False((await new QueueClient(_account.ConnectionString, "samples-poison-poison").ExistsAsync()).Value);
    }

    [Fact]
    public async Task Concurrency_IsABatchAndTheThreshold()
    {
        _host.HostJson = """{ "extensions": { "queues": { "batchSize": 4, "newBatchThreshold": 2, "maxPollingInterval": "00:00:00.1" } } }""";
        var goOn = new TaskCompletionSource();
        _host.Probe.Behaviour = (input, _) => input is "0" or "1" ? Task.CompletedTask : goOn.Task;

        for (var i = 0; i < 20; i++)
        {
            await _queue.SendMessageAsync($"{i}");
        }

        // The first batch is 0 to 3; 0 and 1 end, which leaves 2 and lets the next batch of 4 in; those 6 are not below the threshold.
        await _host.StartAsync(typeof(QueueFunctions));
        await Eventually.HoldsAsync(() => _host.Probe.MostAtOnce == 6);

        goOn.SetResult();
        await IsGoneAsync(_queue);
        Assert.Equal(20, _host.Probe.Calls.Count);
        Assert.Equal(6, _host.Probe.MostAtOnce);
    }

    [Fact]
    public async Task Lease_IsRenewedWhileTheFunctionRuns()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var goOn = new TaskCompletionSource();
        _host.Probe.Behaviour = (_, _) => goOn.Task;
        await _host.StartAsync(options => options with { TimeProvider = time }, typeof(QueueFunctions));
        await _queue.SendMessageAsync("long");
        await Eventually.HoldsAsync(() => _host.Probe.Calls.Count == 1);

        // Storage's clock and the host's go on together for longer than the lease of 10 minutes.
        for (var renewals = 1; renewals <= 4; renewals++)
        {
            await _account.AdvanceClockAsync(TimeSpan.FromMinutes(6));
            time.Advance(TimeSpan.FromMinutes(6));
            await _host.Logs.ShowAsync("is leased for another 00:10:00", times: renewals);
        }

        goOn.SetResult();
        await IsGoneAsync(_queue);
        Assert.Single(_host.Probe.Calls);
    }

    [Fact]
    public async Task LostLease_LeavesTheMessageToWhoTookIt()
    {
        var goOn = new TaskCompletionSource();
        _host.Probe.Behaviour = (_, _) => goOn.Task;
        await _host.StartAsync(options => options with { MessageLease = TimeSpan.FromHours(1) }, typeof(QueueFunctions));
        await _queue.SendMessageAsync("taken");
        await Eventually.HoldsAsync(() => _host.Probe.Calls.Count == 1);
        await _account.AdvanceClockAsync(TimeSpan.FromHours(2));
        await Eventually.HoldsAsync(() => _host.Probe.Calls.Count == 2);

        goOn.SetResult();

        await _host.Logs.ShowAsync("is somebody else's now, or gone");
        await IsGoneAsync(_queue);
    }

    [Fact]
    public async Task DisabledFunction_TakesNoMessages()
    {
        _host.Settings["AzureWebJobs.ProcessSample.Disabled"] = "true";
        await _host.StartAsync(typeof(QueueFunctions));
        Assert.DoesNotContain(_host.Logs.Lines, line => line.Contains("listens to queue", StringComparison.Ordinal));
    }

    [Fact]
    public async Task PollQueuesNow_DoesNotWaitForTheInterval()
    {
        await _host.StartAsync(options => options with { PollingTimeProvider = new FakeTimeProvider() }, typeof(QueueFunctions));
        await _queue.SendMessageAsync("first");
        _host.Host.PollQueuesNow();
        await Eventually.HoldsAsync(() => _host.Probe.Calls.SequenceEqual(["first"]));
        await _queue.SendMessageAsync("later");

        _host.Host.PollQueuesNow();

        await Eventually.HoldsAsync(() => _host.Probe.Calls.SequenceEqual(["first", "later"]));
    }

    private static async Task<QueueMessage> ReceiveAsync(QueueClient queue) =>
        (await Eventually.GivesAsync(
            async () => await queue.ExistsAsync() ? (await queue.ReceiveMessageAsync()).Value : null,
            message => message is not null))!;

    private static Task IsGoneAsync(QueueClient queue) =>
        Eventually.HoldsAsync(async () => (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount == 0);
}
