using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using Hub.Domain;
using Hub.Domain.Audit;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Audit;
using Hub.Server.Common;
using Hub.Server.Contracts;
using Hub.Server.Edge;
using Hub.Server.Journal;
using Hub.Server.Views;

namespace Hub.Server.Http;

/// <summary>The audit log for those who may read it. Nobody changes it.</summary>
internal static class AuditEndpoints
{
    private const int MostInTable = 10_000;
    private const int PageOfTable = 1000;

    public static void MapAudit(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/audit", Read).For(Permission.ReadAudit)
            .WithSummary(
            "Who did what, newest first (operator, auditor); act: one kind of act; who: a kind of people, or somebody's id. A page may have fewer entries than "
            + "asked for, and go on.")
            .Produces<AuditPage>().Produces<ErrorBody>(400).Produces<ErrorBody>(401).Produces<ErrorBody>(403);
        app.MapGet("/api/audit.csv", Table).For(Permission.ReadAudit).WithSummary("The same as a table, its newest 10,000 entries; reading it is itself noted.")
            .Produces<string>(200, "text/csv").Produces<ErrorBody>(400).Produces<ErrorBody>(401).Produces<ErrorBody>(403)
            .AuditedRead(_ => StreamNames.Audit, http => Task.FromResult(AuditPeople.Of(Session.Of(http.User))));
    }

    /// <returns>Null for those who may read the log; else why not.</returns>
    private static IResult? WhyNot(HttpContext http) => MeetingEndpoints.Refused(Permission.ReadAudit, Scope.House, http);

    private static async Task<IResult> Read(
        HttpContext http, AuditReader audit, AuditKeeper keeper, AuditNames names, CancellationToken cancel, string? after = null, string? act = null,
        string? who = null, int limit = 50)
    {
        if (WhyNot(http) is { } refused)
        {
            return refused;
        }

        if (!ListEndpoints.IsReadable(after, act, who))
        {
            return Errors.Of(Rejection.Unreadable, "after");
        }

        var page = await audit.Read(
            new AuditQuery(PlaceOf(after), Given(act), Given(who), Math.Clamp(limit, 1, RoomCalls.MaxItems)), cancel);
        var shown = await names.Of([.. page.Rows.Select(r => r.Entry)], cancel);
        http.Response.Headers.CacheControl = "no-store";
        return Results.Json(
            new AuditPage(
                [.. page.Rows.Select(r => Item(r, shown))], page.Next?.ToString(CultureInfo.InvariantCulture), keeper.Verdict?.Fault),
            ApiJson.Of<AuditPage>());
    }

    private static async Task<IResult> Table(
        HttpContext http, AuditReader audit, CancellationToken cancel, string? act = null, string? who = null)
    {
        if (WhyNot(http) is { } refused)
        {
            return refused;
        }

        if (!ListEndpoints.IsReadable(null, act, who))
        {
            return Errors.Of(Rejection.Unreadable, "act");
        }

        var csv = CsvCell.Begin();
        CsvCell.Line(csv, "seq", "at", "who", "id", "from", "act", "on", "outcome", "code", "count");
        var (rows, after) = (0, default(long?));
        do
        {
            var page = await audit.Read(new AuditQuery(after, Given(act), Given(who), PageOfTable), cancel);
            foreach (var row in page.Rows.Take(MostInTable - rows))
            {
                var entry = row.Entry;
                CsvCell.Line(
                    csv, entry.Seq.ToString(CultureInfo.InvariantCulture), entry.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
                    entry.Noted.Who.Kind, entry.Noted.Who.Id ?? "", row.Network ?? "", entry.Noted.Act, entry.On ?? "",
                    CamelCase.Of(ResultOf(entry)), entry.Code ?? "",
                    (entry.Noted.Count ?? 1).ToString(CultureInfo.InvariantCulture));
                rows++;
            }

            after = page.Next;
        }
        while (after is not null && rows < MostInTable);
        http.Response.Headers.ContentDisposition = "attachment; filename=\"audit.csv\"";
        http.Response.Headers.CacheControl = "no-store";
        return Results.Text(csv.ToString(), "text/csv", Encoding.UTF8);
    }

    private static AuditItem Item(AuditRow row, ImmutableDictionary<string, string> names)
    {
        var (entry, noted) = (row.Entry, row.Entry.Noted);
        return new AuditItem(
            entry.Seq, entry.At, new AuditPerson(noted.Who.Kind, noted.Who.Id, NameOf(AuditNames.KeyOf(noted.Who))), noted.Act, ResultOf(entry), row.Network,
            noted.From is not null && row.Network is null ? true : null, entry.On, NameOf(entry.On), entry.Code, noted.Count, noted.Settings);

        string? NameOf(string? key) => key is null ? null : names.GetValueOrDefault(key);
    }

