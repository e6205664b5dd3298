using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Stitchex.Local.Operator;

/// <summary>Reads what a deployment responds.</summary>
[JsonSerializable(typeof(BackfillBody))]
[JsonSerializable(typeof(DestinationPage))]
[JsonSerializable(typeof(DestinationTestView))]
[JsonSerializable(typeof(DestinationView))]
[JsonSerializable(typeof(ErasureBody))]
[JsonSerializable(typeof(EventPage))]
[JsonSerializable(typeof(EventReference))]
[JsonSerializable(typeof(EventView))]
[JsonSerializable(typeof(FindingPage))]
[JsonSerializable(typeof(JobReference))]
[JsonSerializable(typeof(JobOutcomeView))]
[JsonSerializable(typeof(JobView))]
[JsonSerializable(typeof(JsonNode))]
[JsonSerializable(typeof(OperatorProblem))]
[JsonSerializable(typeof(ReasonBody))]
[JsonSerializable(typeof(ReconcileBody))]
[JsonSerializable(typeof(RecordView))]
[JsonSerializable(typeof(RedeliverBody))]
[JsonSerializable(typeof(RedeliveryJobBody))]
[JsonSerializable(typeof(SearchView))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class OperatorClientJson : JsonSerializerContext;
