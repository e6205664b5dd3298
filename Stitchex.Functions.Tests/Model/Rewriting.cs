using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Tests.Model;

/// <summary>Changes decisions, for mutants whose rule is no predicate.</summary>
internal static class Rewriting
{
    /// <summary>The same decision with each row that it commits changed.</summary>
    public static Transition Rows(this Transition decided, Func<EventRow, EventRow> change) =>
        decided.Effects(e => e is Effect.Commit commit ? commit with { Row = change(commit.Row) } : e);

    /// <summary>The same decision with each record's row that it commits changed.</summary>
    public static Transition Records(this Transition decided, Func<RecordRow, RecordRow> change) =>
        decided.Effects(e => e switch
        {
            Effect.Commit { Record: { } record } commit => commit with { Record = change(record) },
            Effect.CommitRecord commit => commit with { Record = change(commit.Record) },
            _ => e,
        });

    /// <summary>The same decision with each message that it sends changed.</summary>
    public static Transition Messages(this Transition decided, Func<EventMessage, EventMessage> change) =>
        decided.Effects(e => e is Effect.Send send ? send with { Message = change(send.Message) } : e);

    /// <summary>The same decision with another change to deliver.</summary>
    public static Transition Changes(this Transition decided, Func<Change, Change> change) =>
        decided.Next is NextStep.Dispatch dispatch ? decided with { Next = new NextStep.Dispatch(change(dispatch.Change)) } : decided;

    /// <summary>The same decision in the opposite order.</summary>
    public static Transition Backwards(this Transition decided) => decided with { Effects = [.. decided.Effects.Reverse()] };

    private static Transition Effects(this Transition decided, Func<Effect, Effect> change) => decided with { Effects = [.. decided.Effects.Select(change)] };
}
