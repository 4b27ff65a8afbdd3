using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Server.Access;
using Hub.Server.Common;
using Hub.Server.Contracts;
using Hub.Server.Edge;
using Hub.Server.Journal;

namespace Hub.Server.Http;

/// <summary>Signing in, joining, and who I am.</summary>
internal static class SessionEndpoints
{
    private const int MaxName = 40;

    public static void MapSessions(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/session", SignIn)
            .WithSummary(
            "Signs the operator in with the house's key, a member with theirs; and whoever raised a topic, on another device, with the key they were given.")
            .Produces<SignedIn>().Produces<ErrorBody>(401).Produces<ErrorBody>(429);
        app.MapPost("/api/signout", SignOut).WithSummary("Ends my session: its tokens, and what is open under it, on every node.").Produces(204);
        app.MapGet("/api/sessions", Mine).WithSummary("My sessions that go on, the one seen last first.").Produces<SessionList>().Produces<ErrorBody>(401);
        app.MapDelete("/api/sessions/{id}", End).WithSummary("Ends one of my sessions, as signing out there would.").Produces(204).Produces<ErrorBody>(401)
            .Produces<ErrorBody>(404);
        app.MapPost("/api/join", Join).WithSummary("Takes a seat in the room that a code opens; joining again keeps it.")
            .Produces<Joined>().Produces<ErrorBody>(404).Produces<ErrorBody>(409).Produces<ErrorBody>(429);
        app.MapPost("/api/code", Look).WithSummary("What a code opens, before one joins; a wrong one counts as a failed join.")
            .Produces<CodeOpens>().Produces<ErrorBody>(404).Produces<ErrorBody>(409).Produces<ErrorBody>(429);
        app.MapGet("/api/me", Me).WithSummary("Who I am.").Produces<WhoIAm>().Produces<ErrorBody>(401);
    }

