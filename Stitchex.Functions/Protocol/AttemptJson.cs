using System.Text.Json.Serialization;

namespace Stitchex.Functions.Protocol;

/// <summary>Reads and writes attempts without reflection.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AttemptEntry[]))]
[JsonSerializable(typeof(OperatorAction[]))]
internal sealed partial class AttemptJson : JsonSerializerContext;
