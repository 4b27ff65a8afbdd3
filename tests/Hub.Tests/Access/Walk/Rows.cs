using System.Text.Json.Nodes;
using Hub.Domain.Meetings;
using Hub.Tests.House;
using static Hub.Tests.Access.Walk.Who;
using static Hub.Tests.House.Registers;

namespace Hub.Tests.Access.Walk;

/// <summary>One meeting of the walk.</summary>
/// <param name="Ballot">For members: open, or closed with the meeting; null where it was not opened yet.</param>
internal sealed record Hall(Room Room, MeetingStatus Status, bool IsClosedRoom, string? Ballot)
{
    /// <summary>Of those who have a seat here.</summary>
    public Dictionary<Who, string> Tokens { get; } = [];

    public required string Door { get; init; }

    public required string Wall { get; init; }

    /// <summary>Whether its door and its wall open nothing any more.</summary>
    public bool IsOver { get; set; } = Status is MeetingStatus.Closed or MeetingStatus.Cancelled;

    public override string ToString() => $"{Status}{(IsClosedRoom ? ", by codes" : "")}";
}

/// <summary>Who may make one call over HTTP. Whoever may not is told so: without a session that they have none, else that it is forbidden.</summary>
/// <param name="Call">Method and pattern, as the program has it.</param>
/// <param name="May">Who passes, whatever becomes of what they ask.</param>
/// <param name="InClosedRoom">The same of a meeting that only codes open, where that is others.</param>
/// <param name="Query">Without which the call cannot be read.</param>
/// <param name="Body">Of what changes little: what is asked is mostly refused for another reason than who asks.</param>
internal sealed record CallRow(string Call, Who May, Who? InClosedRoom = null, string Query = "", object? Body = null)
{
    public CallRow(string call, Who may, Func<HttpContent> body)
        : this(call, may, Body: (object)body)
    {
    }

    /// <summary>The room is asked first: one that only codes open tells whoever may not read it that it is forbidden, also without a session.</summary>
    public bool IsRoomsOwn { get; init; }

    /// <summary>Whom the call tells that there is no session: also those who have one with which this cannot be asked.</summary>
    public Who WithoutSession { get; init; } = Nobody | Clerk | Wall | Disabled;

    /// <summary>It takes away by what they came: it is asked when all else was.</summary>
    public bool Last { get; init; }
}

/// <summary>Who may give one command. Whoever may not is told that it is forbidden.</summary>
/// <param name="Fields">With which it can be read, and changes little.</param>
internal sealed record CommandRow(string Command, Who May, object? Fields = null)
{
    public Func<Hall, Who>? MayIn { get; init; }

    public Func<Hall, object>? FieldsIn { get; init; }

    /// <summary>It changes who may what, or the status: it comes when all else was asked.</summary>
    public bool Last { get; init; }
}

/// <summary>
/// Who may do what, said once more, by people instead of permissions: the walk compares the running program with it. A new call or command has no row here, and
/// the walk fails until it has.
/// </summary>
internal static class Rows
{
    public const string Here = "清江浦区";
    public const string Elsewhere = "盱眙县";
    public const string Venue = "府前社区协商议事室";
    public const string Format = "sectorConsultation";
    public const string Department = "市交通运输局";

    private static readonly JsonObject None = [];

