using System.Collections.Immutable;
using System.Security.Cryptography;
using Hub.Domain;
using Hub.Domain.Audit;
using Hub.Domain.Meetings;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Audit;
using Hub.Server.Common;
using Hub.Server.Contracts;
using Hub.Server.Edge;
using Hub.Server.Journal;

namespace Hub.Server.Http;

/// <summary>Signing in, joining, and who I am.</summary>
internal static class SessionEndpoints
{
    private const string TooManyOfNetwork = "Too much comes from your network of people this house does not know; wait a moment.";
    private const string NobodysKey = "This is nobody's key, or not any more.";
    private const int MaxName = 40;

    public static void MapSessions(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/session", SignIn)
            .For(Callers.Anyone).WithSummary(
            "Signs an account of the staff in with its login, password and code; the operator with the house's key, a member with theirs, a guest with the key "
            + "that another device of theirs made; and whoever raised a topic, there, with the key they were given. With look it only says whose key it is.")
            .Produces<SignedIn>().Produces<ErrorBody>(401).Produces<ErrorBody>(409).Produces<ErrorBody>(429);
        app.MapPost("/api/session/move", Move)
            .For(Callers.Persons).WithSummary("A key that brings me, a guest, to another device: it works once, for ten minutes, and the one before it stops.")
            .Produces<MoveKey>(201).Produces<ErrorBody>(401).Produces<ErrorBody>(409);
        app.MapPost("/api/signout", SignOut).For(Callers.Anyone)
            .WithSummary("Ends my session: its tokens, and what is open under it, on every node.").Produces(204);
        app.MapGet("/api/sessions", Mine).For(Callers.Persons)
            .WithSummary("My sessions that go on, the one seen last first.").Produces<SessionList>().Produces<ErrorBody>(401);
        app.MapDelete("/api/sessions/{id}", End).For(Callers.Persons)
            .WithSummary(
                "Ends one of my sessions, as signing out there would. From another session of an account, or the operator's key, later than ten minutes after "
                + "signing in, the password or the key is sent once more; who has neither signs in again.")
            .Produces(204).Produces<ErrorBody>(401).Produces<ErrorBody>(403).Produces<ErrorBody>(404).Produces<ErrorBody>(409).Produces<ErrorBody>(429);
        app.MapPost("/api/join", Join).For(Callers.Anyone)
            .WithSummary("Takes a seat in the room that a code opens, or the chair of one of which my account was named chair; joining again keeps it.")
            .Produces<Joined>().Produces<ErrorBody>(404).Produces<ErrorBody>(409).Produces<ErrorBody>(429);
        app.MapPost("/api/code", Look).For(Callers.Anyone).WithSummary("What a code opens, before one joins; a wrong one counts as a failed join.")
            .Produces<CodeOpens>().Produces<ErrorBody>(404).Produces<ErrorBody>(409).Produces<ErrorBody>(429);
        app.MapGet("/api/me", Me).For(Callers.Sessions).WithSummary("Who I am.").Produces<WhoIAm>().Produces<ErrorBody>(401);
    }

    public static IResult Failed(HttpContext http, FailedJoins failed, int status, string code, string message)
    {
        if (failed.Of(http, TriedAt.Join).Wrong() is not { } wait)
        {
            return Errors.Of(status, code, message);
        }

        return Errors.TooFast(http, wait, "Too many wrong codes and keys come from this address; wait a moment.");
    }

