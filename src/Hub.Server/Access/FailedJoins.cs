using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Hub.Server.Access;

/// <summary>
/// Wrong codes and keys, counted by address (an IPv6 network of 64 bits counts as one). Only what failed counts: a whole room sits behind one address, and a right code always passes.
/// </summary>
internal sealed class FailedJoins(IOptions<LimitSettings> limits, TimeProvider clock)
{
    private const int MostAddresses = 10_000;

    private readonly LimitSettings _limits = limits.Value;
    private readonly ConcurrentDictionary<IPAddress, (double Spent, long At)> _failed = new();

    /// <summary>Counts one failure.</summary>
    /// <returns>Null, or how long to wait where there were too many.</returns>
    public TimeSpan? Count(IPAddress? address)
    {
        var perSecond = _limits.FailedJoinsPerMinute / 60;
        if (_failed.Count > MostAddresses)
        {
            // So many addresses fail at once that this is one who has many: all start anew, and memory stays bounded.
            _failed.Clear();
        }

        var (spent, _) = _failed.AddOrUpdate(
            Network(address ?? IPAddress.None),
            _ => (1, clock.GetTimestamp()),
            (_, was) => (Math.Min(_limits.FailedJoinBurst + 1, Math.Max(0, was.Spent - (clock.GetElapsedTime(was.At).TotalSeconds * perSecond)) + 1), clock.GetTimestamp()));
        return spent > _limits.FailedJoinBurst ? TimeSpan.FromSeconds(Math.Ceiling((spent - _limits.FailedJoinBurst) / perSecond)) : null;
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
