using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Amqp.Framing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Tests.Hosting;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Destinations;

/// <summary>A destination of any type, with which something goes wrong when a test says so, or which cannot be reached at all.</summary>
internal sealed partial class FaultyDestination : IAsyncDisposable
{
    private const int Many = 429;

    private readonly ConcurrentQueue<byte[]> _accepted = new();
    private readonly DestinationType _type;
    private readonly string _account;
    private readonly HookServer? _server;
    private readonly AmqpBroker? _broker;
    private readonly HttpClient _azurite = new();
    private readonly BreakableProxy _proxy;
    private int _calls;
    private (DeliveryFault Fault, int First, int Count) _fault;

    private FaultyDestination(DestinationType type, string account, HookServer? server, AmqpBroker? broker)
    {
        (_type, _account, _server, _broker) = (type, account, server, broker);
        _proxy = new BreakableProxy(server?.Address.Port ?? broker!.Port);
        if (server is not null)
        {
            server.Response = RespondAsync;
        }

        if (broker is not null)
        {
            broker.Takes = message => Take(message, broker);
        }
    }

    /// <summary>Gets or sets what brings the app to give up.</summary>
    public Action LetTimePass { get; set; } = () => { };

    /// <summary>Gets the events that it accepted, in order.</summary>
    public IReadOnlyList<JsonNode> Accepted => [.. Bodies.Select(body => JsonNode.Parse(body)!)];

    /// <summary>Gets the same, as they came.</summary>
    public IReadOnlyList<byte[]> Bodies => [.. _accepted];

    /// <summary>Gets the settings of a destination of this type.</summary>
    public (string Name, string Value)[] Settings => DestinationCase.Settings("faulty", _type switch
    {
        DestinationType.Webhook => [("Type", "Webhook"), ("Address", At("https", "/hooks")), ("Secret", DestinationCase.Secret)],
        DestinationType.EventGrid => [("Type", "EventGrid"), ("Address", At("https", "/api/events")), ("Key", "t0pkey")],
        DestinationType.StorageQueue =>
            [("Type", "StorageQueue"), ("ConnectionString", ThroughTheProxy), ("Queue", "records")],
        _ =>
        [
            ("Type", "ServiceBus"), ("ConnectionString", AmqpBroker.ConnectionStringAt(_proxy.Port)), ("Queue", AmqpBroker.Queue),

            // Its client waits by the real clock before it tries again.
            ("Timeout", "00:00:50"),
        ],
    });

    /// <summary>Starts one.</summary>
    public static async Task<FaultyDestination> StartAsync(DestinationType type, AzuriteFixture azurite)
    {
        var account = azurite.NewAccount().ConnectionString;
        switch (type)
        {
            case DestinationType.ServiceBus:
                return new FaultyDestination(type, account, server: null, new AmqpBroker());
            case DestinationType.StorageQueue:
                await new Azure.Storage.Queues.QueueClient(account, "records").CreateAsync();
                return new FaultyDestination(type, account, await HookServer.StartAsync(HookServer.Reserve()), broker: null);
            default:
                return new FaultyDestination(type, account, await HookServer.StartAsync(), broker: null);
        }
    }

    /// <summary>Has something go wrong with the next calls.</summary>
    public void Break(DeliveryFault fault, int count) => _fault = (fault, _calls + 1, count);

    /// <summary>Has nothing reach it.</summary>
    public void Disconnect() => _proxy.Break();

    /// <summary>Has it reached again.</summary>
    public void Connect() => _proxy.Restore();

    /// <summary>Has the app trust it.</summary>
    public void Trust(IServiceCollection services)
    {
        if (_server is not null)
        {
            services.AddSingleton(_server.Trust);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _proxy.Dispose();
        _broker?.Dispose();
        _azurite.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    private string ThroughTheProxy => QueueEndpoint().Replace(_account, $"${{1}}{_proxy.Port}");

    private string At(string scheme, string path) => new UriBuilder(scheme, "127.0.0.1", _proxy.Port, path).Uri.AbsoluteUri;

    private DeliveryFault? Next()
    {
        var call = Interlocked.Increment(ref _calls);
        return call >= _fault.First && call < _fault.First + _fault.Count ? _fault.Fault : null;
    }

    private async Task RespondAsync(HttpContext context)
    {
        switch (Next())
        {
            case null:
                await AcceptAsync(context);
                break;
            case DeliveryFault.ConnectionIsCut:
                context.Abort();
                break;
            case DeliveryFault.TimesOut:
                LetTimePass();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                break;
            case DeliveryFault.Fails:
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                break;
            case DeliveryFault.IsBusy:
                context.Response.StatusCode = Many;
                break;
            case DeliveryFault.ResponseIsLost:
                await AcceptAsync(context);
                context.Abort();
                break;
        }
    }

    private async Task AcceptAsync(HttpContext context)
    {
        var body = HookServer.RequestOf(context).Body;
        switch (_type)
        {
            case DestinationType.StorageQueue:
                // The emulator's queue decides, and its response is passed on.
                using (var response = await _azurite.SendAsync(PassedOn(context, body)))
                {
                    Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
                    context.Response.StatusCode = (int)response.StatusCode;
                    context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
                    var message = XDocument.Load(new MemoryStream(body)).Root!.Element("MessageText")!.Value;
                    _accepted.Enqueue(Convert.FromBase64String(message));
                    await context.Response.Body.WriteAsync(await response.Content.ReadAsByteArrayAsync());
                }

                break;
            case DestinationType.EventGrid:
                _accepted.Enqueue(body[1..^1]);
                break;
            default:
                _accepted.Enqueue(body);
                break;
        }
    }

    private HttpRequestMessage PassedOn(HttpContext context, byte[] body)
    {
        var azurite = $"http://127.0.0.1:{QueueEndpoint().Match(_account).Groups[2].Value}";
        var address = $"{azurite}{context.Request.Path}{context.Request.QueryString}";
        var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), address)
        {
            Content = new ByteArrayContent(body),
        };
        foreach (var (name, values) in context.Request.Headers.Where(header => header.Key is not ("Host" or "Content-Length")))
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.ToArray()))
            {
                request.Content.Headers.TryAddWithoutValidation(name, values.ToArray());
            }
        }

        return request;
    }

    private bool Take(Amqp.Message message, AmqpBroker broker)
    {
        var fault = Next();
        broker.Error = fault switch
        {
            DeliveryFault.Fails => "amqp:internal-error",
            DeliveryFault.IsBusy => "com.microsoft:server-busy",
            _ => null,
        };
        if (fault is null or DeliveryFault.ResponseIsLost)
        {
            _accepted.Enqueue(Assert.IsType<Data>(message.BodySection).Binary);
        }

        if (fault is DeliveryFault.ConnectionIsCut or DeliveryFault.ResponseIsLost)
        {
            _proxy.Break();
            _proxy.Restore();
        }

        if (fault is DeliveryFault.TimesOut)
        {
            LetTimePass();
        }

        return fault is null or DeliveryFault.Fails or DeliveryFault.IsBusy;
    }

    [GeneratedRegex(@"(QueueEndpoint=http://127\.0\.0\.1:)(\d+)")]
    private static partial Regex QueueEndpoint();
}
