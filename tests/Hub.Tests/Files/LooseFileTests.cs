using Hub.Server.Files;
using Hub.Tests.House;
using Hub.Tests.Journal;

namespace Hub.Tests.Files;

/// <summary>
/// What nobody named for a day is deleted, and what a topic names stays, in every store. Guards the database against files that were handed in by the thousand
/// and never used.
/// </summary>
public abstract class LooseFileContract : IAsyncDisposable
{
    private protected ManualClock Clock { get; } = new();

    internal abstract IFileStore Files { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_nothing_names_for_a_day_is_deleted_and_what_is_named_stays()
    {
        var (loose, named, staff) = (await Add([1], "203.0.113.0/24"), await Add([2], "203.0.113.0/24"), await Add([3], null));
        await Files.Attach([named]);
        Clock.Pass(TimeSpan.FromHours(23));
        var young = await Add([4], "203.0.113.0/24");
        (await Sweep()).ShouldBe(0);
        Clock.Pass(TimeSpan.FromHours(2));
        (await Sweep()).ShouldBe(1);
        (await Files.Find(loose, Cancel)).ShouldBeNull();
        (await Files.Exist([named, staff, young], Cancel)).ShouldBeTrue();
        (await Sweep()).ShouldBe(0);
    }

    [Fact]
    public async Task A_network_has_the_bytes_that_it_handed_in_and_nothing_names()
    {
        var first = await Add(new byte[100], "203.0.113.0/24");
        await Add(new byte[30], "198.51.100.0/24");
        await Add(new byte[7], null);
        (await Files.Loose("203.0.113.0/24", Cancel)).ShouldBe((100, 130));
        (await Files.Loose("192.0.2.0/24", Cancel)).ShouldBe((0, 130));
        await Files.Attach([first]);
        (await Files.Loose("203.0.113.0/24", Cancel)).ShouldBe((0, 30));
    }

    /// <summary>Guards against taking a picture out of somebody's topic by handing the same in once more.</summary>
    [Fact]
    public async Task A_file_that_something_names_does_not_become_loose_when_it_is_handed_in_again()
    {
        var file = await Add([9], "203.0.113.0/24");
        await Files.Attach([file]);
        (await Add([9], "198.51.100.0/24")).ShouldBe(file);
        Clock.Pass(TimeSpan.FromHours(48));
        (await Sweep()).ShouldBe(0);
        (await Files.Find(file, Cancel)).ShouldNotBeNull();
    }

    [Fact]
    public async Task What_was_dropped_is_told_before_it_is_deleted_a_day_later_and_what_is_named_anew_is_not()
    {
        var (dropped, again, never) = (await Add([6], null), await Add([7], "203.0.113.0/24"), await Add([8], "203.0.113.0/24"));
        await Files.Attach([again]);
        foreach (var file in new[] { dropped, again, dropped, "nosuchfile" })
        {
            await Files.Drop(file);
        }

        (await Files.Loose("", Cancel)).ShouldBe((0, 1));
        (await Dropped()).ShouldBeEmpty();
        Clock.Pass(TimeSpan.FromHours(25));
        (await Dropped()).ShouldBe([dropped, again], ignoreOrder: true);
        await Files.Attach([again]);
        (await Dropped()).ShouldBe([dropped]);
        (await Sweep()).ShouldBe(2);
        (await Files.Find(dropped, Cancel)).ShouldBeNull();
        (await Files.Find(never, Cancel)).ShouldBeNull();
        (await Files.Find(again, Cancel)).ShouldNotBeNull();

        Task<IReadOnlyList<string>> Dropped() => Files.Dropped(Clock.GetUtcNow() - LooseFiles.LooseFor);
    }

    [Fact]
    public async Task A_file_that_was_deleted_counts_for_nobody()
    {
        var file = await Add([5, 5], "203.0.113.0/24");
        await Files.Delete(file);
        (await Files.Loose("203.0.113.0/24", Cancel)).ShouldBe((0, 0));
    }

    public abstract ValueTask DisposeAsync();

    private Task<string> Add(byte[] content, string? from) => Files.Add(FileKind.Pdf, content, from, Cancel);

    private Task<int> Sweep() => Files.Sweep(Clock.GetUtcNow() - LooseFiles.LooseFor);
}

public sealed class SqliteLooseFileTests : LooseFileContract
{
    private readonly SqliteScratch _scratch = new();

    internal override IFileStore Files => new SqliteFileStore(_scratch.Store, Clock);

    public override async ValueTask DisposeAsync()
    {
        await _scratch.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

public sealed class PostgresLooseFileTests(PostgresServer server) : LooseFileContract, IAsyncLifetime
{
    private readonly PostgresScratch _scratch = new(server);

    internal override IFileStore Files => new PostgresFileStore(_scratch.Store, Clock);

    public async ValueTask InitializeAsync() => await _scratch.Open();

    public override async ValueTask DisposeAsync()
    {
        await _scratch.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
