using Azure.Storage.Queues;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Stitchex.Local.Hosting;

/// <summary>What a <see cref="FunctionsHost"/> runs, and how.</summary>
internal sealed record FunctionsHostOptions
{
    /// <summary>Gets the types in which to look for functions. The default is all types of the app.</summary>
    public IReadOnlyList<Type> FunctionTypes { get; init; } = typeof(FunctionsHostOptions).Assembly.GetTypes();

    /// <summary>Gets the app's settings, like <c>Values</c> in local.settings.json: flat, with <c>__</c> between sections.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the path of host.json. The default is the one beside the program. Without one the defaults apply.</summary>
    public string HostJsonPath { get; init; } = Path.Combine(AppContext.BaseDirectory, "host.json");

    /// <summary>Gets what registers the app's services, as the app's Program.cs does.</summary>
    public Action<IHostApplicationBuilder> ConfigureApp { get; init; } = _ => { };

    /// <summary>Gets what adds the log's destinations. The default is none.</summary>
    public Action<ILoggingBuilder> ConfigureLogging { get; init; } = _ => { };

    /// <summary>Gets what changes how queues are reached. The default is the usual way.</summary>
    public Action<QueueClientOptions> ConfigureQueues { get; init; } = _ => { };

    /// <summary>Gets the port to listen on if it is free. The default is <see langword="null"/>: any free port.</summary>
    public int? PreferredPort { get; init; }

    /// <summary>Gets the keys that are known beforehand. The default is none.</summary>
    public FunctionsHostKeys Keys { get; init; } = new();

    /// <summary>Gets the clock of the app, of timers, of the function timeout and of the renewal of leases.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// Gets the clock by which queues are polled. The default is the system's, even where <see cref="TimeProvider"/> is another: a test
    /// that sets the clock of the app should not have to move it for every look.
    /// </summary>
    public TimeProvider PollingTimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Gets for how long a message under way is invisible, unless renewed. The default is Azure's 10 minutes.</summary>
    public TimeSpan MessageLease { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Gets how long work under way may go on undisturbed when the host stops. The default is 10 seconds.</summary>
    public TimeSpan ShutdownGracePeriod { get; init; } = TimeSpan.FromSeconds(10);
}
