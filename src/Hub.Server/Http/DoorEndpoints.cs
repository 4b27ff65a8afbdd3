using System.Text.Json;
using Hub.Domain;
using Hub.Domain.Audit;
using Hub.Domain.Meetings;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Contracts;
using Hub.Server.Edge;
using Hub.Server.Journal;
using Hub.Server.Views;
using Microsoft.Extensions.Options;

namespace Hub.Server.Http;

/// <summary>
/// The registration clerk's calls: reading one meeting's roll, confirming who sits where, and printing a card for who has none. Each call shows the door's
/// code; what is not named here, it does not open.
/// </summary>
internal static class DoorEndpoints
{
    public static void MapDoor(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/meetings/{id}/door", Make).For(Permission.HandOutCodes)
            .WithSummary("Makes the registration clerk's link of a meeting; the older one stops (staff, convener).")
            .Produces<LinkMade>(201).Produces<ErrorBody>(401).Produces<ErrorBody>(403).Produces<ErrorBody>(404).Produces<ErrorBody>(409)
            .Audited(AuditActs.DoorOpened, AuditFilter.Meeting);
        app.MapDelete("/api/meetings/{id}/door", Close).For(Permission.HandOutCodes)
            .WithSummary("Ends the registration clerk's link (staff, convener). Idempotent.")
            .Produces(204).Produces<ErrorBody>(401).Produces<ErrorBody>(403).Produces<ErrorBody>(404).Audited(AuditActs.DoorClosed, AuditFilter.Meeting);
        app.MapGet("/api/door/{id}", Read).For(Callers.PassHolders)
            .WithSummary("The roll, as the registration clerk sees it: Authorization: Door CODE.").Produces<DoorPage>()
            .Produces<ErrorBody>(401).Produces<ErrorBody>(404).Produces<ErrorBody>(409).Produces<ErrorBody>(429);
        app.MapPost("/api/door/{id}/commands", Do).For(Callers.PassHolders).WithSummary("Does a command of the registration clerk's.").Produces<Receipt>()
            .Produces<Receipt>(400).Produces<ErrorBody>(401).Produces<Receipt>(403).Produces<ErrorBody>(404).Produces<Receipt>(409).Produces<ErrorBody>(429)
            .Produces<Receipt>(503);
        app.MapPost("/api/door/{id}/seat-cards", Print).For(Callers.PassHolders)
            .WithSummary("Makes the seat card of one member, to be printed at the door.").Produces<CardsPrinted>()
            .Produces<ErrorBody>(401).Produces<ErrorBody>(404).Produces<ErrorBody>(409).Produces<ErrorBody>(429)
            .Audited(AuditActs.SeatCardsPrinted, AuditFilter.Meeting, AuditFilter.Clerk);
    }

