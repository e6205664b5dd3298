using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Stitchex.Local.Hosting.Functions;
using Stitchex.Local.Hosting.Http;
using Stitchex.Local.Hosting.Queues;
using Stitchex.Local.Hosting.Timers;
using Stitchex.Local.Hosting.Worker;

namespace Stitchex.Local.Hosting;

/// <summary>
/// A functions host: it starts the app's build as a worker process, speaks the real host's protocol to it, and has it run functions for HTTP
/// requests, queue messages and timers. README.md says where it differs from the real one.
/// </summary>
internal sealed partial class FunctionsHost : IAsyncDisposable
{
    private static readonly TimeSpan ShutdownGracePeriod = TimeSpan.FromSeconds(10);

    private readonly HostLifetime _lifetime = new();
    private readonly FunctionsHostOptions _options;
    private readonly HostJson _hostJson;
    private readonly IConfigurationRoot _settings;
    private readonly ServiceProvider _logging;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private IReadOnlyList<FunctionDescriptor> _functions = [];
    private WorkerServer? _server;
    private WorkerSupervisor? _workers;
    private FunctionKeys? _keys;
    private FunctionInvoker? _invoker;
    private ManualTrigger? _manual;
    private HttpServer? _http;
    private QueueListeners? _queues;
    private Task _timers = Task.CompletedTask;
    private bool _hasEnded;

    private FunctionsHost(FunctionsHostOptions options)
    {
        _options = options;
        _hostJson = HostJson.Read(options.HostJsonPath ?? Path.Combine(options.AppFolder, "host.json"));

        // In Azure the settings are environment variables; this is what the provider for those makes of their names.
        _settings = new ConfigurationBuilder().AddInMemoryCollection(options.Settings.Select(
            setting => KeyValuePair.Create<string, string?>(setting.Key.Replace("__", ":", StringComparison.Ordinal), setting.Value))).Build();
        _logging = new ServiceCollection().AddLogging(logging =>
        {
            logging.AddConfiguration(_hostJson.Logging);

            // Its lines on requests hold their URLs, and those hold keys.
            logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
            options.ConfigureLogging(logging);
        }).BuildServiceProvider();
        _loggers = _logging.GetRequiredService<ILoggerFactory>();
        _logger = _loggers.CreateLogger("Host.General");
    }

    /// <summary>Gets where the host listens, with a slash at the end.</summary>
    public Uri BaseAddress => _http!.BaseAddress;

    public string HostKey => _keys!.HostKey;

    /// <summary>Gets the key that opens everything, the admin endpoint included.</summary>
    public string MasterKey => _keys!.MasterKey;

    public int FunctionCount => _functions.Count;

    /// <summary>Gets the reason why the host cannot go on; the task completes when its worker has ended too often.</summary>
    public Task<string> Failed => _workers!.Failed;

