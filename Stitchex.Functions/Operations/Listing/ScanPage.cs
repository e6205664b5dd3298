using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Operations.Listing;

/// <summary>What a scan found.</summary>
/// <param name="Rows">The events, newest first.</param>
/// <param name="Scanned">How many index entries were looked at.</param>
/// <param name="Position">Where to go on; null at the end.</param>
internal sealed record ScanPage(IReadOnlyList<EventRow> Rows, int Scanned, ScanPosition? Position);
