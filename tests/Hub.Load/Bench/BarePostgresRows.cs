using Npgsql;
using NpgsqlTypes;

namespace Hub.Load.Bench;

/// <summary>
/// The same on PostgreSQL: one bare connection of Npgsql, one prepared insert, each row a statement that is committed and synced before its caller goes on. Callers take
/// turns. Many rows go in as the driver takes them fastest: an array in one statement.
/// </summary>
internal sealed class BarePostgresRows : IPlainRows
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _insert;
    private readonly NpgsqlCommand _insertMany;
    private readonly string _payload;
    private readonly SemaphoreSlim _turn = new(1);

    private BarePostgresRows(NpgsqlConnection connection, byte[] payload)
    {
        (_connection, _payload) = (connection, System.Text.Encoding.UTF8.GetString(payload));
        _insert = new NpgsqlCommand("INSERT INTO rows (payload) VALUES ($1)", connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = _payload } } };
        _insertMany = new NpgsqlCommand("INSERT INTO rows (payload) SELECT unnest($1)", connection)
        {
            Parameters = { new NpgsqlParameter<string[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text } },
        };
    }

    public string Plainly => "bare PostgreSQL, one connection, a commit for each row";

    public string InBulk => "bare PostgreSQL, one connection, insert … select unnest";

    public static async Task<BarePostgresRows> Open(string database, byte[] payload)
    {
        var connection = new NpgsqlConnection($"{database};Pooling=false");
        await connection.OpenAsync();
        await using (var create = new NpgsqlCommand("CREATE TABLE rows (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, payload text NOT NULL)", connection))
        {
            await create.ExecuteNonQueryAsync();
        }

        var rows = new BarePostgresRows(connection, payload);
        await rows._insert.PrepareAsync();
        await rows._insertMany.PrepareAsync();
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

    public Task CommitTogether(int rows)
    {
        var many = new string[rows];
        Array.Fill(many, _payload);
        _insertMany.Parameters[0].Value = many;
        return _insertMany.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _insert.DisposeAsync();
        await _insertMany.DisposeAsync();
        await _connection.DisposeAsync();
        _turn.Dispose();
    }
}
