using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Stitchex.Functions.Tests.Hosting.Samples;
using Stitchex.Local.Hosting;

namespace Stitchex.Functions.Tests.Hosting;

/// <summary>A functions host with sample functions, a client for it, and what they tell.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private FunctionsHost? _host;

    /// <summary>Gets or sets the content of host.json. The default looks at queues often and gives failed messages back at once.</summary>
    public string HostJson { get; set; } = """{ "extensions": { "queues": { "maxPollingInterval": "00:00:00.1" } } }""";

    /// <summary>Gets the app's settings.</summary>
    public Dictionary<string, string> Settings { get; } = [];

    /// <summary>Gets what the functions tell.</summary>
    public Probe Probe { get; init; } = new();

    /// <summary>Gets what was logged.</summary>
    public RecordingLogs Logs { get; } = new();

    /// <summary>Gets a client for <see cref="FunctionsHost.BaseAddress"/>.</summary>
    public HttpClient Client { get; } = new();

    /// <summary>Gets the host.</summary>
    public FunctionsHost Host => _host ?? throw new InvalidOperationException("The host is not started.");

    /// <summary>Starts the host with the functions of some types.</summary>
    public async Task<TestHost> StartAsync(Func<FunctionsHostOptions, FunctionsHostOptions>? configure = null, params Type[] functions)
    {
        var hostJsonPath = Path.Combine(_folder.Path, "host.json");
        await File.WriteAllTextAsync(hostJsonPath, HostJson);

        var options = new FunctionsHostOptions
        {
            FunctionTypes = functions,
            Settings = Settings,
            HostJsonPath = hostJsonPath,
            ConfigureApp = app => app.Services.AddSingleton(Probe).AddScoped<ScopedFunctions.Service>(),
            ConfigureLogging = logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(Logs),
        };

        _host = await FunctionsHost.StartAsync(configure?.Invoke(options) ?? options);
        Client.BaseAddress = _host.BaseAddress;
        return this;
    }

    /// <summary>Starts the host with the functions of some types.</summary>
    public Task<TestHost> StartAsync(params Type[] functions) => StartAsync(configure: null, functions);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await (_host?.DisposeAsync() ?? ValueTask.CompletedTask);
        Client.Dispose();
        _folder.Dispose();
    }
}