    public static readonly CallRow[] Calls =
    [
        // Sessions.
        new("POST /api/session", Everyone, Body: new { key = "nobody's key, and long enough", look = true }),
        new("POST /api/session/move", Persons) { WithoutSession = Nobody | Clerk | Wall | Disabled | Seated },
        new("GET /api/sessions", Persons) { WithoutSession = Nobody | Clerk | Wall | Disabled | Seated },
        new("DELETE /api/sessions/{id}", Persons) { WithoutSession = Nobody | Clerk | Wall | Disabled | Seated },
        new("POST /api/join", Everyone, Body: new { code = "NOSUCHCODE", name = "某人" }),
        new("POST /api/code", Everyone, Body: new { code = "NOSUCHCODE" }),
        new("GET /api/me", Sessions),

        // Accounts.
        new("POST /api/accounts", Operators, Body: new { name = "", login = "", roles = Array.Empty<object>() }),
        new("GET /api/accounts", Operators),
        new("PATCH /api/accounts/{id}", Operators, Body: None),
        new("POST /api/accounts/{id}/disable", Operators),
        new("POST /api/accounts/{id}/enable", Operators),
        new("POST /api/accounts/{id}/invite", Operators),
        new("POST /api/account/password", Accounts, Body: new { password = "wrong", code = "000000", next = "a long and new password of mine" })
        {
            WithoutSession = Everyone & ~Accounts,
        },
        new("POST /api/session/passkey/options", Everyone),
        new("POST /api/session/passkey", Everyone, Body: new { credential = None }),
        new("GET /api/account", Accounts) { WithoutSession = Everyone & ~Accounts },
        new("POST /api/account/passkeys/options", Accounts) { WithoutSession = Everyone & ~Accounts },
        new("POST /api/account/passkeys", Accounts, Body: new { name = "", credential = None }) { WithoutSession = Everyone & ~Accounts },
        new("PATCH /api/account/passkeys/{id}", Accounts, Body: new { name = "" }) { WithoutSession = Everyone & ~Accounts },
        new("DELETE /api/account/passkeys/{id}", Accounts) { WithoutSession = Everyone & ~Accounts },
        new("POST /api/accept", Everyone, Body: new { invite = "nobody's invitation" }),
        new("POST /api/oidc/begin", Everyone, Body: new { replace = true }),
        new("POST /api/oidc/logout", Everyone, body: () => new FormUrlEncodedContent([KeyValuePair.Create("logout_token", "nobody's")])),

        // Privacy.
        new("GET /api/privacy", Everyone),
        new("GET /api/me/meetings", Persons) { WithoutSession = Nobody | Clerk | Wall | Disabled | Seated },
        new("GET /api/me/data", Persons) { WithoutSession = Nobody | Clerk | Wall | Disabled | Seated },
        new("GET /api/forgets", Desk),
        new("POST /api/forgets/{id}/agree", Desk),
        new("POST /api/forgets/{id}/decline", Desk, Body: new { reason = "尚在诉讼中" }),

        // The audit log.
        new("GET /api/audit", Operators | Auditor),
        new("GET /api/audit.csv", Operators | Auditor),

        // Meetings.
        new("GET /api/formats", Everyone),
        new("GET /api/meetings", Everyone),
        new("POST /api/meetings", DeskHere | ConvenerHere, Body: new { title = "协商会", format = "nosuchformat", county = Here }),
        new("PATCH /api/meetings/{id}", Conveners, Body: None),
        new("POST /api/meetings/{id}/codes", Conveners, Body: new { role = "watch" }),
        Reads("GET /api/meetings/{id}/codes"),
        new("GET /api/meetings/{id}/chairs", Conveners),
        new("PUT /api/meetings/{id}/chairs", Conveners, Body: new { chairs = Array.Empty<string>() }),
        new("POST /api/meetings/{id}/names/{participant}/remove", DeskHere, Body: new { reason = "本人申请" }),
        new("POST /api/meetings/{id}/ballots/{ballot}/void", Conveners, Body: new { reason = "" }),
        new("POST /api/meetings/{id}/visibility", Conveners, Body: new { visibility = "public", reason = "" }),
        new("GET /api/consents", Desk | StaffHere | StaffElsewhere),
        new("POST /api/consents/{id}/agree", Desk),
        new("POST /api/consents/{id}/decline", Desk, Body: new { reason = "尚在诉讼中" }),
        Reads("GET /api/meetings/{id}"),
        Reads("GET /api/meetings/{id}/events"),
        Reads("GET /api/meetings/{id}/comments"),
        Reads("GET /api/meetings/{id}/branches"),
        new("GET /api/meetings/{id}/drafts", Chair | Conveners | Auditor) { IsRoomsOwn = true },
        new("GET /api/meetings/{id}/roll", Chair | Conveners),
        new("PUT /api/meetings/{id}/roll", Conveners, Body: new { members = Array.Empty<string>() }),
        new("POST /api/roll", Everyone, Body: new { code = "NOSUCHCODE", q = "王" }),
        new("GET /api/roll/{code}", Everyone),
        new("GET /api/meetings/{id}/seat-cards", Conveners),
        new("POST /api/meetings/{id}/seat-cards", Conveners, Body: None),
        new("POST /api/meetings/{id}/rehearsal", Conveners, Body: new { people = 0 }),
        new("POST /api/meetings/{id}/door", Conveners),
        new("GET /api/door/{id}", Clerk) { WithoutSession = Everyone & ~Clerk },
        new("POST /api/door/{id}/seat-cards", Clerk, Body: None) { WithoutSession = Everyone & ~Clerk },
        new("POST /api/meetings/{id}/wall", Chair | Conveners),
        new("GET /api/wall/{id}", Wall) { WithoutSession = Everyone & ~Wall },

        // What a meeting leaves behind.
        Reads("GET /api/meetings/{id}/calendar.ics"),
        new("GET /api/calendar.ics", Everyone),
        Reads("GET /api/meetings/{id}/minutes"),
        Reads("GET /api/meetings/{id}/minutes.md"),
        Reads("GET /api/meetings/{id}/minutes.docx"),
        Reads("GET /api/meetings/{id}/floor"),
        Reads("GET /api/meetings/{id}/replay"),
        Reads("GET /api/meetings/{id}/replay/at"),
        Reads("GET /api/meetings/{id}/ballots/{ballot}/votes"),
        Reads("GET /api/meetings/{id}/rounds/{round}"),
        new("GET /api/meetings/{id}/rounds/{round}/next", Seated) { WithoutSession = Everyone & ~Seated, IsRoomsOwn = true },
        new("GET /api/meetings/{id}/rounds/{round}/me", Seated) { WithoutSession = Everyone & ~Seated, IsRoomsOwn = true },
        new("GET /api/meetings/{id}/ballots/{ballot}/receipt", Seated) { WithoutSession = Everyone & ~Seated, IsRoomsOwn = true },
        new("GET /api/meetings/{id}/ballots/{ballot}/missing", Chair) { IsRoomsOwn = true, WithoutSession = 0 },
        new("GET /api/meetings/{id}/people", Chair | Member) { IsRoomsOwn = true, WithoutSession = 0 },
        new("GET /api/meetings/{id}/export", Chair | Conveners | Auditor) { IsRoomsOwn = true, WithoutSession = 0 },
        new("GET /api/key", Everyone),

        // Topics.
        new("POST /api/topics", Everyone, Body: new { title = "", text = "" }),
        new("GET /api/topics", Everyone),
        new("GET /api/topics/similar", Everyone, Query: "?text=公交"),
        new("GET /api/desk/topics", DeskHere | StaffElsewhere),
        new("GET /api/desk/counts", DeskHere | StaffElsewhere),
        new("GET /api/topics/{id}", Everyone),
        new("GET /api/topics/{id}/events", Everyone),
        new("GET /api/topics/{id}/comments", Everyone),
        new("GET /api/topics/{id}/rounds/{round}", Everyone),
        new("GET /api/topics/{id}/rounds/{round}/next", Sessions),
        new("GET /api/topics/{id}/rounds/{round}/me", Sessions),
        new("GET /api/commitments", Everyone),
        new("GET /api/search", Everyone, Query: "?q=公交"),
        new("GET /api/departments", Everyone),
        new("GET /api/departments/{department}/commitments", Desk | StaffHere | StaffElsewhere | OfDepartment | Auditor),
        new("GET /api/reports/{year:int}", Everyone),
        new("GET /api/reports/{year:int}.csv", Everyone),

        // Registers, members, files.
        new("GET /api/registers/{register}/events", Desk | Auditor),
        new("GET /api/conference", Everyone),
        new("GET /api/entries", Everyone, Query: "?type=venue"),
        new("GET /api/entries.csv", Everyone, Query: "?type=venue"),
        new("GET /api/plan/{year:int}", Everyone),
        new("GET /api/venues", Everyone),
        new("GET /api/venues/{id}", Everyone),
        new("GET /api/members", Everyone),
        new("GET /api/members/{id}", Everyone),
        new("GET /api/members/alike", Desk),
        new("GET /api/members/{id}/duty", Registered | Desk | Auditor),
        new("GET /api/award/{year:int}", Everyone),
        new("GET /api/members/template.csv", Everyone),
        new("GET /api/members/template.xlsx", Everyone),
        new("POST /api/members/import", Desk, body: () => new StringContent("name")),
        new("POST /api/members/{id}/key", Desk),
        new("POST /api/files", Everyone, body: () => new ByteArrayContent([])),
        new("GET /api/files/{file}", Everyone),
        new("GET /api/files/{file}/thumbnail", Everyone),
        new("DELETE /api/files/{file}", Desk),
        new("GET /api/qr.svg", Everyone, Query: "?path=/topics"),

        // The raiser's.
        new("POST /api/topics/{id}/key", Guest),
        new("DELETE /api/topics/{id}/key", Guest),

        // What takes away by which others came.
        new("DELETE /api/meetings/{id}/door", Conveners) { Last = true },
        new("POST /api/me/forget", Persons) { WithoutSession = Nobody | Clerk | Wall | Disabled | Seated, Last = true },
        new("POST /api/signout", Everyone) { Last = true },
    ];

