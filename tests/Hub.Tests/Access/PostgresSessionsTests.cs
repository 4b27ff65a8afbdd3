using Hub.Server.Access;
using Hub.Tests.Journal;

namespace Hub.Tests.Access;

public sealed class PostgresSessionsTests(PostgresServer server) : SessionStoreContract, IAsyncLifetime
{
    private readonly PostgresScratch _scratch = new(server);
    private PostgresSessions? _store;

    protected override ISessionStore Store => _store!;

    public async ValueTask InitializeAsync()
    {
        await _scratch.Open();
        _store = new PostgresSessions(_scratch.Store);
    }

    [Fact]
    public async Task Every_node_reads_what_has_ended_whoever_ended_it()
    {
        await Store.Add([Row("a1", "ann"), Row("a2", "ann", "m1"), Row("a3", "ann")]);
        using var elsewhere = new PostgresSessions(_scratch.Store);
        elsewhere.ReadEnded(OpenHouseTime).ShouldBeEmpty();

        await Store.End(Row("a1", "ann"));
        await Store.EndOfMember("m1");

        elsewhere.ReadEnded(OpenHouseTime).Order().ShouldBe(["a1", "a2"]);
        elsewhere.ReadEnded(TimeSpan.Zero).ShouldBeEmpty();
    }

    private static TimeSpan OpenHouseTime => House.OpenHouse.Patience;

    public override ValueTask DisposeAsync()
    {
        _store?.Dispose();
        return _scratch.DisposeAsync();
    }
}
