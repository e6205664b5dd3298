using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Stitchex.Functions.Api;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator;
using Stitchex.Local.Simulator.Api;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Functions.Tests.Api;

/// <summary>An app and a simulated Stitchex whose tokens last an hour, on a clock that both share, and real HTTP between them.</summary>
public abstract class LoginTest(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IAsyncLifetime
{
    internal const string TokenPath = "/oauth/token";
    internal const string OrganisationPath = "/organisations/set_current_org";

    internal static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private SimulatedChange _invoice = null!;

    internal WatchedClock Time { get; } = new(TimeProvider.System.GetUtcNow());

    internal StitchexSimulator Stitchex { get; private set; } = null!;

    internal ReceiverApp App { get; private set; } = null!;

    internal (int Logins, int Refreshes) LoginsAndRefreshes => (Stitchex.Tokens.Counts.Logins, Stitchex.Tokens.Counts.Refreshes);

    public Task InitializeAsync() => StartAsync(new TokenOptions { Lifetime = Life });

    public async Task DisposeAsync()
    {
        await App.DisposeAsync();
        await Stitchex.DisposeAsync();
    }

    /// <summary>Starts both anew, with other tokens.</summary>
    internal async Task StartAgainAsync(TokenOptions tokens)
    {
        await DisposeAsync();
        await StartAsync(tokens);
    }

    /// <summary>Starts the app anew, with a token in place of e-mail and password.</summary>
    internal async Task UseFixedTokenAsync(string token)
    {
        await App.DisposeAsync();
        await StartAppAsync(("Stitchex:Api:Email", ""), ("Stitchex:Api:Password", ""), ("Stitchex:Api:AccessToken", token));
    }

    /// <summary>Starts the app anew, as a change of its settings does.</summary>
    internal async Task StartAppAgainAsync()
    {
        await App.DisposeAsync();
        await StartAppAsync();
    }

    /// <summary>The requests for the record, those that were rejected too.</summary>
    internal LoggedRequest[] Fetches() => [.. Stitchex.Requests.Recent.Where(request => request.Method == "GET")];

    internal async Task FindAsync() => Assert.IsType<FetchResult.Found>(await FetchAsync());

    internal Task<FetchResult> FetchAsync() =>
        App.Services.GetRequiredService<StitchexApiClient>().FetchAsync("invoice", _invoice.Id, Time.GetUtcNow(), CancellationToken.None);

    private async Task StartAsync(TokenOptions tokens)
    {
        Stitchex = await SimulatedStitchex.StartAsync(options => options with { Tokens = tokens }, Time);
        _invoice = Stitchex.Create("invoice");
        await StartAppAsync();
    }

    private async Task StartAppAsync(params (string Name, string Value)[] settings) =>
        App = await ReceiverApp.StartAsync(azurite, SimulatedStitchex.SettingsFor(Stitchex, settings), services =>
        {
            services.AddSingleton<TimeProvider>(Time);
            services.AddLogging(logging => logging.AddFakeLogging());
        });
}
