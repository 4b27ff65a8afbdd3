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

    /// <summary>Guards the address of a bridge between containers, which came first and which no phone in the hall reaches.</summary>
    [Theory]
    [InlineData("http://0.0.0.0:5080", "http://192.168.1.20:5080")]
    [InlineData("http://localhost:5080 http://+:5081", "http://192.168.1.20:5081")]
    [InlineData("http://172.17.0.1:5080", "http://172.17.0.1:5080")]
    [InlineData("http://10.9.9.9:5080", null)]
    [InlineData("http://10.9.9.9:5080 http://*:5081", "http://192.168.1.20:5081")]
    [InlineData("http://localhost:5080 https://0.0.0.0:5443", null)]
    public void The_address_offered_is_one_at_which_the_house_listens_and_before_all_that_of_the_network_that_leads_further(string urls, string? offered)
    {
        (IPAddress, bool)[] own =
        [
            (IPAddress.Loopback, false), (IPAddress.Parse("172.17.0.1"), false), (IPAddress.Parse("169.254.7.7"), true),
            (IPAddress.Parse("203.0.113.9"), true), (IPAddress.Parse("192.168.1.20"), true),
        ];

        LocalAddress.InNetwork(urls.Split(' '), own).ShouldBe(offered);
    }

    [Fact]
    public void A_house_whose_machine_has_no_gateway_offers_the_address_it_has() =>
        LocalAddress.InNetwork(["http://0.0.0.0:5080"], [(IPAddress.Parse("192.168.1.20"), false)]).ShouldBe("http://192.168.1.20:5080");

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

    /// <summary>
    /// Guards the address that a server prints when it listens everywhere: whoever opened the house by it printed codes that led phones nowhere.
    /// </summary>
    [Theory]
    [InlineData("http://localhost:5080", true)]
    [InlineData("http://LOCALHOST.:5080", true)]
    [InlineData("https://hub.localhost", true)]
    [InlineData("http://127.9.0.1", true)]
    [InlineData("http://0.0.0.0:5080", true)]
    [InlineData("http://[::]:5080", true)]
    [InlineData("http://[::1]:5080", true)]
    [InlineData("http://localhost.example.org", false)]
    [InlineData("http://mylocalhost:5080", false)]
    [InlineData("http://hall.local:5080", false)]
    [InlineData("http://192.168.1.20:5080", false)]
    [InlineData("https://hub.example.org", false)]
    public void An_address_that_leads_each_device_to_itself_is_none_to_be_scanned(string url, bool leadsBack) =>
        LocalAddress.LeadsBack(url).ShouldBe(leadsBack);
}
