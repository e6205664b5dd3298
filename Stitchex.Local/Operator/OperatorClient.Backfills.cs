using System.Text.Json;

namespace Stitchex.Local.Operator;

/// <summary>Starts backfills, reconciliations and erasures, and follows them.</summary>
internal sealed partial class OperatorClient
{
    /// <summary>Has lists of Stitchex read.</summary>
    /// <exception cref="OperatorException">The deployment cannot be reached, or rejects.</exception>
    public Task<JobView> StartAsync(BackfillBody backfill, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Post,
        "backfills",
        OperatorClientJson.Default.JobView,
        cancellationToken,
        JsonSerializer.Serialize(backfill, OperatorClientJson.Default.BackfillBody));

    /// <summary>Shows what became of the first events of a job.</summary>
    /// <exception cref="OperatorException">The deployment cannot be reached, or has no such job.</exception>
    public Task<JobOutcomeView> GetJobOutcomeAsync(string id, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, $"jobs/{Uri.EscapeDataString(id)}/outcome", OperatorClientJson.Default.JobOutcomeView, cancellationToken);

    /// <summary>Has lists of Stitchex compared with what was delivered.</summary>
    /// <exception cref="OperatorException">The deployment cannot be reached, or rejects.</exception>
    public Task<JobView> StartAsync(ReconcileBody reconcile, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Post,
        "reconciliations",
        OperatorClientJson.Default.JobView,
        cancellationToken,
        JsonSerializer.Serialize(reconcile, OperatorClientJson.Default.ReconcileBody));

    /// <summary>Shows the first findings of a reconciliation.</summary>
    /// <exception cref="OperatorException">The deployment cannot be reached, or has no such job.</exception>
    public Task<FindingPage> ListFindingsAsync(string id, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Get,
        $"jobs/{Uri.EscapeDataString(id)}/findings?pageSize=100",
        OperatorClientJson.Default.FindingPage,
        cancellationToken);

    /// <summary>Has records erased.</summary>
    /// <exception cref="OperatorException">The deployment cannot be reached, or rejects.</exception>
    public Task<JobView> StartAsync(ErasureBody erasure, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Post,
        "erasures",
        OperatorClientJson.Default.JobView,
        cancellationToken,
        JsonSerializer.Serialize(erasure, OperatorClientJson.Default.ErasureBody));

    /// <summary>Shows a job.</summary>
    /// <exception cref="OperatorException">The deployment cannot be reached, or has no such job.</exception>
    public Task<JobView> GetJobAsync(string id, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, $"jobs/{Uri.EscapeDataString(id)}", OperatorClientJson.Default.JobView, cancellationToken);
}
