using System.Net;
using System.Text;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using Stitchex.Functions.Receiving;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Functions.Triggers;

namespace Stitchex.Functions.Tests.Triggers;

/// <summary>What the trigger makes of the receiver's response, with the worker's own types around it.</summary>
public sealed class ReceiveWebhookTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Event = """{"event":"invoice_update","invoice":{"id":7}}""";

    [Fact]
    public async Task Event_IsRespondedByJson_WithoutRetryAfter()
    {
        await using var app = await ReceiverApp.StartAsync(azurite);

        var response = await CallAsync(app, Event);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(["application/json"], response.Headers.GetValues("Content-Type"));
        Assert.False(response.Headers.Contains("Retry-After"));
        Assert.StartsWith("""{"eventId":"invoice.7.update.""", BodyOf(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task StorageThatFails_IsRespondedByAProblem_AndByWhenToComeBack()
    {
        await using var app = await ReceiverApp.StartAsync(azurite);
        app.Faults.Add("StitchexEvents", StorageFault.Fails);

        var response = await CallAsync(app, Event);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(["application/problem+json"], response.Headers.GetValues("Content-Type"));
        Assert.True(int.Parse(response.Headers.GetValues("Retry-After").Single()) > 0);
    }

    [Fact]
    public async Task SenderThatHungUp_IsStillKept()
    {
        await using var app = await ReceiverApp.StartAsync(azurite);
        using var hangUp = new CancellationTokenSource();
        var body = new HangingUpStream(Encoding.UTF8.GetBytes(Event), hangUp);

        var response = await CallAsync(app, body, hangUp.Token);

        Assert.True(hangUp.IsCancellationRequested);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Single(await app.EventRowsAsync());
        Assert.Single(await app.PeekAsync());
    }

    private static Task<HttpResponseData> CallAsync(ReceiverApp app, string body) =>
        CallAsync(app, new MemoryStream(Encoding.UTF8.GetBytes(body)), CancellationToken.None);

    private static Task<HttpResponseData> CallAsync(ReceiverApp app, Stream body, CancellationToken cancellationToken)
    {
        var context = Mock.Of<FunctionContext>();
        var response = new Mock<HttpResponseData>(context);
        response.SetupAllProperties();
        response.Object.Headers = [];
        response.Object.Body = new MemoryStream();
        var request = new Mock<HttpRequestData>(context);
        request.Setup(r => r.Body).Returns(body);
        request.Setup(r => r.Headers).Returns([]);
        request.Setup(r => r.CreateResponse()).Returns(response.Object);
        return new ReceiveWebhook(app.Services.GetRequiredService<WebhookReceiver>()).RunAsync(request.Object, cancellationToken);
    }

    private static string BodyOf(HttpResponseData response) => Encoding.UTF8.GetString(((MemoryStream)response.Body).ToArray());

    // The sender hangs up the moment that its body has been read.
    private sealed class HangingUpStream(byte[] bytes, CancellationTokenSource hangUp) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await base.ReadAsync(buffer, cancellationToken);
            if (count == 0)
            {
                await hangUp.CancelAsync();
            }

            return count;
        }
    }
}
