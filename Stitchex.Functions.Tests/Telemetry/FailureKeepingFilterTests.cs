using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Stitchex.Functions.Telemetry;

namespace Stitchex.Functions.Tests.Telemetry;

public sealed class FailureKeepingFilterTests : IDisposable
{
    private readonly ActivitySource _source = new($"test {Guid.NewGuid()}");
    private readonly Exported _exported = new();

    public void Dispose()
    {
        _source.Dispose();
        _exported.Dispose();
    }

    [Fact]
    public void SpansThatSucceed_AreExported_UpToTheShare()
    {
        using (Tracing(ratio: 0))
        {
            Trace(childFails: false);
        }

        using (Tracing(ratio: 1))
        {
            Trace(childFails: false);
        }

        Assert.Equal(["first", "second", "root"], _exported.Names);
    }

    [Fact]
    public void SpanThatFails_IsExported_WithThoseThatItIsAPartOf()
    {
        using (Tracing(ratio: 0))
        {
            Trace(childFails: true);
        }

        Assert.Equal(["second", "root"], _exported.Names);
    }

    [Fact]
    public void SpansOfATrace_AreExportedTogether()
    {
        using (Tracing(ratio: 0.5))
        {
            for (var i = 0; i < 200; i++)
            {
                Trace(childFails: false);
            }
        }

        var traces = _exported.Spans.GroupBy(span => span.TraceId).ToList();
        Assert.All(traces, trace => Assert.Equal(3, trace.Count()));
        Assert.InRange(traces.Count, 50, 150);
    }

    private TracerProvider Tracing(double ratio) => Sdk.CreateTracerProviderBuilder()
        .AddSource(_source.Name)
        .SetSampler(new AlwaysOnSampler())
        .AddProcessor(new FailureKeepingFilter(ratio))
        .AddProcessor(new SimpleActivityExportProcessor(_exported))
        .Build();

    private void Trace(bool childFails)
    {
        using var root = _source.StartActivity("root", ActivityKind.Internal, parentContext: default);
        using (_source.StartActivity("first"))
        {
        }

        using var second = _source.StartActivity("second");
        if (childFails)
        {
            second.Fail("test");
        }
    }

    private sealed class Exported : BaseExporter<Activity>
    {
        private readonly List<(string Name, ActivityTraceId TraceId)> _spans = [];

        public IReadOnlyList<(string Name, ActivityTraceId TraceId)> Spans => _spans;

        public IEnumerable<string> Names => _spans.Select(span => span.Name);

        public override ExportResult Export(in Batch<Activity> batch)
        {
            foreach (var span in batch)
            {
                _spans.Add((span.DisplayName, span.TraceId));
            }

            return ExportResult.Success;
        }
    }
}
