using Azure.Core;
using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.Configuration;

namespace Stitchex.Functions.Telemetry;

/// <summary>Where telemetry goes, by the settings that the functions host reads too.</summary>
internal sealed class TelemetryDestinations
{
    /// <summary>The connection string of Application Insights.</summary>
    public const string ConnectionSetting = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    /// <summary>Says which identity sends to Application Insights.</summary>
    public const string AuthenticationSetting = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";

    /// <summary>The address of a collector that speaks OTLP.</summary>
    public const string OtlpSetting = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private const string KeyOfConnection = "InstrumentationKey=";

    private readonly string? _connection;
    private readonly TokenCredential? _credential;

    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidOperationException">One of them cannot be read.</exception>
    public TelemetryDestinations(IConfiguration configuration)
    {
        _connection = configuration[ConnectionSetting];
        HasOtlp = !string.IsNullOrWhiteSpace(configuration[OtlpSetting]);
        if (HasAzureMonitor)
        {
            if (!_connection!.Contains(KeyOfConnection, StringComparison.OrdinalIgnoreCase))
            {
                throw new InvalidOperationException(
                    $"{ConnectionSetting} is set, but holds no {KeyOfConnection}…. Set it to the connection string of an Application Insights resource, or remove it.");
            }

            _credential = CredentialOf(configuration[AuthenticationSetting]);
        }
    }

    /// <summary>Gets a value indicating whether there is any.</summary>
    public bool Any => HasAzureMonitor || HasOtlp;

    /// <summary>Gets a value indicating whether it goes to Application Insights.</summary>
    public bool HasAzureMonitor => !string.IsNullOrWhiteSpace(_connection);

    /// <summary>Gets a value indicating whether it goes to a collector.</summary>
    public bool HasOtlp { get; }

    /// <summary>
    /// Sets an exporter up. By default it would export five traces a second at most, of log events only those of such traces, and metrics
    /// that nobody asked for: performance counters, and its own sums of requests.
    /// </summary>
    public void Configure(AzureMonitorExporterOptions options)
    {
        options.ConnectionString = _connection;
        options.Credential = _credential;
        options.TracesPerSecond = null;
        options.SamplingRatio = 1;
        options.EnableTraceBasedLogsSampler = false;
        options.EnableLiveMetrics = false;
        options.EnablePerformanceCounters = false;
        options.EnableStandardMetrics = false;
    }

    /// <summary>The identity that a setting such as <c>Authorization=AAD;ClientId=…</c> means, as the host reads it; null where none is set and the connection string alone is enough.</summary>
    /// <exception cref="InvalidOperationException">The setting cannot be read.</exception>
    public static TokenCredential? CredentialOf(string? authentication)
    {
        if (string.IsNullOrWhiteSpace(authentication))
        {
            return null;
        }

        var clientId = (string?)null;
        var isIdentity = false;
        foreach (var part in authentication.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var separator = part.IndexOf('=', StringComparison.Ordinal);
            var (key, value) = separator < 0 ? (part, "") : (part[..separator].TrimEnd(), part[(separator + 1)..].TrimStart());
            isIdentity |= key.Equals("Authorization", StringComparison.OrdinalIgnoreCase) && value.Equals("AAD", StringComparison.OrdinalIgnoreCase);
            clientId = key.Equals("ClientId", StringComparison.OrdinalIgnoreCase) && value.Length > 0 ? value : clientId;
        }

        if (!isIdentity)
        {
            throw new InvalidOperationException(
                $"{AuthenticationSetting} is '{authentication}'. Set it to Authorization=AAD;ClientId=… with the client id of the app's identity, to Authorization=AAD for the app's own, or remove it.");
        }

        return new ManagedIdentityCredential(clientId is null ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(clientId));
    }
}
