using System.Diagnostics;
using Stitchex.Functions.Triggers;
using Stitchex.Local.Hosting;

namespace Stitchex.Functions.Benchmarks.Receiving;

/// <summary>A function of a running app.</summary>
/// <param name="Url">Its URL, with its key.</param>
/// <param name="WorkerId">The id of its worker process.</param>
internal sealed record MeasuredFunction(Uri Url, int WorkerId)
{
    /// <summary>Gets what its worker process has taken of the processors since it started.</summary>
    public TimeSpan ProcessorTime => Read(worker => worker.TotalProcessorTime);

    /// <summary>Gets the memory of its worker process, in bytes.</summary>
    public long Memory => Read(worker => worker.WorkingSet64);

    /// <summary>Gets the most that it ever was.</summary>
    public long PeakMemory => Read(worker => worker.PeakWorkingSet64);

    /// <summary>Finds the functions that are compared: the receiver's, the naive one, and the empty one.</summary>
    public static async Task<MeasuredFunction[]> AllOfAsync(FunctionsHost receiver, FunctionsHost naive) =>
    [
        new(receiver.FunctionUrl(nameof(ReceiveWebhook)), await receiver.WorkerProcessIdAsync()),
        new(naive.FunctionUrl(MeasuredApps.NaiveWebhook), await naive.WorkerProcessIdAsync()),
        new(naive.FunctionUrl(MeasuredApps.EmptyWebhook), await naive.WorkerProcessIdAsync()),
    ];

    private T Read<T>(Func<Process, T> figure)
    {
        using var worker = Process.GetProcessById(WorkerId);
        return figure(worker);
    }
}
