namespace Stitchex.Local.Storage;

/// <summary>How one Azurite is started.</summary>
internal sealed record AzuriteOptions
{
    /// <summary>Gets the folder that keeps the data. The default is <see langword="null"/>: all is in memory and gone at the end.</summary>
    public string? DataFolder { get; init; }

    /// <summary>
    /// Gets a value indicating whether Azurite listens on its well-known ports 10000 to 10002 if they are free, so that other tools find
    /// it. The default is <see langword="false"/>: any free ports.
    /// </summary>
    public bool PreferUsualPorts { get; init; }

    /// <summary>Gets the names of accounts to offer beside <see cref="AzuriteAccount.DefaultName"/>. The default is none.</summary>
    public IReadOnlyList<string> ExtraAccounts { get; init; } = [];
}
