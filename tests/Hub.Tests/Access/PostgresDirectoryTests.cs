using Hub.Domain;
using Hub.Server.Access;
using Hub.Tests.Journal;

namespace Hub.Tests.Access;

public sealed class PostgresDirectoryTests(PostgresServer server) : DirectoryContract, IAsyncLifetime
{
    private readonly PostgresScratch _scratch = new(server);

    protected override IDirectory Directory => new PostgresDirectory(_scratch.Store);

    public async ValueTask InitializeAsync() => await _scratch.Open();

    protected override Task Reopen() => _scratch.Reopen();

    /// <summary>Guards a seat that kept the hash of the name before: a node of the older build writes a name, and knows of no hash.</summary>
    [Fact]
    public async Task A_name_that_a_node_of_the_older_build_gave_has_a_hash_of_its_own_when_the_seat_is_taken_again()
    {
        var before = await Directory.TakeSeat("r1", "ann", "王安", Role.Attendee, "p1");
        await _scratch.Store.Execute("UPDATE seats SET name = $1 WHERE participant = $2", "汪安", "p1");
        (await Directory.FindSeat("r1", "ann", Cancel)).ShouldBe(before with { Name = "汪安", NameHash = null });

        var again = await Directory.TakeSeat("r1", "ann", "汪安", Role.Attendee, "p1");
        again.NameHash.ShouldNotBe(before.NameHash);
        (await Directory.ReadNames("r1", Cancel)).Where(n => n.Hash == again.NameHash).ShouldHaveSingleItem().Name.ShouldBe("汪安");
        (await Directory.TakeSeat("r1", "ann", "汪安", Role.Attendee, "p1")).ShouldBe(again);
    }

    public override ValueTask DisposeAsync() => _scratch.DisposeAsync();
}
