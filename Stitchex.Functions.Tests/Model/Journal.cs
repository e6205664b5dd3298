using System.Collections.Immutable;

namespace Stitchex.Functions.Tests.Model;

/// <summary>What one handler was given, in order.</summary>
/// <param name="Entries">The changes.</param>
/// <param name="FencingToken">The fencing token of the last one.</param>
/// <param name="Redelivery">Whether it is to be given the record again.</param>
/// <param name="Repeats">How often it may be given what it has under another id.</param>
/// <param name="OwnRedeliveries">The redeliveries to this handler alone, one bit for each.</param>
internal sealed record Journal(
    ImmutableArray<Given> Entries, long FencingToken, Redelivery Redelivery = Redelivery.None, int Repeats = 0, int OwnRedeliveries = 0)
{
    /// <summary>The journal of a handler that was given nothing.</summary>
    public static readonly Journal Empty = new([], 0);

    /// <summary>Gets the moment of the record's history that the handler has; -1 for none.</summary>
    public int Moment => Entries.IsEmpty ? -1 : Entries[^1].Moment;

    /// <summary>The journal after an operator has the record redelivered to all handlers, or to this one.</summary>
    public Journal Redelivering(bool isToAll, int redelivery) => this with
    {
        Redelivery = Redelivery.Open,
        Repeats = Repeats + (isToAll ? 1 : 0),
        OwnRedeliveries = OwnRedeliveries | (isToAll ? 0 : 1 << redelivery),
    };

    /// <summary>Gets the last moment of the record's history that the handler was done with; -1 for none.</summary>
    public int CompletedMoment => Entries.LastOrDefault(entry => entry.IsDone, new Given(0, "", Moment: -1, WasInterrupted: false)).Moment;

    /// <summary>The journal after the handler was done with a change.</summary>
    public Journal Completed(Given given) => this with
    {
        Entries = [.. Entries.Select(e => e.HasIdOf(given) ? e with { IsDone = true } : e)],
        Redelivery = Redelivery == Redelivery.UnderWay ? Redelivery.None : Redelivery,
    };

    /// <summary>The journal after an attempt was cut off that had given a change.</summary>
    public Journal CutOff(Given given) => this with
    {
        Entries = [.. Entries.Select(e => e.HasIdOf(given) ? e with { WasInterrupted = true } : e)],
        Redelivery = Redelivery == Redelivery.UnderWay ? Redelivery.Open : Redelivery,
    };

    /// <summary>What is wrong with delivering a change; null when nothing is.</summary>
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

        var same = Entries.LastOrDefault(entry => entry.HasIdOf(given));
        if (same != default && Entries[^1].Hash != given.Hash)
        {
            return "a change has the id of one before the last";
        }

        if (given.Redelivery != 0 && (OwnRedeliveries & (1 << given.Redelivery)) == 0)
        {
            return "a redelivery reaches a handler that it is not for";
        }

        if (given.Redelivery != 0 && !Entries.Any(entry => entry.Moment == given.Moment && entry.Redelivery == 0 && !entry.WasInterrupted))
        {
            return "a redelivery takes the place of a change";
        }

        var has = Entries.Any(entry => entry.Moment == given.Moment && !entry.WasInterrupted);
        if (same == default ? has && !MayRepeat(given) : !same.WasInterrupted)
        {
            return "a change is delivered twice, and nothing had cut it off";
        }

        if (IsRepeat(given) && !MayRepeat(given))
        {
            return "a change that was cut off comes under another id";
        }

        return null;
    }

    /// <summary>The journal with one more change.</summary>
    public Journal With(Given given, long fence) => this with
    {
        Entries =
        [
            .. Entries.Where(e => e.Moment != given.Moment || e.Number != given.Number || e.Redelivery != given.Redelivery),
            given with { IsDone = given.IsDone || Entries.Any(e => e.IsDone && e.Moment == given.Moment && e.Number == given.Number) },
        ],
        FencingToken = fence,
        Redelivery = Redelivery == Redelivery.Open ? Redelivery.UnderWay : Redelivery,
        Repeats = given.Redelivery == 0 && IsRepeat(given) ? Math.Max(Repeats - 1, 0) : Repeats,
    };

    private bool MayRepeat(Given given) => given.Redelivery != 0 || Repeats > 0;

    private bool IsRepeat(Given given) => Entries.Any(e => e.Moment == given.Moment) && !Entries.Any(e => e.HasIdOf(given));
}
