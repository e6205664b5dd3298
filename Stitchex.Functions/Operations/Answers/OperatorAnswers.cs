using System.Net;
using Azure;
using Azure.Identity;

namespace Stitchex.Functions.Operations.Answers;

/// <summary>Sees to it that an operator is answered though storage is away.</summary>
public static class OperatorAnswers
{
    /// <summary>Waits for an answer; where storage failed, or did not answer in time, says so.</summary>
    /// <param name="answering">What makes the answer.</param>
    /// <returns>The answer.</returns>
    public static async Task<OperatorAnswer> OrUnavailableAsync(this Task<OperatorAnswer> answering)
    {
        ArgumentNullException.ThrowIfNull(answering);
        try
        {
            return await answering;
        }
        catch (Exception e) when (IsStorageFailure(e) || e is OperationCanceledException)
        {
            return OperatorAnswer.Problem(
                HttpStatusCode.ServiceUnavailable,
                "Storage is away",
                $"Storage did not do what was asked ({Describe(e)}). Try again; look at operations/health if this lasts.");
        }
    }

    /// <summary>Whether storage, or the way to it, failed.</summary>
    internal static bool IsStorageFailure(Exception e) => e is RequestFailedException or AuthenticationFailedException or AggregateException;

    private static string Describe(Exception e) => e is RequestFailedException { Status: > 0 } failed ? $"{failed.Status} {failed.ErrorCode}" : "no answer";
}
