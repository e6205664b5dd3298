namespace Stitchex.Functions.Operations.Backfill;

/// <summary>Where the reading of a list stands.</summary>
internal enum BackfillListState
{
    /// <summary>There is more to read.</summary>
    Running,

    /// <summary>All that it says it has was listed.</summary>
    Complete,

    /// <summary>It may have records that were not listed.</summary>
    Incomplete,

    /// <summary>The API has no such list.</summary>
    NotFound,
}
