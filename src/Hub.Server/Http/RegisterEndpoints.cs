using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Domain.Registers;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Contracts;
using Hub.Server.Journal;
using Hub.Server.Registers;
using Hub.Server.Views;
using Microsoft.AspNetCore.Http.Features;

namespace Hub.Server.Http;

/// <summary>The registers: the plan, venues and brands, members, outputs and the ledger. Read by anyone, kept by staff.</summary>
internal static class RegisterEndpoints
{
    private const int MostImportBytes = 4 * 1024 * 1024;
    private const int MostInTable = RegisterDecider.MostEntries;

    public static void MapRegisters(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/registers/{register}/commands", Do)
            .For(Callers.Doers, Permission.KeepRegisters)
            .WithSummary("Does a command to a register: plan2022, venues, members, departments, year2021 (staff); the same op again gets the same receipt.")
            .Produces<Receipt>().Produces<Receipt>(400).Produces<Receipt>(401).Produces<Receipt>(403).Produces<Receipt>(404).Produces<Receipt>(409)
                .Produces<Receipt>(503);
        app.MapGet("/api/registers/{register}/events", Events).For(Permission.ReadRegisterHistory)
            .WithSummary("How a register came to be as it is, a page of at most 1000 events (staff, auditor).")
            .Produces<EventPage>().Produces<ErrorBody>(401).Produces<ErrorBody>(403).Produces<ErrorBody>(404);
        app.MapGet("/api/conference", (Conference conference) => Results.Json(conference, ApiJson.Of<Conference>()))
            .For(Callers.Anyone).WithSummary("The sectors, committees, counties, parties and groups of this conference.").Produces<Conference>();
        app.MapGet("/api/entries", Entries).For(Callers.Anyone)
            .WithSummary("What stands in the registers, newest first; type as in $type.").Produces<EntryPage>()
            .Produces<ErrorBody>(400);
        app.MapGet("/api/entries.csv", Table).For(Callers.Anyone)
            .WithSummary("The same as a table.").Produces<string>(200, "text/csv").Produces<ErrorBody>(400)
            .AuditedRead(http => EntryKinds.Find(http.Request.Query["type"].ToString()) is { } kind ? $"entries/{kind.Type}" : null);
        app.MapGet("/api/plan/{year:int}", Plan).For(Callers.Anyone)
            .WithSummary("The year's plan, each item with its meetings and how far it is.").Produces<PlanView>()
            .Produces<ErrorBody>(400);
        app.MapGet("/api/venues", Venues).For(Callers.Anyone)
            .WithSummary("Venues with what was counted of them in a year; this year where none is given.").Produces<VenuePage>()
            .Produces<ErrorBody>(400);
        app.MapGet("/api/venues/{id}", Venue).For(Callers.Anyone)
            .WithSummary("One venue, and what is on there now.").Produces<VenueNow>().Produces<ErrorBody>(404);
        app.MapGet("/api/members", Members).For(Callers.Anyone)
            .WithSummary("Members, in the order in which they were recorded; q: a part of the name.").Produces<MemberPage>()
            .Produces<ErrorBody>(400);
        app.MapGet("/api/members/alike", Alike).For(Permission.KeepRegisters)
            .WithSummary("Members whose names are read as the same and are spelled in more than one way: likely recorded twice (staff).")
            .Produces<AlikeMembers>().Produces<ErrorBody>(401).Produces<ErrorBody>(403);
        app.MapGet("/api/members/template.csv", (HttpContext http, Conference conference, string? lang = null) => Template("csv", conference, http, lang))
            .For(Callers.Anyone).WithSummary("An empty table of members to fill in, with an example that is not imported; lang=en: in English.")
            .Produces<string>(200, "text/csv");
        app.MapGet("/api/members/template.xlsx", (HttpContext http, Conference conference, string? lang = null) => Template("xlsx", conference, http, lang))
            .For(Callers.Anyone).WithSummary("The same as a workbook, with the names that this conference has.").Produces<byte[]>();
        app.MapPost("/api/members/import", Import)
            .For(Permission.KeepRegisters).WithSummary(
            "Looks at a table of members (CSV or .xlsx) and says what it would bring: who is new, what would change, and what is wrong with which line; with "
            + "accept=<the file's hash it answered>, takes those who are new, all of them at once; with changes=true too, then amends the others, one by one. "
            + "Asked again, it goes on where it stopped (staff).")
            .Produces<ImportReport>().Produces<ErrorBody>(401).Produces<ErrorBody>(403).Produces<ErrorBody>(409).Produces<ErrorBody>(413)
                .Produces<ErrorBody>(503);
    }

