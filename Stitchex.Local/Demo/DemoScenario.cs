using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Stitchex.Local.Simulator;
using Stitchex.Local.Simulator.Faults;
using Stitchex.Local.Simulator.Records;
using Stitchex.Local.Simulator.Webhooks;

namespace Stitchex.Local.Demo;

/// <summary>A busy minute at a brand: some 200 changes of orders, pick tickets, invoices and products, told by webhooks at their worst.</summary>
internal sealed class DemoScenario(StitchexSimulator simulator)
{
    private const int Creations = 110;
    private const int Edits = 60;
    private const int BurstEdits = 20;
    private const int Deletions = 10;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(15);

    // As often as they occur at a brand, more or less.
    private static readonly string[] Resources =
        ["sales_order", "sales_order", "pick_ticket", "pick_ticket", "invoice", "invoice", "product", "customer", "credit_note", "return", "receiving_ticket", "payment"];

    private static readonly byte[][] Malformed =
    [
        [],
        "event=invoice_update&id=7"u8.ToArray(),
        "{\"hello\":\"world\"}"u8.ToArray(),
        "[]"u8.ToArray(),
        "{\"event\":7}"u8.ToArray(),
        "{\"event\":\"invoice_update\",\"invoice\":{\"id\":"u8.ToArray(),
        Encoding.UTF8.GetBytes($"{{\"event\":\"invoice_update\",\"note\":\"{new string('x', 4 * 1024 * 1024)}\"}}"),

        // An event, but of no record: it is accepted, and dead-lettered for somebody to look at.
        "{\"event\":\"sales_order_update\",\"sales_order\":{\"status\":\"packed\"}}"u8.ToArray(),
    ];

    private readonly Random _random = new(simulator.Options.Seed);
    private readonly List<RecordKey> _alive = [];

    /// <summary>How many changes the demo has.</summary>
    public const int Changes = Creations + Edits + BurstEdits + Deletions;

    /// <summary>How webhooks behave in the demo: one in five comes twice, one in four late, some are thin.</summary>
    public static readonly WebhookOptions Webhooks = new()
    {
        Shapes =
        [
            WebhookBodyShape.Full, WebhookBodyShape.Full, WebhookBodyShape.Full, WebhookBodyShape.Full, WebhookBodyShape.Full, WebhookBodyShape.Full,
            WebhookBodyShape.WithoutTimestamps, WebhookBodyShape.IdOnly, WebhookBodyShape.BareId, WebhookBodyShape.IdBeside,
        ],
        DuplicateShare = 0.2,
        DuplicateDelay = TimeSpan.FromSeconds(3),
        HoldBackShare = 0.25,
        LongestHoldBack = TimeSpan.FromSeconds(2),
        RetryScale = 0.02,
    };

    /// <summary>Plays it. When it returns all changes are made; webhooks may still be under way.</summary>
    /// <param name="onChange">Called after each change.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>The responses to requests that were not webhooks at all.</returns>
    public async Task<IReadOnlyList<int>> PlayAsync(Action onChange, CancellationToken cancellationToken)
    {
        simulator.Faults.Add(FaultRule.Response(StatusCodes.Status503ServiceUnavailable) with { Share = 0.05 });
        simulator.Faults.Add(FaultRule.Response(StatusCodes.Status429TooManyRequests, retryAfter: "1") with { Share = 0.02 });
        simulator.Faults.Add(new FaultRule(FaultKind.Reset) { Share = 0.02 });

        await RepeatAsync(Creations, Create, onChange, cancellationToken);
        var responses = await SendMalformedAsync(cancellationToken);
        await RepeatAsync(Edits, Edit, onChange, cancellationToken);
        Burst(onChange);
        await RepeatAsync(Deletions, Delete, onChange, cancellationToken);
        return responses;
    }

    private static async Task RepeatAsync(int times, Action change, Action onChange, CancellationToken cancellationToken)
    {
        for (var i = 0; i < times; i++)
        {
            change();
            onChange();
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }

    private void Create()
    {
        var resource = Resources[_random.Next(Resources.Length)];
        _alive.Add(simulator.Create(resource).Version.Key);
    }

    private void Edit()
    {
        var key = _alive[_random.Next(_alive.Count)];
        simulator.Update(key.Resource, key.Id, Touch);
    }

    // Somebody edits one product twenty times while nothing gets out, and then all of it does at once.
    private void Burst(Action onChange)
    {
        var product = _alive.Find(key => key.Resource == "product");
        simulator.Webhooks.Hold();
        for (var i = 0; i < BurstEdits; i++)
        {
            simulator.Update(product.Resource, product.Id, Touch);
            onChange();
        }

        simulator.Webhooks.Release();
    }

    private void Delete()
    {
        var key = _alive[_random.Next(_alive.Count)];
        _alive.Remove(key);
        simulator.Delete(key.Resource, key.Id);
    }

    private void Touch(JsonObject record) => record["notes"] = $"Edit {_random.Next(1_000_000)}";

    private async Task<IReadOnlyList<int>> SendMalformedAsync(CancellationToken cancellationToken)
    {
        List<int> responses = [];
        foreach (var body in Malformed)
        {
            using var response = await simulator.Webhooks.SendRawAsync(body, cancellationToken: cancellationToken);
            responses.Add((int)response.StatusCode);
        }

        return responses;
    }
}
