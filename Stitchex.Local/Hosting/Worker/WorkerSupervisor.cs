using System.Globalization;
using Microsoft.Extensions.Logging;
using Stitchex.Local.Hosting.Worker.Rpc;

namespace Stitchex.Local.Hosting.Worker;

/// <summary>Keeps a worker process running: starts it, and starts it again when it has ended, with a growing wait and up to a limit.</summary>
internal sealed partial class WorkerSupervisor : IAsyncDisposable
{
    // How often a worker may end within the window, and the wait after the second time: as the real host has them.
    private const int MaxExits = 3;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan RestartDelay = TimeSpan.FromSeconds(1);

    private readonly WorkerServer _server;
    private readonly FunctionsHostOptions _options;
    private readonly HostLifetime _lifetime;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly ILogger _console;
    private readonly TaskCompletionSource<string> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private TaskCompletionSource<FunctionsWorker> _current = NewPromise();
    private Task _supervising = Task.CompletedTask;

    public WorkerSupervisor(WorkerServer server, FunctionsHostOptions options, HostLifetime lifetime, ILoggerFactory loggers)
    {
        _server = server;
        _options = options;
        _lifetime = lifetime;
        _loggers = loggers;
        _logger = loggers.CreateLogger("Host.Worker");
        _console = loggers.CreateLogger("Host.Function.Console");
    }

    /// <summary>Gets the reason why the worker is not started again; the task completes when that is so.</summary>
    public Task<string> Failed => _failed.Task;

    /// <summary>Gets the worker, once it takes invocations. While it is started again, that is the next one.</summary>
    public Task<FunctionsWorker> Current
    {
        get
        {
            lock (_lock)
            {
                return _current.Task;
            }
        }
    }

    /// <summary>Starts the first worker, and watches over it from then on.</summary>
    /// <exception cref="FunctionsHostException">It does not start.</exception>
    public async Task<FunctionsWorker> StartAsync(CancellationToken cancellationToken)
    {
        var worker = await StartWorkerAsync(cancellationToken);
        _current.SetResult(worker);
        _supervising = SuperviseAsync(worker);
        return worker;
    }

    /// <summary>Lets the worker end by itself, and starts no other.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Current is { IsCompletedSuccessfully: true } current)
        {
            await current.Result.StopAsync();
        }

        await _lifetime.KillAsync();
        await _supervising;
        if (Current is { IsCompletedSuccessfully: true } last)
        {
            await last.Result.DisposeAsync();
        }
    }

    private async Task SuperviseAsync(FunctionsWorker worker)
    {
        List<DateTimeOffset> exits = [];
        try
        {
            while (true)
            {
                await worker.Disconnected.WaitAsync(_lifetime.Killed);
                if (_lifetime.Stopping.IsCancellationRequested)
                {
                    // A worker that ends while its host stops is not started again; what was in hand comes again after the next start.
                    return;
                }

                var next = NewPromise();
                lock (_lock)
                {
                    _current = next;
                }

                // The process may live on without its stream, and then it must not go on with what counts as failed.
                await worker.KillAsync();
                var reason = await worker.Exited;
                await worker.DisposeAsync();
                var (started, failure) = await StartAgainAsync(exits, reason);
                if (started is null)
                {
                    GiveUp(failure);
                    return;
                }

                worker = started;
                next.SetResult(worker);
            }
        }
        catch (OperationCanceledException) when (_lifetime.Stopping.IsCancellationRequested)
        {
        }
    }

    // From now on there is no worker, and what waits for one fails.
    private void GiveUp(string reason)
    {
        Log.RetriesExhausted(_logger, reason);
        lock (_lock)
        {
            _current.TrySetException(new FunctionsHostException(reason));
        }

        _failed.TrySetResult(reason);
    }

    private async Task<(FunctionsWorker? Worker, string Failure)> StartAgainAsync(List<DateTimeOffset> exits, string reason)
    {
        while (true)
        {
            var now = TimeProvider.System.GetUtcNow();
            exits.Add(now);
            exits.RemoveAll(exit => now - exit > Window);
            if (exits.Count >= MaxExits && !_options.ExpectsKills)
            {
                return (null, $"The worker process ended {exits.Count} times within {Window.TotalMinutes:0} minutes. {reason}");
            }

            var delay = _options.ExpectsKills || exits.Count < 2 ? TimeSpan.Zero : RestartDelay;
            Log.Restarting(_logger, delay.TotalSeconds, reason);
            await Task.Delay(delay, TimeProvider.System, _lifetime.Stopping);
            try
            {
                return (await StartWorkerAsync(_lifetime.Stopping), "");
            }
            catch (FunctionsHostException exception)
            {
                reason = exception.Message;
            }
        }
    }

    private async Task<FunctionsWorker> StartWorkerAsync(CancellationToken cancellationToken)
    {
        var worker = await FunctionsWorker.StartAsync(_server, _options, Write, line => Log.Line(_console, line), cancellationToken);
        Log.Started(_logger, worker.ProcessId, worker.Functions.Count);
        _options.OnWorkerStarted(worker.ProcessId);
        return worker;
    }

    // The worker's log is the host's, under the worker's own categories.
    private void Write(RpcLog log)
    {
        _options.OnWorkerLog(log.Category, log.Message);
        if (log.Level == RpcLog.Types.Level.None)
        {
            return;
        }

        var id = int.TryParse(log.EventId, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? new EventId(number) : new EventId(0, log.EventId);
        var exception = log.Exception is { } thrown ? new WorkerReportedException(thrown) : null;
        _loggers.CreateLogger(log.Category).Log((LogLevel)log.Level, id, log.Message, exception, static (message, _) => message);
    }

    private static TaskCompletionSource<FunctionsWorker> NewPromise() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static partial class Log
    {
        [LoggerMessage(EventId = 50, Level = LogLevel.Information, Message = "Worker process {ProcessId} started with {Count} functions.")]
        public static partial void Started(ILogger logger, int processId, int count);

        [LoggerMessage(EventId = 51, Level = LogLevel.Warning, Message = "The worker process is started again in {Seconds} s. {Reason}")]
        public static partial void Restarting(ILogger logger, double seconds, string reason);

        [LoggerMessage(EventId = 52, Level = LogLevel.Critical, Message = "The worker process is not started again. {Reason}")]
        public static partial void RetriesExhausted(ILogger logger, string reason);

        [LoggerMessage(EventId = 53, Level = LogLevel.Information, Message = "{Line}")]
        public static partial void Line(ILogger logger, string line);
    }
}
