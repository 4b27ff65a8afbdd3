using System.Collections.Immutable;
using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Server.Access.Staff;
using Hub.Server.Contracts;
using Hub.Server.Edge;
using Hub.Server.Journal;

namespace Hub.Server.Http;

/// <summary>A hub's branches over HTTP. That a meeting is a branch, <c>POST /api/meetings</c> says as it is made.</summary>
internal static class BranchEndpoints
{
    /// <summary>The most branches of one page.</summary>
    private const int MostInAPage = 200;

    public static void MapBranches(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/meetings/{id}/branches", List).For(Callers.Readers)
            .WithSummary("A hub's branches, a page of at most 200 in the order of their ids, with the votes of its newest ballot, or of one, by branch.")
            .Produces<BranchPage>().Produces<ErrorBody>(403).Produces<ErrorBody>(404).Produces<ErrorBody>(409);

    private static async Task<IResult> List(
        string id, HttpContext http, RoomAccess access, string? after = null, int limit = 50, string? ballot = null)
    {
        var reader = await MeetingEndpoints.Reader(id, http, access);
        if (reader.Refused is { } refused)
        {
            return Errors.Of(refused);
        }

        var isInside = reader.Seat is not null || reader.May(Permission.ReadClosedMeetings);
        var ask = new BranchesAsk(reader.Audience, after, Math.Clamp(limit, 1, MostInAPage), ballot, isInside);
        return await access.Meeting(id).Branches(ask) is not { } branches
            ? Errors.Of(Rejection.UnknownRoom)
            : ballot is not null && branches.Ballot is null ? Errors.Of(Rejection.UnknownBallot, "ballot")
            : Results.Json(new BranchPage([.. branches.Items], branches.Next, branches.Ballot), ApiJson.Of<BranchPage>());
    }

    /// <returns>Null where staff may make a branch of this meeting; else why not.</returns>
    public static async Task<IResult?> WhyNotBranchOf(string hub, HttpContext http, RoomAccess access, IJournal journal) =>
        journal.Format < RecordFormat.Ninth ? Errors.Of(Rejection.NotOffered, "hub")
        : !StreamNames.IsId(hub) || await access.Meeting(hub).About() is not { } about ? Errors.Of(Rejection.UnknownRoom, "hub")
        : MeetingEndpoints.Refused(Permission.MakeMeetings, Scopes.Of(about), http) is { } refused ? refused
        : about.Unreadable is { } unreadable ? Errors.Of(unreadable, "hub")
        : about.Hub is not null ? Errors.Of(Rejection.NotOffered, "hub")
        : about.IsOver ? Errors.Of(about.Status == MeetingStatus.Cancelled ? Rejection.MeetingCancelled : Rejection.MeetingClosed, "hub")
        : null;
}

/// <param name="Ballot">Of the hub, whose votes are counted; absent: it has had none.</param>
public sealed record BranchPage(ImmutableArray<BranchItem> Items, string? Next = null, string? Ballot = null);
