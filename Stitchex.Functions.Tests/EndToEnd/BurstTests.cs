using System.Globalization;
using System.Net;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Stitchex.Functions.Processing;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator;

namespace Stitchex.Functions.Tests.EndToEnd;

/// <summary>
/// A bulk edit in Stitchex: many webhooks at once, and an API that takes six hundred requests a minute. There are 600 unless <c>STITCHEX_BURST_EVENTS</c> says
/// how many; ten thousand take minutes, for storage is asked ten times for each. <see cref="Api.ApiBurstTests"/> has ten thousand each time, without storage.
/// </summary>
public sealed class BurstTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const int RequestsPerMinute = 600;
    private const int Concurrency = 24;

    private static readonly int Events = int.Parse(Environment.GetEnvironmentVariable("STITCHEX_BURST_EVENTS") ?? "600", CultureInfo.InvariantCulture);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);

    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    [Fact]
    public async Task Events_AreAllHandled_AtTheRateThatTheApiTakes()
    {
        await using var stitchex = await SimulatedStitchex.StartAsync(time: _time);
        stitchex.RateLimit.PerMinute = RequestsPerMinute;
        await using var app = await ReceiverApp.StartAsync(
            azurite,
            SimulatedStitchex.SettingsFor(
                stitchex,
                ("Stitchex:Api:RequestsPerMinute", $"{RequestsPerMinute}"),
                ("Stitchex:Processing:PauseCacheTime", "00:00:15"),

                // Where storage is slow, the clock runs ahead of the work.
                ("Stitchex:Api:RequestTimeout", "00:01:00"),
                ("Stitchex:Api:FetchTimeout", "00:01:00")),
            services => services.AddSingleton<TimeProvider>(_time));
        var bodies = Enumerable.Range(0, Events).Select(_ => SimulatedStitchex.BodyOf(stitchex.Create("invoice", lines: 1))).ToList();
        await Parallel.ForEachAsync(bodies, new ParallelOptions { MaxDegreeOfParallelism = Concurrency }, async (body, _) => await DeliverAsync(app, body));

        using var done = new CancellationTokenSource();
        var processing = Task.WhenAll(Enumerable.Range(0, Concurrency).Select(_ => ProcessAsync(app, done.Token)));
        await LetTimePassAsync(app, stitchex, until: () => IsEmptyAsync(app.Queue));
        await done.CancelAsync();
        await processing;

        var rows = await app.EventRowsAsync();
        Assert.Equal(Events, rows.Count);
        Assert.All(rows, row => Assert.Equal(("Completed", "Handled"), (row.GetString("State"), row.GetString("Outcome"))));
        Assert.True(stitchex.Tokens.Counts.Logins <= 2, $"There were {stitchex.Tokens.Counts.Logins} logins.");
        foreach (var some in stitchex.Requests.Recent.GroupBy(request => request.At.UtcTicks / (10 * TimeSpan.TicksPerSecond)))
        {
            // A tenth more in hand, and what was on its way when the clock moved.
            Assert.True(some.Count() <= (RequestsPerMinute / 6 * 1.1) + Concurrency, $"In ten seconds the API saw {some.Count()} requests.");
        }

        Assert.InRange(stitchex.Requests.Count(), Events, Events * 1.02);
    }

    // As Stitchex does: again, until the event is taken.
    private static async Task DeliverAsync(ReceiverApp app, byte[] body)
    {
        while ((await app.ReceiveAsync(body)).Status is HttpStatusCode.ServiceUnavailable)
        {
        }
    }

    // The host's part: it takes messages as long as it has room, and removes those that are done with.
    private static async Task ProcessAsync(ReceiverApp app, CancellationToken done)
    {
        var processor = app.Services.GetRequiredService<EventProcessor>();
        while (!done.IsCancellationRequested)
        {
            if ((await app.Queue.ReceiveMessageAsync(TimeSpan.FromMinutes(10), CancellationToken.None)).Value is not { } message)
            {
                await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, done));
                continue;
            }

            await processor.ProcessAsync(message.Body.ToString(), CancellationToken.None);
            await app.Queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, CancellationToken.None);
        }
    }

    // Time goes on as soon as the requests that it allows have been made, or nobody makes one: so it never runs away from the work.
    private async Task LetTimePassAsync(ReceiverApp app, StitchexSimulator stitchex, Func<Task<bool>> until)
    {
        var allowed = stitchex.Requests.Count() + (RequestsPerMinute * Step / TimeSpan.FromMinutes(1));
        for (var step = 1; step % 20 != 0 || !await until(); step++)
        {
            using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(5), TimeProvider.System);
            for (var i = 0; i < 20 && stitchex.Requests.Count() < allowed; i++)
            {
                await pause.WaitForNextTickAsync();
            }

            await app.Account.AdvanceClockAsync(Step);
            _time.Advance(Step);
            allowed = stitchex.Requests.Count() + (RequestsPerMinute * Step / TimeSpan.FromMinutes(1));
        }
    }

    private static async Task<bool> IsEmptyAsync(QueueClient queue)
    {
        QueueProperties properties = await queue.GetPropertiesAsync();
        return properties.ApproximateMessagesCount == 0;
    }
}
