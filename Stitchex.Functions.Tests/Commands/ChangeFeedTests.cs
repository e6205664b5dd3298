using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Stitchex.Functions.Tests.Destinations;
using Stitchex.Local.Operator;

namespace Stitchex.Functions.Tests.Commands;

/// <summary>Which changes a feed reads, and when, by what a deployment lists.</summary>
public sealed class ChangeFeedTests : IAsyncLifetime
{
    private const string Id = "invoice.7.update.0123456789abcdef0123456789abcdef";

    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly List<string> _read = [];
    private readonly CancellationTokenSource _end = new();
    private volatile Func<HttpRequest, string?> _lists = _ => null;
    private volatile string _change = "invoice.7@1-0123456789ab";
    private HookServer _deployment = null!;
    private DateTimeOffset _archivedAt = TimeProvider.System.GetUtcNow().AddMinutes(1);

    public async Task InitializeAsync()
    {
        _deployment = await HookServer.StartAsync(HookServer.Reserve());
        _deployment.Response = RespondAsync;
    }

    public async Task DisposeAsync()
    {
        await _end.CancelAsync();
        await _deployment.DisposeAsync();
        _end.Dispose();
    }

    [Fact]
    public async Task EventThatIsOpenedAgain_LongAfterItCame_IsSeen()
    {
        await using var feed = Start();
        await LookAsync();
        _lists = request => request.Query.ContainsKey("watched") ? Event("Completed", tried: 30, came: -9_000) : null;
        await ReadAsync(1);

        _change = "invoice.7@2-0123456789ab";
        _lists = request => request.Query.ContainsKey("watched") ? Event("Completed", tried: 60, came: -9_000) : null;
        await ReadAsync(2);

        Assert.Equal(["invoice.7@1-0123456789ab", "invoice.7@2-0123456789ab"], _read);
    }

    [Fact]
    public async Task EventThatWaits_IsAskedFor_UntilItIsDone()
    {
        await using var feed = Start();
        _lists = request => request.Query.ContainsKey("since") ? Event("Received", tried: null, came: 0) : null;
        await LookAsync();
        _lists = request => IsForTheEvent(request) ? Event("Retrying", tried: null, came: 0, page: false) : null;
        await LookAsync();
        Assert.Empty(_read);

        _lists = request => IsForTheEvent(request) ? Event("Completed", tried: 30, came: 0, page: false) : null;
        await ReadAsync(1);
    }

    [Fact]
    public async Task EventsOfOneChange_AndWhatWasArchivedBefore_AreNotRead()
    {
        await using var feed = Start();
        _lists = request => request.Query.ContainsKey("since") ? Event("Completed", tried: 30, came: 0) : null;
        await ReadAsync(1);
        _lists = request => request.Query.ContainsKey("since") ? Event("Completed", tried: 40, came: 0) : null;
        await LookAsync();
        (_change, _archivedAt) = ("invoice.7@2-0123456789ab", _archivedAt.AddHours(-1));
        _lists = request => request.Query.ContainsKey("since") ? Event("Completed", tried: 50, came: 0) : null;
        await LookAsync();

        Assert.Single(_read);
    }

    [Fact]
    public async Task Tail_ShowsEachStateOnce_AndAsksLessOften_WhenNothingComes()
    {
        var output = new StringWriter();
        using var client = new OperatorClient(_deployment.Address, "key");
        await using var written = TextWriter.Synchronized(output);
        var tail = Task.Run(() => new EventsConsole(OperatorCommands.ConsoleTo(written), client)
            .TailAsync("", "completed", outcome: null, _time, _end.Token));
        _lists = request => request.Query.ContainsKey("since") ? Event("Retrying", tried: 30, came: 0) : null;
        await LookAsync();
        _lists = request => request.Query.ContainsKey("since") ? Event("Completed", tried: 31, came: 0) : null;
        await LookAsync();
        await LookAsync();
        _lists = _ => null;
        await LookAsync();

        // One look and one at what is watched, every 15 seconds.
        var (asked, since) = (_deployment.Requests.Count, _time.GetUtcNow());
        await LookAsync();
        await LookAsync();
        Assert.InRange((_deployment.Requests.Count - asked) / (_time.GetUtcNow() - since).TotalMinutes, 1, 10);
        await _end.CancelAsync();
        await tail;
        Assert.Equal(2, output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains(" 7 Completed invoice.7.update.", output.ToString(), StringComparison.Ordinal);
    }

    private static bool IsForTheEvent(HttpRequest request) => request.Path.Value!.EndsWith(Id, StringComparison.Ordinal);

    private static string Event(string state, int? tried, int came, bool page = true)
    {
        var now = TimeProvider.System.GetUtcNow();
        var triedAt = tried is { } minutes ? $"\"{now.Date.AddDays(1).AddMinutes(minutes):yyyy-MM-dd'T'HH:mm:ss}Z\"" : "null";
        var line = $$"""
            {"id":"{{Id}}","resource":"invoice","recordId":"7","state":"{{state}}","receivedAt":"{{now.AddMinutes(came):O}}","lastAttemptAt":{{triedAt}}}
            """;
        return page ? $$"""{"events":[{{line}}],"nextPageToken":null}""" : line;
    }

    private Feed Start()
    {
        var client = new OperatorClient(_deployment.Address, "key");
        var feed = new ChangeFeed(client, _ => true, _ => { }, _time);
        return new Feed(client, Task.Run(async () =>
        {
            await foreach (var change in feed.ReadAsync(since: null, _end.Token))
            {
                lock (_read)
                {
                    _read.Add(change.Event.Id);
                }
            }
        }), _end);
    }

    private async Task RespondAsync(HttpContext context)
    {
        if (context.Request.Path.Value!.EndsWith("/change", StringComparison.Ordinal))
        {
            context.Response.Headers.LastModified = _archivedAt.ToString("R");
            await context.Response.WriteAsync($$"""{"id":"{{_change}}","subject":"invoice/7","type":"com.stitchex.invoice.updated"}""");
            return;
        }

        await context.Response.WriteAsync(_lists(context.Request) ?? """{"events":[],"nextPageToken":null}""");
    }

    // Time passes until the feed has looked twice at all that it looks at: so it has once, from begin to end, since now.
    private async Task LookAsync()
    {
        int Watched() => _deployment.Requests.Count(request => request.Query.Contains("watched", StringComparison.Ordinal));
        var before = Watched();
        await Eventually.HoldsAsync(() => Passed(Watched() >= before + 2));
    }

    private Task ReadAsync(int count) => Eventually.HoldsAsync(() =>
    {
        lock (_read)
        {
            return Passed(_read.Count == count);
        }
    });

    private bool Passed(bool isDone)
    {
        if (!isDone)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        return isDone;
    }

    private sealed record Feed(OperatorClient Client, Task Reading, CancellationTokenSource End) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await End.CancelAsync();
            await Reading.ContinueWith(_ => { }, TaskScheduler.Default);
            Client.Dispose();
        }
    }
}
