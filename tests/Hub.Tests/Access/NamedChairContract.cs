using Hub.Server.Access;
using Hub.Tests.Journal;

namespace Hub.Tests.Access;

/// <summary>What every store must keep of who was named to chair a meeting.</summary>
public abstract class NamedChairContract : IAsyncDisposable
{
    protected abstract INamedChairs Chairs { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_is_named_chairs_there_and_nowhere_else()
    {
        await Chairs.Add("meetings/m1", ["li", "wang"]);
        await Chairs.Add("meetings/m1", ["wang", "zhao"]);

        (await Chairs.Read("meetings/m1", Cancel)).ShouldBe(["li", "wang", "zhao"]);
        (await Chairs.Has("meetings/m1", "li", Cancel)).ShouldBeTrue();
        (await Chairs.Has("meetings/m1", "zhou", Cancel)).ShouldBeFalse();
        (await Chairs.Has("meetings/m2", "li", Cancel)).ShouldBeFalse();
        (await Chairs.Read("meetings/m2", Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_is_named_no_more_or_forgotten_chairs_nowhere_and_the_others_do()
    {
        await Chairs.Add("meetings/m1", ["li", "wang"]);
        await Chairs.Add("meetings/m2", ["li", "wang"]);
        await Chairs.Add("meetings/m3", ["li"]);
        (await Chairs.ReadOf("li", Cancel)).ShouldBe(["meetings/m1", "meetings/m2", "meetings/m3"]);

        await Chairs.Remove("meetings/m1", ["li", "nobody"]);
        (await Chairs.Read("meetings/m1", Cancel)).ShouldBe(["wang"]);
        (await Chairs.ReadOf("li", Cancel)).ShouldBe(["meetings/m2", "meetings/m3"]);

        await Chairs.Forget("li");
        (await Chairs.ReadOf("li", Cancel)).ShouldBeEmpty();
        (await Chairs.ReadOf("wang", Cancel)).ShouldBe(["meetings/m1", "meetings/m2"]);
    }

    public abstract ValueTask DisposeAsync();
}

public sealed class SqliteNamedChairTests : NamedChairContract
{
    private readonly SqliteScratch _scratch = new();

    protected override INamedChairs Chairs => new SqliteNamedChairs(_scratch.Store);

    public override ValueTask DisposeAsync() => _scratch.DisposeAsync();
}

public sealed class PostgresNamedChairTests(PostgresServer server) : NamedChairContract, IAsyncLifetime
{
    private readonly PostgresScratch _scratch = new(server);

    protected override INamedChairs Chairs => new PostgresNamedChairs(_scratch.Store);

    public async ValueTask InitializeAsync() => await _scratch.Open();

    public override ValueTask DisposeAsync() => _scratch.DisposeAsync();
}
