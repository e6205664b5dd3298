namespace Stitchex.Local.Operator;

/// <summary>How far one list has been read.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="State">How far it was read: its state.</param>
/// <param name="Listed">How many records it listed.</param>
/// <param name="Total">How many it says that it has; null where it does not say.</param>
/// <param name="Matched">How many of them had to be fetched.</param>
/// <param name="Note">What an operator should know of its state.</param>
internal sealed record BackfillListView(string Resource, string State, int Listed, int? Total, int Matched, string? Note);
