using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Domain.Texts;
using Hub.Server.Journal;
using static Hub.Domain.Meetings.MeetingEvent;
using RoundEvent = Hub.Domain.Opinion.RoundEvent;

namespace Hub.Server.Views;

/// <summary>The list of meetings, and which rooms are to be woken when: a ballot's or a round's deadline, a topic that is to be told.</summary>
internal sealed class MeetingsView(Places places, Calendar calendar, Action<Commit, Exception> unreadable) : CollectingView
{
    public override IReadOnlyList<ViewTable> Tables { get; } =
    [
        new(
            "meetings",
            """
            id VARCHAR NOT NULL, position BIGINT NOT NULL, title VARCHAR NOT NULL, lowered VARCHAR NOT NULL, format VARCHAR NOT NULL, status VARCHAR NOT NULL,
              visibility VARCHAR NOT NULL,
            starts_at BIGINT, venue VARCHAR NOT NULL, county VARCHAR NOT NULL, closed_year BIGINT,
              edits BIGINT NOT NULL, changed_at BIGINT NOT NULL, reason VARCHAR NOT NULL
            """,
            "id", "position", "closed_year, status, visibility, county, venue, format"),
        new("deadlines", "room VARCHAR NOT NULL, what VARCHAR NOT NULL, due BIGINT NOT NULL", "room, what", "due"),
    ];

    public override async ValueTask Take(Commit commit, CancellationToken cancel)
    {
        if (StreamNames.Meeting(commit.Stream) is { } id && Concerns(commit))
        {
            foreach (var recorded in Folding.Meeting(commit, e => unreadable(commit, e)))
            {
                if (recorded.Event is MeetingScheduled scheduled)
                {
                    places.Set(commit.Stream, new Place(scheduled.County ?? "", scheduled.Venue ?? "", scheduled.Format));
                }

                else if (recorded.Event is MeetingEdited { Venue: not null } or MeetingEdited { VenueCleared: true })
                {
                    places.Set(commit.Stream, await places.Of(commit.Stream) with { Venue = ((MeetingEdited)recorded.Event).Venue ?? "" });
                }

                Collected.AddRange(Change(id, commit, recorded));
            }
        }
    }

    /// <summary>Most commits are comments: they are passed over without being read.</summary>
    private static bool Concerns(Commit commit) =>
        commit.Payload.Span.IndexOf("\"$type\":\"meeting"u8) >= 0 || commit.Payload.Span.IndexOf("\"$type\":\"ballot"u8) >= 0
        || commit.Payload.Span.IndexOf("\"topic\":\""u8) >= 0 || commit.Payload.Span.IndexOf("\"$type\":\"topicTold\""u8) >= 0
        || commit.Payload.Span.IndexOf("\"$type\":\"round"u8) >= 0;

    private IEnumerable<Statement> Change(string id, Commit commit, Recorded<MeetingEvent> recorded) => recorded.Event switch
    {
        MeetingScheduled e =>
        [
            new(
                """
                INSERT INTO {meetings} (id, position, title, lowered, format, status, visibility, starts_at, venue, county, edits, changed_at, reason)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11, '') ON CONFLICT (id) DO NOTHING
                """,
                id, commit.Position, e.Title, Search.Form(e.Title), e.Format, MeetingStatus.Scheduled.ToString(), e.Visibility.ToString(),
                e.StartsAt?.ToUnixTimeMilliseconds(),
                e.Venue ?? "", e.County ?? "", recorded.At.ToUnixTimeMilliseconds()),
        ],
        MeetingEdited e => [.. Edited(id, e), Edits(id, recorded)],
        MeetingOpened or MeetingResumed => [Status(id, MeetingStatus.Open)],
        MeetingPaused => [Status(id, MeetingStatus.Paused)],
        MeetingClosed =>
        [
            new("UPDATE {meetings} SET status = $2, closed_year = $3 WHERE id = $1", id, MeetingStatus.Closed.ToString(),
                (long)calendar.DayOf(recorded.At).Year),
            TopicsDue(commit, recorded),
        ],
        MeetingCancelled e =>
        [
            Status(id, MeetingStatus.Cancelled), Edits(id, recorded), new("UPDATE {meetings} SET reason = $2 WHERE id = $1", id, e.Reason),
            TopicsDue(commit, recorded),
        ],
        BallotOpened { ClosesAt: { } due } e => [Due(commit.Stream, e.Ballot, due.ToUnixTimeMilliseconds())],
        BallotClosing e => [Due(commit.Stream, e.Ballot, recorded.At.ToUnixTimeMilliseconds())],
        BallotClosed e => [Over(commit.Stream, e.Ballot)],
        InRound { Event: RoundEvent.RoundOpened { ClosesAt: { } due } e } => [Due(commit.Stream, e.Round, due.ToUnixTimeMilliseconds())],
        InRound { Event: RoundEvent.RoundClosing e } => [Due(commit.Stream, e.Round, recorded.At.ToUnixTimeMilliseconds())],
        InRound { Event: RoundEvent.RoundClosed e } => [Over(commit.Stream, e.Round)],
        ItemAdded { Item.Topic: not null } e => [Due(commit.Stream, $"tell {e.Item.Id}", long.MaxValue)],
        TopicTold e => [Over(commit.Stream, $"tell {e.Item}")],
        _ => [],
    };

    private static IEnumerable<Statement> Edited(string id, MeetingEdited e)
    {
        if (e.Title is { } title)
        {
            yield return new("UPDATE {meetings} SET title = $2, lowered = $3 WHERE id = $1", id, title, Search.Form(title));
        }

        if (e.Venue is not null || e.VenueCleared == true)
        {
            yield return new("UPDATE {meetings} SET venue = $2 WHERE id = $1", id, e.Venue ?? "");
        }

        if (e.StartsAtCleared == true)
        {
            yield return new("UPDATE {meetings} SET starts_at = NULL WHERE id = $1", id);
        }
        else if (e.StartsAt is { } startsAt)
        {
            yield return new("UPDATE {meetings} SET starts_at = $2 WHERE id = $1", id, startsAt.ToUnixTimeMilliseconds());
        }

        if (e.Visibility is { } visibility)
        {
            yield return new("UPDATE {meetings} SET visibility = $2 WHERE id = $1", id, visibility.ToString());
        }
    }

    /// <summary>What a calendar holds of it is older from here on.</summary>
    private static Statement Edits(string id, Recorded<MeetingEvent> recorded) => new(
        "UPDATE {meetings} SET edits = edits + 1, changed_at = $2 WHERE id = $1", id, recorded.At.ToUnixTimeMilliseconds());

    /// <summary>From here on every topic on the agenda is to be told, if it is not already.</summary>
    private static Statement TopicsDue(Commit commit, Recorded<MeetingEvent> recorded) =>
        new("UPDATE {deadlines} SET due = $2 WHERE room = $1 AND what LIKE 'tell %'", commit.Stream, recorded.At.ToUnixTimeMilliseconds());

    private static Statement Status(string id, MeetingStatus status) => new("UPDATE {meetings} SET status = $2 WHERE id = $1", id, status.ToString());

    private static Statement Due(string room, string what, long due) => new(
        "INSERT INTO {deadlines} (room, what, due) VALUES ($1, $2, $3) ON CONFLICT (room, what) DO UPDATE SET due = excluded.due", room, what, due);

    private static Statement Over(string room, string what) => new("DELETE FROM {deadlines} WHERE room = $1 AND what = $2", room, what);
}
