using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Azure.Functions.Worker.Http;

namespace Stitchex.Local.Hosting.Invocation;

/// <summary>Decides where the arguments of functions come from.</summary>
internal static class Arguments
{
    /// <summary>Finds the source for one parameter.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public static ArgumentSource SourceOf(ParameterInfo parameter, FunctionTrigger trigger)
    {
        var type = parameter.ParameterType;

        if (parameter.GetCustomAttribute<TriggerBindingAttribute>() is not null)
        {
            var expected = TriggerType(trigger);
            return type == expected
                ? (_, triggerValue, _) => triggerValue
                : throw new FormatException($"its trigger is bound to {type.Name} {parameter.Name}; use {expected.Name}.");
        }

        if (type == typeof(FunctionContext))
        {
            return (context, _, _) => context;
        }

        if (type == typeof(CancellationToken))
        {
            return (context, _, _) => context.CancellationToken;
        }

        if (type == typeof(string) && trigger is HttpTrigger { Route: var route } && route.GetParameter(parameter.Name!) is not null)
        {
            return (_, _, routeValues) => routeValues.GetValueOrDefault(parameter.Name!)?.ToString();
        }

        throw new FormatException(
            $"nothing is bound to its parameter {type.Name} {parameter.Name}. " +
            "This host binds the trigger, FunctionContext, CancellationToken, and strings named like a parameter of the route.");
    }

    private static Type TriggerType(FunctionTrigger trigger) => trigger switch
    {
        HttpTrigger => typeof(HttpRequestData),
        QueueTrigger => typeof(string),
        TimerTrigger => typeof(TimerInfo),
        _ => throw new ArgumentOutOfRangeException(nameof(trigger), trigger, "Unknown trigger."),
    };
}
