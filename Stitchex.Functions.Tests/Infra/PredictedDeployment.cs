using System.Text.Json.Nodes;

namespace Stitchex.Functions.Tests.Infra;

/// <summary>The resources and outputs that the Bicep CLI predicts: the whole template, evaluated without Azure.</summary>
internal sealed class PredictedDeployment
{
    private static readonly Lazy<Task<PredictedDeployment>> Ordinary = new(() => PredictAsync(TestDeployment.WithPassword));
    private readonly JsonNode _json;

    private PredictedDeployment(JsonNode json)
    {
        _json = json;
        Resources = [.. json["predictedResources"]!.AsArray().Select(resource => new PredictedResource(resource!))];
        Assert.Empty(json["diagnostics"]!.AsArray());
    }

    public IReadOnlyList<PredictedResource> Resources { get; }

    /// <summary>The deployment with a password and every other parameter at its default, evaluated once for all tests.</summary>
    public static Task<PredictedDeployment> OrdinaryAsync() => Ordinary.Value;

    public static async Task<PredictedDeployment> PredictAsync(IReadOnlyDictionary<string, string> environment, string moreParameters = "")
    {
        using var infra = new InfraCopy();
        await File.AppendAllTextAsync(infra["main.bicepparam"], moreParameters);

        (await TestDeployment.SnapshotAsync("overwrite", infra["main.bicepparam"], environment)).MustBeSilent();

        return new PredictedDeployment(JsonNode.Parse(await File.ReadAllTextAsync(infra["main.snapshot.json"]))!);
    }

    public PredictedResource The(string type) => All(type).Single();

    public IEnumerable<PredictedResource> All(string type) => Resources.Where(resource => resource.Type == type);

    public string Outputs => _json["outputs"]!.ToPlainJson();

    public string Output(string name) => _json["outputs"]![name]!.GetValue<string>();

    public override string ToString() => _json.ToPlainJson();
}
