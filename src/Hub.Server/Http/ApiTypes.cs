using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using Hub.Domain.Registers;
using Hub.Server.Access.Staff;
using Hub.Server.Privacy;
using Hub.Server.Registers;
using Hub.Server.Rehearsals;
using Hub.Server.Contracts;

namespace Hub.Server.Http;

/// <summary>By a key, or by an account's login, password and code.</summary>
/// <param name="Look">Of a key: changes nothing; whose it is, is answered. A wrong one counts as a failed try all the same.</param>
/// <param name="Replace">Also where this browser is signed in as staff or as a member: that session is then left.</param>
/// <param name="Code">Six digits by the clock, or a recovery code.</param>
public sealed record SignIn(
    string? Key = null, bool Look = false, bool Replace = false, string? Login = null, string? Password = null, string? Code = null);

/// <param name="Proof">Ending another than the current one needs a proof (<see cref="EndSession"/>); absent: it does not.</param>
/// <param name="Again">Ending another than the current one needs that one signs in again, as there is nothing to type; absent: it does not.</param>
public sealed record SessionList(ImmutableArray<SessionItem> Items, bool? Proof = null, bool? Again = null);

/// <param name="Current">It is the one that asks.</param>
/// <param name="As">operator (by the key), staff (by an account) or member; absent: a guest.</param>
/// <param name="Device">What the browser or the script said of itself.</param>
/// <param name="Network">The address block from which it began.</param>
/// <param name="ExpiresAt">It ends then, whatever happens until then.</param>
public sealed record SessionItem(
    string Session, bool Current, string? As, string Device, string Network, DateTimeOffset StartedAt, DateTimeOffset LastSeenAt, DateTimeOffset ExpiresAt);

/// <param name="Proof">Of an account its password, of the operator's key the key; shortly after signing in it is not asked for.</param>
public sealed record EndSession(string? Proof = null);

/// <param name="Role">"operator" by the key, "staff" by an account, "member", "visitor", or "raiser" in <paramref name="Room"/>.</param>
/// <param name="Session">What was opened, as <c>GET /api/sessions</c> lists it.</param>
/// <param name="Room">Of a topic's return key, the only room in which its bearer is who raised it.</param>
/// <param name="Account">Of the staff.</param>
public sealed record SignedIn(
    string Token, string Role, string? Member = null, string? Session = null, string? Room = null, string? Account = null);

/// <summary>Whom a key makes of a browser that takes it.</summary>
/// <param name="Role">As in <see cref="SignedIn"/>.</param>
/// <param name="Name">Of a member, and of an account; of a visitor, by which they went last in a meeting.</param>
/// <param name="Title">Of the topic, to which a return key leads; absent where it is hidden.</param>
/// <param name="Now">Who the browser is until then; absent: nobody.</param>
public sealed record WhoseKey(string Role, string? Name = null, string? Member = null, string? Room = null, string? Title = null, WhoseKey? Now = null);

/// <param name="Key">Brings this guest to another device, once.</param>
public sealed record MoveKey(string Key, DateTimeOffset Until);

/// <param name="Follow">The raiser's own key to come back to this topic with; the older one has stopped.</param>
public sealed record ReturnKey(string Follow);

/// <param name="Code">As typed: case, blanks and hyphens do not matter.</param>
/// <param name="Name">What the room calls this person; 1 to 40 characters. Of no meaning from a member who is signed in: they go by the register's
/// name.</param>
/// <param name="Member">With the members' code of a meeting that votes by its roll: who of the roll one says to be.</param>
/// <param name="Op">With a seat card from a device without a session: 32 hex digits of the device's choice. The same again is the same person, so that a card
/// is not lost with the answer.</param>
/// <param name="Room">In the place of a code: the meeting whose chair my account was named.</param>
public sealed record JoinRequest(string? Code = null, string? Name = null, string? Member = null, string? Op = null, string? Room = null);

