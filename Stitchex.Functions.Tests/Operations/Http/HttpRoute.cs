using Microsoft.Azure.Functions.Worker;

namespace Stitchex.Functions.Tests.Operations.Http;

/// <summary>One method of an HTTP function.</summary>
/// <param name="Function">The function.</param>
/// <param name="Verb">The method.</param>
/// <param name="Route">The route.</param>
/// <param name="Level">What the caller has to present.</param>
internal sealed record HttpRoute(string Function, string Verb, string Route, AuthorizationLevel Level);
