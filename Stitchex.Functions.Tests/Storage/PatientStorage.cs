using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Records;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Tests.Storage;

/// <summary>Storage clients that wait for as long as a test does: what is slow on a busy machine is no failure, and is not tried twice.</summary>
internal static class PatientStorage
{
    private static readonly ClientLimits Limits = ClientLimits.Processing with { NetworkTimeout = Eventually.Deadline };

    /// <summary>Takes the place of the app's own.</summary>
    public static void Use(IServiceCollection services)
    {
        foreach (var name in (string[])[EventStorage.Ingress, EventStorage.Processing])
        {
            services.AddKeyedSingleton(name, (provider, _) => new EventStorage(provider.GetRequiredService<StorageConnection>(), Limits));
        }

        services.AddSingleton(provider => new BlobRecordArchive(
            provider.GetRequiredService<StorageConnection>().Container(StorageNames.RecordsContainer, Limits),
            provider.GetRequiredService<ILogger<BlobRecordArchive>>()));
    }
}
