namespace Stitchex.Functions.Configuration;

/// <summary>The tables, queues and containers, which the infrastructure creates in Azure and Stitchex.Local on a laptop.</summary>
internal static class StorageNames
{
    /// <summary>The table of events and records.</summary>
    public const string EventsTable = "StitchexEvents";

    /// <summary>The table of index entries of events, newest first, and of what was quarantined.</summary>
    public const string IndexTable = "StitchexEventIndex";

    /// <summary>The queue of events to process.</summary>
    public const string EventsQueue = "stitchex-events";

    /// <summary>The queue to which the host moves messages that failed too often.</summary>
    public const string PoisonQueue = EventsQueue + "-poison";

    /// <summary>The queue of pages of operators' jobs.</summary>
    public const string JobsQueue = "stitchex-jobs";

    /// <summary>The queue to which the host moves pages that failed too often. Nobody reads it: the sweep sets jobs going again.</summary>
    public const string JobsPoisonQueue = JobsQueue + "-poison";

    /// <summary>The container of archived records.</summary>
    public const string RecordsContainer = "stitchex-records";

    /// <summary>The name of the connection that all triggers and clients use.</summary>
    public const string Connection = "AzureWebJobsStorage";
}
