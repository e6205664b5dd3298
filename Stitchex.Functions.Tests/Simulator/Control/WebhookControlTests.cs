using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Stitchex.Functions.Tests.Simulator.Webhooks;

namespace Stitchex.Functions.Tests.Simulator.Control;

/// <summary>What a person can do to webhooks with curl.</summary>
public sealed class WebhookControlTests : WebhookTest, IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Settings_ChangeOnlyWhatIsGiven()
    {
        var before = Simulator.Webhooks.Options;

        await PostAsync("/control/webhooks", JsonContent.Create(new { duplicateShare = 0.5, timeout = "00:00:02" }));

        Assert.Equal(before with { DuplicateShare = 0.5, Timeout = TimeSpan.FromSeconds(2) }, Simulator.Webhooks.Options);
    }

    [Fact]
    public async Task RawBody_IsSentAndTheResponseShown()
    {
        Receiver.ResponseInTurn(400);

        var result = await PostAsync("/control/webhooks/raw", new ByteArrayContent("{}"u8.ToArray()));

        Assert.Equal(400, (int)JsonNode.Parse(result)!["status"]!);
        Assert.Equal("{}", await Receiver.NextAsync());
    }

    [Fact]
    public async Task Webhooks_CanBeHeldAndReleased()
    {
        await PostAsync("/control/webhooks/hold", null);
        await PostAsync("/control/records/payment?count=3", null);
        Assert.Equal((3, 0), (Counts.Waiting, Counts.Sent));

        await PostAsync("/control/webhooks/release", null);

        await Simulator.Webhooks.WaitUntilIdleAsync(Eventually.Deadline);
        Assert.Equal(3, Counts.Accepted);
    }

    [Fact]
    public async Task DroppedWebhooks_AreNeverSent()
    {
        await PostAsync("/control/webhooks", JsonContent.Create(new { dropFor = "01:00:00" }));
        var dropped = Simulator.Create("payment");
        await PostAsync("/control/webhooks", JsonContent.Create(new { dropFor = "00:00:00" }));
        Simulator.Create("payment");

        await Simulator.Webhooks.WaitUntilIdleAsync(Eventually.Deadline);

        Assert.Null(dropped.Webhook);
        Assert.Equal((1, 1, 1), (Counts.Dropped, Counts.Events, Counts.Accepted));
    }

    private async Task<string> PostAsync(string path, HttpContent? content)
    {
        using var response = await _http.PostAsync(new Uri(Simulator.BaseAddress, path), content);
        return await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }
}
