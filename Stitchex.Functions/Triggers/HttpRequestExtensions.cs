using System.Globalization;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Operations.Http;

namespace Stitchex.Functions.Triggers;

/// <summary>Sends the response to an operator.</summary>
internal static class HttpRequestExtensions
{
    // The host names the key that a request came with: github.com/Azure/azure-functions-host, SecurityConstants.
    private const string KeyScheme = "WebJobsAuthLevel";
    private const string KeyName = "http://schemas.microsoft.com/2017/07/functions/claims/keyid";
    private const int MostCharacters = 100;

    /// <summary>Who sent a request: a person, where App Service authentication is in front, or else the name of the key.</summary>
    /// <returns>At most 100 characters; null where the host does not say.</returns>
    public static string? Caller(this HttpRequestData request)
    {
        var identities = request.Identities.ToList();
        var person = identities.Find(identity => identity.AuthenticationType != KeyScheme && !string.IsNullOrWhiteSpace(identity.Name))?.Name;
        var key = identities.Select(identity => identity.FindFirst(KeyName)?.Value).FirstOrDefault(name => !string.IsNullOrWhiteSpace(name));
        var caller = person ?? (key is null ? null : $"key {key}");
        return caller?.Length > MostCharacters ? caller[..MostCharacters] : caller;
    }

    /// <summary>Waits for the operator's response and makes the HTTP response of it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="respond">What makes the operator's response.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <param name="limit">How long it may take; an operator's usual time unless given.</param>
    public static async Task<HttpResponseData> RespondAsync(
        this HttpRequestData request,
        Func<CancellationToken, Task<OperatorResponse>> respond,
        CancellationToken cancellationToken,
        TimeSpan? limit = null)
    {
        var time = request.FunctionContext.InstanceServices.GetRequiredService<TimeProvider>();
        var result = await respond.OrUnavailableAsync(time, limit ?? OperatorResponseExtensions.Limit, cancellationToken);
        var response = request.CreateResponse();
        response.StatusCode = result.Status;
        response.Headers.Add("Cache-Control", "no-store");
        response.Headers.Add("X-Content-Type-Options", "nosniff");
        if (result.Location is { } location)
        {
            response.Headers.Add("Location", location);
        }

        if (result.ModifiedAt is { } modifiedAt)
        {
            response.Headers.Add("Last-Modified", modifiedAt.ToString("R", CultureInfo.InvariantCulture));
        }

        if (result.ContentType is { } contentType)
        {
            response.Headers.Add("Content-Type", contentType);
            await response.Body.WriteAsync(result.Body, CancellationToken.None);
        }

        return response;
    }
}
