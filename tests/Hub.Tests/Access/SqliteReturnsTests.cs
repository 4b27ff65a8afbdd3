using Hub.Server.Access;
using Hub.Tests.Journal;

namespace Hub.Tests.Access;

public sealed class SqliteReturnsTests : ReturnStoreContract
{
    private readonly SqliteScratch _scratch = new();

    protected override IReturnStore Store => new SqliteReturns(_scratch.Store);

    protected override IDirectory Directory => new SqliteDirectory(_scratch.Store);

    public override ValueTask DisposeAsync() => _scratch.DisposeAsync();
}
