namespace Stitchex.Functions.Protocol;

/// <summary>One thing to do. Effects are carried out in order, and a crash may come between any two of them.</summary>
internal abstract record Effect
{
    /// <summary>Writes the event's index entry in a partition of the index, if it is not there yet.</summary>
    public sealed record WriteIndexEntry(IndexPartition Partition) : Effect;

    /// <summary>Puts a message into the queue.</summary>
    public sealed record Send(EventMessage Message, TimeSpan Delay) : Effect;

    /// <summary>Changes the event's row, and the record's where it is given, in one transaction under the versions that were read.</summary>
    public sealed record Commit(EventRow Row, RecordRow? Record = null) : Effect;

    /// <summary>Changes the record's row alone, under the lease, before anything is delivered.</summary>
    public sealed record CommitRecord(RecordRow Record) : Effect;
}
