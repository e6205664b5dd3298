using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Stitchex.Functions.Api;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Api;

/// <summary>
/// Ten thousand records to fetch at once, from an API that takes six hundred requests a minute and answers 429 to the rest: a quarter of an hour by the clock
/// that the app and the API share. What the queue does for an event, a loop does here; <see cref="EndToEnd.BurstTests"/> has the queue.
/// </summary>
public sealed class ApiBurstTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const int RequestsPerMinute = 600;

    // As many as the host takes from the queue at once.
    private const int Workers = 24;

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 30, TimeSpan.Zero));
    private int _busy = Workers;

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

        // On threads of the pool, where a worker that time wakes is busy before the clock's move returns.
        await LetTimePassAsync(Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(() => FetchAllAsync(app, ids)))));

        Assert.Equal(records, stitchex.Requests.Count("/invoices/?invoice_id={id}", status: 200));
        Assert.InRange(stitchex.Requests.Count(), records, records * most);
        Assert.InRange(stitchex.Tokens.Counts.Logins, 1, 2);
        Assert.All(
            stitchex.Requests.Recent.GroupBy(request => request.At.UtcTicks / TimeSpan.TicksPerMinute),
            minute => Assert.InRange(minute.Count(), 0, RequestsPerMinute * most));
    }

    private async Task FetchAllAsync(ReceiverApp app, ConcurrentQueue<string> ids)
    {
        var (gate, client) = (app.Services.GetRequiredService<RequestGate>(), app.Services.GetRequiredService<StitchexApiClient>());
        while (ids.TryDequeue(out var id))
        {
            while (await WaitAsync(gate.EnterAsync(CancellationToken.None)) is { } delay)
            {
                await WaitAsync(Task.Delay(delay, _time));
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

        Interlocked.Decrement(ref _busy);
    }

    private async Task<T> WaitAsync<T>(Task<T> task)
    {
        await WaitAsync((Task)task);
        return await task;
    }

    private async Task WaitAsync(Task task)
    {
        Interlocked.Decrement(ref _busy);
        await task;
        Interlocked.Increment(ref _busy);
    }

    // Time stands while anybody works: it goes on when all wait for it.
    private async Task LetTimePassAsync(Task work)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        while (!work.IsCompleted)
        {
            if (Volatile.Read(ref _busy) == 0)
            {
                _time.Advance(Step);
            }

            await tick.WaitForNextTickAsync();
        }

        await work;
    }
}
