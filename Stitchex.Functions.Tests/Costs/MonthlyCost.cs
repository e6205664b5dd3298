using System.Globalization;

namespace Stitchex.Functions.Tests.Costs;

/// <summary>
/// What some number of events takes in a month of 31 days with 2048 MB instances: operations and executions from counts that the tests here measure, and
/// a price from list prices.
/// </summary>
/// <param name="Events">Events a month, spread evenly over it.</param>
internal sealed record MonthlyCost(long Events)
{
    /// <summary>Requests to tables for one change of a record, from the webhook to the purge: 2 + 4 + 1 + 2.</summary>
    public const int TableOperations = 9;

    /// <summary>Requests to queues for it: put, get, delete. The host makes the last two.</summary>
    public const int QueueOperations = 3;

    /// <summary>Requests to blobs for it that write.</summary>
    public const int BlobWrites = 1;

    /// <summary>Requests to blobs for it that read: which version is there.</summary>
    public const int BlobReads = 1;

    /// <summary>Requests to storage, at most, of a sweep that finds nothing. They are reckoned as if all went to tables.</summary>
    public const int SweepOperations = 12;

    private const int ExecutionsOfAnEvent = 2;
    private const long Seconds = 31 * 24 * 60 * 60;
    private const long Sweeps = Seconds / (5 * 60);
    private const long Purges = 31;
    private const double InstanceGb = 2;

    // One for the webhook and one for the queue. One instance of each is enough for all that is reckoned here.
    private const int BusyInstances = 2;

    // US dollars, East US, as far as known in May 2025.
    private const double GbSecondPrice = 0.000026;
    private const double FreeGbSeconds = 100_000;
    private const double ExecutionPrice = 0.40 / 1_000_000;
    private const double FreeExecutions = 250_000;
    private const double TablePrice = 0.00036 / 10_000;
    private const double QueuePrice = 0.004 / 10_000;
    private const double BlobWritePrice = 0.065 / 10_000;
    private const double BlobReadPrice = 0.005 / 10_000;

    private long Executions => (Events * ExecutionsOfAnEvent) + Sweeps + Purges;

    // The plan bills a second at least for each execution by itself; those that run at once share an instance's time.
    private double GbSeconds => Math.Min(Executions, (Seconds * BusyInstances) + Sweeps + Purges) * InstanceGb;

    private long Tables => (Events * TableOperations) + (Sweeps * SweepOperations);

    private long Queues => Events * QueueOperations;

    private long Blobs => Events * (BlobWrites + BlobReads);

    private double Dollars =>
        (Math.Max(0, GbSeconds - FreeGbSeconds) * GbSecondPrice)
        + (Math.Max(0, Executions - FreeExecutions) * ExecutionPrice)
        + (Tables * TablePrice)
        + (Queues * QueuePrice)
        + (Events * BlobWrites * BlobWritePrice)
        + (Events * BlobReads * BlobReadPrice);

    /// <summary>The row of the table in docs/operations.md.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Events:N0} | {Executions:N0} | {GbSeconds:N0} | {Tables:N0} | {Queues:N0} | {Blobs:N0} | {Dollars:N2} |");
}
