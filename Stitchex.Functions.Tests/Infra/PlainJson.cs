using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Stitchex.Functions.Tests.Infra;

internal static class PlainJson
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The node as compact JSON without escaped quotation marks, so that tests can search it for expressions.</summary>
    public static string ToPlainJson(this JsonNode node) => node.ToJsonString(Options);
}
