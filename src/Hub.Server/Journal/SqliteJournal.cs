using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;

namespace Hub.Server.Journal;

/// <summary>
/// The journal of a house on one machine: one row per commit in the file of <see cref="SqliteStore"/>, whose single writer makes the order of rows the order of
/// commits. The fence is one statement: a row goes in only behind the very row that the caller expects, also where that one is of the same transaction.
/// </summary>
/// <remarks>
/// What is read is verified: numbers and seqs without a gap, the payload against its hash, each row against the row before. A row that was
/// changed or taken out is noticed, but for the last ones of a stream: their loss shows only to a reader who comes with a later head.
/// <see cref="ReadAll"/> verifies nothing, as it has no head to start from; what is folded from it can be thrown away.
/// </remarks>
public sealed class SqliteJournal(SqliteStore store) : IJournal
{
    private const int PageSize = 100;

    private const string Insert = """
        INSERT INTO commits (stream, number, first_seq, last_seq, at, payload, payload_hash, hash)
        SELECT $1, $2, $3, $4, $5, CAST($6 AS TEXT), $7, $8
        WHERE $9 OR EXISTS (SELECT 1 FROM commits WHERE stream = $1 AND number = $2 - 1 AND last_seq = $3 - 1 AND hash = $10)
        ON CONFLICT DO NOTHING
        """;

    private const string Columns = "stream, number, first_seq, last_seq, at, payload, payload_hash, hash, position";

    public async Task<Appended> Append(string stream, Head expected, Draft draft)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(draft.Events, 1);

