using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Stitchex.Functions.Api;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Api;

/// <summary>
/// Ten thousand records to fetch at once, from an API that takes six hundred requests a minute and responds with 429 to the rest: a quarter of an hour by the clock
/// that the app and the API share. What the queue does for an event, a loop does here; <see cref="EndToEnd.BurstTests"/> has the queue.
/// </summary>
public sealed class ApiBurstTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const int RequestsPerMinute = 600;

    // As many as the host takes from the queue at once.
    private const int Workers = 24;

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);
    private static readonly Task Never = new TaskCompletionSource().Task;

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 30, TimeSpan.Zero));

    // What each worker waits for the clock to bring; null while it works.
    private readonly Task?[] _awaited = new Task?[Workers];

    [Theory]
    [InlineData(10_000, RequestsPerMinute, 1.02)]
    [InlineData(2_000, 2 * RequestsPerMinute, 1.06)]
    public async Task Records_AreAllFetched_AtTheRateThatTheApiTakes_WhateverTheSettingSays(int records, int setting, double most)
    {
        await using var stitchex = await SimulatedStitchex.StartAsync(options => options with { Tokens = new() { Lifetime = TimeSpan.FromMinutes(10) } }, _time);
        stitchex.RateLimit.PerMinute = RequestsPerMinute;
        await using var app = await ReceiverApp.StartAsync(
            azurite, SimulatedStitchex.SettingsFor(stitchex, ("Stitchex:Api:RequestsPerMinute", $"{setting}")), services => services.AddSingleton<TimeProvider>(_time));
        var ids = new ConcurrentQueue<string>(Enumerable.Range(0, records).Select(_ => stitchex.Create("invoice", lines: 1).Id));

        // On threads of the pool, where what a worker waits for has come before the clock's move returns.
        var workers = Enumerable.Range(0, Workers).Select(worker => Task.Run(() => FetchAllAsync(worker, app, ids)));
        await LetTimePassAsync(Task.WhenAll(workers));

        Assert.Equal(records, stitchex.Requests.Count("/invoices/?invoice_id={id}", status: 200));
        Assert.InRange(stitchex.Requests.Count(), records, records * most);
        Assert.InRange(stitchex.Tokens.Counts.Logins, 1, 2);
        Assert.All(
            stitchex.Requests.Recent.GroupBy(request => request.At.UtcTicks / TimeSpan.TicksPerMinute),
            minute => Assert.InRange(minute.Count(), 0, RequestsPerMinute * most));
    }

    private async Task FetchAllAsync(int worker, ReceiverApp app, ConcurrentQueue<string> ids)
    {
        var (throttle, client) = (app.Services.GetRequiredService<RequestThrottle>(), app.Services.GetRequiredService<StitchexApiClient>());
        try
        {
            while (ids.TryDequeue(out var id))
            {
                while (await WaitAsync(worker, throttle.WaitAsync(CancellationToken.None)) is { } delay)
                {
                    await WaitAsync(worker, Task.Delay(delay, _time));
                }

                switch (await client.FetchAsync("invoice", id, _time.GetUtcNow(), CancellationToken.None))
                {
                    case FetchResult.Found:
                        break;
                    case FetchResult.Unavailable { Status: 429 }:
                        ids.Enqueue(id);
                        break;
                    case var other:
                        Assert.Fail($"{other}");
                        break;
                }
            }
        }
        finally
        {
            // The others go on, whatever ended this one.
            Volatile.Write(ref _awaited[worker], Never);
        }
    }

    private async Task<T> WaitAsync<T>(int worker, Task<T> task)
    {
        await WaitAsync(worker, (Task)task);
        return await task;
    }

    private async Task WaitAsync(int worker, Task task)
    {
        Volatile.Write(ref _awaited[worker], task);
        await task;
        Volatile.Write(ref _awaited[worker], null);
    }

    // Time stands while anybody works, or has got what it waited for and was not given the processor yet: it goes on when all wait for it.
    private async Task LetTimePassAsync(Task work)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        while (!work.IsCompleted)
        {
            if (Array.TrueForAll(_awaited, static awaited => awaited is { IsCompleted: false }))
            {
                _time.Advance(Step);
            }

            await tick.WaitForNextTickAsync();
        }

        await work;
    }
}
