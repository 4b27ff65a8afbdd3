using Hub.Server.Access;
using Hub.Tests.Journal;

namespace Hub.Tests.Access;

public sealed class SqliteSessionsTests : SessionStoreContract
{
    private readonly SqliteScratch _scratch = new();

    protected override ISessionStore Store => new SqliteSessions(_scratch.Store);

    public override ValueTask DisposeAsync() => _scratch.DisposeAsync();
}
