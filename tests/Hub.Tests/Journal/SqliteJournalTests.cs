using Hub.Server.Journal;

namespace Hub.Tests.Journal;

public sealed class SqliteJournalTests : JournalContract
{
    private readonly SqliteScratch _scratch = new();

    protected override IJournal Journal => new SqliteJournal(_scratch.Store);

    protected override Task Reopen() => _scratch.Reopen();

    protected override Task Execute(string sql) => _scratch.Execute(sql);

    public override ValueTask DisposeAsync() => _scratch.DisposeAsync();
}
