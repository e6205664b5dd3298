using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Api;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Health;

/// <summary>Asks each dependency for something small.</summary>
internal sealed class Dependencies(
    [FromKeyedServices(EventStorage.Ingress)] EventStorage storage, StorageConnection connection, StitchexApiClient api, TimeProvider time)
{
    // Shorter than an operator's request may take, so that its response says which of them it was.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly BlobContainerClient _records = connection.Container(StorageNames.RecordsContainer, ClientLimits.Ingress);

    /// <summary>Asks those without which no webhook is taken in.</summary>
    public Task<HealthCheck[]> CheckIngressAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(CheckTablesAsync(cancellationToken), CheckQueuesAsync(cancellationToken));

    /// <summary>Asks all of them.</summary>
    public Task<HealthCheck[]> CheckAllAsync(CancellationToken cancellationToken) => Task.WhenAll(
        CheckTablesAsync(cancellationToken),
        CheckQueuesAsync(cancellationToken),
        CheckAsync("blobs", ProbeBlobsAsync, cancellationToken),
        CheckAsync("api", api.CheckAsync, cancellationToken));

    private Task<HealthCheck> CheckTablesAsync(CancellationToken cancellationToken) => CheckAsync("tables", ProbeTablesAsync, cancellationToken);

    private Task<HealthCheck> CheckQueuesAsync(CancellationToken cancellationToken) => CheckAsync("queues", ProbeQueuesAsync, cancellationToken);

    private async Task<string?> ProbeTablesAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(storage.Store.ProbeAsync(cancellationToken), storage.Index.ProbeAsync(cancellationToken));
        return null;
    }

    private async Task<string?> ProbeQueuesAsync(CancellationToken cancellationToken)
    {
        await storage.Queue.LengthAsync(cancellationToken);
        return null;
    }

    private async Task<string?> ProbeBlobsAsync(CancellationToken cancellationToken)
    {
        await _records.GetPropertiesAsync(cancellationToken: cancellationToken);
        return null;
    }

    private async Task<HealthCheck> CheckAsync(string name, Func<CancellationToken, Task<string?>> ask, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        string? error = null;
        try
        {
            error = await ask(either.Token);
        }
        catch (RequestFailedException e) when (e.Status > 0)
        {
            error = string.Create(CultureInfo.InvariantCulture, $"Storage responded with {e.Status} {e.ErrorCode}. Look at the app's roles, and at whether the account has what infra/storage.bicep lists.");
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            error = $"Storage cannot be reached. Look at {StorageNames.Connection}.";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            error = $"There was no response within {Limit.TotalSeconds:0} s.";
        }

        return new HealthCheck(name, error is null ? HealthStatus.Healthy : HealthStatus.Unhealthy, (long)time.GetElapsedTime(started).TotalMilliseconds, error);
    }
}
