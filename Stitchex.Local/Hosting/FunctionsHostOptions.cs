using System.Reflection;
using Microsoft.Extensions.Logging;
using Stitchex.Local.Hosting.Worker;

namespace Stitchex.Local.Hosting;

/// <summary>What a <see cref="FunctionsHost"/> runs, and how.</summary>
internal record FunctionsHostOptions
{
    /// <summary>Gets the folder of the app's build. The default value is that of Stitchex.Functions, built with this program.</summary>
    public string AppFolder { get; init; } = typeof(FunctionsHostOptions).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "AppFolder").Value!;

    public string AppAssembly { get; init; } = "Stitchex.Functions.dll";

    /// <summary>Gets the app's settings, like <c>Values</c> in local.settings.json: flat, with <c>__</c> between sections.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the path of host.json. The default value is null: the one in the app's folder.</summary>
    public string? HostJsonPath { get; init; }

    /// <summary>Gets what is added to the app in its worker process. The default value is null: nothing.</summary>
    public WorkerExtension? Extension { get; init; }

    /// <summary>Gets what adds the log's destinations. The default is none.</summary>
    public Action<ILoggingBuilder> ConfigureLogging { get; init; } = _ => { };

    /// <summary>Gets what is told the category and the message of each line that the worker logs.</summary>
    public Action<string, string> OnWorkerLog { get; init; } = (_, _) => { };

    /// <summary>Gets what is told the process id of each worker that has started.</summary>
    public Action<int> OnWorkerStarted { get; init; } = _ => { };

    /// <summary>Gets the port to listen on. The default value is null: any.</summary>
    public int? Port { get; init; }

    /// <summary>Gets the host key; the webhook's is it with <c>-webhook</c> behind. The default value is null: a random one each.</summary>
    public string? Key { get; init; }

    /// <summary>Gets for how long a message under way is invisible, unless renewed. The default value is null: the listener's own 10 minutes.</summary>
    public TimeSpan? MessageLease { get; init; }

    /// <summary>Gets a value indicating whether the worker is killed on purpose, and so started again at once, however often it ends.</summary>
    public bool ExpectsKills { get; init; }
}
