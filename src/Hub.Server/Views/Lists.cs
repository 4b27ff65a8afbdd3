using System.Globalization;
using Hub.Domain.Commitments;
using Hub.Domain.Meetings;
using Hub.Domain.Topics;

namespace Hub.Server.Views;

/// <param name="Text">A part of the title.</param>
/// <param name="Year">In which it was closed.</param>
/// <param name="PublicOnly">Leaves out meetings that only codes open.</param>
/// <param name="After">Where the page before ended.</param>
public sealed record MeetingQuery(
    MeetingStatus? Status = null, string? Format = null, string? Text = null, int? Year = null, string? County = null, string? Venue = null,
    bool PublicOnly = true, string? After = null, int Limit = 50,
    bool Total = false);

public sealed record MeetingRow(string Id, string Title, string Format, MeetingStatus Status, DateTimeOffset? StartsAt, string? Venue, string? County);

/// <param name="Year">In which it was raised.</param>
/// <param name="Follower">Only what this person raised or follows; the newest change first.</param>
/// <param name="Overdue">Only where something promised is late.</param>
public sealed record TopicQuery(
    TopicStatus? Status = null, string? County = null, string? Venue = null, string? Category = null, int? Year = null, string? Text = null,
    string? Follower = null, bool Overdue = false,
    bool Hidden = false, string? After = null, int Limit = 50, bool Total = false);

/// <param name="Due">The first day on which something promised is due.</param>
/// <param name="Level">How far the latest of it has escalated.</param>
public sealed record TopicRow(
    string Id, string Title, string? County, string? Venue, string? Category, TopicStatus Status, DateTimeOffset RaisedAt, DateTimeOffset ChangedAt, int Likes,
    int Comments, int Followers,
    string? Due, int Level);

/// <param name="Similarity">See <see cref="Hub.Domain.Topics.Similarity"/>.</param>
public sealed record SimilarTopic(string Id, string Title, string? County, TopicStatus Status, double Similarity);

/// <summary>Which commitments.</summary>
public enum CommitmentFilter
{
    All,

    /// <summary>Not completed.</summary>
    Open,

    /// <summary>Of those, the late ones.</summary>
    Overdue,
    Done,
}

/// <param name="Year">In which it was completed, of those that are; else in which it was made.</param>
public sealed record CommitmentQuery(
    CommitmentFilter Status = CommitmentFilter.All, int? Year = null, string? County = null, string? Venue = null, string? Department = null,
    string? Text = null, string? After = null, int Limit = 50,
    bool Total = false);

public sealed record CommitmentRow(
    string Topic, string Commitment, string Title, string Department, string What, string Due, CommitmentStatus Status, int Level, string? County,
    string? Venue, DateTimeOffset MadeAt,
    DateTimeOffset? CompletedAt);

/// <param name="Next">Where the next page starts; null where this is the last.</param>
/// <param name="Total">Of all pages, where that was asked.</param>
public sealed record Rows<T>(IReadOnlyList<T> Items, string? Next, int? Total);

/// <summary>The lists, newest first, a page at a time.</summary>
internal sealed class Lists(HouseViews views)
{
    private const int MostCandidates = 60;

