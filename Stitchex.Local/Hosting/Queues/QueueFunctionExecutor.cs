using System.Text.Json;
using Azure.Storage.Queues.Models;
using Microsoft.Azure.WebJobs.Host.Bindings;
using Microsoft.Azure.WebJobs.Host.Executors;
using Microsoft.Azure.WebJobs.Host.Triggers;
using Stitchex.Local.Hosting.Functions;
using Stitchex.Local.Hosting.Worker.Rpc;
using IFunctionInvoker = Stitchex.Local.Hosting.Functions.IFunctionInvoker;

namespace Stitchex.Local.Hosting.Queues;

/// <summary>Has a message of the listener processed by its function in the worker process.</summary>
internal sealed class QueueFunctionExecutor(
    FunctionDescriptor function, ITriggerBinding binding, IFunctionInvoker invoker, ExecutionsInProgress inProgress) : ITriggeredFunctionExecutor
{
    public async Task<Microsoft.Azure.WebJobs.Host.Executors.FunctionResult> TryExecuteAsync(TriggeredFunctionData input, CancellationToken cancellationToken)
    {
        using var execution = inProgress.Begin();
        var context = new ValueBindingContext(new FunctionBindingContext(Guid.NewGuid(), cancellationToken), cancellationToken);
        var data = await binding.BindAsync(input.TriggerValue, context);
        var message = (QueueMessage)input.TriggerValue;
        var result = await invoker.InvokeAsync(
            function,
            $"New queue message detected on '{((QueueTrigger)function.Trigger).QueueName}'.",
            new TypedData { String = message.Body.ToString() },
            data.BindingData.Select(item => KeyValuePair.Create(item.Key, new TypedData { Json = JsonSerializer.Serialize(item.Value?.ToString()) })),
            cancellationToken);
        return result.Error is { } error ? new(error) : new(succeeded: true);
    }
}