    private static async Task<IResult> SignIn(
        SignIn body, HttpContext http, KeyReader keys, SignIns signIns, Sessions sessions, IGrainFactory grains, FailedJoins failed, ReturnKeys returns,
        Moves moves, StaffSignIns staff, StaffAccounts accounts, AuditLog audit,
        CancellationToken cancel)
    {
        if (body.Key is not { } key)
        {
            return await AccountEndpoints.SignIn(body, http, staff, accounts, signIns, sessions, audit, cancel);
        }

        var session = Session.Of(http.User);
        var holder = await keys.Read(key, http, cancel);
        if (holder is null)
        {
            return Wrong();
        }

        // What a link could take from somebody is the browser's session: a script names its own.
        var now = SessionAuthentication.Bearer(http.Request) is null ? session : null;
        if (body.Look)
        {
            http.Response.Headers.CacheControl = "no-store";
            return Results.Json(
                View(holder) with { Now = now is null ? null : View(await keys.Holder(now, cancel)) }, ApiJson.Of<WhoseKey>());
        }

        var isLeft = now is not null && IsLeft(now, holder);
        if (isLeft && !body.Replace)
        {
            return Errors.Of(
                StatusCodes.Status409Conflict, "signedIn", "This browser is signed in as staff or as a member; say replace to leave that session.");
        }

        var guest = session is { Room: null, IsGuest: true } ? session.Person : null;
        switch (holder)
        {
            case KeyHolder.Operator:
                // Whoever brought this guest here from another device would be who the operator is.
                var isAlone = session is { Room: null, Member: null, Account: null }
                    && (session.IsOperator || (await sessions.ReadOf(session.Person, cancel)).All(s => s.Id == session.Id));
                return await Noted(
                    new AuditWho(AuditKinds.OperatorKey),
                    () => Open("operator", new Session(isAlone ? session!.Person : NewPerson(), null, IsOperator: true)));
            case KeyHolder.Member member:
                return await Noted(new AuditWho(AuditKinds.Member, member.Signed.Id), () => OpenMember(member));
            case KeyHolder.Guest visitor:
                return visitor.IsMove && await moves.Take(key) != visitor.Person ? Wrong()
                    : await Open("visitor", new Session(visitor.Person, null, IsOperator: false));
            case KeyHolder.Raiser { Person: { } raiser } returning:
                var person = guest ?? NewPerson();
                await returns.Return(person, returning.Topic, raiser, returning.Key);
                return await Open("raiser", new Session(person, null, IsOperator: false), StreamNames.OfTopic(returning.Topic));
            default:
                return Errors.Of(StatusCodes.Status503ServiceUnavailable, "retry", "Who raised the topic is not to be found out for the moment; ask again.");
        }

        Task<IResult> Noted(AuditWho who, Func<Task<IResult>> open) => audit.Around(
            new AuditNote(AuditActs.SignedIn, who, http.Connection.RemoteIpAddress), open,
            result => result is IValueHttpResult { Value: SignedIn signed } ? new ActOutcome(null, $"sessions/{signed.Session}") : new ActOutcome("wrongKey"));

        async Task<IResult> OpenMember(KeyHolder.Member member)
        {
            var opened = await Begin(new Session(MemberKeys.PersonOf(member.Signed.Id), null, IsOperator: false, member.Signed));

            // Looked up last: whoever withdraws a member ends the sessions that are there by then.
            if (await MemberKeys.Find(grains, member.Signed.Id) is not null)
            {
                return Answer("member", opened);
            }

            await sessions.End(opened, http);
            SessionCookie.Delete(http);
            return Failed(http, failed, StatusCodes.Status401Unauthorized, "wrongKey", NobodysKey);
        }

        async Task<IResult> Open(string role, Session who, string? room = null) => Answer(role, await Begin(who), room);

        // What is left has ended, on every node.
        async Task<Session> Begin(Session who)
        {
            if (isLeft)
            {
                await sessions.End(now!, http);
            }

            return await signIns.Open(http, who);
        }

        IResult Answer(string role, Session opened, string? room = null) =>
            Results.Json(new SignedIn(signIns.Token(opened), role, opened.Member?.Id, opened.Id, room), ApiJson.Of<SignedIn>());

        IResult Wrong()
        {
            audit.Count(
                new AuditNote(AuditActs.SignedIn, AuditPeople.Of(session), http.Connection.RemoteIpAddress), new ActOutcome("wrongKey"));
            return Failed(http, failed, StatusCodes.Status401Unauthorized, "wrongKey", NobodysKey);
        }
    }

