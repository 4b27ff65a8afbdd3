using Hub.Server.Access;
using Hub.Tests.Journal;

namespace Hub.Tests.Access;

public sealed class PostgresDirectoryTests(PostgresServer server) : DirectoryContract, IAsyncLifetime
{
    private readonly PostgresScratch _scratch = new(server);

    protected override IDirectory Directory => new PostgresDirectory(_scratch.Store);

    public async ValueTask InitializeAsync() => await _scratch.Open();

    protected override Task Reopen() => _scratch.Reopen();

    public override ValueTask DisposeAsync() => _scratch.DisposeAsync();
}
