namespace Stitchex.Local.Soak;

/// <summary>
/// Whether what the app holds grows. A .NET process takes its time to reach its size, so the first two fifths do not count; of the rest, the later half is
/// compared with the earlier one, on the average, for single samples depend on when memory was last cleaned up. For connections there is a limit instead.
/// </summary>
internal static class SoakVerdict
{
    private const double WarmUp = 0.4;
    private const double MostGrowth = 1.1;
    private const long Megabyte = 1024 * 1024;

    // What a few compiled methods, or a buffer that was not returned yet, may make.
    private const long MemorySlack = 8 * Megabyte;
    private const int ThreadSlack = 4;

    /// <summary>Finds what grew, a sentence each.</summary>
    /// <param name="samples">The samples, in order.</param>
    /// <param name="mostSockets">How many connections there may be at any time.</param>
    public static IEnumerable<string> Find(IReadOnlyList<SoakSample> samples, int mostSockets)
    {
        var counted = samples.Skip((int)(samples.Count * WarmUp)).ToList();
        if (counted.Count < 2)
        {
            return ["There are too few samples to say anything."];
        }

        var (earlier, later) = (counted[..(counted.Count / 2)], counted[(counted.Count / 2)..]);
        var (memory, threads) = (Change(sample => sample.Memory), Change(sample => sample.Threads));
        List<string> faults = [];
        AddIf(Grows(memory, MemorySlack), $"Memory grew from {memory.From / Megabyte:0.0} to {memory.To / Megabyte:0.0} MB.");
        AddIf(Grows(threads, ThreadSlack), $"Threads grew from {threads.From:0.0} to {threads.To:0.0}.");

        // Connections come and go with the load, and lie idle for a minute. One that leaks is seen when there are more than requests under way may need.
        var most = samples.Max(sample => sample.Sockets);
        AddIf(most > mostSockets, $"There were {most} connections to the API, and {mostSockets} at most are allowed.");
        return faults;

        (double From, double To) Change(Func<SoakSample, long> value) => (earlier.Average(value), later.Average(value));

        void AddIf(bool isFault, string fault)
        {
            if (isFault)
            {
                faults.Add(fault);
            }
        }
    }

    private static bool Grows((double From, double To) change, long slack) => change.To > (change.From * MostGrowth) + slack;
}