    public Task<Rows<MeetingRow>> Find(MeetingQuery query, CancellationToken cancel = default)
    {
        var filter = new Filter()
            .Equal("status", query.Status?.ToString()).Equal("format", query.Format).Equal("closed_year", (long?)query.Year).Equal("county", query.County)
                .Equal("venue", query.Venue)
            .Add(Lowered(query.Text), p => views.Contains("lowered", p));
        if (query.PublicOnly)
        {
            filter.Equal("visibility", nameof(Visibility.Public));
        }

        return Page(
            "meetings", "position, id, title, format, status, starts_at, venue, county", "position", filter, query.After, query.Limit, query.Total,
            r => new MeetingRow(
                r.GetString(1), r.GetString(2), r.GetString(3), Enum.Parse<MeetingStatus>(r.GetString(4)),
                r.IsDBNull(5) ? null : DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(5)),
                Named(r.GetString(6)), Named(r.GetString(7))),
            cancel);
    }

    public Task<Rows<TopicRow>> Find(TopicQuery query, CancellationToken cancel = default)
    {
        var filter = new Filter()
            .Equal("status", query.Status?.ToString()).Equal("county", query.County).Equal("venue", query.Venue).Equal("category", query.Category)
                .Equal("year", (long?)query.Year)
            .Add(Lowered(query.Text), p => views.Contains("lowered", p))
            .Add(query.Follower, p => $"id IN (SELECT topic FROM {{follows}} WHERE person = {p})");
        if (!query.Hidden)
        {
            filter.Add("hidden = 0");
        }

        if (query.Overdue)
        {
            filter.Add("level > 0");
        }

        return Page(
            "topics", "position, id, title, county, venue, category, status, raised_at, changed_at, likes, comments, followers, due, level", "position",
            filter, query.After, query.Limit, query.Total,
            r => new TopicRow(
                r.GetString(1), r.GetString(2), Named(r.GetString(3)), Named(r.GetString(4)), Named(r.GetString(5)), Enum.Parse<TopicStatus>(r.GetString(6)),
                DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(7)), DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(8)), (int)r.GetInt64(9),
                (int)r.GetInt64(10), (int)r.GetInt64(11),
                r.IsDBNull(12) ? null : r.GetString(12), (int)r.GetInt64(13)),
            cancel);
    }

    public Task<Rows<CommitmentRow>> Find(CommitmentQuery query, CancellationToken cancel = default)
    {
        var isDone = query.Status == CommitmentFilter.Done;
        var filter = new Filter()
            .Equal(isDone ? "completed_year" : "made_year", (long?)query.Year).Equal("county", query.County).Equal("venue", query.Venue)
                .Equal("department", query.Department)
            .Add(Lowered(query.Text), p => views.Contains("lowered", p));
        if (query.Status != CommitmentFilter.All)
        {
            filter.Add($"status {(isDone ? "=" : "<>")} '{CommitmentStatus.Completed}'");
        }

        if (query.Status == CommitmentFilter.Overdue)
        {
            filter.Add("level > 0");
        }

        return Page(
            "commitments", "position, topic, id, title, department, what, due, status, level, county, venue, made_at, completed_at", "position", filter,
            query.After, query.Limit, query.Total,
            r => new CommitmentRow(
                r.GetString(1), r.GetString(2), r.GetString(3), r.GetString(4), r.GetString(5), r.GetString(6), Enum.Parse<CommitmentStatus>(r.GetString(7)),
                (int)r.GetInt64(8),
                Named(r.GetString(9)), Named(r.GetString(10)), DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(11)),
                r.IsDBNull(12) ? null : DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(12))),
            cancel);
    }

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
        CancellationToken cancel)
    {
        int? all = !total ? null : (int)(await views.Query(new Statement($"SELECT count(*) FROM {{{table}}} {filter.Where}", filter.Values), r =>
            r.GetInt64(0), cancel)).Single();
        if (all == 0)
        {
            return new Rows<T>([], null, all);
        }

        filter.Add(after is null ? null : long.Parse(after, CultureInfo.InvariantCulture), p => $"{order} < {p}");
        var rows = await views.Query(
            new Statement($"SELECT {columns} FROM {{{table}}} {filter.Where} ORDER BY {order} DESC LIMIT {filter.Parameter((long)limit + 1)}", filter.Values),
            r => (Position: r.GetInt64(0), Row: row(r)), cancel);
        return new Rows<T>(
            [.. rows.Take(limit).Select(r => r.Row)], rows.Count > limit ? rows[limit - 1].Position.ToString(CultureInfo.InvariantCulture) : null, all);
    }

    private static string? Lowered(string? text) => string.IsNullOrWhiteSpace(text) ? null : Folding.Lowered(text.Trim());

    private static string? Named(string text) => text.Length == 0 ? null : text;
}
