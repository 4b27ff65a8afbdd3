using System.Collections.Immutable;
using Hub.Domain;
using Hub.Domain.Registers;
using Hub.Domain.Texts;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Edge;
using Hub.Server.Views;

namespace Hub.Server.Http;

/// <summary>One search over all that people look for: a few of each kind, with how many there are. The lists of each kind show the others.</summary>
internal static class SearchEndpoints
{
    private const int MostOfAKind = 20;

    public static void MapSearch(this IEndpointRouteBuilder app) => app.MapGet("/api/search", Find).For(Callers.Anyone)
        .WithSummary(
            "Topics, meetings and commitments in which all words of q are found, and for staff members too: as many of each as limit says (5; at most 20), "
            + "and how many there are. Of no words, nothing.")
        .Produces<SearchPage>().Produces<ErrorBody>(400);

    private static async Task<IResult> Find(
        HttpContext http, Lists lists, RegisterLists registers, RoomAccess access, CancellationToken cancel, string? q = null, int limit = 5)
    {
        if (!ListEndpoints.IsReadable(null, q))
        {
            return Errors.Of(Rejection.Unreadable, "q");
        }

        var session = Session.Of(http.User);
        var isStaff = session is { IsStaff: true, Room: null };
        if (Search.Words(q).IsEmpty)
        {
            return Results.Json(new SearchPage([], [], [], isStaff ? [] : null, new SearchTotals(0, 0, 0, isStaff ? 0 : null)), ApiJson.Of<SearchPage>());
        }

        var most = Math.Clamp(limit, 1, MostOfAKind);
        var topics = await lists.Find(
            new TopicQuery(Text: q, Limit: most, Total: true) { HiddenIn = session?.Where(Permission.ReadHiddenTopics) ?? [] }, cancel);
        var meetings = await lists.Find(
            new MeetingQuery(Text: q, Limit: most, Total: true) { ClosedIn = session?.Where(Permission.ReadClosedMeetings) ?? [] }, cancel);
        var commitments = await lists.Find(new CommitmentQuery(Text: q, Limit: most, Total: true), cancel);
        var members = isStaff
            ? await registers.Find(new EntryQuery(Entry.Member.Description.Type, Text: q, Limit: most, Total: true, ByName: true), cancel) : null;
        return Results.Json(
            new SearchPage(
                [.. topics.Items.Select(TopicItem.Of)], [.. await MeetingEndpoints.Items(meetings.Items, session, access)], [.. commitments.Items],
                members is null ? null : [.. members.Items.Select(i => MemberItem.Of(i.Id, (Entry.Member)i.Is))],
                new SearchTotals(topics.Total ?? 0, meetings.Total ?? 0, commitments.Total ?? 0, members?.Total)),
            ApiJson.Of<SearchPage>());
    }
}

/// <summary>What was found, the newest first; members by name.</summary>
/// <param name="Members">Absent: whoever asked is not of the staff, and is shown none.</param>
public sealed record SearchPage(
    ImmutableArray<TopicItem> Topics, ImmutableArray<MeetingItem> Meetings, ImmutableArray<CommitmentRow> Commitments, ImmutableArray<MemberItem>? Members,
    SearchTotals Totals);

/// <summary>How many there are of each kind, shown or not.</summary>
public sealed record SearchTotals(int Topics, int Meetings, int Commitments, int? Members);
