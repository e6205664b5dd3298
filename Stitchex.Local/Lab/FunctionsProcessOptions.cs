using System.Text.Json;

namespace Stitchex.Local.Lab;

/// <summary>What a process that runs nothing but the functions host is told, in its environment.</summary>
internal sealed record FunctionsProcessOptions
{
    private const string Variable = "StitchexLocal__FunctionsProcess";

    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>Gets the port to listen on; 0 for any.</summary>
    public int Port { get; init; }

    /// <summary>Gets the key of the function that takes webhooks, and of the host.</summary>
    public required string FunctionKey { get; init; }

    /// <summary>Gets the path of host.json; null for the app's own.</summary>
    public string? HostJsonPath { get; init; }

    /// <summary>Gets for how long a message is a process's; null for the listener's own 10 minutes.</summary>
    public TimeSpan? MessageLease { get; init; }

    /// <summary>Gets the path of the journal.</summary>
    public required string JournalPath { get; init; }

    /// <summary>Gets how long a handler takes at most. The default value is 100 ms: kills hit it, and two runs at once would be seen to overlap.</summary>
    public TimeSpan LongestHandling { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Gets the share of calls of a handler that fail.</summary>
    public double FailureShare { get; init; }

    /// <summary>Gets a value indicating whether the worker is started again at once, however often it is killed.</summary>
    public bool ExpectsKills { get; init; }

    /// <summary>Gets a value indicating whether the app's log goes to stderr.</summary>
    public bool Logs { get; init; }

    /// <summary>Reads this process's environment.</summary>
    public static FunctionsProcessOptions Read() =>
        Environment.GetEnvironmentVariable(Variable) is { } text && JsonSerializer.Deserialize<FunctionsProcessOptions>(text) is { } options
            ? options
            : throw new InvalidOperationException($"This command is started by another one, which sets {Variable}.");

    /// <summary>Writes these into the environment of a process.</summary>
    public void Write(IDictionary<string, string?> environment) => environment[Variable] = JsonSerializer.Serialize(this);
}