    private static IResult Template(string kind, Conference conference, HttpContext http, string? lang = null)
    {
        var english = lang == "en";
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"members.{kind}\"";
        return kind == "csv" ? Results.Text(MemberTemplate.Csv(conference, english), "text/csv", Encoding.UTF8)
            : Results.Bytes(MemberTemplate.Workbook(conference, english), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    }

    private static async Task<IResult> Do(string register, CommandRequest body, HttpContext http, RegisterEdge edge)
    {
        var session = Session.Of(http.User);
        if (RegisterName.Parse(register) is not { } name)
        {
            return Errors.Of(Rejection.UnknownRoom);
        }

        var receipt = await edge.Do(session, http.Connection.RemoteIpAddress, name, body.Op, body.Command);
        return Results.Json(receipt, ApiJson.Of<Receipt>(), statusCode: RoomCalls.StatusOf(receipt, session));
    }

    private static async Task<IResult> Events(
        string register, HttpContext http, IJournal journal, CancellationToken cancel, long after = 0, int limit = RoomCalls.MaxEvents)
    {
        if (MeetingEndpoints.Refused(Permission.ReadRegisterHistory, Scope.House, http) is { } refused)
        {
            return refused;
        }

        if (RegisterName.Parse(register) is not { } name)
        {
            return Errors.Of(Rejection.UnknownRoom);
        }

        var (stream, most) = (StreamNames.RegisterStream(name), Math.Clamp(limit, 1, RoomCalls.MaxEvents));
        var events = ImmutableArray.CreateBuilder<RawJson>();
        var last = Math.Max(0, after);
        await foreach (var commit in journal.Read(stream, await journal.HeadBefore(stream, Math.Max(0, after) + 1), cancel))
        {
            foreach (var recorded in StoredEvents.Unpack<RegisterEvent>(commit).Where(e => e.Seq > after).Take(most - events.Count))
            {
                events.Add(new RawJson(WireJson.Bytes(RegisterEventView.Of(recorded))));
                last = recorded.Seq;
            }

            if (events.Count >= most)
            {
                break;
            }
        }

        return Results.Json(new EventPage(events.ToImmutable(), last.ToString(CultureInfo.InvariantCulture)), ApiJson.Of<EventPage>());
    }

    private static async Task<IResult> Entries(
        string type, HttpContext http, RegisterLists lists, CancellationToken cancel, int? year = null, string? kind = null, string? county = null,
        string? sector = null,
        string? committee = null, string? member = null,
        string? q = null, string? after = null, int limit = 50, bool total = false)
    {
        if (EntryKinds.Find(type) is null || !ListEndpoints.IsReadable(after, kind, county, sector, committee, member, q))
        {
            return Errors.Of(Rejection.Unreadable, EntryKinds.Find(type) is null ? "type" : "q");
        }

        var rows = await lists.Find(
            new EntryQuery(type, year, kind, county, sector, committee, null, q, member, after, Math.Clamp(limit, 1, RoomCalls.MaxItems), total), cancel);
        var names = await lists.Names(rows.Items.Select(i => i.Is), cancel);
        return Results.Json(new EntryPage([.. ReadBy(http, rows.Items)], names, rows.Next, rows.Total), ApiJson.Of<EntryPage>());
    }

    private static async Task<IResult> Table(
        string type, HttpContext http, RegisterLists lists, CancellationToken cancel, int? year = null, string? kind = null)
    {
        if (EntryKinds.Find(type) is not { } described || !ListEndpoints.IsReadable(null, kind))
        {
            return Errors.Of(Rejection.Unreadable, "type");
        }

        IReadOnlyList<EntryItem> rows = [.. ReadBy(http, (await lists.Find(new EntryQuery(type, year, kind, Limit: MostInTable, ByName: true), cancel)).Items)];
        var names = await lists.Names(rows.Select(i => i.Is), cancel);
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{type}{year?.ToString(CultureInfo.InvariantCulture)}.csv\"";
        return Results.Text(EntryTable.Of(described, rows, names), "text/csv", Encoding.UTF8);
    }

    /// <summary>Whoever reads how a register came to be, reads all of an entry; everybody else what is for everybody.</summary>
    private static IEnumerable<EntryItem> ReadBy(HttpContext http, IReadOnlyList<EntryItem> items) =>
        Session.Of(http.User)?.May(Permission.ReadRegisterHistory, Scope.House) == true
            ? items : items.Select(i => i with { Is = i.Is.Described.ReadByEverybody(i.Is) });

    private static async Task<IResult> Plan(int year, RegisterLists lists, CancellationToken cancel)
    {
        if (year is < RegisterName.FirstYear or > RegisterName.LastYear)
        {
            return Errors.Of(Rejection.Unreadable, "year");
        }

        var items = (await lists.Find(new EntryQuery(Entry.PlanItem.Description.Type, year, Limit: MostInTable, ByName: true), cancel)).Items;
        var meetings = await lists.Meetings([.. items.SelectMany(i => ((Entry.PlanItem)i.Is).Meetings ?? []).Distinct()], cancel);
        return Results.Json(
            new PlanView(year, [.. items.Select(i => Of(i.Id, (Entry.PlanItem)i.Is, meetings)).OrderBy(i => i.Quarter ?? 5)]), ApiJson.Of<PlanView>());
    }

    private static PlanItemView Of(string id, Entry.PlanItem item, IReadOnlyDictionary<string, MeetingRow> known)
    {
        var meetings = (item.Meetings ?? []).Where(known.ContainsKey).Select(m => known[m]).ToList();

        // One that was called off brings the plan no further.
        var counted = meetings.FindAll(m => m.Status != MeetingStatus.Cancelled);
        var progress = counted.Exists(m => m.Status is MeetingStatus.Open or MeetingStatus.Paused) ? PlanProgress.UnderWay
            : counted.Count == 0 ? PlanProgress.Planned
            : counted.TrueForAll(m => m.Status is MeetingStatus.Closed) ? PlanProgress.Held
            : PlanProgress.Scheduled;
        return new PlanItemView(
            id, item.Title, item.Format, item.Quarter, item.Owner, progress, [.. meetings.Select(m => new PlanMeeting(m.Id, m.Title, m.Status, m.StartsAt))]);
    }

    private static async Task<IResult> Venues(
        RegisterLists lists, HouseViews views, TimeProvider clock, CancellationToken cancel, string? county = null, string? kind = null, string? q = null,
        int? year = null, string? after = null,
        int limit = 50, bool total = false)
    {
        if (!ListEndpoints.IsReadable(after, county, kind, q))
        {
            return Errors.Of(Rejection.Unreadable, "q");
        }

        var rows = await lists.Find(
            new EntryQuery(
                Entry.Venue.Description.Type, Kind: kind, County: county, Text: q, After: after, Limit: Math.Clamp(limit, 1, RoomCalls.MaxItems), Total: total,
                ByName: true), cancel);
        var counted = year ?? views.Calendar.DayOf(clock.GetUtcNow()).Year;
        var activity = await lists.VenueActivity(counted, cancel);
        return Results.Json(
            new VenuePage([.. rows.Items.Select(i => Of(i.Id, (Entry.Venue)i.Is, activity.GetValueOrDefault(i.Is.Name)))], counted, rows.Next, rows.Total),
            ApiJson.Of<VenuePage>());
    }

    private static VenueItem Of(string id, Entry.Venue venue, (int Topics, int Activities) activity) =>
        new(id, venue.Title, venue.Kind, venue.County, venue.Owner, venue.Address, activity.Topics, activity.Activities);

    private static async Task<IResult> Venue(
        string id, RegisterLists lists, Lists meetings, IDirectory directory, HouseViews views, TimeProvider clock, CancellationToken cancel)
    {
        if (await lists.Find(RegisterName.Venues, id, cancel) is not { Is: Entry.Venue venue })
        {
            return Errors.Of(Rejection.UnknownEntry);
        }

        var now = new List<VenueMeeting>();
        foreach (var status in new[] { MeetingStatus.Open, MeetingStatus.Paused, MeetingStatus.Scheduled })
        {
            foreach (var meeting in (await meetings.Find(new MeetingQuery(status, Venue: venue.Title, Limit: 10), cancel)).Items)
            {
                var attend = (await directory.ReadCodes(StreamNames.OfMeeting(meeting.Id), cancel)).FirstOrDefault(c => c.Role == Role.Attendee)?.Shown;
                now.Add(new VenueMeeting(meeting.Id, meeting.Title, meeting.Status, meeting.StartsAt, attend));
            }
        }

        var activity = await lists.VenueActivity(views.Calendar.DayOf(clock.GetUtcNow()).Year, cancel);
        return Results.Json(new VenueNow(Of(id, venue, activity.GetValueOrDefault(venue.Title)), [.. now]), ApiJson.Of<VenueNow>());
    }

    private static async Task<IResult> Members(
        RegisterLists lists, CancellationToken cancel, string? sector = null, string? committee = null, string? county = null, string? party = null,
        string? q = null, string? after = null, int limit = 50,
        bool total = false)
    {
        if (!ListEndpoints.IsReadable(after, sector, committee, county, party, q))
        {
            return Errors.Of(Rejection.Unreadable, "q");
        }

        var rows = await lists.Find(
            new EntryQuery(
                Entry.Member.Description.Type, County: county, Sector: sector, Committee: committee, Party: party, Text: q, After: after,
                Limit: Math.Clamp(limit, 1, RoomCalls.MaxItems),
                Total: total, ByName: true),
            cancel);
        return Results.Json(
            new MemberPage([.. rows.Items.Select(i => MemberItem.Of(i.Id, (Entry.Member)i.Is))], rows.Next, rows.Total), ApiJson.Of<MemberPage>());
    }

    private static async Task<IResult> Alike(HttpContext http, RegisterLists lists, CancellationToken cancel) =>
        MeetingEndpoints.Refused(Permission.KeepRegisters, Scope.House, http) ?? Results.Json(
            new AlikeMembers(
                [.. (await lists.AlikeMembers(cancel)).Select(g => g.Select(i => MemberItem.Of(i.Id, (Entry.Member)i.Is)).ToImmutableArray())]),
            ApiJson.Of<AlikeMembers>());

    private static async Task<IResult> Import(
        HttpContext http, MemberImport import, RegisterEdge edge, CancellationToken cancel, string? accept = null, bool changes = false)
    {
        if (MeetingEndpoints.Refused(Permission.KeepRegisters, Scope.House, http) is { } refused)
        {
            return refused;
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MostImportBytes;
        }

        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, cancel);
        var look = await import.Look(body.ToArray(), cancel);
        if (accept is null)
        {
            return Results.Json(look.Report, ApiJson.Of<ImportReport>());
        }

        if (accept != look.Report.File)
        {
            return Errors.Of(StatusCodes.Status409Conflict, "changed", "This is not the file that was looked at.");
        }

        var report = look.Report with { Imported = look.Members.Length };
        if (!look.Members.IsEmpty)
        {
            // The same lines, taken twice at once, are one operation.
            var receipt = await Ask(
                http, edge, $"{report.File} {string.Join('\n', look.Members.Select(m => m.Key))}", new RegisterCommand.Import(look.Members));
            if (receipt.Code is { } code)
            {
                return Errors.Of(code);
            }

            if (receipt.Outcome == ReceiptOutcome.Retry)
            {
                return Errors.Of(StatusCodes.Status503ServiceUnavailable, "retry", "The store could not take it; ask again.");
            }
        }

        return changes ? await Amend(http, edge, report, look.Changes) : Results.Json(report, ApiJson.Of<ImportReport>());
    }

