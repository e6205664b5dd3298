namespace Stitchex.Local.Storage;

/// <summary>One storage account of a running Azurite: its own tables, queues and blobs, and its own clock.</summary>
internal sealed class AzuriteAccount(AzuriteServer server, string name, string connectionString)
{
    /// <summary>The account that every storage emulator has.</summary>
    public const string DefaultName = "devstoreaccount1";

    public string Name { get; } = name;

    /// <summary>Gets the connection string, with the ports that Azurite listens on.</summary>
    public string ConnectionString { get; } = connectionString;

    /// <summary>Moves the clock of this account, and of no other, forward.</summary>
    public Task AdvanceClockAsync(TimeSpan by, CancellationToken cancellationToken = default) =>
        server.AdvanceClockAsync(Name, by, cancellationToken);
}
