using System.Diagnostics;

namespace Stitchex.Functions.Telemetry;

/// <summary>A kind of span.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Description">What it covers.</param>
/// <param name="Attributes">The keys of its attributes.</param>
internal sealed record SpanDescription(string Name, ActivityKind Kind, string Description, params IReadOnlyList<string> Attributes);
