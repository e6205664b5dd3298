using System.Collections.Concurrent;
using Stitchex.Local.Hosting.Functions;
using Stitchex.Local.Hosting.Worker.Rpc;

namespace Stitchex.Functions.Tests.Hosting;

/// <summary>Takes the place of the worker: keeps what functions are called with, and does what a test says.</summary>
internal sealed class RecordingInvoker : IFunctionInvoker
{
    private readonly ConcurrentQueue<TypedData> _inputs = [];
    private int _running;

    /// <summary>Gets the values that functions were called with.</summary>
    public IReadOnlyList<TypedData> Inputs => [.. _inputs];

    /// <summary>Gets how many ran at once at most.</summary>
    public int MostAtOnce { get; private set; }

    /// <summary>Gets or sets what a function does. An exception is how it fails.</summary>
    public Func<TypedData, CancellationToken, Task> Behaviour { get; set; } = (_, _) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<FunctionResult> InvokeAsync(
        FunctionDescriptor function,
        string reason,
        TypedData input,
        IEnumerable<KeyValuePair<string, TypedData>>? metadata = null,
        CancellationToken cancellationToken = default)
    {
        _inputs.Enqueue(input);
        MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _running));
        try
        {
            await Behaviour(input, cancellationToken);
            return new(Response: null, Error: null);
        }
        catch (Exception exception)
        {
            return new(Response: null, exception);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }
}
