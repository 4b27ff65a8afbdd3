using System.Globalization;
using System.Security.Claims;
using Hub.Server.Access.Staff;

namespace Hub.Server.Access;

/// <summary>Who is at the other end: a person (a device or an account of this house). What they may do in a room is their seat there.</summary>
/// <param name="Room">A token made for one room is an observer in every other; null: good for all of the person's seats (a browser's cookie).</param>
/// <param name="Member">Who signed in with a member's key; null: nobody did.</param>
/// <param name="IsOperator">Signed in with the operator key, or with an account whose roles are as much: staff, who read every room and chair none.</param>
/// <param name="Id">Of the session's row, which ends it; null: it has none yet.</param>
/// <param name="Ends">When it ends by itself, whatever tokens it is given later; null: it has not begun.</param>
/// <param name="Account">The staff account that signed in; null: none did.</param>
public sealed record Session(
    string Person, string? Room, bool IsOperator, SignedMember? Member = null, string? Id = null, DateTimeOffset? Ends = null, string? Account = null)
{
    public const string IdClaim = "sid";

    public const int StaffDays = 7;
    public const int MemberDays = 90;
    public const int GuestDays = 400;

    private const string PersonClaim = "sub";
    private const string RoomClaim = "room";
    private const string RoleClaim = "role";
    private const string MemberClaim = "member";
    private const string MemberKeyClaim = "mek";
    private const string AccountClaim = "acc";
    private const string ExpiresClaim = "exp";
    private const string Operator = "operator";

    /// <summary>What the staff account may do, as the account says and never a token; of the operator key, that of an operator. Else empty.</summary>
    public IReadOnlyList<AccountRole> Roles { get; init; } = IsOperator ? AccountRole.OfOperatorKey : [];

    /// <summary>Of the account, when these were its roles: see <see cref="StaffAccount.Epoch"/>.</summary>
    public long AccountEpoch { get; init; }

    /// <summary>See <see cref="SessionRow.ProviderSession"/>: of a session that is about to begin; it stands in its row and in no token.</summary>
    public string? ProviderSession { get; init; }

    /// <summary>Whose request or connection this is, as <see cref="SessionAuthentication"/> found it.</summary>
    public static Session? Of(ClaimsPrincipal? principal) => principal?.Identity is SessionIdentity known ? known.Session
        : principal?.FindFirst(PersonClaim) is { } person
        ? new Session(
            person.Value, principal.FindFirst(RoomClaim)?.Value, principal.FindFirst(RoleClaim)?.Value == Operator,
            SignedMember.Of(principal.FindFirst(MemberClaim)?.Value, principal.FindFirst(MemberKeyClaim)?.Value), principal.FindFirst(IdClaim)?.Value,
            long.TryParse(principal.FindFirst(ExpiresClaim)?.Value, CultureInfo.InvariantCulture, out var at) ? DateTimeOffset.FromUnixTimeSeconds(at) : null,
            principal.FindFirst(AccountClaim)?.Value)
        : null;

    /// <summary>The person goes on, in all of their seats, as what they are signed in as; as a guest where there is no session yet.</summary>
    public static Session Going(string person, Session? now) => new(person, null, now?.IsOperator ?? false, now?.Member, Account: now?.Account)
    {
        Roles = now?.Roles ?? [],
        AccountEpoch = now?.AccountEpoch ?? 0,
    };

    /// <summary>How long it goes on at most; what can do more, ends sooner.</summary>
    public TimeSpan GoodFor => TimeSpan.FromDays(IsStaff ? StaffDays : Member is not null ? MemberDays : GuestDays);

    /// <summary>Whether somebody of the staff signed in, by an account or by the operator key: it ends by itself where nothing is done in it.</summary>
    public bool IsStaff => IsOperator || Account is not null;

    /// <summary>Whether it is the operator key that opened it.</summary>
    public bool IsOfOperatorKey => IsOperator && Account is null;

    /// <summary>Whether anybody may be this without having shown a key: such a session need not be stored before it counts.</summary>
    public bool IsGuest => !IsStaff && Member is null;

    /// <summary>As whom of the register it acts outside meetings: a token that was made for one meeting is nobody known elsewhere.</summary>
    public SignedMember? MemberEverywhere => Room is null ? Member : null;

    /// <summary>As the account is now: what it may do, and whose of the register it is.</summary>
    public Session As(StaffAccount account) => this with
    {
        IsOperator = account.IsOperator,
        Member = account.Member is { } member ? new SignedMember(member, SignedMember.ByAccount) : null,
        Account = account.Id,
        Roles = account.Roles,
        AccountEpoch = account.Epoch,
    };

    /// <summary>What is given to a script for one room: a seat there, and none of what staff may do.</summary>
    public Session For(string? room) => this with { Room = room, IsOperator = false, Account = null, Roles = [], AccountEpoch = 0 };

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

        if (Member is not null && Account is null)
        {
            claims[MemberClaim] = Member.Id;
            claims[MemberKeyClaim] = Member.Key;
        }

        if (IsOfOperatorKey)
        {
            claims[RoleClaim] = Operator;
        }

        if (Account is not null)
        {
            claims[AccountClaim] = Account;
        }

        return claims;
    }
}

/// <param name="Id">In the members' register.</param>
/// <param name="Key">A mark of the key that was used: the session ends with it. <see cref="ByAccount"/> where a staff account signed in that is this
/// member's.</param>
public sealed record SignedMember(string Id, string Key)
{
    /// <summary>No mark of a key is like this.</summary>
    public const string ByAccount = "account";

    public static SignedMember? Of(string? id, string? key) => id is null ? null : new SignedMember(id, key ?? "");
}

/// <summary>Of a request: the session that was found to go on, with what the account may do now.</summary>
internal sealed class SessionIdentity(Session session) : ClaimsIdentity(SessionAuthentication.SchemeName)
{
    public Session Session { get; } = session;
}
