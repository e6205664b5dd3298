using Stitchex.Local.Simulator.Faults;

namespace Stitchex.Local.Simulator.Api;

/// <summary>A request to the API that is over; it names no secret, and its token by number only.</summary>
/// <param name="At">When it came.</param>
/// <param name="Method">Its method.</param>
/// <param name="Path">Its path, with the id of the record that it asked for.</param>
/// <param name="Template">Its path, with a placeholder for the id.</param>
/// <param name="Status">The response's status; 0 if the connection ended without one.</param>
/// <param name="Token">Which of the tokens given out it showed, if it was let in with one.</param>
/// <param name="Fault">What was done to it, if anything.</param>
/// <param name="ContentLength">The length that it announced for its body; null if it has none, or sends it in chunks.</param>
internal sealed record LoggedRequest(
    DateTimeOffset At,
    string Method,
    string Path,
    string Template,
    int Status,
    int? Token,
    FaultKind? Fault,
    long? ContentLength = null);
