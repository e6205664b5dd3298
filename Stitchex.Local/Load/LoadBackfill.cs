namespace Stitchex.Local.Load;

/// <summary>What a backfill did that ran beside a load: how many pages and records the API was asked for, and what is wrong with how it ended.</summary>
internal sealed record LoadBackfill(int Records, int Kills, long Pages, long Fetches, TimeSpan Elapsed, string? Fault)
{
    private const int PageSize = 100;

    // As many requests may be under way when a worker is killed, and are made again.
    private const int MostCutOff = 16;

    /// <summary>Says what is wrong, a sentence each.</summary>
    public IEnumerable<string> Faults()
    {
        var pages = (Records + PageSize - 1) / PageSize;
        IEnumerable<string?> faults =
        [
            Fault,
            Pages < pages || Pages > pages + Kills ? $"{Pages} pages were asked for, of {pages} that there are, with {Kills} kills." : null,
            Fetches < Records || Fetches > Records + (MostCutOff * Kills)
                ? $"{Fetches} records were fetched, of {Records} that there are, with {Kills} kills."
                : null,
        ];
        return faults.OfType<string>();
    }
}
