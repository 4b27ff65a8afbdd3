using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Hub.Load.Bench;

/// <summary>
/// What the journal is measured against: one bare connection of Microsoft.Data.Sqlite, one prepared insert, and a transaction for each row that is synced
/// before its caller goes on. Callers take turns, as SQLite has one writer; that they queue here and not at its lock spares the baseline SQLite's sleeping
/// retries.
/// </summary>
internal sealed class BareRows : IPlainRows
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _insertAsJournal;
    private readonly SemaphoreSlim _turn = new(1);
    private long _number;

    public BareRows(string file, byte[] payload)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString);
        _connection.Open();
        Execute("PRAGMA journal_mode = WAL");
        Execute("PRAGMA synchronous = FULL");
        Execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, payload TEXT NOT NULL) STRICT");
        Execute("""
            CREATE TABLE journal_rows (
                position INTEGER PRIMARY KEY AUTOINCREMENT, stream TEXT NOT NULL, number INTEGER NOT NULL, first_seq INTEGER NOT NULL,
                  last_seq INTEGER NOT NULL, at INTEGER NOT NULL,
                payload TEXT NOT NULL, payload_hash BLOB NOT NULL, hash BLOB NOT NULL, UNIQUE (stream, number)) STRICT
            """);
        var text = Encoding.UTF8.GetString(payload);
        _insert = Prepare("INSERT INTO rows (payload) VALUES ($1)", text);
        _insertAsJournal = Prepare(
            "INSERT INTO journal_rows (stream, number, first_seq, last_seq, at, payload, payload_hash, hash) VALUES ($2, $3, $3, $3, 1700000000000, $1, $4, "
            + "$4)",
            text, IPlainRows.Stream, 0L, SHA256.HashData(payload));
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

    public Task CommitTogether(int rows, bool asJournal)
    {
        using var transaction = _connection.BeginTransaction();
        var insert = asJournal ? _insertAsJournal : _insert;
        insert.Transaction = transaction;
        for (var i = 0; i < rows; i++)
        {
            if (asJournal)
            {
                insert.Parameters[2].Value = ++_number;
            }

            insert.ExecuteNonQuery();
        }

        transaction.Commit();
        insert.Transaction = null;
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _insert.Dispose();
        _insertAsJournal.Dispose();
        _connection.Dispose();
        _turn.Dispose();
        return ValueTask.CompletedTask;
    }

    private SqliteCommand Prepare(string sql, params object[] values)
    {
        var command = Command(sql);
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue($"${i + 1}", values[i]);
        }

        command.Prepare();
        return command;
    }

    private void Execute(string sql)
    {
        using var command = Command(sql);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Every text is one of this file's.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
