using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Stitchex.Local.Operator.Mcp;

/// <summary>Writes a response so that an assistant can read it whole: long texts first, then long lists, are cut until it is short enough, and say so.</summary>
internal static class BoundedJson
{
    public const int MaxLength = 40_000;

    private const int LongestText = 8_000;
    private const int ShortestText = 250;
    private const int LongestList = 100;

    // It is read as text, never as markup.
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string From(JsonNode response)
    {
        for (var (text, list) = (LongestText, LongestList); ; (text, list) = text > ShortestText ? (text / 2, list) : (text, list / 2))
        {
            var result = Cut(response, text, list)!.ToJsonString(Options);
            if (result.Length <= MaxLength || list == 0)
            {
                return result.Length <= MaxLength ? result : $"{result.AsSpan(0, MaxLength)}… (cut)";
            }
        }
    }

    private static JsonNode? Cut(JsonNode? node, int text, int list) => node switch
    {
        JsonObject some => new JsonObject(some.Select(property => KeyValuePair.Create(property.Key, Cut(property.Value, text, list)))),
        JsonArray { Count: var count } all when count > list => new JsonArray(
            [.. all.Take(list).Select(item => Cut(item, text, list)), string.Create(CultureInfo.InvariantCulture, $"({count - list:N0} more are not shown)")]),
        JsonArray all => new JsonArray([.. all.Select(item => Cut(item, text, list))]),
        JsonValue value when value.TryGetValue<string>(out var whole) && whole.Length > text =>
            string.Create(CultureInfo.InvariantCulture, $"{whole.AsSpan(0, text)}… (cut; it has {whole.Length:N0} characters)"),
        _ => node?.DeepClone(),
    };
}
