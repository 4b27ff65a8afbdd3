using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Hub.Domain;
using Hub.Domain.Audit;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Common;
using Hub.Server.Contracts;
using Hub.Server.Edge;
using Hub.Server.Feed;
using Hub.Server.Journal;
using Hub.Server.Seeding;
using Hub.Server.Views;
using Microsoft.Extensions.Options;

namespace Hub.Server.Http;

/// <summary>Meetings over HTTP. Reads show every effect that was answered before; commands take the same way as over the hub.</summary>
internal static class MeetingEndpoints
{
    public static void MapMeetings(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/formats", (FormatCatalogue formats) => Results.Json(formats.All, ApiJson.Of<ImmutableArray<Format>>())).For(Callers.Anyone)
            .WithSummary("The 4+X formats.")
            .Produces<Format[]>();
        app.MapGet("/api/meetings", List).For(Callers.Anyone)
            .WithSummary("Meetings, newest first; mine: of staff, those that lie within the limits of their roles.")
            .Produces<MeetingPage>().Produces<ErrorBody>(400);
        app.MapPost("/api/meetings", Schedule).For(Permission.MakeMeetings)
            .WithSummary("Schedules a meeting (staff, convener); the same op with the same body again is answered with the same meeting and codes.")
            .Produces<Scheduled>(201)
            .Produces<ErrorBody>(400).Produces<ErrorBody>(401).Produces<ErrorBody>(403)
            .Produces<ErrorBody>(409).Audited(AuditActs.MeetingScheduled, _ => null);
        app.MapPatch("/api/meetings/{id}", Edit)
            .For(Permission.EditMeetings)
            .WithSummary("Edits a meeting until it is opened, later its title only (staff, convener). Absent: unchanged; null takes venue or time away.")
            .Produces<Receipt>().Produces<Receipt>(400).Produces<ErrorBody>(401).Produces<ErrorBody>(403).Produces<Receipt>(404).Produces<Receipt>(409)
                .Produces<Receipt>(503).Audited(AuditActs.MeetingEdited, AuditFilter.Meeting);
        app.MapPost("/api/meetings/{id}/codes", MakeCode)
            .For(Permission.HandOutCodes).WithSummary("Makes a new code of a role (staff, convener): the older ones stop, or, with add, it works beside them.")
            .Produces<CodeMade>(201).Produces<ErrorBody>(401).Produces<ErrorBody>(403).Produces<ErrorBody>(404).Produces<ErrorBody>(409)
            .Audited(AuditActs.CodeRenewed, AuditFilter.Meeting);
        app.MapGet("/api/meetings/{id}/codes", ShowCodes)
            .For(Callers.Readers)
            .WithSummary("The codes that may be shown again; for the operator also how many have joined in each role.").Produces<ShownCodes>()
            .Produces<ErrorBody>(403).Produces<ErrorBody>(404);
        app.MapGet("/api/meetings/{id}", Read).For(Callers.Readers)
            .WithSummary("The meeting as of now, as this session may see it; as=room: as the room does, also for its chair.")
            .Produces<JoinAnswer>().Produces<ErrorBody>(403).Produces<ErrorBody>(404);
        app.MapGet("/api/meetings/{id}/drafts", Drafts).For(Callers.Readers)
            .WithSummary("What was voted on in a meeting, and what is prepared: questions and options, for another meeting (chair, staff, convener).")
            .Produces<DraftList>().Produces<ErrorBody>(401).Produces<ErrorBody>(403).Produces<ErrorBody>(404);
        app.MapGet("/api/meetings/{id}/events", (string id, HttpContext http, RoomAccess access, long after = 0, int limit = RoomCalls.MaxEvents) =>
            RoomCalls.Events(StreamNames.OfMeeting(id), http, access, after, limit)).For(Callers.Readers)
            .WithSummary("The record, a page of at most 1000 events; as=room: as the room sees it, also for its chair.")
            .Produces<EventPage>().Produces<ErrorBody>(403).Produces<ErrorBody>(404);
        app.MapGet("/api/meetings/{id}/comments",
            (string id, HttpContext http, RoomAccess access, long before = long.MaxValue, int limit = RoomFeed.SnapshotComments) =>
            RoomCalls.Comments(StreamNames.OfMeeting(id), http, access, before, limit)).For(Callers.Readers)
            .WithSummary("Comments older than a seq, oldest first.")
            .Produces<CommentPage>().Produces<ErrorBody>(403).Produces<ErrorBody>(404);
        app.MapPost("/api/meetings/{id}/commands", (string id, CommandRequest body, HttpContext http, CommandEdge edge) =>
            RoomCalls.Do(StreamNames.OfMeeting(id), body, http, edge)).For(Callers.Doers)
            .WithSummary("Does a command; the same op again gets the same receipt.")
            .Produces<Receipt>().Produces<Receipt>(400).Produces<Receipt>(401).Produces<Receipt>(403).Produces<Receipt>(404).Produces<Receipt>(409)
                .Produces<Receipt>(429).Produces<Receipt>(503);
    }

