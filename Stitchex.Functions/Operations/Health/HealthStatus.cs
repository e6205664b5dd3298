using System.Text.Json.Serialization;

namespace Stitchex.Functions.Operations.Health;

/// <summary>Whether something does what it should.</summary>
internal enum HealthStatus
{
    /// <summary>It does.</summary>
    [JsonStringEnumMemberName("healthy")]
    Healthy,

    /// <summary>It does not.</summary>
    [JsonStringEnumMemberName("unhealthy")]
    Unhealthy,
}
