using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Dashboard;
using Stitchex.Functions.Operations.OpenApi;

namespace Stitchex.Functions.Triggers;

/// <summary>The page for operators, and the description of the API that it uses.</summary>
/// <param name="page">The page.</param>
/// <param name="description">Describes the API.</param>
public sealed class DashboardFunctions(DashboardPage page, OpenApiOperations description)
{
    /// <summary>Gives the dashboard to anybody: <c>GET /api/dashboard</c>. It shows nothing without a key.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(GetDashboard))]
    public async Task<HttpResponseData> GetDashboard(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "dashboard")] HttpRequestData request,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        var response = request.CreateResponse();
        foreach (var (name, value) in page.Headers)
        {
            response.Headers.Add(name, value);
        }

        await response.Body.WriteAsync(page.Body, cancellationToken);
        return response;
    }

    /// <summary>Describes the API in OpenAPI: <c>GET /api/operations/openapi.json</c>.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The response.</returns>
    [Function(nameof(GetOpenApi))]
    public Task<HttpResponseData> GetOpenApi([HttpTrigger(AuthorizationLevel.Function, "get", Route = "operations/openapi.json")] HttpRequestData request)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(_ => Task.FromResult(description.Get()), CancellationToken.None);
    }
}
