using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Stitchex.Functions.Operations.Backfill;
using Stitchex.Functions.Operations.Destinations;
using Stitchex.Functions.Operations.Details;
using Stitchex.Functions.Operations.Differences;
using Stitchex.Functions.Operations.Erasing;
using Stitchex.Functions.Operations.Health;
using Stitchex.Functions.Operations.Jobs;
using Stitchex.Functions.Operations.Listing;
using Stitchex.Functions.Operations.Overview;
using Stitchex.Functions.Operations.Pausing;
using Stitchex.Functions.Operations.Quarantine;
using Stitchex.Functions.Operations.Reconcile;
using Stitchex.Functions.Operations.Redelivery;
using Stitchex.Functions.Operations.Searching;
using Stitchex.Functions.Operations.Status;
using Stitchex.Functions.Operations.Throughput;
using Stitchex.Functions.Receiving;

namespace Stitchex.Functions.Operations.Http;

/// <summary>Writes what operators get, and reads what they send, without reflection.</summary>
[JsonSerializable(typeof(BackfillRequest))]
[JsonSerializable(typeof(DeliverRequest))]
[JsonSerializable(typeof(DestinationList))]
[JsonSerializable(typeof(DestinationSummary))]
[JsonSerializable(typeof(DestinationTest))]
[JsonSerializable(typeof(DifferenceReport))]
[JsonSerializable(typeof(ErasureList))]
[JsonSerializable(typeof(ErasureReport))]
[JsonSerializable(typeof(ErasureRequest))]
[JsonSerializable(typeof(EventDetails))]
[JsonSerializable(typeof(EventList))]
[JsonSerializable(typeof(EventSummary))]
[JsonSerializable(typeof(FindingList))]
[JsonSerializable(typeof(HandlerList))]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(JobList))]
[JsonSerializable(typeof(JobOutcome))]
[JsonSerializable(typeof(JobReport))]
[JsonSerializable(typeof(JobRequest))]
[JsonSerializable(typeof(OutcomeReport))]
[JsonSerializable(typeof(OverviewReport))]
[JsonSerializable(typeof(PauseReport))]
[JsonSerializable(typeof(PauseRequest))]
[JsonSerializable(typeof(PlainHealth))]
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(RecordReport))]
[JsonSerializable(typeof(QuarantineDetails))]
[JsonSerializable(typeof(QuarantineList))]
[JsonSerializable(typeof(QuarantineReplay))]
[JsonSerializable(typeof(ReconcileRequest))]
[JsonSerializable(typeof(RedeliverRequest))]
[JsonSerializable(typeof(ResolveRequest))]
[JsonSerializable(typeof(ScriptTrial))]
[JsonSerializable(typeof(ScriptTrialRequest))]
[JsonSerializable(typeof(SearchReport))]
[JsonSerializable(typeof(StatusReport))]
[JsonSerializable(typeof(SuccessBody))]
[JsonSerializable(typeof(ThroughputReport))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    UseStringEnumConverter = true,
    Converters = [typeof(UtcTimeConverter)])]
internal sealed partial class OperatorJson : JsonSerializerContext
{
    /// <summary>Writes characters as a person reads them; nothing here is ever put into HTML as it is.</summary>
    public static OperatorJson Readable => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
