using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Operations.Details;

/// <summary>What became of an event at one handler.</summary>
/// <param name="Name">The handler's name, or the destination's.</param>
/// <param name="State">What became of it.</param>
/// <param name="At">When the handler's last call for the event ended; null where it was not called.</param>
/// <param name="Milliseconds">How long that call took.</param>
/// <param name="Error">What went wrong in it.</param>
internal sealed record HandlerStatus(string Name, HandlerState State, DateTimeOffset? At, long? Milliseconds, string? Error);
