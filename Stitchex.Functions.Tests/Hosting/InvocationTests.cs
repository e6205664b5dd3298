using System.Net;
using Microsoft.Extensions.Time.Testing;
using Stitchex.Functions.Tests.Hosting.Samples;

namespace Stitchex.Functions.Tests.Hosting;

public sealed class InvocationTests
{
    [Fact]
    public async Task EachInvocation_HasAScopeOfItsOwn_ThatEndsWithIt()
    {
        await using var host = await new TestHost().StartAsync(typeof(ScopedFunctions));

        await host.Host.InvokeAsync("Scoped");
        var isDisposedAfterwards = (Task<bool>)host.Probe.Behaviour("", CancellationToken.None);
        await host.Host.InvokeAsync("Scoped");

        var services = host.Probe.Calls.Select(call => call.Split(' ')).ToArray();
        Assert.NotEqual(services[0][0], services[1][0]);
        Assert.All(services, service => Assert.Equal(["True", "False", "False"], service[1..]));
        Assert.True(await isDisposedAfterwards);
    }

    [Fact]
    public async Task FunctionThatRunsTooLong_IsCancelledAndFails()
    {
        var time = new FakeTimeProvider();
        var cancelled = new TaskCompletionSource();
        var host = new TestHost { HostJson = """{ "functionTimeout": "00:05:00" }""" };
        host.Probe.Behaviour = async (_, cancellationToken) =>
        {
            await using var registration = cancellationToken.Register(cancelled.SetResult);
            await cancelled.Task;
        };
        await using var running = await host.StartAsync(options => options with { TimeProvider = time }, typeof(HttpFunctions));
        var request = host.Client.PostAsync("api/Work", content: null);
        await Eventually.HoldsAsync(() => host.Probe.Calls.Count == 1);

        time.Advance(TimeSpan.FromMinutes(4));
        Assert.False(request.IsCompleted);
        time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(HttpStatusCode.InternalServerError, (await request).StatusCode);
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
        await host.Logs.ShowAsync("runs for longer than 00:05:00, functionTimeout in host.json; cancelling it.");
    }

    [Fact]
    public async Task FunctionThatBlocks_DoesNotKeepOthersWaiting()
    {
        var goOn = new TaskCompletionSource();
        await using var host = await new TestHost().StartAsync(typeof(HttpFunctions));
        host.Probe.Behaviour = (_, _) =>
        {
            goOn.Task.Wait(CancellationToken.None);
            return Task.CompletedTask;
        };
        var blocked = host.Client.PostAsync("api/Work", content: null);
        await Eventually.HoldsAsync(() => host.Probe.Calls.Count == 1);

        var other = await host.Client.PostAsync("api/Echo", content: null);

        Assert.Equal(HttpStatusCode.Accepted, other.StatusCode);
        goOn.SetResult();
        Assert.Equal(HttpStatusCode.OK, (await blocked).StatusCode);
    }

    [Fact]
    public async Task HostJson_DecidesWhatIsLogged()
    {
        var host = new TestHost { HostJson = """{ "logging": { "logLevel": { "default": "Warning", "Function.Nothing": "Information" } } }""" };
        await using var running = await host.StartAsync(typeof(HttpFunctions));

        await host.Client.GetAsync("api/Nothing");
        await host.Client.PostAsync("api/Work", content: null);

        Assert.Equal(2, host.Logs.Lines.Count);
        Assert.All(host.Logs.Lines, line => Assert.StartsWith("Information Function.Nothing", line, StringComparison.Ordinal));
    }
}
