using Hub.Server.Journal;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Tests.Journal;

/// <summary>A SQLite store in a folder of its own, both gone when it is disposed.</summary>
internal sealed class SqliteScratch : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;

    public SqliteScratch(string? folder = null)
    {
        _folder = folder is null ? Directory.CreateTempSubdirectory("hub-") : Directory.CreateDirectory(folder);
        File = System.IO.Path.Combine(_folder.FullName, "hub.db");
        Store = Open(File);
    }

    public string File { get; }

    public SqliteStore Store { get; private set; }

    public static SqliteStore Open(string file) => SqliteStore.Open($"Data Source={file}", TimeProvider.System, NullLogger<SqliteStore>.Instance);

    public async Task Reopen()
    {
        await Store.DisposeAsync();
        Store = Open(File);
    }

    /// <summary>Changes the file behind the store's back.</summary>
    public async Task Execute(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The SQL is the test's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