    /// <summary>Whether a session of staff or of a member would be left for another.</summary>
    private static bool IsLeft(Session now, KeyHolder holder) => holder switch
    {
        KeyHolder.Operator => now is { IsOfOperatorKey: false, IsGuest: false },
        KeyHolder.Member member => now.IsStaff || (now.Member is { } signed && signed.Id != member.Signed.Id),
        _ => !now.IsGuest,
    };

    private static WhoseKey View(KeyHolder holder) => holder switch
    {
        KeyHolder.Operator => new WhoseKey("operator"),
        KeyHolder.Staff staff => new WhoseKey("staff", staff.Name),
        KeyHolder.Member member => new WhoseKey("member", member.Name, member.Signed.Id),
        KeyHolder.Guest guest => new WhoseKey("visitor", guest.Name),
        KeyHolder.Raiser raiser => new WhoseKey("raiser", Room: StreamNames.OfTopic(raiser.Topic), Title: raiser.Title.Length > 0 ? raiser.Title : null),
        _ => throw new InvalidOperationException($"No view of {holder.GetType().Name}."),
    };

    private static async Task<IResult> Move(HttpContext http, Moves moves, AnonymousWrites anonymous)
    {
        if (Session.Of(http.User) is not { Room: null } session)
        {
            return Errors.NoSession;
        }

        if (!session.IsGuest)
        {
            return Errors.Of(Rejection.NotOffered);
        }

        if (anonymous.Command(session, http.Connection.RemoteIpAddress) is { } wait)
        {
            return Errors.TooFast(http, wait, TooManyOfNetwork);
        }

        var (key, until) = await moves.Make(session.Person);
        http.Response.Headers.CacheControl = "no-store";
        return Results.Json(new MoveKey(key, until), ApiJson.Of<MoveKey>(), statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> SignOut(HttpContext http, Sessions sessions, AnonymousWrites anonymous, AuditLog audit)
    {
        if (Session.Of(http.User) is { } session)
        {
            if (anonymous.Command(session, http.Connection.RemoteIpAddress) is { } wait)
            {
                return Errors.TooFast(http, wait, TooManyOfNetwork);
            }

            if (AuditPeople.IsKnown(session))
            {
                await audit.Around(
                    new AuditNote(AuditActs.SignedOut, AuditPeople.Of(session), http.Connection.RemoteIpAddress, $"sessions/{session.Id}"),
                    () => sessions.End(session, http));
            }
            else
            {
                await sessions.End(session, http);
            }
        }

        SessionCookie.Delete(http);
        return Results.NoContent();
    }

    private static async Task<IResult> Mine(
        HttpContext http, Sessions sessions, StaffSignIns staff, StaffAccounts accounts, CancellationToken cancel)
    {
        if (Session.Of(http.User) is not { Room: null } session)
        {
            return Errors.NoSession;
        }

        var isAsked = await IsAskedAgain(session, staff, cancel);
        var hasProof = isAsked && await HasProof(session, accounts);
        http.Response.Headers.CacheControl = "no-store";
        return Results.Json(
            new SessionList([.. (await sessions.ReadOf(session.Person, cancel)).Select(r => new SessionItem(
                r.Id, r.Id == session.Id,
                r.OperatorEpoch is not null ? "operator" : r.Account is not null ? "staff" : r.Member is not null ? "member" : null,
                r.Device, r.Network, r.Started, r.LastSeen, r.Expires))],
                hasProof ? true : null, isAsked && !hasProof ? true : null),
            ApiJson.Of<SessionList>());
    }

    /// <summary>
    /// Whether whoever has this session proves once more who they are before they end another one: an unlocked screen cuts nobody off elsewhere. Members and
    /// guests came by a link, and have nothing to prove it with.
    /// </summary>
    private static async Task<bool> IsAskedAgain(Session session, StaffSignIns staff, CancellationToken cancel) =>
        session.IsStaff && !await staff.IsRecent(session, cancel);

    /// <summary>Whether somebody of the staff has something to type that proves it. Who comes by the provider signs in there.</summary>
    private static async Task<bool> HasProof(Session session, StaffAccounts accounts) => session.IsOfOperatorKey
        || (session.Account is { } account && await accounts.Find(account) is { Credentials: not null });

    private static async Task<IResult> End(
        string id, [Microsoft.AspNetCore.Mvc.FromBody] EndSession? body, HttpContext http, Sessions sessions, StaffSignIns staff, StaffAccounts accounts,
        OperatorKey operatorKey,
        FailedJoins failed, AuditLog audit, CancellationToken cancel)
    {
        if (Session.Of(http.User) is not { Room: null } session)
        {
            return Errors.NoSession;
        }

        // Of what is nobody's, or another's, nothing is noted: ids may be tried as often as one likes.
        var note = new AuditNote(AuditActs.SessionEnded, AuditPeople.Of(session), http.Connection.RemoteIpAddress, $"sessions/{id}");
        if (id != session.Id && await IsAskedAgain(session, staff, cancel))
        {
            if (!await HasProof(session, accounts))
            {
                audit.Count(note, new ActOutcome("signInAgain"));
                return PasskeyEndpoints.SignInAgain();
            }

            var (isProven, wait) = body?.Proof is not { } proof ? (false, null)
                : session.Account is not { } account ? KeyIsRight(proof)
                : await accounts.Find(account) is { } mine ? await staff.IsHolder(http, mine, proof) : (false, null);
            if (wait is not null)
            {
                return Errors.TooFast(http, wait.Value, "Too many wrong sign-ins to this account, or from this network; wait a while.");
            }

            if (!isProven)
            {
                audit.Count(note, new ActOutcome("proofNeeded"));
                return Errors.Of(
                    StatusCodes.Status409Conflict, "proofNeeded",
                    "To end a session elsewhere, sign in again, or send as proof the password of the account once more, or the operator's key.");
            }
        }

        var hasEnded = AuditPeople.IsKnown(session) && (await sessions.ReadOf(session.Person, cancel)).Any(s => s.Id == id)
            ? await audit.Around(note, () => sessions.End(id, session.Person), ended => ended ? ActOutcome.Done : new ActOutcome("unknownSession"))
            : await sessions.End(id, session.Person);
        return hasEnded ? Results.NoContent() : Errors.Of(StatusCodes.Status404NotFound, "unknownSession", "You have no such session, or not any more.");

        (bool IsProven, TimeSpan? Wait) KeyIsRight(string key)
        {
            var isRight = (!operatorKey.CanBeGuessed || failed.Of(http, TriedAt.Key).Wait is null) && operatorKey.Matches(key);
            return (isRight, isRight ? null : failed.Of(http, TriedAt.Key).Wrong());
        }
    }

    private static async Task<IResult> Join(
        JoinRequest body, HttpContext http, ISeatCards cards, IGrainFactory grains, IMergedMembers merged, RoomAccess access, Guests guests,
        SignIns signIns, FailedJoins failed, RollClaims claims, INamedChairs chairs, StaffAccounts accounts, Perseverance perseverance,
        CancellationToken cancel)
    {
        if (body is { Code: null, Room: null })
        {
            return Errors.Of(Rejection.Unreadable, "code");
        }

        if (body is { Room: { } room, Code: null })
        {
            return await TakeChair(room, http, chairs, accounts, grains, access, signIns, perseverance, cancel);
        }

        var session = Session.Of(http.User);
        var member = session?.Member is { } signed ? await MemberKeys.Find(grains, signed.Id) : null;

        if (body.Name is null && body.Member is null && await FindCard(body.Code, TriedAt.Join, http, cards, failed, cancel) is { } card)
        {
            return await SeatCardEndpoints.Sit(card, body, http, grains, merged, access, cards, guests, signIns, perseverance, cancel);
        }

        if (body.Name is null && body.Member is null && member is null && !Codes.CanBeGuessed(body.Code ?? ""))
        {
            // Whoever tries cards sends no name.
            return await failed.Find(http, TriedAt.Join, body.Code, cancel) is null ? UnknownCode(http, failed) : Errors.Of(Rejection.Unreadable, "name");
        }

        if (body.Name is null && body.Member is null && member is null)
        {
            return Errors.Of(Rejection.Unreadable, "name");
        }

        // Who is known to the register goes by the register's name, whatever was typed.
        if (member is null && body.Member is null && Limits.Check(body.Name, MaxName, "name") is { } refusal)
        {
            return Errors.Of(refusal.Rejection, refusal.Field);
        }

        if (await failed.Find(http, TriedAt.Join, body.Code, cancel) is not { } code || StreamNames.Meeting(code.Room) is not { } meeting)
        {
            return UnknownCode(http, failed);
        }

        var person = PersonOf(http) ?? NewPerson();
        if (member is null && body.Member is { } claimed)
        {
            if (!claims.Take(meeting, http.Connection.RemoteIpAddress))
            {
                http.Response.Headers.RetryAfter = "10";
                return Errors.Of(StatusCodes.Status429TooManyRequests, "tooFast", "Too many claims from this network; wait a moment, or ask the staff.");
            }

            return await Claim(claimed, code, meeting, person, session, http, grains, access, signIns, perseverance, cancel);
        }

        var participant = access.Participant(meeting, person);
        var taken = await perseverance.Ask(
            async () => member is null ? await participant.Sit(body.Name!.Trim(), code.Role)
                : await participant.SitAs(member.Value.Name, code.Role, member.Value.Seat), cancel);
        if (taken is not { } seat)
        {
            var about = await perseverance.Ask(() => access.Meeting(meeting).About(), cancel);
            return Errors.Of(about?.Status == MeetingStatus.Cancelled ? Rejection.MeetingCancelled : Rejection.MeetingClosed);
        }

        var opened = await signIns.Open(http, Session.Going(person, session));
        return Results.Json(
            new Joined(seat.Participant, seat.Name, seat.Role, code.Room, signIns.Token(opened.For(code.Room)),
                seat.Known is null ? null : true), ApiJson.Of<Joined>());
    }

    /// <summary>Who was named chair takes the chair with a session of their own, under the account's name. Idempotent.</summary>
    private static async Task<IResult> TakeChair(
        string room, HttpContext http, INamedChairs chairs, StaffAccounts accounts, IGrainFactory grains, RoomAccess access, SignIns signIns,
        Perseverance perseverance, CancellationToken cancel)
    {
        if (Session.Of(http.User) is not { Room: null } session)
        {
            return Errors.NoSession;
        }

        if (StreamNames.Meeting(room) is not { } meeting)
        {
            return Errors.Of(Rejection.UnknownRoom);
        }

        if (session.Account is not { } account || !await chairs.Has(room, account, cancel) || await accounts.Find(account) is not { } named)
        {
            return Errors.Of(Rejection.Forbidden);
        }

        // Who is a member besides goes by the register's name, as with any other code, and votes where the format lets a presiding member vote.
        var participant = access.Participant(meeting, session.Person);
        var taken = session.Member is { } signed && await MemberKeys.Find(grains, signed.Id) is { } member
            ? await perseverance.Ask(async () => (SeatNote?)await participant.SitAs(member.Name, Role.Chair, member.Seat), cancel)
            : await perseverance.Ask(() => participant.Sit(named.Name, Role.Chair), cancel);
        if (taken is not { } seat)
        {
            var about = await perseverance.Ask(() => access.Meeting(meeting).About(), cancel);
            return Errors.Of(about?.Status == MeetingStatus.Cancelled ? Rejection.MeetingCancelled : Rejection.MeetingClosed);
        }

        var opened = await signIns.Open(http, Session.Going(session.Person, session));
        return Results.Json(
            new Joined(seat.Participant, seat.Name, seat.Role, room, signIns.Token(opened.For(room)), seat.Known is null ? null : true), ApiJson.Of<Joined>());
    }

    /// <summary>Who comes with the members' code, which many know, says who of the roll they are; the chair confirms it.</summary>
    private static async Task<IResult> Claim(
        string claimed, Code code, string meeting, string person, Session? session, HttpContext http, IGrainFactory grains, RoomAccess access, SignIns signIns,
        Perseverance perseverance, CancellationToken cancel)
    {
        if (code.Role != Role.Member || await perseverance.Ask(() => access.Meeting(meeting).About(), cancel) is not { Roll: RollKind.Register })
        {
            return Errors.Of(Rejection.NotOffered, "member");
        }

        if (await MemberKeys.Find(grains, claimed) is not { } found)
        {
            return Errors.Of(Rejection.UnknownMember, "member");
        }

        var note = await perseverance.Ask(() => access.Participant(meeting, person).Claim(found.Name, claimed), cancel);
        if (note.Seat is not { } seat)
        {
            return Errors.Of(note.Refused ?? Rejection.Forbidden, "member");
        }

        var opened = await signIns.Open(http, Session.Going(person, session));
        return Results.Json(
            new Joined(
                seat.Participant, seat.Name, note.IsSeated ? Role.Member : seat.Role, code.Room,
                signIns.Token(opened.For(code.Room) with { Member = null }),
                note.IsSeated ? true : null, note.IsSeated ? SeatState.Seated : SeatState.Claimed),
            ApiJson.Of<Joined>());
    }

    private static async Task<IResult> Look(
        CodeRequest body, HttpContext http, ISeatCards cards, IGrainFactory grains, IMergedMembers merged, RoomAccess access, FailedJoins failed,
        Perseverance perseverance, CancellationToken cancel)
    {
        if (await failed.Find(http, TriedAt.Code, body.Code, cancel) is not { } code || StreamNames.Meeting(code.Room) is not { } meeting)
        {
            return await FindCard(body.Code, TriedAt.Code, http, cards, failed, cancel) is { } card
                ? await SeatCardEndpoints.Look(card, http, grains, merged, access, perseverance, cancel) : UnknownCode(http, failed);
        }

        var about = await perseverance.Ask(() => access.Meeting(meeting).About(), cancel);
        return about is null ? Errors.Of(Rejection.UnknownRoom)
            : about.Unreadable is { } unreadable ? Errors.Of(unreadable)
            : Results.Json(new CodeOpens(
                code.Room, code.Role, about.Title, about.Status, about.StartsAt,
                code.Role == Role.Member && about is { Roll: RollKind.Register, IsOver: false } ? true : null), ApiJson.Of<CodeOpens>());
    }

    private static async Task<IResult> Me(HttpContext http, IDirectory directory, CancellationToken cancel)
    {
        if (Session.Of(http.User) is not { } session)
        {
            return Errors.NoSession;
        }

        var seats = await directory.ReadSeatsOf(session.Person, cancel);
        return Results.Json(
            new WhoIAm(
                session.Person, RoleOf(session),
                [.. seats.Where(s => session.Covers(s.Room)).Select(s => new SeatView(s.Room, s.Participant, s.Name, s.Role))], session.Member?.Id,
                session.Account, session.IsStaff ? [.. session.Roles] : null, Given(session.All())),
            ApiJson.Of<WhoIAm>());
    }

    /// <summary>Absent where there is none.</summary>
    public static ImmutableArray<Permission>? Given(ImmutableArray<Permission> may) => may.IsEmpty ? null : may;

    private static Task<SeatCard?> FindCard(
        string? code, TriedAt door, HttpContext http, ISeatCards cards, FailedJoins failed, CancellationToken cancel) =>
        failed.Find(http, door, code, hash => cards.Find(hash, cancel), cancel);

    private static IResult UnknownCode(HttpContext http, FailedJoins failed) =>
        Failed(http, failed, StatusCodes.Status404NotFound, "unknownCode", "No room has this code.");

    /// <summary>As <see cref="WhoIAm"/> says it.</summary>
    public static string? RoleOf(Session session) =>
        session.IsOperator ? "operator" : session.Account is not null ? "staff" : session.Member is not null ? "member" : null;

    private static string? PersonOf(HttpContext http) => Session.Of(http.User)?.Person;

    public static string NewPerson() => Operation.Of("person", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))).NewId();
}
