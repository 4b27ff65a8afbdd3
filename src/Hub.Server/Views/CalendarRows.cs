using System.Data.Common;
using Hub.Domain.Meetings;
using Hub.Server.Journal;

namespace Hub.Server.Views;

/// <summary>A meeting as a calendar has it.</summary>
/// <param name="StartsAt">Null: it has no time yet, and no place in a calendar.</param>
/// <param name="Edits">How often it was edited or called off.</param>
/// <param name="ChangedAt">When that was last; else when it was scheduled.</param>
/// <param name="Reason">Why it was called off; null: it was not.</param>
internal sealed record CalendarRow(
    string Id, string Title, string Format, MeetingStatus Status, DateTimeOffset? StartsAt, string? Venue, int Edits, DateTimeOffset ChangedAt, string? Reason);

/// <summary>Meetings for calendars.</summary>
internal sealed class CalendarRows(HouseViews views)
{
    /// <summary>How many meetings one calendar holds.</summary>
    public const int Most = 500;

    private const string Columns = "id, title, format, status, starts_at, venue, edits, changed_at, reason";

    /// <returns>Null where there is no such meeting.</returns>
    public async Task<CalendarRow?> Find(string meeting, CancellationToken cancel = default) =>
        (await views.Query(new Statement($"SELECT {Columns} FROM {{meetings}} WHERE id = $1", meeting), Read, cancel)).FirstOrDefault();

    /// <summary>Those that anybody may read and that begin after a moment, the latest first, at most <see cref="Most"/>.</summary>
    /// <param name="county">Null: of all counties.</param>
    /// <param name="venue">Null: at all venues.</param>
    public Task<List<CalendarRow>> Public(DateTimeOffset since, string? county, string? venue, CancellationToken cancel = default)
    {
        var filter = new Filter().Equal("visibility", nameof(Visibility.Public)).Equal("county", county).Equal("venue", venue)
            .Add(since.ToUnixTimeMilliseconds(), p => $"starts_at >= {p}");
        return views.Query(
            new Statement($"SELECT {Columns} FROM {{meetings}} {filter.Where} ORDER BY starts_at DESC, id LIMIT {Most}", filter.Values), Read, cancel);
    }

    private static CalendarRow Read(DbDataReader r) => new(
        r.GetString(0), r.GetString(1), r.GetString(2), Enum.Parse<MeetingStatus>(r.GetString(3)),
        r.IsDBNull(4) ? null : DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(4)),
        r.GetString(5) is { Length: > 0 } venue ? venue : null, (int)r.GetInt64(6), DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(7)),
        r.GetString(8) is { Length: > 0 } reason ? reason : null);
}
