using Hub.Server.Audit;
using Hub.Server.Journal;
using Hub.Tests.Journal;

namespace Hub.Tests.Audit;

public sealed class PostgresAuditTests(PostgresServer server) : AuditContract, IAsyncLifetime
{
    private readonly PostgresScratch _scratch = new(server);

    protected override IJournal Journal => _scratch.Journal;

    internal override IAuditNetworks Networks => new PostgresAuditNetworks(_scratch.Store);

    public async ValueTask InitializeAsync() => await _scratch.Open();

    public override ValueTask DisposeAsync() => _scratch.DisposeAsync();

    protected override Task Execute(string sql) => _scratch.Execute(sql);
}
