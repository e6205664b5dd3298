namespace Stitchex.Local.Simulator.Api;

/// <summary>Limits how many requests each minute takes; the minutes are those of the clock.</summary>
internal sealed class RequestRateLimit(TimeProvider time)
{
    private readonly Lock _lock = new();
    private long _minute;
    private int _taken;

    /// <summary>Gets or sets the limit. The default value is null: none.</summary>
    public int? PerMinute { get; set; }

    /// <summary>Gets or sets a value indicating whether a rejection says when to come again. The default value is true.</summary>
    public bool SaysRetryAfter { get; set; } = true;

    /// <summary>Takes one request; false if this minute takes no more, with the time until the next one.</summary>
    public bool TryTake(out TimeSpan wait)
    {
        var ticks = time.GetUtcNow().UtcTicks;
        var minute = ticks / TimeSpan.TicksPerMinute;
        wait = TimeSpan.FromTicks(((minute + 1) * TimeSpan.TicksPerMinute) - ticks);
        lock (_lock)
        {
            if (minute != _minute)
            {
                (_minute, _taken) = (minute, 0);
            }

            if (_taken >= PerMinute)
            {
                return false;
            }

            _taken++;
            return true;
        }
    }
}
