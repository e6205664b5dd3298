using System.Net;
using Azure;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Http;

/// <summary>Responds to an operator in time, even though storage is unavailable.</summary>
public static class OperatorResponseExtensions
{
    /// <summary>How long an operator's request may take: somebody waits, and is told within ten seconds.</summary>
    internal static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);

    /// <summary>Makes a response; where storage failed, or did not respond in time, the response says so.</summary>
    /// <param name="respond">What makes it.</param>
    /// <param name="time">Measures the time.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>The response.</returns>
    public static async Task<OperatorResponse> OrUnavailableAsync(
        this Func<CancellationToken, Task<OperatorResponse>> respond,
        TimeProvider time,
        TimeSpan limit,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(respond);
        using var deadline = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            // Some writes are not cancelled once they have begun.
            return await respond(either.Token).WaitAsync(either.Token);
        }
        catch (Exception e) when (StorageFailure.Is(e) || e is OperationCanceledException)
        {
            return OperatorResponse.Problem(
                HttpStatusCode.ServiceUnavailable,
                "Storage is unavailable",
                $"Storage did not do what was asked ({Describe(e)}). Look whether it was done all the same, and try again; look at operations/health if this lasts.");
        }
    }

    private static string Describe(Exception e) => e is RequestFailedException { Status: > 0 } failed
        ? $"{failed.Status} {failed.ErrorCode}"
        : "no response in time";
}
