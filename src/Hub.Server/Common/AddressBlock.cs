using System.Net;
using System.Net.Sockets;

namespace Hub.Server.Common;

/// <summary>
/// The network that an address belongs to: what one customer of a provider can change at will counts as one. For IPv4 that are 24 bits, for IPv6 48, the
/// largest that is handed to one site (RFC 6177).
/// </summary>
public static class AddressBlock
{
    /// <summary>An address as one who has it: of IPv6 the network of 64 bits, within which a device chooses its own.</summary>
    public static IPAddress Host(IPAddress? address)
    {
        address ??= IPAddress.None;
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }

    /// <summary>An IPv4 address within IPv6 counts as what it is; where there is no address, all are of one block.</summary>
    public static IPNetwork Of(IPAddress? address)
    {
        address = address switch
        {
            null => IPAddress.None,
            { IsIPv4MappedToIPv6: true } => address.MapToIPv4(),
            _ => address,
        };
        var bits = address.AddressFamily == AddressFamily.InterNetwork ? 24 : 48;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(bits / 8).Clear();
        return new IPNetwork(new IPAddress(bytes), bits);
    }
}
