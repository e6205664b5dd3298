namespace Stitchex.Functions.Tests.Model;

/// <summary>The scenarios that are explored. Each is small enough to be tried to its end.</summary>
internal static class Scenarios
{
    /// <summary>The first version.</summary>
    public static readonly Content First = new("h1", ModelTime.V1);

    /// <summary>The second version.</summary>
    public static readonly Content Second = new("h2", ModelTime.V2);

    /// <summary>The third version.</summary>
    public static readonly Content Third = new("h3", ModelTime.V3);

    /// <summary>No record.</summary>
    public static readonly Content Deleted = new(Hash: null);

    /// <summary>An event that tells of the first version.</summary>
    public static readonly ModelEvent UpdateTo1 = new("update", ModelTime.V1);

    /// <summary>An event that tells of the second version.</summary>
    public static readonly ModelEvent UpdateTo2 = new("update", ModelTime.V2);

    /// <summary>An event that tells of the third version.</summary>
    public static readonly ModelEvent UpdateTo3 = new("update", ModelTime.V3);

    /// <summary>An event that tells of no version.</summary>
    public static readonly ModelEvent Update = new("update");

    /// <summary>An event that tells of a deletion.</summary>
    public static readonly ModelEvent Delete = new("delete");

    /// <summary>Two events of two versions.</summary>
    public static readonly Scenario TwoVersions = new("two versions")
    {
        History = [First, Second],
        Events = [UpdateTo1, UpdateTo2],
        Deliveries = [new(0, 0), new(1, 1)],
    };

    /// <summary>Two deliveries of one event without a version, between which the record changed.</summary>
    public static readonly Scenario Repeats = new("repeats without a version")
    {
        History = [First, Second],
        Events = [Update],
        Deliveries = [new(0, 0), new(0, 1)],
    };

    /// <summary>An update, and a deletion after it.</summary>
    public static readonly Scenario Deletion = new("an update and a deletion")
    {
        History = [First, Deleted],
        Events = [UpdateTo1, Delete],
        Deliveries = [new(0, 0), new(1, 1)],
    };

    /// <summary>An event whose handler ends the process each time.</summary>
    public static readonly Scenario Killer = new("an event that kills its process")
    {
        History = [First],
        Events = [UpdateTo1],
        Deliveries = [new(0, 0)],
        KillsTheProcess = true,
        MaxCrashes = 3,
        Budget = new Budget { Sweeps = 1 },
    };

