using Stitchex.Functions.Events;

namespace Stitchex.Functions.Operations.Jobs;

/// <summary>Which events, or records, a job takes.</summary>
/// <param name="State">Their state; null for any.</param>
/// <param name="From">When the first of them was received.</param>
/// <param name="To">When the last of them was received.</param>
/// <param name="Resource">Their resource; null for any.</param>
/// <param name="Outcome">Their outcome; null for any.</param>
/// <param name="Note">What the person noted who resolves them.</param>
/// <param name="Handler">The only handler that records are redelivered to; null for all.</param>
internal sealed record JobFilter(
    EventState? State, DateTimeOffset From, DateTimeOffset To, string? Resource, EventOutcome? Outcome, string? Note, string? Handler);
