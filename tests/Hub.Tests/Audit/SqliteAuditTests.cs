using Hub.Server.Audit;
using Hub.Server.Journal;
using Hub.Tests.Journal;

namespace Hub.Tests.Audit;

public sealed class SqliteAuditTests : AuditContract
{
    private readonly SqliteScratch _scratch = new();

    protected override IJournal Journal => new SqliteJournal(_scratch.Store);

    internal override IAuditNetworks Networks => new SqliteAuditNetworks(_scratch.Store);

    public override ValueTask DisposeAsync() => _scratch.DisposeAsync();

    protected override Task Execute(string sql) => _scratch.Execute(sql);
}
