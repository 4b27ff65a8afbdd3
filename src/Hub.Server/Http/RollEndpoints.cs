using System.Collections.Immutable;
using Hub.Domain;
using Hub.Domain.Audit;
using Hub.Domain.Meetings;
using Hub.Domain.Registers;
using Hub.Domain.Texts;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Common;
using Hub.Server.Contracts;
using Hub.Server.Edge;
using Hub.Server.Journal;
using Hub.Server.Views;

namespace Hub.Server.Http;

/// <summary>Who votes in a meeting: setting the roll, reading it with who sits where, and finding one's own name in it.</summary>
internal static class RollEndpoints
{
    /// <summary>As many names as a claimant is shown for what they typed.</summary>
    private const int MostNames = 20;

    public static void MapRoll(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/meetings/{id}/roll", Read).For(Callers.Owners, Permission.SetRolls)
            .WithSummary("Who votes, and who of them sits where (the chair, the operator).").Produces<RollPage>()
            .Produces<ErrorBody>(401).Produces<ErrorBody>(403).Produces<ErrorBody>(404).Produces<ErrorBody>(409);
        app.MapPut("/api/meetings/{id}/roll", Set)
            .For(Permission.SetRolls)
            .WithSummary("Sets who may vote in ballots that open from now on, of the members' register (staff, convener).").Produces<Receipt>()
            .Produces<Receipt>(400).Produces<ErrorBody>(401).Produces<ErrorBody>(403).Produces<ErrorBody>(404).Produces<Receipt>(409).Produces<Receipt>(503)
            .Audited(AuditActs.RollSet, AuditFilter.Meeting);
        app.MapPost("/api/roll", Searched).For(Callers.Anyone)
            .WithSummary("Names of the roll that a members' code opens; a wrong code counts as a failed join.")
            .Produces<RollNames>().Produces<ErrorBody>(404).Produces<ErrorBody>(409).Produces<ErrorBody>(429);

        // For pages of the build before, which are open while nodes are replaced: a code is no part of an address, where proxies write it down.
        app.MapGet("/api/roll/{code}", Names).For(Callers.Anyone).ExcludeFromDescription();
    }

    /// <summary>Every member that the choice names; null where one of those named does not stand in the register.</summary>
    public static async Task<ImmutableArray<RollMember>?> Choose(RegisterLists lists, RollChoice choice, CancellationToken cancel)
    {
        var named = (choice.Members ?? []).ToHashSet();
        var chosen = ImmutableArray.CreateBuilder<RollMember>();
        await foreach (var (id, member) in Members(lists, cancel))
        {
            if (named.Remove(id) || choice.All || choice.Sectors?.Contains(member.Sector) == true
                || (member.Committee is { } committee && choice.Committees?.Contains(committee) == true)
                || (member.County is { } county && choice.Counties?.Contains(county) == true))
            {
                chosen.Add(new RollMember(id, member.Sector));
            }
        }

        return named.Count > 0 ? null : chosen.ToImmutable();
    }

    private static async IAsyncEnumerable<(string Id, Entry.Member Member)> Members(
        RegisterLists lists, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        string? after = null;
        do
        {
            var page = await lists.Find(new EntryQuery(Entry.Member.Description.Type, After: after, Limit: 1000), cancel);
            foreach (var item in page.Items)
            {
                yield return (item.Id, (Entry.Member)item.Is);
            }

            after = page.Next;
        }
        while (after is not null);
    }

