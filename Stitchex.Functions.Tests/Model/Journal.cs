using System.Collections.Immutable;

namespace Stitchex.Functions.Tests.Model;

/// <summary>What one handler was given, in order.</summary>
internal sealed record Journal(ImmutableArray<Given> Entries, long FencingToken)
{
    /// <summary>The journal of a handler that was given nothing.</summary>
    public static readonly Journal Empty = new([], 0);

    /// <summary>Gets the moment of the record's history that the handler has; -1 for none.</summary>
    public int Moment => Entries.IsEmpty ? -1 : Entries[^1].Moment;

    /// <summary>Gets the last moment of the record's history that the handler was done with; -1 for none.</summary>
    public int CompletedMoment => Entries.LastOrDefault(entry => entry.IsDone, new Given(0, "", Moment: -1, WasInterrupted: false)).Moment;

    /// <summary>The journal after the handler was done with a change.</summary>
    public Journal Completed(Given given) =>
        this with { Entries = [.. Entries.Select(e => e.Number == given.Number && e.Hash == given.Hash ? e with { IsDone = true } : e)] };

    /// <summary>The journal after an attempt was cut off that had given a change.</summary>
    public Journal CutOff(Given given) =>
        this with { Entries = [.. Entries.Select(e => e.Number == given.Number && e.Hash == given.Hash ? e with { WasInterrupted = true } : e)] };

    /// <summary>What is wrong with handing a change on; null when nothing is.</summary>
    public string? Objection(Given given, long fence)
    {
        if (given.Moment < Moment)
        {
            return KnownGaps.OlderAfterNewer;
        }

        if (fence < FencingToken)
        {
            return "a fencing token goes back";
        }

        var same = Entries.LastOrDefault(entry => entry.Number == given.Number && entry.Hash == given.Hash);
        if (same != default && Entries[^1].Hash != given.Hash)
        {
            return "a change has the id of one before the last";
        }

        if (Entries.Any(entry => entry.Moment == given.Moment && !entry.WasInterrupted))
        {
            return "a change is delivered twice, and nothing had cut it off";
        }

        return null;
    }

    /// <summary>The journal with one more change.</summary>
    public Journal With(Given given, long fence) =>
        new(
            [
                .. Entries.Where(e => e.Moment != given.Moment || e.Number != given.Number),
                given with { IsDone = given.IsDone || Entries.Any(e => e.IsDone && e.Moment == given.Moment && e.Number == given.Number) },
            ],
            fence);
}