    private static async Task<IResult> List(
        HttpContext http, Lists lists, RoomAccess access, CancellationToken cancel,
        string? status = null, string? format = null, string? q = null, int? year = null, string? county = null, string? venue = null, string? after = null,
        int limit = 50, bool total = false, bool mine = false)
    {
        var wanted = default(MeetingStatus);
        if ((status is not null && !CamelCase.TryRead(status, out wanted)) || !ListEndpoints.IsReadable(after, q, format, county, venue))
        {
            return Errors.Of(Rejection.Unreadable, status is null ? "after" : "status");
        }

        var session = Session.Of(http.User);
        var rows = await lists.Find(
            new MeetingQuery(
                status is null ? null : wanted, format, q, year, county, venue, PublicOnly: true, after,
                Math.Clamp(limit, 1, RoomCalls.MaxItems), total)
            {
                ClosedIn = session?.Where(Permission.ReadClosedMeetings) ?? [],
                OnlyThere = mine,
            },
            cancel);
        return Results.Json(
            new MeetingPage([.. await Items(rows.Items, session, access)], rows.Next, rows.Total), ApiJson.Of<MeetingPage>());
    }

    /// <summary>Meetings as lists show them, with who is there now.</summary>
    internal static Task<MeetingItem[]> Items(IEnumerable<MeetingRow> rows, Session? session, RoomAccess access) =>
        Task.WhenAll(rows.Select(async row => new MeetingItem(
            row.Id, StreamNames.OfMeeting(row.Id), row.Title, row.Format, row.Status, row.StartsAt, row.Venue,
            row.Status is MeetingStatus.Open or MeetingStatus.Paused ? await Present(access.Meeting(row.Id)) : 0, row.County,
            session is null ? null : SessionEndpoints.Given(session.All(new Scope(row.County, row.Venue, row.Format))))));

    /// <summary>A meeting that does not answer must not hide the others.</summary>
    private static async Task<int> Present(IMeetingGrain meeting)
    {
        try
        {
            return await meeting.About() is { } about ? about.Present : 0;
        }
        catch (Exception e) when (Perseverance.IsPassing(e))
        {
            return 0;
        }
    }

