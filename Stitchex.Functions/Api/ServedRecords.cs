namespace Stitchex.Functions.Api;

/// <summary>Knows which records the API served last, so that one which always fails is told from an API that is down.</summary>
internal sealed class ServedRecords(TimeProvider time)
{
    // As long as the longest usual delay between two attempts. When the API goes down, that much is taken for a record's own failure, and no more.
    private static readonly TimeSpan OfLate = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private Served? _last;
    private Served? _lastOfAnother;

    /// <summary>The API responded the question for a record: it has it, or has it not.</summary>
    public void Add(string path)
    {
        lock (_lock)
        {
            _lastOfAnother = _last is { } last && last.Path != path ? last : _lastOfAnother;
            _last = new Served(path, time.GetUtcNow());
        }
    }

    /// <summary>Whether records other than this one were served of late.</summary>
    public bool ServesOthersThan(string path)
    {
        lock (_lock)
        {
            var served = _last?.Path == path ? _lastOfAnother : _last;
            return served is not null && time.GetUtcNow() - served.At <= OfLate;
        }
    }

    private sealed record Served(string Path, DateTimeOffset At);
}
