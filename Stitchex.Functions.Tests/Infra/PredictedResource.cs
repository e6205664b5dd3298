using System.Globalization;
using System.Text.Json.Nodes;

namespace Stitchex.Functions.Tests.Infra;

/// <summary>One resource as a deployment would create it.</summary>
internal sealed class PredictedResource(JsonNode json)
{
    public string Id => Text("id");

    public string Type => Text("type");

    /// <summary>Gets the last part of the name: the table without its account, the secret without its vault.</summary>
    public string Name => Text("name").Split('/')[^1];

    /// <summary>Gets the site's app settings.</summary>
    public IReadOnlyDictionary<string, string> AppSettings =>
        Value("properties.siteConfig.appSettings")!.AsArray().ToDictionary(
            setting => setting!["name"]!.GetValue<string>(), setting => setting!["value"]!.GetValue<string>());

    public bool Has(string path) => Value(path) is not null;

    public string Text(string path) => Value(path)!.GetValue<string>();

    public bool Flag(string path) => Value(path)!.GetValue<bool>();

    public string Json(string path) => Value(path)!.ToPlainJson();

    public bool Mentions(string text) => json.ToPlainJson().Contains(text, StringComparison.Ordinal);

    // The items of lists go by their numbers.
    private JsonNode? Value(string path) => path.Split('.').Aggregate(
        (JsonNode?)json,
        (node, name) => node is JsonArray list ? list[int.Parse(name, CultureInfo.InvariantCulture)] : node?[name]);
}