    private static async Task<IResult> Make(
        string id, HttpContext http, RoomAccess access, IDirectory directory, IJournal journal, IOptions<HouseSettings> house)
    {
        if (await MeetingEndpoints.Refused(Permission.HandOutCodes, id, http, access) is { } refused)
        {
            return refused;
        }

        if (journal.Format < RecordFormat.Fourth || await access.Meeting(id).Roll() is not { Kind: RollKind.Register })
        {
            return Errors.Of(Rejection.NotOffered, journal.Format < RecordFormat.Fourth ? "door" : "roll");
        }

        var code = await Pass.Door.Renew(directory, id);
        return Results.Json(
            new LinkMade(code, $"{LanAddress.Reachable(http, house.Value)}/door/{id}#code={code}"), ApiJson.Of<LinkMade>(),
            statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> Close(string id, HttpContext http, RoomAccess access, IDirectory directory)
    {
        if (await MeetingEndpoints.Refused(Permission.HandOutCodes, id, http, access) is { } refused)
        {
            return refused;
        }

        // A code that nobody was told opens to nobody.
        await Pass.Door.Renew(directory, id);
        return Results.NoContent();
    }

    private static async Task<IResult> Read(
        string id, HttpContext http, RoomAccess access, IDirectory directory, ISeatCards cards, RegisterLists lists, FailedJoins failed,
        CancellationToken cancel)
    {
        var (_, refused) = await Enter(Pass.Door, id, http, access, directory, failed, cancel);
        if (refused is not null)
        {
            return refused;
        }

        if (await access.Meeting(id).Roll() is not { Kind: RollKind.Register } roll || await access.Meeting(id).About() is not { } about)
        {
            return Errors.Of(Rejection.NotOffered, "roll");
        }

        var printed = await SeatCardEndpoints.ByMember(id, cards, lists, cancel);
        var names = await lists.NamesOfMembers([.. roll.Members.Select(m => m.Member)], cancel);
        http.Response.Headers.CacheControl = "no-store";
        return Results.Json(
            new DoorPage(
                about.Title, about.Status,
                [.. roll.Members.Select(m => new DoorItem(
                    m.Member, names.GetValueOrDefault(m.Member, ""), m.Sector,
                    m.Seat is not null ? RollState.Seated : m.Claims.Length > 0 ? RollState.Claimed : RollState.Absent,
                    SeatCardEndpoints.StateOf(printed.GetValueOrDefault(m.Member)), m.Claims.Length > 0 ? [.. m.Claims] : null, m.Marked ? true : null))
                    .OrderBy(m => m.Name, StringComparer.Ordinal)]),
            ApiJson.Of<DoorPage>());
    }

    private static async Task<IResult> Do(
        string id, CommandRequest body, HttpContext http, RoomAccess access, IDirectory directory, CommandEdge edge, FailedJoins failed,
        DoorCommands allowance, CancellationToken cancel)
    {
        var (clerk, refused) = await Enter(Pass.Door, id, http, access, directory, failed, cancel);
        if (refused is not null)
        {
            return refused;
        }

        if (allowance.Take(id) is { } wait)
        {
            return Errors.TooFast(http, wait, "More comes from this meeting's door than clerks can type; wait a moment.");
        }

        var room = JsonSerializer.SerializeToElement(StreamNames.OfMeeting(id), ApiJson.Of<string>());
        var receipt = await edge.Do(clerk, http.Connection.RemoteIpAddress, room, body.Op, body.Command);
        return Results.Json(receipt, ApiJson.Of<Receipt>(), statusCode: RoomCalls.StatusOf(receipt, clerk));
    }

    private static async Task<IResult> Print(
        string id, CardsWanted body, HttpContext http, RoomAccess access, IDirectory directory, ISeatCards cards, RegisterLists lists, FailedJoins failed,
        IOptions<HouseSettings> house, CancellationToken cancel)
    {
        var (_, refused) = await Enter(Pass.Door, id, http, access, directory, failed, cancel);
        return refused
            ?? (body.Members is not { Length: 1 } ? Errors.Of(Rejection.OutOfRange, "members")
                : await access.Meeting(id).Roll() is not { Kind: RollKind.Register } roll ? Errors.Of(Rejection.NotOffered, "roll")

                // Whoever has a newer card takes the seat, and with it the votes of whoever sits there.
                : body.Replace && roll.Members.Any(m => m.Member == body.Members.Value[0] && m.Seat is not null) ? Errors.Of(Rejection.SeatTaken, "members")
                : await SeatCardEndpoints.Print(id, body, roll, http, access, lists, cards, house.Value, cancel));
    }

    /// <summary>Lets in whoever shows a pass. A wrong code counts as a failed join, and none opens anything once the meeting is over.</summary>
    public static async Task<(Session? Holder, IResult? Refused)> Enter(
        Pass pass, string id, HttpContext http, RoomAccess access, IDirectory directory, FailedJoins failed, CancellationToken cancel)
    {
        if (pass.Shown(http.Request) is not { } code)
        {
            return (null, Errors.Of(StatusCodes.Status401Unauthorized, "noSession", "The code of the link goes with each call."));
        }

        if (!StreamNames.IsId(id)
            || await failed.Find(http, TriedAt.Join, code, _ => pass.Open(directory, id, code, cancel), cancel) is not { } holder)
        {
            return (null, SessionEndpoints.Failed(
                http, failed, StatusCodes.Status401Unauthorized, "wrongKey", "This code does not open this, or not any more."));
        }

        return await access.Meeting(id).About() is { IsOver: false } ? (holder, null) : (null, Errors.Of(Rejection.MeetingClosed));
    }
}
