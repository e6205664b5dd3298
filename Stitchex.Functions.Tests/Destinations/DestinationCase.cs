using System.Net.Security;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Tests.Cases;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Destinations;

/// <summary>The stage of a destination's tests: that of a case, and an app with destinations beside a handler that keeps a journal.</summary>
public abstract class DestinationCase(AzuriteFixture azurite) : ProtocolCase(azurite)
{
    /// <summary>A secret as Standard Webhooks has it.</summary>
    internal const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    /// <summary>Gets what gives accounts.</summary>
    internal AzuriteFixture Azurite { get; } = azurite;

    /// <summary>The settings of a webhook.</summary>
    internal static (string Name, string Value)[] Webhook(string name, Uri address, params (string Name, string Value)[] more) =>
        Settings(name, [("Type", "Webhook"), ("Address", address.AbsoluteUri), ("Secret", Secret), .. more]);

    /// <summary>The settings of a destination.</summary>
    internal static (string Name, string Value)[] Settings(string name, params (string Name, string Value)[] settings) =>
        [.. settings.Select(setting => ($"Stitchex:Destinations:{name}:{setting.Name}", setting.Value))];

    /// <summary>Starts an app that trusts a server.</summary>
    internal Task<ReceiverApp> StartAsync(HookServer server, params (string Name, string Value)[] settings) => StartAppAsync(services => Trust(services, server), settings);

    /// <summary>Starts a second instance on an app's account.</summary>
    internal Task<ReceiverApp> StartAgainAsync(ReceiverApp app, HookServer server, params (string Name, string Value)[] settings) => ReceiverApp.StartAgainAsync(
        app,
        SimulatedStitchex.SettingsFor(Stitchex, settings),
        services =>
        {
            services.AddSingleton<TimeProvider>(Time);
            Trust(services, server);
        });

    /// <summary>Has an app process a change.</summary>
    internal static async Task ProcessAsync(ReceiverApp app, Stitchex.Local.Simulator.Records.SimulatedChange change)
    {
        await app.ReceiveUntilTakenAsync(System.Text.Encoding.UTF8.GetString(SimulatedStitchex.BodyOf(change)));
        await app.ProcessAllAsync();
    }

    /// <summary>Lets time pass for an app and its storage, in steps, and processes what becomes due.</summary>
    internal async Task LaterAsync(ReceiverApp app, TimeSpan time, TimeSpan step)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += step)
        {
            await app.Account.AdvanceClockAsync(step);
            Time.Advance(step);
            await app.LearnTimeAsync();
            await app.ProcessAllAsync();
        }
    }

    /// <summary>The same, minute by minute or in other steps, until something is so.</summary>
    internal async Task LaterAsync(ReceiverApp app, TimeSpan longest, Func<Task<bool>> isDone, int minutes = 1)
    {
        for (var passed = TimeSpan.Zero; passed < longest && !await isDone(); passed += TimeSpan.FromMinutes(minutes))
        {
            await LaterAsync(app, TimeSpan.FromMinutes(minutes), TimeSpan.FromMinutes(minutes));
        }
    }

    /// <summary>Whether all handlers have an event's record.</summary>
    internal static bool IsDelivered(TableEntity row) => row.GetString("State") is "Completed" or "Confirming";

    private static void Trust(IServiceCollection services, HookServer server) => services.AddSingleton<SslClientAuthenticationOptions>(server.Trust);
}
