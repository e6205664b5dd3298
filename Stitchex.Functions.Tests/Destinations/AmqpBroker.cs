using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using Amqp.Sasl;

namespace Stitchex.Functions.Tests.Destinations;

/// <summary>An AMQP 1.0 broker in this process, with one queue, that takes the Service Bus client for what it is.</summary>
internal sealed class AmqpBroker : IMessageProcessor, IRequestProcessor, ILinkProcessor, IDisposable
{
    /// <summary>The name of its queue.</summary>
    public const string Queue = "records";

    private readonly ContainerHost _host;
    private readonly int _port = FreePort();
    private readonly ConcurrentQueue<Message> _messages = new();

    public AmqpBroker()
    {
        _host = new ContainerHost(new Address($"amqp://127.0.0.1:{_port}"));
        _host.Listeners[0].SASL.EnableAnonymousMechanism = true;
        _host.Listeners[0].SASL.EnableMechanism("MSSBCBS", SaslProfile.Anonymous);
        _host.RegisterRequestProcessor("$cbs", this);
        _host.RegisterLinkProcessor(this);
        _host.Open();
    }

    /// <summary>Gets what it took, in order.</summary>
    public IReadOnlyList<Message> Messages => [.. _messages];

    /// <summary>Gets or sets the error with which it rejects; null to take.</summary>
    public string? Error { get; set; }

    /// <summary>Gets or sets what is asked for each message, before it is taken; false where nothing more is to be done for it.</summary>
    public Func<Message, bool> Takes { get; set; } = _ => true;

    /// <summary>Gets its port.</summary>
    public int Port => _port;

    /// <summary>Gets how it is connected to.</summary>
    public string ConnectionString => ConnectionStringAt(_port);

    /// <summary>How a broker at a port is connected to.</summary>
    public static string ConnectionStringAt(int port) =>
        $"Endpoint=sb://127.0.0.1:{port};SharedAccessKeyName=name;SharedAccessKey=t0pkey;UseDevelopmentEmulator=true;";

    int IMessageProcessor.Credit => 100;

    int IRequestProcessor.Credit => 100;

    public void Process(MessageContext messageContext)
    {
        if (!Takes(messageContext.Message))
        {
            return;
        }

        if (Error is { } error)
        {
            messageContext.Complete(new Error(error));
            return;
        }

        _messages.Enqueue(messageContext.Message);
        messageContext.Complete();
    }

    public void Process(AttachContext attachContext)
    {
        // The client sends nothing to one that does not say how much it takes.
        attachContext.Attach.MaxMessageSize = 256 * 1024;
        attachContext.Complete(new TargetLinkEndpoint(this, attachContext.Link), initialCredit: 100);
    }

    public void Process(RequestContext requestContext) => requestContext.Complete(new Message
    {
        Properties = new Properties { CorrelationId = requestContext.Message.Properties.MessageId },
        ApplicationProperties = new ApplicationProperties { Map = { ["status-code"] = 200, ["status-description"] = "OK" } },
    });

    public void Dispose() => _host.Close();

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
