using Hub.Load.Stores;
using Hub.Server.Journal;
using Hub.Tests.Journal;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Hub.Tests.Journal;

/// <summary>One PostgreSQL for all tests that ask for it, started when the first does; each takes a database of its own.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly SemaphoreSlim _starting = new(1, 1);
    private TemporaryPostgres? _server;
    private int _databases;

    /// <returns>The connection string of an empty database.</returns>
    public async Task<string> Database()
    {
        Skips.Unless(TemporaryPostgres.Programs is not null, TemporaryPostgres.Missing);
        await _starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            // One at a time: each is copied from a template that nobody else may use meanwhile.
            _server ??= await TemporaryPostgres.Start();
            return await _server.CreateDatabase($"house{++_databases}");
        }
        finally
        {
            _starting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _starting.Dispose();
    }
}

/// <summary>A PostgreSQL store in a database of its own.</summary>
internal sealed class PostgresScratch(PostgresServer server) : IAsyncDisposable
{
    private PostgresStore? _store;

    public PostgresStore Store => _store!;

    public string ConnectionString { get; private set; } = "";

    public PostgresJournal Journal => new(Store, NullLogger<PostgresJournal>.Instance);

    public async Task Open()
    {
        ConnectionString = await server.Database();
        _store = await Another();
    }

    /// <summary>The same database, as another node opens it.</summary>
    public async Task<PostgresStore> Another()
    {
        var store = new PostgresStore(ConnectionString, NullLogger<PostgresStore>.Instance);
        await store.Open(TestContext.Current.CancellationToken);
        return store;
    }

    public async Task Reopen()
    {
        await Store.DisposeAsync();
        _store = await Another();
    }

    /// <summary>Changes the tables behind the store's back.</summary>
    public async Task Execute(string sql)
    {
        await using var connection = new NpgsqlConnection($"{ConnectionString};Pooling=false");
        await connection.OpenAsync();
#pragma warning disable CA2100 // The SQL is the test's own.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }
    }
}
