using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Stitchex.Functions.Tests.Destinations;

/// <summary>What was posted to a <see cref="HookServer"/>.</summary>
internal sealed record HookRequest(string Path, IHeaderDictionary Headers, byte[] Body)
{
    /// <summary>Gets the query.</summary>
    public string Query { get; init; } = "";

    /// <summary>Gets the body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>Gets the CloudEvent.</summary>
    public JsonNode Event => JsonNode.Parse(Body)!;

    /// <summary>Gets an attribute of the CloudEvent.</summary>
    public string? this[string attribute] => (string?)Event[attribute];
}
