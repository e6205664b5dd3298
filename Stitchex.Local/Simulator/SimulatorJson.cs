using System.Text.Json.Serialization;

namespace Stitchex.Local.Simulator;

/// <summary>Reads and writes the file; one that lacks something is none.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SimulatorState))]
internal sealed partial class SimulatorJson : JsonSerializerContext;
