using System.Collections.Concurrent;
using Stitchex.Functions.Records;

namespace Stitchex.Functions.Tests.Records;

/// <summary>Remembers what was handed to it, and does what a test tells it to.</summary>
internal sealed class HandlerJournal
{
    private readonly ConcurrentQueue<RecordChange> _changes = new();

    /// <summary>Gets the changes that were delivered, including those that failed.</summary>
    public IReadOnlyList<RecordChange> Changes => [.. _changes];

    /// <summary>Gets or sets what happens when a change is delivered.</summary>
    public Func<RecordChange, CancellationToken, Task> Behaviour { get; set; } = (_, _) => Task.CompletedTask;

    public Task TakeAsync(RecordChange change, CancellationToken cancellationToken)
    {
        _changes.Enqueue(change);
        return Behaviour(change, cancellationToken);
    }
}
