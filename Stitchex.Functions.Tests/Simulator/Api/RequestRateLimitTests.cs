using System.Net;

namespace Stitchex.Functions.Tests.Simulator.Api;

/// <summary>A limit on requests per minute.</summary>
public sealed class RequestRateLimitTests : SimulatorTest
{
    [Fact]
    public async Task RequestBeyondTheLimit_Returns429UntilTheNextMinute()
    {
        Simulator.RateLimit.PerMinute = 1;
        Time.Advance(TimeSpan.FromSeconds(20));

        using var taken = await Http.GetAsync("/login");
        using var rejected = await Http.GetAsync("/login");
        Time.Advance(TimeSpan.FromSeconds(40));
        using var takenAgain = await Http.GetAsync("/login");

        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, rejected.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(40), rejected.Headers.RetryAfter!.Delta);
        Assert.Equal(HttpStatusCode.OK, takenAgain.StatusCode);
    }

    [Fact]
    public async Task TaciturnLimit_SaysNoRetryAfter()
    {
        Simulator.RateLimit.PerMinute = 0;
        Simulator.RateLimit.SaysRetryAfter = false;

        using var response = await Http.GetAsync("/login");

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Null(response.Headers.RetryAfter);
    }
}
