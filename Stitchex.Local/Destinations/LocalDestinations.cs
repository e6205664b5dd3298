using System.Globalization;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Local.Destinations;

/// <summary>Two destinations on this machine, by settings alone: a signed webhook and a queue.</summary>
internal sealed class LocalDestinations : IAsyncDisposable
{
    private const string WebhookName = "local_webhook";
    private const string QueueName = "local_queue";

    private readonly string _storageConnectionString;
    private readonly DestinationReceiver _webhook;
    private readonly ChangeQueue _queue;
    private readonly HashSet<ExpectedRecord> _known;

    private LocalDestinations(
        string storageConnectionString, DestinationReceiver webhook, ChangeQueue queue, IReadOnlyList<ExpectedRecord> known)
    {
        _known = [.. known];
        _storageConnectionString = storageConnectionString;
        _webhook = webhook;
        _queue = queue;
    }

    /// <summary>The app's settings for them.</summary>
    /// <param name="timeout">How long a delivery may take.</param>
    public IReadOnlyDictionary<string, string> SettingsWith(TimeSpan timeout) => new Dictionary<string, string>
    {
        [$"Stitchex__Destinations__{WebhookName}__Timeout"] = Invariant(timeout),
        [$"Stitchex__Destinations__{QueueName}__Timeout"] = Invariant(timeout),
        [$"Stitchex__Destinations__{WebhookName}__Type"] = "Webhook",
        [$"Stitchex__Destinations__{WebhookName}__Address"] = _webhook.Address,
        [$"Stitchex__Destinations__{WebhookName}__Secret"] = _webhook.Secret,
        [$"Stitchex__Destinations__{QueueName}__Type"] = "StorageQueue",
        [$"Stitchex__Destinations__{QueueName}__ConnectionString"] = _storageConnectionString,
        [$"Stitchex__Destinations__{QueueName}__Queue"] = ChangeQueue.Name,
    };

    /// <summary>Starts them.</summary>
    /// <param name="storageConnectionString">Where the queue is.</param>
    /// <param name="known">What Stitchex has already, and may never tell of again.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public static async Task<LocalDestinations> StartAsync(
        string storageConnectionString, IReadOnlyList<ExpectedRecord> known, CancellationToken cancellationToken)
    {
        var queue = new ChangeQueue(storageConnectionString);
        await queue.CreateAsync(cancellationToken);
        return new LocalDestinations(storageConnectionString, await DestinationReceiver.StartAsync(cancellationToken), queue, known);
    }

    /// <summary>Compares what each of them got with what Stitchex has, and had not when they were started.</summary>
    public async Task<IReadOnlyList<DestinationVerdict>> JudgeAsync(IReadOnlyList<ExpectedRecord> records, CancellationToken cancellationToken)
    {
        var expected = records.Where(record => !_known.Contains(record)).ToList();
        var webhook = DestinationVerdict.Find(WebhookName, _webhook.Changes, expected);
        return
        [
            _webhook.Rejected == 0 ? webhook : webhook with { Faults = [.. webhook.Faults, $"{WebhookName}: {_webhook.Rejected} signatures are wrong."] },
            DestinationVerdict.Find(QueueName, await _queue.ReadAsync(cancellationToken), expected),
        ];
    }

    public ValueTask DisposeAsync() => _webhook.DisposeAsync();

    private static string Invariant(TimeSpan time) => time.ToString("c", CultureInfo.InvariantCulture);
}
