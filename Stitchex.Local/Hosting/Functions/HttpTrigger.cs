namespace Stitchex.Local.Hosting.Functions;

/// <summary>An HTTP request starts the function.</summary>
/// <param name="Route">The route template after the prefix.</param>
/// <param name="Methods">The HTTP methods; all if there are none.</param>
/// <param name="Level">What the caller has to present.</param>
internal sealed record HttpTrigger(string Route, IReadOnlyList<string> Methods, KeyLevel Level) : FunctionTrigger;