    private static async Task<IResult> Read(string id, HttpContext http, RoomAccess access, RegisterLists lists, CancellationToken cancel)
    {
        if (await MeetingEndpoints.RefusedToOthers(Permission.SetRolls, id, http, access) is { } refused)
        {
            return refused;
        }

        if (await access.Meeting(id).Roll() is not { } roll)
        {
            return Errors.Of(Rejection.NotOffered, "roll");
        }

        var names = await lists.NamesOfMembers([.. roll.Members.Select(m => m.Member)], cancel);
        return Results.Json(
            new RollPage(
                roll.Kind,
                [.. roll.Members.Select(m => new RollItem(
                    m.Member, names.GetValueOrDefault(m.Member, ""), m.Sector, m.Seat,
                    m.Seat is not null ? RollState.Seated : m.Claims.Length > 0 ? RollState.Claimed : RollState.Absent,
                    m.Claims.Length > 0 ? [.. m.Claims] : null, m.Marked ? true : null, m.MutedUntil))
                    .OrderBy(m => m.Name, StringComparer.Ordinal)],
                roll.Kind == RollKind.Register ? roll.Entitled : null, roll.Kind == RollKind.Register ? roll.Present : null),
            ApiJson.Of<RollPage>());
    }

    private static async Task<IResult> Set(
        string id, RollChoice body, HttpContext http, RoomAccess access, RegisterLists lists, IJournal journal, Perseverance perseverance)
    {
        if (await MeetingEndpoints.Refused(Permission.SetRolls, id, http, access) is { } refused)
        {
            return refused;
        }

        var op = Operation.OfHouse($"set the roll: {Guid.NewGuid()}");

        // The meeting may be on a node of an older build, which could not even read the command.
        var receipt = journal.Format < RecordFormat.Third ? Receipts.Refused(op.ToString(), Rejection.NotOffered, "roll")
            : await Choose(lists, body, http.RequestAborted) is not { } members ? Receipts.Refused(op.ToString(), Rejection.UnknownMember, "members")
            : Receipts.Of(
                op.ToString(), await perseverance.Ask(() => access.Meeting(id).Do(Ask(op, members)), a => a.Outcome != ReceiptOutcome.Retry), hasSeq: true);
        return Results.Json(receipt, ApiJson.Of<Receipt>(), statusCode: RoomCalls.StatusOf(receipt, Session.Of(http.User)));
    }

    public static Ask<MeetingCommand> Ask(Operation operation, ImmutableArray<RollMember> members) =>
        new(operation.Key, Actor.Operator, null, new MeetingCommand.SetRoll(members));

    private static Task<IResult> Searched(
        RollRequest body, HttpContext http, RoomAccess access, RegisterLists lists, FailedJoins failed, RollSearches searches, CancellationToken cancel) =>
        Names(body.Code, http, access, lists, failed, searches, cancel, body.Q);

    private static async Task<IResult> Names(
        string code, HttpContext http, RoomAccess access, RegisterLists lists, FailedJoins failed, RollSearches searches, CancellationToken cancel,
        string? q = null)
    {
        if (await failed.Find(http, TriedAt.Roll, code, cancel) is not { Role: Role.Member } found || StreamNames.Meeting(found.Room) is not { } meeting)
        {
            return SessionEndpoints.Failed(http, failed, StatusCodes.Status404NotFound, "unknownCode", "No room has this code.");
        }

        if (!searches.Take(meeting, http.Connection.RemoteIpAddress))
        {
            http.Response.Headers.RetryAfter = "1";
            return Errors.Of(StatusCodes.Status429TooManyRequests, "tooFast", "Too many searches from this network; wait a moment.");
        }

        if (await access.Meeting(meeting).Roll() is not { Kind: RollKind.Register } roll)
        {
            return Errors.Of(Rejection.NotOffered, "roll");
        }

        var wanted = Search.Words(q);
        var names = wanted.IsEmpty || q!.Length > Limits.Word ? ImmutableSortedDictionary<string, string>.Empty
            : await lists.NamesOfMembers([.. roll.Members.Select(m => m.Member)], cancel);
        return Results.Json(
            new RollNames(
                [.. roll.Members.Where(m => names.TryGetValue(m.Member, out var name) && Search.Finds(name, wanted))
                    .Select(m => new RollName(m.Member, names[m.Member], m.Sector)).OrderBy(m => m.Name, StringComparer.Ordinal).Take(MostNames)]),
            ApiJson.Of<RollNames>());
    }
}
