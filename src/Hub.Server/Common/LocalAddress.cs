using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Hub.Server.Common;

/// <summary>
/// Which addresses are within one's own walls: this machine's, and those that no router outside knows (RFC 1918, RFC 3927, RFC 4193, RFC 4291, and the names of
/// RFC 6761 and RFC 6762).
/// </summary>
internal static class LocalAddress
{
    /// <param name="host">A name or an address, as in a URL.</param>
    public static bool IsLocal(string host) =>
        IPAddress.TryParse(host.Trim('[', ']'), out var address) ? IsLocal(address)
        : !host.Contains('.', StringComparison.Ordinal) || Ends(host, ".localhost") || Ends(host, ".local") || Ends(host, ".internal");

    public static bool IsLocal(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return IPAddress.IsLoopback(address) || address.IsIPv6LinkLocal || address.IsIPv6UniqueLocal
            || (address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes() is var bytes
                && (bytes[0], bytes[1]) is (10, _) or (172, >= 16 and <= 31) or (192, 168) or (169, 254));
    }

    /// <summary>Whether a server at this URL can be reached from this machine alone.</summary>
    public static bool IsLoopback(string url) =>
        HostOf(url) is { } host && (host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address)));

    /// <summary>
    /// Whether who opens this URL comes to the machine that they sit at, whichever it is: besides the loopback addresses, all names that end in
    /// <c>localhost</c> (RFC 6761, 6.3), and the address of no machine, which a server that listens everywhere prints and browsers take for their own.
    /// </summary>
    public static bool LeadsBack(string url) =>
        IsLoopback(url) || (HostOf(url)?.TrimEnd('.') is { } host && (host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || Ends(host, ".localhost")
            || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IsOfNone(address))));

    private static bool IsOfNone(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    /// <summary>Whether a server at this URL stands within one's own walls; where it listens everywhere, whether all of this machine's addresses do.</summary>
    public static bool Serves(string url) =>
        HostOf(url) is not { } host || IsLocal(host)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IsOfNone(address) && OfThisMachine().All(IsLocal));

    /// <summary>Where others in the same network reach a server that listens at these URLs by http, as the machine's interfaces are now.</summary>
    /// <returns>Null where it listens to this machine alone, or this machine has no such address.</returns>
    public static string? InNetwork(IEnumerable<string> urls) => InNetwork(urls, Interfaces());

    /// <param name="urls">At which the server listens.</param>
    /// <param name="own">
    /// This machine's addresses, and whether each is of an interface with a default gateway: the network in which phones are has one, and that of virtual
    /// machines and containers on this machine has none.
    /// </param>
    /// <inheritdoc cref="InNetwork(IEnumerable{string})"/>
    public static string? InNetwork(IEnumerable<string> urls, IEnumerable<(IPAddress Address, bool HasGateway)> own)
    {
        var addresses = own
            .Where(a => a.Address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(a.Address) && IsLocal(a.Address)
                && a.Address.GetAddressBytes()[0] != 169)
            .OrderByDescending(a => a.HasGateway).Select(a => a.Address).ToList();
        foreach (var url in urls.Where(u => u.StartsWith("http:", StringComparison.OrdinalIgnoreCase) && !IsLoopback(u)))
        {
            if (Read(url) is { } at && addresses.Find(a => ListensAt(at.Host, a)) is { } address)
            {
                return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"http://{address}:{at.Port}");
            }
        }

        return null;
    }

    /// <summary>Whether a server at this host is reached by this address; at a name that is none of this machine alone, it is by every one.</summary>
    private static bool ListensAt(string host, IPAddress address) =>
        !IPAddress.TryParse(host.Trim('[', ']'), out var only) || IsOfNone(only) || only.Equals(address);

    /// <returns>Null where it is no address: whoever listens there will say so.</returns>
    private static string? HostOf(string url) => Read(url)?.Host;

    private static Uri? Read(string url) =>
        Uri.TryCreate(
            url.Trim().Replace("//+", "//0.0.0.0", StringComparison.Ordinal).Replace("//*", "//0.0.0.0", StringComparison.Ordinal), UriKind.Absolute,
            out var read) ? read : null;

    private static IEnumerable<IPAddress> OfThisMachine() => Interfaces().Select(i => i.Address);

    private static IEnumerable<(IPAddress Address, bool HasGateway)> Interfaces() =>
        from card in NetworkInterface.GetAllNetworkInterfaces()
        where card.OperationalStatus == OperationalStatus.Up
        let network = card.GetIPProperties()
        let hasGateway = network.GatewayAddresses.Any(g => g.Address.AddressFamily == AddressFamily.InterNetwork && !g.Address.Equals(IPAddress.Any))
        from address in network.UnicastAddresses
        select (address.Address, hasGateway);

    private static bool Ends(string host, string suffix) => host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase);
}
