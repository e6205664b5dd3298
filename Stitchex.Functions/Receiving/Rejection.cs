using Stitchex.Functions.Events;

namespace Stitchex.Functions.Receiving;

/// <summary>Why a body is no event.</summary>
/// <param name="Reason">The reason, one of few.</param>
/// <param name="Text">The same for a person, with what was found and what to do; never a part of the body.</param>
internal sealed record Rejection(RejectionReason Reason, string Text);
