using System.Collections.Immutable;
using System.Globalization;
using Hub.Domain.Commitments;
using Hub.Domain.Meetings;
using Hub.Domain.Texts;
using Hub.Domain.Topics;
using Hub.Server.Access.Staff;

namespace Hub.Server.Views;

/// <param name="Text">A part of the title.</param>
/// <param name="Year">In which it was closed.</param>
/// <param name="PublicOnly">Leaves out meetings that only codes open.</param>
/// <param name="After">Where the page before ended.</param>
public sealed record MeetingQuery(
    MeetingStatus? Status = null, string? Format = null, string? Text = null, int? Year = null, string? County = null, string? Venue = null,
    bool PublicOnly = true, string? After = null, int Limit = 50,
    bool Total = false)
{
    /// <summary>Where also meetings that only codes open are not left out: in each of these scopes, whose nulls do not limit.</summary>
    public ImmutableArray<Scope> ClosedIn { get; init; } = [];

    /// <summary>Leaves out also those that lie elsewhere, whoever may read them.</summary>
    public bool OnlyThere { get; init; }

    /// <summary>Only these; null: whichever.</summary>
    public IReadOnlyCollection<string>? Ids { get; init; }
}

public sealed record MeetingRow(string Id, string Title, string Format, MeetingStatus Status, DateTimeOffset? StartsAt, string? Venue, string? County);

/// <param name="Year">In which it was raised.</param>
/// <param name="Followers">Only what one of these persons raised or follows.</param>
/// <param name="Overdue">Only where something promised is late, and is not reported done.</param>
/// <param name="Reported">Only where something is reported done and waits to be acknowledged.</param>
public sealed record TopicQuery(
    TopicStatus? Status = null, string? County = null, string? Venue = null, string? Category = null, int? Year = null, string? Text = null,
    IReadOnlyCollection<string>? Followers = null, bool Overdue = false,
    bool Hidden = false, string? After = null, int Limit = 50, bool Total = false, bool Reported = false)
{
    /// <summary>Where also topics that were hidden are not left out: in each of these scopes, whose nulls do not limit.</summary>
    public ImmutableArray<Scope> HiddenIn { get; init; } = [];

    /// <summary>Leaves out what lies elsewhere: in none of these scopes, whose nulls do not limit. Default: nothing is left out.</summary>
    public ImmutableArray<Scope> OnlyIn { get; init; }

    /// <summary>Only what this account sees to; null: that does not matter.</summary>
    public string? Owner { get; init; }

    /// <summary>The oldest first.</summary>
    public bool Oldest { get; init; }
}

/// <summary>How many topics stand where, of those that were asked for.</summary>
/// <param name="Overdue">Where something promised is late; <paramref name="Reported"/>: where something waits to be acknowledged.</param>
/// <param name="Mine">Which the account sees to that asked.</param>
public sealed record TopicCounts(ImmutableSortedDictionary<TopicStatus, int> Statuses, int Overdue, int Reported, int Mine);

/// <param name="Due">The first day on which something promised is due.</param>
/// <param name="Level">How far the latest of it has escalated.</param>
/// <param name="Owner">The staff account that sees to it.</param>
public sealed record TopicRow(
    string Id, string Title, string? County, string? Venue, string? Category, TopicStatus Status, DateTimeOffset RaisedAt, DateTimeOffset ChangedAt, int Likes,
    int Comments, int Followers,
    string? Due, int Level, string? Owner = null);

/// <param name="Similarity">See <see cref="Hub.Domain.Topics.Similarity"/>.</param>
public sealed record SimilarTopic(string Id, string Title, string? County, TopicStatus Status, double Similarity);

/// <summary>Which commitments.</summary>
public enum CommitmentFilter
{
    All,

    /// <summary>Not completed.</summary>
    Open,

    /// <summary>Of those, the late ones that are not reported done.</summary>
    Overdue,
    Done,

    /// <summary>Of those not completed, what is reported done and waits to be acknowledged.</summary>
    Reported,

    /// <summary>Of those, what is not reported done: the department's turn.</summary>
    Due,
}

