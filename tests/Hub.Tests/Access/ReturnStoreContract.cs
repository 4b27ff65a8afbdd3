using Hub.Domain;
using Hub.Server.Access;
using Hub.Server.Journal;

namespace Hub.Tests.Access;

/// <summary>What every store must keep of those who come back by a key.</summary>
public abstract class ReturnStoreContract : IAsyncDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly Hash Key = Hash.Of("a key"u8);
    private static readonly Hash Newer = Hash.Of("a newer key"u8);

    protected abstract IReturnStore Store { get; }

    protected abstract IDirectory Directory { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_comes_back_to_a_topic_is_its_raiser_there_alone_for_as_long_as_the_key_is_the_topics()
    {
        await Directory.SetCode(new Code(Key, "topics/t1", Role.Member, null));
        await Store.Return("ann", "t1", "zhao", Key);
        await Store.Return("ann", "t1", "zhao", Key);

        (await Store.FindRaiser("ann", "t1", Cancel)).ShouldBe("zhao");
        (await Store.FindRaiser("ann", "t2", Cancel)).ShouldBeNull();
        (await Store.FindRaiser("bob", "t1", Cancel)).ShouldBeNull();

        await Directory.SetCode(new Code(Newer, "topics/t1", Role.Member, null));
        (await Store.FindRaiser("ann", "t1", Cancel)).ShouldBeNull();
        await Store.Return("ann", "t1", "zhao", Newer);
        (await Store.FindRaiser("ann", "t1", Cancel)).ShouldBe("zhao");
    }

    /// <summary>Guards who may have a topic's words removed: whoever had a key that is not good any more does not act as the raiser.</summary>
    [Fact]
    public async Task Where_somebody_came_back_to_is_told_while_the_key_is_good_and_forgotten_when_they_are()
    {
        await Directory.SetCode(new Code(Key, "topics/t1", Role.Member, null));
        await Store.Return("ann", "t1", "zhao", Key);
        await Store.Return("bob", "t1", "zhao", Key);
        await Store.SetMove("ann", Newer, Start.AddMinutes(10), Start);
        (await Store.ReadOf("ann", Cancel)).ShouldBe([("t1", "zhao")]);

        await Store.Forget("ann");
        (await Store.ReadOf("ann", Cancel)).ShouldBeEmpty();
        (await Store.FindRaiser("ann", "t1", Cancel)).ShouldBeNull();
        (await Store.FindMove(Newer, Start, Cancel)).ShouldBeNull();
        (await Store.ReadOf("bob", Cancel)).ShouldBe([("t1", "zhao")]);

        await Directory.SetCode(new Code(Newer, "topics/t1", Role.Member, null));
        (await Store.ReadOf("bob", Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_key_of_another_topic_brings_nobody_back()
    {
        await Directory.SetCode(new Code(Key, "topics/t2", Role.Member, null));
        await Store.Return("ann", "t1", "zhao", Key);

        (await Store.FindRaiser("ann", "t1", Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_key_to_another_device_works_once()
    {
        await Store.SetMove("ann", Key, Start.AddMinutes(10), Start);

        (await Store.FindMove(Key, Start, Cancel)).ShouldBe("ann");
        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Store.TakeMove(Key, Start)));
        taken.Where(person => person is not null).ShouldBe(["ann"]);
        (await Store.FindMove(Key, Start, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task It_stops_when_its_time_is_over_and_when_another_is_made()
    {
        await Store.SetMove("ann", Key, Start.AddMinutes(10), Start);
        (await Store.TakeMove(Key, Start.AddMinutes(10))).ShouldBeNull();
        (await Store.FindMove(Key, Start.AddMinutes(10), Cancel)).ShouldBeNull();

        await Store.SetMove("ann", Newer, Start.AddMinutes(20), Start);
        (await Store.TakeMove(Key, Start)).ShouldBeNull();
        (await Store.TakeMove(Newer, Start.AddMinutes(19))).ShouldBe("ann");
    }

    public abstract ValueTask DisposeAsync();
}
