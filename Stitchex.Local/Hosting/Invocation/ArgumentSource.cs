using Microsoft.Azure.Functions.Worker;

namespace Stitchex.Local.Hosting.Invocation;

/// <summary>Gives the argument for one parameter of a function.</summary>
/// <param name="context">The invocation.</param>
/// <param name="triggerValue">What started it.</param>
/// <param name="routeValues">The values of the route's parameters, if an HTTP request did.</param>
internal delegate object? ArgumentSource(
    FunctionContext context,
    object triggerValue,
    IReadOnlyDictionary<string, object?> routeValues);
