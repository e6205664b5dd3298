using System.Collections.Immutable;

namespace Stitchex.Local.Simulator.Records;

/// <summary>Decides which version of a record the API shows: webhooks can be ahead of what it reads from.</summary>
internal sealed class ReplicaLag(TimeProvider time)
{
    private readonly Lock _lock = new();
    private DateTimeOffset _heldUntil = DateTimeOffset.MinValue;
    private TimeSpan _behind;

    /// <summary>Shows the version before the last of every record, for a while or until released.</summary>
    public void Hold(TimeSpan? duration = null)
    {
        lock (_lock)
        {
            _heldUntil = duration is { } given ? time.GetUtcNow() + given : DateTimeOffset.MaxValue;
        }
    }

    /// <summary>Shows each version only when it is that old.</summary>
    public void StayBehind(TimeSpan behind)
    {
        lock (_lock)
        {
            _behind = behind;
        }
    }

    /// <summary>Ends either lag: from now on the newest version is shown.</summary>
    public void Release()
    {
        lock (_lock)
        {
            _heldUntil = DateTimeOffset.MinValue;
            _behind = TimeSpan.Zero;
        }
    }

    /// <summary>Gets the version to show, or null if the API does not know the record, not yet or no more.</summary>
    public RecordVersion? Visible(ImmutableList<RecordVersion> history)
    {
        var shown = Choose(history);
        return shown is { IsDeleted: false } ? shown : null;
    }

    private RecordVersion? Choose(ImmutableList<RecordVersion> history)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            return now < _heldUntil
                ? history.SkipLast(1).LastOrDefault()
                : history.LastOrDefault(version => now - version.StoredAt >= _behind);
        }
    }
}