    private static async Task<IResult> Schedule(
        NewMeeting body, HttpContext http, FormatCatalogue formats, RoomAccess access, IDirectory directory, RegisterLists lists, IJournal journal,
        FailedJoins failed, INamedChairs named, StaffAccounts accounts, Guests guests, Perseverance perseverance, IOptions<HouseSettings> house)
    {
        if (body.Op is not null && !Operation.IsWellFormed(body.Op))
        {
            return Errors.Of(Rejection.BadOperation, "op");
        }

        if (Refused(Permission.MakeMeetings, new Scope(Given(body.County), Given(body.Venue), body.Format), http) is { } refused)
        {
            return refused;
        }

        if (body.Drafts?.Length > NewMeeting.Most)
        {
            return Errors.Of(Rejection.TooLong, "drafts");
        }

        if (body.Hub is { } hub && await BranchEndpoints.WhyNotBranchOf(hub, http, access, journal) is { } notThere)
        {
            return notThere;
        }

        if (formats.Find(body.Format) is not { } format)
        {
            return Errors.Of(StatusCodes.Status409Conflict, "unknownFormat", "There is no such format.");
        }

        var chairs = body.Chairs?.Distinct().ToArray() ?? [];
        if (!await ChairEndpoints.AreThere(chairs, accounts))
        {
            return ChairEndpoints.Unknown();
        }

        if (body.Presence is { } presence)
        {
            if (presence && (!format.Rules.CheckIn || journal.Format < RecordFormat.Fourth))
            {
                return Errors.Of(Rejection.NotOffered, "presence");
            }

            format = format with { Rules = format.Rules with { Presence = presence ? true : null } };
        }

        // Nodes of an older build know nothing of rolls.
        var knowsRolls = journal.Format >= RecordFormat.Third;
        var byRegister = body.Roll == RollKind.Register
            || (body.Roll is null && knowsRolls && format.Rules.Voters == Voters.Members && await lists.HasMembers(http.RequestAborted));
        var members = byRegister && knowsRolls ? await RollEndpoints.Choose(lists, new RollChoice(All: true), http.RequestAborted) : [];
        if ((byRegister && !knowsRolls) || members is not { Length: <= Roll.Most })
        {
            return Errors.Of(knowsRolls ? Rejection.TooLong : Rejection.NotOffered, "roll");
        }

        var op = body.Op ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var operation = Operation.OfHouse($"schedule {op} by {Session.Of(http.User)!.Person}");
        var id = operation.NewId();
        var ask = new Ask<MeetingCommand>(
            operation.Key, Actor.Operator, null,
            new MeetingCommand.Schedule(body.Title, format, body.Visibility, body.Agenda, body.Venue, body.StartsAt, body.Expected, body.County,
                byRegister ? RollKind.Register : RollKind.Open, body.Hub),
            Payload.Of(body with { Op = null }));
        var answer = await perseverance.Ask(() => access.Meeting(id).Do(ask), answer => answer.Outcome != ReceiptOutcome.Retry);
        if (answer.Rejection is { } rejection)
        {
            return Errors.Of(rejection, answer.Field);
        }

        if (!answer.IsDone)
        {
            return Errors.Of(
                StatusCodes.Status503ServiceUnavailable, "retry", "The store could not take it; nothing was scheduled that anybody knows of. Ask again.");
        }

        if (byRegister)
        {
            // A node that has not heard yet that the record has moved on refuses, for a second.
            var rolled = await perseverance.Ask(
                () => access.Meeting(id).Do(RollEndpoints.Ask(Operation.OfHouse($"first roll of {id}"), members.Value)), a =>
                    a.Outcome != ReceiptOutcome.Retry);
            if (!rolled.IsDone)
            {
                return Errors.Of(
                    StatusCodes.Status503ServiceUnavailable, "retry", "The meeting was scheduled without its roll: cancel it, or set its roll, and ask again.");
            }
        }

        if (body.Hub is { } of)
        {
            // Behind the branch: a hub knows of none that is not there. Who asks again with the same op finds it scheduled, and adds it.
            var adding = new Ask<MeetingCommand>(
                Operation.OfHouse($"branch {id} of {of}").Key, Actor.House, null, new MeetingCommand.AddBranch(id, body.Title.Trim()));
            var added = await perseverance.Ask(() => access.Meeting(of).Do(adding), a => a.Outcome != ReceiptOutcome.Retry);
            if (!added.IsDone)
            {
                return added.Rejection is { } notAdded ? Errors.Of(notAdded, added.Field)
                    : Errors.Of(StatusCodes.Status503ServiceUnavailable, "retry", "The branch was scheduled, and its hub does not know of it yet: ask again.");
            }
        }

        int? drafts = null;
        foreach (var (n, draft) in (body.Drafts ?? []).Index())
        {
            var drafted = await perseverance.Ask(
                () => access.Meeting(id).Do(new(
                    Operation.OfHouse($"draft {n} of {id}").Key, Actor.Operator, null,
                    new MeetingCommand.DraftBallot(draft.Question, draft.Kind, draft.Options, draft.Max))),
                a => a.Outcome != ReceiptOutcome.Retry);
            drafts = (drafts ?? 0) + (drafted.IsDone ? 1 : 0);
        }

        var room = StreamNames.OfMeeting(id);
        if (chairs.Length > 0)
        {
            await named.Add(room, chairs);
        }

        // They follow from the operation, which its sender alone knows, and a secret of the house: who asks again because the answer was lost is told the same.
        var codes = new AllCodes(await CodeOf(Role.Attendee), await CodeOf(Role.Member), await CodeOf(Role.Chair), await CodeOf(Role.Observer));
        failed.Recognise(codes.Attend, codes.Member, codes.Chair, codes.Watch);
        var (size, path) = QrSquares.Of($"{LanAddress.Reachable(http, house.Value)}/chair/{id}#{codes.Chair}");
        return Results.Json(
            new Scheduled(id, room, codes, new QrPicture(size, path), drafts), ApiJson.Of<Scheduled>(), statusCode: StatusCodes.Status201Created);

        Task<string> CodeOf(Role role) => Codes.Derived(directory, room, role, guests.Derive($"code of {role} of {room} by {op}"));
    }