/// <param name="Year">In which it was completed, of those that are; else in which it was made.</param>
public sealed record CommitmentQuery(
    CommitmentFilter Status = CommitmentFilter.All, int? Year = null, string? County = null, string? Venue = null, string? Department = null,
    string? Text = null, string? After = null, int Limit = 50,
    bool Total = false);

/// <summary>What is committed to one department, in one of these scopes: what is done the newest first, all else by the day on which it is due.</summary>
/// <param name="Scopes">Their nulls do not limit.</param>
public sealed record DepartmentQuery(
    ResponsibleDepartment Of, CommitmentFilter Status, ImmutableArray<Scope> Scopes, string? After = null, int Limit = 50);

/// <param name="Due">How many it has not reported done, of which <paramref name="Overdue"/> are late.</param>
/// <param name="Reported">How many wait to be acknowledged.</param>
public sealed record DepartmentCounts(int Due, int Overdue, int Reported, int Done);

/// <param name="DepartmentId">Of the department in its register; absent: it was named in words alone.</param>
/// <param name="ReportedAt">Since when it waits to be acknowledged; absent: it does not.</param>
public sealed record CommitmentRow(
    string Topic, string Commitment, string Title, string Department, string What, string Due, CommitmentStatus Status, int Level, string? County,
    string? Venue, DateTimeOffset MadeAt,
    DateTimeOffset? CompletedAt, string? DepartmentId = null, DateTimeOffset? ReportedAt = null);

/// <param name="Next">Where the next page starts; null where this is the last.</param>
/// <param name="Total">Of all pages, where that was asked.</param>
public sealed record Rows<T>(IReadOnlyList<T> Items, string? Next, int? Total);

/// <summary>The lists, newest first, a page at a time.</summary>
internal sealed class Lists(HouseViews views)
{
    private const int MostCandidates = 60;

    private const string CommitmentColumns =
        "position, topic, id, title, department, what, due, status, level, county, venue, made_at, completed_at, department_id, reported_at";

