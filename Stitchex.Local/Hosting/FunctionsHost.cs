using System.Runtime.ExceptionServices;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Stitchex.Local.Hosting.Http;
using Stitchex.Local.Hosting.Invocation;
using Stitchex.Local.Hosting.Queues;

namespace Stitchex.Local.Hosting;

/// <summary>
/// A functions host in this process: it finds the functions of the app by their attributes and runs them for HTTP requests, queue messages
/// and timers. README.md says where it differs from the real one.
/// </summary>
internal sealed partial class FunctionsHost : IAsyncDisposable
{
    private readonly HostLifetime _lifetime = new();
    private readonly FunctionsHostOptions _options;
    private readonly HostJson _hostJson;
    private readonly IHost _app;
    private readonly ILogger _logger;
    private readonly IReadOnlyList<FunctionDescriptor> _functions;
    private readonly IReadOnlyList<ITriggerListener> _listeners;
    private readonly FunctionKeys _keys;
    private readonly FunctionInvoker _invoker;
    private readonly ManualTrigger _manual;
    private HttpServer? _http;
    private Task _listening = Task.CompletedTask;
    private bool _hasEnded;

    private FunctionsHost(FunctionsHostOptions options)
    {
        _options = options;
        _hostJson = HostJson.Read(options.HostJsonPath);

        var builder = AppBuilder.Create(options, _hostJson);
        var settings = new SettingsResolver(builder.Configuration);
        _functions = new FunctionFinder(settings).Find(options.FunctionTypes);
        _keys = new(options.Keys, _functions.Select(function => function.Name));

        _app = builder.Build();
        var loggers = _app.Services.GetRequiredService<ILoggerFactory>();
        _logger = loggers.CreateLogger("Host.General");
        _invoker = new(_app.Services, _lifetime, _hostJson.FunctionTimeout, options.TimeProvider, loggers);
        _manual = new(_functions, _invoker);
        _listeners = new ListenerFactory(options, _hostJson.Queues, _invoker, _lifetime, loggers).Create(_functions);
    }

    /// <summary>Gets where the host listens, with a slash at the end.</summary>
    public Uri BaseAddress => _http!.BaseAddress;

    /// <summary>Gets the key that opens all functions.</summary>
    public string HostKey => _keys.HostKey;

    /// <summary>Gets the key that opens everything, the admin endpoint included.</summary>
    public string MasterKey => _keys.MasterKey;

    /// <summary>Gets the app's services.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Starts a host and waits until it listens.</summary>
    /// <exception cref="FunctionsHostException">A function, a setting or host.json is faulty.</exception>
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

    /// <summary>Gets the key that opens one function.</summary>
    public string FunctionKey(string functionName) => _keys.KeyOf(functionName);

    /// <summary>Gets the URL of an HTTP function, with its key if it asks for one.</summary>
    /// <param name="functionName">The function.</param>
    /// <param name="routeValues">Values for the parameters of its route.</param>
    public Uri FunctionUrl(string functionName, params ReadOnlySpan<(string Name, string Value)> routeValues)
    {
        if (_manual.Find(functionName)?.Trigger is not HttpTrigger trigger)
        {
            throw new ArgumentException($"There is no HTTP function '{functionName}'.", nameof(functionName));
        }

        var path = HttpServer.PathOf(_hostJson.RoutePrefix, trigger);

        foreach (var (name, value) in routeValues)
        {
            path = Regex.Replace(path, $$"""\{\*{0,2}{{Regex.Escape(name)}}[^}]*\}""", Uri.EscapeDataString(value).Replace("$", "$$"));
        }

        var query = trigger.Level == AuthorizationLevel.Anonymous ? "" : $"?{FunctionKeys.QueryParameter}={_keys.KeyOf(functionName)}";
        return new(BaseAddress, path + query);
    }

    /// <summary>Calls a function of a queue or a timer now, and waits until it has returned.</summary>
    /// <param name="functionName">The function.</param>
    /// <param name="input">The text of the message, for a function of a queue.</param>
    /// <exception cref="Exception">What the function threw.</exception>
    public async Task InvokeAsync(string functionName, string? input = null)
    {
        var function = _manual.Find(functionName)
            ?? throw new ArgumentException($"There is no function '{functionName}'.", nameof(functionName));

        if ((await _manual.InvokeAsync(function, input)).Error is { } error)
        {
            ExceptionDispatchInfo.Throw(error);
        }
    }

    /// <summary>Looks at all queues now, for example because a clock was moved, instead of when their polling interval is over.</summary>
    public void PollQueuesNow()
    {
        foreach (var listener in _listeners.OfType<QueueListener>())
        {
            listener.LookNow();
        }
    }

    /// <summary>
    /// Ends the host as the death of its process would: connections are cut, and no message is deleted, given back or renewed any more.
    /// Functions that run are neither cancelled nor waited for; what they do from then on is not part of what a real process would do.
    /// </summary>
    public async Task KillAsync()
    {
        if (!_hasEnded)
        {
            _hasEnded = true;
            await _lifetime.KillAsync();
            await _http!.DisposeAsync();
        }
    }

    /// <summary>
    /// Ends the host gracefully: it starts nothing new, gives what runs the grace period, cancels it, and waits for it that long again.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (_hasEnded)
        {
            return;
        }

        _hasEnded = true;
        await _lifetime.StopAsync();

        using var cutOff = new CancellationTokenSource();
        var work = Task.WhenAll(_http?.StopAsync(cutOff.Token) ?? Task.CompletedTask, _listening, _invoker.WaitForRunningAsync());

        if (!await EndsInTimeAsync(work))
        {
            Log.Cancelling(_logger, string.Join(", ", _invoker.Running));
            await _lifetime.CancelAsync();

            if (!await EndsInTimeAsync(work))
            {
                Log.Abandoning(_logger, string.Join(", ", _invoker.Running));
                await _lifetime.KillAsync();
                await cutOff.CancelAsync();
            }
        }

        await (_http?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _app.StopAsync(CancellationToken.None);
        _app.Dispose();
        _lifetime.Dispose();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        await _app.StartAsync(cancellationToken);

        _http = await HttpServer.StartAsync(
            _functions,
            _hostJson.RoutePrefix,
            _options.PreferredPort,
            new(_invoker, _keys, _lifetime),
            new(_manual, _keys),
            _app.Services.GetRequiredService<ILoggerFactory>(),
            cancellationToken);

        _listening = Task.WhenAll(_listeners.Select(listener => Task.Run(listener.RunAsync, CancellationToken.None)));
        Log.Started(_logger, _functions.Count, BaseAddress);
    }

    // By the system's clock: a host that ends must not wait for a test to move time.
    private Task<bool> EndsInTimeAsync(Task work) =>
        Task.WhenAny(work, Task.Delay(_options.ShutdownGracePeriod, TimeProvider.System))
            .ContinueWith(_ => work.IsCompleted, TaskScheduler.Default);

    private static partial class Log
    {
        [LoggerMessage(EventId = 30, Level = LogLevel.Information, Message = "The host runs {Count} functions and listens on {Address}.")]
        public static partial void Started(ILogger logger, int count, Uri address);

        [LoggerMessage(EventId = 31, Level = LogLevel.Warning, Message = "The host ends; cancelling what still runs: {Functions}.")]
        public static partial void Cancelling(ILogger logger, string functions);

        [LoggerMessage(EventId = 32, Level = LogLevel.Error, Message = "The host ends without what ignores its cancellation: {Functions}.")]
        public static partial void Abandoning(ILogger logger, string functions);
    }
}
