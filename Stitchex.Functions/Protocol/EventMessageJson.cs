using System.Text.Json.Serialization;

namespace Stitchex.Functions.Protocol;

/// <summary>Reads messages without reflection.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(EventMessage))]
internal sealed partial class EventMessageJson : JsonSerializerContext;
