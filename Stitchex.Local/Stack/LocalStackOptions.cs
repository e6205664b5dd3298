using Microsoft.Extensions.Logging;
using Stitchex.Local.Hosting.Worker;
using Stitchex.Local.Simulator;

namespace Stitchex.Local.Stack;

/// <summary>What a <see cref="LocalStack"/> runs, and how.</summary>
internal sealed record LocalStackOptions
{
    /// <summary>Gets a value indicating whether the usual ports are taken where they are free: 7071 for the functions, 10000 to 10002 for Azurite.</summary>
    public bool PreferUsualPorts { get; init; } = true;

    /// <summary>Gets the folder in which Azurite and the simulator keep their data. The default value is null: in memory.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Gets the connection string of storage that is already there. The default value is null: Azurite is started.</summary>
    public string? StorageConnectionString { get; init; }

    /// <summary>Gets how the simulated Stitchex is set up. Its webhooks are pointed at the functions.</summary>
    public StitchexSimulatorOptions Simulator { get; init; } = new();

    /// <summary>Gets settings of the app in addition to, or in place of, <see cref="LocalSettings"/>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets where <see cref="Settings"/> are from, as one is told. The default value is null: nobody is told.</summary>
    public string? SettingsSources { get; init; }

    /// <summary>Gets a value indicating whether changes go on to two destinations of this machine, a signed webhook and a queue.</summary>
    public bool HasDestinations { get; init; }

    /// <summary>Gets what is added to the app in its worker process. The default value is null: nothing.</summary>
    public WorkerExtension? Extension { get; init; }

    /// <summary>Gets the path of host.json. The default value is null: the app's own.</summary>
    public string? HostJsonPath { get; init; }

    /// <summary>Gets the folder of the app's build. The default value is null: that of Stitchex.Functions, built with this program.</summary>
    public string? AppFolder { get; init; }

    /// <summary>Gets the port of the functions. The default value is null: 7071 if usual ports are preferred and it is free, or else any.</summary>
    public int? Port { get; init; }

    /// <summary>Gets the host key; the webhook's is it with <c>-webhook</c> behind. The default value is null: a random one each.</summary>
    public string? Key { get; init; }

    /// <summary>Gets what is told the category and the message of each line that the app logs.</summary>
    public Action<string, string> OnWorkerLog { get; init; } = (_, _) => { };

    /// <summary>Gets what adds the log's destinations. The default is none.</summary>
    public Action<ILoggingBuilder> ConfigureLogging { get; init; } = _ => { };
}
