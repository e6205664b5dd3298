using System.Globalization;
using System.Text.Json;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Stitchex.Functions.Telemetry;

/// <summary>Measures and traces each request to the API. The HTTP client hands the span's trace on as <c>traceparent</c>.</summary>
internal sealed class ApiRequestTelemetry(StitchexMetrics metrics, TimeProvider time) : DelegatingHandler
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        using var span = StitchexTelemetry.StartRequest(request);
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            var status = (int)response.StatusCode;
            span?.SetTag(AttributeKeys.StatusCode, status);
            if (status >= 400)
            {
                span.Fail(status.ToString(CultureInfo.InvariantCulture));
            }

            metrics.RequestCompleted(status, time.GetElapsedTime(started));
            return response;
        }
        catch (BrokenCircuitException)
        {
            // Nothing was sent.
            span.Fail("circuit_open");
            throw;
        }
        catch (Exception e)
        {
            var type = TypeOf(e);
            span.Fail(type);
            metrics.RequestFailed(type, time.GetElapsedTime(started));
            throw;
        }
    }

    private static string TypeOf(Exception e) => e switch
    {
        TimeoutRejectedException => "timeout",
        OperationCanceledException => "cancelled",
        HttpRequestException http => JsonNamingPolicy.SnakeCaseLower.ConvertName(http.HttpRequestError.ToString()),
        _ => "other",
    };
}
