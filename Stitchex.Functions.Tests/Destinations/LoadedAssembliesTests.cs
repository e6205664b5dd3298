using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Stack;

namespace Stitchex.Functions.Tests.Destinations;

/// <summary>What the worker's process has loaded, as Linux tells it.</summary>
public sealed class LoadedAssembliesTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly string[] Libraries = ["Acornima", "Azure.Messaging.EventGrid", "Azure.Messaging.ServiceBus", "CloudNative.CloudEvents", "Jint", "Microsoft.Azure.Amqp", "OxyPlot"];

    [Fact]
    public async Task WithoutDestinations_NothingOfThem_OrOfThePage_IsLoaded() => Assert.Empty(await LoadedAfterAChangeAsync(settings: []));

    [Fact]
    public async Task WithAQueue_TheEventsLibraryIsLoaded_AndNoOthersClient()
    {
        if (OperatingSystem.IsLinux())
        {
            Assert.Equal(["CloudNative.CloudEvents"], await LoadedAfterAChangeAsync(new()
            {
                ["Stitchex__Destinations__records__Type"] = "StorageQueue",
                ["Stitchex__Destinations__records__ConnectionString"] = azurite.NewAccount().ConnectionString,
                ["Stitchex__Destinations__records__Queue"] = "records",
            }));
        }
    }

    [Fact]
    public async Task WithAScript_WhatRunsItIsLoaded()
    {
        if (OperatingSystem.IsLinux())
        {
            Assert.Equal(["Acornima", "CloudNative.CloudEvents", "Jint"], await LoadedAfterAChangeAsync(new()
            {
                ["Stitchex__Destinations__records__Type"] = "StorageQueue",
                ["Stitchex__Destinations__records__ConnectionString"] = azurite.NewAccount().ConnectionString,
                ["Stitchex__Destinations__records__Queue"] = "records",
                ["Stitchex__Destinations__records__Script"] = "change => change.data",
            }));
        }
    }

    private async Task<IEnumerable<string>> LoadedAfterAChangeAsync(Dictionary<string, string> settings)
    {
        if (!OperatingSystem.IsLinux())
        {
            return [];
        }

        await using var stack = await LocalStack.StartAsync(
            new LocalStackOptions { PreferUsualPorts = false, StorageConnectionString = azurite.NewAccount().ConnectionString, Settings = settings });
        stack.Simulator.Create("invoice");
        var events = new Azure.Data.Tables.TableClient(stack.StorageConnectionString, "StitchexEvents");
        await Eventually.HoldsAsync(async () => (await events.QueryAsync<Azure.Data.Tables.TableEntity>("State eq 'Completed' or State eq 'Retrying'").ToListAsync()).Count > 0);
        var maps = await File.ReadAllTextAsync($"/proc/{await stack.Host.WorkerProcessIdAsync()}/maps");
        Assert.Contains("Stitchex.Functions.dll", maps, StringComparison.Ordinal);
        return [.. Libraries.Where(library => maps.Contains($"/{library}.dll", StringComparison.Ordinal))];
    }
}
