using System.Text.Json.Serialization;

namespace Stitchex.Functions.Protocol;

/// <summary>Reads and writes attempts, and how handlers ended, without reflection.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AttemptEntry[]))]
[JsonSerializable(typeof(HandlerResult[]))]
[JsonSerializable(typeof(OperatorAction[]))]
internal sealed partial class AttemptJson : JsonSerializerContext;
