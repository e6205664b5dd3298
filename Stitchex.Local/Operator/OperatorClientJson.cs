using System.Text.Json.Serialization;

namespace Stitchex.Local.Operator;

/// <summary>Reads what a deployment responds.</summary>
[JsonSerializable(typeof(EventPage))]
[JsonSerializable(typeof(EventView))]
[JsonSerializable(typeof(OperatorProblem))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class OperatorClientJson : JsonSerializerContext;
