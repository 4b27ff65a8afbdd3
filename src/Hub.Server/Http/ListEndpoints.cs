using System.Collections.Immutable;
using System.Globalization;
using Hub.Domain;
using Hub.Domain.Commitments;
using Hub.Domain.Topics;
using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Journal;
using Hub.Server.Privacy;
using Hub.Server.Views;

namespace Hub.Server.Http;

/// <summary>Lists and searches of topics and commitments, a page at a time.</summary>
internal static class ListEndpoints
{
    private const int MaxText = 200;
    private const int MaxSimilar = 20;

    public static void MapLists(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/topics", Topics).For(Callers.Anyone)
            .WithSummary(
                "Topics, newest first; q: a part of title or text; mine: those that I raised or follow; reported: where a department says that it is done.")
            .Produces<TopicPage>().Produces<ErrorBody>(400).Produces<ErrorBody>(401);
        app.MapGet("/api/desk/topics", Desk).For(Permission.ModerateTopics)
            .WithSummary(
                "Topics that I decide about, within the limits of my roles, the oldest first, with who sees to each (staff); mine: those that I took on.")
            .Produces<DeskPage>().Produces<ErrorBody>(400).Produces<ErrorBody>(401).Produces<ErrorBody>(403);
        app.MapGet("/api/desk/counts", Counts).For(Permission.ModerateTopics)
            .WithSummary("How many topics that I decide about stand where, of those in which all words of q are found (staff).")
            .Produces<DeskCounts>().Produces<ErrorBody>(400).Produces<ErrorBody>(401).Produces<ErrorBody>(403);
        app.MapGet("/api/topics/similar", Similar).For(Callers.Anyone)
            .WithSummary("Topics whose title is much like a text, the most alike first.").Produces<SimilarTopics>()
            .Produces<ErrorBody>(400);
        app.MapGet("/api/commitments", Commitments).For(Callers.Anyone)
            .WithSummary("Commitments, newest first; status: open, overdue, due, reported or done.").Produces<CommitmentPage>()
            .Produces<ErrorBody>(400);
    }

    /// <summary>Whether each text may be looked for, and a place to go on from is one.</summary>
    public static bool IsReadable(string? after, params ReadOnlySpan<string?> texts)
    {
        foreach (var text in texts)
        {
            if (text is { Length: > MaxText } || text?.Contains('\0') == true)
            {
                return false;
            }
        }

        return after is null || long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out _);
    }

    private static async Task<IResult> Topics(
        HttpContext http, Lists lists, Guests guests, PersonalData held, CancellationToken cancel, string? status = null, string? county = null,
        string? venue = null,
        string? category = null, int? year = null,
        string? q = null, bool mine = false, bool overdue = false, bool reported = false, string? after = null, int limit = 50,
        bool total = false)
    {
        var wanted = default(TopicStatus);
        if ((status is not null && !CamelCase.TryRead(status, out wanted)) || !IsReadable(after, county, venue, category, q))
        {
            return Errors.Of(Rejection.Unreadable, status is not null && !CamelCase.TryRead<TopicStatus>(status, out _) ? "status" : "q");
        }

        var session = Session.Of(http.User);
        if (mine && session is null)
        {
            return Errors.NoSession;
        }

        var rows = await lists.Find(
            new TopicQuery(
                status is null ? null : wanted, county, venue, category, year, q,
                mine ? await held.PersonsOf(guests.Of(session!), session!.MemberEverywhere?.Id, cancel) : null, overdue,
                Hidden: false, after, Math.Clamp(limit, 1, RoomCalls.MaxItems), total, reported)
            {
                HiddenIn = session?.Where(Permission.ReadHiddenTopics) ?? [],
            },
            cancel);
        return Results.Json(
            new TopicPage([.. rows.Items.Select(TopicItem.Of)], rows.Next, rows.Total),
            ApiJson.Of<TopicPage>());
    }

    private static async Task<IResult> Desk(
        HttpContext http, Lists lists, StaffAccounts accounts, CancellationToken cancel, string? status = null, string? q = null, bool mine = false,
        bool overdue = false, bool reported = false, string? after = null, int limit = 50)
    {
        var wanted = default(TopicStatus);
        if ((status is not null && !CamelCase.TryRead(status, out wanted)) || !IsReadable(after, q))
        {
            return Errors.Of(Rejection.Unreadable, status is not null && !CamelCase.TryRead<TopicStatus>(status, out _) ? "status" : "q");
        }

        var session = Session.Of(http.User)!;
        var rows = mine && session.Account is null ? new Rows<TopicRow>([], null, null) : await lists.Find(
            OnDesk(session, q) with
            {
                Status = status is null ? null : wanted,
                Overdue = overdue,
                Reported = reported,
                Owner = mine ? session.Account : null,
                After = after,
                Limit = Math.Clamp(limit, 1, RoomCalls.MaxItems),
            },
            cancel);
        var names = new Dictionary<string, string?>();
        foreach (var owner in rows.Items.Select(r => r.Owner).OfType<string>().Distinct())
        {
            names[owner] = (await accounts.Find(owner))?.Name;
        }

        return Results.Json(
            new DeskPage(
                [.. rows.Items.Select(r => new DeskItem(TopicItem.Of(r), r.Owner is null ? null : new TopicOwner(r.Owner, names[r.Owner])))], rows.Next),
            ApiJson.Of<DeskPage>());
    }

    private static async Task<IResult> Counts(HttpContext http, Lists lists, CancellationToken cancel, string? q = null)
    {
        if (!IsReadable(null, q))
        {
            return Errors.Of(Rejection.Unreadable, "q");
        }

        var session = Session.Of(http.User)!;
        var counts = await lists.Count(OnDesk(session, q), session.Account, cancel);
        return Results.Json(
            new DeskCounts(
                counts.Statuses.Values.Sum(), counts.Mine, counts.Overdue, counts.Reported,
                counts.Statuses.ToImmutableSortedDictionary(s => CamelCase.Of(s.Key), s => s.Value, StringComparer.Ordinal)),
            ApiJson.Of<DeskCounts>());
    }

    private static TopicQuery OnDesk(Session session, string? q) => new(Text: q)
    {
        HiddenIn = session.Where(Permission.ReadHiddenTopics),
        OnlyIn = session.Where(Permission.ModerateTopics),
        Oldest = true,
    };

    private static async Task<IResult> Similar(
        Lists lists, string text, string? county = null, string? except = null, int limit = 5, CancellationToken cancel = default) =>
        !IsReadable(null, text, county, except)
            ? Errors.Of(Rejection.Unreadable, "text")
            : Results.Json(
                new SimilarTopics([.. await lists.Similar(text, county, except, Math.Clamp(limit, 1, MaxSimilar), cancel)]), ApiJson.Of<SimilarTopics>());

    private static async Task<IResult> Commitments(
        Lists lists, CancellationToken cancel, string? status = null, int? year = null, string? county = null, string? venue = null, string? department = null,
        string? q = null,
        string? after = null, int limit = 50, bool total = false)
    {
        var wanted = CommitmentFilter.All;
        if ((status is not null && !CamelCase.TryRead(status, out wanted)) || !IsReadable(after, county, venue, department, q))
        {
            return Errors.Of(Rejection.Unreadable, "status");
        }

        var rows = await lists.Find(
            new CommitmentQuery(wanted, year, county, venue, department, q, after, Math.Clamp(limit, 1, RoomCalls.MaxItems), total), cancel);
        return Results.Json(new CommitmentPage([.. rows.Items], rows.Next, rows.Total), ApiJson.Of<CommitmentPage>());
    }
}

