namespace Stitchex.Functions.Operations.Throughput;

/// <summary>How many events were received in an hour.</summary>
/// <param name="Start">When the hour began.</param>
/// <param name="Received">How many.</param>
/// <param name="IsEstimate">Whether that is estimated from the rate of the hour's newest ones.</param>
internal sealed record HourCount(DateTimeOffset Start, long Received, bool IsEstimate);
