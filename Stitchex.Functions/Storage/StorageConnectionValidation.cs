using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Stitchex.Functions.Configuration;

namespace Stitchex.Functions.Storage;

/// <summary>Checks that the storage connection can be used, without using it. It hangs on <see cref="StitchexOptions"/>, for the connection has no class of its own.</summary>
internal sealed class StorageConnectionValidation(IConfiguration configuration) : IValidateOptions<StitchexOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, StitchexOptions options)
    {
        var section = configuration.GetSection(StorageNames.Connection);
        if (section.Value is { Length: > 0 } connection)
        {
            return IsConnectionString(connection)
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail($"{StorageNames.Connection} is set, but not a whole storage connection string. Set it to one, or to UseDevelopmentStorage=true for Azurite.");
        }

        if (StorageConnection.ServiceUris.All(uri => string.IsNullOrEmpty(section[uri])))
        {
            return ValidateOptionsResult.Fail($"{StorageNames.Connection} is missing. Set it to a connection string, or {StorageNames.Connection}:{{{string.Join(',', StorageConnection.ServiceUris)}}} to the services' addresses.");
        }

        var errors = StorageConnection.ServiceUris
            .Where(uri => !Uri.TryCreate(section[uri], UriKind.Absolute, out _))
            .Select(uri => $"{StorageNames.Connection}:{uri} is {(string.IsNullOrEmpty(section[uri]) ? "missing" : $"'{section[uri]}'")}. Set it to the service's address, such as https://account.table.core.windows.net.")
            .ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    // The clients know best what they can read, and each reads its own part. Their messages may repeat the key.
    private static bool IsConnectionString(string connection)
    {
        try
        {
            _ = new TableServiceClient(connection);
            _ = new QueueServiceClient(connection);
            _ = new BlobServiceClient(connection);
            return true;
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }
}
