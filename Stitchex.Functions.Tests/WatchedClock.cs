using Microsoft.Extensions.Time.Testing;

namespace Stitchex.Functions.Tests;

/// <summary>
/// A clock that a test moves, and that knows who waits for it. Who begins to wait just after a move has not waited at all: a test moves
/// this clock once it is waited for, and need not guess when that is.
/// </summary>
/// <param name="start">What it shows at first.</param>
internal sealed class WatchedClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<WatchedTimer, TimeSpan> _waits = [];

    /// <summary>Gets a value indicating whether somebody waits.</summary>
    public bool IsAwaited => Waits.Count > 0;

    private IReadOnlyCollection<TimeSpan> Waits
    {
        get
        {
            lock (_lock)
            {
                return [.. _waits.Values];
            }
        }
    }

    /// <summary>Waits until somebody waits for so long, and lets that time pass.</summary>
    /// <param name="time">How long the wait is as a whole.</param>
    /// <param name="waits">How many wait.</param>
    public async Task PassAsync(TimeSpan time, int waits = 1)
    {
        await Eventually.HoldsAsync(() => Waits.Count(wait => wait == time) >= waits, what: $"{waits} wait for {time} by the clock");
        Advance(time);
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new WatchedTimer(this);
        timer.Start(base.CreateTimer(
            inner =>
            {
                timer.Note(Timeout.InfiniteTimeSpan);
                callback(inner);
            },
            state,
            Timeout.InfiniteTimeSpan,
            period));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class WatchedTimer(WatchedClock clock) : ITimer
    {
        private ITimer _timer = null!;

        public void Start(ITimer timer) => _timer = timer;

        public void Note(TimeSpan dueTime)
        {
            lock (clock._lock)
            {
                if (dueTime > TimeSpan.Zero)
                {
                    clock._waits[this] = dueTime;
                }
                else
                {
                    clock._waits.Remove(this);
                }
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Note(dueTime);
            return _timer.Change(dueTime, period);
        }

        public void Dispose()
        {
            Note(Timeout.InfiniteTimeSpan);
            _timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Note(Timeout.InfiniteTimeSpan);
            return _timer.DisposeAsync();
        }
    }
}
