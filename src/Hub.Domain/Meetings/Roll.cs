using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Hub.Domain.Ballots;

namespace Hub.Domain.Meetings;

/// <summary>By what a meeting knows who votes.</summary>
[JsonConverter(typeof(CamelCase<RollKind>))]
public enum RollKind
{
    /// <summary>A seat is a device: nobody has verified who sits there, and what is voted is an opinion.</summary>
    Open,

    /// <summary>A vote needs a seat that is a member's of the roll; each has one seat, on whatever devices.</summary>
    Register,
}

/// <summary>The roll (名册): who votes in a meeting, and whose seat is whose.</summary>
/// <param name="Members">Of <see cref="RollKind.Register"/>: those who may vote in ballots that open from now on, by member.</param>
/// <param name="Claims">By participant, the member who somebody says to be. Nobody has confirmed it yet: a claim votes nowhere.</param>
/// <param name="Claimed">By participant, how many members they have said to be.</param>
/// <param name="Unseated">By participant, the member whose seat the chair took from them.</param>
/// <param name="Stopped">The participants who have said to be too many members: nothing they say counts, nor makes a name doubtful for others.</param>
/// <param name="Marked">The members who are here without a device. One who sits by device as well is present once.</param>
/// <param name="Replaced">The seats that were taken from one participant and given to another while the meeting went on, in their order.</param>
public sealed record Roll(
    RollKind Kind, ImmutableSortedDictionary<string, RollMember> Members, ImmutableSortedDictionary<string, string> Claims,
    ImmutableSortedDictionary<string, int> Claimed, ImmutableSortedDictionary<string, string> Unseated, ImmutableSortedSet<string> Stopped,
    ImmutableSortedSet<string> Marked, ImmutableList<SeatChange> Replaced)
{
    /// <summary>Whoever has said to be so many members is believed no more.</summary>
    public const int MostClaims = 3;

    /// <summary>The most members of one roll.</summary>
    public const int Most = 5_000;

    public static Roll Of(RollKind kind) => new(
        kind, ImmutableSortedDictionary<string, RollMember>.Empty, ImmutableSortedDictionary<string, string>.Empty,
        ImmutableSortedDictionary<string, int>.Empty, ImmutableSortedDictionary<string, string>.Empty, [], [], []);

    /// <summary>Whether more than one says to be this member.</summary>
    public bool IsContested(string member) => Claims.Values.Count(m => m == member) > 1;

    /// <summary>Who else says to be this member, and is believed no more once this participant sits there.</summary>
    public IEnumerable<string> Losers(string member, string participant) => Claims.Where(c => c.Value == member && c.Key != participant).Select(c => c.Key);

    /// <summary>Somebody sits as this member: no claim to be them stands any more.</summary>
    public Roll Seated(string participant, string member) => this with
    {
        Claims = Claims.RemoveRange(Claims.Where(c => c.Key == participant || c.Value == member).Select(c => c.Key)),
        Unseated = Unseated.Remove(participant),
    };
}

/// <summary>One who may vote.</summary>
/// <param name="Member">The id in the members' register.</param>
/// <param name="Sector">界别, as it was when the roll was set.</param>
public sealed record RollMember(string Member, string Sector);

/// <summary>Who sits where, as the chair confirms it: both are named, so that nothing is confirmed that changed meanwhile.</summary>
public sealed record ClaimedSeat(string Participant, string Member);
