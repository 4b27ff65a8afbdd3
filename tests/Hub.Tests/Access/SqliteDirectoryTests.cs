using Hub.Server.Access;
using Hub.Tests.Journal;

namespace Hub.Tests.Access;

public sealed class SqliteDirectoryTests : DirectoryContract
{
    private readonly SqliteScratch _scratch = new();

    protected override IDirectory Directory => new SqliteDirectory(_scratch.Store);

    protected override Task Reopen() => _scratch.Reopen();

    public override ValueTask DisposeAsync() => _scratch.DisposeAsync();
}
