using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Http;
using Stitchex.Functions.Operations.Listing;
using Stitchex.Functions.Operations.Reconcile;

namespace Stitchex.Functions.Operations.OpenApi;

/// <summary>All operations.</summary>
internal static class ApiOperations
{
    private static readonly OperatorJson Json = OperatorJson.Readable;
    private static readonly ApiParameter PageToken = new("pageToken", "Where to go on: nextPageToken of the page before.");

    /// <summary>The filter of jobs on quarantined items.</summary>
    public static readonly ApiParameter Reason = new("reason", "Why they were quarantined: the whole text.");

    /// <summary>The operations.</summary>
    public static readonly IReadOnlyList<ApiOperation> All =
    [
        new("GetHealth", "get", "health", "Tells load balancers whether webhooks can be taken in.", 200, Json.PlainHealth) { IsOpen = true },
        new("GetOperationsHealth", "get", "operations/health", "Tells how each dependency responds.", 200, Json.HealthReport),
        new("CheckHealth", "post", "operations/health", "Asks each dependency now, and tries a rejected login.", 200, Json.HealthReport)
        {
            Problems = [409],
        },
        new("GetOpenApi", "get", "operations/openapi.json", "Describes this API.", 200, Response: null)
        {
            ContentType = "application/json",
        },
        new("GetOverview", "get", "operations/overview", "Tells what is wrong now.", 200, Json.OverviewReport),
        new("GetStatus", "get", "operations/status", "Tells which deployment it is, and what cannot work there now.", 200, Json.StatusReport),
        new("GetThroughput", "get", "operations/throughput", "Tells how many events were received in each of the last 24 hours.", 200, Json.ThroughputReport),
        new(
            "GetOutcomes",
            "get",
            "operations/outcomes",
            "Tells what became of the events of the last 24 hours, and how soon, from a sample of at most ten an hour.",
            200,
            Json.OutcomeReport),
        new("GetThroughputPlot", "get", "operations/throughput/plot", "Draws how many events were received in each of the last 24 hours.", 200, Response: null)
        {
            ContentType = "image/svg+xml",
            Query =
            [
                new("theme", "The colours; light where it is left out.", "light", "dark"),
                new("zone", "The time zone of the hours, such as Europe/Berlin; UTC where it is left out, or not known to the app."),
            ],
            Problems = [400],
        },
        new("ListEvents", "get", "operations/events", "Lists events, newest first. A page may be short, or empty, though there is a next one.", 200, Json.EventList)
        {
            Query =
            [
                new(
                    "from", "The first UTC day, or a time. The default is 30 days of events; all of one record's events and of dead-lettered ones."),
                new("to", "The last UTC day, or a time. The default is today."),
                new("resource", "The resource, such as invoice."),
                new("recordId", "The record's id."),
                new("action", "The action, such as update."),
                new("state", "Their state. DeadLettered are those that nobody has resolved.", Enum.GetNames<ListedState>()),
                new("outcome", "What became of them.", Enum.GetNames<EventOutcome>()),
                new("error", "What their last error says, in any case."),
                new("handler", "The handler that failed at one of their attempts, or to which they redeliver."),
                new("since", "The time at which the first was received, such as 2026-11-24T12:00:00Z, in place of from."),
                new(
                    "watched",
                    "Only events that were opened again, or not done ten minutes after they came; some minutes longer than until they are done.",
                    "true",
                    "false"),
                new("pageSize", "How many at most, from 1 to 100. The default is 50."),
                PageToken,
            ],
            Problems = [400],
        },
        new(
            "Search",
            "get",
            "operations/search",
            "Finds records by numbers that people know them by or by their ids, an event by its id, else events by what their error says.",
            200,
            Json.SearchReport)
        {
            Query = [new("q", "What to look for, in up to 200 characters: INV-6251, 330101, sales order 8100867, an event's id, or an error's words.")],
            Problems = [400],
        },
        new("GetEvent", "get", "operations/events/{id}", "Shows one event.", 200, Json.EventDetails) { Problems = [404] },
        new("GetEventDifference", "get", "operations/events/{id}/difference", "Compares the event's snapshot with the archived record.", 200, Json.DifferenceReport) { Problems = [404, 409] },
        new(
            "GetEventChange",
            "get",
            "operations/events/{id}/change",
            "Shows the newest archived change of the event's record as a destination is sent it.",
            200,
            Response: null)
        {
            ContentType = "application/cloudevents+json",
            Problems = [404],
        },
        new("ReplayEvent", "post", "operations/events/{id}/replay", "Has the event tried again, whatever its state.", 202, Json.SuccessBody) { Problems = [404, 409] },
        new(
            "RedeliverEvent",
            "post",
            "operations/events/{id}/redeliver",
            "Redelivers the event's record as it is now, to all handlers or to one.",
            202,
            Json.SuccessBody)
        {
            Body = Json.RedeliverRequest,
            Problems = [400, 404, 409, 413],
        },
        new("ResolveEvent", "post", "operations/events/{id}/resolve", "Marks a dead-lettered event as resolved, or ends the retries of an event.", 200, Json.EventSummary)
        {
            Body = Json.ResolveRequest,
            Problems = [400, 404, 409, 413],
        },
        new(
            "DeadLetterEvent",
            "post",
            "operations/events/{id}/dead-letter",
            "Ends the retries of an event, which is dead-lettered at its next message.",
            200,
            Json.EventSummary)
        {
            Body = Json.ResolveRequest,
            Problems = [400, 404, 409, 413],
        },
        new("GetRecord", "get", "operations/records/{resource}/{recordId}", "Shows a record and its events.", 200, Json.RecordReport) { Query = [PageToken], Problems = [400] },
        new("GetRecordContent", "get", "operations/records/{resource}/{recordId}/content", "Gets a record as it is archived, byte for byte.", 200, Response: null)
        {
            ContentType = "application/json",
            Problems = [404, 409],
        },
        new(
            "RedeliverRecord",
            "post",
            "operations/records/{resource}/{recordId}/redeliver",
            "Redelivers a record as it is now, to all handlers or to one.",
            202,
            Json.SuccessBody)
        {
            Body = Json.RedeliverRequest,
            Problems = [400, 404, 409, 413],
        },
        new("ListHandlers", "get", "operations/handlers", "Lists the handlers, in the order in which they are called.", 200, Json.HandlerList),
        new("ListDestinations", "get", "operations/destinations", "Lists the destinations, and where each stands.", 200, Json.DestinationList),
        new("StopDestination", "post", "operations/destinations/{name}/stop", "Stops a destination. Its changes wait until it is resumed.", 200, Json.DestinationSummary)
        {
            Body = Json.PauseRequest,
            Problems = [400, 404, 413],
        },
        new("ResumeDestination", "delete", "operations/destinations/{name}/stop", "Resumes a destination.", 200, Json.DestinationSummary) { Problems = [404] },
        new("TestDestination", "post", "operations/destinations/{name}/test", "Sends a destination an event that speaks of no record.", 200, Json.DestinationTest)
        {
            Problems = [404],
        },
        new("TryScript", "post", "operations/destinations/{name}/script", "Shows what a script makes of an event. Nothing is sent.", 200, Json.ScriptTrial)
        {
            Body = Json.ScriptTrialRequest,
            Problems = [400, 404, 409, 413],
        },
        new("ListQuarantined", "get", "operations/quarantine", "Lists quarantined items.", 200, Json.QuarantineList) { Query = [PageToken], Problems = [400] },
        new("GetQuarantined", "get", "operations/quarantine/{key}", "Shows a quarantined item, with the start of its content.", 200, Json.QuarantineDetails) { Problems = [404] },
        new("ReplayQuarantined", "post", "operations/quarantine/{key}/replay", "Replays a message, or a body that is an event as the app reads it today.", 202, Json.QuarantineReplay) { Problems = [404, 409] },
        new("RemoveQuarantined", "delete", "operations/quarantine/{key}", "Removes a quarantined item.", 204, Response: null) { Problems = [404] },
        new("GetPause", "get", "operations/pause", "Tells whether processing is paused.", 200, Json.PauseReport),
        new("PauseProcessing", "post", "operations/pause", "Pauses processing. Webhooks are taken in all the while.", 200, Json.PauseReport) { Body = Json.PauseRequest, Problems = [400, 413] },
        new("ResumeProcessing", "delete", "operations/pause", "Resumes processing.", 200, Json.PauseReport),
        new(
            "StartJob",
            "post",
            "operations/jobs",
            "Starts a job that replays, resolves or redelivers many events, or works on quarantined items, page by page.",
            202,
            Json.JobReport)
        {
            Body = Json.JobRequest,
            Problems = [400, 413],
        },
        new(
            "StartBackfill",
            "post",
            "operations/backfills",
            "Starts a job that reads the lists of Stitchex, and has the records fetched that were not delivered as they show them.",
            202,
            Json.JobReport)
        {
            Body = Json.BackfillRequest,
            Problems = [400, 413],
        },
        new(
            "StartReconciliation",
            "post",
            "operations/reconciliations",
            "Starts a job that compares the lists of Stitchex with what was delivered, and has delivered what differs if that is asked for.",
            202,
            Json.JobReport)
        {
            Body = Json.ReconcileRequest,
            Problems = [400, 413],
        },
        new("ListFindings", "get", "operations/jobs/{id}/findings", "Lists what a reconciliation found.", 200, Json.FindingList)
        {
            Query =
            [
                new("kind", "How they differ.", Enum.GetNames<FindingKind>()),
                new("resource", "The resource, such as invoice."),
                new("pageSize", "How many at most, from 1 to 100. The default is 50."),
                PageToken,
            ],
            Problems = [400, 404],
        },
        new("DeliverFindings", "post", "operations/jobs/{id}/deliver", "Has delivered what a reconciliation found.", 200, Json.JobReport)
        {
            Body = Json.DeliverRequest,
            Problems = [400, 404, 409, 413],
        },
        new(
            "StartErasure",
            "post",
            "operations/erasures",
            "Starts a job that erases what is stored of records. Those with events that are not done are not erased.",
            202,
            Json.JobReport)
        {
            Body = Json.ErasureRequest,
            Problems = [400, 409, 413],
        },
        new("ListErasures", "get", "operations/erasures", "Lists who had which record erased, when and why, newest first.", 200, Json.ErasureList)
        {
            Query = [PageToken],
            Problems = [400],
        },
        new("PauseJob", "post", "operations/jobs/{id}/pause", "Has a job wait until it is resumed.", 200, Json.JobReport) { Problems = [404, 409] },
        new("ResumeJob", "delete", "operations/jobs/{id}/pause", "Has a job go on that was paused.", 200, Json.JobReport) { Problems = [404, 409] },
        new("ListJobs", "get", "operations/jobs", "Lists the newest 50 jobs.", 200, Json.JobList),
        new("GetJob", "get", "operations/jobs/{id}", "Shows one job.", 200, Json.JobReport) { Problems = [404] },
        new("GetJobOutcome", "get", "operations/jobs/{id}/outcome", "Shows what became of the first 100 events of a job.", 200, Json.JobOutcome)
        {
            Problems = [404],
        },
        new("CancelJob", "delete", "operations/jobs/{id}", "Ends a job. What was done stays done.", 200, Json.JobReport) { Problems = [404, 409] },
    ];
}
