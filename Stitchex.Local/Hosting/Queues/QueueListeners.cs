using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Host;
using Microsoft.Azure.WebJobs.Host.Listeners;
using Microsoft.Azure.WebJobs.Host.Timers;
using Microsoft.Azure.WebJobs.Host.Triggers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Stitchex.Local.Hosting.Functions;
using FunctionDescriptor = Stitchex.Local.Hosting.Functions.FunctionDescriptor;

namespace Stitchex.Local.Hosting.Queues;

/// <summary>
/// Runs the queue listener of the real host, Microsoft's own, for the functions of queues. Where it gives up because storage is unavailable, the
/// real host starts anew; here the listeners are made anew.
/// </summary>
internal sealed partial class QueueListeners : IAsyncDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(15);

    private readonly IReadOnlyList<FunctionDescriptor> _functions;
    private readonly IFunctionInvoker _invoker;
    private readonly HostLifetime _lifetime;
    private readonly ILogger _logger;
    private readonly IHost _services;
    private readonly ListenerFailures _failures = new();
    private readonly DrainMode _drainMode = new();
    private readonly ExecutionsInProgress _inProgress = new();
    private IReadOnlyList<IListener> _listeners = [];
    private Task _running = Task.CompletedTask;

    /// <summary>Prepares the listeners of all queue functions that are not switched off.</summary>
    public QueueListeners(
        IEnumerable<FunctionDescriptor> functions,
        FunctionsHostOptions options,
        IConfiguration settings,
        HostJson hostJson,
        IFunctionInvoker invoker,
        HostLifetime lifetime,
        ILoggerFactory loggers)
    {
        _functions = [.. functions.Where(function => function is { IsDisabled: false, Trigger: QueueTrigger })];
        _invoker = invoker;
        _lifetime = lifetime;
        _logger = loggers.CreateLogger("Host.Triggers.Queues");

        // Built and never started: only its services are used, not its search for functions.
        _services = new HostBuilder()
            .ConfigureAppConfiguration(configuration => configuration
                .AddConfiguration(settings)
                .AddInMemoryCollection(hostJson.Extensions.AsEnumerable(makePathsRelative: true)
                    .Select(setting => KeyValuePair.Create($"AzureWebJobs:extensions:{setting.Key}", setting.Value))))
            .ConfigureWebJobs(builder => builder.AddAzureStorageQueues())
            .ConfigureServices(services =>
            {
                services.AddSingleton(loggers);
                services.AddSingleton<IWebJobsExceptionHandler>(_failures);
                services.AddSingleton<IDrainModeManager>(_drainMode);
                if (options.MessageLease is { } lease)
                {
                    LeaseComponentFactory.Decorate(services, lease);
                }
            })
            .Build();
    }

    public async Task StartAsync()
    {
        if (_functions.Count > 0)
        {
            await StartListenersAsync();
            _running = KeepListeningAsync();
        }
    }

    /// <summary>Takes no more messages, and waits for those in hand.</summary>
    public async Task StopAsync()
    {
        await _drainMode.EnableDrainModeAsync(CancellationToken.None);
        await _running;
        await Task.WhenAll(_listeners.Select(StopAsync));
    }

    public async ValueTask DisposeAsync()
    {
        await _running;
        Dispose(_listeners);
        _services.Dispose();
    }

    private async Task KeepListeningAsync()
    {
        var delay = FirstDelay;
        try
        {
            while (true)
            {
                Log.Failed(_logger, await _failures.NextAsync(_lifetime.Stopping));
                await Task.Delay(delay, TimeProvider.System, _lifetime.Stopping);
                var failed = _listeners;
                _listeners = [];
                Dispose(failed);
                try
                {
                    await StartListenersAsync();
                    delay = FirstDelay;
                }
                catch (Exception exception) when (!_lifetime.Stopping.IsCancellationRequested)
                {
                    _failures.Add(exception);
                    delay = delay * 2 < MaxDelay ? delay * 2 : MaxDelay;
                }
            }
        }
        catch (OperationCanceledException) when (_lifetime.Stopping.IsCancellationRequested)
        {
        }
    }

    private async Task StartListenersAsync()
    {
        var listeners = new List<IListener>();
        foreach (var function in _functions)
        {
            listeners.Add(await CreateAsync(function, (QueueTrigger)function.Trigger));
        }

        await Task.WhenAll(listeners.Select(listener => listener.StartAsync(_lifetime.Stopping)));
        _listeners = listeners;
    }

    private async Task<IListener> CreateAsync(FunctionDescriptor function, QueueTrigger trigger)
    {
        var parameter = new TriggerParameter(function.Parameter, new QueueTriggerAttribute(trigger.QueueName) { Connection = trigger.Connection });
        var binding = await _services.Services.GetRequiredService<ITriggerBindingProvider>()
            .TryCreateAsync(new TriggerBindingProviderContext(parameter, _lifetime.Stopping));
        var descriptor = new Microsoft.Azure.WebJobs.Host.Protocols.FunctionDescriptor
        {
            Id = function.Name,
            FullName = function.Name,
            ShortName = function.Name,
            LogName = function.Name,
        };
        return await binding.CreateListenerAsync(
            new ListenerFactoryContext(descriptor, new QueueFunctionExecutor(function, binding, _invoker, _inProgress), _lifetime.Stopping));
    }

    private async Task StopAsync(IListener listener)
    {
        try
        {
            await listener.StopAsync(_lifetime.Killed);
            await _inProgress.NoneAsync(_lifetime.Killed);
        }
        catch (Exception exception)
        {
            // What it had in hand comes again; the host ends all the same.
            Log.NotStopped(_logger, exception);
        }
    }

    private static void Dispose(IEnumerable<IListener> listeners)
    {
        foreach (var listener in listeners)
        {
            listener.Cancel();
            listener.Dispose();
        }
    }

    private sealed class DrainMode : IDrainModeManager
    {
        public bool IsDrainModeEnabled { get; private set; }

        public void RegisterListener(IListener listener)
        {
        }

        public Task EnableDrainModeAsync(CancellationToken cancellationToken)
        {
            IsDrainModeEnabled = true;
            return Task.CompletedTask;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 10, Level = LogLevel.Error, Message = "The queue listeners failed and are started again.")]
        public static partial void Failed(ILogger logger, Exception exception);

        [LoggerMessage(EventId = 11, Level = LogLevel.Warning, Message = "A queue listener did not stop in order.")]
        public static partial void NotStopped(ILogger logger, Exception exception);
    }
}