    private static async Task<IResult> Amend(
        HttpContext http, RegisterEdge edge, ImportReport report, ImmutableArray<(int Line, string Id, Entry.Member Member)> changes)
    {
        var (faults, amended) = (report.Faults.ToBuilder(), 0);
        foreach (var (line, id, member) in changes)
        {
            var amend = new RegisterCommand.Amend(id, member);
            var receipt = await Ask(http, edge, $"{report.File} {id} {line} {Payload.Of(amend)}", amend);
            if (receipt.Outcome == ReceiptOutcome.Retry)
            {
                return Errors.Of(StatusCodes.Status503ServiceUnavailable, "retry", "The store could not take all of it; ask again.");
            }

            if (receipt.Code is null)
            {
                amended++;
            }
            else
            {
                // Somebody else has recorded the same meanwhile, or has withdrawn the member.
                faults.Add(new LineFault(line, ImportFault.AlreadyRecorded, "name", member.FullName));
            }
        }

        return Results.Json(report with { Amended = amended, Faults = [.. faults.OrderBy(f => f.Line)] }, ApiJson.Of<ImportReport>());
    }

    private static Task<Receipt> Ask(HttpContext http, RegisterEdge edge, string named, RegisterCommand command) => edge.Do(
        Session.Of(http.User), http.Connection.RemoteIpAddress, RegisterName.Members,
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(named)).AsSpan(0, 16)), command);
}

