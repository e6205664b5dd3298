using System.Text.Json.Serialization.Metadata;

namespace Stitchex.Functions.Operations.OpenApi;

/// <summary>What one function under <c>operations/</c> does, as its description tells it.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Method">The HTTP method, in lower case.</param>
/// <param name="Route">The route.</param>
/// <param name="Summary">What it does.</param>
/// <param name="Status">The status when all is well.</param>
/// <param name="Response">What it returns then; null where that is no JSON.</param>
internal sealed record ApiOperation(string Name, string Method, string Route, string Summary, int Status, JsonTypeInfo? Response)
{
    /// <summary>Gets the response's media type where it is no JSON; null where there is no body.</summary>
    public string? ContentType { get; init; }

    /// <summary>Gets what it is sent.</summary>
    public JsonTypeInfo? Body { get; init; }

    /// <summary>Gets its parameters in the query.</summary>
    public IReadOnlyList<ApiParameter> Query { get; init; } = [];

    /// <summary>Gets the statuses of the problems that it may return, beside those of every operation.</summary>
    public IReadOnlyList<int> Problems { get; init; } = [];

    /// <summary>Gets a value indicating whether anybody may call it.</summary>
    public bool IsOpen { get; init; }
}
