using System.Text;
using System.Threading.Channels;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Stitchex.Functions.Tests.Model.Conformance;

/// <summary>
/// Lets one call at a time be made, of storage, of the API or of a handler, so that the order of all calls is known, and chosen. Calls outside an actor are
/// not held back.
/// </summary>
internal sealed class Turns : HttpPipelinePolicy
{
    private readonly Lock _lock = new();
    private readonly List<Call> _waiting = [];
    private readonly Channel<bool> _changes = Channel.CreateUnbounded<bool>();

    /// <summary>Gets the calls that wait, in an order that does not depend on chance.</summary>
    public IReadOnlyList<Call> Waiting
    {
        get
        {
            lock (_lock)
            {
                return [.. _waiting.OrderBy(call => call.Actor.ToString(), StringComparer.Ordinal).ThenBy(call => call.Name, StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>Something came to its end.</summary>
    public void Notify() => _changes.Writer.TryWrite(true);

    /// <summary>Waits until something holds, which may change with each call.</summary>
    public async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            await _changes.Reader.ReadAsync().AsTask().WaitAsync(Eventually.Deadline);
        }
    }

    /// <summary>Waits for the turn of a call.</summary>
    public async Task<(Call Call, CallFate Fate)> WaitAsync(Actor actor, string name)
    {
        var call = new Call(actor, name);
        if (actor.IsKilled)
        {
            return (call, CallFate.Killed);
        }

        lock (_lock)
        {
            _waiting.Add(call);
        }

        Notify();
        return (call, await call.Turn.Task);
    }

    /// <summary>Decides what becomes of a call.</summary>
    public void Decide(Call call, CallFate fate)
    {
        lock (_lock)
        {
            _waiting.Remove(call);
        }

        call.Turn.SetResult(fate);
    }

    /// <inheritdoc/>
    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var name = NameOf(message.Request);
        if (Actor.Current.Value is not { } actor || name.Contains("PartitionKey='control'", StringComparison.Ordinal))
        {
            await ProcessNextAsync(message, pipeline);
            return;
        }

        var (call, fate) = await WaitAsync(actor, name);
        if (fate is not (CallFate.Made or CallFate.ResponseIsLost))
        {
            call.Effect.TrySetResult(false);
            throw new ActorKilledException();
        }

        try
        {
            await ProcessNextAsync(message, pipeline);
            call.Effect.SetResult(!message.Response.IsError && !await HasFailedPartAsync(message.Response));
        }
        catch (Exception e)
        {
            call.Effect.SetException(e);
            throw;
        }

        if (fate == CallFate.ResponseIsLost)
        {
            throw new RequestFailedException(0, "A test lost the response.");
        }
    }

    /// <inheritdoc/>
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException("The app does not block.");

    // A transaction has the status of each of its parts in its body, which nobody has read yet.
    private static async Task<bool> HasFailedPartAsync(Response response)
    {
        if (response.Headers.ContentType?.StartsWith("multipart/mixed", StringComparison.Ordinal) != true)
        {
            return false;
        }

        var copy = new MemoryStream();
        await response.ContentStream!.CopyToAsync(copy);
        copy.Position = 0;
        response.ContentStream = copy;
        return Encoding.UTF8.GetString(copy.GetBuffer(), 0, (int)copy.Length).Contains("HTTP/1.1 4", StringComparison.Ordinal);
    }

    private static string NameOf(Request request)
    {
        // The first segment is Azurite's account.
        var path = string.Join('/', request.Uri.ToUri().AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries).Skip(1));
        return $"{request.Method} {Uri.UnescapeDataString(path)}";
    }
}

/// <summary>The process of an actor is gone, or its handler fails.</summary>
internal sealed class ActorKilledException() : Exception("A test ended this.");