/// <param name="Next">What to ask for as <c>after</c>; absent where nothing follows.</param>
/// <param name="Total">Of all pages, where <c>total=true</c> was asked.</param>
public sealed record TopicPage(ImmutableArray<TopicItem> Items, string? Next, int? Total = null);

/// <param name="ChangedAt">When it came to something new last, but for comments.</param>
/// <param name="Due">The first day on which something promised is due; absent: nothing is.</param>
/// <param name="Level">1 something is overdue; 2 for a week.</param>
public sealed record TopicItem(
    string Id, string Room, string Title, string? County, string? Venue, string? Category, TopicStatus Status, DateTimeOffset RaisedAt,
    DateTimeOffset ChangedAt, int Likes, int Comments,
    int Followers, string? Due, int Level)
{
    internal static TopicItem Of(TopicRow r) => new(
        r.Id, StreamNames.OfTopic(r.Id), r.Title, r.County, r.Venue, r.Category, r.Status, r.RaisedAt, r.ChangedAt, r.Likes, r.Comments, r.Followers, r.Due,
        r.Level);
}

/// <param name="Next">What to ask for as <c>after</c>; absent where nothing follows.</param>
public sealed record DeskPage(ImmutableArray<DeskItem> Items, string? Next);

/// <param name="Owner">Who of the staff sees to it; absent: nobody does.</param>
public sealed record DeskItem(TopicItem Topic, TopicOwner? Owner);

/// <param name="Name">Absent where the account is gone.</param>
public sealed record TopicOwner(string Account, string? Name);

/// <summary>How many topics stand where, of those that somebody decides about.</summary>
/// <param name="Mine">That they took on.</param>
/// <param name="Overdue">Where something promised is late; <paramref name="Reported"/>: where a department says that it is done.</param>
/// <param name="Statuses">By status; of one that is not there, none.</param>
public sealed record DeskCounts(int All, int Mine, int Overdue, int Reported, ImmutableSortedDictionary<string, int> Statuses);

public sealed record SimilarTopics(ImmutableArray<SimilarTopic> Items);

public sealed record CommitmentPage(ImmutableArray<CommitmentRow> Items, string? Next, int? Total = null);
