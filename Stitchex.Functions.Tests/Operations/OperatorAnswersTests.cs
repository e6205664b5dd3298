using System.Net;
using Stitchex.Functions.Operations.Answers;

namespace Stitchex.Functions.Tests.Operations;

public sealed class OperatorAnswersTests
{
    [Fact]
    public async Task StorageThatDoesNotAnswerInTime_IsAway()
    {
        // What a client throws whose last try took too long, where the tries before it were answered.
        var answering = Task.FromException<OperatorAnswer>(new TaskCanceledException());

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await answering.OrUnavailableAsync()).Status);
    }
}
