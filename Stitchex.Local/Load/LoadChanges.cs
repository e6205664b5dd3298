using Stitchex.Functions.Events;
using Stitchex.Local.Simulator;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Local.Load;

/// <summary>Changes records in Stitchex, each change an event, and has some events delivered twice.</summary>
internal sealed class LoadChanges(StitchexSimulator simulator, LoadOptions options)
{
    // Half of the duplicates come beside the first delivery, and half up to this later, when most events are done.
    private static readonly TimeSpan LatestDuplicate = TimeSpan.FromSeconds(5);

    // No pick tickets: webhooks do not tell of drafts, and each change has to be an event.
    private static readonly string[] Resources = ["sales_order", "invoice", "product", "customer", "credit_note", "return", "receiving_ticket", "payment"];

    private readonly Random _random = new(options.Seed);
    private readonly List<RecordKey> _records = [];
    private readonly List<SentEvent> _sent = [];

    public IReadOnlyList<SentEvent> Sent => _sent;

    public void MakeNext()
    {
        var change = IsCreation() ? Create() : Update();
        _sent.Add(SentEvent.From(change));
        if (_random.Next(100) < options.Duplicates)
        {
            simulator.Webhooks.Repeat(change.Webhook!, _random.Next(2) == 0 ? TimeSpan.Zero : LatestDuplicate * _random.NextDouble());
        }
    }

    // Creations are spread over all events, and in the end there are as many records as there are to be.
    private bool IsCreation() => _records.Count == 0 || _random.Next(options.Events - _sent.Count) < options.DistinctRecords - _records.Count;

    private SimulatedChange Create()
    {
        var change = simulator.Create(Resources[_random.Next(Resources.Length)]);
        _records.Add(change.Version.Key);
        return change;
    }

    private SimulatedChange Update()
    {
        var key = _records[_random.Next(_records.Count)];
        return simulator.Update(key.Resource, key.Id, record => record["notes"] = $"Edit {_random.Next(1_000_000)}");
    }
}

/// <summary>An event that Stitchex told of: the id under which it has to be stored, and which state, from 0 on, of the record it tells of.</summary>
internal sealed record SentEvent(StitchexEventId Id, RecordKey Record, int Position)
{
    /// <summary>Makes it of a change that a webhook told of.</summary>
    public static SentEvent From(SimulatedChange change)
    {
        var (version, webhook) = (change.Version, change.Webhook!);
        var action = webhook.Name[(version.Resource.Length + 1)..];
        return new SentEvent(StitchexEventId.Create(version.Resource, version.Id, action, KeyPart.Hash(webhook.Body.Span)), version.Key, version.Number - 1);
    }
}
