using System.Globalization;
using System.Security.Claims;

namespace Hub.Server.Access;

/// <summary>Who is at the other end: a person (a device or an account of this house). What they may do in a room is their seat there.</summary>
/// <param name="Room">A token made for one room is an observer in every other; null: good for all of the person's seats (a browser's cookie).</param>
/// <param name="Member">Who signed in with a member's key; null: nobody did.</param>
/// <param name="IsOperator">Signed in with the operator key: staff, who read every room and chair none.</param>
/// <param name="Id">Of the session's row, which ends it; null: it has none yet.</param>
/// <param name="Ends">When it ends by itself, whatever tokens it is given later; null: it has not begun.</param>
public sealed record Session(
    string Person, string? Room, bool IsOperator, SignedMember? Member = null, string? Id = null, DateTimeOffset? Ends = null)
{
    public const string IdClaim = "sid";

    private const string PersonClaim = "sub";
    private const string RoomClaim = "room";
    private const string RoleClaim = "role";
    private const string MemberClaim = "member";
    private const string MemberKeyClaim = "mek";
    private const string ExpiresClaim = "exp";
    private const string Operator = "operator";

    public static Session? Of(ClaimsPrincipal? principal) => principal?.FindFirst(PersonClaim) is { } person
        ? new Session(
            person.Value, principal.FindFirst(RoomClaim)?.Value, principal.FindFirst(RoleClaim)?.Value == Operator,
            SignedMember.Of(principal.FindFirst(MemberClaim)?.Value, principal.FindFirst(MemberKeyClaim)?.Value), principal.FindFirst(IdClaim)?.Value,
            long.TryParse(principal.FindFirst(ExpiresClaim)?.Value, CultureInfo.InvariantCulture, out var at) ? DateTimeOffset.FromUnixTimeSeconds(at) : null)
        : null;

    /// <summary>How long it goes on at most; what can do more, ends sooner.</summary>
    public TimeSpan GoodFor => TimeSpan.FromDays(IsOperator ? 7 : Member is not null ? 90 : 400);

    /// <summary>Whether anybody may be this without having shown a key: such a session need not be stored before it counts.</summary>
    public bool IsGuest => !IsOperator && Member is null;

    /// <summary>As whom of the register it acts outside meetings: a token that was made for one meeting is nobody known elsewhere.</summary>
    public SignedMember? MemberEverywhere => Room is null ? Member : null;

    /// <summary>Whether the person's seat in this room counts for this session.</summary>
    public bool Covers(string room) => Room is null || Room == room;

    public Dictionary<string, object> Claims()
    {
        var claims = new Dictionary<string, object> { [PersonClaim] = Person };
        if (Id is not null)
        {
            claims[IdClaim] = Id;
        }

        if (Room is not null)
        {
            claims[RoomClaim] = Room;
        }

        if (Member is not null)
        {
            claims[MemberClaim] = Member.Id;
            claims[MemberKeyClaim] = Member.Key;
        }

        if (IsOperator)
        {
            claims[RoleClaim] = Operator;
        }

        return claims;
    }
}

/// <param name="Id">In the members' register.</param>
/// <param name="Key">A mark of the key that was used: the session ends with it.</param>
public sealed record SignedMember(string Id, string Key)
{
    public static SignedMember? Of(string? id, string? key) => id is null ? null : new SignedMember(id, key ?? "");
}