    /// <summary>Calls that bring a command: who may, depends on which; see below.</summary>
    public static readonly string[] OfCommands =
    [
        "POST /api/meetings/{id}/commands", "POST /api/door/{id}/commands", "POST /api/topics/{id}/commands", "POST /api/registers/{register}/commands",
    ];

    /// <summary>Of a meeting and its box. What staff are not named for they may not, but with a seat.</summary>
    public static readonly CommandRow[] OfMeeting =
    [
        new("addItem", Chair, new { title = "" }),
        new("editItem", Chair, new { item = "none" }),
        new("moveItem", Chair, new { item = "none" }),
        new("dropItem", Chair, new { item = "none" }),
        new("restoreItem", Chair, new { item = "none" }),
        new("addDocument", Chair, new { item = "none", file = "none", title = "" }),
        new("dropDocument", Chair, new { item = "none", document = "none" }),
        new("startItem", Chair, new { item = "none" }),
        new("finishItem", Chair, new { item = "none" }),
        new("addTime", Chair, new { item = "none", seconds = 1 }),
        new("takeTime", Chair, new { item = "none", from = "none", seconds = 1 }),
        new("giveFloor", Chair, new { participant = "none" }),
        new("addFloorTime", Chair, new { seconds = 1 }),
        new("endFloor", Chair),
        new("reorderHands", Chair, new { participants = new[] { "none" } }),
        new("dismissHand", Chair, new { participant = "none" }),
        new("setFloorPolicy", Chair, new { policy = "arrival" }),
        new("hideComment", Chair, new { comment = "none" }),
        new("restoreComment", Chair, new { comment = "none" }),
        new("approveComment", Chair, new { comment = "none" }),
        new("pinComment", Chair, new { comment = "none" }),
        new("setModeration", Chair, new { mode = "post" }),
        new("draftBallot", Chair, new { question = "", kind = "approval" }),
        new("dropDraft", Chair, new { draft = "none" }),
        new("openBallot", Chair, new { question = "", kind = "approval" }),
        new("closeBallot", Chair, new { ballot = "none" }),
        new("revealBallot", Chair, new { ballot = "none" }),
        new("countHands", Chair, new { ballot = "none", counts = new { approve = 1 } })
        {
            MayIn = hall => hall.IsOver ? Seated : Chair,
        },
        new("showScene", Chair, new { scene = "ballot", ballot = "none" }),
        new("commit", Chair, new { department = "", what = "", due = "2099-01-01" }),
        new("takeBackCommitment", Chair, new { commitment = "none" }),
        new("setWeight", Chair, new { participant = "none", weight = "2" }),
        new("correctMinutes", Chair, new { section = "attendance", text = "" }),
        new("approveMinutes", Chair, new { head = 0 }),
        new("confirmSeats", Chair | Clerk, new { seats = Array.Empty<object>() }),
        new("unseat", Chair, new { participant = "none", reason = "误认" }),
        new("mute", Chair, new { participant = "none" }),
        new("markPresent", Chair | Clerk, new { members = new[] { "none" } }),
        new("unmarkPresent", Chair | Clerk, new { members = new[] { "none" } }),
        new("checkIn", Seated),
        new("checkOut", Seated),
        new("comment", Seated, new { text = "" }),
        new("withdrawComment", Seated, new { comment = "none" }),
        new("react", Seated, new { comment = "none", kind = "like", on = true }),
        new("raiseHand", Seated),
        new("lowerHand", Seated),
        new("yieldFloor", Seated),
        new("forwardComment", Chair, new { comment = "none" }),
        new("forwardHand", Chair, new { participant = "none" }),
        new("delegate", Member) { MayIn = hall => hall.IsOver ? Seated : Member },
        new("vote", Member)
        {
            // Of a ballot that is not there nobody knows for whom it is, and one that is over is over for everybody.
            MayIn = hall => hall.Status is MeetingStatus.Open or MeetingStatus.Paused ? Member : Seated,
            FieldsIn = hall => new { ballot = hall.Ballot ?? "none", choices = new[] { "approve" } },
        },
        new("openRound", Chair, new { question = "" }),
        new("closeRound", Chair, new { round = "none" }),
        new("addStatement", Seated, new { round = "none", text = "" }),
        new("stance", Attendee | Member, new { round = "none", statement = "none", choice = "agree" }),
        new("hideStatement", Chair, new { statement = "none" }),
        new("approveStatement", Chair, new { statement = "none" }),
        new("mergeStatement", Chair, new { statement = "none", into = "other" }),
        new("pause", Chair) { Last = true },
        new("resume", Chair) { Last = true },
        new("cancel", Chair | Conveners, new { reason = "台风" }) { Last = true },
        new("open", Chair) { Last = true },
        new("close", Chair) { Last = true },
    ];

