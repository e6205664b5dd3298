using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Stitchex.Local.Simulator;
using Stitchex.Local.Simulator.Faults;
using Stitchex.Local.Simulator.Records;
using Stitchex.Local.Simulator.Webhooks;

namespace Stitchex.Local.Lab;

/// <summary>Changes few records in Stitchex repeatedly, so that the changes of one are in each other's way.</summary>
internal sealed class LabChanges(StitchexSimulator simulator, int seed)
{
    private const int MostAlive = 150;
    private const int FewestAlive = 20;
    private const double ShareOfCreations = 0.3;
    private const double ShareOfDeletions = 0.04;

    // Half of all deletions come once more, so much later at most, when the record has long been deleted.
    private const double ShareOfRepeatedDeletions = 0.5;
    private static readonly TimeSpan LongestRepetition = TimeSpan.FromSeconds(20);

    private static readonly string[] Resources = ["sales_order", "pick_ticket", "invoice", "product", "customer", "credit_note", "return", "receiving_ticket", "payment"];

    // A share of all requests to the API each. The 429 makes the whole receiver wait for a second.
    private static readonly FaultRule[] Faults =
    [
        FaultRule.Response(StatusCodes.Status503ServiceUnavailable) with { Share = 0.03 },
        FaultRule.Response(StatusCodes.Status429TooManyRequests, retryAfter: "1") with { Share = 0.0005 },
        new(FaultKind.Reset) { Share = 0.01 },
        new(FaultKind.CutOff) { Share = 0.005 },
        new(FaultKind.Truncated) { Share = 0.005 },
        new(FaultKind.Html) { Share = 0.003 },
        new(FaultKind.WrongRecord) { Share = 0.003 },
        new(FaultKind.OtherOrganisation) { Share = 0.003 },
        new(FaultKind.Hang) { Share = 0.0005 },
    ];

    /// <summary>How webhooks behave: one in ten comes twice, one in five late, and half tell nothing but an id.</summary>
    public static readonly WebhookOptions Webhooks = new()
    {
        Shapes =
        [
            WebhookBodyShape.Full, WebhookBodyShape.Full, WebhookBodyShape.Full, WebhookBodyShape.Full, WebhookBodyShape.WithoutTimestamps,
            WebhookBodyShape.IdOnly, WebhookBodyShape.IdOnly, WebhookBodyShape.BareId, WebhookBodyShape.IdBeside, WebhookBodyShape.TopLevelId,
        ],
        DuplicateShare = 0.1,

        // Some meet the event when it is done, and some while it waits.
        DuplicateDelay = TimeSpan.FromSeconds(5),
        HoldBackShare = 0.2,
        LongestHoldBack = TimeSpan.FromSeconds(3),

        // The first waits are 50 ms, 0.3, 1.5 and 9 seconds: one of them outlasts a restart. It goes on for 14 minutes.
        RetryScale = 0.005,
    };

    private readonly Random _random = new(seed);
    private readonly List<RecordKey> _alive = [];
    private readonly HashSet<string> _bodies = new(StringComparer.Ordinal);

    /// <summary>Gets how many events differ in their bodies, and so how many rows there have to be.</summary>
    public int DistinctEvents => _bodies.Count;

    /// <summary>Lets the API fail now and then, and be behind the webhooks, from now on.</summary>
    public void AddFaults()
    {
        simulator.Lag.StayBehind(LabSettings.ApiLag);
        foreach (var fault in Faults)
        {
            simulator.Faults.Add(fault);
        }
    }

    /// <summary>Makes changes until webhooks tell of one; they do not of what is a draft.</summary>
    public void MakeNext()
    {
        while (Change() is var change)
        {
            if (change.Webhook is { } webhook)
            {
                _bodies.Add($"{webhook.RecordId} {Convert.ToHexString(SHA256.HashData(webhook.Body.Span))}");
                return;
            }
        }
    }

    private SimulatedChange Change()
    {
        if (_alive.Count < FewestAlive || (_alive.Count < MostAlive && _random.NextDouble() < ShareOfCreations))
        {
            return Create();
        }

        // The square prefers the first ones: some records are hot, and most are not.
        var index = (int)(_alive.Count * Math.Pow(_random.NextDouble(), 2));
        var key = _alive[index];
        if (_random.NextDouble() < ShareOfDeletions)
        {
            _alive.RemoveAt(index);
            return Delete(key);
        }

        return simulator.Update(key.Resource, key.Id, record => record["notes"] = $"Edit {_random.Next(1_000_000)}");
    }

    private SimulatedChange Delete(RecordKey key)
    {
        var change = simulator.Delete(key.Resource, key.Id);
        if (change.Webhook is { } webhook && _random.NextDouble() < ShareOfRepeatedDeletions)
        {
            simulator.Webhooks.Repeat(webhook, LongestRepetition * _random.NextDouble());
        }

        return change;
    }

    private SimulatedChange Create()
    {
        var change = simulator.Create(Resources[_random.Next(Resources.Length)]);
        if (change.Webhook is not null)
        {
            _alive.Add(change.Version.Key);
        }

        return change;
    }
}
