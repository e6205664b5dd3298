using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Stitchex.Functions.Tests;

/// <summary>Waits until a condition holds, for at most as long as a deadline allows; tests never sleep.</summary>
public static class Eventually
{
    /// <summary>How long is waited for what has to come: longer than any machine is busy, so that only what never comes takes it.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until <paramref name="condition"/> is true.</summary>
    public static Task HoldsAsync(
        Func<bool> condition,
        TimeSpan? deadline = null,
        [CallerArgumentExpression(nameof(condition))] string what = "") =>
        HoldsAsync(() => Task.FromResult(condition()), deadline, what);

    /// <summary>Waits until <paramref name="condition"/> is true.</summary>
    public static Task HoldsAsync(
        Func<Task<bool>> condition,
        TimeSpan? deadline = null,
        [CallerArgumentExpression(nameof(condition))] string what = "") =>
        GivesAsync(condition, holds => holds, deadline, what);

    /// <summary>Waits until what <paramref name="read"/> gives satisfies <paramref name="isRight"/>, and returns it.</summary>
    public static async Task<T> GivesAsync<T>(
        Func<Task<T>> read,
        Func<T, bool> isRight,
        TimeSpan? deadline = null,
        [CallerArgumentExpression(nameof(isRight))] string what = "")
    {
        var limit = deadline ?? Deadline;
        var started = Stopwatch.GetTimestamp();

        while (true)
        {
            var value = await read();

            if (isRight(value))
            {
                return value;
            }

            if (Stopwatch.GetElapsedTime(started) > limit)
            {
                Assert.Fail($"Within {limit.TotalSeconds:0.#} seconds it did not come true: {what}. The last value was {value}.");
            }

            await Task.Delay(PollInterval, TimeProvider.System);
        }
    }
}
