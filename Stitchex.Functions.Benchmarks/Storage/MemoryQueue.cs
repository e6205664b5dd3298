using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace Stitchex.Functions.Benchmarks.Storage;

/// <summary>One queue. Messages are in the order of the time at which they can be seen.</summary>
internal sealed class MemoryQueue
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Message> _messages = [];
    private readonly PriorityQueue<string, (DateTimeOffset VisibleAt, long Number)> _order = new();
    private long _lastNumber;

    /// <summary>Puts a message.</summary>
    /// <param name="body">The request's content.</param>
    /// <param name="delay">How long it cannot be seen.</param>
    public CannedResponse Put(ReadOnlyMemory<byte> body, TimeSpan delay)
    {
        using var content = new MemoryStream(body.ToArray());
        var text = XDocument.Load(content).Root!.Element("MessageText")!.Value;
        lock (_lock)
        {
            var now = Now;
            var message = new Message($"{Guid.NewGuid()}", text, now, now + delay, Receipt(), DequeueCount: 0);
            Keep(message);
            return Response(201, [ToXml(message, hasText: false, hasReceipt: true)]);
        }
    }

    /// <summary>Hands messages out.</summary>
    /// <param name="count">How many at most.</param>
    /// <param name="lease">How long nobody else sees them.</param>
    public CannedResponse Get(int count, TimeSpan lease)
    {
        lock (_lock)
        {
            List<XElement> taken = [];
            while (taken.Count < count && Next() is { } message)
            {
                message = message with { VisibleAt = Now + lease, Receipt = Receipt(), DequeueCount = message.DequeueCount + 1 };
                Keep(message);
                taken.Add(ToXml(message, hasText: true, hasReceipt: true));
            }

            return Response(200, taken);
        }
    }

    /// <summary>Shows messages that could be handed out.</summary>
    /// <param name="count">How many at most.</param>
    public CannedResponse Peek(int count)
    {
        lock (_lock)
        {
            return Response(200, _messages.Values.Where(message => message.VisibleAt <= Now).Take(count).Select(message => ToXml(message, hasText: true, hasReceipt: false)));
        }
    }

    /// <summary>Removes a message.</summary>
    /// <param name="id">The message.</param>
    /// <param name="receipt">The proof that it is the caller's.</param>
    public CannedResponse Delete(string id, string receipt)
    {
        lock (_lock)
        {
            if (!_messages.TryGetValue(id, out var message) || message.Receipt != receipt)
            {
                return CannedResponse.Error(404, "MessageNotFound");
            }

            _messages.Remove(id);
            return new CannedResponse(204);
        }
    }

    /// <summary>Tells how many messages there are.</summary>
    public CannedResponse Properties()
    {
        lock (_lock)
        {
            return new CannedResponse(200, content: null, ("x-ms-approximate-messages-count", $"{_messages.Count}"));
        }
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static string Receipt() => $"{Guid.NewGuid():N}";

    private void Keep(Message message)
    {
        _messages[message.Id] = message;
        _order.Enqueue(message.Id, (message.VisibleAt, ++_lastNumber));
    }

    // Entries of messages that were moved or removed meanwhile are passed over.
    private Message? Next()
    {
        while (_order.TryPeek(out var id, out var at) && at.VisibleAt <= Now)
        {
            _order.Dequeue();
            if (_messages.TryGetValue(id, out var message) && message.VisibleAt == at.VisibleAt)
            {
                return message;
            }
        }

        return null;
    }

    private static CannedResponse Response(int status, IEnumerable<XElement> messages) => new(
        status,
        Encoding.UTF8.GetBytes(new XElement("QueueMessagesList", messages).ToString(SaveOptions.DisableFormatting)),
        ("Content-Type", "application/xml"));

    private static XElement ToXml(Message message, bool hasText, bool hasReceipt)
    {
        var xml = new XElement(
            "QueueMessage",
            new XElement("MessageId", message.Id),
            new XElement("InsertionTime", Text(message.InsertedAt)),
            new XElement("ExpirationTime", "Fri, 31 Dec 9999 23:59:59 GMT"),
            new XElement("DequeueCount", message.DequeueCount));
        if (hasReceipt)
        {
            xml.Add(new XElement("PopReceipt", message.Receipt), new XElement("TimeNextVisible", Text(message.VisibleAt)));
        }

        if (hasText)
        {
            xml.Add(new XElement("MessageText", message.Text));
        }

        return xml;
    }

    private static string Text(DateTimeOffset time) => time.ToString("R", CultureInfo.InvariantCulture);

    private sealed record Message(string Id, string Text, DateTimeOffset InsertedAt, DateTimeOffset VisibleAt, string Receipt, int DequeueCount);
}
