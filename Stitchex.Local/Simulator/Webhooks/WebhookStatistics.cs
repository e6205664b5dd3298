namespace Stitchex.Local.Simulator.Webhooks;

/// <summary>Counts what the sender does, and knows when it has nothing left to do.</summary>
internal sealed class WebhookStatistics
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, long> _responses = new(StringComparer.Ordinal);
    private readonly List<LostWebhook> _lost = [];
    private WebhookCounts _counts = new();
    private TaskCompletionSource? _idle;

    public WebhookCounts Counts
    {
        get
        {
            lock (_lock)
            {
                return _counts with { Responses = new SortedDictionary<string, long>(_responses) };
            }
        }
    }

    public IReadOnlyList<LostWebhook> Lost
    {
        get
        {
            lock (_lock)
            {
                return [.. _lost];
            }
        }
    }

    /// <summary>Gets a task that ends when no delivery is waiting.</summary>
    public Task Idle
    {
        get
        {
            lock (_lock)
            {
                return _idle?.Task ?? Task.CompletedTask;
            }
        }
    }

    public void CountEvent(bool hasTarget) => Change(counts => counts with
    {
        Events = counts.Events + 1,
        WithoutTarget = counts.WithoutTarget + (hasTarget ? 0 : 1),
    });

    public void CountDropped() => Change(counts => counts with { Dropped = counts.Dropped + 1 });

    public void CountRetry() => Change(counts => counts with { Retried = counts.Retried + 1 });

    public void CountDuplicate() => Change(counts => counts with { Duplicated = counts.Duplicated + 1 });

    public void CountResponse(WebhookResult response)
    {
        lock (_lock)
        {
            var key = response.ToString();
            _responses[key] = _responses.GetValueOrDefault(key) + 1;
        }
    }

    public void CountLoss(WebhookEvent webhook, WebhookResult last)
    {
        lock (_lock)
        {
            _lost.Add(new(webhook.Name, webhook.RecordId, last.ToString()));
            _counts = _counts with { Lost = _lost.Count };
        }
    }

    public void Begin()
    {
        lock (_lock)
        {
            _idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            _counts = _counts with { Waiting = _counts.Waiting + 1 };
        }
    }

    public void End()
    {
        lock (_lock)
        {
            _counts = _counts with { Waiting = _counts.Waiting - 1 };
            if (_counts.Waiting == 0)
            {
                _idle?.SetResult();
                _idle = null;
            }
        }
    }

    private void Change(Func<WebhookCounts, WebhookCounts> change)
    {
        lock (_lock)
        {
            _counts = change(_counts);
        }
    }
}
