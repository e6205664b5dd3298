using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;

namespace Stitchex.Local.Hosting.Invocation;

/// <summary>An HTTP request starts the function.</summary>
/// <param name="Route">The route template after the prefix.</param>
/// <param name="Methods">The HTTP methods; all if there are none.</param>
/// <param name="Level">What the caller has to present.</param>
internal sealed record HttpTrigger(RoutePattern Route, IReadOnlyList<string> Methods, AuthorizationLevel Level) : FunctionTrigger;