/// <param name="Name">By which this person goes.</param>
/// <param name="Role">In which they are there. Whoever comes when the meeting is over is an observer, whatever the code, but for the chair's.</param>
/// <param name="Verified">See <see cref="PersonView.Verified"/>.</param>
/// <param name="State">Where one said to be a member: whether the seat is theirs already.</param>
public sealed record Joined(string Participant, string Name, Role Role, string Room, string Token, bool? Verified = null, SeatState? State = null);

/// <param name="Role">"operator" for the operator key and for accounts that may as much; "staff" for other accounts; "member"; absent: a guest.</param>
/// <param name="Account">Of the staff, that is signed in.</param>
/// <param name="Roles">What the account may do, or the operator key; absent: neither signed in.</param>
/// <param name="May">What these roles allow with something at least; absent: nothing.</param>
public sealed record WhoIAm(
    string Person, string? Role, ImmutableArray<SeatView> Seats, string? Member = null, string? Account = null, ImmutableArray<AccountRole>? Roles = null,
    ImmutableArray<Permission>? May = null);

/// <param name="Roles">At least one.</param>
/// <param name="Member">Whose of the register this is; absent: no member's.</param>
/// <param name="Op">The same again answers the same account; absent: each call makes one of its own.</param>
/// <param name="ByProvider">It signs in by the provider, where whoever has this login is invited: their name there, their verified address, or their id.
/// </param>
public sealed record NewAccount(
    string Name, string Login, ImmutableArray<AccountRole> Roles, string? Member = null, string? Op = null, bool ByProvider = false);

/// <param name="Invite">The invitation's secret, answered this once; absent where it was taken up since.</param>
/// <param name="Link">With the secret in its fragment.</param>
public sealed record AccountMade(string Account, string? Invite = null, string? Link = null, DateTimeOffset? Until = null);

public sealed record AccountList(ImmutableArray<AccountItem> Items);

/// <param name="InvitedUntil">Of an invitation that is open, or was not taken up in time.</param>
/// <param name="Provider">Whether it signs in by the provider, and whether the provider says its roles; absent: it does not.</param>
public sealed record AccountItem(
    string Account, string Name, string Login, ImmutableArray<AccountRole> Roles, AccountState State, DateTimeOffset CreatedAt, string? Member = null,
    DateTimeOffset? InvitedUntil = null, AccountProvider? Provider = null)
{
    public static AccountItem Of(StaffAccount account) => new(
        account.Id, account.Name, account.Login, [.. account.Roles],
        account.IsDisabled ? AccountState.Disabled : account.IsUsable ? AccountState.Active : AccountState.Invited,
        account.Created, account.Member, account.IsInvited ? account.InvitedUntil : null,
        account.Provider is null ? null : account.Provider.GivesRoles ? AccountProvider.SaysRoles : AccountProvider.SignsIn);
}

/// <summary>What the provider does for an account.</summary>
[JsonConverter(typeof(CamelCase<AccountProvider>))]
public enum AccountProvider
{
    SignsIn,

    /// <summary>That too, and each time it says the roles.</summary>
    SaysRoles,
}

/// <param name="Replace">Also where this browser is signed in as staff or as a member: that session is then left.</param>
public sealed record ProviderSignIn(bool Replace = false);

/// <param name="Url">The provider's page, to which the browser goes next; it comes back signed in, or to <c>/signin#why=…</c>.</param>
public sealed record ProviderPage(string Url);

/// <summary>Whether an account signs in.</summary>
[JsonConverter(typeof(CamelCase<AccountState>))]
public enum AccountState
{
    /// <summary>It has not signed in since it was invited.</summary>
    Invited,
    Active,
    Disabled,
}

/// <summary>What should be put right of an account. What is absent stays as it is; a null takes the member away.</summary>
public sealed class AccountEdit
{
    public string? Name { get; set => field = value ?? ""; }

    public ImmutableArray<AccountRole>? Roles { get; set => field = value ?? []; }

