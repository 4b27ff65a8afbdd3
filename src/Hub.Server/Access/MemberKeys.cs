using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Domain.Registers;
using Hub.Server.Contracts;
using Microsoft.Extensions.Caching.Memory;

namespace Hub.Server.Access;

/// <summary>
/// Members' own keys: made by staff, answered once and kept hashed, like the codes of a room. A member is one person on every device. A key that was renewed
/// stops, and with it every session that it opened.
/// </summary>
internal sealed class MemberKeys(IDirectory directory, Sessions sessions, IMergedMembers merged, IMemoryCache cache)
{
    /// <summary>
    /// So that a member's every request does not ask the store. Renewing ends the sessions themselves; this guards where a node of an older build renewed, and
    /// where somebody signed in with the older key at that moment.
    /// </summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(5);
    private const string Prefix = "members/";

    /// <summary>So many merges one after the other while somebody is looked for are nobody's doing.</summary>
    private const int MostMeanwhile = 8;

    /// <summary>
    /// Makes a member's key; the older one stops, and those of the entries that were merged into theirs, and the sessions that these opened.
    /// </summary>
    public async Task<string> Renew(string member)
    {
        foreach (var other in await merged.ReadMergedInto(member))
        {
            if ((await directory.ReadCodes(RoomOf(other))).Count > 0)
            {
                // Nobody is told the key that takes its place.
                await Codes.Renew(directory, RoomOf(other), Role.Member);
            }
        }

        var key = await Codes.Renew(directory, RoomOf(member), Role.Member);
        cache.Remove(RoomOf(member));
        cache.Remove(Merged(member));
        await sessions.EndOfMember(member);
        return key;
    }

    /// <returns>Whose key it is, or null where it opens something else.</returns>
    public static SignedMember? MemberOf(Code code) =>
        code.Room.StartsWith(Prefix, StringComparison.Ordinal) ? new SignedMember(code.Room[Prefix.Length..], Mark(code)) : null;

    /// <summary>
    /// Whether the key that was used is still the member's, or of an entry that was merged into theirs; where it was an account, that says itself whether it
    /// goes on.
    /// </summary>
    public async Task<bool> IsCurrent(SignedMember member) =>
        member.Key == SignedMember.ByAccount || member.Key == await MarkOf(member.Id) || (await MarksOfMerged(member.Id)).Contains(member.Key);

    public static string PersonOf(string member) => Operation.OfHouse($"the person of member {member}").NewId();

    /// <summary>As the register has a member now, and as a seat remembers them; null where it does not have them any more.</summary>
    public static async Task<(string Name, SeatedMember Seat)?> Find(IGrainFactory grains, string member) =>
        await grains.Grain<IRegisterGrain>(RegisterName.Members.ToString()).Find(member) is { Entry: Entry.Member entry }
            ? (entry.Name, new SeatedMember(member, entry.Sector)) : null;

    /// <summary>The same of whoever a link, a card or an account names: where that entry was merged into another, the member is that one.</summary>
    public static async Task<(string Name, SeatedMember Seat)?> FindStanding(IGrainFactory grains, IMergedMembers merged, string member)
    {
        var named = member;
        for (var i = 0; i < MostMeanwhile; i++)
        {
            if (await Find(grains, named) is { } found)
            {
                return found;
            }

            if (await merged.FindInto(named) is not { } into)
            {
                return null;
            }

            named = into;
        }

        return null;
    }

    private Task<string?> MarkOf(string member) => cache.GetOrCreateAsync(RoomOf(member), async entry =>
    {
        entry.AbsoluteExpirationRelativeToNow = Remembered;
        return (await directory.ReadCodes(RoomOf(member))).Select(Mark).SingleOrDefault();
    });

    private async Task<IReadOnlyList<string>> MarksOfMerged(string member) => await cache.GetOrCreateAsync(Merged(member), async entry =>
    {
        entry.AbsoluteExpirationRelativeToNow = Remembered;
        var marks = new List<string>();
        foreach (var other in await merged.ReadMergedInto(member))
        {
            marks.AddRange((await directory.ReadCodes(RoomOf(other))).Select(Mark));
        }

        return marks;
    }) ?? [];

    private static (string, string) Merged(string member) => ("merged into", member);

    private static string RoomOf(string member) => Prefix + member;

    private static string Mark(Code code) => code.Hash.ToString()[..16];
}
