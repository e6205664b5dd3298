namespace Stitchex.Functions.Tests.Model;

/// <summary>How much may still go wrong in a run. It bounds the model: each kind of trouble is tried at every point, but only so often.</summary>
internal readonly record struct Budget
{
    /// <summary>Gets how often a process may be killed.</summary>
    public int Crashes { get; init; }

    /// <summary>Gets how often a processor may stall until its lease is over.</summary>
    public int Stalls { get; init; }

    /// <summary>Gets how many transactions may succeed with their response lost.</summary>
    public int LostResponses { get; init; }

    /// <summary>Gets how many of the receiver's requests may fail, or succeed with their response lost.</summary>
    public int ReceiverFaults { get; init; }

    /// <summary>Gets how often a handler may throw.</summary>
    public int HandlerFailures { get; init; }

    /// <summary>Gets how often a handler may reject a record forever.</summary>
    public int Rejections { get; init; }

    /// <summary>Gets how often the API as a whole may be unavailable.</summary>
    public int Outages { get; init; }

    /// <summary>Gets how many current sequence numbers the sweep may repeat.</summary>
    public int Sweeps { get; init; }

    /// <summary>Gets how often a final event may be replayed.</summary>
    public int Replays { get; init; }

    /// <summary>Gets how many messages may be delivered while they are still held: a poisoned one sent again, or one that its stalled holder lost.</summary>
    public int Copies { get; init; }

    /// <summary>Gets how many GETs may be served by a replica that is one moment behind another one that responded before.</summary>
    public int StaleReads { get; init; }

    /// <summary>Gets how often an operator may end an event's retries.</summary>
    public int Resolves { get; init; }

    /// <summary>Gets how often a handler may ask to be called later.</summary>
    public int Postponements { get; init; }

    /// <summary>Gets how often the record may be erased.</summary>
    public int Erasures { get; init; }

    /// <summary>Gets the sum of all of it.</summary>
    public int Total =>
        Crashes + Stalls + LostResponses + ReceiverFaults + HandlerFailures + Rejections + Outages + Sweeps + Replays + Copies + StaleReads
        + Resolves + Postponements + Erasures;

    /// <inheritdoc/>
    public override string ToString()
    {
        (string Name, int Count)[] troubles =
        [
            ("crash", Crashes), ("stall", Stalls), ("lost response", LostResponses), ("receiver fault", ReceiverFaults), ("handler failure", HandlerFailures),
            ("rejection", Rejections), ("outage", Outages), ("sweep", Sweeps), ("replay", Replays), ("copy", Copies), ("stale read", StaleReads),
            ("postponement", Postponements), ("erasure", Erasures),
        ];
        return string.Join(", ", troubles.Where(trouble => trouble.Count > 0).Select(trouble => $"{trouble.Count} {trouble.Name}"));
    }

    /// <summary>Gets a number that stands for all of it.</summary>
    public long Code
    {
        get
        {
            ReadOnlySpan<int> left =
            [
                Crashes, Stalls, LostResponses, ReceiverFaults, HandlerFailures, Rejections, Outages, Sweeps, Replays, Copies, StaleReads,
                Resolves, Postponements, Erasures,
            ];
            var code = 0L;
            foreach (var number in left)
            {
                code = (code << 4) | (uint)number;
            }

            return code;
        }
    }
}
