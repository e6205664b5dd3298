using System.Collections.Specialized;
using System.Text.Json.Nodes;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Benchmarks.Processing;
using Stitchex.Functions.Benchmarks.Storage;
using Stitchex.Functions.Operations;
using Stitchex.Functions.Operations.Http;
using Stitchex.Functions.Operations.Searching;
using Stitchex.Functions.Processing;
using Stitchex.Functions.Receiving;
using Stitchex.Functions.Storage;
using Stitchex.Local.Load;

namespace Stitchex.Functions.Benchmarks.History;

/// <summary>The kinds of work whose requests are counted, each as a function would have it done.</summary>
/// <param name="storage">The storage.</param>
/// <param name="app">The app's services.</param>
internal sealed class HistoryWork(MemoryStorage storage, IServiceProvider app)
{
    private const int NewRecord = 7;

    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(5);

    private readonly QueueClient _queue = MemoryStack.EventsQueue(storage);

    /// <summary>Has done what is done once: whether processing is paused is asked, and sweeps have looked at all that is stored.</summary>
    public async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        var body = new MemoryStream(FixedLatencyApi.Webhook(NewRecord - 1, 1));
        await app.GetRequiredService<WebhookReceiver>().ReceiveAsync(body, cancellationToken);
        await ProcessAsync(await TakeMessageAsync(cancellationToken), cancellationToken);
        await app.GetRequiredKeyedService<EventStorage>(EventStorage.Processing).Control
            .WriteSweepAsync(new SweepPosition(TimeProvider.System.GetUtcNow() - SweepInterval, Open: null), cancellationToken);
        await SweepAsync(cancellationToken);
    }

    /// <summary>Receives a webhook of a record that is not among the stored ones.</summary>
    /// <exception cref="InvalidOperationException">It was not acknowledged.</exception>
    public async Task ReceiveAsync(int version, CancellationToken cancellationToken)
    {
        var body = new MemoryStream(FixedLatencyApi.Webhook(NewRecord, version));
        var response = await app.GetRequiredService<WebhookReceiver>().ReceiveAsync(body, cancellationToken);
        if ((int)response.Status / 100 != 2)
        {
            throw new InvalidOperationException($"The webhook got status {response.Status}.");
        }
    }

    /// <summary>Takes the message that is in the queue, as the host does.</summary>
    public async Task<string> TakeMessageAsync(CancellationToken cancellationToken)
    {
        var message = (await _queue.ReceiveMessageAsync(visibilityTimeout: null, cancellationToken)).Value;
        await _queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancellationToken);
        return message.Body.ToString();
    }

    /// <summary>Processes an event.</summary>
    public Task ProcessAsync(string message, CancellationToken cancellationToken) =>
        app.GetRequiredService<EventProcessor>().ProcessAsync(message, cancellationToken);

    /// <summary>Shows the newest events.</summary>
    /// <returns>The id of the first.</returns>
    public async Task<string> ListAsync(CancellationToken cancellationToken)
    {
        var page = new NameValueCollection { ["pageSize"] = "5" };
        var response = await app.GetRequiredService<EventOperations>().ListAsync(page, cancellationToken);
        return (string)JsonNode.Parse(response.Body.Span)!["events"]![0]!["id"]!;
    }

    /// <summary>Finds a record that is among the stored ones by its number.</summary>
    /// <exception cref="InvalidOperationException">It was not found.</exception>
    public async Task FindAsync(int record, CancellationToken cancellationToken)
    {
        var query = new NameValueCollection { ["q"] = StoredEvents.NumberOf(record) };
        var response = await app.GetRequiredService<SearchOperations>().SearchAsync(query, cancellationToken);
        if (JsonNode.Parse(response.Body.Span)!["records"]!.AsArray().Count != 1)
        {
            throw new InvalidOperationException($"{query["q"]} was not found.");
        }
    }

    /// <summary>Replays an event.</summary>
    public Task<OperatorResponse> ReplayAsync(string id, CancellationToken cancellationToken) =>
        app.GetRequiredService<EventOperations>().ReplayAsync(id, cancellationToken);

    /// <summary>Sweeps once.</summary>
    public Task SweepAsync(CancellationToken cancellationToken) => app.GetRequiredService<EventSweeper>().SweepAsync(cancellationToken);

    /// <summary>Purges once.</summary>
    /// <exception cref="InvalidOperationException">Not as many events were removed as there were.</exception>
    public async Task PurgeAsync(int expected, CancellationToken cancellationToken)
    {
        var removed = await app.GetRequiredService<EventPurger>().PurgeAsync(cancellationToken);
        if (removed != expected)
        {
            throw new InvalidOperationException($"{removed:N0} events were removed, not {expected:N0}.");
        }
    }
}
