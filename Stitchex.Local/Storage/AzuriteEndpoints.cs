namespace Stitchex.Local.Storage;

/// <summary>Where the three services of an Azurite listen.</summary>
internal sealed record AzuriteEndpoints(Uri Blob, Uri Queue, Uri Table)
{
    /// <summary>Writes the connection string of an account.</summary>
    public string ConnectionStringOf(string account, string key) =>
        $"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={key};" +
        $"BlobEndpoint={new Uri(Blob, account)};QueueEndpoint={new Uri(Queue, account)};TableEndpoint={new Uri(Table, account)};";
}
