using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using Hub.Domain.Topics;
using Hub.Server.Journal;

namespace Hub.Server.Views;

/// <summary>
/// What a year's report counts of things that are only ever added: topics raised, meetings closed, comments, first likes; by month, for the city, each county,
/// each venue, and each venue within a county.
/// </summary>
internal sealed class FiguresView(Places places, Calendar calendar, Action<Commit, Exception> unreadable) : View
{
    public const string Topics = "topics";
    public const string Activities = "activities";
    public const string Interactions = "interactions";

    private readonly Dictionary<(long Year, long Month, long Scope, string Place, string Kind, string Which), long> _added = [];

    public override IReadOnlyList<ViewTable> Tables { get; } =
    [
        new(
            "figures",
            "year BIGINT NOT NULL, scope BIGINT NOT NULL, place VARCHAR NOT NULL, kind VARCHAR NOT NULL, which VARCHAR NOT NULL, month BIGINT NOT NULL, n "
            + "BIGINT NOT NULL",
            "year, scope, place, kind, which, month"),
        new("totals", "year BIGINT NOT NULL, scope BIGINT NOT NULL, kind VARCHAR NOT NULL, place VARCHAR NOT NULL, n BIGINT NOT NULL",
            "year, scope, kind, place"),
    ];

    /// <summary>How a place is written in the figures of a scope.</summary>
    public static (long Scope, string Place) ScopeOf(string? county, string? venue) => (county, venue) switch
    {
        (null, null) => (Scope.City, ""),
        (not null, null) => (Scope.County, county),
        (null, not null) => (Scope.Venue, venue),
        _ => (Scope.VenueOfCounty, $"{county}\n{venue}"),
    };

    public override async ValueTask Take(Commit commit, CancellationToken cancel)
    {
        if (StreamNames.Meeting(commit.Stream) is not null)
        {
            await TakeMeeting(commit);
        }
        else if (StreamNames.Topic(commit.Stream) is not null)
        {
            await TakeTopic(commit);
        }
        else if (StreamNames.OfBox(commit.Stream) is { } room && commit.Payload.Span.IndexOf("\"$type\":\"reacted\""u8) >= 0)
        {
            foreach (var recorded in Folding.Unpack<BoxEvent>(commit, e => unreadable(commit, e)))
            {
                if (recorded.Event is BoxEvent.Reacted { On: true, Again: not true })
                {
                    Add(recorded.At, await places.Of(room), Interactions, "like");
                }
            }
        }
    }

    public override IEnumerable<Statement> Changes()
    {
        var changes = _added.Select(a => new Statement(
            """
            INSERT INTO {figures} (year, month, scope, place, kind, which, n) VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (year, scope, place, kind, which, month) DO UPDATE SET n = {figures}.n + excluded.n
            """,
            a.Key.Year, a.Key.Month, a.Key.Scope, a.Key.Place, a.Key.Kind, a.Key.Which, a.Value))
            .Concat(_added.GroupBy(a => (a.Key.Year, a.Key.Scope, a.Key.Kind, a.Key.Place)).Select(g => new Statement(
                """
                INSERT INTO {totals} (year, scope, kind, place, n) VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT (year, scope, kind, place) DO UPDATE SET n = {totals}.n + excluded.n
                """,
                g.Key.Year, g.Key.Scope, g.Key.Kind, g.Key.Place, g.Sum(a => a.Value))))
            .ToArray();
        _added.Clear();
        return changes;
    }

    public override void Forget() => _added.Clear();

    private async ValueTask TakeMeeting(Commit commit)
    {
        var payload = commit.Payload;
        if (payload.Span.IndexOf("\"$type\":\"commented\""u8) < 0 && payload.Span.IndexOf("\"$type\":\"meetingClosed\""u8) < 0)
        {
            return;
        }

        foreach (var recorded in Folding.Meeting(commit, e => unreadable(commit, e)))
        {
            switch (recorded.Event)
            {
                case MeetingEvent.Commented e:
                    Add(recorded.At, await places.Of(commit.Stream), Interactions, e.ReplyTo is null ? "comment" : "reply");
                    break;
                case MeetingEvent.MeetingClosed:
                    Add(recorded.At, await places.Of(commit.Stream), Activities, (await places.Of(commit.Stream)).Format);
                    break;
                default:
                    break;
            }
        }
    }

    private async ValueTask TakeTopic(Commit commit)
    {
        if (commit.Payload.Span.IndexOf("\"$type\":\"topicCommented\""u8) < 0 && commit.Payload.Span.IndexOf("\"$type\":\"topicRaised\""u8) < 0)
        {
            return;
        }

        foreach (var recorded in Folding.Topic(commit, e => unreadable(commit, e)))
        {
            switch (recorded.Event)
            {
                case TopicEvent.TopicRaised e:
                    Add(recorded.At, new Place(e.County ?? "", e.Venue ?? ""), Topics, e.Category ?? "");
                    break;
                case TopicEvent.TopicCommented e:
                    Add(recorded.At, await places.Of(commit.Stream), Interactions, e.ReplyTo is null ? "comment" : "reply");
                    break;
                default:
                    break;
            }
        }
    }

    private void Add(DateTimeOffset at, Place place, string kind, string which)
    {
        var day = calendar.DayOf(at);
        foreach (var (scope, name) in new[] { (Scope.City, ""), (Scope.County, place.County), (Scope.Venue, place.Venue),
            (Scope.VenueOfCounty, $"{place.County}\n{place.Venue}") })
        {
            var key = (day.Year, day.Month, scope, name, kind, which);
            _added[key] = _added.GetValueOrDefault(key) + 1;
        }
    }

    public static class Scope
    {
        public const long City = 0;
        public const long County = 1;
        public const long Venue = 2;
        public const long VenueOfCounty = 3;
    }
}
