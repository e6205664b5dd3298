using System.Text.Json.Serialization;
using Stitchex.Local.Simulator.Api;
using Stitchex.Local.Simulator.Faults;

namespace Stitchex.Local.Simulator.Control;

/// <summary>Reads and writes what a person sends and sees; a misspelled field is an error, not a wish ignored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    UseStringEnumConverter = true,
    WriteIndented = true)]
[JsonSerializable(typeof(FaultRule))]
[JsonSerializable(typeof(FaultSummary))]
[JsonSerializable(typeof(IReadOnlyList<FaultSummary>))]
[JsonSerializable(typeof(IReadOnlyList<RecordSummary>))]
[JsonSerializable(typeof(IReadOnlyList<LoggedRequest>))]
[JsonSerializable(typeof(LagSettings))]
[JsonSerializable(typeof(OrganisationSettings))]
[JsonSerializable(typeof(RateLimitSettings))]
[JsonSerializable(typeof(ResourceSettings))]
[JsonSerializable(typeof(TokenSettings))]
[JsonSerializable(typeof(WebhookSettings))]
[JsonSerializable(typeof(RawResponse))]
[JsonSerializable(typeof(SimulatorStatistics))]
internal sealed partial class ControlJson : JsonSerializerContext;
