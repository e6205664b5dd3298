using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Commands;
using Stitchex.Local.Stack;

namespace Stitchex.Functions.Tests.Commands;

/// <summary>Destinations are shown, tested, stopped and resumed from the command line, against a running deployment.</summary>
public sealed class DestinationsCommandTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private readonly StringWriter _output = new();

    [Fact]
    public async Task Destination_IsStopped_Listed_Resumed_AndTested()
    {
        var account = azurite.NewAccount().ConnectionString;
        await using var stack = await LocalStack.StartAsync(new LocalStackOptions
        {
            PreferUsualPorts = false,
            StorageConnectionString = azurite.NewAccount().ConnectionString,
            Settings = new Dictionary<string, string>
            {
                ["Stitchex__Destinations__records__Type"] = "StorageQueue",
                ["Stitchex__Destinations__records__ConnectionString"] = account,
                ["Stitchex__Destinations__records__Queue"] = "records",
            },
        });

        Assert.Equal(0, await RunAsync(stack, "stop", "records", "--reason", "moved"));
        Assert.Equal(0, await RunAsync(stack, "list"));
        Assert.Contains("Stopped since", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains(": moved", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await RunAsync(stack, "resume", "records"));

        Assert.Equal(1, await RunAsync(stack, "test", "records"));
        Assert.Contains("records did not accept the test event: it responded 404 QueueNotFound", _output.ToString(), StringComparison.Ordinal);
        await new Azure.Storage.Queues.QueueClient(account, "records").CreateAsync();
        Assert.Equal(0, await RunAsync(stack, "test", "records"));
        Assert.Equal(1, await RunAsync(stack, "resume", "nobody"));
        Assert.Contains("There is no such destination. There are: records.", _output.ToString(), StringComparison.Ordinal);
    }

    private Task<int> RunAsync(LocalStack stack, params string[] arguments)
    {
        var site = stack.WebhookUrl.GetLeftPart(UriPartial.Authority);
        return DestinationsCommand.Create(() => OperatorCommands.ConsoleTo(_output)).Parse([.. arguments, "--url", site, "--key", stack.Host.HostKey]).InvokeAsync();
    }
}