    public static IResult Failed(HttpContext http, FailedJoins failed, int status, string code, string message)
    {
        if (failed.Count(http.Connection.RemoteIpAddress) is not { } wait)
        {
            return Errors.Of(status, code, message);
        }

        http.Response.Headers.RetryAfter = ((int)wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return Errors.Of(StatusCodes.Status429TooManyRequests, "tooFast", "Too many wrong codes from this address; wait a moment. A right one still passes.");
    }

    private static async Task<IResult> SignIn(
        SignIn body, HttpContext http, OperatorKey key, Tokens tokens, SignIns signIns, FailedJoins failed, IDirectory directory, IGrainFactory grains,
        Sessions sessions, CancellationToken cancel)
    {
        if (!key.Matches(body.Key))
        {
            if (await tokens.Read(body.Key) is { } identity && Session.Of(new ClaimsPrincipal(identity)) is { Room: null, IsOperator: false } visitor
                && await sessions.GoesOn(visitor with { Id = visitor.Id ?? Sessions.IdOf(body.Key) }, http, isExchanged: visitor.Id is null))
            {
                return Answer(visitor.Member is null ? "visitor" : "member", await signIns.Open(http, visitor with { Id = null }));
            }

            if (await Codes.Find(directory, body.Key, cancel) is { } code && MemberKeys.MemberOf(code) is { } member)
            {
                var opened = await signIns.Open(http, new Session(MemberKeys.PersonOf(member.Id), null, IsOperator: false, member));

                // Looked up last: whoever withdraws a member ends the sessions that are there by then.
                if (await MemberKeys.Find(grains, member.Id) is not null)
                {
                    return Answer("member", opened);
                }

                await sessions.End(opened, http);
                http.Response.Cookies.Delete(SessionAuthentication.Cookie);
            }

            return Failed(http, failed, StatusCodes.Status401Unauthorized, "wrongKey", "This is not the operator's key, nor a member's.");
        }

        return Answer("operator", await signIns.Open(http, new Session(PersonOf(http) ?? NewPerson(), null, IsOperator: true)));

        IResult Answer(string role, Session session) =>
            Results.Json(new SignedIn(signIns.Token(session), role, session.Member?.Id, session.Id), ApiJson.Of<SignedIn>());
    }

    private static async Task<IResult> SignOut(HttpContext http, Sessions sessions)
    {
        if (Session.Of(http.User) is { } session)
        {
            await sessions.End(session, http);
        }

        http.Response.Cookies.Delete(SessionAuthentication.Cookie);
        return Results.NoContent();
    }

    private static async Task<IResult> Mine(HttpContext http, Sessions sessions, CancellationToken cancel)
    {
        if (Session.Of(http.User) is not { Room: null } session)
        {
            return Errors.Of(StatusCodes.Status401Unauthorized, "noSession", "There is no valid session.");
        }

        http.Response.Headers.CacheControl = "no-store";
        return Results.Json(
            new SessionList([.. (await sessions.ReadOf(session.Person, cancel)).Select(r => new SessionItem(
                r.Id, r.Id == session.Id, r.OperatorEpoch is not null ? "operator" : r.Member is not null ? "member" : null, r.Device, r.Network, r.Started,
                r.LastSeen, r.Expires))]),
            ApiJson.Of<SessionList>());
    }

    private static async Task<IResult> End(string id, HttpContext http, Sessions sessions) =>
        Session.Of(http.User) is not { Room: null } session
            ? Errors.Of(StatusCodes.Status401Unauthorized, "noSession", "There is no valid session.")
            : await sessions.End(id, session.Person) ? Results.NoContent()
            : Errors.Of(StatusCodes.Status404NotFound, "unknownSession", "You have no such session, or not any more.");

    private static async Task<IResult> Join(
        JoinRequest body, HttpContext http, IDirectory directory, IGrainFactory grains, RoomAccess access, SignIns signIns, FailedJoins failed,
        Perseverance perseverance, CancellationToken cancel)
    {
        var session = Session.Of(http.User);
        var member = session?.Member is { } signed ? await MemberKeys.Find(grains, signed.Id) : null;

        if (body.Name is null && body.Member is null && member is null)
        {
            return Errors.Of(Rejection.Unreadable, "name");
        }

        // Who is known to the register goes by the register's name, whatever was typed.
        if (member is null && body.Member is null && Limits.Check(body.Name, MaxName, "name") is { } refusal)
        {
            return Errors.Of(refusal.Rejection, refusal.Field);
        }

        if (await Codes.Find(directory, body.Code, cancel) is not { } code || StreamNames.Meeting(code.Room) is not { } meeting)
        {
            return Failed(http, failed, StatusCodes.Status404NotFound, "unknownCode", "No room has this code.");
        }

        var person = PersonOf(http) ?? NewPerson();
        if (member is null && body.Member is { } claimed)
        {
            return await Claim(claimed, code, meeting, person, session, http, grains, access, signIns, perseverance, cancel);
        }

        var seat = await perseverance.Ask(
            () => member is null ? access.Participant(meeting, person).Sit(body.Name!.Trim(), code.Role)
                : access.Participant(meeting, person).SitAs(member.Value.Name, code.Role, member.Value.Seat), cancel);
        var opened = await signIns.Open(http, new Session(person, null, session?.IsOperator ?? false, session?.Member));
        return Results.Json(
            new Joined(seat.Participant, seat.Name, seat.Role, code.Room, signIns.Token(opened with { Room = code.Room, IsOperator = false }),
                seat.Known is null ? null : true), ApiJson.Of<Joined>());
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

        var opened = await signIns.Open(http, new Session(person, null, session?.IsOperator ?? false, session?.Member));
        return Results.Json(
            new Joined(
                seat.Participant, seat.Name, note.IsSeated ? Role.Member : seat.Role, code.Room,
                signIns.Token(opened with { Room = code.Room, IsOperator = false, Member = null }),
                note.IsSeated ? true : null, note.IsSeated ? SeatState.Seated : SeatState.Claimed),
            ApiJson.Of<Joined>());
    }

    private static async Task<IResult> Look(
        CodeRequest body, HttpContext http, IDirectory directory, RoomAccess access, FailedJoins failed, Perseverance perseverance, CancellationToken cancel)
    {
        if (await Codes.Find(directory, body.Code, cancel) is not { } code || StreamNames.Meeting(code.Room) is not { } meeting)
        {
            return Failed(http, failed, StatusCodes.Status404NotFound, "unknownCode", "No room has this code.");
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
            return Errors.Of(StatusCodes.Status401Unauthorized, "noSession", "There is no valid session.");
        }

        var seats = await directory.ReadSeatsOf(session.Person, cancel);
        return Results.Json(
            new WhoIAm(
                session.Person, session.IsOperator ? "operator" : session.Member is null ? null : "member",
                [.. seats.Where(s => session.Covers(s.Room)).Select(s => new SeatView(s.Room, s.Participant, s.Name, s.Role))], session.Member?.Id),
            ApiJson.Of<WhoIAm>());
    }

    private static string? PersonOf(HttpContext http) => Session.Of(http.User)?.Person;

    public static string NewPerson() => Operation.Of("person", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))).NewId();
}
