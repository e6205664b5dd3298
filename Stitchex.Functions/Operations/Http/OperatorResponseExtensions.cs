using System.Net;
using Azure;
using Stitchex.Functions.Storage;

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
        catch (Exception e) when (StorageFailure.Is(e) || e is OperationCanceledException)
        {
            return OperatorResponse.Problem(
                HttpStatusCode.ServiceUnavailable,
                "Storage is unavailable",
                $"Storage did not do what was asked ({Describe(e)}). Try again; look at operations/health if this lasts.");
        }
    }

    private static string Describe(Exception e) => e is RequestFailedException { Status: > 0 } failed ? $"{failed.Status} {failed.ErrorCode}" : "no response";
}
