using System.Diagnostics;
using Stitchex.Functions.Records;
using Stitchex.Functions.Telemetry;
using Stitchex.Functions.Tests.Records;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator.Faults;

namespace Stitchex.Functions.Tests.Telemetry;

/// <summary>One trace leads from the webhook through the queue to the API and the handlers.</summary>
public sealed class TraceTests(AzuriteFixture azurite) : TelemetryTest(azurite)
{
    [Fact]
    public async Task Trace_LeadsFromTheWebhookThroughTheQueue_ToTheApiAndEachHandler()
    {
        using var spans = new RecordedSpans();

        var (trace, invocation) = await ProcessTracedAsync();

        var all = spans.For(trace);
        Assert.Equal(
            ["receive webhook", "process event", "fetch record", "request to Stitchex", "request to Stitchex", "request to Stitchex", "handle record", "handle record"],
            all.Select(span => span.OperationName));
        var (receive, process, fetch) = (all[0], all[1], all[2]);
        Assert.Equal(receive.SpanId, process.ParentSpanId);
        Assert.Equal(invocation, Assert.Single(process.Links).Context);
        Assert.Equal(process.SpanId, fetch.ParentSpanId);
        Assert.All(all.Skip(3).Take(3), request => Assert.Equal(fetch.SpanId, request.ParentSpanId));
        Assert.All(all.Skip(6), handler => Assert.Equal(process.SpanId, handler.ParentSpanId));
        Assert.All(all, span => Assert.Equal(ActivityStatusCode.Unset, span.Status));
    }

    [Fact]
    public async Task RequestsToTheApi_CarryTheTrace()
    {
        using var spans = new RecordedSpans();

        var (trace, _) = await ProcessTracedAsync();

        await Eventually.HoldsAsync(() => Task.FromResult(spans.ServedIn(trace)));
    }

    [Fact]
    public async Task Spans_SayWhatHappened_AndCarryNoAttributeThatIsNotListed()
    {
        using var spans = new RecordedSpans();

        var (trace, _) = await ProcessTracedAsync();

        var all = spans.For(trace);
        Assert.Equal("accepted", all[0].GetTagItem("stitchex.outcome"));
        Assert.Equal(("handled", 1), (all[1].GetTagItem("stitchex.result"), all[1].GetTagItem("stitchex.attempt")));
        Assert.Equal(200, all[2].GetTagItem("http.response.status_code"));
        Assert.Equal(typeof(RecordingHandler).FullName, all[6].GetTagItem("stitchex.handler"));
        Assert.All(all, span => Assert.Subset(
            SpanCatalogue.All.Single(description => description.Name == span.OperationName).Attributes.ToHashSet(), span.TagObjects.Select(tag => tag.Key).ToHashSet()));
        Assert.DoesNotContain(Stitchex.Options.Password, string.Join(' ', all.SelectMany(span => span.TagObjects)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ApiThatFails_MarksItsSpans()
    {
        using var spans = new RecordedSpans();
        using var fault = Stitchex.Faults.Add(FaultRule.Response(503) with { Method = "GET" });

        var (trace, _) = await ProcessTracedAsync();

        Assert.Equal(
            [("process event", "api_unavailable"), ("fetch record", "api_unavailable"), ("request to Stitchex", "503")],
            spans.For(trace).Where(span => span.Status == ActivityStatusCode.Error).Select(span => (span.OperationName, span.GetTagItem("error.type"))));
    }

    [Fact]
    public async Task HandlerThatThrows_MarksItsSpan()
    {
        using var spans = new RecordedSpans();
        Handler.Behaviour = (_, _) => throw new RejectRecordException("no such customer");

        var (trace, _) = await ProcessTracedAsync();

        Assert.Equal(
            [("process event", "handler_rejected"), ("handle record", typeof(RejectRecordException).FullName)],
            spans.For(trace).Where(span => span.Status == ActivityStatusCode.Error).Select(span => (span.OperationName, span.GetTagItem("error.type"))));
    }

    /// <summary>Receives a webhook and processes its message, each in a trace of its own, as two invocations are.</summary>
    /// <returns>The webhook's trace, and the second invocation.</returns>
    private async Task<(ActivityTraceId Trace, ActivityContext Invocation)> ProcessTracedAsync()
    {
        ActivityTraceId trace;
        using (var request = new Activity("request").Start())
        {
            trace = request.TraceId;
            await App.ReceiveAsync(SimulatedStitchex.BodyOf(Stitchex.Create("invoice")));
        }

        using var invocation = new Activity("invocation").Start();
        await App.ProcessAllAsync();
        return (trace, invocation.Context);
    }
}
