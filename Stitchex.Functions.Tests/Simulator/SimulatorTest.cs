using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Stitchex.Local.Simulator;

namespace Stitchex.Functions.Tests.Simulator;

/// <summary>A simulator of its own for each test, on a clock that the test moves, and a client that hides nothing.</summary>
public abstract class SimulatorTest : IAsyncLifetime
{
    protected SimulatorTest() => Simulator = new(Time);

    private protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 2, 3, 0, 0, TimeSpan.Zero));

    private protected StitchexSimulator Simulator { get; }

    private protected HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });

    private protected virtual StitchexSimulatorOptions Options => new();

    private protected static long OurOrganisation => 9579;

    private protected static long OtherOrganisation => 11111;

    public async Task InitializeAsync()
    {
        await Simulator.StartAsync(Options, CancellationToken.None);
        Http.BaseAddress = Simulator.BaseAddress;
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await Simulator.DisposeAsync();
    }

    private protected static async Task<JsonObject> BodyAsync(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonObject>())!;

    private protected async Task<JsonObject> LogInAsync()
    {
        var grant = new { email = Simulator.Options.Email, password = Simulator.Options.Password, grant_type = "password" };
        using var response = await Http.PostAsJsonAsync("/oauth/token", grant);
        var token = await BodyAsync(response.EnsureSuccessStatusCode());
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)token["access_token"]!);
        return token;
    }

    private protected Task<HttpResponseMessage> ChooseAsync(long organisationId) =>
        Http.PostAsJsonAsync("/organisations/set_current_org", new { organizationId = organisationId });

    /// <summary>Logs in and chooses our organisation, as a client does before anything else.</summary>
    private protected async Task EnterAsync()
    {
        await LogInAsync();
        using var response = await ChooseAsync(OurOrganisation);
        response.EnsureSuccessStatusCode();
    }
}
