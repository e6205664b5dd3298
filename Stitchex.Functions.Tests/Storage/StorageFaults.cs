using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables.Models;

namespace Stitchex.Functions.Tests.Storage;

/// <summary>Makes requests to storage fail where a test says so, and counts them. It sits inside the client's retries, so each try counts.</summary>
internal sealed class StorageFaults : HttpPipelinePolicy
{
    private readonly Lock _lock = new();
    private readonly List<string> _requests = [];
    private readonly List<Rule> _rules = [];

    /// <summary>Gets the requests so far, as method and path: <c>POST StitchexEvents</c>, <c>POST stitchex-events/messages</c>.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>Gets or sets what is told of each request, as in <see cref="Requests"/>, before it is sent.</summary>
    public Action<string>? OnRequest { get; set; }

    /// <summary>Makes requests fail from now on.</summary>
    /// <param name="request">A part of the method and path of those that fail; after a question mark, of their query.</param>
    /// <param name="fault">How they fail.</param>
    /// <param name="times">How many of them.</param>
    public void Add(string request, StorageFault fault, int times = int.MaxValue)
    {
        lock (_lock)
        {
            _rules.Add(new Rule(request, fault) { Left = times });
        }
    }

    /// <summary>Has something happen before the next request of a kind goes on.</summary>
    /// <param name="request">A part of the method and path of that request; after a question mark, of its query.</param>
    /// <param name="action">What happens.</param>
    public void Before(string request, Func<Task> action)
    {
        lock (_lock)
        {
            _rules.Add(new Rule(request, Fault: null) { Left = 1, Action = action });
        }
    }

    /// <summary>Makes nothing fail any more, and forgets the requests so far.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _rules.Clear();
            _requests.Clear();
        }
    }

    /// <inheritdoc/>
    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var rule = Next(message.Request);
        if (rule?.Action is { } action)
        {
            await action();
        }

        switch (rule?.Fault)
        {
            case StorageFault.Fails:
                throw new RequestFailedException(0, "A test cut the connection.");
            case StorageFault.ResponseIsLost:
                await ProcessNextAsync(message, pipeline);
                throw new RequestFailedException(0, "A test lost the response.");
            case StorageFault.SaysItExists:
                throw new RequestFailedException(409, "A test says that it exists.", TableErrorCode.EntityAlreadyExists.ToString(), innerException: null);
            case StorageFault.Hangs:
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, message.CancellationToken);
                break;
            default:
                await ProcessNextAsync(message, pipeline);
                break;
        }
    }

    /// <inheritdoc/>
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException("The app does not block.");

    private Rule? Next(Request request)
    {
        // The first segment is Azurite's account.
        var path = string.Join('/', request.Uri.ToUri().AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries).Skip(1));
        var name = $"{request.Method} {Uri.UnescapeDataString(path)}";
        OnRequest?.Invoke(name);
        var query = $"?{Uri.UnescapeDataString(request.Uri.Query)}";
        lock (_lock)
        {
            _requests.Add(name);
            var rule = _rules.Find(rule => rule.Left > 0 && Matches(rule.Request));
            if (rule is not null)
            {
                rule.Left--;
            }

            return rule;
        }

        bool Matches(string wanted) => wanted[0] == '?' ? query.Contains(wanted[1..], StringComparison.Ordinal) : name.Contains(wanted, StringComparison.Ordinal);
    }

    private sealed record Rule(string Request, StorageFault? Fault)
    {
        public int Left { get; set; }

        public Func<Task>? Action { get; init; }
    }
}

/// <summary>How a request to storage fails.</summary>
public enum StorageFault
{
    /// <summary>It never arrives.</summary>
    Fails,

    /// <summary>It takes effect, and the caller sees a failure.</summary>
    ResponseIsLost,

    /// <summary>Nothing happens until the caller gives up.</summary>
    Hangs,

    /// <summary>It never arrives, and the caller is told that what it inserts is there already.</summary>
    SaysItExists,
}