    private static AuditResult ResultOf(AuditEntry entry) => entry.Outcome switch
    {
        AuditOutcome.Done => AuditResult.Done,
        AuditOutcome.Refused => AuditResult.Refused,
        _ => AuditResult.Unknown,
    };

    private static long? PlaceOf(string? after) => after is null ? null : long.Parse(after, NumberStyles.None, CultureInfo.InvariantCulture);

    private static string? Given(string? word) => string.IsNullOrWhiteSpace(word) ? null : word.Trim();
}

/// <summary>
/// What those whom the log names are called now: it has ids alone, and whoever's name was deleted has none. Which cannot be found out for the moment, is left
/// out.
/// </summary>
internal sealed class AuditNames(
    RegisterLists lists, RoomAccess access, ExistingRooms rooms, IDirectory directory, StaffAccounts accounts, IGrainFactory grains)
{
    public static string? KeyOf(AuditWho who) => who.Id is null ? null : $"{who.Kind}s/{who.Id}";

    /// <returns>By <c>members/{id}</c>, <c>accounts/{id}</c>, <c>participants/{id}</c>, and the names of rooms and of what stands in them.</returns>
    public async Task<ImmutableDictionary<string, string>> Of(IReadOnlyCollection<AuditEntry> entries, CancellationToken cancel)
    {
        var names = ImmutableDictionary.CreateBuilder<string, string>();
        try
        {
            var paths = entries.Select(e => e.On).Concat(entries.Select(e => KeyOf(e.Noted.Who))).OfType<string>().Distinct().ToList();
            var members = paths.Select(p => p.Split('/')).Where(p => p is ["members", _]).Select(p => p[1]).ToList();
            foreach (var (id, name) in await lists.NamesOfMembers(members, cancel))
            {
                names[$"members/{id}"] = name;
            }

            foreach (var id in paths.Select(p => p.Split('/')).Where(p => p is ["accounts", _]).Select(p => p[1]))
            {
                if (await accounts.Find(id) is { } account)
                {
                    names[$"accounts/{id}"] = account.Name;
                }
            }

            foreach (var room in entries.Where(e => e.Noted.Who.Kind == AuditKinds.Participant).Select(e => RoomOf(e.On)).OfType<string>().Distinct())
            {
                foreach (var seat in (await directory.ReadSeats(room, cancel)).Where(s => s.Name.Length > 0))
                {
                    names[$"participants/{seat.Participant}"] = seat.Name;
                }
            }

            foreach (var path in paths)
            {
                if (RoomOf(path) is { } room && (names.GetValueOrDefault(room) ?? await TitleOf(room)) is { Length: > 0 } title)
                {
                    names[room] = names[path] = title;
                }
            }
        }
        catch (Exception e) when (Perseverance.IsPassing(e) && !cancel.IsCancellationRequested)
        {
            // The entries say what they say without names.
        }

        return names.ToImmutable();
    }

    private static string? RoomOf(string? path) =>
        path?.Split('/') is ["meetings" or "topics", var id, ..] && StreamNames.IsId(id) ? string.Join('/', path.Split('/')[..2]) : null;

    private async Task<string?> TitleOf(string room) =>
        StreamNames.Meeting(room) is { } meeting && await rooms.Has(room) ? (await access.Meeting(meeting).About())?.Title
        : StreamNames.Topic(room) is { } topic && await rooms.Has(room) ? (await grains.Grain<ITopicGrain>(topic).About())?.Title
        : null;
}

/// <param name="Next">What to ask for as <c>after</c>; absent where nothing follows.</param>
/// <param name="Broken">What is wrong with the log, in English; absent: nothing that was found.</param>
public sealed record AuditPage(ImmutableArray<AuditItem> Items, string? Next, string? Broken = null);

/// <param name="Outcome">Unknown: it was begun, and nothing was heard since.</param>
/// <param name="From">The block of addresses; absent: there is none, or it was deleted.</param>
/// <param name="FromDeleted">It was deleted, as it had to be after its time.</param>
/// <param name="On">A path, such as <c>meetings/{id}/ballots/{id}</c>.</param>
/// <param name="OnName">What that is called now.</param>
/// <param name="Code">Why it was refused.</param>
/// <param name="Count">So many alike within a minute; absent: one.</param>
/// <param name="Settings">Of a start: which settings are set.</param>
public sealed record AuditItem(
    long Seq, DateTimeOffset At, AuditPerson Who, string Act, AuditResult Outcome, string? From = null, bool? FromDeleted = null, string? On = null,
    string? OnName = null, string? Code = null, int? Count = null, ImmutableArray<string>? Settings = null);

/// <param name="Kind">One of <see cref="AuditKinds"/>.</param>
/// <param name="Name">What they are called now; absent: they have no name, or not any more.</param>
public sealed record AuditPerson(string Kind, string? Id = null, string? Name = null);

[JsonConverter(typeof(CamelCase<AuditResult>))]
public enum AuditResult
{
    Done,
    Refused,
    Unknown,
}
