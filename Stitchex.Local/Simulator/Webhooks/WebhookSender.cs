using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Stitchex.Local.Simulator.Webhooks;

/// <summary>Delivers webhooks as Stitchex does: at least once if it can, in no order, for 48 hours.</summary>
internal sealed partial class WebhookSender : IAsyncDisposable
{
    private readonly WebhookTransport _client;
    private readonly SeededRandom _random;
    private readonly TimeProvider _time;
    private readonly ILogger<WebhookSender> _logger;
    private readonly SemaphoreSlim _slots;
    private readonly DeliveryGate _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<long, WebhookEvent> _undelivered = new();
    private long _lastNumber;

    public WebhookSender(WebhookOptions options, SeededRandom random, TimeProvider time, ILogger<WebhookSender> logger)
    {
        Options = options;
        _random = random;
        _time = time;
        _logger = logger;
        _client = new(time);
        _slots = new(options.Concurrency);
    }

    /// <summary>Gets or sets the behaviour from now on, all but the concurrency; what waits for a retry follows too.</summary>
    public WebhookOptions Options { get; set; }

    public WebhookStatistics Statistics { get; } = new();

    /// <summary>Gets or sets what is told of each request that is over, on any thread.</summary>
    public Action<WebhookAttempt>? Observer { get; set; }

    /// <summary>Gets the events that nobody has accepted yet and that are not given up, the oldest first.</summary>
    public IReadOnlyList<WebhookEvent> Undelivered => [.. _undelivered.OrderBy(entry => entry.Key).Select(entry => entry.Value)];

    public WebhookBodyShape NextShape() => _random.Pick(Options.Shapes);

    /// <summary>Drops the webhook of a change that is made now, if <see cref="WebhookOptions.DroppedUntil"/> says so.</summary>
    public bool TryDrop()
    {
        var isDropped = _time.GetUtcNow() < Options.DroppedUntil;
        if (isDropped)
        {
            Statistics.CountDropped();
        }

        return isDropped;
    }

    /// <summary>Delivers an event; returns at once.</summary>
    public void Send(WebhookEvent webhook)
    {
        Statistics.CountEvent(Options.Target is not null);
        if (Options.Target is null)
        {
            return;
        }

        var number = NumberOf(webhook);
        _ = RunAsync(() => DeliverAsync(number, webhook));
        if (_random.Jitter(Options.DuplicateShare))
        {
            Repeat(webhook, Options.DuplicateDelay);
        }
    }

    /// <summary>Takes over events that an earlier sender has not delivered; they wait for <see cref="SendUndelivered"/>.</summary>
    public void Remember(IEnumerable<WebhookEvent> webhooks)
    {
        foreach (var webhook in webhooks)
        {
            NumberOf(webhook);
        }
    }

    /// <summary>Delivers what was taken over, once and before anything else; returns at once.</summary>
    public void SendUndelivered()
    {
        foreach (var (number, webhook) in _undelivered.OrderBy(entry => entry.Key))
        {
            Statistics.CountEvent(hasTarget: true);
            _ = RunAsync(() => DeliverAsync(number, webhook));
        }
    }

    /// <summary>Sends an event once more after a while, though nothing was wrong; returns at once.</summary>
    public void Repeat(WebhookEvent webhook, TimeSpan after) => _ = RunAsync(() => RepeatAsync(webhook, after));

    /// <summary>Holds every request back from now on, until <see cref="Release"/> lets them go in one burst.</summary>
    public void Hold() => _gate.Close();

    public void Release() => _gate.Open();

    /// <summary>Posts any bytes once, uncounted, and gives the response.</summary>
    public Task<HttpResponseMessage> SendRawAsync(
        ReadOnlyMemory<byte> body,
        string contentType = "application/json",
        CancellationToken cancellationToken = default) =>
        _client.PostAsync(RequireTarget(), body, contentType, cancellationToken);

    /// <summary>Posts any bytes once, uncounted, and is gone when <paramref name="until"/> ends, response or not.</summary>
    public Task SendAndHangUpAsync(ReadOnlyMemory<byte> body, Task until, CancellationToken cancellationToken = default) =>
        WebhookTransport.PostAndHangUpAsync(RequireTarget(), body, until, cancellationToken);

