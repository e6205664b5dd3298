using System.Net;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Tests.Hosting.Samples;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Hosting;

namespace Stitchex.Functions.Tests.Hosting;

public sealed class LifetimeTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);

    private readonly string _connectionString = azurite.NewAccount().ConnectionString;
    private readonly TaskCompletionSource _goOn = new();

    [Fact]
    public async Task Dispose_WaitsForWorkUnderWay_AndStartsNoNewOne()
    {
        var queue = await CreateQueueAsync();
        await using var host = await StartAsync(Long, (_, _) => _goOn.Task);
        var request = host.Client.PostAsync("api/Work", content: null);
        await queue.SendMessageAsync("under way");
        await Eventually.HoldsAsync(() => host.Probe.Calls.Count == 2);

        var disposing = host.Host.DisposeAsync().AsTask();
        await queue.SendMessageAsync("too late");
        Assert.False(disposing.IsCompleted);
        _goOn.SetResult();
        await disposing;

        Assert.Equal(HttpStatusCode.OK, (await request).StatusCode);
        Assert.Equal(2, host.Probe.Calls.Count);
        Assert.Equal("too late", (await queue.ReceiveMessageAsync()).Value.Body.ToString());
        Assert.Equal(1, (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    [Fact]
    public async Task Dispose_AfterTheGracePeriod_CancelsWhatStillRuns_AndItsMessageComesBack()
    {
        var queue = await CreateQueueAsync();
        await using var host = await StartAsync(
            Short,
            async (_, cancellationToken) => await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken));
        await queue.SendMessageAsync("cut off");
        await Eventually.HoldsAsync(() => host.Probe.Calls.Count == 1);

        await host.Host.DisposeAsync();

        Assert.Equal("cut off", (await queue.ReceiveMessageAsync()).Value.Body.ToString());
        await host.Logs.ShowAsync("The host ends; cancelling what still runs: ProcessSample.");
    }

    [Fact]
    public async Task Dispose_DoesNotWaitForeverForWhatIgnoresCancellation()
    {
        await using var host = await StartAsync(Short, (_, _) => _goOn.Task);
        var request = host.Client.PostAsync("api/Work", content: null);
        await Eventually.HoldsAsync(() => host.Probe.Calls.Count == 1);

        await host.Host.DisposeAsync();

        await host.Logs.ShowAsync("The host ends without what ignores its cancellation: Work.");
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => request);
        _goOn.SetResult();
    }

    [Fact]
    public async Task Kill_CutsConnections_AndLeavesMessagesAsTheyAre()
    {
        var queue = await CreateQueueAsync();
        var wasCancelled = false;
        await using var host = await StartAsync(Long, (_, cancellationToken) =>
        {
            cancellationToken.Register(() => wasCancelled = true);
            return _goOn.Task;
        });
        var request = host.Client.PostAsync("api/Work", content: null);
        await queue.SendMessageAsync("survives");
        await Eventually.HoldsAsync(() => host.Probe.Calls.Count == 2);

        await host.Host.KillAsync();
        _goOn.SetResult();

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => request);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => host.Client.GetAsync("api/Work"));
        Assert.False(wasCancelled);
        Assert.Null((await queue.PeekMessageAsync()).Value);
        Assert.Equal(1, (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    [Fact]
    public async Task Invoke_AfterKill_CallsNothing()
    {
        await using var host = await StartAsync(Long, (_, _) => Task.CompletedTask);
        await host.Host.KillAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => host.Host.InvokeAsync("ProcessSample", "too late"));

        Assert.Empty(host.Probe.Calls);
    }

    [Fact]
    public async Task Kill_OfOneHost_LetsTheNextGoOn()
    {
        var account = azurite.NewAccount();
        var queue = new QueueClient(account.ConnectionString, "samples", new() { MessageEncoding = QueueMessageEncoding.Base64 });
        await queue.CreateAsync();
        await using var first = await StartAsync(Long, (_, _) => _goOn.Task, account.ConnectionString);
        await queue.SendMessageAsync("again");
        await Eventually.HoldsAsync(() => first.Probe.Calls.Count == 1);
        await first.Host.KillAsync();

        await using var second = await StartAsync(Long, (_, _) => Task.CompletedTask, account.ConnectionString);
        await account.AdvanceClockAsync(TimeSpan.FromMinutes(10));

        await Eventually.HoldsAsync(() => second.Probe.Calls.SequenceEqual(["again"]));
    }

    [Fact]
    public async Task PreferredPort_IsUsed_UnlessItIsTaken()
    {
        await using var first = await new TestHost().StartAsync(typeof(HttpFunctions));
        var port = first.Host.BaseAddress.Port;

        await using var second = await new TestHost().StartAsync(options => options with { PreferredPort = port }, typeof(HttpFunctions));
        Assert.NotEqual(port, second.Host.BaseAddress.Port);

        await first.Host.DisposeAsync();
        await using var third = await new TestHost().StartAsync(options => options with { PreferredPort = port }, typeof(HttpFunctions));
        Assert.Equal(port, third.Host.BaseAddress.Port);
    }

    [Fact]
    public async Task AppThatCannotStart_FailsTheStart()
    {
        await Assert.ThrowsAnyAsync<Exception>(() => FunctionsHost.StartAsync(new()
        {
            FunctionTypes = [],
            ConfigureApp = app => app.Services.AddHostedService<NeverStarts>(),
        }));
    }

    private async Task<QueueClient> CreateQueueAsync()
    {
        var queue = new QueueClient(_connectionString, "samples", new() { MessageEncoding = QueueMessageEncoding.Base64 });
        await queue.CreateAsync();
        return queue;
    }

    private Task<TestHost> StartAsync(
        TimeSpan gracePeriod, Func<string, CancellationToken, Task> behaviour, string? connectionString = null)
    {
        var host = new TestHost
        {
            Probe = new() { Behaviour = behaviour },
            Settings = { ["SampleQueue"] = "samples", ["SampleStorage"] = connectionString ?? _connectionString },
        };

        return host.StartAsync(
            options => options with { ShutdownGracePeriod = gracePeriod },
            typeof(HttpFunctions), typeof(QueueFunctions));
    }

    private sealed class NeverStarts : Microsoft.Extensions.Hosting.IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("The app is not configured.");

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
