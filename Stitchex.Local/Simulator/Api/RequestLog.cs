namespace Stitchex.Local.Simulator.Api;

/// <summary>Remembers what the API was asked: counts of everything, and the last requests one by one.</summary>
internal sealed class RequestLog
{
    private const int Kept = 10_000;

    private readonly Lock _lock = new();
    private readonly Queue<LoggedRequest> _recent = new();
    private readonly Dictionary<(string Method, string Template, int Status), long> _counts = [];

    /// <summary>Gets the last 10,000 requests, the oldest first.</summary>
    public IReadOnlyList<LoggedRequest> Recent
    {
        get
        {
            lock (_lock)
            {
                return [.. _recent];
            }
        }
    }

    public IReadOnlyList<RequestCount> Counts
    {
        get
        {
            lock (_lock)
            {
                return
                [
                    .. _counts
                        .Select(entry => new RequestCount(entry.Key.Method, entry.Key.Template, entry.Key.Status, entry.Value))
                        .OrderBy(count => count.Template, StringComparer.Ordinal)
                        .ThenBy(count => count.Method, StringComparer.Ordinal)
                        .ThenBy(count => count.Status),
                ];
            }
        }
    }

    /// <summary>Counts requests, of one template or status if told which.</summary>
    public long Count(string? template = null, int? status = null) => Counts
        .Where(count => (template is null || count.Template == template) && (status is null || count.Status == status))
        .Sum(count => count.Count);

    public void Add(LoggedRequest request)
    {
        lock (_lock)
        {
            var key = (request.Method, request.Template, request.Status);
            _counts[key] = _counts.GetValueOrDefault(key) + 1;
            _recent.Enqueue(request);
            if (_recent.Count > Kept)
            {
                _recent.Dequeue();
            }
        }
    }
}
