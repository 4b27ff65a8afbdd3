using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Edge;
using Hub.Server.Journal;
using Hub.Server.Privacy;
using Hub.Server.Views;

namespace Hub.Server.Http;

/// <summary>What is mine over all rooms; the topics are a filter of their own list.</summary>
internal static class MineEndpoints
{
    /// <summary>Of somebody with more seats, the newest meetings; what the house holds of all of them, <c>GET /api/me/data</c> says.</summary>
    private const int Most = 100;

    public static void MapMine(this IEndpointRouteBuilder app) => app.MapGet("/api/me/meetings", Meetings).For(Callers.Persons)
        .WithSummary("The meetings in which I have a seat, the newest first; of many, the newest 100.").Produces<MeetingPage>().Produces<ErrorBody>(401);

    private static async Task<IResult> Meetings(
        HttpContext http, IDirectory directory, PersonalData held, Lists lists, RoomAccess access, CancellationToken cancel)
    {
        if (Session.Of(http.User) is not { Room: null } session)
        {
            return Errors.NoSession;
        }

        // Who was recorded twice also sat under the other entry.
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var person in await held.PersonsOf(session.Person, session.Member?.Id, cancel))
        {
            ids.UnionWith((await directory.ReadSeatsOf(person, cancel)).Select(s => StreamNames.Meeting(s.Room)).OfType<string>());
        }

        var rows = await lists.Find(new MeetingQuery(PublicOnly: false, Limit: Most) { Ids = ids }, cancel);
        return Results.Json(new MeetingPage([.. await MeetingEndpoints.Items(rows.Items, session, access)], null), ApiJson.Of<MeetingPage>());
    }
}
