using Stitchex.Functions.Operations.Details;

namespace Stitchex.Functions.Operations.Destinations;

/// <summary>What a script makes of an event's record.</summary>
/// <param name="IsChosen">Whether the destination's settings choose the change; where they do not, nothing is sent.</param>
/// <param name="Before">What is sent without a script.</param>
/// <param name="After">What is sent with it; null where it returned null, or failed.</param>
/// <param name="Error">What went wrong, and where; null where nothing did.</param>
internal sealed record ScriptTrial(bool IsChosen, EventText Before, EventText? After, string? Error);
