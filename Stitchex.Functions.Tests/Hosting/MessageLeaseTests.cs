using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Time.Testing;
using Moq;
using Stitchex.Local.Hosting.Queues;

namespace Stitchex.Functions.Tests.Hosting;

public sealed class MessageLeaseTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RecordingLogs _logs = new();
    private readonly Mock<QueueClient> _queue = new();

    public static TheoryData<Exception> Faults =>
        [new RequestFailedException(503, "Busy."), new AggregateException("Retry failed after 4 tries.")];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Renewal_ThatFails_IsTriedAgain(Exception fault)
    {
        var lease = Start();
        Renewal("first").Throws(fault);
        await PassTimeUntilAsync(() => _logs.Lines.Count > 0);

        Renewal("first").ReturnsAsync(Renewed("second"));
        Renewal("second").ReturnsAsync(Renewed("second"));
        await PassTimeUntilAsync(() => Receipts.Contains("second"));

        Assert.Equal("second", await lease.EndAsync());
    }

    [Fact]
    public async Task Renewal_UsesTheReceiptOfTheOneBefore()
    {
        var lease = Start();
        Renewal("first").ReturnsAsync(Renewed("second"));
        Renewal("second").ReturnsAsync(Renewed("third"));
        Renewal("third").ReturnsAsync(Renewed("third"));

        await PassTimeUntilAsync(() => Receipts.Contains("third"));

        Assert.Equal(["first", "second", "third"], Receipts.Distinct());
        Assert.Equal("third", await lease.EndAsync());
    }

    [Fact]
    public async Task Lease_OfAMessageThatAnotherTook_IsNotRenewedAnyMore()
    {
        var lease = Start();
        var taken = new RequestFailedException(400, "Taken.", QueueErrorCode.PopReceiptMismatch.ToString(), innerException: null);
        Renewal("first").Throws(taken);

        await PassTimeUntilAsync(() => _logs.Lines.Count > 0);
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal("first", await lease.EndAsync());
        Assert.Equal(["first"], Receipts);
    }

    private IEnumerable<string> Receipts => _queue.Invocations
        .Where(invocation => invocation.Method.Name == nameof(QueueClient.UpdateMessageAsync))
        .Select(invocation => (string)invocation.Arguments[1]);

    // In small steps: the next wait begins a moment after the last has ended.
    private Task PassTimeUntilAsync(Func<bool> condition) => Eventually.HoldsAsync(() =>
    {
        _time.Advance(TimeSpan.FromMinutes(1));
        return condition();
    });

    private MessageLease Start() => new(
        _queue.Object,
        QueuesModelFactory.QueueMessage("id", "first", new BinaryData("text"), dequeueCount: 1),
        TimeSpan.FromMinutes(10),
        _time,
        _logs.CreateLogger("Queues"),
        CancellationToken.None);

    private Moq.Language.Flow.ISetup<QueueClient, Task<Response<UpdateReceipt>>> Renewal(string receipt) => _queue.Setup(queue =>
        queue.UpdateMessageAsync("id", receipt, (string?)null, TimeSpan.FromMinutes(10), CancellationToken.None));

    private static Response<UpdateReceipt> Renewed(string receipt) =>
        Response.FromValue(QueuesModelFactory.UpdateReceipt(receipt, default), Mock.Of<Response>());
}