    public string? Member { get; set => (field, ClearsMember) = (value, value is null); }

    [JsonIgnore]
    internal bool ClearsMember { get; private set; }
}

/// <param name="Password">Absent: whose invitation it is, is answered, and nothing changes.</param>
public sealed record AcceptInvite(string Invite, string? Password = null);

/// <param name="Password">The one that the account has.</param>
/// <param name="Code">As at signing in.</param>
/// <param name="Next">The one that it shall have.</param>
public sealed record PasswordChange(string Password, string Code, string Next);

/// <summary>The account that is signed in, for its holder.</summary>
/// <param name="Recovery">How many recovery codes are left; absent: it signs in by the provider, and has no password.</param>
/// <param name="Recent">It signed in here so shortly ago that passkeys may be added and removed without signing in again.</param>
/// <param name="Passkeys">The oldest first.</param>
public sealed record MyAccount(string Account, string Name, string Login, int? Recovery, bool Recent, ImmutableArray<PasskeyItem> Passkeys);

/// <param name="Passkey">Its id.</param>
/// <param name="Synced">It has been copied to other devices of its owner, by whoever made the authenticator.</param>
/// <param name="UsedAt">When it last signed in; absent: it has not.</param>
public sealed record PasskeyItem(string Passkey, string Name, DateTimeOffset CreatedAt, bool Synced, DateTimeOffset? UsedAt = null)
{
    public static PasskeyItem Of(Passkey passkey) => new(passkey.Id, passkey.Name, passkey.Created, passkey.IsSynced, passkey.Used);
}

/// <param name="Name">Of the device, as its owner tells it from others; 1 to 40 characters.</param>
/// <param name="Credential">What navigator.credentials.create answered: WebAuthn's RegistrationResponseJSON.</param>
public sealed record NewPasskey(string Name, JsonElement Credential);

public sealed record PasskeyName(string Name);

/// <param name="Credential">What navigator.credentials.get answered: WebAuthn's AuthenticationResponseJSON.</param>
/// <param name="Replace">As in <see cref="SignIn"/>.</param>
public sealed record PasskeySignIn(JsonElement Credential, bool Replace = false);

/// <summary>Whose an invitation is.</summary>
public sealed record Invited(string Name, string Login, DateTimeOffset Until);

/// <summary>What an account signs in with besides its password: answered this once.</summary>
/// <param name="Totp">The address that an authenticator app reads.</param>
/// <param name="Secret">The same secret, to be typed in.</param>
/// <param name="Qr">Of <paramref name="Totp"/>: the dark squares, as the path of an SVG of <paramref name="Size"/> × <paramref name="Size"/>.</param>
/// <param name="Recovery">Each signs in once in place of a code.</param>
public sealed record Accepted(string Totp, string Secret, int Size, string Qr, ImmutableArray<string> Recovery);

public sealed record SeatView(string Room, string Participant, string Name, Role Role);

/// <param name="Agenda">Replaces the format's.</param>
/// <param name="Expected">How many are expected; only sizes things.</param>
/// <param name="Roll">Absent: of a format whose voters are members, the register, where it has members; else open.</param>
/// <param name="Presence">Whether checking in needs the code on the hall's wall; absent: as the format says.</param>
/// <param name="Chairs">Accounts that are named to chair it: each takes the chair with a session of their own.</param>
/// <param name="Op">32 hex digits of the sender's own: the same request again, by the same person, is answered as before; absent: each makes a meeting.</param>
/// <param name="Drafts">Ballots that are prepared for it, as of an earlier meeting; at most <see cref="Most"/>.</param>
/// <param name="Hub">The id of the meeting whose branch (分会场) this is; absent: it is none. Who makes it must be able to make meetings where the hub
/// lies.</param>
public sealed record NewMeeting(
    string Title, string Format, string? Venue = null, DateTimeOffset? StartsAt = null, ImmutableArray<NewItem>? Agenda = null,
    Visibility Visibility = Visibility.Public,
    int? Expected = null, string? County = null, RollKind? Roll = null, bool? Presence = null,
    ImmutableArray<string>? Chairs = null, string? Op = null, ImmutableArray<NewDraft>? Drafts = null, string? Hub = null)
{
    /// <summary>How many ballots are prepared with a meeting.</summary>
    public const int Most = 20;
}

