using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations.Answers;

namespace Stitchex.Functions.Functions;

/// <summary>Sends what an operator is answered.</summary>
internal static class OperatorResponses
{
    /// <summary>Waits for an answer and makes the response of it.</summary>
    public static async Task<HttpResponseData> AnswerAsync(this HttpRequestData request, Task<OperatorAnswer> answering)
    {
        var answer = await answering.OrUnavailableAsync();
        var response = request.CreateResponse();
        response.StatusCode = answer.Status;
        response.Headers.Add("Cache-Control", "no-store");
        response.Headers.Add("X-Content-Type-Options", "nosniff");
        if (answer.Location is { } location)
        {
            response.Headers.Add("Location", location);
        }

        if (answer.ContentType is { } contentType)
        {
            response.Headers.Add("Content-Type", contentType);
            await response.Body.WriteAsync(answer.Body, CancellationToken.None);
        }

        return response;
    }
}
