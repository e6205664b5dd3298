using System.Net;
using System.Net.Sockets;

namespace Stitchex.Local;

/// <summary>A TCP port of this machine.</summary>
internal static class LocalPort
{
    /// <summary>Tells whether nobody listens on a port of the loopback address.</summary>
    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
