namespace Stitchex.Local.Hosting.Invocation;

/// <summary>What the host forbids in the routes of HTTP functions.</summary>
internal static class RouteRules
{
    private static readonly string[] Reserved = ["admin", "runtime"];

    /// <summary>Lists what is wrong with the routes of these functions.</summary>
    public static IEnumerable<string> FindFaults(IReadOnlyList<FunctionDescriptor> functions)
    {
        var routes = functions
            .Where(function => function.Trigger is HttpTrigger)
            .Select(function => (function.Name, Trigger: (HttpTrigger)function.Trigger, Text: TextOf((HttpTrigger)function.Trigger)))
            .ToArray();

        foreach (var (name, _, text) in routes)
        {
            if (Reserved.Any(start => text.StartsWith(start, StringComparison.OrdinalIgnoreCase)))
            {
                yield return $"Function '{name}': the route '{text}' is reserved, like all that start with 'admin' or 'runtime'.";
            }
        }

        for (var i = 0; i < routes.Length; i++)
        {
            foreach (var other in routes.Skip(i + 1).Where(other => Collide(routes[i].Trigger, other.Trigger)))
            {
                yield return
                    $"Functions '{routes[i].Name}' and '{other.Name}' have the same route '{routes[i].Text}' and a method in common.";
            }
        }
    }

    private static bool Collide(HttpTrigger one, HttpTrigger other) =>
        string.Equals(TextOf(one), TextOf(other), StringComparison.OrdinalIgnoreCase)
        && (one.Methods.Count == 0
            || other.Methods.Count == 0
            || one.Methods.Intersect(other.Methods, StringComparer.OrdinalIgnoreCase).Any());

    private static string TextOf(HttpTrigger trigger) => trigger.Route.RawText!.Trim('/');
}
