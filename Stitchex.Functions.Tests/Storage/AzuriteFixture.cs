using Stitchex.Local.Storage;

namespace Stitchex.Functions.Tests.Storage;

/// <summary>
/// One Azurite for all tests of the run, for <c>IClassFixture&lt;AzuriteFixture&gt;</c>: test classes go on running side by side, and each
/// takes accounts of its own. Nobody stops it: it ends with the test process.
/// </summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private const int AccountCount = 2000;

    private static readonly Lazy<Task<AzuriteServer>> SharedServer = new(StartAsync);
    private static int _lastAccount = -1;

    private AzuriteServer? _server;

    /// <summary>Gets the shared server. Do not move its clock, which belongs to all tests: move that of an account.</summary>
    internal AzuriteServer Server => _server ?? throw new InvalidOperationException("The fixture is not initialized.");

    /// <inheritdoc/>
    public async Task InitializeAsync() => _server = await SharedServer.Value;

    /// <inheritdoc/>
    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Gives an account that no other test has: empty, with its own clock.</summary>
    internal AzuriteAccount NewAccount()
    {
        var number = Interlocked.Increment(ref _lastAccount);

        return number < AccountCount
            ? Server.Account(NameOf(number))
            : throw new InvalidOperationException(
                $"All {AccountCount} accounts are taken: raise {nameof(AccountCount)} in {nameof(AzuriteFixture)}.");
    }

    private static Task<AzuriteServer> StartAsync() =>
        AzuriteServer.StartAsync(new() { ExtraAccounts = [.. Enumerable.Range(0, AccountCount).Select(NameOf)] });

    private static string NameOf(int number) => $"test{number:D4}";
}