/// <summary>What a ballot will ask: by which rules it is held, the format of its meeting says, and its chair.</summary>
/// <param name="Options">The options' texts, of kinds that have their own.</param>
/// <param name="Max">How many one may choose, of kind multiple; how many are elected, of an election.</param>
public sealed record NewDraft(string Question, BallotKind Kind, ImmutableArray<string>? Options = null, int? Max = null);

public sealed record DraftList(ImmutableArray<NewDraft> Items);

/// <param name="People">How many come.</param>
/// <param name="Seconds">How long they talk in all.</param>
/// <param name="Force">Also while a meeting is open.</param>
public sealed record RehearsalWanted(int People, int Seconds = 30, bool Force = false);

/// <summary>Which members of the register make a roll: all, or those of whom one of the lists is true, or those named.</summary>
public sealed record RollChoice(
    bool All = false, ImmutableArray<string>? Committees = null, ImmutableArray<string>? Sectors = null, ImmutableArray<string>? Counties = null,
    ImmutableArray<string>? Members = null);

/// <param name="Entitled">Of a register, how many are entitled (应到): a chair who does not vote is not.</param>
/// <param name="Present">Of these, how many are present (出席): seated, and checked in where the format asks for it, or marked.</param>
public sealed record RollPage(RollKind Kind, ImmutableArray<RollItem> Items, int? Entitled = null, int? Present = null);

/// <param name="Seat">The participant, of a member who sits.</param>
/// <param name="Claims">Those who say to be this member; absent: nobody.</param>
public sealed record RollItem(string Member, string Name, string Sector, string? Seat, RollState State, ImmutableArray<string>? Claims = null,
    bool? Marked = null, DateTimeOffset? MutedUntil = null);

/// <summary>Where a member of the roll is.</summary>
[JsonConverter(typeof(CamelCase<RollState>))]
public enum RollState
{
    Absent,
    Claimed,
    Seated,
}

/// <summary>Names of a roll for who has its members' code.</summary>
public sealed record RollNames(ImmutableArray<RollName> Items);

public sealed record RollName(string Member, string Name, string Sector);

/// <param name="ChairQr">The chair's link as a picture: answered this once, as its code is.</param>
/// <param name="Drafts">How many of the drafts that were asked for it has: its format does not hold every ballot. Absent: none were asked for.</param>
public sealed record Scheduled(string Id, string Room, AllCodes Codes, QrPicture? ChairQr = null, int? Drafts = null);

/// <param name="Size">Of the square, in modules.</param>
/// <param name="Path">The dark ones, as the path of an SVG of this size.</param>
public sealed record QrPicture(int Size, string Path);

/// <summary>Chair and member codes are answered here and never again.</summary>
public sealed record AllCodes(string Attend, string Member, string Chair, string Watch);

/// <param name="Reason">Stands in the record.</param>
public sealed record NameRemoval(string Reason);

/// <param name="Add">One more code of the role: those that there are go on working. Else they all stop.</param>
public sealed record NewCode(CodeRole Role, bool Add = false);

/// <summary>What should be put right of a meeting. What is absent stays as it is; a null takes the venue or the time away.</summary>
public sealed class MeetingEdit
{
    public string? Title { get; set => field = value ?? ""; }

    public string? Venue { get; set => (field, ClearsVenue) = (value, value is null); }

    public DateTimeOffset? StartsAt { get; set => (field, ClearsStartsAt) = (value, value is null); }

    public Visibility? Visibility { get; set => field = value ?? throw new JsonException("A meeting is visible to somebody."); }

    /// <summary>The same again gets the same receipt; absent: each call is one of its own.</summary>
    public string? Op { get; set; }