    private static async Task<IResult> Edit(string id, MeetingEdit body, HttpContext http, RoomAccess access, IJournal journal, Perseverance perseverance)
    {
        if (await WhyNotEdit(id, body, http, access) is { } refused)
        {
            return refused;
        }

        var op = body.Op ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var receipt = !Operation.IsWellFormed(op) ? Receipts.Refused(op.Length <= 64 ? op : op[..64], Rejection.BadOperation)
            : !StreamNames.IsId(id) ? Receipts.Refused(op, Rejection.UnknownRoom)

            // The meeting may be on a node of an older build, which could not even read the command.
            : journal.Format < RecordFormat.Second ? Receipts.Refused(op, Rejection.NotOffered, "edit")
            : await Ask();
        return Results.Json(receipt, ApiJson.Of<Receipt>(), statusCode: RoomCalls.StatusOf(receipt, Session.Of(http.User)));

        async Task<Receipt> Ask()
        {
            var ask = MeetingKind.OfOperator(
                op, new MeetingCommand.EditMeeting(body.Title, body.Venue, body.StartsAt, body.Visibility, body.ClearsVenue, body.ClearsStartsAt));
            return Receipts.Of(op, await perseverance.Ask(() => access.Meeting(id).Do(ask), answer => answer.Outcome != ReceiptOutcome.Retry), hasSeq: true);
        }
    }

