using Hub.Domain;
using Hub.Server;
using Hub.Server.Journal;
using Microsoft.Extensions.Logging.Abstractions;
using static Hub.Tests.Journal.Drafts;

namespace Hub.Tests.Journal;

/// <summary>What the store promises beneath the journal: group commit, isolation within a transaction, draining, its clock, its schema's version.</summary>
public sealed class SqliteStoreTests : IAsyncDisposable
{
    private readonly SqliteScratch _scratch = new();

    private SqliteStore Store => _scratch.Store;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_waits_together_is_committed_together()
    {
        var journal = new SqliteJournal(Store);

        var (answers, transactions) = await Together(() => [.. Enumerable.Range(0, 200).Select(i => journal.Append($"meeting/{i}", Head.None, Saying("a")))]);

        answers.ShouldAllBe(a => a.Outcome == AppendOutcome.Stored);
        transactions.ShouldBe(200 / SqliteStore.MostPerTransaction);
    }

    [Fact]
    public async Task The_fence_holds_within_one_transaction()
    {
        var journal = new SqliteJournal(Store);
        var outdated = await journal.Fill("meeting/b", 1);
        await journal.Fill("meeting/b", 1, outdated);
        var first = new Head(1, 1, await HashOfFirst("meeting/a"));

        var (answers, transactions) = await Together(() =>
        [
            journal.Append("meeting/a", Head.None, Saying("a")),
            journal.Append("meeting/a", Head.None, Saying("b")),
            journal.Append("meeting/a", first, Saying("c")),
            journal.Append("meeting/a", first, Saying("d")),
            journal.Append("meeting/b", outdated, Saying("e")),
            journal.Append("meeting/c", Head.None, Saying("f")),
        ]);

        answers.Select(a => a.Outcome).ShouldBe(
        [
            AppendOutcome.Stored, AppendOutcome.Conflict, AppendOutcome.Stored, AppendOutcome.Conflict, AppendOutcome.Conflict, AppendOutcome.Stored,
        ]);
        transactions.ShouldBe(1);
        (await journal.ReadList("meeting/a")).Select(c => c.Text()).ShouldBe(["""[{"said":"a"}]""", """[{"said":"c"}]"""]);
    }

    [Fact]
    public async Task A_write_that_fails_half_way_is_undone_and_fails_alone()
    {
        var journal = new SqliteJournal(Store);

        Task<int>? broken = null;
        Task<int>? refused = null;
        var (answers, transactions) = await Together(() =>
        {
            var before = journal.Append("meeting/a", Head.None, Saying("a"));
            broken = Store.Write<int>(session =>
            {
                session.Execute("INSERT INTO secrets (name, value) VALUES ('half', x'00')");
                throw new InvalidOperationException("poisoned");
            });
            refused = Store.Write(session => session.Execute("INSERT INTO secrets (name, value) VALUES (NULL, NULL)"));
            return [before, journal.Append("meeting/b", Head.None, Saying("b"))];
        });

        answers.ShouldAllBe(a => a.Outcome == AppendOutcome.Stored);
        transactions.ShouldBe(1);
        (await Should.ThrowAsync<InvalidOperationException>(broken!)).Message.ShouldBe("poisoned");
        (await Should.ThrowAsync<StoreException>(refused!)).MayBeStored.ShouldBeFalse();
        (await Store.Read(session => session.Text("SELECT count(*) FROM secrets"), Cancel)).ShouldBe("0");
    }

    [Fact]
    public async Task A_transaction_that_breaks_down_stores_nothing_and_the_next_one_works()
    {
        var journal = new SqliteJournal(Store);

        Task<int>? breaker = null;
        var (answers, transactions) = await Together(() =>
        {
            var before = journal.Append("meeting/a", Head.None, Saying("a"));
            breaker = Store.Write(session => session.Execute("RELEASE item"));
            return [before, journal.Append("meeting/b", Head.None, Saying("b"))];
        });

        answers.ShouldAllBe(a => a.Outcome == AppendOutcome.Failed);
        (await Should.ThrowAsync<StoreException>(breaker!)).MayBeStored.ShouldBeFalse();
        transactions.ShouldBe(0);

        // Were the broken connection the last one, closing it would have emptied the log, and a commit whose sync failed could come back from it.
        File.Exists(_scratch.File + "-wal").ShouldBeTrue();
        (await journal.ReadAll(0, 10, Cancel)).ShouldBeEmpty();
        await journal.Fill("meeting/a", 1);
    }

