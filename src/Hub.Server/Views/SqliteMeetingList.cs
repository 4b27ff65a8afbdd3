using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Server.Grains;
using Hub.Server.Journal;
using Hub.Server.Live;
using static Hub.Domain.Meetings.MeetingEvent;

namespace Hub.Server.Views;

/// <summary>The list of meetings in SQLite: a table, and the journal position it has come to, changed in one transaction.</summary>
internal sealed partial class SqliteMeetingList : IMeetingList
{
    private const string Name = "meetings";

    /// <summary>A new shape of the tables gets a new number; the fold starts anew.</summary>
    private const int Version = 1;

    private const int CommitsAtOnce = 500;

    private readonly SqliteStore _store;
    private readonly IJournal _journal;
    private readonly ILogger _logger;
    private readonly Coalesced<bool> _catchUp;

    /// <summary>How far this node has looked. The stored checkpoint may be behind it where nothing in between concerned the list.</summary>
    private long _position = -1;

    public SqliteMeetingList(SqliteStore store, IJournal journal, ILogger<SqliteMeetingList> logger)
    {
        (_store, _journal, _logger) = (store, journal, logger);
        _catchUp = new Coalesced<bool>(CatchUp);
    }

    public async Task<MeetingRows> Find(MeetingQuery query, CancellationToken cancel = default)
    {
        await _catchUp.Get();
        var rows = await _store.Read(
            session => session.Query(
                """
                SELECT position, id, title, format, status, starts_at, venue FROM view_meetings
                WHERE ($1 IS NULL OR status = $1) AND ($2 IS NULL OR format = $2) AND ($3 IS NULL OR instr(lower(title), lower($3)) > 0)
                  AND ($4 = 0 OR visibility = 'Public') AND ($5 IS NULL OR position < $5)
                ORDER BY position DESC LIMIT $6
                """,
                r => (Position: r.GetInt64(0), Row: new MeetingRow(
                    r.GetString(1), r.GetString(2), r.GetString(3), Enum.Parse<MeetingStatus>(r.GetString(4)),
                    r.IsDBNull(5) ? null : DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(5)), r.IsDBNull(6) ? null : r.GetString(6))),
                query.Status?.ToString(), query.Format, query.Text, query.PublicOnly ? 1 : 0, query.After, query.Limit + 1),
            cancel);
        return new MeetingRows([.. rows.Take(query.Limit).Select(r => r.Row)], rows.Count > query.Limit ? rows[query.Limit - 1].Position : null);
    }

    public async Task<IReadOnlyList<string>> DueBefore(DateTimeOffset moment, CancellationToken cancel = default)
    {
        await _catchUp.Get();
        return await _store.Read(
            session => session.Query("SELECT DISTINCT meeting FROM view_deadlines WHERE due < $1", r => r.GetString(0), moment.ToUnixTimeMilliseconds()), cancel);
    }

    private async Task<bool> CatchUp()
    {
        if (_position < 0)
        {
            _position = await _store.Write(Prepare);
        }

        while (await _journal.ReadAll(_position, CommitsAtOnce) is { Count: > 0 } commits)
        {
            var last = commits[^1].Position;
            var changes = commits.Where(Concerns).SelectMany(Changes).ToList();
            if (changes.Count > 0 || commits.Count == CommitsAtOnce)
            {
                await _store.Write(session =>
                {
                    changes.ForEach(change => change(session));
                    return session.Execute("UPDATE view_checkpoints SET position = $2 WHERE name = $1", Name, last);
                });
            }

            _position = last;
        }

        return true;
    }

    private static long Prepare(SqliteSession session)
    {
        session.Execute("CREATE TABLE IF NOT EXISTS view_checkpoints (name TEXT PRIMARY KEY, version INTEGER NOT NULL, position INTEGER NOT NULL) STRICT");
        var known = session.Query("SELECT version, position FROM view_checkpoints WHERE name = $1", r => (Version: r.GetInt64(0), Position: r.GetInt64(1)), Name);
        if (known is [{ Version: Version } at])
        {
            return at.Position;
        }

        session.Execute("DROP TABLE IF EXISTS view_meetings");
        session.Execute("DROP TABLE IF EXISTS view_deadlines");
        session.Execute(
            """
            CREATE TABLE view_meetings (
              id TEXT PRIMARY KEY, position INTEGER NOT NULL, title TEXT NOT NULL, format TEXT NOT NULL, status TEXT NOT NULL, visibility TEXT NOT NULL,
              starts_at INTEGER, venue TEXT) STRICT
            """);
        session.Execute("CREATE INDEX view_meetings_position ON view_meetings (position)");
        session.Execute("CREATE TABLE view_deadlines (meeting TEXT NOT NULL, ballot TEXT NOT NULL, due INTEGER NOT NULL, PRIMARY KEY (meeting, ballot)) STRICT");
        session.Execute("INSERT OR REPLACE INTO view_checkpoints (name, version, position) VALUES ($1, $2, 0)", Name, Version);
        return 0;
    }

    /// <summary>Most commits are comments, votes and likes: they are passed over without being read.</summary>
    private static bool Concerns(Commit commit) =>
        Rooms.Meeting(commit.Stream) is not null
        && (commit.Payload.Span.IndexOf("\"$type\":\"meeting"u8) >= 0 || commit.Payload.Span.IndexOf("\"$type\":\"ballot"u8) >= 0);

    private IEnumerable<Action<SqliteSession>> Changes(Commit commit)
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

        return events.Select(e => Change(id, commit.Position, e)).OfType<Action<SqliteSession>>();
    }

    private static Action<SqliteSession>? Change(string id, long position, Recorded<MeetingEvent> recorded) => recorded.Event switch
    {
        MeetingScheduled e => s => s.Execute(
            "INSERT OR REPLACE INTO view_meetings (id, position, title, format, status, visibility, starts_at, venue) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            id, position, e.Title, e.Format, MeetingStatus.Scheduled.ToString(), e.Visibility.ToString(), e.StartsAt?.ToUnixTimeMilliseconds(), e.Venue),
        MeetingOpened or MeetingResumed => Status(id, MeetingStatus.Open),
        MeetingPaused => Status(id, MeetingStatus.Paused),
        MeetingClosed => Status(id, MeetingStatus.Closed),
        BallotOpened { ClosesAt: { } due } e => Due(id, e.Ballot, due),
        BallotClosing e => Due(id, e.Ballot, recorded.At),
        BallotClosed e => s => s.Execute("DELETE FROM view_deadlines WHERE meeting = $1 AND ballot = $2", id, e.Ballot),
        _ => null,
    };

    private static Action<SqliteSession> Status(string id, MeetingStatus status) =>
        s => s.Execute("UPDATE view_meetings SET status = $2 WHERE id = $1", id, status.ToString());

    private static Action<SqliteSession> Due(string id, string ballot, DateTimeOffset due) =>
        s => s.Execute("INSERT OR REPLACE INTO view_deadlines (meeting, ballot, due) VALUES ($1, $2, $3)", id, ballot, due.ToUnixTimeMilliseconds());

    [LoggerMessage(Level = LogLevel.Error, Message = "{Stream} cannot be read at commit {Commit}; the list of meetings passes it over.")]
    private partial void LogUnreadable(string stream, long commit, Exception e);
}
