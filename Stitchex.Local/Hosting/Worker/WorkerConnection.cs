using System.Collections.Concurrent;
using System.Threading.Channels;
using Grpc.Core;
using Stitchex.Local.Hosting.Worker.Rpc;
using RpcException = Grpc.Core.RpcException;

namespace Stitchex.Local.Hosting.Worker;

/// <summary>The stream between this host and one worker process: requests with their responses, one-way messages, and the worker's log.</summary>
/// <param name="onLog">Takes what the worker logs.</param>
internal sealed class WorkerConnection(Action<RpcLog> onLog)
{
    private readonly Channel<StreamingMessage> _outbox = Channel.CreateUnbounded<StreamingMessage>(new() { SingleReader = true });
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> _pending = [];
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gets a task that completes when the worker has called.</summary>
    public Task Opened => _opened.Task;

    /// <summary>Gets a task that completes when the stream has ended: no request can get a response any more.</summary>
    public Task Closed => _closed.Task;

    /// <summary>Sends a request and waits for its response.</summary>
    /// <param name="request">The request. Its <c>request_id</c> has to be unique.</param>
    /// <exception cref="WorkerGoneException">The stream ended first.</exception>
    public async Task<StreamingMessage> RequestAsync(StreamingMessage request)
    {
        var response = new TaskCompletionSource<StreamingMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _pending[request.RequestId] = response;
        if (!_outbox.Writer.TryWrite(request))
        {
            _pending.TryRemove(request.RequestId, out _);
            throw new WorkerGoneException();
        }

        return await response.Task;
    }

    /// <summary>Sends a message that has no response. It is dropped if the stream has ended.</summary>
    public void Send(StreamingMessage message) => _outbox.Writer.TryWrite(message);

    /// <summary>Reads and writes until the stream ends.</summary>
    public async Task RunAsync(IAsyncStreamReader<StreamingMessage> incoming, IServerStreamWriter<StreamingMessage> outgoing, CancellationToken aborted)
    {
        _opened.TrySetResult();
        var writing = WriteAsync(outgoing);
        try
        {
            await foreach (var message in incoming.ReadAllAsync(aborted))
            {
                Take(message);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or RpcException)
        {
            // The process is gone.
        }
        finally
        {
            Close();
            await writing;
        }
    }

    /// <summary>Fails what waits for a response, now and from now on.</summary>
    public void Close()
    {
        _outbox.Writer.TryComplete();
        foreach (var requestId in _pending.Keys)
        {
            if (_pending.TryRemove(requestId, out var response))
            {
                response.TrySetException(new WorkerGoneException());
            }
        }

        _closed.TrySetResult();
    }

    private void Take(StreamingMessage message)
    {
        if (message.ContentCase == StreamingMessage.ContentOneofCase.RpcLog)
        {
            onLog(message.RpcLog);
        }
        else if (_pending.TryRemove(message.RequestId, out var response))
        {
            response.TrySetResult(message);
        }
    }

    private async Task WriteAsync(IServerStreamWriter<StreamingMessage> outgoing)
    {
        try
        {
            await foreach (var message in _outbox.Reader.ReadAllAsync())
            {
                await outgoing.WriteAsync(message);
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or OperationCanceledException or RpcException)
        {
            // What was written last gets no response; the reader sees the end of the stream, too.
            Close();
        }
    }
}

/// <summary>The worker process ended before it responded.</summary>
internal sealed class WorkerGoneException() : Exception("The worker process ended before it responded.");
