using System.Collections.Immutable;
using System.Globalization;
using Hub.Domain;
using Hub.Domain.Registers;

namespace Hub.Server.Views;

/// <summary>What one member did in a year (履职档案): counted from what is stored of it, none of it written by hand.</summary>
/// <param name="Meetings">Attended: checked in, or, where nobody needs to, took a seat; of meetings closed in the year.</param>
/// <param name="SpokenSeconds">Whole seconds on the floor of these meetings.</param>
/// <param name="Comments">Comments and replies in these meetings.</param>
/// <param name="Ballots">Ballots of these meetings that the member took part in, never how.</param>
/// <param name="Topics">Raised as a member.</param>
/// <param name="Trainings">Entries of the ledger of this kind; the other activities there are beside it.</param>
/// <param name="Visits">With reception days.</param>
public sealed record DutyFigures(
    int Meetings, int SpokenSeconds, int Comments, int Ballots, int Topics, int Proposals, int Speeches, int Sentiment, int Trainings, int Activities,
    int Visits)
{
    public static readonly DutyFigures None = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>A figure by its name on the wire; null where there is none of this name.</summary>
    public int? this[string name] => name switch
    {
        "meetings" => Meetings,
        "spokenSeconds" => SpokenSeconds,
        "comments" => Comments,
        "ballots" => Ballots,
        "topics" => Topics,
        "proposals" => Proposals,
        "speeches" => Speeches,
        "sentiment" => Sentiment,
        "trainings" => Trainings,
        "activities" => Activities,
        "visits" => Visits,
        _ => null,
    };
}

public sealed record AttendedMeeting(string Id, string Title, DateTimeOffset ClosedAt, bool Present, int SpokenSeconds, int Comments, int Ballots);

public sealed record RaisedTopic(string Id, string Title, DateTimeOffset RaisedAt);

/// <summary>Reads duty records.</summary>
internal sealed class DutyRecords(HouseViews views)
{
    /// <summary>Of a year, everyone who did anything in it, by member.</summary>
    public Task<IReadOnlyDictionary<string, DutyFigures>> OfAll(int year, CancellationToken cancel = default) => Read(year, null, cancel);

    public async Task<DutyFigures> Of(string member, int year, CancellationToken cancel = default) =>
        (await Read(year, member, cancel)).GetValueOrDefault(member) ?? DutyFigures.None;

    /// <summary>The meetings of a member, newest first.</summary>
    public async Task<ImmutableArray<AttendedMeeting>> Meetings(string member, int year, CancellationToken cancel = default) =>
    [
        .. await views.Query(
            new Statement(
                "SELECT meeting, max(title), max(closed_at), max(present), CAST(sum(milliseconds) AS BIGINT), CAST(sum(comments) AS BIGINT), "
                + $"CAST(sum(ballots) AS BIGINT) FROM {{attended}} WHERE {Merged.Are("$1")} AND year = $2 GROUP BY meeting "
                + "ORDER BY max(closed_at) DESC, meeting", member, (long)year),
            r => new AttendedMeeting(
                r.GetString(0), r.GetString(1), DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(2)), r.GetInt64(3) == 1, (int)(r.GetInt64(4) / 1000),
                (int)r.GetInt64(5), (int)r.GetInt64(6)),
            cancel),
    ];

    /// <summary>The topics that a member raised, newest first.</summary>
    public async Task<ImmutableArray<RaisedTopic>> Topics(string member, int year, CancellationToken cancel = default) =>
    [
        .. await views.Query(
            new Statement(
                $"SELECT topic, title, raised_at FROM {{raised}} WHERE {Merged.Are("$1")} AND year = $2 ORDER BY raised_at DESC, topic", member, (long)year),
            r => new RaisedTopic(r.GetString(0), r.GetString(1), DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(2))), cancel),
    ];

    private async Task<IReadOnlyDictionary<string, DutyFigures>> Read(int year, string? member, CancellationToken cancel)
    {
        var filter = new Filter().Equal("t.year", (long)year).Add(member, p => Merged.Are(p, "t.member"));
        var figures = (await views.Query(
            new Statement(
                "SELECT who, sum(present), sum(milliseconds), sum(comments), sum(ballots) FROM ("
                + $"SELECT {Merged.Who} AS who, t.meeting AS meeting, max(t.present) AS present, sum(t.milliseconds) AS milliseconds, "
                + $"sum(t.comments) AS comments, sum(t.ballots) AS ballots FROM {{attended}} t {Merged.Join} {filter.Where} GROUP BY {Merged.Who}, t.meeting"
                + ") x GROUP BY who", filter.Values),
            r => (Member: r.GetString(
                0), Figures: DutyFigures.None with
                {
                    Meetings = Whole(r.GetValue(1)),
                    SpokenSeconds = Whole(r.GetValue(2), 1000),
                    Comments = Whole(r.GetValue(3)),
                    Ballots = Whole(r.GetValue(4))
                }),
            cancel)).ToDictionary(r => r.Member, r => r.Figures);
        foreach (var (who, n) in await views.Query(
            new Statement(
                $"SELECT who, count(*) FROM (SELECT DISTINCT {Merged.Who} AS who, t.topic AS topic FROM {{raised}} t {Merged.Join} {filter.Where}) x "
                + "GROUP BY who", filter.Values), r =>
                (r.GetString(0), (int)r.GetInt64(1)), cancel))
        {
            figures[who] = figures.GetValueOrDefault(who, DutyFigures.None) with { Topics = n };
        }

        foreach (var (who, type, kind, n) in await views.Query(
            new Statement(
                $"SELECT who, type, kind, count(*) FROM (SELECT DISTINCT {Merged.Who} AS who, t.register AS register, t.entry AS entry, t.type AS type, "
                + $"t.kind AS kind FROM {{parts}} t {Merged.Join} {filter.Where}) x GROUP BY who, type, kind", filter.Values),
            r => (r.GetString(0), r.GetString(1), r.GetString(2), (int)r.GetInt64(3)), cancel))
        {
            figures[who] = With(figures.GetValueOrDefault(who, DutyFigures.None), type, kind, n);
        }

        return figures;
    }

    private static DutyFigures With(DutyFigures figures, string type, string kind, int n) => EntryKinds.Find(type)?.Duty?.Invoke(kind) switch
    {
        null => figures,
        DutyFigure.Proposals => figures with { Proposals = figures.Proposals + n },
        DutyFigure.Speeches => figures with { Speeches = figures.Speeches + n },
        DutyFigure.Sentiment => figures with { Sentiment = figures.Sentiment + n },
        DutyFigure.Trainings => figures with { Trainings = figures.Trainings + n },
        DutyFigure.Activities => figures with { Activities = figures.Activities + n },
        DutyFigure.Visits => figures with { Visits = figures.Visits + n },
        var other => throw new InvalidOperationException($"No duty record counts {other}."),
    };

    private static int Whole(object sum, int divisor = 1) => (int)(Convert.ToInt64(sum, CultureInfo.InvariantCulture) / divisor);
}
