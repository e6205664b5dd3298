using System.ComponentModel;
using ModelContextProtocol.Server;

namespace Stitchex.Local.Operator.Mcp;

/// <summary>What an assistant can also do at a deployment where that is allowed.</summary>
/// <param name="client">Asks the deployment.</param>
internal sealed class ChangingTools(OperatorClient client) : ReadingTools(client)
{
    [McpServerTool(Name = "replay_event", Destructive = false, Idempotent = true, OpenWorld = false)]
    [Description(
        "Has an event processed again with the record as it is now. A version that was delivered is not delivered twice. "
        + "Fix the cause first; get_event shows how it ended.")]
    public Task<string> ReplayEventAsync([Description("The event's id.")] string id, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Post, $"{EventPath(id)}/replay", cancellationToken);

    [McpServerTool(Name = "resolve_event", Destructive = true, OpenWorld = false)]
    [Description("Marks a dead-lettered event as needing nothing more, or ends the retries of an event: its change is then not delivered.")]
    public Task<string> ResolveEventAsync(
        [Description("The event's id.")] string id, [Description("Why, for others.")] string note, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Post, $"{EventPath(id)}/resolve", cancellationToken, new { note });

    [McpServerTool(Name = "pause_processing", Destructive = false, Idempotent = true, OpenWorld = false)]
    [Description("Pauses processing, not receiving: events are stored, and none is delivered until somebody resumes it.")]
    public Task<string> PauseAsync([Description("Why, for others.")] string reason, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Post, "pause", cancellationToken, new { reason });

    [McpServerTool(Name = "resume_processing", Destructive = false, Idempotent = true, OpenWorld = false)]
    [Description("Resumes processing after a pause. What waited is delivered.")]
    public Task<string> ResumeAsync(CancellationToken cancellationToken) => AskAsync(HttpMethod.Delete, "pause", cancellationToken);
}
