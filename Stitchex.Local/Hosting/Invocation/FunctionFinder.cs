using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Stitchex.Local.Hosting.Timers;

namespace Stitchex.Local.Hosting.Invocation;

/// <summary>Finds the functions in a set of types by their attributes.</summary>
internal sealed partial class FunctionFinder(SettingsResolver settings)
{
    private const BindingFlags AnyMethod =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Finds all functions, in the order of their names, in which the host tries their routes.</summary>
    /// <exception cref="FunctionsHostException">A function is not one that the host could run.</exception>
    public IReadOnlyList<FunctionDescriptor> Find(IEnumerable<Type> types)
    {
        var functions = new List<FunctionDescriptor>();
        var faults = new List<string>();

        foreach (var method in types.SelectMany(type => type.GetMethods(AnyMethod)))
        {
            if (method.GetCustomAttribute<FunctionAttribute>() is not { Name: var name })
            {
                continue;
            }

            try
            {
                functions.Add(Describe(name, method));
            }
            catch (FormatException exception)
            {
                faults.Add($"Function '{name}' ({method.DeclaringType?.Name}.{method.Name}): {exception.Message}");
            }
        }

        faults.AddRange(RouteRules.FindFaults(functions));
        faults.AddRange(
            from function in functions
            group function by function.Name.ToUpperInvariant() into same
            where same.Count() > 1
            select $"Function '{same.First().Name}' is there {same.Count()} times: give each a name of its own.");

        return faults.Count > 0
            ? throw new FunctionsHostException(faults)
            : [.. functions.OrderBy(function => function.Name, StringComparer.OrdinalIgnoreCase)];
    }

    private FunctionDescriptor Describe(string name, MethodInfo method)
    {
        if (!ValidName().IsMatch(name))
        {
            throw new FormatException("a name starts with a letter and has up to 128 letters, digits, '_' and '-'.");
        }

        if (!method.IsPublic)
        {
            throw new FormatException("the worker calls public methods only.");
        }

        var parameters = method.GetParameters();
        var triggers = parameters.SelectMany(parameter => parameter.GetCustomAttributes<TriggerBindingAttribute>()).ToArray();
        if (triggers.Length != 1)
        {
            throw new FormatException($"it has {triggers.Length} parameters with a trigger attribute; it needs one.");
        }

        var trigger = Describe(name, triggers[0]);
        ReturnTypes.Check(method, trigger);

        var arguments = parameters.Select(parameter => Arguments.SourceOf(parameter, trigger)).ToArray();
        return new(name, method, trigger, arguments, settings.IsDisabled(name));
    }

    private FunctionTrigger Describe(string name, TriggerBindingAttribute attribute) => attribute switch
    {
        HttpTriggerAttribute http => new HttpTrigger(ParseRoute(http.Route, name), http.Methods ?? [], http.AuthLevel),

        QueueTriggerAttribute queue => new QueueTrigger(QueueName(queue.QueueName), settings.ConnectionString(queue.Connection)),

        TimerTriggerAttribute timer => new TimerTrigger(
            TimerSchedule.Parse(settings.Resolve(timer.Schedule)),
            timer.RunOnStartup,
            timer.UseMonitor ? settings.ConnectionString(connection: null) : null),

        _ => throw new FormatException($"this host does not know {attribute.GetType().Name}; it knows HTTP, queues and timers."),
    };

    private string QueueName(string text)
    {
        // The host lowers the name before it asks storage, which knows small letters only.
        var name = settings.Resolve(text).ToLowerInvariant();

        return ValidQueueName().IsMatch(name) ? name : throw new FormatException(
            $"'{name}' is not a name for a queue: that has from 3 to 63 letters, digits, and single '-' between them.");
    }

    private static RoutePattern ParseRoute(string? route, string functionName)
    {
        try
        {
            return RoutePatternFactory.Parse(string.IsNullOrWhiteSpace(route) ? functionName : route);
        }
        catch (RoutePatternException exception)
        {
            throw new FormatException($"the route '{route}' is not a template: {exception.Message}", exception);
        }
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,127}$")]
    private static partial Regex ValidName();

    [GeneratedRegex("^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex ValidQueueName();
}