    [JsonIgnore]
    internal bool ClearsVenue { get; private set; }

    [JsonIgnore]
    internal bool ClearsStartsAt { get; private set; }
}

public sealed record CodeRequest(string Code);

/// <param name="Code">A members' code, which many of one meeting know.</param>
/// <param name="Q">A part of the name; blank finds nobody.</param>
public sealed record RollRequest(string Code, string? Q = null);

/// <summary>What a code opens, as one may know before joining.</summary>
/// <param name="ByRoll">Whoever comes with this code picks their name from the roll; absent: no.</param>
/// <param name="Card">Of a seat card: whom it seats.</param>
public sealed record CodeOpens(
    string Room, Role Role, string Title, MeetingStatus Status, DateTimeOffset? StartsAt, bool? ByRoll = null, RollName? Card = null);

/// <param name="Members">Of the roll; absent: all who have no card.</param>
/// <param name="Replace">Whether the cards that these members have stop; absent: they stay, and no new one is printed.</param>
public sealed record CardsWanted(ImmutableArray<string>? Members = null, bool Replace = false);

/// <summary>Cards to be printed: their codes are answered this once.</summary>
/// <param name="Kept">Those of the members asked for who have a card already, and keep it.</param>
public sealed record CardsPrinted(string Title, DateTimeOffset? StartsAt, string? Venue, ImmutableArray<PrintedCard> Cards, ImmutableArray<string> Kept);

/// <param name="Link">What the QR code says: the secret stands in its fragment.</param>
/// <param name="Qr">The dark squares, as the path of an SVG of <paramref name="Size"/> × <paramref name="Size"/>.</param>
public sealed record PrintedCard(string Member, string Name, string Sector, string Code, string Link, int Size, string Qr);

/// <summary>A link with its secret: answered this once.</summary>
public sealed record LinkMade(string Code, string Link);

/// <summary>What the hall's wall shows.</summary>
/// <param name="ChangesIn">Milliseconds until the next one.</param>
public sealed record WallCode(string Code, int ChangesIn);

/// <summary>The roll as the registration clerk sees it.</summary>
public sealed record DoorPage(string Title, MeetingStatus Status, ImmutableArray<DoorItem> Items);

/// <param name="Claims">Those who say to be this member; absent: nobody.</param>
/// <param name="Card">What became of their seat card.</param>
/// <param name="Marked">Here without a device, as the chair or the clerk has marked them.</param>
public sealed record DoorItem(
    string Member, string Name, string Sector, RollState State, CardState Card, ImmutableArray<string>? Claims = null, bool? Marked = null);

public sealed record CardPage(string Title, ImmutableArray<CardItem> Items);

public sealed record CardItem(string Member, string Name, string Sector, CardState State);

/// <summary>What became of a member's card.</summary>
[JsonConverter(typeof(CamelCase<CardState>))]
public enum CardState
{
    /// <summary>None was printed.</summary>
    None,
    Printed,
    Used,
}

/// <summary>Roles as codes name them.</summary>
[JsonConverter(typeof(CamelCase<CodeRole>))]
public enum CodeRole
{
    Attend,
    Member,
    Chair,
    Watch,
    Attendee,
    Observer,
}

public sealed record CodeMade(string Code);

/// <summary>The codes that may be shown again.</summary>
/// <param name="Seats">How many have joined, by the role they have now; for the operator, who is about to replace a code.</param>
public sealed record ShownCodes(string? Attend, string? Watch, SeatsTaken? Seats = null);

public sealed record SeatsTaken(int Attendee, int Member, int Chair, int Observer);

/// <param name="Total">Of all pages, where <c>total=true</c> was asked.</param>
public sealed record MeetingPage(ImmutableArray<MeetingItem> Items, string? Next, int? Total = null);

