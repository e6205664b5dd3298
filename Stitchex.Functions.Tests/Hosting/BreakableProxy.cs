using System.Net;
using System.Net.Sockets;

namespace Stitchex.Functions.Tests.Hosting;

/// <summary>Passes connections on to a port of this machine, until it is broken: then it cuts them all.</summary>
internal sealed class BreakableProxy : IDisposable
{
    private readonly int _target;
    private readonly List<TcpClient> _clients = [];
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private bool _isBroken;

    public BreakableProxy(int target)
    {
        _target = target;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync(_listener);
    }

    /// <summary>Gets the port to connect to.</summary>
    public int Port { get; }

    /// <summary>Passes connections on again.</summary>
    public void Restore()
    {
        lock (_clients)
        {
            _isBroken = false;
        }
    }

    /// <summary>Cuts all connections, and each new one. The port is kept: somebody else would take it.</summary>
    public void Break()
    {
        lock (_clients)
        {
            _isBroken = true;
            _clients.ForEach(client => client.Dispose());
            _clients.Clear();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Break();
        _listener.Dispose();
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                _ = PassOnAsync(await listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Broken.
        }
    }

    private async Task PassOnAsync(TcpClient client)
    {
        using var server = new TcpClient();
        lock (_clients)
        {
            if (_isBroken)
            {
                client.Dispose();
                return;
            }

            _clients.AddRange([client, server]);
        }

        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _target);
            await Task.WhenAny(client.GetStream().CopyToAsync(server.GetStream()), server.GetStream().CopyToAsync(client.GetStream()));
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Broken.
        }
        finally
        {
            client.Dispose();
        }
    }
}
