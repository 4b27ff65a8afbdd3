using System.Diagnostics;
using System.Threading.Channels;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Journal;

/// <summary>A commit that waits to be stored.</summary>
internal sealed record Row(
    string Stream, long Number, long FirstSeq, long LastSeq, long At, byte[] Payload, byte[] PayloadHash, byte[] Hash, bool IsFirst, byte[] Previous,
    long Offset);

/// <summary>
/// One writer of the journal, over one connection. It takes all that waits, at most one row of a stream, and stores it with one statement: while that is on its
/// way, the next batch gathers by itself, and no timer delays a lonely row.
/// </summary>
/// <remarks>
/// The fence is in the statement: a row goes in only behind the very row its writer expects, and only where none of its number is. A row whose fence refuses it
/// costs no other row anything; a row that the database cannot take at all is found by storing each alone. One statement is one transaction that no sleeping
/// node holds open.
/// </remarks>
internal sealed partial class PostgresLane : IAsyncDisposable
{
    /// <summary>What a position leaves for the rows of one transaction (10 bits).</summary>
    internal const int MostRows = 1000;

    private const int MostBytes = 4 << 20;

    /// <summary>The transaction is committed here, but a standby that it had to wait for has not confirmed it.</summary>
    private const string NotConfirmed = "01000";

    private const string Insert = """
        INSERT INTO commits (position, stream, number, first_seq, last_seq, at, payload, payload_hash, hash)
        SELECT ((pg_current_xact_id()::text::bigint + $1) << 10) + place - 1, stream, number, first_seq, last_seq, at, convert_from(payload, 'UTF8'),
          payload_hash, hash
        FROM unnest($2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bytea[], $8::bytea[], $9::bytea[], $10::boolean[], $11::bytea[])
             WITH ORDINALITY AS r (stream, number, first_seq, last_seq, at, payload, payload_hash, hash, is_first, previous, place)
        WHERE is_first OR EXISTS (
            SELECT 1 FROM commits AS p WHERE p.stream = r.stream AND p.number = r.number - 1 AND p.last_seq = r.first_seq - 1 AND p.hash = r.previous)
        ON CONFLICT (stream, number) DO NOTHING
        RETURNING stream
        """;

    private readonly NpgsqlDataSource _source;
    private readonly ILogger _logger;
    private readonly JournalMeter? _meter;
    private readonly Channel<Waiting> _arrived = Channel.CreateUnbounded<Waiting>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _running;
    private NpgsqlConnection? _connection;
    private bool _unconfirmed;

    public PostgresLane(NpgsqlDataSource source, ILogger logger, JournalMeter? meter = null)
    {
        (_source, _logger, _meter) = (source, logger, meter);
        _running = Task.Run(WriteAll);
    }

    public Task<AppendOutcome> Append(Row row)
    {
        var waiting = new Waiting(row);
        if (!_arrived.Writer.TryWrite(waiting))
        {
            waiting.Answer(AppendOutcome.Failed);
        }

        return waiting.Task;
    }

    /// <summary>Stores and answers all that waits; what comes later is refused.</summary>
    public async ValueTask DisposeAsync()
    {
        _arrived.Writer.TryComplete();
        await _running;
        await Drop();
    }

    private async Task WriteAll()
    {
        var (batch, later, streams) = (new List<Waiting>(), new Queue<Waiting>(), new HashSet<string>());
        while (later.Count > 0 || await _arrived.Reader.WaitToReadAsync())
        {
            var bytes = 0;
            for (var held = later.Count; held > 0; held--)
            {
                Take(later.Dequeue());
            }

            while (batch.Count < MostRows && bytes < MostBytes && _arrived.Reader.TryRead(out var waiting))
            {
                Take(waiting);
            }

            // In one order on every node, so that two that write the same streams wait for each other in one direction only.
            batch.Sort((a, b) => string.CompareOrdinal(a.Row.Stream, b.Row.Stream));
            await Store(batch);
            batch.Clear();
            streams.Clear();

            void Take(Waiting waiting)
            {
                if (batch.Count < MostRows && bytes < MostBytes && streams.Add(waiting.Row.Stream))
                {
                    batch.Add(waiting);
                    bytes += waiting.Row.Payload.Length;
                }
                else
                {
                    later.Enqueue(waiting);
                }
            }
        }
    }

