using Hub.Server.Access;
using Hub.Server.Journal;
using Hub.Tests.Journal;

namespace Hub.Tests.Access;

/// <summary>What every store's seat cards must keep: a member has one card that counts, and a card seats one.</summary>
public abstract class SeatCardContract : IAsyncDisposable
{
    private static readonly SeatCard Li = new(Hash.Of("li"u8), "r1", "li");
    private static readonly SeatCard Wang = new(Hash.Of("wang"u8), "r1", "wang");

    protected abstract ISeatCards Cards { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_card_is_found_by_its_code_and_in_its_room()
    {
        (await Cards.Add([Li, Wang], replace: false)).ShouldBe([Li, Wang], ignoreOrder: true);
        (await Cards.Add([Li, Wang], replace: false)).ShouldBe([Li, Wang], ignoreOrder: true);

        (await Cards.Find(Li.Hash, Cancel)).ShouldBe(Li);
        (await Cards.Find(Hash.Of("nobody"u8), Cancel)).ShouldBeNull();
        (await Cards.Read("r1", Cancel)).ShouldBe([Li, Wang]);
        (await Cards.Read("r2", Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_card_is_the_first_persons_who_uses_it_and_stays_theirs()
    {
        await Cards.Add([Li], replace: false);

        var used = Li with { Person = "ann" };
        (await Cards.Use(Li.Hash, "ann")).ShouldBe(used);
        (await Cards.Use(Li.Hash, "bob")).ShouldBe(used);
        (await Cards.Use(Li.Hash, "ann")).ShouldBe(used);
        (await Cards.Use(Wang.Hash, "ann")).ShouldBeNull();
        (await Cards.Read("r1", Cancel)).ShouldBe([used]);
    }

    [Fact]
    public async Task Of_many_who_use_a_card_at_once_one_has_it()
    {
        await Cards.Add([Li], replace: false);

        var holders = await Task.WhenAll(Enumerable.Range(1, 30).Select(i => Task.Run(() => Cards.Use(Li.Hash, $"p{i}"), Cancel)));

        holders.Select(c => c!.Person).Distinct().ShouldHaveSingleItem().ShouldNotBeNull();
    }

    [Fact]
    public async Task A_card_whose_person_is_forgotten_stays_used_and_is_nobodys()
    {
        await Cards.Add([Li, Wang], replace: false);
        await Cards.Use(Li.Hash, "ann");
        await Cards.Use(Wang.Hash, "bob");
        (await Cards.ReadOf("ann", Cancel)).ShouldBe([Li with { Person = "ann" }]);

        await Cards.Forget("ann");

        (await Cards.ReadOf("ann", Cancel)).ShouldBeEmpty();
        (await Cards.Use(Li.Hash, "carl")).ShouldBe(Li with { Person = "" });
        (await Cards.ReadOf("bob", Cancel)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_card_is_given_back_by_who_has_it_and_by_nobody_else()
    {
        await Cards.Add([Li], replace: false);
        await Cards.Use(Li.Hash, "ann");
        await Cards.Release(Li.Hash, "bob");
        (await Cards.Find(Li.Hash, Cancel)).ShouldBe(Li with { Person = "ann" });

        await Cards.Release(Li.Hash, "ann");
        (await Cards.Use(Li.Hash, "bob")).ShouldBe(Li with { Person = "bob" });
    }

    /// <summary>Guards cards that lie on the table: printing once more ended them.</summary>
    [Fact]
    public async Task A_newer_card_takes_an_olders_place_on_purpose_only()
    {
        var (again, elsewhere) = (Li with { Hash = Hash.Of("li again"u8) }, Li with { Hash = Hash.Of("elsewhere"u8), Room = "r2" });
        await Cards.Add([Li, Wang, elsewhere], replace: false);

        (await Cards.Add([again], replace: false)).ShouldBeEmpty();
        (await Cards.Find(again.Hash, Cancel)).ShouldBeNull();

        (await Cards.Add([again], replace: true)).ShouldBe([again]);
        (await Cards.Add([again], replace: true)).ShouldBe([again]);
        (await Cards.Find(Li.Hash, Cancel)).ShouldBe(Li with { IsReplaced = true });
        (await Cards.Use(Li.Hash, "ann")).ShouldBe(Li with { IsReplaced = true });
        (await Cards.Read("r1", Cancel)).ShouldBe([again, Wang]);
        (await Cards.Read("r2", Cancel)).ShouldBe([elsewhere]);
    }

    [Fact]
    public async Task All_of_it_is_there_after_a_restart()
    {
        await Cards.Add([Li, Wang], replace: false);
        await Cards.Use(Li.Hash, "ann");

        await Reopen();

        (await Cards.Read("r1", Cancel)).ShouldBe([Li with { Person = "ann" }, Wang]);
    }

    public abstract ValueTask DisposeAsync();

    /// <summary>Closes the store and opens it again on what it has stored.</summary>
    protected abstract Task Reopen();
}

public sealed class SqliteSeatCardTests : SeatCardContract
{
    private readonly SqliteScratch _scratch = new();

    protected override ISeatCards Cards => new SqliteSeatCards(_scratch.Store);

    public override ValueTask DisposeAsync() => _scratch.DisposeAsync();

    protected override Task Reopen() => _scratch.Reopen();
}

public sealed class PostgresSeatCardTests(PostgresServer server) : SeatCardContract, IAsyncLifetime
{
    private readonly PostgresScratch _scratch = new(server);

    protected override ISeatCards Cards => new PostgresSeatCards(_scratch.Store);

    public async ValueTask InitializeAsync() => await _scratch.Open();

    public override ValueTask DisposeAsync() => _scratch.DisposeAsync();

    protected override Task Reopen() => _scratch.Reopen();
}