/// <param name="Present">People connected now.</param>
/// <param name="May">For staff, what they may do with it; absent: nothing as staff.</param>
public sealed record MeetingItem(
    string Id, string Room, string Title, string Format, MeetingStatus Status, DateTimeOffset? StartsAt, string? Venue, int Present, string? County = null,
    ImmutableArray<Permission>? May = null);

public sealed record EventPage(ImmutableArray<RawJson> Events, string Position);

public sealed record CommentPage(RawJson Items, long? Next);

public sealed record CommandRequest(JsonElement Op, JsonElement Command);

/// <summary>What a page is opened with, inlined: the first paint needs no second round trip.</summary>
/// <param name="Zone">The house's time zone (IANA): its days and hours are shown, wherever the reader is.</param>
/// <param name="House">What stands at the foot of its pages; absent: nothing is set.</param>
/// <param name="Lan">Where phones in the same network reach this house while <paramref name="PublicUrl"/> is this machine's alone; absent: it is not, or no
/// such address is known.</param>
/// <param name="Report">On the page of a year's report, what it shows first; absent: it is to be asked for.</param>
public sealed record Boot(
    string? PublicUrl, BootSession? Session, string? Code, JoinAnswer? Meeting, string? Error, JoinAnswer? Topic = null,
    string? Provider = null, string? Zone = null, HouseNotice? House = null, string? Lan = null, Views.ReportView? Report = null);

/// <summary>How to reach who runs the house, and under which numbers the site is filed; absent: not set.</summary>
public sealed record HouseNotice(string? Contact, string? Icp, string? Police);

/// <param name="Role">As in <see cref="WhoIAm"/>.</param>
/// <param name="Name">Of a member, the register's; else of an account.</param>
/// <param name="May">As in <see cref="WhoIAm"/>.</param>
public sealed record BootSession(
    string Person, string? Role, string? Member = null, string? Name = null, string? Account = null, ImmutableArray<AccountRole>? Roles = null,
    ImmutableArray<Permission>? May = null);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(FileAdded))]
