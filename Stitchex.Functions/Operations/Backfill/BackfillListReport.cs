namespace Stitchex.Functions.Operations.Backfill;

/// <summary>What an operator sees of one list.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="State">How far it was read: its state.</param>
/// <param name="Pass">How often it was begun: again where records were created or deleted while it was read.</param>
/// <param name="Pages">How many pages were read since it was begun.</param>
/// <param name="Total">How many records the list says that it has; null where it does not say.</param>
/// <param name="Listed">How many it listed since it was begun.</param>
/// <param name="Matched">How many of them had to be fetched, because what the list shows was not delivered.</param>
/// <param name="Note">What an operator should know of its state.</param>
internal sealed record BackfillListReport(
    string Resource, BackfillListState State, int Pass, int Pages, int? Total, int Listed, int Matched, string? Note)
{
    /// <summary>Describes a list.</summary>
    public static BackfillListReport From(BackfillList list) =>
        new(list.Resource, list.State, list.Pass, list.Page, list.Total, list.Listed, list.Matched, list.Note);
}
