using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Records;
using Stitchex.Local.Hosting.Worker;

namespace Stitchex.Functions.Tests.Hosting;

/// <summary>A handler in the worker process that does what a record's notes say, and writes down what it did.</summary>
internal sealed class ScriptedHandler : IRecordHandler
{
    /// <summary>Ends its process, the first time that it gets the record.</summary>
    public const string Crash = "crash";

    /// <summary>Goes on until the test says so, whatever is cancelled.</summary>
    public const string Wait = "wait";

    private const string FolderVariable = "ScriptFolder";

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Makes the extension that registers it in a worker.</summary>
    public static WorkerExtension Extension(string folder) => new(typeof(ScriptedHandler), new Dictionary<string, string> { [FolderVariable] = folder });

    /// <summary>Reads what it wrote down.</summary>
    public static IReadOnlyList<string> Read(string folder) => File.Exists(LogOf(folder)) ? File.ReadAllLines(LogOf(folder)) : [];

    /// <summary>Lets all go on that waits.</summary>
    public static void LetGo(string folder) => File.WriteAllText(SignalOf(folder), "");

    public async Task HandleAsync(RecordChange change, CancellationToken cancellationToken)
    {
        var folder = Environment.GetEnvironmentVariable(WorkerExtension.VariablePrefix + FolderVariable)!;
        var notes = (string?)JsonNode.Parse(change.Record.Span)?["notes"] ?? "";
        var isFirst = !Read(folder).Contains($"begin {change.RecordId}");
        Write(folder, $"begin {change.RecordId}");
        if (notes == Crash && isFirst)
        {
            Process.GetCurrentProcess().Kill();
        }

        while (notes == Wait && !File.Exists(SignalOf(folder)))
        {
            await Task.Delay(PollInterval, TimeProvider.System, CancellationToken.None);
        }

        Write(folder, $"end {change.RecordId}");
    }

    internal static void Configure(IServiceCollection services) => services.AddRecordHandler<ScriptedHandler>();

    private static void Write(string folder, string line)
    {
        lock (typeof(ScriptedHandler))
        {
            File.AppendAllText(LogOf(folder), $"{line}\n");
        }
    }

    private static string LogOf(string folder) => Path.Combine(folder, "handled.txt");

    private static string SignalOf(string folder) => Path.Combine(folder, "go-on");
}
