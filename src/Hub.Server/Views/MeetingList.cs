using System.Globalization;
using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Server.Grains;
using Hub.Server.Journal;
using Hub.Server.Live;
using static Hub.Domain.Meetings.MeetingEvent;

namespace Hub.Server.Views;

/// <summary>The list of meetings and of their deadlines.</summary>
internal sealed partial class MeetingList : IMeetingList
{
    private const string Name = "meetings";

    /// <summary>A new shape of the tables gets a new number; the fold starts anew.</summary>
    private const int Version = 2;

    private const int CommitsAtOnce = 500;

    private static readonly string[] Tables =
    [
        """
        CREATE TABLE view_meetings (
          id VARCHAR PRIMARY KEY, position BIGINT NOT NULL, title VARCHAR NOT NULL, lowered VARCHAR NOT NULL, format VARCHAR NOT NULL, status VARCHAR NOT NULL,
          visibility VARCHAR NOT NULL, starts_at BIGINT, venue VARCHAR)
        """,
        "CREATE INDEX view_meetings_position ON view_meetings (position)",
        "CREATE TABLE view_deadlines (meeting VARCHAR NOT NULL, ballot VARCHAR NOT NULL, due BIGINT NOT NULL, PRIMARY KEY (meeting, ballot))",
    ];

    private readonly IViewStore _store;
    private readonly IJournal _journal;
    private readonly ILogger _logger;
    private readonly Coalesced<bool> _catchUp;

    /// <summary>How far this node has looked. The stored checkpoint may be behind it where nothing in between concerned the list.</summary>
    private long _position = -1;

    /// <summary>The stored checkpoint, as this node knows it.</summary>
    private long _stored;

    public MeetingList(IViewStore store, IJournal journal, ILogger<MeetingList> logger)
    {
        (_store, _journal, _logger) = (store, journal, logger);
        _catchUp = new Coalesced<bool>(CatchUp);
    }

    public async Task<MeetingRows> Find(MeetingQuery query, CancellationToken cancel = default)
    {
        await _catchUp.Get();
        var rows = await _store.Query(
            new Statement(
                """
                SELECT position, id, title, format, status, starts_at, venue FROM view_meetings
                WHERE (status = $1 OR $1 = '') AND (format = $2 OR $2 = '') AND lowered LIKE $3 ESCAPE '\' AND (visibility = 'Public' OR $4 = 0) AND position < $5
                ORDER BY position DESC LIMIT $6
                """,
                query.Status?.ToString() ?? "", query.Format ?? "", $"%{Literally(Lowered(query.Text ?? ""))}%", query.PublicOnly ? 1L : 0L,
                query.After ?? long.MaxValue, (long)query.Limit + 1),
            r => (Position: r.GetInt64(0), Row: new MeetingRow(
                r.GetString(1), r.GetString(2), r.GetString(3), Enum.Parse<MeetingStatus>(r.GetString(4)),
                r.IsDBNull(5) ? null : DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(5)), r.IsDBNull(6) ? null : r.GetString(6))),
            cancel);
        return new MeetingRows([.. rows.Take(query.Limit).Select(r => r.Row)], rows.Count > query.Limit ? rows[query.Limit - 1].Position : null);
    }

    public async Task<IReadOnlyList<string>> DueBefore(DateTimeOffset moment, CancellationToken cancel = default)
    {
        await _catchUp.Get();
        return await _store.Query(
            new Statement("SELECT DISTINCT meeting FROM view_deadlines WHERE due < $1", moment.ToUnixTimeMilliseconds()), r => r.GetString(0), cancel);
    }

    private static string Lowered(string text) => text.ToLower(CultureInfo.InvariantCulture);

    private static string Literally(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);

    private async Task<bool> CatchUp()
    {
        if (_position < 0)
        {
            _position = _stored = await _store.Prepare(Name, Version, ["view_meetings", "view_deadlines"], Tables);
        }

        while (await _journal.ReadAll(_position, CommitsAtOnce) is { Count: > 0 } commits)
        {
            var last = commits[^1].Position;
            var changes = commits.Where(Concerns).SelectMany(Changes).ToList();
            if (changes.Count == 0 && commits.Count < CommitsAtOnce)
            {
                _position = last;
                continue;
            }

            // Where another node has been quicker, its place counts: what it did stands, and what is behind it is read again.
            _position = _stored = await _store.Advance(Name, _stored, last, changes);
        }

        return true;
    }

    /// <summary>Most commits are comments, votes and likes: they are passed over without being read.</summary>
    private static bool Concerns(Commit commit) =>
        Rooms.Meeting(commit.Stream) is not null
        && (commit.Payload.Span.IndexOf("\"$type\":\"meeting"u8) >= 0 || commit.Payload.Span.IndexOf("\"$type\":\"ballot"u8) >= 0);

    private IEnumerable<Statement> Changes(Commit commit)
    {
        var id = Rooms.Meeting(commit.Stream)!;
        List<Recorded<MeetingEvent>> events;
        try
        {
            events = [.. EventLoop<Meeting?, MeetingEvent>.Unpack(commit)];
        }
        catch (CorruptStreamException e)
        {
            // That stream is set aside; the list goes on with the others.
            LogUnreadable(commit.Stream, commit.Number, e);
            return [];
        }

        return events.Select(e => Change(id, commit.Position, e)).OfType<Statement>();
    }

    private static Statement? Change(string id, long position, Recorded<MeetingEvent> recorded) => recorded.Event switch
    {
        MeetingScheduled e => new(
            """
            INSERT INTO view_meetings (id, position, title, lowered, format, status, visibility, starts_at, venue) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (id) DO NOTHING
            """,
            id, position, e.Title, Lowered(e.Title), e.Format, MeetingStatus.Scheduled.ToString(), e.Visibility.ToString(), e.StartsAt?.ToUnixTimeMilliseconds(), e.Venue),
        MeetingOpened or MeetingResumed => Status(id, MeetingStatus.Open),
        MeetingPaused => Status(id, MeetingStatus.Paused),
        MeetingClosed => Status(id, MeetingStatus.Closed),
        BallotOpened { ClosesAt: { } due } e => Due(id, e.Ballot, due),
        BallotClosing e => Due(id, e.Ballot, recorded.At),
        BallotClosed e => new("DELETE FROM view_deadlines WHERE meeting = $1 AND ballot = $2", id, e.Ballot),
        _ => null,
    };

    private static Statement Status(string id, MeetingStatus status) => new("UPDATE view_meetings SET status = $2 WHERE id = $1", id, status.ToString());

    private static Statement Due(string id, string ballot, DateTimeOffset due) => new(
        "INSERT INTO view_deadlines (meeting, ballot, due) VALUES ($1, $2, $3) ON CONFLICT (meeting, ballot) DO UPDATE SET due = excluded.due",
        id, ballot, due.ToUnixTimeMilliseconds());

    [LoggerMessage(Level = LogLevel.Error, Message = "{Stream} cannot be read at commit {Commit}; the list of meetings passes it over.")]
    private partial void LogUnreadable(string stream, long commit, Exception e);
}
