using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Stitchex.Local.Hosting.Invocation;

/// <summary>Calls functions: each in a scope of its own, watched by the clock, and written to the log.</summary>
internal sealed partial class FunctionInvoker(
    IServiceProvider services,
    HostLifetime lifetime,
    TimeSpan timeout,
    TimeProvider timeProvider,
    ILoggerFactory loggers)
{
    private readonly ConcurrentDictionary<string, (FunctionDescriptor Function, Task Task)> _running = [];

    /// <summary>Gets the names of the functions that run now.</summary>
    public IReadOnlyList<string> Running => [.. _running.Values.Select(running => running.Function.Name)];

    /// <summary>Calls a function and waits until it has returned, has thrown, or has run for too long.</summary>
    public async Task<FunctionResult> InvokeAsync(FunctionDescriptor function, FunctionInput input)
    {
        if (lifetime.Killed.IsCancellationRequested)
        {
            return FunctionResult.Failed(new OperationCanceledException(lifetime.Killed));
        }

        var id = Guid.NewGuid().ToString();
        var logger = loggers.CreateLogger($"Function.{function.Name}");
        var cancellation = CancellationTokenSource.CreateLinkedTokenSource(lifetime.Cancelling);
        var started = timeProvider.GetTimestamp();
        Log.Executing(logger, function.Name, input.Reason, id);

        // Not on the caller's thread: a function that blocks must not keep its trigger from the next.
        var call = Task.Run(() => CallAsync(id, function, input, cancellation), CancellationToken.None);
        _running[id] = (function, call);
        _ = call.ContinueWith(_ => _running.TryRemove(id, out var _), TaskScheduler.Default);

        try
        {
            var response = await call.WaitAsync(timeout, timeProvider, lifetime.Killed);
            var elapsed = timeProvider.GetElapsedTime(started);
            Log.Executed(logger, function.Name, id, elapsed.TotalMilliseconds);
            return FunctionResult.Returned(response);
        }
        catch (TimeoutException) when (!call.IsCompleted)
        {
            // The real host ends the worker's process now. Here the function can only be asked to stop, and its result is not waited for.
            Log.TimedOut(logger, function.Name, id, timeout);
            await CancelAsync(cancellation);
            return FunctionResult.Failed(new TimeoutException($"Function '{function.Name}' did not end within {timeout}."));
        }
        catch (OperationCanceledException exception) when (lifetime.Killed.IsCancellationRequested)
        {
            return FunctionResult.Failed(exception);
        }
        catch (Exception exception)
        {
            var elapsed = timeProvider.GetElapsedTime(started);
            Log.Failed(logger, function.Name, id, elapsed.TotalMilliseconds, exception);
            return FunctionResult.Failed(exception);
        }
    }

    /// <summary>Waits until no function runs any more.</summary>
    public Task WaitForRunningAsync() =>
        Task.WhenAll(_running.Values.Select(running => running.Task)).ContinueWith(_ => { }, TaskScheduler.Default);

    private async Task<HttpResponseData?> CallAsync(
        string id,
        FunctionDescriptor function,
        FunctionInput input,
        CancellationTokenSource cancellation)
    {
        using (cancellation)
        {
            // A caller that is cut off because this host is killed must not be what tells the function of its death.
            using var callerGone = input.CallerGone.Register(() =>
            {
                if (!lifetime.Killed.IsCancellationRequested)
                {
                    cancellation.Cancel();
                }
            });

            await using var scope = services.CreateAsyncScope();
            var context = new LocalFunctionContext(id, function.Name, scope.ServiceProvider, cancellation.Token);
            var triggerValue = await input.CreateTriggerValue(context);
            var arguments = function.Arguments.Select(source => source(context, triggerValue, input.RouteValues)).ToArray();

            var instance = function.Method.IsStatic
                ? null
                : ActivatorUtilities.CreateInstance(context.InstanceServices, function.Method.DeclaringType!);

            return await ReturnTypes.AwaitAsync(
                function.Method.Invoke(instance, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null));
        }
    }

    private static async Task CancelAsync(CancellationTokenSource cancellation)
    {
        try
        {
            await cancellation.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It ended in this very moment.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Executing '{Function}' ({Reason}, id {InvocationId}).")]
        public static partial void Executing(ILogger logger, string function, string reason, string invocationId);

        [LoggerMessage(
            EventId = 2,
            Level = LogLevel.Information,
            Message = "Executed '{Function}' (succeeded, id {InvocationId}, {Milliseconds:F0} ms).")]
        public static partial void Executed(ILogger logger, string function, string invocationId, double milliseconds);

        [LoggerMessage(
            EventId = 3,
            Level = LogLevel.Error,
            Message = "Executed '{Function}' (failed, id {InvocationId}, {Milliseconds:F0} ms).")]
        public static partial void Failed(
            ILogger logger, string function, string invocationId, double milliseconds, Exception exception);

        [LoggerMessage(
            EventId = 4,
            Level = LogLevel.Error,
            Message = "'{Function}' (id {InvocationId}) runs for longer than {Timeout}, functionTimeout in host.json; cancelling it.")]
        public static partial void TimedOut(ILogger logger, string function, string invocationId, TimeSpan timeout);
    }
}
