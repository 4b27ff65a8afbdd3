using Microsoft.Data.Sqlite;

namespace Hub.Load.Bench;

/// <summary>
/// What the journal is measured against: one bare connection of Microsoft.Data.Sqlite, one prepared insert, and a transaction for each row that is synced before its
/// caller goes on. Callers take turns, as SQLite has one writer; that they queue here and not at its lock spares the baseline SQLite's sleeping retries.
/// </summary>
internal sealed class BareRows : IPlainRows
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;
    private readonly SemaphoreSlim _turn = new(1);

    public BareRows(string file, byte[] payload)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString);
        _connection.Open();
        Execute("PRAGMA journal_mode = WAL");
        Execute("PRAGMA synchronous = FULL");
        Execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, payload TEXT NOT NULL) STRICT");
        _insert = _connection.CreateCommand();
        _insert.CommandText = "INSERT INTO rows (payload) VALUES ($1)";
        _insert.Parameters.AddWithValue("$1", System.Text.Encoding.UTF8.GetString(payload));
        _insert.Prepare();
    }

    public string Plainly => "bare SQLite, a synced transaction for each row";

    public string InBulk => "bare SQLite, one prepared insert";

    public async Task Commit()
    {
        await _turn.WaitAsync();
        try
        {
            _insert.ExecuteNonQuery();
        }
        finally
        {
            _turn.Release();
        }
    }

    public Task CommitTogether(int rows)
    {
        using var transaction = _connection.BeginTransaction();
        _insert.Transaction = transaction;
        for (var i = 0; i < rows; i++)
        {
            _insert.ExecuteNonQuery();
        }

        transaction.Commit();
        _insert.Transaction = null;
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _insert.Dispose();
        _connection.Dispose();
        _turn.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
