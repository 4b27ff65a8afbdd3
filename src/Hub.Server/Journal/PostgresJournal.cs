using System.Diagnostics;
using System.Runtime.CompilerServices;
using Hub.Domain;
using Npgsql;

namespace Hub.Server.Journal;

/// <summary>
/// The journal of a cluster: one row per commit in PostgreSQL, written by every node for the grains it has. The fence is in the database, and so keeps apart
/// two activations on two nodes as well as two on one.
/// </summary>
/// <remarks>
/// A position is the id of the transaction that stored the row, times 1024, and the row's place in it. Ids rise, but do not commit in order: only rows below
/// the oldest transaction that still runs are told, and so nothing is ever stored behind a position that was read. What is read is verified as in
/// <see cref="SqliteJournal"/>.
/// </remarks>
public sealed partial class PostgresJournal(PostgresStore store, ILogger<PostgresJournal> logger) : IJournal
{
    private const int PageSize = 100;

    private const string Columns = "stream, number, first_seq, last_seq, at, payload, payload_hash, hash, position";

    /// <summary>Transactions here last milliseconds. A longer one is another program's.</summary>
    private static readonly TimeSpan HorizonPatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SayAgainAfter = TimeSpan.FromMinutes(1);

    private long? _heldUpSaid;

    public RecordFormat Format => store.Format;

