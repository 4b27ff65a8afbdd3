using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Server.Backup;
using Hub.Server.Files;
using Hub.Server.Journal;
using Hub.Tests.Journal;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Hub.Tests.Backup;

public sealed class PostgresBackupTests(PostgresServer server) : BackupContract, IAsyncLifetime
{
    private readonly PostgresScratch _scratch = new(server);
    private List<string> _tables = [];

    protected override string Place => _scratch.ConnectionString;

    protected override string Kind => "postgresql";

    protected override string OtherKind => "SQLite";

    protected override IJournal Journal => _scratch.Journal;

    protected override IDirectory People => new PostgresDirectory(_scratch.Store);

    private protected override ISecretRows Secrets => new PostgresSecretRows(_scratch.Store);

    private protected override IFileStore Files => new PostgresFileStore(_scratch.Store, TimeProvider.System);

    private protected override ISessionStore Sessions => new PostgresSessions(_scratch.Store);

    private protected override ISeatCards Cards => new PostgresSeatCards(_scratch.Store);

    private protected override IAccountStore Accounts => new PostgresAccounts(_scratch.Store);

    private protected override IPasskeyStore Passkeys => new PostgresPasskeys(_scratch.Store);

    protected override IEnumerable<string> AllTables => _tables;

    public async ValueTask InitializeAsync()
    {
        await _scratch.Open();
        _tables = await Names(Place);
    }

    [Fact]
    public async Task A_restore_whose_connection_is_cut_leaves_the_database_empty()
    {
        await Fill();
        await Backup();
        var place = await EmptyPlace();

        (await Refused(() => Restore(place, before: new Cut(place)))).ShouldStartWith("The database of Journal:ConnectionString did not do it: ");

        (await IsEmpty(place)).ShouldBeTrue();
        (await Restore(place)).Code.ShouldBe(0);
    }

    public override async ValueTask DisposeAsync()
    {
        await _scratch.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override Task<string> EmptyPlace() => server.Database();

    protected override async Task<bool> IsEmpty(string place) => (await Names(place)).Count == 0;

    private protected override async Task<There> OpenAt(string place, string said = "")
    {
        var store = new PostgresStore(place, NullLogger<PostgresStore>.Instance);
        await store.Open(Cancel);
        return new There(
            store, new PostgresJournal(store, NullLogger<PostgresJournal>.Instance), new PostgresDirectory(store),
            new PostgresFileStore(store, TimeProvider.System), new PostgresSessions(store), new PostgresSecretRows(store), said);
    }

    protected override Task Execute(string sql) => _scratch.Execute(sql);

    private static async Task<List<string>> Names(string place)
    {
        await using var connection = new NpgsqlConnection($"{place};Pooling=false");
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'", connection);
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        var names = new List<string>();
        while (await reader.ReadAsync(Cancel))
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }

    /// <summary>Ends the connection of the restore, as the server's end or a cut network does.</summary>
    private sealed class Cut(string place) : IBeforeComplete
    {
        public async Task Run(IRestoredTables restored, CancellationToken cancel)
        {
            var own = (int)(await restored.Query("SELECT pg_backend_pid()", [], cancel))[0][0]!;
            await using var connection = new NpgsqlConnection($"{place};Pooling=false");
            await connection.OpenAsync(cancel);
            await using var command = new NpgsqlCommand("SELECT pg_terminate_backend($1)", connection) { Parameters = { new() { Value = own } } };
            await command.ExecuteNonQueryAsync(cancel);
        }
    }
}
