using System.Diagnostics;
using System.Globalization;
using Stitchex.Local.Storage;

namespace Stitchex.Functions.Tests.Storage;

public sealed class AzuriteParentTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    // Starts Azurite as AzuriteServer does, prints its process id and waits forever.
    private const string Parent = """
        const azurite = require('child_process').spawn(
          process.execPath,
          ['--require', process.argv[1], process.argv[2], '--blobPort', '0', '--queuePort', '0', '--tablePort', '0',
           '--inMemoryPersistence', '--disableTelemetry'],
          { stdio: ['pipe', 'pipe', 'inherit'] });
        azurite.stdout.on('data', text => { if (/Table service is successfully/.test(text)) console.log(azurite.pid); });
        """;

    [Fact]
    public async Task ParentKilled_EndsAzurite()
    {
        _ = azurite.Server; // It is installed.
        var installation = AzuriteInstallation.Current;
        string[] arguments = ["--eval", Parent, installation.Preload, installation.Script];
        using var parent = Process.Start(new ProcessStartInfo(NodeJs.Command, arguments) { RedirectStandardOutput = true })!;
        var processId = await parent.StandardOutput.ReadLineAsync().WaitAsync(Eventually.Deadline);
        using var child = Process.GetProcessById(int.Parse(processId!, CultureInfo.InvariantCulture));

        parent.Kill();

        await child.WaitForExitAsync().WaitAsync(Eventually.Deadline, TimeProvider.System);
    }
}
