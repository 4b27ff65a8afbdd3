using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Hub.Server.Common;

namespace Hub.Tests.Http;

/// <summary>A hub within one's own walls needs no public address; one that the world can reach does.</summary>
public sealed class PublicAddressTests
{
    /// <summary>Guards S9: a QR code that said localhost led every phone to itself.</summary>
    [Theory]
    [InlineData("http://localhost:5080", false)]
    [InlineData("http://127.0.0.1:5080", false)]
    [InlineData("https://0.0.0.0:5443", false)]
    [InlineData("http://0.0.0.0:5080", true)]
    [InlineData("http://[::]:5080", true)]
    [InlineData("http://+:5080", true)]
    public void Phones_in_the_hall_are_offered_this_machines_own_address_where_it_listens_there(string url, bool listens)
    {
        var own = NetworkInterface.GetAllNetworkInterfaces().Where(i => i.OperationalStatus == OperationalStatus.Up)
            .SelectMany(i => i.GetIPProperties().UnicastAddresses).Select(a => a.Address)
            .Where(a => a.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(a) && a.GetAddressBytes()[0] != 169 && LocalAddress.IsLocal(a))
            .Select(a => $"http://{a}:5080").ToList();

        var offered = LocalAddress.InNetwork([url]);

        (offered is not null).ShouldBe(listens && own.Count > 0);
        if (offered is not null)
        {
            own.ShouldContain(offered);
        }
    }

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("hall", true)]
    [InlineData("hall.local", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("172.16.0.1", true)]
    [InlineData("172.32.0.1", false)]
    [InlineData("192.168.1.20", true)]
    [InlineData("169.254.3.4", true)]
    [InlineData("[::1]", true)]
    [InlineData("[fd00::7]", true)]
    [InlineData("[fe80::1]", true)]
    [InlineData("[::ffff:192.168.1.20]", true)]
    [InlineData("[2001:db8::1]", false)]
    [InlineData("203.0.113.9", false)]
    [InlineData("hub.example.org", false)]
    public void What_no_router_outside_knows_is_local(string host, bool isLocal) => LocalAddress.IsLocal(host).ShouldBe(isLocal);

    [Theory]
    [InlineData("http://localhost:5080", true)]
    [InlineData("http://127.0.0.1:0", true)]
    [InlineData("http://192.168.1.20:5080", true)]
    [InlineData("http://203.0.113.9:5080", false)]
    [InlineData("https://hub.example.org", false)]
    [InlineData("not an address", true)]
    public void Whether_a_hub_serves_the_world_is_told_by_where_it_listens(string url, bool isLocal) => LocalAddress.Serves(url).ShouldBe(isLocal);

    [Theory]
    [InlineData("http://localhost:5080", true)]
    [InlineData("http://[::1]:5080", true)]
    [InlineData("http://192.168.1.20:5080", false)]
    [InlineData("http://+:8080", false)]
    public void A_hub_that_only_this_machine_reaches_lacks_nothing(string url, bool isLoopback) => LocalAddress.IsLoopback(url).ShouldBe(isLoopback);
}
