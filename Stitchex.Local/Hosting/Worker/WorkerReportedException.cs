using Stitchex.Local.Hosting.Worker.Rpc;

namespace Stitchex.Local.Hosting.Worker;

/// <summary>What a function threw, or the app logged, in the worker process.</summary>
/// <param name="reported">The worker's own words.</param>
internal sealed class WorkerReportedException(RpcException reported) : Exception(reported.Message)
{
    public override string? StackTrace { get; } = reported.StackTrace;

    public override string ToString() => $"{Message}\n{StackTrace}";
}
