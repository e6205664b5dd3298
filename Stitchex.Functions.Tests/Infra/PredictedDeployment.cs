using System.Text.Json.Nodes;

namespace Stitchex.Functions.Tests.Infra;

/// <summary>The resources and outputs that the Bicep CLI predicts: the whole template, evaluated without Azure.</summary>
internal sealed class PredictedDeployment
{
    private static readonly Lazy<Task<PredictedDeployment>> Ordinary = new(() => PredictAsync(TestDeployment.WithPassword));
    private static readonly Lazy<Task<PredictedDeployment>> Private =
        new(() => PredictAsync(TestDeployment.WithPrivateNetwork, parameterFile: TestDeployment.PrivateParameters));

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

    /// <summary>The deployment with every option of private.bicepparam, evaluated once for all tests.</summary>
    public static Task<PredictedDeployment> PrivateAsync() => Private.Value;

    /// <summary>Either of them.</summary>
    public static Task<PredictedDeployment> OfAsync(string parameterFile) =>
        parameterFile == TestDeployment.PrivateParameters ? PrivateAsync() : OrdinaryAsync();

    public static async Task<PredictedDeployment> PredictAsync(
        IReadOnlyDictionary<string, string> environment, string moreParameters = "", string parameterFile = TestDeployment.DefaultParameters)
    {
        using var infra = new InfraCopy();
        await File.AppendAllTextAsync(infra[parameterFile], moreParameters);

        return await PredictAsync(infra, environment, parameterFile);
    }

    /// <summary>The deployment with parameters that no committed file has.</summary>
    public static async Task<PredictedDeployment> PredictParametersAsync(string parameters)
    {
        using var infra = new InfraCopy();
        const string file = "test.bicepparam";
        await File.WriteAllTextAsync(infra[file], $"using 'main.bicep'{Environment.NewLine}{parameters}");

        return await PredictAsync(infra, TestDeployment.WithPassword, file);
    }

    public PredictedResource The(string type) => All(type).Single();

    public IEnumerable<PredictedResource> All(string type) => Resources.Where(resource => resource.Type == type);

    public string Outputs => _json["outputs"]!.ToPlainJson();

    public string Output(string name) => _json["outputs"]![name]!.GetValue<string>();

    public override string ToString() => _json.ToPlainJson();

    private static async Task<PredictedDeployment> PredictAsync(InfraCopy infra, IReadOnlyDictionary<string, string> environment, string parameterFile)
    {
        var snapshot = (await TestDeployment.EvaluateAsync(infra[parameterFile], environment)).MustBeSilent();

        return new PredictedDeployment(JsonNode.Parse(snapshot.Output)!);
    }
}
