using System.Security.Claims;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Moq;
using Stitchex.Functions.Triggers;

namespace Stitchex.Functions.Tests.Triggers;

public sealed class CallerTests
{
    private static readonly ClaimsIdentity Key = new(
        [new Claim("http://schemas.microsoft.com/2017/07/functions/claims/keyid", "night")], "WebJobsAuthLevel");

    [Fact]
    public void Key_IsNamed() => Assert.Equal("key night", CallerOf(Key));

    [Fact]
    public void Person_IsNamedBeforeTheKey() =>
        Assert.Equal("mara@example.com", CallerOf(Key, new ClaimsIdentity([new Claim(ClaimTypes.Name, "mara@example.com")], "aad")));

    [Fact]
    public void Nobody_IsNull() => Assert.Null(CallerOf(new ClaimsIdentity()));

    [Fact]
    public void LongName_IsCut() => Assert.Equal(100, CallerOf(new ClaimsIdentity([new Claim(ClaimTypes.Name, new string('x', 5000))], "aad"))?.Length);

    private static string? CallerOf(params ClaimsIdentity[] identities)
    {
        var request = new Mock<HttpRequestData>(Mock.Of<FunctionContext>());
        request.Setup(r => r.Identities).Returns(identities);
        return request.Object.Caller();
    }
}
