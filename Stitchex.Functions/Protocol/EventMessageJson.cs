using System.Text.Json.Serialization;

namespace Stitchex.Functions.Protocol;

/// <summary>Reads and writes messages without reflection.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(EventMessage))]
internal sealed partial class EventMessageJson : JsonSerializerContext;
