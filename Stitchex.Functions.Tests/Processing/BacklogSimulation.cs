using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Stitchex.Functions.Api;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Tests.Processing;

/// <summary>
/// A backlog of events, one for each of as many records, that one instance works off: the host takes messages as host.json tells it to, the
/// app's own throttle gives permits, and its own rules put back what has none. Each message keeps its place in the host for a tenth of a
/// second besides. It counts the requests to storage, by a clock that nobody waits for.
/// </summary>
internal sealed class BacklogSimulation
{
    private const int BatchSize = 8;
    private const int NewBatchThreshold = 16;
    private const int Reads = 2;

    // One transaction takes the lease, one ends the event; the archive's blob is written in between.
    private const int RestOfAnAttempt = 3;

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
    private readonly ProcessingOptions _options = new();
    private readonly EventTransitions _transitions;
    private readonly PriorityQueue<int, (DateTimeOffset VisibleAt, int Sent)> _queue = new();
    private readonly List<(int Event, Task<TimeSpan?> Permit)> _inHand = [];
    private readonly EventRow[] _rows;
    private readonly Random _random = new(61);
    private int _sent;

    /// <summary>Fills the queue.</summary>
    /// <param name="events">How many events wait.</param>
    /// <param name="requestsPerMinute">The instance's rate.</param>
    public BacklogSimulation(int events, int requestsPerMinute)
    {
        _transitions = new EventTransitions(_options);
        Throttle = new RequestThrottle(
            Options.Create(new StitchexApiOptions { RequestsPerMinute = requestsPerMinute }), Options.Create(_options), _time);
        _rows = [.. Enumerable.Range(0, events).Select(NewRow)];
        foreach (var number in Enumerable.Range(0, events))
        {
            Send(number, TimeSpan.Zero);
        }
    }

    /// <summary>Gets the throttle.</summary>
    public RequestThrottle Throttle { get; }

    /// <summary>Gets the events in the order in which they were served.</summary>
    public List<int> Served { get; } = [];

    /// <summary>Gets the requests to storage so far.</summary>
    public int Requests { get; private set; }

    /// <summary>Gets how often a message was put back.</summary>
    public int PutBack { get; private set; }

    /// <summary>Gets the most events that were served within one second.</summary>
    public int MostInASecond { get; private set; }

    /// <summary>Gets how long it took.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>Works the backlog off.</summary>
    // On a thread of the pool, where what is waited for has come before the clock's move returns.
    public Task RunAsync(TimeSpan limit) => Task.Run(async () =>
    {
        var lastSecond = new Queue<int>();
        while (Served.Count < _rows.Length && Elapsed < limit)
        {
            Take();
            var before = Served.Count;
            await EndAsync();
            lastSecond.Enqueue(Served.Count - before);
            if (lastSecond.Count > TimeSpan.FromSeconds(1) / Step)
            {
                lastSecond.Dequeue();
            }

            MostInASecond = Math.Max(MostInASecond, lastSecond.Sum());
            _time.Advance(Step);
            Elapsed += Step;
        }
    });

    private void Take()
    {
        while (_inHand.Count <= NewBatchThreshold && IsAnyVisible())
        {
            Requests++;
            for (var i = 0; i < BatchSize && IsAnyVisible(); i++)
            {
                Requests += Reads;
                _inHand.Add((_queue.Dequeue(), Throttle.WaitAsync(CancellationToken.None)));
            }
        }
    }

    private async Task EndAsync()
    {
        foreach (var (number, permit) in _inHand.Where(held => held.Permit.IsCompleted).ToList())
        {
            if (await permit is { } delay)
            {
                PutBackFor(number, delay);
            }
            else
            {
                Requests += RestOfAnAttempt;
                Served.Add(number);
            }

            // Its message is removed.
            Requests++;
            _inHand.RemoveAll(held => held.Event == number);
        }
    }

    private void PutBackFor(int number, TimeSpan delay)
    {
        var row = _rows[number];
        var message = new EventMessage { Id = row.Id.ToString(), Resource = row.Resource, RecordId = row.RecordId };
        var context = new DecisionContext(message, row, new RecordRow(), _time.GetUtcNow(), _random.NextDouble());
        foreach (var effect in _transitions.OnThrottled(context, delay, Throttle.Reason).Effects)
        {
            Requests++;
            if (effect is Effect.Commit commit)
            {
                _rows[number] = commit.Row;
            }
            else if (effect is Effect.Send send)
            {
                Send(number, send.Delay);
            }
        }

        PutBack++;
    }

    // Storage takes whole seconds, as EventQueue rounds them.
    private void Send(int number, TimeSpan delay) =>
        _queue.Enqueue(number, (_time.GetUtcNow() + TimeSpan.FromSeconds(Math.Ceiling(delay.TotalSeconds)), _sent++));

    private bool IsAnyVisible() => _queue.TryPeek(out _, out var first) && first.VisibleAt <= _time.GetUtcNow();

    private static EventRow NewRow(int number) => new()
    {
        Id = StitchexEventId.Create("invoice", $"{number}", "update", "0123456789abcdef0123456789abcdef"),
        Resource = "invoice",
        RecordId = $"{number}",
        Action = "update",
    };
}