    /// <summary>Of a topic that lies here, with a commitment of the department.</summary>
    public static readonly CommandRow[] OfTopic =
    [
        new("comment", Everyone, new { text = "" }),
        new("withdrawComment", Everyone, new { comment = "none" }),
        new("react", Everyone, new { comment = "none", kind = "like", on = true }),
        new("follow", Everyone, new { on = false }),
        new("rate", Everyone, new { score = 9 }),
        new("accept", DeskHere),
        new("decline", DeskHere, new { reason = "" }),
        new("mergeInto", DeskHere, new { topic = "none" }),
        // A topic has no format yet.
        new("schedule", Conveners & ~ConvenerOfFormat, new { meeting = "none" }),
        new("commit", DeskHere, new { department = "", what = "", due = "2099-01-01" }),
        new("progress", DeskHere | OfDepartment, new { commitment = "COMMITMENT", note = "" }),
        new("complete", DeskHere | OfDepartment, new { commitment = "COMMITMENT", note = "" }),
        new("reopen", DeskHere, new { commitment = "COMMITMENT", reason = "" }),
        new("acknowledge", DeskHere | Guest, new { commitment = "COMMITMENT" }),
        new("sendBack", DeskHere | Guest, new { commitment = "COMMITMENT", reason = "" }),
        new("answer", DeskHere | OfDepartment, new { text = "" }),
        new("hideComment", DeskHere, new { comment = "none" }),
        new("restoreComment", DeskHere, new { comment = "none" }),
        new("reconsider", DeskHere, new { decision = 999 }),
        new("takeOn", DeskHere),
        new("letGo", DeskHere),
        new("openRound", DeskHere, new { question = "" }),
        new("closeRound", DeskHere, new { round = "none" }),
        new("addStatement", Everyone, new { round = "none", text = "" }),
        new("stance", Sessions, new { round = "none", statement = "none", choice = "agree" }),
        new("hideStatement", DeskHere, new { statement = "none" }),
        new("approveStatement", DeskHere, new { statement = "none" }),
        new("mergeStatement", DeskHere, new { statement = "none", into = "other" }),
    ];

    public static readonly CommandRow[] OfRegister =
    [
        new("record", Desk, new { @is = Entry("venue", new { title = "", kind = "consultationRoom", county = Here }) }),
        new("amend", Desk, new { entry = "none", @is = Entry("venue", new { title = "", kind = "consultationRoom", county = Here }) }),
        new("withdraw", Desk, new { entry = "none", reason = "重复" }),
        new("mergeMembers", Desk, new { entry = "none", into = "other" }),
        new("assignProposal", Desk, new { entry = "none", department = Department }),
        new("answerProposal", Desk, new { entry = "none", text = "已办" }),
    ];

    /// <summary>What a meeting that anybody may read tells everybody.</summary>
    private static CallRow Reads(string call) => new(call, Everyone, Insiders) { IsRoomsOwn = true };
}
