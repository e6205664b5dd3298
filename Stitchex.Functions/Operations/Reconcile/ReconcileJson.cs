using System.Text.Json.Serialization;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Operations.Reconcile;

/// <summary>Reads and writes, without reflection, what reconciliations store.</summary>
[JsonSerializable(typeof(ReconcileState))]
[JsonSerializable(typeof(List<ListedRecord>))]
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, IgnoreReadOnlyProperties = true, UseStringEnumConverter = true)]
internal sealed partial class ReconcileJson : JsonSerializerContext;
