using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Stitchex.Local.Hosting.Worker;
using Stitchex.Local.Hosting.Worker.Rpc;

namespace Stitchex.Local.Hosting.Functions;

/// <summary>Calls functions in the worker process, watched by the clock, and writes to the log how they ended.</summary>
internal sealed partial class FunctionInvoker(
    WorkerSupervisor workers, HostLifetime lifetime, TimeSpan timeout, ILoggerFactory loggers)
    : IFunctionInvoker
{
    // How long a function may take to honour its cancellation, as in the real host.
    private static readonly TimeSpan CancellationGracePeriod = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, (FunctionDescriptor Function, Task Task)> _running = [];

    public IReadOnlyList<string> Running => [.. _running.Values.Select(running => running.Function.Name)];

    public async Task<FunctionResult> InvokeAsync(
        FunctionDescriptor function,
        string reason,
        TypedData input,
        IEnumerable<KeyValuePair<string, TypedData>>? metadata = null,
        CancellationToken cancellationToken = default)
    {
        var request = new InvocationRequest
        {
            InvocationId = Guid.NewGuid().ToString(),
            InputData = { new ParameterBinding { Name = function.Parameter, Data = input } },
            TraceContext = new() { TraceParent = Activity.Current?.Id ?? "", TraceState = Activity.Current?.TraceStateString ?? "" },
        };
        foreach (var (name, value) in metadata ?? [])
        {
            request.TriggerMetadata[name] = value;
        }

        var logger = loggers.CreateLogger($"Function.{function.Name}");
        var started = TimeProvider.System.GetTimestamp();
        Log.Executing(logger, function.Name, reason, request.InvocationId);
        var call = CallAsync(function, request, cancellationToken);
        _running[request.InvocationId] = (function, call);
        try
        {
            var response = await call;
            var elapsed = TimeProvider.System.GetElapsedTime(started);
            Log.Executed(logger, function.Name, request.InvocationId, elapsed.TotalMilliseconds);
            return new(response.ReturnValue?.Http, Error: null);
        }
        catch (Exception exception) when (
            exception is WorkerGoneException or WorkerReportedException or TimeoutException or FunctionsHostException or OperationCanceledException)
        {
            var elapsed = TimeProvider.System.GetElapsedTime(started);
            Log.Failed(logger, function.Name, request.InvocationId, elapsed.TotalMilliseconds, exception);
            return new(Response: null, exception);
        }
        finally
        {
            _running.TryRemove(request.InvocationId, out _);
        }
    }

    public Task WaitForRunningAsync() =>
        Task.WhenAll(_running.Values.Select(running => running.Task)).ContinueWith(_ => { }, TaskScheduler.Default);

    private async Task<InvocationResponse> CallAsync(FunctionDescriptor function, InvocationRequest request, CancellationToken cancellationToken)
    {
        var worker = await workers.Current.WaitAsync(lifetime.Cancelling);
        request.FunctionId = worker.Functions.Single(candidate => candidate.Name == function.Name).FunctionId;
        var responding = worker.InvokeAsync(request);
        using var gone = cancellationToken.Register(() => worker.Cancel(request.InvocationId));
        using var cancelling = lifetime.Cancelling.Register(() => worker.Cancel(request.InvocationId));
        try
        {
            var response = await responding.WaitAsync(timeout, TimeProvider.System, lifetime.Killed);
            return response.Result.Status == StatusResult.Types.Status.Success
                ? response
                : throw new WorkerReportedException(response.Result.Exception ?? new() { Message = "The function was cancelled." });
        }
        catch (TimeoutException)
        {
            await EndAsync(worker, function, request.InvocationId, responding);
            throw new TimeoutException($"{function.Name} ran for longer than {timeout}, functionTimeout in host.json.");
        }
    }

    // What ignores its cancellation is ended with its process, and with all else that runs there.
    private async Task EndAsync(FunctionsWorker worker, FunctionDescriptor function, string invocationId, Task responding)
    {
        Log.TimedOut(loggers.CreateLogger($"Function.{function.Name}"), function.Name, invocationId, timeout);
        worker.Cancel(invocationId);
        if (await Task.WhenAny(responding, Task.Delay(CancellationGracePeriod, TimeProvider.System)) != responding)
        {
            await worker.KillAsync();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Executing '{Function}' (Reason='{Reason}', Id={InvocationId})")]
        public static partial void Executing(ILogger logger, string function, string reason, string invocationId);

        [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "Executed '{Function}' (Succeeded, Id={InvocationId}, Duration={Milliseconds:F0}ms)")]
        public static partial void Executed(ILogger logger, string function, string invocationId, double milliseconds);

        [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "Executed '{Function}' (Failed, Id={InvocationId}, Duration={Milliseconds:F0}ms)")]
        public static partial void Failed(ILogger logger, string function, string invocationId, double milliseconds, Exception exception);

        [LoggerMessage(
            EventId = 4,
            Level = LogLevel.Error,
            Message = "'{Function}' (Id={InvocationId}) exceeded functionTimeout ({Timeout}) and is cancelled. If it does not end, its worker process is.")]
        public static partial void TimedOut(ILogger logger, string function, string invocationId, TimeSpan timeout);
    }
}
