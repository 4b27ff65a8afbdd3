using Hub.Server.Access;

namespace Hub.Tests.Access;

/// <summary>What every store must keep of sessions.</summary>
public abstract class SessionStoreContract : IAsyncDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    protected abstract ISessionStore Store { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_is_found_as_it_was_added_and_adding_it_again_changes_nothing()
    {
        var (member, guest) = (Row("a1", "ann", "m1", null), Row("b1", "bob", null, "epoch"));
        await Store.Add([member, guest]);
        await Store.Add([member with { Device = "another" }]);

        (await Store.Find(["a1", "b1", "c1"], Cancel)).OrderBy(r => r.Id).ShouldBe([member, guest]);
    }

    [Fact]
    public async Task A_persons_sessions_are_listed_the_one_seen_last_first()
    {
        await Store.Add([Row("a1", "ann"), Row("a2", "ann"), Row("b1", "bob")]);
        await Store.See([new SeenSession("a2", Start.AddMinutes(5)), new SeenSession("a1", Start.AddMinutes(-5))]);

        (await Store.ReadOf("ann", Cancel)).Select(r => (r.Id, r.LastSeen)).ShouldBe([("a2", Start.AddMinutes(5)), ("a1", Start)]);
    }

    [Fact]
    public async Task What_has_ended_is_listed_no_more_and_comes_back_by_nothing()
    {
        await Store.Add([Row("a1", "ann"), Row("a2", "ann")]);
        await Store.End(Row("a1", "ann"));
        await Store.End(Row("a1", "ann"));
        await Store.Add([Row("a1", "ann")]);
        await Store.See([new SeenSession("a1", Start.AddDays(1))]);

        (await Store.ReadOf("ann", Cancel)).Select(r => r.Id).ShouldBe(["a2"]);
        (await Store.Find(["a1"], Cancel)).Single().HasEnded.ShouldBeTrue();
    }

    [Fact]
    public async Task A_person_who_is_forgotten_is_signed_out_and_nothing_tells_from_where_they_came()
    {
        await Store.Add([Row("a1", "ann"), Row("a2", "ann"), Row("b1", "bob")]);
        await Store.End(Row("a2", "ann"));

        (await Store.Forget("ann")).Order().ShouldBe(["a1", "a2"]);
        await Store.Forget("ann");
        await Store.Add([Row("a1", "ann")]);

        (await Store.Find(["a1", "a2"], Cancel)).Select(r => (r.HasEnded, r.Device, r.Network)).ShouldBe([(true, "", ""), (true, "", "")]);
        (await Store.ReadOf("bob", Cancel)).ShouldHaveSingleItem().Device.ShouldNotBeEmpty();
    }

    /// <summary>Guards a guest who signs out before their session was stored: the row that came later would have brought it back.</summary>
    [Fact]
    public async Task A_session_that_ends_before_it_was_added_has_ended()
    {
        await Store.End(Row("a1", "ann"));
        await Store.Add([Row("a1", "ann")]);

        (await Store.Find(["a1"], Cancel)).Single().HasEnded.ShouldBeTrue();
        (await Store.ReadOf("ann", Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task All_sessions_of_a_member_end_at_once_and_nobody_elses()
    {
        await Store.Add([Row("a1", "ann", "m1"), Row("a2", "ann", "m1"), Row("b1", "bob", "m2"), Row("c1", "cid")]);
        await Store.End(Row("a1", "ann", "m1"));

        (await Store.EndOfMember("m1")).ShouldBe(["a2"]);
        (await Store.EndOfMember("m1")).ShouldBeEmpty();
        (await Store.Find(["a1", "a2", "b1", "c1"], Cancel)).Where(r => r.HasEnded).Select(r => r.Id).Order().ShouldBe(["a1", "a2"]);
    }

    [Fact]
    public async Task All_sessions_of_a_staff_account_end_at_once_and_nobody_elses()
    {
        var (ann, bob) = (Row("a1", "ann", "m1") with { Account = "acc1", AccountEpoch = 3 }, Row("b1", "bob") with { Account = "acc2", AccountEpoch = 1 });
        await Store.Add([ann, bob, Row("a2", "ann", "m1")]);
        (await Store.Find(["a1"], Cancel)).ShouldBe([ann]);

        (await Store.EndOfAccount("acc1")).ShouldBe(["a1"]);
        (await Store.EndOfAccount("acc1")).ShouldBeEmpty();
        (await Store.Find(["a1", "a2", "b1"], Cancel)).Where(r => r.HasEnded).Select(r => r.Id).ShouldBe(["a1"]);
    }

    [Fact]
    public async Task What_a_provider_opened_ends_by_account_by_its_session_or_by_both_and_nothing_that_was_opened_otherwise()
    {
        var ann = Row("a1", "ann") with { Account = "acc1", AccountEpoch = 1, ProviderSession = "s1" };
        var bob = Row("b1", "bob") with { Account = "acc2", AccountEpoch = 1, ProviderSession = "" };
        await Store.Add([ann, ann with { Id = "a2", ProviderSession = "s2" }, ann with { Id = "a3", ProviderSession = null }, bob, Row("c1", "cid")]);
        (await Store.Find(["a1", "b1"], Cancel)).OrderBy(r => r.Id).ShouldBe([ann, bob]);

        (await Store.EndOfProvider(null, null)).ShouldBeEmpty();
        (await Store.EndOfProvider("acc2", "s1")).ShouldBeEmpty();
        (await Store.EndOfProvider(null, "s1")).ShouldBe(["a1"]);
        (await Store.EndOfProvider("acc1", null)).ShouldBe(["a2"]);
        (await Store.EndOfProvider("acc2", null)).ShouldBe(["b1"]);
        (await Store.EndOfProvider("acc1", "s2")).ShouldBeEmpty();
        (await Store.Find(["a1", "a2", "a3", "b1", "c1"], Cancel)).Where(r => !r.HasEnded).Select(r => r.Id).Order().ShouldBe(["a3", "c1"]);

        await Store.Forget("ann");
        (await Store.Find(["a1", "a2"], Cancel)).ShouldAllBe(r => r.ProviderSession == null);
    }

    [Fact]
    public async Task What_nobody_could_use_any_more_is_deleted()
    {
        await Store.Add([Row("a1", "ann") with { Expires = Start.AddDays(1) }, Row("a2", "ann") with { Expires = Start.AddDays(2) }]);
        await Store.End(Row("a3", "ann") with { Expires = Start.AddDays(1) });

        await Store.Prune(Start.AddDays(1));

        (await Store.Find(["a1", "a2", "a3"], Cancel)).Select(r => r.Id).ShouldBe(["a2"]);
    }

    public abstract ValueTask DisposeAsync();

    protected static SessionRow Row(string id, string person, string? member = null, string? epoch = null) =>
        new(id, person, member, epoch, "Mozilla/5.0", "198.51.100.0/24", Start, Start, Start.AddDays(400));
}
