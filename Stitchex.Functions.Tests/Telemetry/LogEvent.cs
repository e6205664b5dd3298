using System.Reflection;
using Microsoft.Extensions.Logging;
using Stitchex.Functions.Telemetry;

namespace Stitchex.Functions.Tests.Telemetry;

/// <summary>A log event that the app writes.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Level">Its level; <see cref="LogLevel.None"/> where it depends on what happened.</param>
/// <param name="Message">Its text, with the names of the fields in it.</param>
/// <param name="Fields">The names of the fields that its text does not show.</param>
internal sealed record LogEvent(int Id, string Name, LogLevel Level, string Message, params IReadOnlyList<string> Fields)
{
    private const string AppNamespace = "Stitchex.Functions.";

    /// <summary>Gets all of them, by their number: what the sources of the app say to the logging generator.</summary>
    public static IReadOnlyList<LogEvent> All { get; } =
    [
        .. from type in typeof(StitchexMetrics).Assembly.GetTypes()
           where type.FullName!.StartsWith(AppNamespace, StringComparison.Ordinal)
           from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
           let attribute = method.GetCustomAttribute<LoggerMessageAttribute>()
           where attribute is not null
           orderby attribute.EventId
           select new LogEvent(
               attribute.EventId, attribute.EventName!, attribute.Level, attribute.Message, [.. FieldsBeside(method, attribute.Message)]),
    ];

    private static IEnumerable<string> FieldsBeside(MethodInfo method, string message) => method.GetParameters()
        .Where(parameter => parameter.ParameterType != typeof(ILogger) && parameter.ParameterType != typeof(LogLevel) && parameter.ParameterType != typeof(Exception))
        .Select(parameter => parameter.Name!)
        .Where(name => !message.Contains($"{{{name}", StringComparison.OrdinalIgnoreCase));
}
