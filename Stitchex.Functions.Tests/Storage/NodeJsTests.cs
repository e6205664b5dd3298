using Stitchex.Local.Storage;

namespace Stitchex.Functions.Tests.Storage;

public sealed class NodeJsTests
{
    [Fact]
    public async Task Missing_SaysWhatToInstall()
    {
        var exception = await Assert.ThrowsAsync<AzuriteException>(() => NodeJs.EnsureUsableAsync("no-such-node"));

        Assert.Equal(
            "Azurite, the storage emulator, needs Node.js 20 or newer, but no command 'no-such-node' was found on the PATH. " +
            "Install the current LTS release from https://nodejs.org and start again in a new terminal.",
            exception.Message);
    }

    [Theory]
    [InlineData("v18.20.8")]
    [InlineData("command not understood")]
    [InlineData("")]
    public void TooOldOrUnknown_SaysWhatWasFound(string version)
    {
        var exception = Assert.Throws<AzuriteException>(() => NodeJs.EnsureNewEnough(version));

        Assert.Contains($"printed '{version}'. Install the current LTS release", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v20.0.0")]
    [InlineData("v101.2.3")]
    public void NewEnough_IsAccepted(string version) => NodeJs.EnsureNewEnough(version);
}
