using System.Net;
using Stitchex.Functions.Destinations;

namespace Stitchex.Functions.Tests.Destinations;

public sealed class PublicConnectorTests
{
    [Theory]
    [InlineData("93.184.215.14", true)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.32.0.0", true)]
    [InlineData("2606:2800:21f:cb07:6820:80da:af6b:8b2c", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.0.0.1", false)]
    [InlineData("100.100.100.200", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("168.63.129.16", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("::ffff:169.254.169.254", false)]
    [InlineData("64:ff9b::a9fe:a9fe", false)]
    [InlineData("2002:a9fe:a9fe::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("ff02::1", false)]
    public void Address_IsAllowedWhereItIsPublic(string address, bool isAllowed)
    {
        Assert.Equal(isAllowed, new PublicConnector(allowsPrivate: false, allowsLoopback: false).Allows(IPAddress.Parse(address)));
        Assert.True(new PublicConnector(allowsPrivate: true, allowsLoopback: false).Allows(IPAddress.Parse(address)));
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("10.0.0.1", false)]
    public void Loopback_IsAllowedToWhoNamesIt(string address, bool isAllowed) =>
        Assert.Equal(isAllowed, new PublicConnector(allowsPrivate: false, allowsLoopback: true).Allows(IPAddress.Parse(address)));
}