    public Task<Rows<MeetingRow>> Find(MeetingQuery query, CancellationToken cancel = default)
    {
        var filter = new Filter()
            .Equal("status", query.Status?.ToString()).Equal("format", query.Format).Equal("closed_year", (long?)query.Year).Equal("county", query.County)
                .Equal("venue", query.Venue)
            .Words(query.Text, p => views.Contains("lowered", p));
        if (query.Ids is { } ids)
        {
            filter.Add(ids.Count == 0 ? "1 = 0" : $"id IN ({string.Join(", ", ids.Select(filter.Parameter))})");
        }

        if (query.PublicOnly)
        {
            filter.AnyOf(
                query.OnlyThere ? "1 = 0" : $"visibility = '{nameof(Visibility.Public)}'",
                query.ClosedIn.Select(s => Within(s, ("county", s.County), ("venue", s.Venue), ("format", s.Format))));
        }

        return Page(
            "meetings", "position, id, title, format, status, starts_at, venue, county", "position", filter, query.After, query.Limit, query.Total,
            r => new MeetingRow(
                r.GetString(1), r.GetString(2), r.GetString(3), Enum.Parse<MeetingStatus>(r.GetString(4)),
                r.IsDBNull(5) ? null : DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(5)),
                Named(r.GetString(6)), Named(r.GetString(7))),
            cancel);
    }

    /// <summary>The ids of the meetings that are open just now, or paused.</summary>
    public async Task<IReadOnlySet<string>> OpenMeetings(CancellationToken cancel = default) =>
        (await views.Query(
            new Statement("SELECT id FROM {meetings} WHERE status IN ($1, $2)", nameof(MeetingStatus.Open), nameof(MeetingStatus.Paused)),
            r => r.GetString(0), cancel)).ToHashSet();

    public Task<Rows<TopicRow>> Find(TopicQuery query, CancellationToken cancel = default) =>
        Page(
            "topics", "position, id, title, county, venue, category, status, raised_at, changed_at, likes, comments, followers, due, level, owner", "position",
            Of(query), query.After, query.Limit, query.Total,
            r => new TopicRow(
                r.GetString(1), r.GetString(2), Named(r.GetString(3)), Named(r.GetString(4)), Named(r.GetString(5)), Enum.Parse<TopicStatus>(r.GetString(6)),
                DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(7)), DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(8)), (int)r.GetInt64(9),
                (int)r.GetInt64(10), (int)r.GetInt64(11),
                r.IsDBNull(12) ? null : r.GetString(12), (int)r.GetInt64(13), Named(r.GetString(14))),
            cancel, query.Oldest);

    /// <summary>How many of the topics that are asked for stand where; the page and the order that are asked for do not matter.</summary>
    /// <param name="account">Whose are counted as mine; null: nobody's.</param>
    public async Task<TopicCounts> Count(TopicQuery query, string? account, CancellationToken cancel = default)
    {
        var filter = Of(query);

        var mine = account is null ? "1 = 0" : $"owner = {filter.Parameter(account)}";
        var counted = await views.Query(
            new Statement(
                "SELECT status, count(*), sum(CASE WHEN level > 0 THEN 1 ELSE 0 END), sum(CASE WHEN reported > 0 THEN 1 ELSE 0 END), "
                + $"sum(CASE WHEN {mine} THEN 1 ELSE 0 END) FROM {{topics}} {filter.Where} GROUP BY status", filter.Values),
            r => (Status: Enum.Parse<TopicStatus>(r.GetString(0)), N: (int)r.GetInt64(1), Overdue: (int)r.GetInt64(2), Reported: (int)r.GetInt64(3),
                Mine: (int)r.GetInt64(4)), cancel);
        return new TopicCounts(
            counted.ToImmutableSortedDictionary(c => c.Status, c => c.N), counted.Sum(c => c.Overdue), counted.Sum(c => c.Reported), counted.Sum(c => c.Mine));
    }

    private Filter Of(TopicQuery query)
    {
        var filter = new Filter()
            .Equal("status", query.Status?.ToString()).Equal("county", query.County).Equal("venue", query.Venue).Equal("category", query.Category)
                .Equal("year", (long?)query.Year)
            .Words(query.Text, p => views.Contains("lowered", p));
        if (query.Followers is { } followers)
        {
            filter.Add($"id IN (SELECT topic FROM {{follows}} WHERE person IN ({string.Join(", ", followers.Select(filter.Parameter))}))");
        }

        if (!query.Hidden)
        {
            filter.AnyOf("hidden = 0", query.HiddenIn.Select(s => Within(s, ("county", s.County), ("venue", s.Venue))));
        }

        if (query.Overdue)
        {
            filter.Add("level > 0");
        }

        if (query.Reported)
        {
            filter.Add("reported > 0");
        }

        if (!query.OnlyIn.IsDefault)
        {
            // A topic has no format: a role that is limited to one sees to none.
            filter.AnyOf("1 = 0", query.OnlyIn.Select(s => s.Format is not null ? null : Within(s, ("county", s.County), ("venue", s.Venue))));
        }

        return filter.Equal("owner", query.Owner);
    }

    public Task<Rows<CommitmentRow>> Find(CommitmentQuery query, CancellationToken cancel = default)
    {
        var isDone = query.Status == CommitmentFilter.Done;
        var filter = new Filter()
            .Equal(isDone ? "completed_year" : "made_year", (long?)query.Year).Equal("county", query.County).Equal("venue", query.Venue)
                .Equal("spelling", query.Department is { } department ? Spelling.Of(department) : null)
            .Words(query.Text, p => views.Contains("lowered", p));
        if (ConditionOf(query.Status) is { } condition)
        {
            filter.Add(condition);
        }

        return Page("commitments", CommitmentColumns, "position", filter, query.After, query.Limit, query.Total, CommitmentOf, cancel);
    }

    /// <summary>
    /// A page of what is committed to one department; null in <see cref="Rows{T}.Next"/> where it is the last. Where to go on stands in it as the place in the
    /// order: the day and the commitment.
    /// </summary>
    public async Task<Rows<CommitmentRow>> Find(DepartmentQuery query, CancellationToken cancel = default)
    {
        var filter = Of(query);
        if (ConditionOf(query.Status) is { } condition)
        {
            filter.Add(condition);
        }

        var isDone = query.Status == CommitmentFilter.Done;
        var (order, than) = isDone ? ("completed_at", "<") : ("due", ">");
        if (query.After is { } after && after.Split('.') is [var at, var id])
        {
            var (place, last) = (filter.Parameter(isDone ? long.Parse(at, CultureInfo.InvariantCulture) : at), filter.Parameter(id));
            filter.Add($"({order} {than} {place} OR ({order} = {place} AND id > {last}))");
        }

        var rows = await views.Query(
            new Statement(
                $"SELECT {CommitmentColumns} FROM {{commitments}} {filter.Where} ORDER BY {order}{(isDone ? " DESC" : "")}, id LIMIT "
                + $"{filter.Parameter((long)query.Limit + 1)}", filter.Values),
            CommitmentOf, cancel);
        return new Rows<CommitmentRow>([.. rows.Take(query.Limit)], rows.Count > query.Limit ? PlaceOf(rows[query.Limit - 1]) : null, null);

        string PlaceOf(CommitmentRow row) => isDone
            ? string.Create(CultureInfo.InvariantCulture, $"{row.CompletedAt!.Value.ToUnixTimeMilliseconds()}.{row.Commitment}")
            : $"{row.Due}.{row.Commitment}";
    }

    /// <summary>How much of what a department was committed to has come how far.</summary>
    public async Task<DepartmentCounts> Count(DepartmentQuery query, CancellationToken cancel = default)
    {
        var filter = Of(query);
        var counted = (await views.Query(
            new Statement($"SELECT status, level > 0, count(*) FROM {{commitments}} {filter.Where} GROUP BY status, level > 0", filter.Values),
            r => (Status: Enum.Parse<CommitmentStatus>(r.GetString(0)), IsLate: Convert.ToBoolean(r.GetValue(1), CultureInfo.InvariantCulture),
                N: (int)r.GetInt64(2)), cancel)).ToList();
        bool IsDue(CommitmentStatus status) => status is CommitmentStatus.Open or CommitmentStatus.Reopened;
        return new DepartmentCounts(
            counted.Where(c => IsDue(c.Status)).Sum(c => c.N), counted.Where(c => IsDue(c.Status) && c.IsLate).Sum(c => c.N),
            counted.Where(c => c.Status == CommitmentStatus.Reported).Sum(c => c.N), counted.Where(c => c.Status == CommitmentStatus.Completed).Sum(c => c.N));
    }

    private static Filter Of(DepartmentQuery query)
    {
        var filter = new Filter();
        var named = $"(department_id = '' AND spelling = {filter.Parameter(Spelling.Of(query.Of.Name))})";
        filter.Add(query.Of.Id is { } id ? $"(department_id = {filter.Parameter(id)} OR {named})" : named);

        // A topic has no format: a role that is limited to one reads of none.
        return filter.AnyOf("1 = 0", query.Scopes.Select(s => s.Format is not null ? null
            : Within(s with { Department = null }, ("county", s.County), ("venue", s.Venue))));
    }

    private static string? ConditionOf(CommitmentFilter filter) => filter switch
    {
        CommitmentFilter.Open => $"status <> '{CommitmentStatus.Completed}'",
        CommitmentFilter.Overdue => $"status NOT IN ('{CommitmentStatus.Completed}', '{CommitmentStatus.Reported}') AND level > 0",
        CommitmentFilter.Done => $"status = '{CommitmentStatus.Completed}'",
        CommitmentFilter.Reported => $"status = '{CommitmentStatus.Reported}'",
        CommitmentFilter.Due => $"status NOT IN ('{CommitmentStatus.Completed}', '{CommitmentStatus.Reported}')",
        _ => null,
    };

    private static CommitmentRow CommitmentOf(System.Data.Common.DbDataReader r) => new(
        r.GetString(1), r.GetString(2), r.GetString(3), r.GetString(4), r.GetString(5), r.GetString(6), Enum.Parse<CommitmentStatus>(r.GetString(7)),
        (int)r.GetInt64(8), Named(r.GetString(9)), Named(r.GetString(10)), DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(11)),
        r.IsDBNull(12) ? null : DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(12)), Named(r.GetString(13)),
        r.IsDBNull(14) ? null : DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(14)));

    /// <summary>
    /// Topics whose title is much like this text, the most alike first. Those that share the rarest of its pairs of letters are compared; merged and hidden
    /// ones are left out.
    /// </summary>
    public async Task<IReadOnlyList<SimilarTopic>> Similar(string text, string? county, string? except, int limit, CancellationToken cancel = default)
    {
        var wanted = Similarity.Bigrams(text);
        if (wanted.Count == 0)
        {
            return [];
        }

        var filter = new Filter();
        var grams = string.Join(", ", wanted.Take(MostCandidates).Select(filter.Parameter));
        filter.Equal("t.county", county).Add(except, p => $"t.id <> {p}").Add("t.hidden = 0").Add($"t.status <> '{TopicStatus.Merged}'");
        var candidates = await views.Query(
            new Statement(
                $$"""
                SELECT t.id, t.title, t.county, t.status FROM (
                  SELECT topic, count(*) AS shared FROM {grams} WHERE gram IN ({{grams}}) GROUP BY topic ORDER BY shared DESC,
                    topic DESC LIMIT {{4 * MostCandidates}}
                ) AS c JOIN {topics} t ON t.position = c.topic {{filter.Where}}
                """,
                filter.Values),
            r => (Id: r.GetString(0), Title: r.GetString(1), County: Named(r.GetString(2)), Status: Enum.Parse<TopicStatus>(r.GetString(3))),
            cancel);
        return [.. candidates
            .Select(c => new SimilarTopic(c.Id, c.Title, c.County, c.Status, Math.Round(Similarity.Of(wanted, Similarity.Bigrams(c.Title)), 4)))
            .OrderByDescending(c => c.Similarity).ThenBy(c => c.Id, StringComparer.Ordinal)
            .Take(limit)];
    }

    private async Task<Rows<T>> Page<T>(
        string table, string columns, string order, Filter filter, string? after, int limit, bool total, Func<System.Data.Common.DbDataReader, T> row,
        CancellationToken cancel, bool oldest = false)
    {
        int? all = !total ? null : (int)(await views.Query(new Statement($"SELECT count(*) FROM {{{table}}} {filter.Where}", filter.Values), r =>
            r.GetInt64(0), cancel)).Single();
        if (all == 0)
        {
            return new Rows<T>([], null, all);
        }

        filter.Add(after is null ? null : long.Parse(after, CultureInfo.InvariantCulture), p => $"{order} {(oldest ? '>' : '<')} {p}");
        var rows = await views.Query(
            new Statement(
                $"SELECT {columns} FROM {{{table}}} {filter.Where} ORDER BY {order} {(oldest ? "ASC" : "DESC")} LIMIT {filter.Parameter((long)limit + 1)}",
                filter.Values),
            r => (Position: r.GetInt64(0), Row: row(r)), cancel);
        return new Rows<T>(
            [.. rows.Take(limit).Select(r => r.Row)], rows.Count > limit ? rows[limit - 1].Position.ToString(CultureInfo.InvariantCulture) : null, all);
    }

    /// <summary>The conditions of one scope, of what has no department.</summary>
    private static List<(string Column, string Value)>? Within(Scope scope, params ReadOnlySpan<(string Column, string? Value)> limits)
    {
        if (scope.Department is not null)
        {
            return null;
        }

        var conditions = new List<(string Column, string Value)>();
        foreach (var (column, value) in limits)
        {
            if (value is not null)
            {
                conditions.Add((column, value));
            }
        }

        return conditions;
    }

    private static string? Named(string text) => text.Length == 0 ? null : text;
}
