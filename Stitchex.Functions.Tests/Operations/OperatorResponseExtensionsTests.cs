using System.Net;
using Stitchex.Functions.Operations.Http;

namespace Stitchex.Functions.Tests.Operations;

public sealed class OperatorResponseExtensionsTests
{
    [Fact]
    public async Task StorageThatDoesNotResponseInTime_IsAway()
    {
        // What a client throws whose last try took too long, where the tries before it got responses.
        var responding = Task.FromException<OperatorResponse>(new TaskCanceledException());

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await responding.OrUnavailableAsync()).Status);
    }
}