    private async Task Store(List<Waiting> batch)
    {
        HashSet<string>? stored = null;
        var failure = AppendOutcome.Failed;
        try
        {
            var connection = await Connect();
            var began = Stopwatch.GetTimestamp();
            failure = AppendOutcome.Unknown;
            stored = await Write(connection, batch);
            _meter?.Committed(batch.Count, began);
        }
        catch (PostgresException e) when (e.InvariantSeverity == "ERROR" && !_unconfirmed)
        {
            // Undone, all of it, and the connection is good: of several, one may be at fault.
            LogRefused(e, batch.Count);
            if (batch.Count > 1)
            {
                foreach (var one in batch)
                {
                    await Store([one]);
                }

                return;
            }

            failure = AppendOutcome.Failed;
        }
#pragma warning disable CA1031 // Whatever it was, the lane goes on: what was on its way is answered "unknown".
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogLost(e, batch.Count, failure);
            await Drop();
        }

        if (_unconfirmed)
        {
            (stored, failure, _unconfirmed) = (null, AppendOutcome.Unknown, false);
            LogUnconfirmed(batch.Count);
        }

        foreach (var waiting in batch)
        {
            waiting.Answer(stored is null ? failure : stored.Contains(waiting.Row.Stream) ? AppendOutcome.Stored : AppendOutcome.Conflict);
        }
    }

    private async Task<NpgsqlConnection> Connect()
    {
        if (_connection is null)
        {
            var connection = await _source.OpenConnectionAsync();
            connection.Notice += (_, notice) => _unconfirmed |= notice.Notice.SqlState == NotConfirmed;
            _connection = connection;
        }

        return _connection;
    }

    private async Task Drop()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            try
            {
                await connection.DisposeAsync();
            }
#pragma warning disable CA1031 // It is broken already; the lane must go on.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogNotClosed(e);
            }
        }
    }

    private static async Task<HashSet<string>> Write(NpgsqlConnection connection, List<Waiting> batch)
    {
        await using var command = new NpgsqlCommand(Insert, connection) { CommandTimeout = 5 };
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = batch[0].Row.Offset });
        Add(NpgsqlDbType.Text, r => r.Stream);
        Add(NpgsqlDbType.Bigint, r => r.Number);
        Add(NpgsqlDbType.Bigint, r => r.FirstSeq);
        Add(NpgsqlDbType.Bigint, r => r.LastSeq);
        Add(NpgsqlDbType.Bigint, r => r.At);
        Add(NpgsqlDbType.Bytea, r => r.Payload);
        Add(NpgsqlDbType.Bytea, r => r.PayloadHash);
        Add(NpgsqlDbType.Bytea, r => r.Hash);
        Add(NpgsqlDbType.Boolean, r => r.IsFirst);
        Add(NpgsqlDbType.Bytea, r => r.Previous);
        var stored = new HashSet<string>(batch.Count);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            stored.Add(reader.GetString(0));
        }

        return stored;

        void Add<T>(NpgsqlDbType type, Func<Row, T> value) => command.Parameters.Add(
            new NpgsqlParameter<T[]> { TypedValue = [.. batch.Select(w => value(w.Row))], NpgsqlDbType = NpgsqlDbType.Array | type });
    }

    [LoggerMessage(LogLevel.Error, "The database refused {Count} commits; each is tried alone, and one alone is not stored")]
    private partial void LogRefused(Exception e, int count);

    [LoggerMessage(LogLevel.Warning, "{Count} commits are answered {Outcome}: the connection to the database was lost")]
    private partial void LogLost(Exception e, int count, AppendOutcome outcome);

    [LoggerMessage(LogLevel.Information, "A broken connection could not be closed")]
    private partial void LogNotClosed(Exception e);

    [LoggerMessage(LogLevel.Warning, "{Count} commits are answered unknown: no standby has confirmed them")]
    private partial void LogUnconfirmed(int count);

    private sealed class Waiting(Row row)
    {
        // The waiting code must not run on the lane's turn.
        private readonly TaskCompletionSource<AppendOutcome> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Row Row => row;

        public Task<AppendOutcome> Task => _answer.Task;

        public void Answer(AppendOutcome outcome) => _answer.SetResult(outcome);
    }
}
