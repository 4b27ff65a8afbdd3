using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Hub.Server.Common;
using Microsoft.Extensions.Options;

namespace Hub.Server.Access;

/// <summary>Wrong codes and keys. Only what failed counts: a whole room sits behind one address, and a right code always passes.</summary>
internal sealed class FailedJoins(IOptions<LimitSettings> limits, TimeProvider clock)
    : CountedByAddress(limits.Value.FailedJoinBurst, limits.Value.FailedJoinsPerMinute, clock);

/// <summary>Files that were handed in.</summary>
internal sealed class Uploads(IOptions<LimitSettings> limits, TimeProvider clock)
    : CountedByAddress(limits.Value.UploadBurst, limits.Value.UploadsPerMinute, clock);

/// <summary>Things that one address may do so many of at once, and then so many a minute. An IPv6 network of 64 bits counts as one address.</summary>
internal abstract class CountedByAddress(int burst, double perMinute, TimeProvider clock)
{
    private const int MostAddresses = 10_000;

    private readonly ConcurrentDictionary<IPAddress, (double Spent, long At)> _counted = new();

    /// <summary>Counts one.</summary>
    /// <returns>Null, or how long to wait where there were too many.</returns>
    public TimeSpan? Count(IPAddress? address)
    {
        var perSecond = perMinute / 60;
        if (_counted.Count > MostAddresses)
        {
            // So many addresses at once are one who has many: all start anew, and memory stays bounded.
            _counted.Clear();
        }

        var (spent, _) = _counted.AddOrUpdate(
            Network(address ?? IPAddress.None),
            _ => (1, clock.GetTimestamp()),
            (_, was) => (Math.Min(burst + 1, Math.Max(0, was.Spent - (clock.GetElapsedTime(was.At).TotalSeconds * perSecond)) + 1), clock.GetTimestamp()));
        return spent > burst ? TimeSpan.FromSeconds(Math.Ceiling((spent - burst) / perSecond)) : null;
    }

    private static IPAddress Network(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || address.IsIPv4MappedToIPv6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
