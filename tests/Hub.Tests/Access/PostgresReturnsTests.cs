using Hub.Server.Access;
using Hub.Tests.Journal;

namespace Hub.Tests.Access;

public sealed class PostgresReturnsTests(PostgresServer server) : ReturnStoreContract, IAsyncLifetime
{
    private readonly PostgresScratch _scratch = new(server);

    protected override IReturnStore Store => new PostgresReturns(_scratch.Store);

    protected override IDirectory Directory => new PostgresDirectory(_scratch.Store);

    public async ValueTask InitializeAsync() => await _scratch.Open();

    public override ValueTask DisposeAsync() => _scratch.DisposeAsync();
}