    /// <summary>All that the protocol must survive.</summary>
    public static readonly IReadOnlyList<Scenario> All =
    [
        new("one event, received step by step")
        {
            History = [First],
            Events = [UpdateTo1],
            Deliveries = [new(0, 0), new(0, 0)],
            ReceivesStepByStep = true,
            Tries = 2,
            Budget = new Budget { ReceiverFaults = 2, Crashes = 1 },
        },
        Repeats with
        {
            Name = "repeats without a version, received step by step",
            ReceivesStepByStep = true,
            Tries = 2,
            Budget = new Budget { ReceiverFaults = 1, Crashes = 1 },
        },
        TwoVersions with { Name = "two versions, a crash and a handler that fails", Budget = new Budget { Crashes = 1, HandlerFailures = 1 } },
        TwoVersions with
        {
            Name = "two versions, a handler that fails and an operator who resolves",
            Budget = new Budget { HandlerFailures = 1, Resolves = 1, Crashes = 1 },
        },
        TwoVersions with { Name = "two versions, a stall and a handler that fails", Budget = new Budget { Stalls = 1, HandlerFailures = 1 } },
        TwoVersions with { Name = "two versions, a stall and a crash", Budget = new Budget { Stalls = 1, Crashes = 1 } },
        TwoVersions with { Name = "two versions, a stall and a lost response", Budget = new Budget { Stalls = 1, LostResponses = 1 } },
        TwoVersions with { Name = "two versions, a crash and a message that comes twice", Budget = new Budget { Crashes = 1, Copies = 1 } },
        new("three versions")
        {
            History = [First, Second, Third],
            Events = [UpdateTo1, UpdateTo2, UpdateTo3],
            Deliveries = [new(0, 0), new(1, 1), new(2, 2)],
            Budget = new Budget { HandlerFailures = 1 },
        },
        Repeats with { Name = "repeats without a version, two crashes", Budget = new Budget { Crashes = 2 } },
        Repeats with { Name = "repeats without a version, a stall", Budget = new Budget { Stalls = 1, Copies = 1 } },
        Deletion with { Name = "a deletion, a crash and a handler that fails", Budget = new Budget { Crashes = 1, HandlerFailures = 1 } },
        Deletion with { Name = "a deletion, a stall and a handler that fails", Budget = new Budget { Stalls = 1, HandlerFailures = 1 } },
        Deletion with { Name = "rows that are read apart", ReadsRowsApart = true, Budget = new Budget { Stalls = 1 } },
        Deletion with { Name = "a deletion that the API is late to show", Lags = true, Budget = new Budget { Replays = 1, Outages = 1 } },
        Deletion with { Name = "a deletion that is half delivered when the API is late to show it", Lags = true, Budget = new Budget { HandlerFailures = 1 } },
        Deletion with { Name = "a deletion that a crash cut off when the API is late to show it", Lags = true, Budget = new Budget { Crashes = 1 } },
        Deletion with
        {
            Name = "a deletion that is taken at its word, and that a crash cut off when the API is late to show it",
            Lags = true,
            VerifiesDeletes = false,
            Budget = new Budget { Crashes = 1 },
        },
        new("a deletion of an older version than was delivered")
        {
            History = [First, Deleted, Third],
            Events = [new("delete", ModelTime.V1), UpdateTo3],
            Deliveries = [new(0, 1), new(1, 2)],
        },
        new("a deletion of an older version than was delivered, and a crash")
        {
            History = [First, Deleted, Third],
            Events = [new("delete", ModelTime.V1), UpdateTo3],
            Deliveries = [new(0, 1), new(1, 2)],
            Budget = new Budget { Crashes = 1 },
        },
        new("a record that comes back, and a deletion without a version")
        {
            History = [First, Deleted, Third],
            Events = [Delete, UpdateTo3],
            Deliveries = [new(0, 1), new(1, 2)],
        },
        new("a record that comes back, a deletion of an older version, a crash and an outage")
        {
            History = [First, Deleted, Third],
            Events = [new("delete", ModelTime.V1), UpdateTo3],
            Deliveries = [new(0, 1), new(1, 2)],
            Budget = new Budget { Crashes = 1, Outages = 1 },
        },
        new("a deletion, and an update that lagged")
        {
            History = [First, Second, Deleted],
            Events = [UpdateTo2, Delete],
            Deliveries = [new(0, 1), new(1, 2)],
            Lags = true,
        },
        new("two deletions of one record")
        {
            History = [First, Deleted],
            Events = [Update, Delete, new("delete", ModelTime.V1)],
            Deliveries = [new(0, 0), new(1, 1), new(2, 1)],
        },
        new("a record that comes back")
        {
            History = [First, Deleted, Third, Deleted],
            Events = [Delete, UpdateTo3],
            Deliveries = [new(0, 1), new(1, 2), new(0, 3)],
            DeliversInOrder = true,
        },
        new("a record that comes back and goes again, and a crash")
        {
            History = [First, Deleted, Third, Deleted],
            Events = [Delete, UpdateTo3],
            Deliveries = [new(0, 1), new(1, 2), new(0, 3)],
            DeliversInOrder = true,
            Budget = new Budget { Crashes = 1 },
        },
        new("a record that is known, comes back and goes again, and a crash")
        {
            History = [First, Deleted, Third, Deleted],
            IsKnown = true,
            Events = [Delete, UpdateTo3],
            Deliveries = [new(0, 1), new(1, 2), new(0, 3)],
            DeliversInOrder = true,
            Budget = new Budget { Crashes = 1 },
        },
        new("two contents of one version")
        {
            History = [First, new("h2", ModelTime.V1)],
            Events = [UpdateTo1, UpdateTo1],
            Deliveries = [new(0, 0), new(1, 1)],
            Budget = new Budget { HandlerFailures = 1 },
        },
        new("content of one version that goes back, and a crash")
        {
            History = [First, new("h2", ModelTime.V1), First],
            Events = [UpdateTo1, UpdateTo1, UpdateTo1],
            Deliveries = [new(0, 0), new(1, 1), new(2, 2)],
            Budget = new Budget { Crashes = 1 },
        },
        new("the same bytes of one version, between which the record changed")
        {
            History = [First, new("h2", ModelTime.V1)],
            Events = [UpdateTo1],
            Deliveries = [new(0, 0), new(0, 1)],
            Budget = new Budget { Crashes = 1 },
        },
        new("two saves within a second")
        {
            History = [new("h1", ModelTime.V1.AddMilliseconds(123)), new("h2", ModelTime.V1.AddMilliseconds(900))],
            Events = [UpdateTo1, UpdateTo1],
            Deliveries = [new(0, 0), new(1, 1)],
        },
        new("two saves within a second that the API is late to show")
        {
            History = [new("h1", ModelTime.V1.AddMilliseconds(123)), new("h2", ModelTime.V1.AddMilliseconds(900))],
            Events = [new("update", ModelTime.V1.AddMilliseconds(123)), new("update", ModelTime.V1.AddMilliseconds(900))],
            Deliveries = [new(0, 0), new(1, 1)],
            Lags = true,
        },
        new("two saves of one version that the API is late to show")
        {
            History = [new("h1", ModelTime.JustNow), new("h2", ModelTime.JustNow)],
            Events = [new("update", ModelTime.JustNow), new("update", ModelTime.JustNow)],
            Deliveries = [new(0, 0), new(1, 1)],
            Lags = true,
        },
        new("an event without a version that the API is late to show")
        {
            History = [First, Second],
            Events = [UpdateTo1, Update],
            Deliveries = [new(0, 0), new(1, 1)],
            Lags = true,
            Budget = new Budget { HandlerFailures = 1 },
        },
        new("a repeat without a version that meets two crashes, and that the API is late to show")
        {
            History = [new("h1"), new("h2")],
            Events = [Update],
            Deliveries = [new(0, 0), new(0, 1)],
            DeliversInOrder = true,
            Lags = true,
            Budget = new Budget { Crashes = 2 },
        },
        new("a record that the API is late to have")
        {
            History = [Deleted, First],
            Events = [UpdateTo1],
            Deliveries = [new(0, 1)],
            Lags = true,
            RetriesLate = true,
            Budget = new Budget { HandlerFailures = 1, StaleReads = 1 },
        },
        new("a record that is restored from a backup")
        {
            History = [First, Second, new("h3", ModelTime.V1)],
            Events = [UpdateTo2, Update],
            Deliveries = [new(0, 1), new(1, 2)],
            Budget = new Budget { HandlerFailures = 1 },
        },
        new("content that goes back")
        {
            History = [new("h1"), new("h2"), new("h1")],
            Events = [Update],
            Deliveries = [new(0, 0), new(0, 1), new(0, 2)],
        },
        new("content that goes back while a handler fails")
        {
            History = [new("h1"), new("h2"), new("h1")],
            Events = [Update],
            Deliveries = [new(0, 0), new(0, 1), new(0, 2)],
            Budget = new Budget { HandlerFailures = 2 },
        },
        new("content that goes back, and a crash")
        {
            History = [new("h1"), new("h2"), new("h1")],
            Events = [Update],
            Deliveries = [new(0, 0), new(0, 1), new(0, 2)],
            Budget = new Budget { Crashes = 1 },
        },
        TwoVersions with { Name = "two versions, and a destination that asks for later", Budget = new Budget { Postponements = 2 } },
        TwoVersions with { Name = "versions that the API is late to show", LagsForLong = true, Budget = new Budget { HandlerFailures = 1, Outages = 1 } },
        TwoVersions with { Name = "replicas that disagree", Budget = new Budget { HandlerFailures = 1, StaleReads = 1 } },
        new("rejected, swept and replayed")
        {
            History = [First, Second],
            Events = [UpdateTo1, Update],
            Deliveries = [new(0, 0), new(1, 1)],
            Budget = new Budget { Rejections = 1, Sweeps = 1, Replays = 1 },
        },
        Repeats with { Name = "rejected, crashed and replayed", Budget = new Budget { Rejections = 1, Crashes = 1, Replays = 1 } },
        Killer,
        Killer with { Name = "a replayed event that kills its process", Budget = new Budget { Sweeps = 1, Replays = 1 } },
        Killer with
        {
            Name = "an event without a version that is repeated and kills its process",
            Events = [Update],
            Deliveries = [new(0, 0), new(0, 0)], Budget = new Budget { Sweeps = 1 },
        },
        .. RedeliveryScenarios.All, .. ErasureScenarios.All,
    ];

    /// <summary>The scenario of a name.</summary>
    public static Scenario Find(string name) => All.First(s => s.Name == name);
}