    /// <summary>Waits until every event is delivered or lost; throws if that takes longer than the deadline.</summary>
    /// <remarks>The deadline is real time: it guards the one who waits, whatever clock the simulator runs on.</remarks>
    public async Task WaitUntilIdleAsync(TimeSpan deadline, CancellationToken cancellationToken = default)
    {
        try
        {
            await Statistics.Idle.WaitAsync(deadline, TimeProvider.System, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            var counts = Statistics.Counts;
            throw new TimeoutException(
                $"After {deadline}, {counts.Waiting} webhooks are still waiting. Responses so far: {string.Join(", ", counts.Responses)}.",
                exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Statistics.Idle;
        _client.Dispose();
        _slots.Dispose();
        _stopping.Dispose();
    }

    private async Task RunAsync(Func<Task> delivery)
    {
        Statistics.Begin();
        try
        {
            // Off the caller's thread: whoever changes a record does not wait for the receiver.
            await Task.Run(delivery, _stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            Log.Abandoned(_logger);
        }
        finally
        {
            Statistics.End();
        }
    }

    private long NumberOf(WebhookEvent webhook)
    {
        var number = Interlocked.Increment(ref _lastNumber);
        _undelivered[number] = webhook;
        return number;
    }

    private async Task DeliverAsync(long number, WebhookEvent webhook)
    {
        var begun = _time.GetUtcNow();
        await HoldBackAsync();
        for (var attempt = 0; ; attempt++)
        {
            var response = await PostAsync(webhook);
            if (response.IsSuccess)
            {
                _undelivered.TryRemove(number, out _);
                return;
            }

            var wait = WaitAfter(attempt);
            if (_time.GetUtcNow() + wait - begun > Options.RetryWindow * Options.RetryScale)
            {
                _undelivered.TryRemove(number, out _);
                Statistics.CountLoss(webhook, response);
                Log.Lost(_logger, webhook.Name, webhook.RecordId, attempt + 1, response);
                return;
            }

            await Task.Delay(wait, _time, _stopping.Token);
            Statistics.CountRetry();
        }
    }

    private async Task RepeatAsync(WebhookEvent webhook, TimeSpan after)
    {
        await Task.Delay(after, _time, _stopping.Token);
        Statistics.CountDuplicate();
        await PostAsync(webhook);
    }

    private async Task HoldBackAsync()
    {
        if (_random.Jitter(Options.HoldBackShare))
        {
            await Task.Delay(_random.UpTo(Options.LongestHoldBack), _time, _stopping.Token);
        }

        if (Options.BurstInterval is { Ticks: > 0 } interval)
        {
            var sinceBurst = TimeSpan.FromTicks(_time.GetUtcNow().UtcTicks % interval.Ticks);
            await Task.Delay(interval - sinceBurst, _time, _stopping.Token);
        }
    }

    private async Task<WebhookResult> PostAsync(WebhookEvent webhook)
    {
        var due = _time.GetTimestamp();
        await _gate.PassAsync(_stopping.Token);
        await _slots.WaitAsync(_stopping.Token);
        try
        {
            var (begun, begunAt) = (_time.GetTimestamp(), _time.GetUtcNow());
            var response = Options.Target is { } target
                ? await _client.TryPostAsync(target, webhook.Body, Options.Timeout, _stopping.Token)
                : WebhookResult.Unreachable;
            Statistics.CountResponse(response);
            Observer?.Invoke(new(webhook, begunAt, _time.GetElapsedTime(due, begun), _time.GetElapsedTime(begun), response));
            Log.Responded(_logger, webhook.Name, webhook.RecordId, response);
            return response;
        }
        finally
        {
            _slots.Release();
        }
    }

    private TimeSpan WaitAfter(int attempt) =>
        Options.RetryIntervals[Math.Min(attempt, Options.RetryIntervals.Count - 1)] * Options.RetryScale;

    private Uri RequireTarget() => Options.Target
        ?? throw new InvalidOperationException("No webhook is set up: give the sender's options a target first.");

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Debug, Message = "{Event} of {RecordId}: response {Response}")]
        public static partial void Responded(ILogger logger, string @event, string recordId, WebhookResult response);

        [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "{Event} of {RecordId} is lost, attempts {Attempts}: {Response}")]
        public static partial void Lost(ILogger logger, string @event, string recordId, int attempts, WebhookResult response);

        [LoggerMessage(EventId = 3, Level = LogLevel.Debug, Message = "A delivery was abandoned: the simulator stops")]
        public static partial void Abandoned(ILogger logger);
    }
}
