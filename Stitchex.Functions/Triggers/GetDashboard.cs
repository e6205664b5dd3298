using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Dashboard;

namespace Stitchex.Functions.Triggers;

/// <summary>Gives the dashboard to anybody: <c>GET /api/dashboard</c>. It shows nothing without a key.</summary>
/// <param name="page">The page.</param>
public sealed class GetDashboard(DashboardPage page)
{
    /// <summary>Gives the page.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(GetDashboard))]
    public async Task<HttpResponseData> RunAsync(
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
}
