using System.Net;
using Hub.Server.Common;
using Microsoft.Extensions.Options;

namespace Hub.Server.Access;

/// <summary>
/// What people whom nobody knows may write outside meetings: without a session, or with one that everybody gets for the asking. A person's own allowance does
/// not hold them, as they are another person each time; so it is counted by the block of their addresses, and in the whole house. Those who go on are slowed
/// ever more. The operator and members have their own allowance, and nobody's flood keeps them out.
/// </summary>
/// <remarks>Each node counts for itself.</remarks>
internal sealed class AnonymousWrites(IOptions<LimitSettings> limits, DiskWatch disk, TimeProvider clock)
{
    private const double Hour = 3600;

    private readonly Pair _topics = new(
        new(limits.Value.AnonymousTopicBurst, limits.Value.AnonymousTopicsPerHour / Hour, TimeSpan.FromMinutes(1), clock),
        new(limits.Value.HouseTopicBurst, limits.Value.HouseTopicsPerHour / Hour, TimeSpan.FromSeconds(10), clock));

    private readonly Pair _commands = new(
        new(limits.Value.AnonymousCommandBurst, limits.Value.AnonymousCommandsPerHour / Hour, TimeSpan.FromSeconds(2), clock),
        new(limits.Value.HouseCommandBurst, limits.Value.HouseCommandsPerHour / Hour, TimeSpan.FromSeconds(0.2), clock));

    /// <summary>One topic more.</summary>
    /// <returns>Null, or how long to wait.</returns>
    public TimeSpan? Topic(Session? session, IPAddress? from) => IsKnown(session) ? null : _topics.Take(AddressBlock.Of(from));

    /// <summary>One command more.</summary>
    /// <inheritdoc cref="Topic"/>
    public TimeSpan? Command(Session? session, IPAddress? from) => IsKnown(session) ? null : _commands.Take(AddressBlock.Of(from));

    /// <summary>How long a command would have to wait now; null: not at all.</summary>
    public TimeSpan? CommandWait(Session? session, IPAddress? from) => IsKnown(session) ? null : _commands.Wait(AddressBlock.Of(from));

    /// <summary>Whether the last of the disk is for others.</summary>
    public bool HasNoRoom(Session? session) => !IsKnown(session) && disk.IsLow;

    public static bool IsKnown(Session? session) => session is { IsGuest: false };

    private sealed class Pair(Budgets<IPNetwork> blocks, Budgets<string> house)
    {
        private const string House = "house";

        /// <summary>The house's allowance is not spent by who has none left of their own.</summary>
        public TimeSpan? Take(IPNetwork block) => blocks.Wait(block) ?? house.Take(House) ?? blocks.Take(block);

        public TimeSpan? Wait(IPNetwork block) => blocks.Wait(block) ?? house.Wait(House);
    }
}

/// <summary>Moments of replays, by the block of addresses that asks for them: each is made by reading a record up to there.</summary>
internal sealed class ReplayedMoments(TimeProvider clock)
{
    private const int AtOnce = 200;
    private const double PerSecond = 10;

    private readonly Budgets<IPNetwork> _blocks = new(AtOnce, PerSecond, TimeSpan.Zero, clock);

    /// <returns>Null, or how long to wait.</returns>
    public TimeSpan? Take(IPAddress? from) => _blocks.Take(AddressBlock.Of(from));
}

/// <summary>
/// Rooms that a node would begin to follow because somebody asks for them over HTTP, by the block of addresses that asks, made-up ones too: each is followed
/// for a while, and asks its owner meanwhile. Of a room that somebody follows already nothing is spent: a whole city asks for one.
/// </summary>
internal sealed class RoomsAsked(TimeProvider clock)
{
    private const int AtOnce = 200;
    private const double PerSecond = 10;

    private readonly Budgets<IPNetwork> _blocks = new(AtOnce, PerSecond, TimeSpan.Zero, clock);

    /// <returns>Null, or how long to wait.</returns>
    public TimeSpan? Take(IPAddress? from) => _blocks.Take(AddressBlock.Of(from));
}

/// <summary>
/// Files that were handed in: by a visitor, where a session tells them apart, ten times as many by an address, and ten times as many again by a block of
/// addresses. A full hall sits behind one address, and one visitor's haste does not use up what the hall has.
/// </summary>
internal sealed class Uploads(IOptions<LimitSettings> limits, TimeProvider clock)
{
    private const int VisitorsOfAddress = 10;
    private const int AddressesOfBlock = 10;

    private readonly Budgets<string> _visitors = Of<string>(1, limits.Value, clock);
    private readonly Budgets<IPAddress> _addresses = Of<IPAddress>(VisitorsOfAddress, limits.Value, clock);
    private readonly Budgets<IPNetwork> _blocks = Of<IPNetwork>(VisitorsOfAddress * AddressesOfBlock, limits.Value, clock);

    /// <summary>One more.</summary>
    /// <returns>Null, or how long to wait; then nothing was spent.</returns>
    public TimeSpan? Take(Session? session, IPAddress? from)
    {
        var (block, host) = (AddressBlock.Of(from), AddressBlock.Host(from));
        return _blocks.Wait(block) ?? _addresses.Wait(host) ?? (session is null ? null : _visitors.Take(session.Person))
            ?? _addresses.Take(host) ?? _blocks.Take(block);
    }

    private static Budgets<TKey> Of<TKey>(int times, LimitSettings limits, TimeProvider clock)
        where TKey : notnull => new(limits.UploadBurst * times, limits.UploadsPerMinute * times / 60, TimeSpan.FromMinutes(1), clock);
}