    /// <summary>Starts a host and its worker, and waits until it listens.</summary>
    /// <exception cref="FunctionsHostException">The worker does not start, or a function, a setting or host.json is wrong.</exception>
    public static async Task<FunctionsHost> StartAsync(FunctionsHostOptions options, CancellationToken cancellationToken = default)
    {
        var host = new FunctionsHost(options);
        try
        {
            await host.StartAsync(cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public string FunctionKey(string functionName) => _keys!.KeyOf(functionName);

    /// <summary>Gets the process id of the worker, once one takes invocations.</summary>
    public async Task<int> WorkerProcessIdAsync() => (await _workers!.Current).ProcessId;

    /// <summary>Gets the URL of an HTTP function, with its key if it asks for one.</summary>
    /// <param name="functionName">The function.</param>
    /// <param name="routeValues">Values for the parameters of its route.</param>
    public Uri FunctionUrl(string functionName, params ReadOnlySpan<(string Name, string Value)> routeValues)
    {
        if (_manual!.Find(functionName)?.Trigger is not HttpTrigger trigger)
        {
            throw new ArgumentException($"There is no HTTP function '{functionName}'.", nameof(functionName));
        }

        var path = HttpRoutes.PathOf(_hostJson.RoutePrefix, trigger);
        foreach (var (name, value) in routeValues)
        {
            path = Regex.Replace(path, $$"""\{\*{0,2}{{Regex.Escape(name)}}[^}]*\}""", Uri.EscapeDataString(value).Replace("$", "$$"));
        }

        var query = trigger.Level == KeyLevel.Anonymous ? "" : $"?{FunctionKeys.QueryParameter}={_keys!.KeyOf(functionName)}";
        return new(BaseAddress, path + query);
    }

    /// <summary>Calls a function of a queue or a timer now, and waits until it has returned.</summary>
    /// <param name="functionName">The function.</param>
    /// <param name="input">The text of the message, for a function of a queue.</param>
    /// <returns>How it ended.</returns>
    public Task<FunctionResult> InvokeAsync(string functionName, string? input = null) => _manual!.InvokeAsync(
        _manual.Find(functionName) ?? throw new ArgumentException($"There is no function '{functionName}'.", nameof(functionName)), input);

    public Task WaitForRunningAsync() => _invoker!.WaitForRunningAsync();

    /// <summary>
    /// Ends the host gracefully: it starts nothing new, gives what runs the grace period, cancels it, waits for it that long again, and has the
    /// worker end.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (_hasEnded)
        {
            return;
        }

        _hasEnded = true;
        await _lifetime.StopAsync();
        await DrainAsync();
        await (_workers?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _lifetime.KillAsync();
        await (_http?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_queues?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _logging.DisposeAsync();
        _lifetime.Dispose();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        _server = await WorkerServer.StartAsync(cancellationToken);
        _workers = new(_server, _options, _lifetime, _loggers);
        var worker = await _workers.StartAsync(cancellationToken);

        _functions = new FunctionReader(new(_settings)).Read(worker.Functions);
        _keys = new(_options.Key, _functions.Select(function => function.Name));
        _invoker = new(_workers, _lifetime, _hostJson.FunctionTimeout, _loggers);
        _manual = new(_functions, _invoker);
        _http = await HttpServer.StartAsync(
            new(_functions, _hostJson.RoutePrefix, _invoker, _manual, _keys), _options.Port ?? 0, _loggers, cancellationToken);
        _queues = new(_functions, _options, _settings, _hostJson, _invoker, _lifetime, _loggers);
        await _queues.StartAsync();
        _timers = Task.WhenAll(_functions
            .Where(function => function is { IsDisabled: false, Trigger: TimerTrigger })
            .Select(function => Task.Run(ListenerOf(function, (TimerTrigger)function.Trigger).RunAsync, CancellationToken.None)));
        Log.Started(_logger, _functions.Count, BaseAddress);
    }

    private TimerListener ListenerOf(FunctionDescriptor function, TimerTrigger trigger)
    {
        var storage = _settings[SettingsResolver.DefaultConnection];
        var isMonitored = trigger.UseMonitor && trigger.Schedule.IsWorthMonitoring(TimeProvider.System.GetUtcNow().UtcDateTime);
        return new(
            function,
            trigger,
            isMonitored && storage is not null ? new TimerStatusStore(storage) : null,
            _invoker!,
            _lifetime,
            TimeProvider.System,
            _loggers.CreateLogger("Host.Triggers.Timer"));
    }

    private async Task DrainAsync()
    {
        using var cutOff = new CancellationTokenSource();
        var work = Task.WhenAll(
            _http?.StopAsync(cutOff.Token) ?? Task.CompletedTask,
            _queues?.StopAsync() ?? Task.CompletedTask,
            _timers,
            _invoker?.WaitForRunningAsync() ?? Task.CompletedTask);
        if (await EndsInTimeAsync(work))
        {
            return;
        }

        Log.Cancelling(_logger, string.Join(", ", _invoker!.Running));
        await _lifetime.CancelAsync();
        if (!await EndsInTimeAsync(work))
        {
            Log.Abandoning(_logger, string.Join(", ", _invoker.Running));
            await cutOff.CancelAsync();
        }
    }

    private static Task<bool> EndsInTimeAsync(Task work) =>
        Task.WhenAny(work, Task.Delay(ShutdownGracePeriod, TimeProvider.System))
            .ContinueWith(_ => work.IsCompleted, TaskScheduler.Default);

    private static partial class Log
    {
        [LoggerMessage(EventId = 30, Level = LogLevel.Information, Message = "Host started: {Count} functions, listening on {Address}")]
        public static partial void Started(ILogger logger, int count, Uri address);

        [LoggerMessage(EventId = 31, Level = LogLevel.Warning, Message = "The host is stopping and cancels what is still running: {Functions}")]
        public static partial void Cancelling(ILogger logger, string functions);

        [LoggerMessage(EventId = 32, Level = LogLevel.Error, Message = "The host stops without waiting for functions that ignore cancellation: {Functions}")]
        public static partial void Abandoning(ILogger logger, string functions);
    }
}