    [Fact]
    public async Task Readers_do_not_wait_for_the_writer_and_see_nothing_uncommitted()
    {
        var journal = new SqliteJournal(Store);
        await journal.Fill("meeting/a", 2);
        using var release = new ManualResetEventSlim();
        var half = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var write = Store.Write(session =>
        {
            session.Execute("DELETE FROM commits");
            half.SetResult();
            release.Wait(Cancel);
            return 0;
        });
        await half.Task;

        (await journal.ReadList("meeting/a")).Count.ShouldBe(2);
        release.Set();
        await write;
        (await journal.ReadAll(0, 10, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Closing_stores_what_waits_and_refuses_what_comes_later()
    {
        var journal = new SqliteJournal(Store);
        var waiting = Enumerable.Range(0, 250).Select(i => journal.Append($"meeting/{i}", Head.None, Saying("a"))).ToList();

        await Store.DisposeAsync();

        (await Task.WhenAll(waiting)).ShouldAllBe(a => a.Outcome == AppendOutcome.Stored);
        (await journal.Append("meeting/late", Head.None, Saying("a"))).Outcome.ShouldBe(AppendOutcome.Failed);
        (await Should.ThrowAsync<StoreException>(() => journal.ReadList("meeting/0"))).MayBeStored.ShouldBeFalse();
        await _scratch.Reopen();
        (await new SqliteJournal(Store).ReadAll(0, 1000, Cancel)).Count.ShouldBe(250);
    }

    [Fact]
    public async Task A_read_that_is_cancelled_leaves_its_connection_to_the_next()
    {
        var journal = new SqliteJournal(Store);
        for (var i = 0; i < 50; i++)
        {
            await Should.ThrowAsync<OperationCanceledException>(() => journal.ReadAll(0, 1, new CancellationToken(canceled: true)));
        }

        (await journal.ReadAll(0, 1, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_clock_is_the_one_it_was_given()
    {
        await Store.DisposeAsync();
        await using var store = SqliteStore.Open($"Data Source={_scratch.File}", new Stopped(), NullLogger<SqliteStore>.Instance);

        (await new SqliteJournal(store).ReadClock(Cancel)).ShouldBe(At);
    }

    [Fact]
    public async Task The_folder_is_made_and_the_full_path_told()
    {
        var file = Path.Combine(Path.GetDirectoryName(_scratch.File)!, "a", "b", "..", "b", "hub.db");
        await using var store = SqliteScratch.Open(file);

        store.Path.ShouldBe(Path.GetFullPath(file));
        File.Exists(store.Path).ShouldBeTrue();
    }

    [Fact]
    public async Task A_file_of_a_newer_version_is_refused()
    {
        var newest = (int)RecordFormats.Newest;
        await _scratch.Execute($"UPDATE meta SET value = '{newest + 1}' WHERE key = 'schema'");
        await Store.DisposeAsync();

        Should.Throw<StartupException>(() => SqliteScratch.Open(_scratch.File)).Message.ShouldContain(
            $"schema version {newest + 1}, and this hub knows up to {newest}");
    }

    public ValueTask DisposeAsync() => _scratch.DisposeAsync();

    /// <summary>Holds the writer until all appends wait, so that they meet.</summary>
    /// <returns>The answers, and how many transactions they took.</returns>
    private async Task<(Appended[] Answers, long Transactions)> Together(Func<List<Task<Appended>>> appends)
    {
        var before = Store.Transactions;
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var release = new ManualResetEventSlim();
        var first = Store.Write(_ =>
        {
            started.SetResult();
            release.Wait(Cancel);
            return 0;
        });
        await started.Task;
        var waiting = appends();
        release.Set();
        await first;

        // The one that held the writer has its own transaction; it is not counted.
        var answers = await Task.WhenAll(waiting);
        return (answers, Store.Transactions - before - 1);
    }

    private static async Task<Hash> HashOfFirst(string stream)
    {
        await using var other = new SqliteScratch();
        return (await new SqliteJournal(other.Store).Append(stream, Head.None, Saying("a"))).Head.Hash;
    }

    private sealed class Stopped : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => At;
    }
}
