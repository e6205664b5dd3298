using Stitchex.Local.Hosting.Timers;
using Stitchex.Local.Hosting.Worker.Rpc;

namespace Stitchex.Local.Hosting.Functions;

/// <summary>Starts functions of queues and timers by hand.</summary>
internal sealed class ManualTrigger(IReadOnlyList<FunctionDescriptor> functions, FunctionInvoker invoker)
{
    public FunctionDescriptor? Find(string? name) =>
        functions.SingleOrDefault(function => string.Equals(function.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Calls a function with a message, or with a run of a timer that is on time.</summary>
    public Task<FunctionResult> InvokeAsync(FunctionDescriptor function, string? input) => invoker.InvokeAsync(
        function,
        "This function was programmatically called via the host APIs.",
        function.Trigger switch
        {
            QueueTrigger => new TypedData { String = input ?? "" },
            TimerTrigger => new TypedData { Json = TimerListener.InputOf(status: null, isPastDue: false) },
            _ => throw new InvalidOperationException($"Function '{function.Name}' is not started by a queue or a timer: call its URL."),
        });
}
