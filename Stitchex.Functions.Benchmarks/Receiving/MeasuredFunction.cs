using System.Diagnostics;
using Stitchex.Local.Hosting;

namespace Stitchex.Functions.Benchmarks.Receiving;

/// <summary>A function of a running app.</summary>
/// <param name="Url">Its URL, with its key.</param>
/// <param name="WorkerId">The id of its worker process.</param>
internal sealed record MeasuredFunction(Uri Url, int WorkerId)
{
    /// <summary>Gets what its worker process has taken of the processors since it started.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            using var worker = Process.GetProcessById(WorkerId);
            return worker.TotalProcessorTime;
        }
    }

    /// <summary>Finds a function.</summary>
    public static async Task<MeasuredFunction> OfAsync(FunctionsHost host, string name) =>
        new(host.FunctionUrl(name), await host.WorkerProcessIdAsync());
}
