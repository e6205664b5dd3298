using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations.OpenApi;

namespace Stitchex.Functions.Triggers;

/// <summary>Describes the API in OpenAPI: <c>GET /api/operations/openapi.json</c>.</summary>
/// <param name="description">Does the work.</param>
public sealed class GetOpenApi(OpenApiOperations description)
{
    /// <summary>Gives the description.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The response.</returns>
    [Function(nameof(GetOpenApi))]
    public Task<HttpResponseData> RunAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "operations/openapi.json")] HttpRequestData request)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(Task.FromResult(description.Get()));
    }
}