[JsonSerializable(typeof(TopicPage))]
[JsonSerializable(typeof(DeskPage))]
[JsonSerializable(typeof(DeskCounts))]
[JsonSerializable(typeof(SearchPage))]
[JsonSerializable(typeof(Conference))]
[JsonSerializable(typeof(Registers.ImportReport))]
[JsonSerializable(typeof(EntryPage))]
[JsonSerializable(typeof(PlanView))]
[JsonSerializable(typeof(VenuePage))]
[JsonSerializable(typeof(VenueNow))]
[JsonSerializable(typeof(MemberPage))]
[JsonSerializable(typeof(AlikeMembers))]
[JsonSerializable(typeof(MemberItem))]
[JsonSerializable(typeof(DutyRecord))]
[JsonSerializable(typeof(AwardView))]
[JsonSerializable(typeof(AwardRule))]
[JsonSerializable(typeof(Records.MinutesView))]
[JsonSerializable(typeof(FloorOrder))]
[JsonSerializable(typeof(Records.ReplayView))]
[JsonSerializable(typeof(SimilarTopics))]
[JsonSerializable(typeof(CommitmentPage))]
[JsonSerializable(typeof(DepartmentList))]
[JsonSerializable(typeof(DepartmentPage))]
[JsonSerializable(typeof(Views.ReportView))]
[JsonSerializable(typeof(NewTopic))]
[JsonSerializable(typeof(TopicRaised))]
[JsonSerializable(typeof(HouseKey))]
[JsonSerializable(typeof(AuditPage))]
[JsonSerializable(typeof(VotePage))]
[JsonSerializable(typeof(RoundPage))]
[JsonSerializable(typeof(NextStatementPage))]
[JsonSerializable(typeof(MyRound))]
[JsonSerializable(typeof(VoteReceipt))]
[JsonSerializable(typeof(ImmutableArray<PersonView>))]
[JsonSerializable(typeof(ImmutableArray<PersonInRoom>))]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(SignIn))]
[JsonSerializable(typeof(SignedIn))]
[JsonSerializable(typeof(SessionList))]
[JsonSerializable(typeof(EndSession))]
[JsonSerializable(typeof(NewAccount))]
[JsonSerializable(typeof(AccountMade))]
[JsonSerializable(typeof(AccountList))]
[JsonSerializable(typeof(AccountItem))]
[JsonSerializable(typeof(AccountEdit))]
[JsonSerializable(typeof(AcceptInvite))]
[JsonSerializable(typeof(PasswordChange))]
[JsonSerializable(typeof(MyAccount))]
[JsonSerializable(typeof(PasskeyItem))]
[JsonSerializable(typeof(NewPasskey))]
[JsonSerializable(typeof(PasskeyName))]
[JsonSerializable(typeof(PasskeySignIn))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(ProviderSignIn))]
[JsonSerializable(typeof(ProviderPage))]
[JsonSerializable(typeof(Invited))]
[JsonSerializable(typeof(Accepted))]
[JsonSerializable(typeof(WhoseKey))]
[JsonSerializable(typeof(MoveKey))]
[JsonSerializable(typeof(ReturnKey))]
[JsonSerializable(typeof(JoinRequest))]
[JsonSerializable(typeof(Joined))]
[JsonSerializable(typeof(RollChoice))]
[JsonSerializable(typeof(RollPage))]
[JsonSerializable(typeof(RollNames))]
[JsonSerializable(typeof(CardsWanted))]
[JsonSerializable(typeof(CardsPrinted))]
[JsonSerializable(typeof(CardPage))]
[JsonSerializable(typeof(LinkMade))]
[JsonSerializable(typeof(WallCode))]
[JsonSerializable(typeof(DoorPage))]
[JsonSerializable(typeof(WhoIAm))]
[JsonSerializable(typeof(NewMeeting))]
[JsonSerializable(typeof(DraftList))]
[JsonSerializable(typeof(RehearsalWanted))]
[JsonSerializable(typeof(RehearsalNews))]
[JsonSerializable(typeof(ChairsWanted))]
[JsonSerializable(typeof(ChairList))]
[JsonSerializable(typeof(Scheduled))]
[JsonSerializable(typeof(NewCode))]
[JsonSerializable(typeof(NameRemoval))]
[JsonSerializable(typeof(MeetingEdit))]
[JsonSerializable(typeof(CodeRequest))]
[JsonSerializable(typeof(RollRequest))]
[JsonSerializable(typeof(CodeOpens))]
[JsonSerializable(typeof(CodeMade))]
[JsonSerializable(typeof(ShownCodes))]
[JsonSerializable(typeof(MeetingPage))]
[JsonSerializable(typeof(BranchPage))]
[JsonSerializable(typeof(EventPage))]
[JsonSerializable(typeof(CommentPage))]
[JsonSerializable(typeof(CommandRequest))]
[JsonSerializable(typeof(MyData))]
[JsonSerializable(typeof(PrivacyRules))]
[JsonSerializable(typeof(Forgot))]
[JsonSerializable(typeof(WishList))]
[JsonSerializable(typeof(ConsentAsked))]
[JsonSerializable(typeof(ConsentDecided))]
[JsonSerializable(typeof(ConsentList))]
[JsonSerializable(typeof(RecordShown))]
[JsonSerializable(typeof(Declining))]
[JsonSerializable(typeof(Boot))]
[JsonSerializable(typeof(JoinAnswer))]
[JsonSerializable(typeof(LiveHead))]
[JsonSerializable(typeof(Receipt))]
[JsonSerializable(typeof(IReadOnlyList<Format>))]
[JsonSerializable(typeof(ImmutableArray<Format>))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    public static ApiJson Outside { get; } = new(StrictJson.Apply(new JsonSerializerOptions(JsonSerializerDefaults.Web)));

    public static JsonTypeInfo<T> Of<T>() => (JsonTypeInfo<T>)Outside.GetTypeInfo(typeof(T))!;
}
