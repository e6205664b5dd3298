using Microsoft.Azure.Functions.Worker;

namespace Stitchex.Local.Hosting.Invocation;

/// <summary>Starts functions of queues and timers by hand.</summary>
internal sealed class ManualTrigger(IReadOnlyList<FunctionDescriptor> functions, FunctionInvoker invoker)
{
    /// <summary>Finds a function by its name.</summary>
    public FunctionDescriptor? Find(string? name) =>
        functions.SingleOrDefault(function => string.Equals(function.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Calls a function with a message, or with a run of a timer that is on time.</summary>
    public Task<FunctionResult> InvokeAsync(FunctionDescriptor function, string? input)
    {
        object triggerValue = function.Trigger switch
        {
            QueueTrigger => input ?? "",
            TimerTrigger => new TimerInfo(),
            _ => throw new InvalidOperationException($"Function '{function.Name}' is not started by a queue or a timer: call its URL."),
        };

        return invoker.InvokeAsync(function, FunctionInput.Of("by hand", triggerValue));
    }
}
