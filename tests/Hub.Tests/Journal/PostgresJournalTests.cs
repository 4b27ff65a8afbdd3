using Hub.Server.Journal;

namespace Hub.Tests.Journal;

public sealed class PostgresJournalTests(PostgresServer server) : JournalContract, IAsyncLifetime
{
    private readonly PostgresScratch _scratch = new(server);

    protected override IJournal Journal => _scratch.Journal;

    public async ValueTask InitializeAsync() => await _scratch.Open();

    protected override Task Reopen() => _scratch.Reopen();

    protected override Task Execute(string sql) => _scratch.Execute(sql);

    public override ValueTask DisposeAsync() => _scratch.DisposeAsync();
}
