using Hub.Server.Journal;
using Hub.Server.Views;
using Hub.Tests.Journal;

namespace Hub.Tests.Views;

public sealed class SqliteViewTests : ViewContract
{
    private readonly SqliteScratch _scratch = new();

    internal override IViewStore Store => new SqliteViewStore(_scratch.Store);

    internal override IJournal Journal => new SqliteJournal(_scratch.Store);

    public override ValueTask DisposeAsync() => _scratch.DisposeAsync();

    protected override Task Execute(string sql) => _scratch.Execute(sql);

    protected override Task Refuse(string table, string word) =>
        Run($"CREATE TRIGGER refuse BEFORE INSERT ON {table} WHEN instr(NEW.title, '{word}') > 0 BEGIN SELECT RAISE(ABORT, 'refused'); END");
}

public sealed class PostgresViewTests(PostgresServer server) : ViewContract, IAsyncLifetime
{
    private readonly PostgresScratch _scratch = new(server);

    internal override IViewStore Store => new PostgresViewStore(_scratch.Store);

    internal override IJournal Journal => _scratch.Journal;

    public async ValueTask InitializeAsync() => await _scratch.Open();

    public override ValueTask DisposeAsync() => _scratch.DisposeAsync();

    protected override Task Execute(string sql) => _scratch.Execute(sql);

    protected override Task Refuse(string table, string word) => Run($"ALTER TABLE {table} ADD CHECK (strpos(title, '{word}') = 0)");
}
