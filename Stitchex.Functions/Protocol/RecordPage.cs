namespace Stitchex.Functions.Protocol;

/// <summary>A page of a list, as the API returned it.</summary>
/// <param name="Records">Its records, each once.</param>
/// <param name="Count">How many items it has.</param>
/// <param name="WithoutId">How many of its items carry no id.</param>
/// <param name="Total">How many records the list says that it has; null where it does not say.</param>
/// <param name="IsLast">Whether it says that it is the last one; null where it does not say.</param>
/// <param name="Fingerprint">The same for every page of the same records, in whatever order.</param>
internal sealed record RecordPage(IReadOnlyList<ListedRecord> Records, int Count, int WithoutId, int? Total, bool? IsLast, string Fingerprint);