    public async Task<Appended> Append(string stream, Head expected, Draft draft)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(draft.Events, 1);
        var payload = draft.Payload.ToArray();
        var payloadHash = Hash.Of(payload);
        var (number, firstSeq, lastSeq) = (expected.Commit + 1, expected.Seq + 1, expected.Seq + draft.Events);
        var head = new Head(number, lastSeq, Chain.Next(expected.Hash, payloadHash, number, firstSeq, lastSeq, draft.At, stream));
        var outcome = await store.Append(new Row(
            stream, number, firstSeq, lastSeq, draft.At.ToUnixTimeMilliseconds(), payload, payloadHash.ToArray(), head.Hash.ToArray(),
            expected == Head.None, expected.Hash.ToArray(), store.PositionOffset));
        return outcome == AppendOutcome.Stored ? new(outcome, head) : new(outcome);
    }

    public async IAsyncEnumerable<Commit> Read(string stream, Head after, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        if (after != Head.None)
        {
            await Require(stream, after, cancel);
        }

        while (true)
        {
            var rows = await store.Query(
                $"SELECT {Columns} FROM commits WHERE stream = $1 AND number > $2 ORDER BY number LIMIT {PageSize}", ReadRow, [stream, after.Commit], cancel);
            foreach (var row in rows)
            {
                var commit = row?.Commit;
                var wrong = row is { } read ? Chain.WhatIsWrong(read.Commit, read.PayloadHash, after) : "the row is damaged";
                if (wrong == Chain.Changed && await IsRedaction(commit!, cancel))
                {
                    commit = commit! with { RedactedFrom = row!.Value.PayloadHash };
                    wrong = Chain.WhatIsWrong(commit, row.Value.PayloadHash, after);
                }

                if (wrong is not null)
                {
                    throw new CorruptStreamException(stream, after.Commit + 1, wrong);
                }

                after = commit!.Head;
                yield return commit;
            }

            if (rows.Count < PageSize)
            {
                yield break;
            }
        }
    }

    public async Task<Head> HeadBefore(string stream, long seq, CancellationToken cancel = default) => await JournalSearch.HeadBefore(
        stream,
        async number => (await store.Query(
            "SELECT number, last_seq, hash FROM commits WHERE stream = $1 AND number <= $2 ORDER BY number DESC LIMIT 1",
            row => new Head(row.GetInt64(0), row.GetInt64(1), Hash.Read(row.GetFieldValue<byte[]>(2))), [stream, number], cancel)).FirstOrDefault(),
        seq);

    public async Task<IReadOnlyList<Commit>> ReadAll(long afterPosition, int limit, CancellationToken cancel = default)
    {
        var started = Stopwatch.GetTimestamp();
        long? asOfNow = null;
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var (oldestRunning, next, commits) = await store.Use(connection => ReadSettled(connection, afterPosition, limit, cancel), cancel);

            // All that was answered to anybody before this call was of transactions that had begun by now.
            asOfNow ??= next;
            if (commits.Count == limit || oldestRunning >= asOfNow)
            {
                return commits;
            }

            if (Stopwatch.GetElapsedTime(started) > HorizonPatience)
            {
                // Somebody's long transaction holds up every reader, each time it reads: that is said once in a while, not each time.
                if (_heldUpSaid is not { } said || Stopwatch.GetElapsedTime(said) > SayAgainAfter)
                {
                    _heldUpSaid = Stopwatch.GetTimestamp();
                    LogHeldUp(oldestRunning);
                }

                return commits;
            }

            await Task.Delay(pause, cancel);
        }
    }

    public async Task<long> LastPosition(CancellationToken cancel = default) =>
        (await store.Query("SELECT coalesce(max(position), 0) FROM commits", row => row.GetInt64(0), [], cancel)).Single();

    public async Task<Snapshot?> ReadSnapshot(string stream, CancellationToken cancel = default) => (await store.Query(
        "SELECT number, seq, hash, version, state FROM snapshots WHERE stream = $1",
        row => new Snapshot(
            new Head(row.GetInt64(0), row.GetInt64(1), Hash.ReadOrZero(row.GetFieldValue<byte[]>(2))), row.GetInt32(3), row.GetFieldValue<byte[]>(4)),
        [stream], cancel)).SingleOrDefault();

    public Task WriteSnapshot(string stream, Snapshot snapshot)
    {
        // One of the same commit replaces too: it may be of another version. And so does any in the place of one whose commit was lost with an older database.
        var (head, state) = (snapshot.Head, snapshot.State.ToArray());
        return store.Execute(
            """
            INSERT INTO snapshots (stream, number, seq, hash, version, state) SELECT $1, $2, $3, $4, $5, $6
            WHERE EXISTS (SELECT 1 FROM commits WHERE stream = $1 AND number = $2 AND last_seq = $3 AND hash = $4)
              AND NOT EXISTS (SELECT 1 FROM redactions WHERE stream = $1 AND by_seq > $3)
            ON CONFLICT (stream) DO UPDATE
            SET number = excluded.number, seq = excluded.seq, hash = excluded.hash, version = excluded.version, state = excluded.state
            WHERE excluded.number >= snapshots.number OR NOT EXISTS (
              SELECT 1 FROM commits c WHERE c.stream = snapshots.stream AND c.number = snapshots.number AND c.last_seq = snapshots.seq
                AND c.hash = snapshots.hash)
            """,
            stream, head.Commit, head.Seq, head.Hash.ToArray(), snapshot.Version, state);
    }

    public Task Redact(string stream, IReadOnlyList<Redaction> redactions, long by, string reason) => store.Execute(
        """
        WITH wanted AS (
            SELECT * FROM unnest($2::bigint[], $3::bytea[], $4::bytea[], $5::bytea[]) AS w (number, hash, payload, payload_hash)),
          changed AS (
            UPDATE commits AS c SET payload = convert_from(w.payload, 'UTF8') FROM wanted AS w
            WHERE c.stream = $1 AND c.number = w.number AND c.hash = w.hash
              AND NOT EXISTS (SELECT 1 FROM redactions AS r WHERE r.stream = $1 AND r.by_seq > $6) RETURNING c.number),
          noted AS (
            INSERT INTO redactions (stream, number, payload_hash, by_seq, at, reason)
            SELECT $1, w.number, w.payload_hash, $6, (extract(epoch FROM clock_timestamp()) * 1000)::bigint, $7
            FROM wanted AS w JOIN changed USING (number)
            ON CONFLICT (stream, number, payload_hash) DO UPDATE SET by_seq = excluded.by_seq, at = excluded.at, reason = excluded.reason)
        DELETE FROM snapshots WHERE stream = $1 AND seq < $6
        """,
        stream, redactions.Select(r => r.Number).ToArray(), redactions.Select(r => r.Hash.ToArray()).ToArray(),
        redactions.Select(r => r.Payload.ToArray()).ToArray(), redactions.Select(r => Hash.Of(r.Payload.Span).ToArray()).ToArray(), by, reason);

    public async Task<long> RedactedBy(string stream, CancellationToken cancel = default) => (await store.Query(
        "SELECT coalesce(max(by_seq), 0) FROM redactions WHERE stream = $1", row => row.GetInt64(0), [stream], cancel)).Single();

    public async Task<DateTimeOffset> ReadClock(CancellationToken cancel = default) =>
        (await store.Query("SELECT clock_timestamp()", row => new DateTimeOffset(row.GetDateTime(0)), [], cancel)).Single();

    /// <summary>A head that is remembered must be there: otherwise the stream has lost its end, or is another one.</summary>
    private async Task Require(string stream, Head head, CancellationToken cancel)
    {
        var found = await store.Query(
            "SELECT 1 FROM commits WHERE stream = $1 AND number = $2 AND last_seq = $3 AND hash = $4", _ =>
                true, [stream, head.Commit, head.Seq, head.Hash.ToArray()], cancel);
        if (found.Count == 0)
        {
            throw new CorruptStreamException(stream, head.Commit, $"the commit with the hash {head.Hash.Prefix}…, which is remembered, is not there");
        }
    }

    /// <summary>Whether what stands in a commit was put there when a text was removed.</summary>
    private async Task<bool> IsRedaction(Commit commit, CancellationToken cancel) => (await store.Query(
        "SELECT 1 FROM redactions WHERE stream = $1 AND number = $2 AND payload_hash = $3", _ => true,
        [commit.Stream, commit.Number, Hash.Of(commit.Payload.Span).ToArray()], cancel)).Count == 1;

    /// <summary>
    /// Rows whose place among all others is settled, and what this rests on: the oldest transaction that still ran, and the next one to begin.
    /// </summary>
    private async Task<(long OldestRunning, long Next, IReadOnlyList<Commit> Commits)> ReadSettled(
        NpgsqlConnection connection, long after, int limit, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            "SELECT pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint FROM pg_current_snapshot() AS s"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            $"""
            SELECT {Columns} FROM commits
            WHERE position > $1 AND position < ((pg_snapshot_xmin(pg_current_snapshot())::text::bigint + $2) << 10) ORDER BY position LIMIT $3
            """)
        {
            Parameters = { new() { Value = after }, new() { Value = store.PositionOffset }, new() { Value = limit } },
        });
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        var (oldestRunning, next) = (reader.GetInt64(0), reader.GetInt64(1));
        await reader.NextResultAsync(cancel);
        var commits = new List<Commit>();
        while (await reader.ReadAsync(cancel))
        {
            // A damaged row is told as one without events, and its stream's readers will find it: it holds up nobody else.
            commits.Add(ReadRow(reader)?.Commit ?? new Commit("", 0, 0, 0, DateTimeOffset.UnixEpoch, default, Hash.Zero, reader.GetInt64(8)));
        }

        return (oldestRunning, next, commits);
    }

    /// <returns>Null where a value of the row is not what it must be.</returns>
    private static (Commit Commit, Hash PayloadHash)? ReadRow(NpgsqlDataReader row)
    {
        var (payloadHash, hash) = (row.GetFieldValue<byte[]>(6), row.GetFieldValue<byte[]>(7));
        try
        {
            return payloadHash.Length != 32 || hash.Length != 32 ? null : (
                new Commit(
                    row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)),
                    row.GetFieldValue<byte[]>(5), Hash.Read(hash), row.GetInt64(8)),
                Hash.Read(payloadHash));
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Another program's transaction ({Transaction}) holds up the lists: what was stored after it began is not in them yet")]
    private partial void LogHeldUp(long transaction);
}