    private static async Task<IResult> MakeCode(
        string id, NewCode body, HttpContext http, RoomAccess access, IDirectory directory, FailedJoins failed, IJournal journal)
    {
        if (await Refused(Permission.HandOutCodes, id, http, access) is { } refused)
        {
            return refused;
        }

        var role = body.Role switch
        {
            CodeRole.Attend or CodeRole.Attendee => Role.Attendee,
            CodeRole.Watch or CodeRole.Observer => Role.Observer,
            CodeRole.Member => Role.Member,
            CodeRole.Chair => Role.Chair,
            _ => throw new InvalidOperationException($"A code for {body.Role}?"),
        };
        if (body.Add && journal.Format < RecordFormat.Second)
        {
            // A node of an older build would not find it, and somebody with a good link would stand before a closed door.
            return Errors.Of(Rejection.NotOffered, "add");
        }

        var code = body.Add ? await Codes.AddFurther(directory, StreamNames.OfMeeting(id), role)
            : await Codes.Renew(directory, StreamNames.OfMeeting(id), role);
        failed.Recognise(code);
        return Results.Json(new CodeMade(code), ApiJson.Of<CodeMade>(), statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> ShowCodes(
        string id, HttpContext http, RoomAccess access, IDirectory directory, FailedJoins failed, CancellationToken cancel)
    {
        var reader = await Reader(id, http, access);
        if (reader.Refused is { } refused)
        {
            return Errors.Of(refused);
        }

        // Who may only watch a meeting that codes open is not given the code to take part.
        var codes = await directory.ReadCodes(StreamNames.OfMeeting(id), cancel);
        failed.Recognise([.. codes.Select(c => c.Shown)]);
        var handsOut = reader.May(Permission.HandOutCodes);
        var mayInvite = reader.IsPublic || reader.Seat?.Role >= Role.Attendee || handsOut;
        var seats = handsOut ? (await directory.ReadSeats(StreamNames.OfMeeting(id), cancel)).ToLookup(s => s.Role) : null;
        return Results.Json(
            new ShownCodes(
                mayInvite ? codes.FirstOrDefault(c => c.Role == Role.Attendee)?.Shown : null, codes.FirstOrDefault(c => c.Role == Role.Observer)?.Shown,
                seats is null ? null : new SeatsTaken(
                    seats[Role.Attendee].Count(), seats[Role.Member].Count(), seats[Role.Chair].Count(), seats[Role.Observer].Count())),
            ApiJson.Of<ShownCodes>());
    }

    /// <summary>Each question once, in the order in which it was put, and then those that were not.</summary>
    private static async Task<IResult> Drafts(string id, HttpContext http, RoomAccess access)
    {
        if (await RefusedToOthers(Permission.ReadRecords, id, http, access) is { } refused)
        {
            return refused;
        }

        var reading = await access.Meeting(id).Read(new ReadRequest(Audience.Chair, null, default));
        if (reading.Unreadable is { } unreadable)
        {
            return Errors.Of(unreadable);
        }

        using var meeting = JsonDocument.Parse(reading.Snapshot);
        return Results.Json(
            new DraftList([.. Asked(meeting, "ballots").Concat(Asked(meeting, "drafts")).DistinctBy(d => (d.Question, d.Kind)).Take(NewMeeting.Most)]),
            ApiJson.Of<DraftList>());
    }

    private static IEnumerable<NewDraft> Asked(JsonDocument meeting, string list)
    {
        foreach (var ballot in meeting.RootElement.TryGetProperty(list, out var found) ? found.EnumerateArray().ToArray() : [])
        {
            if (CamelCase.TryRead<BallotKind>(ballot.GetProperty("kind").GetString(), out var kind))
            {
                var hasOptions = kind is not (BallotKind.Approval or BallotKind.Rating);
                yield return new NewDraft(
                    ballot.GetProperty("question").GetString()!, kind,
                    hasOptions && ballot.TryGetProperty("options", out var options) ? [.. options.EnumerateArray().Select(TextOf)] : null,
                    kind is BallotKind.Multiple or BallotKind.Election && ballot.TryGetProperty("max", out var max) ? max.GetInt32() : null);
            }
        }
    }

    /// <summary>An option of a ballot has an id besides, one of a draft has not.</summary>
    private static string TextOf(JsonElement option) => (option.ValueKind == JsonValueKind.Object ? option.GetProperty("text") : option).GetString()!;

    private static async Task<IResult> Read(string id, HttpContext http, RoomAccess access, TimeProvider clock)
    {
        var (answer, refused) = await RoomCalls.ReadNow(StreamNames.OfMeeting(id), http, access, clock);
        return refused is { } rejection ? Errors.Of(rejection) : Results.Json(answer!, ApiJson.Of<JoinAnswer>());
    }

    public static Task<Reader> Reader(string id, HttpContext http, RoomAccess access) =>
        StreamNames.IsId(id) ? access.Reader(Session.Of(http.User), id) : Task.FromResult(Edge.Reader.OfNothing);

    /// <returns>Null for the meeting's chair and for staff who may do this with it; else why not.</returns>
    public static async Task<IResult?> RefusedToOthers(Permission permission, string id, HttpContext http, RoomAccess access)
    {
        var reader = await Reader(id, http, access);
        return reader.Refused is { } refused ? Errors.Of(refused)
            : reader.Audience == Audience.Chair || reader.May(permission) ? null
            : Session.Of(http.User) is null ? Errors.NoSession
            : Errors.Of(Rejection.Forbidden);
    }

    /// <returns>Null where staff may do this with the meeting; else why not, which for a meeting that is not there is that.</returns>
    public static async Task<IResult?> Refused(Permission permission, string id, HttpContext http, RoomAccess access) =>
        Session.Of(http.User)?.MaySomewhere(permission) != true ? Refused(permission, Scope.House, http)
        : !StreamNames.IsId(id) || await access.Meeting(id).About() is not { } about ? Errors.Of(Rejection.UnknownRoom)
        : Refused(permission, Scopes.Of(about), http);

    /// <returns>Null where staff may do this with what lies there; else why not.</returns>
    public static IResult? Refused(Permission permission, Scope scope, HttpContext http) => Session.Of(http.User) switch
    {
        null => Errors.NoSession,
        var session => session.May(permission, scope) ? null : Errors.Of(Rejection.Forbidden),
    };

    /// <summary>
    /// A meeting that is not there is refused as any other command to it is; one that moves to another venue must lie within the limits in both.
    /// </summary>
    private static async Task<IResult?> WhyNotEdit(string id, MeetingEdit body, HttpContext http, RoomAccess access)
    {
        if (Session.Of(http.User)?.MaySomewhere(Permission.EditMeetings) != true)
        {
            return Refused(Permission.EditMeetings, Scope.House, http);
        }

        if (!StreamNames.IsId(id) || await access.Meeting(id).About() is not { } about)
        {
            return null;
        }

        var where = Scopes.Of(about);
        var moved = body.ClearsVenue ? where with { Venue = null } : where with { Venue = Given(body.Venue) ?? where.Venue };
        return Refused(Permission.EditMeetings, where, http) ?? Refused(Permission.EditMeetings, moved, http);
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
