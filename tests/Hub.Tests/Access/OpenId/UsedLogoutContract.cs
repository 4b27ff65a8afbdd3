using Hub.Server.Access.OpenId;
using Hub.Server.Journal;
using Hub.Tests.Journal;

namespace Hub.Tests.Access.OpenId;

/// <summary>What every store must keep of logout tokens that were used.</summary>
public abstract class UsedLogoutContract : IAsyncDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    protected abstract IUsedLogouts Store { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_that_was_used_is_known_until_it_is_over()
    {
        (await Store.Has(Hash.Of("a"u8), Cancel)).ShouldBeFalse();
        await Store.Add(Hash.Of("a"u8), Start.AddMinutes(10), Start);
        await Store.Add(Hash.Of("a"u8), Start.AddMinutes(10), Start);
        await Store.Add(Hash.Of("b"u8), Start.AddMinutes(20), Start.AddMinutes(9));
        (await Store.Has(Hash.Of("a"u8), Cancel), await Store.Has(Hash.Of("b"u8), Cancel), await Store.Has(Hash.Of("c"u8), Cancel))
            .ShouldBe((true, true, false));

        await Store.Add(Hash.Of("c"u8), Start.AddMinutes(30), Start.AddMinutes(10));

        (await Store.Has(Hash.Of("a"u8), Cancel), await Store.Has(Hash.Of("b"u8), Cancel), await Store.Has(Hash.Of("c"u8), Cancel))
            .ShouldBe((false, true, true));
    }

    public abstract ValueTask DisposeAsync();
}

public sealed class SqliteUsedLogoutTests : UsedLogoutContract
{
    private readonly SqliteScratch _scratch = new();

    protected override IUsedLogouts Store => new SqliteUsedLogouts(_scratch.Store);

    public override ValueTask DisposeAsync() => _scratch.DisposeAsync();
}

public sealed class PostgresUsedLogoutTests(PostgresServer server) : UsedLogoutContract, IAsyncLifetime
{
    private readonly PostgresScratch _scratch = new(server);

    protected override IUsedLogouts Store => new PostgresUsedLogouts(_scratch.Store);

    public async ValueTask InitializeAsync() => await _scratch.Open();

    public override ValueTask DisposeAsync() => _scratch.DisposeAsync();
}
