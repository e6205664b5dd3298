using System.Net;
using Microsoft.Extensions.Time.Testing;
using Stitchex.Functions.Operations.Http;

namespace Stitchex.Functions.Tests.Operations;

public sealed class OperatorResponseExtensionsTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task StorageThatDoesNotRespondInTime_IsUnavailable()
    {
        // What a client throws whose last try took too long, where the tries before it got responses.
        var response = await RespondAsync(_ => Task.FromException<OperatorResponse>(new TaskCanceledException()));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task StorageThatHangs_IsUnavailableWithinTenSeconds(bool isCancelled)
    {
        var hangs = new TaskCompletionSource<OperatorResponse>();
        var responding = RespondAsync(token => isCancelled ? hangs.Task.WaitAsync(token) : hangs.Task);
        Assert.False(responding.IsCompleted);

        // What the host and the network take comes on top.
        _time.Advance(TimeSpan.FromSeconds(8));

        var detail = OperatorTest.Problem(await responding.WaitAsync(Eventually.Deadline), HttpStatusCode.ServiceUnavailable);
        Assert.Contains("no response in time", detail, StringComparison.Ordinal);
    }

    private Task<OperatorResponse> RespondAsync(Func<CancellationToken, Task<OperatorResponse>> respond) =>
        respond.OrUnavailableAsync(_time, OperatorResponseExtensions.Limit, CancellationToken.None);
}