/// <param name="Names">Of the members that the entries name, by id; of the rooms that they came of, where anyone may read those, by the room.</param>
public sealed record EntryPage(ImmutableArray<EntryItem> Items, ImmutableSortedDictionary<string, string> Names, string? Next, int? Total = null);

public sealed record PlanView(int Year, ImmutableArray<PlanItemView> Items);

/// <param name="Quarter">1 to 4; absent: not fixed yet.</param>
public sealed record PlanItemView(
    string Id, string Title, string Format, int? Quarter, string? Owner, PlanProgress Progress, ImmutableArray<PlanMeeting> Meetings);

public sealed record PlanMeeting(string Id, string Title, MeetingStatus Status, DateTimeOffset? StartsAt);

/// <summary>How far a plan's item is, by its meetings.</summary>
[JsonConverter(typeof(CamelCase<PlanProgress>))]
public enum PlanProgress
{
    /// <summary>No meeting yet, or none that was not cancelled.</summary>
    Planned,
    Scheduled,

    /// <summary>One is open.</summary>
    UnderWay,

    /// <summary>All are closed.</summary>
    Held,
}

/// <param name="Year">Whose topics and activities are counted.</param>
public sealed record VenuePage(ImmutableArray<VenueItem> Items, int Year, string? Next, int? Total = null);

public sealed record VenueItem(string Id, string Title, VenueKind Kind, string County, string? Owner, string? Address, int Topics, int Activities);

/// <param name="Meetings">Open, paused and scheduled ones, in this order.</param>
public sealed record VenueNow(VenueItem Venue, ImmutableArray<VenueMeeting> Meetings);

/// <param name="Attend">The code to take part with.</param>
public sealed record VenueMeeting(string Id, string Title, MeetingStatus Status, DateTimeOffset? StartsAt, string? Attend);

/// <param name="Groups">Each with all who have the name.</param>
public sealed record AlikeMembers(ImmutableArray<ImmutableArray<MemberItem>> Groups);

public sealed record MemberPage(ImmutableArray<MemberItem> Items, string? Next, int? Total = null);

/// <param name="Merged">The entries that were merged into this one, where staff ask for this member; absent: none, or it is not for who asks.</param>
public sealed record MemberItem(
    string Id, string Name, string Sector, string? Committee, string? County, string? Party, bool Overseas, string? Office,
    ImmutableArray<MergedMember>? Merged = null)
{
    internal static MemberItem Of(string id, Entry.Member member) =>
        new(id, member.FullName, member.Sector, member.Committee, member.County, member.Party, member.Overseas == true, member.Office);
}
