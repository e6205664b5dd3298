using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers;

namespace Stitchex.Functions.Benchmarks.Receiving;

/// <summary>What another process allocates: its runtime reports each hundred kilobytes or so.</summary>
internal static class AllocationTrace
{
    /// <summary>Counts the bytes that a process allocates during some work.</summary>
    /// <param name="processId">The process.</param>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public static async Task<long> MeasureAsync(int processId, Func<Task> work, CancellationToken cancellationToken)
    {
        var provider = new EventPipeProvider(
            ClrTraceEventParser.ProviderName, EventLevel.Verbose, (long)ClrTraceEventParser.Keywords.GC);
        using var session = new DiagnosticsClient(processId).StartEventPipeSession(provider, requestRundown: false);
        var reading = Task.Run(() => Read(session.EventStream), CancellationToken.None);
        await work();
        await session.StopAsync(cancellationToken);
        return await reading;
    }

    private static long Read(Stream events)
    {
        var bytes = 0L;
        using var source = new EventPipeEventSource(events);
        source.Clr.GCAllocationTick += tick => bytes += tick.AllocationAmount64;
        source.Process();
        return bytes;
    }
}
