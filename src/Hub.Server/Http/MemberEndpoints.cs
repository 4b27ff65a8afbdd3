using System.Collections.Immutable;
using Hub.Domain;
using Hub.Domain.Audit;
using Hub.Domain.Registers;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Registers;
using Hub.Server.Views;

namespace Hub.Server.Http;

/// <summary>What is one member's own: the key, the duty record; and the award of the year.</summary>
internal static class MemberEndpoints
{
    private const int MostEntries = 500;

    public static void MapMembers(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/members/{id}/key", RenewKey)
            .For(Permission.RenewMemberKeys)
            .WithSummary("Makes a member's own key, to sign in with; the older one stops, and every session that it opened (staff).").Produces<CodeMade>(201)
            .Produces<ErrorBody>(401).Produces<ErrorBody>(403).Produces<ErrorBody>(404)
            .Audited(AuditActs.MemberKeyRenewed, AuditFilter.Under("members"));
        app.MapGet("/api/members/{id}", Member).For(Callers.Anyone).WithSummary("One member.").Produces<MemberItem>().Produces<ErrorBody>(404);
        app.MapGet("/api/members/{id}/duty", Duty).For(Callers.Owners, Permission.ReadDuty)
            .WithSummary("A member's duty record of a year; this year where none is given (the member, the operator).")
            .Produces<DutyRecord>().Produces<ErrorBody>(400).Produces<ErrorBody>(401).Produces<ErrorBody>(403).Produces<ErrorBody>(404);
        app.MapGet("/api/award/{year:int}", Award)
            .For(Callers.Anyone)
            .WithSummary("The award's rule; and for members and the operator the ranking, each score with what it is made of.").Produces<AwardView>()
            .Produces<ErrorBody>(400);
    }

    private static async Task<IResult> RenewKey(string id, HttpContext http, MemberKeys keys, IGrainFactory grains) =>
        MeetingEndpoints.Refused(Permission.RenewMemberKeys, Scope.House, http) is { } refused ? refused
        : await MemberKeys.Find(grains, id) is null ? Errors.Of(Rejection.UnknownEntry)
        : Results.Json(new CodeMade(await keys.Renew(id)), ApiJson.Of<CodeMade>(), statusCode: StatusCodes.Status201Created);

    private static async Task<IResult> Member(string id, HttpContext http, RegisterLists lists, CancellationToken cancel)
    {
        if (await lists.Find(RegisterName.Members, id, cancel) is not { Is: Entry.Member member })
        {
            return Errors.Of(Rejection.UnknownEntry);
        }

        var merged = Session.Of(http.User)?.May(Permission.ReadRegisterHistory, Scope.House) == true ? await lists.MergedInto(id, cancel) : [];
        return Results.Json(MemberItem.Of(id, member) with { Merged = merged.IsEmpty ? null : merged }, ApiJson.Of<MemberItem>());
    }

    private static async Task<IResult> Duty(
        string id, HttpContext http, RegisterLists lists, DutyRecords duty, HouseViews views, TimeProvider clock, CancellationToken cancel, int? year = null)
    {
        var session = Session.Of(http.User);
        if (session is null)
        {
            return Errors.NoSession;
        }

        if (session.MemberEverywhere?.Id != id && !session.May(Permission.ReadDuty, Scope.House))
        {
            return Errors.Of(Rejection.Forbidden);
        }

        if (await lists.Find(RegisterName.Members, id, cancel) is not { Is: Entry.Member member })
        {
            return Errors.Of(Rejection.UnknownEntry);
        }

        var of = year ?? views.Calendar.DayOf(clock.GetUtcNow()).Year;
        if (of is < RegisterName.FirstYear or > RegisterName.LastYear)
        {
            return Errors.Of(Rejection.Unreadable, "year");
        }

        var entries = ImmutableArray.CreateBuilder<EntryItem>();
        foreach (var kind in EntryKinds.All.Where(k => k.IsOfDuty))
        {
            entries.AddRange((await lists.Find(new EntryQuery(kind.Type, of, Whose: id, Limit: MostEntries), cancel)).Items);
        }

        return Results.Json(
            new DutyRecord(
                MemberItem.Of(id, member), of, await duty.Of(id, of, cancel), await duty.Meetings(id, of, cancel), await duty.Topics(id, of, cancel),
                entries.ToImmutable()), ApiJson.Of<DutyRecord>());
    }

    private static async Task<IResult> Award(int year, HttpContext http, Awards awards, CancellationToken cancel)
    {
        if (year is < RegisterName.FirstYear or > RegisterName.LastYear)
        {
            return Errors.Of(Rejection.Unreadable, "year");
        }

        var session = Session.Of(http.User);
        var mayRead = session is { Member: not null } || session?.May(Permission.ReadDuty, Scope.House) == true;
        return Results.Json(new AwardView(year, awards.Rule, mayRead ? await awards.Rank(year, cancel) : null), ApiJson.Of<AwardView>());
    }
}

public sealed record DutyRecord(
    MemberItem Member, int Year, DutyFigures Figures, ImmutableArray<AttendedMeeting> Meetings, ImmutableArray<RaisedTopic> Topics,
    ImmutableArray<EntryItem> Entries);

/// <param name="Ranking">Absent for who is neither a member nor the operator.</param>
public sealed record AwardView(int Year, AwardRule Rule, ImmutableArray<Ranked>? Ranking);
