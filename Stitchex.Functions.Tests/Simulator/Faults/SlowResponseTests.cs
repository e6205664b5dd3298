using System.Net;
using Stitchex.Local.Simulator.Faults;

namespace Stitchex.Functions.Tests.Simulator.Faults;

/// <summary>Responses that take their time.</summary>
public sealed class SlowResponseTests : SimulatorTest
{
    [Fact]
    public async Task Delay_ResponsesAfterTheLatency()
    {
        var fault = Simulator.Faults.Add(FaultRule.Slow(TimeSpan.FromSeconds(10)));
        var request = Http.GetAsync("/login");
        await fault.Met.WaitAsync(Eventually.Deadline);

        await PassAsync(request, TimeSpan.FromSeconds(10));

        using var response = await request;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task LatencyOfAnyFault_ComesFirst()
    {
        var fault = Simulator.Faults.Add(FaultRule.Response(503) with { Latency = TimeSpan.FromSeconds(10) });
        var request = Http.GetAsync("/login");
        await fault.Met.WaitAsync(Eventually.Deadline);

        await PassAsync(request, TimeSpan.FromSeconds(10));

        using var response = await request;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Fact]
    public async Task Hang_LastsUntilTheClientGivesUp()
    {
        var fault = Simulator.Faults.Add(new(FaultKind.Hang));
        using var patience = new CancellationTokenSource();
        var request = Http.GetAsync("/login", patience.Token);
        await fault.Met.WaitAsync(Eventually.Deadline);

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await Eventually.HoldsAsync(() => Simulator.Requests.Count("/login", status: 0) == 1);
    }

    [Fact]
    public async Task Hang_EndsWithTheFault()
    {
        var fault = Simulator.Faults.Add(new(FaultKind.Hang));
        var request = Http.GetAsync("/login");
        await fault.Met.WaitAsync(Eventually.Deadline);

        fault.End();

        using var response = await request.WaitAsync(Eventually.Deadline);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Hold_ResponsesLaterWhatWasTrueBefore()
    {
        var made = Simulator.Create("product", record => record["name"] = "old");
        await EnterAsync();
        var fault = Simulator.Faults.Add(new(FaultKind.Hold) { Count = 1 });
        var request = Http.GetAsync($"/products/{made.Id}");
        await fault.Met.WaitAsync(Eventually.Deadline);

        Simulator.Update("product", made.Id, record => record["name"] = "new");
        fault.End();

        using var response = await request.WaitAsync(Eventually.Deadline);
        Assert.Equal("old", (string?)(await BodyAsync(response))["product"]!["name"]);
    }

    [Fact]
    public async Task HangingResponses_DoNotKeepTheSimulatorFromStopping()
    {
        var fault = Simulator.Faults.Add(FaultRule.Slow(TimeSpan.FromDays(1)));
        var request = Http.GetAsync("/login");
        await fault.Met.WaitAsync(Eventually.Deadline);

        await Simulator.DisposeAsync().AsTask().WaitAsync(Eventually.Deadline);

        await Assert.ThrowsAsync<HttpRequestException>(() => request);
    }

    // The request starts to wait at a moment that cannot be seen: the clock is moved until it has waited enough.
    private Task PassAsync(Task request, TimeSpan latency) => Eventually.HoldsAsync(() =>
    {
        Time.Advance(latency);
        return request.IsCompleted;
    });
}
