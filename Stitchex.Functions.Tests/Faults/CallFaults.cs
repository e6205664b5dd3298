using System.Net;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Stitchex.Functions.Tests.Faults;

/// <summary>Counts all calls of an app, to storage and to the API, and lets something go wrong with one of them.</summary>
/// <param name="fault">What goes wrong.</param>
/// <param name="callNumber">With which call, counted from 1; 0 for none.</param>
/// <param name="tries">With how many calls from that one on: more than a client's own retries, so that it does not fix it.</param>
internal sealed class CallFaults(CallFault fault, int callNumber, int tries)
{
    private int _count;

    /// <summary>Gets or sets what brings the caller of the API to give up: nothing but its own clock does.</summary>
    public Action LetTimePass { get; set; } = () => { };

    /// <summary>Gets what goes wrong.</summary>
    public CallFault Fault => fault;

    /// <summary>Gets how many calls there were.</summary>
    public int Count => _count;

    /// <summary>Sees the calls to storage.</summary>
    public HttpPipelinePolicy StoragePolicy => new Policy(this);

    /// <summary>Sees the calls to the API.</summary>
    public DelegatingHandler ApiHandler => new Handler(this);

    private bool IsNext()
    {
        var number = Interlocked.Increment(ref _count);
        return callNumber > 0 && number >= callNumber && number < callNumber + tries;
    }

    private sealed class Policy(CallFaults faults) : HttpPipelinePolicy
    {
        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            if (!faults.IsNext())
            {
                await ProcessNextAsync(message, pipeline);
                return;
            }

            switch (faults.Fault)
            {
                case CallFault.Fails:
                    throw new RequestFailedException(0, "A test cut the connection.");
                case CallFault.ResponseIsLost:
                    await ProcessNextAsync(message, pipeline);
                    throw new RequestFailedException(0, "A test lost the response.");
                case CallFault.Hangs:
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, message.CancellationToken);
                    break;
                default:
                    message.Response = new BareResponse((int)faults.Fault, message.Request.ClientRequestId);
                    break;
            }
        }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException("The app does not block.");
    }

    private sealed class Handler(CallFaults faults) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (!faults.IsNext())
            {
                return await base.SendAsync(request, cancellationToken);
            }

            switch (faults.Fault)
            {
                case CallFault.Fails:
                    throw new HttpRequestException("A test cut the connection.");
                case CallFault.ResponseIsLost:
                    (await base.SendAsync(request, cancellationToken)).Dispose();
                    throw new HttpRequestException("A test lost the response.");
                case CallFault.Hangs:
                    var hanging = Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
                    faults.LetTimePass();
                    await hanging.WaitAsync(Eventually.Deadline, CancellationToken.None);
                    throw new InvalidOperationException("It was to hang.");
                default:
                    return new HttpResponseMessage((HttpStatusCode)(int)faults.Fault);
            }
        }
    }
}
