using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Stitchex.Functions.Operations.Backfill;

/// <summary>Reads and writes, without reflection, how far lists have been read.</summary>
[JsonSerializable(typeof(ImmutableList<BackfillList>))]
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, IgnoreReadOnlyProperties = true, UseStringEnumConverter = true)]
internal sealed partial class BackfillJson : JsonSerializerContext;
