using System.Security.Cryptography;
using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Load.Bench;

/// <summary>
/// The same on PostgreSQL: one bare connection of Npgsql, one prepared insert, each row a statement that is committed and synced before its caller goes on.
/// Callers take turns. Many rows go in as the driver takes them fastest: arrays in one statement.
/// </summary>
internal sealed class BarePostgresRows : IPlainRows
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _insert;
    private readonly NpgsqlCommand _insertMany;
    private readonly NpgsqlCommand _insertAsJournal;
    private readonly string _payload;
    private readonly byte[] _hash;
    private readonly SemaphoreSlim _turn = new(1);
    private long _number;

    private BarePostgresRows(NpgsqlConnection connection, byte[] payload)
    {
        (_connection, _payload, _hash) = (connection, Encoding.UTF8.GetString(payload), SHA256.HashData(payload));
        _insert = new NpgsqlCommand(
            "INSERT INTO rows (payload) VALUES ($1)", connection)
        { Parameters = { new NpgsqlParameter<string> { TypedValue = _payload } } };
        _insertMany = new NpgsqlCommand("INSERT INTO rows (payload) SELECT unnest($1)", connection) { Parameters = { Array(NpgsqlDbType.Text) } };
        _insertAsJournal = new NpgsqlCommand(
            """
            INSERT INTO journal_rows (stream, number, first_seq, last_seq, at, payload, payload_hash, hash)
            SELECT $1, number, number, number, 1700000000000, payload, payload_hash, hash FROM unnest($2, $3, $4, $5) AS r (number, payload, payload_hash, hash)
            """,
            connection)
        {
            Parameters =
                { new NpgsqlParameter<string> { TypedValue = IPlainRows.Stream }, Array(NpgsqlDbType.Bigint), Array(NpgsqlDbType.Text),
                Array(NpgsqlDbType.Bytea), Array(NpgsqlDbType.Bytea) },
        };
    }

    public string Plainly => "bare PostgreSQL, one connection, a commit for each row";

    public string InBulk => "bare PostgreSQL, one connection, insert … select unnest";

    public static async Task<BarePostgresRows> Open(string database, byte[] payload)
    {
        var connection = new NpgsqlConnection($"{database};Pooling=false");
        await connection.OpenAsync();
        await using (var create = new NpgsqlCommand(
            """
            CREATE TABLE rows (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, payload text NOT NULL);
            CREATE TABLE journal_rows (
                position bigint GENERATED ALWAYS AS IDENTITY UNIQUE, stream text NOT NULL, number bigint NOT NULL, first_seq bigint NOT NULL,
                  last_seq bigint NOT NULL, at bigint NOT NULL,
                payload text NOT NULL, payload_hash bytea NOT NULL, hash bytea NOT NULL, PRIMARY KEY (stream, number))
            """,
            connection))
        {
            await create.ExecuteNonQueryAsync();
        }

        var rows = new BarePostgresRows(connection, payload);
        await rows._insert.PrepareAsync();
        await rows._insertMany.PrepareAsync();
        await rows._insertAsJournal.PrepareAsync();
        return rows;
    }

    public async Task Commit()
    {
        await _turn.WaitAsync();
        try
        {
            await _insert.ExecuteNonQueryAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    public Task CommitTogether(int rows, bool asJournal)
    {
        if (!asJournal)
        {
            _insertMany.Parameters[0].Value = Many(rows, _payload);
            return _insertMany.ExecuteNonQueryAsync();
        }

        var numbers = Enumerable.Range(1, rows).Select(i => _number + i).ToArray();
        _number += rows;
        object[] values = [numbers, Many(rows, _payload), Many(rows, _hash), Many(rows, _hash)];
        for (var i = 0; i < values.Length; i++)
        {
            _insertAsJournal.Parameters[i + 1].Value = values[i];
        }

        return _insertAsJournal.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _insert.DisposeAsync();
        await _insertMany.DisposeAsync();
        await _insertAsJournal.DisposeAsync();
        await _connection.DisposeAsync();
        _turn.Dispose();
    }

    private static NpgsqlParameter Array(NpgsqlDbType of) => new() { NpgsqlDbType = NpgsqlDbType.Array | of };

    private static T[] Many<T>(int count, T one)
    {
        var many = new T[count];
        System.Array.Fill(many, one);
        return many;
    }
}
