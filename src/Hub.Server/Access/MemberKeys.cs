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
internal sealed class MemberKeys(IDirectory directory, Sessions sessions, IMemoryCache cache)
{
    /// <summary>
    /// So that a member's every request does not ask the store. Renewing ends the sessions themselves; this guards where a node of an older build renewed, and
    /// where somebody signed in with the older key at that moment.
    /// </summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(5);
    private const string Prefix = "members/";

    /// <summary>Makes a member's key; the older one stops, and the sessions that it opened.</summary>
    public async Task<string> Renew(string member)
    {
        var key = await Codes.Renew(directory, RoomOf(member), Role.Member);
        cache.Remove(RoomOf(member));
        await sessions.EndOfMember(member);
        return key;
    }

    /// <returns>Whose key it is, or null where it opens something else.</returns>
    public static SignedMember? MemberOf(Code code) =>
        code.Room.StartsWith(Prefix, StringComparison.Ordinal) ? new SignedMember(code.Room[Prefix.Length..], Mark(code)) : null;

    /// <summary>Whether the key that was used is still the member's; where it was an account, that says itself whether it goes on.</summary>
    public async Task<bool> IsCurrent(SignedMember member) => member.Key == SignedMember.ByAccount || member.Key == await cache.GetOrCreateAsync(
        RoomOf(member.Id),
        async entry =>
        {
            entry.AbsoluteExpirationRelativeToNow = Remembered;
            return (await directory.ReadCodes(RoomOf(member.Id))).Select(Mark).SingleOrDefault();
        });

    public static string PersonOf(string member) => Operation.OfHouse($"the person of member {member}").NewId();

    /// <summary>As the register has a member now, and as a seat remembers them; null where it does not have them any more.</summary>
    public static async Task<(string Name, SeatedMember Seat)?> Find(IGrainFactory grains, string member) =>
        await grains.Grain<IRegisterGrain>(RegisterName.Members.ToString()).Find(member) is { Entry: Entry.Member entry }
            ? (entry.Name, new SeatedMember(member, entry.Sector)) : null;

    private static string RoomOf(string member) => Prefix + member;

    private static string Mark(Code code) => code.Hash.ToString()[..16];
}
