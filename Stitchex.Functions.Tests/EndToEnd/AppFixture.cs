using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Stack;

namespace Stitchex.Functions.Tests.EndToEnd;

/// <summary>The app's build behind its host, with an account and a simulated Stitchex of its own, for all tests of a class.</summary>
public sealed class AppFixture : IAsyncLifetime
{
    private readonly AzuriteFixture _azurite = new();

    /// <summary>Gets what runs.</summary>
    internal LocalStack Stack { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await _azurite.InitializeAsync();
        Stack = await LocalStack.StartAsync(
            new LocalStackOptions { PreferUsualPorts = false, StorageConnectionString = _azurite.NewAccount().ConnectionString });
    }

    public async Task DisposeAsync() => await Stack.DisposeAsync();
}
