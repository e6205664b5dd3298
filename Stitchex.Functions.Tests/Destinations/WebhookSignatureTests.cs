using Stitchex.Functions.Destinations;

namespace Stitchex.Functions.Tests.Destinations;

public sealed class WebhookSignatureTests
{
    // The example of the specification's own libraries.
    [Fact]
    public void Signature_IsTheSpecifications() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        WebhookSignature.Sign(
            [WebhookSignature.KeyOf("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")!],
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            DateTimeOffset.FromUnixTimeSeconds(1614265330),
            """{"test": 2432232314}"""u8));

    [Theory]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 24)]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 24)]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa==", null)]
    [InlineData("whsec_a secret that is no Base64", null)]
    [InlineData("whsec_", null)]
    public void Secret_Is24BytesAtLeast(string secret, int? length) => Assert.Equal(length, WebhookSignature.KeyOf(secret)?.Length);

    [Theory]
    [InlineData(64, 64)]
    [InlineData(65, null)]
    [InlineData(500, null)]
    public void Secret_Is64BytesAtMost(int bytes, int? length) =>
        Assert.Equal(length, WebhookSignature.KeyOf(Convert.ToBase64String(new byte[bytes]))?.Length);
}
