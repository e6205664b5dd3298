namespace Stitchex.Functions.Api;

/// <summary>Remembers which records the API served last, to tell a record that always fails from an API that is down.</summary>
internal sealed class ServedRecords(TimeProvider time)
{
    // As long as the longest usual delay between two attempts. When the API goes down, that much is taken for a record's own failure, and no more.
    private static readonly TimeSpan RecentWindow = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private Served? _last;
    private Served? _lastOfAnother;

    /// <summary>Notes that the API said of a record that it has it, or has it not.</summary>
    public void Add(string path)
    {
        lock (_lock)
        {
            _lastOfAnother = _last is { } last && last.Path != path ? last : _lastOfAnother;
            _last = new Served(path, time.GetUtcNow());
        }
    }

    /// <summary>Gets whether another record than this one was served within the last hour.</summary>
    public bool ServesOthersThan(string path)
    {
        lock (_lock)
        {
            var served = _last?.Path == path ? _lastOfAnother : _last;
            return served is not null && time.GetUtcNow() - served.At <= RecentWindow;
        }
    }

    private sealed record Served(string Path, DateTimeOffset At);
}
