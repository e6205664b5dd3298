using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Stitchex.Functions.Benchmarks.Storage;

/// <summary>
/// Storage that takes everything and keeps nothing: it answers inside the client's pipeline, so that what is left of a request's time is the caller's code
/// and the client's.
/// </summary>
/// <param name="delay">How long each answer takes; nothing unless told.</param>
internal sealed class InstantStorage(TimeSpan delay = default) : HttpPipelinePolicy
{
    /// <summary>A connection string that leads nowhere. The key is that of every emulator.</summary>
    public const string ConnectionString =
        "DefaultEndpointsProtocol=https;AccountName=instant;EndpointSuffix=storage.invalid;"
        + "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private const string Sent =
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><QueueMessagesList><QueueMessage><MessageId>4b1b1c1e-0000-4000-8000-000000000001</MessageId>"
        + "<InsertionTime>Tue, 24 Nov 2026 09:30:12 GMT</InsertionTime><ExpirationTime>Fri, 31 Dec 9999 23:59:59 GMT</ExpirationTime>"
        + "<PopReceipt>AgAAAAMAAAAAAAAA</PopReceipt><TimeNextVisible>Tue, 24 Nov 2026 09:30:12 GMT</TimeNextVisible></QueueMessage></QueueMessagesList>";

    private static readonly byte[] SentBytes = Encoding.UTF8.GetBytes(Sent);

    /// <inheritdoc/>
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => Answer(message);

    /// <inheritdoc/>
    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        if (delay > TimeSpan.Zero)
        {
            await Task.Delay(delay, TimeProvider.System, message.CancellationToken);
        }

        Answer(message);
    }

    private static void Answer(HttpMessage message)
    {
        // A real transport reads what it sends.
        message.Request.Content?.WriteTo(Stream.Null, message.CancellationToken);
        message.Response = message.Request.Uri.Path.EndsWith("/messages", StringComparison.Ordinal)
            ? new StandInAnswer(201, SentBytes)
            : new StandInAnswer(204, content: null, ("ETag", "\"1\""));
    }
}
