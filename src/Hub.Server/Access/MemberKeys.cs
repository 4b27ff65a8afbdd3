using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Domain.Registers;
using Hub.Server.Grains;

namespace Hub.Server.Access;

/// <summary>Members' own keys: made by staff, answered once and kept hashed, like the codes of a room. A member is one person on every device.</summary>
internal static class MemberKeys
{
    private const string Prefix = "members/";

    /// <summary>Makes a member's key; the older one stops.</summary>
    public static Task<string> Renew(IDirectory directory, string member) => Codes.Renew(directory, Prefix + member, Role.Member);

    /// <returns>Whose key it is, or null where it opens something else.</returns>
    public static string? MemberOf(Code code) => code.Room.StartsWith(Prefix, StringComparison.Ordinal) ? code.Room[Prefix.Length..] : null;

    public static string PersonOf(string member) => Operation.OfHouse($"the person of member {member}").NewId();

    /// <summary>As a seat remembers a member; null where the register does not have them any more.</summary>
    public static async Task<SeatedMember?> Find(IGrainFactory grains, string member) =>
        await grains.GetGrain<IRegisterGrain>(RegisterName.Members.ToString()).Find(member) is { Entry: Entry.Member entry } ? new SeatedMember(member, entry.Sector) : null;
}
