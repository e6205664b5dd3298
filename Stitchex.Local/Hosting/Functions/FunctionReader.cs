using System.Text.Json;
using Stitchex.Local.Hosting.Timers;
using Stitchex.Local.Hosting.Worker.Rpc;

namespace Stitchex.Local.Hosting.Functions;

/// <summary>Reads what the worker says of its functions.</summary>
internal sealed class FunctionReader(SettingsResolver settings)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Reads all functions, in the order of their names, in which the host tries their routes.</summary>
    /// <exception cref="FunctionsHostException">A function has a trigger that this host does not know, or one that it cannot use.</exception>
    public IReadOnlyList<FunctionDescriptor> Read(IEnumerable<RpcFunctionMetadata> functions)
    {
        var descriptors = new List<FunctionDescriptor>();
        var errors = new List<string>();
        foreach (var function in functions)
        {
            try
            {
                descriptors.Add(Read(function));
            }
            catch (FormatException exception)
            {
                errors.Add($"Function '{function.Name}': {exception.Message}");
            }
        }

        return errors.Count > 0
            ? throw new FunctionsHostException(errors)
            : [.. descriptors.OrderBy(function => function.Name, StringComparer.OrdinalIgnoreCase)];
    }

    private FunctionDescriptor Read(RpcFunctionMetadata function)
    {
        var bindings = function.RawBindings.Select(binding => JsonSerializer.Deserialize<Binding>(binding, Json)!).ToArray();
        var triggers = bindings.Where(binding => binding.Type.EndsWith("Trigger", StringComparison.OrdinalIgnoreCase)).ToArray();
        return triggers is [var trigger]
            ? new(function.Name, trigger.Name, TriggerOf(function.Name, trigger), settings.IsDisabled(function.Name))
            : throw new FormatException($"it has {triggers.Length} triggers; it needs one.");
    }

    private FunctionTrigger TriggerOf(string functionName, Binding binding) => binding.Type.ToUpperInvariant() switch
    {
        "HTTPTRIGGER" => new HttpTrigger(
            string.IsNullOrWhiteSpace(binding.Route) ? functionName : binding.Route.Trim('/'),
            binding.Methods ?? [],
            Enum.TryParse<KeyLevel>(binding.AuthLevel ?? nameof(KeyLevel.Function), ignoreCase: true, out var level) ? level : KeyLevel.Admin),
        "QUEUETRIGGER" => new QueueTrigger(settings.Resolve(binding.QueueName ?? ""), binding.Connection ?? SettingsResolver.DefaultConnection),
        "TIMERTRIGGER" => new TimerTrigger(TimerSchedule.Parse(settings.Resolve(binding.Schedule ?? "")), binding.RunOnStartup, binding.UseMonitor),
        _ => throw new FormatException($"this host does not know {binding.Type}; it knows HTTP, queues and timers."),
    };

    // One line of a function's metadata, as function.json has them.
    private sealed record Binding
    {
        public required string Name { get; init; }

        public required string Type { get; init; }

        public string? Route { get; init; }

        public string[]? Methods { get; init; }

        public string? AuthLevel { get; init; }

        public string? QueueName { get; init; }

        public string? Connection { get; init; }

        public string? Schedule { get; init; }

        public bool RunOnStartup { get; init; }

        public bool UseMonitor { get; init; } = true;
    }
}
