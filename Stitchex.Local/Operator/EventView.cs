namespace Stitchex.Local.Operator;

/// <summary>What a deployment tells of one event.</summary>
internal sealed record EventView : EventLine
{
    /// <summary>Gets what happened to it, oldest first.</summary>
    public IReadOnlyList<EventMoment> Timeline { get; init; } = [];

    /// <summary>Gets its body; null where none was kept.</summary>
    public EventContent? Body { get; init; }

    /// <summary>Gets why there is no body.</summary>
    public string? BodyNote { get; init; }

    /// <summary>Gets what the person noted who resolved it.</summary>
    public string? ResolvedNote { get; init; }
}
