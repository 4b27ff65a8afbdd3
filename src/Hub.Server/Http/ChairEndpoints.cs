using System.Collections.Immutable;
using Hub.Domain;
using Hub.Domain.Audit;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Edge;
using Hub.Server.Journal;

namespace Hub.Server.Http;

/// <summary>
/// Which accounts are named to chair a meeting. Who is named takes the chair with a session of their own; who is named no more cannot take it, and who sits in
/// it by then sits there still, as the record says.
/// </summary>
internal static class ChairEndpoints
{
    /// <summary>As many as a meeting has chairs, and then some.</summary>
    private const int Most = 50;

    public static void MapChairs(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/meetings/{id}/chairs", Read).For(Permission.MakeMeetings).WithSummary("The accounts that are named chair (staff, convener).")
            .Produces<ChairList>().Produces<ErrorBody>(401).Produces<ErrorBody>(403).Produces<ErrorBody>(404);
        app.MapPut("/api/meetings/{id}/chairs", Set).For(Permission.MakeMeetings)
            .WithSummary("Names these accounts chair, and nobody else any more (staff, convener). Idempotent.").Produces<ChairList>()
            .Produces<ErrorBody>(401).Produces<ErrorBody>(403).Produces<ErrorBody>(404).Produces<ErrorBody>(409)
            .Audited(AuditActs.ChairsNamed, AuditFilter.Meeting);
    }

    /// <returns>Whether all of them are there and may sign in.</returns>
    public static async Task<bool> AreThere(IEnumerable<string?> chairs, StaffAccounts accounts)
    {
        foreach (var chair in chairs)
        {
            if (chair is null || await accounts.Find(chair) is not { IsDisabled: false })
            {
                return false;
            }
        }

        return true;
    }

    public static IResult Unknown() =>
        Errors.Of(StatusCodes.Status409Conflict, "unknownAccount", "There is no such account, or it was disabled. (chairs)");

    private static async Task<IResult> Read(
        string id, HttpContext http, RoomAccess access, INamedChairs named, StaffAccounts accounts, CancellationToken cancel) =>
        await MeetingEndpoints.Refused(Permission.MakeMeetings, id, http, access) is { } refused ? refused
            : await View(StreamNames.OfMeeting(id), named, accounts, cancel);

    private static async Task<IResult> Set(
        string id, ChairsWanted body, HttpContext http, RoomAccess access, INamedChairs named, StaffAccounts accounts, CancellationToken cancel)
    {
        if (await MeetingEndpoints.Refused(Permission.MakeMeetings, id, http, access) is { } refused)
        {
            return refused;
        }

        if (body.Chairs.IsDefault)
        {
            return Errors.Of(Rejection.Unreadable, "chairs");
        }

        var room = StreamNames.OfMeeting(id);
        var (wanted, before) = (body.Chairs.Distinct().ToArray(), await named.Read(room, cancel));
        if (wanted.Length > Most)
        {
            return Errors.Of(Rejection.TooLong, "chairs");
        }

        if (!await AreThere(wanted.Except(before), accounts))
        {
            return Unknown();
        }

        await named.Remove(room, [.. before.Except(wanted)]);
        await named.Add(room, wanted);
        return await View(room, named, accounts, cancel);
    }

    private static async Task<IResult> View(string room, INamedChairs named, StaffAccounts accounts, CancellationToken cancel)
    {
        var items = ImmutableArray.CreateBuilder<ChairItem>();
        foreach (var account in await named.Read(room, cancel))
        {
            items.Add(new ChairItem(account, (await accounts.Find(account))?.Name));
        }

        return Results.Json(new ChairList(items.ToImmutable()), ApiJson.Of<ChairList>());
    }
}

/// <param name="Chairs">Accounts.</param>
public sealed record ChairsWanted(ImmutableArray<string> Chairs);

public sealed record ChairList(ImmutableArray<ChairItem> Items);

/// <param name="Name">Absent: the account is there no more.</param>
public sealed record ChairItem(string Account, string? Name = null);