        // Hashed here, not on the writer's thread: the chain needs only what the caller expects. The copy is ours, as the row is written later.
        var payload = draft.Payload.ToArray();
        var payloadHash = Hash.Of(payload);
        var (number, firstSeq, lastSeq) = (expected.Commit + 1, expected.Seq + 1, expected.Seq + draft.Events);
        var head = new Head(number, lastSeq, Chain.Next(expected.Hash, payloadHash, number, firstSeq, lastSeq, draft.At, stream));
        try
        {
            var rows = await store.Write(session => session.Execute(
                Insert,
                stream, number, firstSeq, lastSeq, draft.At.ToUnixTimeMilliseconds(), payload, payloadHash.ToArray(), head.Hash.ToArray(),
                expected == Head.None, expected.Hash.ToArray()));
            return rows == 1 ? new(AppendOutcome.Stored, head) : new(AppendOutcome.Conflict);
        }
        catch (StoreException e)
        {
            return new(e.MayBeStored ? AppendOutcome.Unknown : AppendOutcome.Failed);
        }
    }

    public async IAsyncEnumerable<Commit> Read(string stream, Head after, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        if (after != Head.None)
        {
            await Require(stream, after, cancel);
        }

        while (true)
        {
            // A page at a time: a caller who is slow must not hold a connection, nor keep the log from being emptied.
            var (commits, broken) = await store.Read(session => ReadPage(session, stream, after), cancel);
            foreach (var commit in commits)
            {
                yield return commit;
            }

            if (broken is not null)
            {
                throw broken;
            }

            if (commits.Count < PageSize)
            {
                yield break;
            }

            after = commits[^1].Head;
        }
    }

    public Task<Head> HeadBefore(string stream, long seq, CancellationToken cancel = default) => JournalSearch.HeadBefore(
        stream,
        async number => (await store.Read(
            session => session.Query(
                "SELECT number, last_seq, hash FROM commits WHERE stream = $1 AND number <= $2 ORDER BY number DESC LIMIT 1",
                row => new Head(row.GetInt64(0), row.GetInt64(1), ReadHash(row, 2)),
                stream, number),
            cancel)).FirstOrDefault(),
        seq);

    public Task<IReadOnlyList<Commit>> ReadAll(long afterPosition, int limit, CancellationToken cancel = default) =>
        store.Read<IReadOnlyList<Commit>>(
            session => session.Query(
                $"SELECT {Columns} FROM commits WHERE position > $1 ORDER BY position LIMIT $2",
                ReadRowOrDamaged,
                afterPosition, limit),
            cancel);

    public Task<long> LastPosition(CancellationToken cancel = default) =>
        store.Read(session => session.Query("SELECT coalesce(max(position), 0) FROM commits", row => row.GetInt64(0)).Single(), cancel);

    public Task<Snapshot?> ReadSnapshot(string stream, CancellationToken cancel = default) =>
        store.Read(
            session => session.Find(
                "SELECT number, seq, hash, version, state FROM snapshots WHERE stream = $1",
                row => new Snapshot(
                    new Head(row.GetInt64(0), row.GetInt64(1), Hash.ReadOrZero(row.GetFieldValue<byte[]>(2))), row.GetInt32(3), row.GetFieldValue<byte[]>(4)),
                stream),
            cancel);

    public Task WriteSnapshot(string stream, Snapshot snapshot)
    {
        // One of the same commit replaces too: it may be of another version. And so does any in the place of one whose commit was lost with an older database.
        var (head, state) = (snapshot.Head, snapshot.State.ToArray());
        return store.Write(session => session.Execute(
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
            stream, head.Commit, head.Seq, head.Hash.ToArray(), snapshot.Version, state));
    }

    public Task Redact(string stream, IReadOnlyList<Redaction> redactions, long by, string reason)
    {
        var rows = redactions.Select(r => (r.Number, Hash: r.Hash.ToArray(), Payload: r.Payload.ToArray(), PayloadHash: Hash.Of(r.Payload.Span).ToArray()))
            .ToList();
        var at = store.Time.GetUtcNow().ToUnixTimeMilliseconds();
        return store.Write(session =>
        {
            if (session.Query("SELECT 1 FROM redactions WHERE stream = $1 AND by_seq > $2 LIMIT 1", _ => true, stream, by).Count > 0)
            {
                return 0;
            }

            foreach (var (number, hash, payload, payloadHash) in rows)
            {
                if (session.Execute(
                    "UPDATE commits SET payload = CAST($4 AS TEXT) WHERE stream = $1 AND number = $2 AND hash = $3", stream, number, hash, payload) == 1)
                {
                    session.Execute(
                        """
                        INSERT INTO redactions (stream, number, payload_hash, by_seq, at, reason) VALUES ($1, $2, $3, $4, $5, $6)
                        ON CONFLICT (stream, number, payload_hash) DO UPDATE SET by_seq = excluded.by_seq, at = excluded.at, reason = excluded.reason
                        """,
                        stream, number, payloadHash, by, at, reason);
                }
            }

            return session.Execute("DELETE FROM snapshots WHERE stream = $1 AND seq < $2", stream, by);
        });
    }

    public Task<long> RedactedBy(string stream, CancellationToken cancel = default) => store.Read(
        session => session.Query("SELECT coalesce(max(by_seq), 0) FROM redactions WHERE stream = $1", row => row.GetInt64(0), stream).Single(), cancel);

    public Task<DateTimeOffset> ReadClock(CancellationToken cancel = default) => Task.FromResult(store.Time.GetUtcNow());

    /// <summary>A head that is remembered must be there: otherwise the stream has lost its end, or is another one.</summary>
    private async Task Require(string stream, Head head, CancellationToken cancel)
    {
        var found = await store.Read(
            session => session.Query(
                "SELECT 1 FROM commits WHERE stream = $1 AND number = $2 AND last_seq = $3 AND hash = $4",
                _ => true,
                stream, head.Commit, head.Seq, head.Hash.ToArray()),
            cancel);
        if (found.Count == 0)
        {
            throw new CorruptStreamException(stream, head.Commit, $"the commit with the hash {head.Hash.Prefix}…, which is remembered, is not there");
        }
    }

    /// <summary>Reads and verifies until the page is full or a commit is broken.</summary>
    private static (List<Commit> Commits, CorruptStreamException? Broken) ReadPage(SqliteSession session, string stream, Head head)
    {
        var commits = new List<Commit>();
        try
        {
            session.Query(
                $"SELECT {Columns} FROM commits WHERE stream = $1 AND number > $2 ORDER BY number LIMIT {PageSize}",
                row =>
                {
                    var (commit, payloadHash) = ReadRow(row);
                    var wrong = Chain.WhatIsWrong(commit, payloadHash, head);
                    if (wrong == Chain.Changed && IsRedaction(session, commit))
                    {
                        commit = commit with { RedactedFrom = payloadHash };
                        wrong = Chain.WhatIsWrong(commit, payloadHash, head);
                    }

                    if (wrong is not null)
                    {
                        throw new CorruptStreamException(stream, head.Commit + 1, wrong);
                    }

                    commits.Add(commit);
                    head = commit.Head;
                    return true;
                },
                stream, head.Commit);
            return (commits, null);
        }
        catch (CorruptStreamException broken)
        {
            return (commits, broken);
        }
        catch (Exception e) when (e is InvalidDataException or SqliteException { SqliteErrorCode: SqliteCode.Corrupt or SqliteCode.NotADatabase })
        {
            return (commits, new CorruptStreamException(stream, head.Commit + 1, "the row is damaged", e));
        }
    }

    /// <summary>Whether what stands in a commit was put there when a text was removed.</summary>
    private static bool IsRedaction(SqliteSession session, Commit commit) => session.Query(
        "SELECT 1 FROM redactions WHERE stream = $1 AND number = $2 AND payload_hash = $3", _ => true,
        commit.Stream, commit.Number, Hash.Of(commit.Payload.Span).ToArray()).Count == 1;

    /// <summary>A damaged row is told as one without events, and its stream's readers will find it: it holds up nobody else.</summary>
    private static Commit ReadRowOrDamaged(SqliteDataReader row)
    {
        try
        {
            return ReadRow(row).Commit;
        }
        catch (InvalidDataException)
        {
            return new Commit("", 0, 0, 0, DateTimeOffset.UnixEpoch, default, Hash.Zero, row.GetInt64(8));
        }
    }

    private static (Commit Commit, Hash PayloadHash) ReadRow(SqliteDataReader row)
    {
        try
        {
            var commit = new Commit(
                row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)),
                row.GetFieldValue<byte[]>(5), ReadHash(row, 7), row.GetInt64(8));
            return (commit, ReadHash(row, 6));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or InvalidCastException)
        {
            throw new InvalidDataException("A value of the row is not what it must be.", e);
        }
    }

    private static Hash ReadHash(SqliteDataReader row, int column) =>
        row.GetFieldValue<byte[]>(column) is { Length: 32 } bytes ? Hash.Read(bytes) : throw new InvalidDataException("A hash must have 32 bytes.");
}
