using System.Text.Json.Serialization;

namespace Stitchex.Functions.Operations.Jobs;

/// <summary>Reads and writes messages without reflection.</summary>
[JsonSerializable(typeof(JobMessage))]
internal sealed partial class JobMessageJson : JsonSerializerContext;
