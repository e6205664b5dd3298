using Stitchex.Functions.Tests.Destinations;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Stack;

namespace Stitchex.Functions.Tests.Commands;

/// <summary>The app's build behind its host, with a webhook as its destination, for all tests of a class.</summary>
public sealed class ListenFixture : IAsyncLifetime
{
    private readonly AzuriteFixture _azurite = new();

    /// <summary>Gets what runs.</summary>
    internal LocalStack Stack { get; private set; } = null!;

    /// <summary>Gets the destination.</summary>
    internal HookServer Destination { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await _azurite.InitializeAsync();
        Destination = await HookServer.StartAsync(HookServer.Reserve());
        Stack = await LocalStack.StartAsync(new LocalStackOptions
        {
            PreferUsualPorts = false,
            StorageConnectionString = _azurite.NewAccount().ConnectionString,
            Settings = DestinationCase.Webhook("ledger", Destination.Address).ToDictionary(
                setting => setting.Name.Replace(":", "__", StringComparison.Ordinal), setting => setting.Value),
        });
    }

    public async Task DisposeAsync()
    {
        await Stack.DisposeAsync();
        await Destination.DisposeAsync();
    }
}
