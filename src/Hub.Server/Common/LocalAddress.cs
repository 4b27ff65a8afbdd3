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

    /// <summary>Whether a server at this URL stands within one's own walls; where it listens everywhere, whether all of this machine's addresses do.</summary>
    public static bool Serves(string url) =>
        HostOf(url) is not { } host || IsLocal(host)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
            && OfThisMachine().All(IsLocal));

    /// <summary>Where others in the same network reach a server that listens at these URLs by http.</summary>
    /// <returns>Null where it listens to this machine alone, or this machine has no such address.</returns>
    public static string? InNetwork(IEnumerable<string> urls)
    {
        var port = urls.Where(u => u.StartsWith("http:", StringComparison.OrdinalIgnoreCase) && !IsLoopback(u)).Select(PortOf)
            .FirstOrDefault(p => p is not null);
        var address = port is null ? null
            : OfThisMachine().FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(a) && IsLocal(a)
                && a.GetAddressBytes()[0] != 169);
        return address is null ? null : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"http://{address}:{port}");
    }

    private static int? PortOf(string url) =>
        Uri.TryCreate(
            url.Replace("//+", "//0.0.0.0", StringComparison.Ordinal).Replace("//*", "//0.0.0.0", StringComparison.Ordinal), UriKind.Absolute, out var read)
            ? read.Port : null;

    /// <returns>Null where it is no address: whoever listens there will say so.</returns>
    private static string? HostOf(string url) =>
        Uri.TryCreate(
            url.Trim().Replace("//+", "//0.0.0.0", StringComparison.Ordinal).Replace("//*", "//0.0.0.0", StringComparison.Ordinal), UriKind.Absolute,
            out var read) ? read.Host : null;

    private static IEnumerable<IPAddress> OfThisMachine() =>
        NetworkInterface.GetAllNetworkInterfaces().Where(i => i.OperationalStatus == OperationalStatus.Up)
            .SelectMany(i => i.GetIPProperties().UnicastAddresses).Select(a => a.Address);

    private static bool Ends(string host, string suffix) => host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase);
}
