using System.Text.Json;
using Hub.Domain;
using Hub.Server.Access;
using Hub.Server.Contracts;
using Hub.Server.Edge;
using Hub.Server.Live;

namespace Hub.Server.Http;

/// <summary>What is asked of every kind of room in the same way.</summary>
internal static class RoomCalls
{
    public const int MaxEvents = 1000;
    public const int MaxItems = 100;

    /// <summary>The room as the session of this request may see it now.</summary>
    /// <param name="asRoom">As the room sees it, whatever the session may see.</param>
    public static async Task<(JoinAnswer? Answer, Rejection? Refused)> ReadNow(
        string room, HttpContext http, RoomAccess access, TimeProvider clock, bool asRoom = false)
    {
        var (found, reader) = await Find(room, http, access);
        reader = asRoom ? reader.AsRoom() : reader;
        if (reader.Refused is not null)
        {
            return (null, reader.Refused);
        }

        var reading = await found!.Read(new ReadRequest(reader.Audience, null, default));
        return reading.Unreadable is { } unreadable ? (null, unreadable) : (JoinAnswers.Of(reading, clock.GetUtcNow(), await reader.Me()), null);
    }

    public static async Task<IResult> Events(string room, HttpContext http, RoomAccess access, long after, int limit)
    {
        var (found, reader) = await Find(room, http, access);
        if (reader.Refused is { } refused)
        {
            return Errors.Of(refused);
        }

        var page = await found!.ReadEvents(reader.Audience, Math.Max(0, after), Math.Clamp(limit, 1, MaxEvents));
        return Results.Json(new EventPage([.. page.Events.Select(e => new RawJson(e))], page.Position), ApiJson.Of<EventPage>());
    }

    public static async Task<IResult> Comments(string room, HttpContext http, RoomAccess access, long before, int limit)
    {
        var (found, reader) = await Find(room, http, access);
        if (reader.Refused is { } refused)
        {
            return Errors.Of(refused);
        }

        var page = await found!.ReadComments(before, Math.Clamp(limit, 1, MaxItems));
        return Results.Json(new CommentPage(new RawJson(page.Items), page.Next), ApiJson.Of<CommentPage>());
    }

    public static async Task<IResult> Do(string room, CommandRequest body, HttpContext http, CommandEdge edge)
    {
        var session = Session.Of(http.User);
        var from = http.Connection.RemoteIpAddress;
        var receipt = await edge.Do(session, from, JsonSerializer.SerializeToElement(room, ApiJson.Of<string>()), body.Op, body.Command);
        if (receipt.Code == Rejection.TooFast)
        {
            http.Response.Headers.RetryAfter = Errors.Seconds(
                http.RequestServices.GetRequiredService<AnonymousWrites>().CommandWait(session, from) ?? TimeSpan.FromSeconds(1));
        }

        return Results.Json(receipt, ApiJson.Of<Receipt>(), statusCode: StatusOf(receipt, session));
    }

    public static int StatusOf(Receipt receipt, Session? session) => receipt switch
    {
        { Outcome: ReceiptOutcome.Retry } => StatusCodes.Status503ServiceUnavailable,
        { Code: Rejection.Forbidden } when session is null => StatusCodes.Status401Unauthorized,
        { Code: { } code } => Errors.StatusOf(code),
        _ => StatusCodes.Status200OK,
    };

    /// <summary>The room's owner, where there is such a kind of room, and what this request may read there.</summary>
    public static async Task<(IRoomOwner? Found, Reader Reader)> Find(string room, HttpContext http, RoomAccess access) =>
        access.Find(room) is { } found ? (found.Owner, (await found.Reader(Session.Of(http.User))).AsAskedBy(http)) : (null, Reader.OfNothing);
}
