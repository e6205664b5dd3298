using System.Net;
using System.Net.Sockets;

namespace Stitchex.Functions.Tests.Hosting;

/// <summary>Passes connections on to a port of this machine, until it is broken: then it cuts them all, and takes none.</summary>
internal sealed class BreakableProxy : IDisposable
{
    private readonly int _target;
    private readonly List<TcpClient> _clients = [];
    private TcpListener _listener = new(IPAddress.Loopback, 0);

    public BreakableProxy(int target)
    {
        _target = target;
        Restore();
    }

    /// <summary>Gets the port to connect to.</summary>
    public int Port { get; private set; }

    /// <summary>Takes connections, on the same port as before.</summary>
    public void Restore()
    {
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync(_listener);
    }

    /// <summary>Cuts all connections, and takes none.</summary>
    public void Break()
    {
        _listener.Stop();
        lock (_clients)
        {
            _clients.ForEach(client => client.Dispose());
            _clients.Clear();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Break();

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
