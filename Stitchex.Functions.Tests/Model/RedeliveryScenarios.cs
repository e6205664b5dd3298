using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Tests.Model;

/// <summary>The scenarios in which an operator has the record redelivered, or fetched because a list shows it.</summary>
internal static class RedeliveryScenarios
{
    private static readonly ModelEvent ToAll = new("redeliver", RedeliverTo: EventRow.AllHandlers);
    private static readonly ModelEvent ToA = new("redeliver", RedeliverTo: "A");
    private static readonly ModelEvent ToB = new("redeliver", RedeliverTo: "B");

    /// <summary>The scenarios.</summary>
    public static readonly IReadOnlyList<Scenario> All =
    [
        new("a redelivery to all handlers, a crash and a handler that fails")
        {
            History = [Scenarios.First],
            IsKnown = true,
            Events = [ToAll],
            Deliveries = [new(0, 0)],
            Budget = new Budget { Crashes = 1, HandlerFailures = 1, Copies = 1 },
        },
        new("two redeliveries to two handlers, and an outage")
        {
            History = [Scenarios.First],
            IsKnown = true,
            Events = [ToA, ToB],
            Deliveries = [new(0, 0), new(1, 0)],
            Budget = new Budget { Crashes = 1, HandlerFailures = 1, Outages = 1 },
        },
        new("a redelivery to one handler, a newer version and a crash")
        {
            History = [Scenarios.First, Scenarios.Second],
            IsKnown = true,
            Events = [Scenarios.UpdateTo2, ToB],
            Deliveries = [new(0, 1), new(1, 0)],
            Budget = new Budget { Crashes = 1 },
        },
        new("a redelivery to one handler, a newer version and a handler that fails")
        {
            History = [Scenarios.First, Scenarios.Second],
            IsKnown = true,
            Events = [Scenarios.UpdateTo2, ToA],
            Deliveries = [new(0, 1), new(1, 0)],
            Budget = new Budget { HandlerFailures = 1 },
        },
        new("a redelivery to all handlers, a newer version and a handler that fails")
        {
            History = [Scenarios.First, Scenarios.Second],
            IsKnown = true,
            Events = [Scenarios.UpdateTo2, ToAll],
            Deliveries = [new(0, 1), new(1, 0)],
            Budget = new Budget { HandlerFailures = 1 },
        },
        new("a redelivery to all handlers, a newer version and a crash")
        {
            History = [Scenarios.First, Scenarios.Second],
            IsKnown = true,
            Events = [Scenarios.UpdateTo2, ToAll],
            Deliveries = [new(0, 1), new(1, 0)],
            Budget = new Budget { Crashes = 1 },
        },
        new("a redelivery to all handlers, a newer version and a stall")
        {
            History = [Scenarios.First, Scenarios.Second],
            IsKnown = true,
            Events = [Scenarios.UpdateTo2, ToAll],
            Deliveries = [new(0, 1), new(1, 0)],
            Budget = new Budget { Stalls = 1 },
        },
        new("a redelivery, and a version that the API is late to show")
        {
            History = [Scenarios.First, Scenarios.Second],
            IsKnown = true,
            Events = [Scenarios.UpdateTo2, ToA],
            Deliveries = [new(0, 1), new(1, 0)],
            Lags = true,
            Budget = new Budget { HandlerFailures = 1 },
        },
        new("a redelivery, and content without a version that the API is late to show")
        {
            History = [new("h1"), new("h2")],
            IsKnown = true,
            Events = [Scenarios.Update, ToAll],
            Deliveries = [new(0, 1), new(1, 0)],
            Lags = true,
        },
        new("a redelivery of a record that is deleted, and a crash")
        {
            History = [Scenarios.First, Scenarios.Deleted],
            IsKnown = true,
            Events = [Scenarios.Delete, ToB],
            Deliveries = [new(0, 1), new(1, 0)],
            Budget = new Budget { Crashes = 1, Copies = 1 },
        },
        new("a redelivery of a deletion that the API is late to show")
        {
            History = [Scenarios.First, Scenarios.Deleted],
            IsKnown = true,
            Events = [Scenarios.Delete, ToAll],
            Deliveries = [new(0, 1), new(1, 0)],
            Lags = true,
            Budget = new Budget { HandlerFailures = 1 },
        },
        new("a redelivery that is rejected and replayed")
        {
            History = [Scenarios.First],
            IsKnown = true,
            Events = [ToAll],
            Deliveries = [new(0, 0)],
            Budget = new Budget { Rejections = 1, Replays = 1, Sweeps = 1 },
        },
        new("a redelivery of a record that comes back")
        {
            History = [Scenarios.First, Scenarios.Deleted, Scenarios.Third],
            IsKnown = true,
            Events = [Scenarios.Delete, Scenarios.UpdateTo3, ToB],
            Deliveries = [new(0, 1), new(1, 2), new(2, 0)],
        },
        new("content without a version that a list shows, and that the API is late to show")
        {
            History = [new("h1"), new("h2")],
            IsKnown = true,
            Events = [new(EventRow.BackfillAction, Listed: "h2")],
            Deliveries = [new(0, 1)],
            Lags = true,
            Budget = new Budget { Crashes = 1, HandlerFailures = 1 },
        },
    ];
}
