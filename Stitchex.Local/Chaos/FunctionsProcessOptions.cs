using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Stitchex.Local.Chaos;

/// <summary>What a process that runs nothing but the functions host is told, in its environment, beside the app's settings.</summary>
internal sealed record FunctionsProcessOptions
{
    private const string Prefix = "StitchexLocal__";
    private const string HeapLimitVariable = "DOTNET_GCHeapHardLimit";

    // The names of the app's settings begin so.
    private static readonly string[] SettingPrefixes = ["Stitchex__", "AzureWebJobs"];

    /// <summary>Gets the port to listen on; 0 for any.</summary>
    public int Port { get; init; }

    /// <summary>Gets the key of the function that takes webhooks, and of the host.</summary>
    public required string FunctionKey { get; init; }

    /// <summary>Gets the path of host.json; null for the app's own.</summary>
    public string? HostJsonPath { get; init; }

    /// <summary>Gets for how long a message is a process's; null for the listener's own 10 minutes.</summary>
    public TimeSpan? MessageLease { get; init; }

    /// <summary>Gets the path of the journal; null for none.</summary>
    public string? JournalPath { get; init; }

    /// <summary>Gets how long a handler takes at most. The default value is 100 ms: kills hit it, and two runs at once would be seen to overlap.</summary>
    public TimeSpan LongestHandling { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Gets the share of calls of a handler that fail. The default value is 0.</summary>
    public double FailureShare { get; init; }

    /// <summary>Gets a value indicating whether the worker is started again at once, however often it is killed.</summary>
    public bool ExpectsKills { get; init; }

    /// <summary>Gets how much managed memory the host and its worker may have each, in MB. The default value is 0: no limit.</summary>
    public int HeapLimit { get; init; }

    /// <summary>Gets a value indicating whether the app's log goes to stderr.</summary>
    public bool Logs { get; init; }

    /// <summary>Reads this process's environment.</summary>
    public static FunctionsProcessOptions Read() =>
        new ConfigurationBuilder().AddEnvironmentVariables(Prefix).Build().Get<FunctionsProcessOptions>()
        ?? throw new InvalidOperationException($"This command is started by another one, which sets {Prefix}*.");

    /// <summary>Reads the app's settings from this process's environment.</summary>
    public static IReadOnlyDictionary<string, string> ReadSettings() => Environment.GetEnvironmentVariables().Keys.Cast<string>()
        .Where(IsSetting)
        .ToDictionary(name => name, name => Environment.GetEnvironmentVariable(name)!);

    /// <summary>Writes these, and the app's settings, in place of what the environment says of them so far.</summary>
    public void Write(IDictionary<string, string?> environment, IReadOnlyDictionary<string, string> settings)
    {
        foreach (var name in environment.Keys.Where(IsSetting).ToArray())
        {
            environment.Remove(name);
        }

        foreach (var (name, value) in settings)
        {
            environment[name] = value;
        }

        environment[Prefix + nameof(Port)] = Port.ToString(CultureInfo.InvariantCulture);
        environment[Prefix + nameof(FunctionKey)] = FunctionKey;
        environment[Prefix + nameof(HostJsonPath)] = HostJsonPath;
        environment[Prefix + nameof(MessageLease)] = MessageLease?.ToString("c", CultureInfo.InvariantCulture);
        environment[Prefix + nameof(JournalPath)] = JournalPath;
        environment[Prefix + nameof(LongestHandling)] = LongestHandling.ToString("c", CultureInfo.InvariantCulture);
        environment[Prefix + nameof(FailureShare)] = FailureShare.ToString(CultureInfo.InvariantCulture);
        environment[Prefix + nameof(ExpectsKills)] = ExpectsKills.ToString();
        environment[Prefix + nameof(Logs)] = Logs.ToString();
        if (HeapLimit > 0)
        {
            // The runtime reads it as a hexadecimal number.
            environment[HeapLimitVariable] = (HeapLimit * 1_000_000L).ToString("X", CultureInfo.InvariantCulture);
        }
    }

    private static bool IsSetting(string name) =>
        Array.Exists(SettingPrefixes, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}
