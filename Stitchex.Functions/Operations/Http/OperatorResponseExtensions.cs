using System.Net;
using Azure;
using Azure.Identity;

namespace Stitchex.Functions.Operations.Http;

/// <summary>Responds to an operator even though storage is unavailable.</summary>
public static class OperatorResponseExtensions
{
    /// <summary>Waits for a response; where storage failed, or did not respond in time, says so.</summary>
    /// <param name="responding">What makes the response.</param>
    /// <returns>The response.</returns>
    public static async Task<OperatorResponse> OrUnavailableAsync(this Task<OperatorResponse> responding)
    {
        ArgumentNullException.ThrowIfNull(responding);
        try
        {
            return await responding;
        }
        catch (Exception e) when (IsStorageFailure(e) || e is OperationCanceledException)
        {
            return OperatorResponse.Problem(
                HttpStatusCode.ServiceUnavailable,
                "Storage is unavailable",
                $"Storage did not do what was asked ({Describe(e)}). Try again; look at operations/health if this lasts.");
        }
    }

    /// <summary>Whether storage, or the way to it, failed.</summary>
    internal static bool IsStorageFailure(Exception e) => e is RequestFailedException or AuthenticationFailedException or AggregateException;

    private static string Describe(Exception e) => e is RequestFailedException { Status: > 0 } failed ? $"{failed.Status} {failed.ErrorCode}" : "no response";
}
