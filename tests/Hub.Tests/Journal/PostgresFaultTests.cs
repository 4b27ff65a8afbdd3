using System.Text;
using Hub.Load.Stores;
using Hub.Server;
using Hub.Server.Journal;
using Hub.Tests.House;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using static Hub.Tests.Journal.Drafts;

namespace Hub.Tests.Journal;

/// <summary>What may befall a cluster's database: it is said what is stored and what is not, and what is not known.</summary>
public sealed class PostgresFaultTests(PostgresServer server) : IAsyncLifetime
{
    private readonly PostgresScratch _scratch = new(server);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _scratch.Open();

    public ValueTask DisposeAsync() => _scratch.DisposeAsync();

    [Fact]
    public async Task Nodes_that_start_at_once_make_the_tables_once()
    {
        await using var fresh = new PostgresScratch(server);
        await fresh.Open();
        await fresh.Execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");

        var nodes = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => fresh.Another()));

        var answers = await Task.WhenAll(nodes.Select(n => Of(n).Append("x", Head.None, Saying("a"))));
        answers.Count(a => a.Outcome == AppendOutcome.Stored).ShouldBe(1, "on five nodes one first commit");
        answers.Count(a => a.Outcome == AppendOutcome.Conflict).ShouldBe(4);
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }
    }

    [Fact]
    public async Task Of_two_nodes_that_write_one_stream_neither_overwrites_the_other()
    {
        await using var other = await _scratch.Another();
        IJournal[] nodes = [_scratch.Journal, Of(other)];
        var stored = new System.Collections.Concurrent.ConcurrentBag<Head>();

        await Task.WhenAll(nodes.Select(async (journal, node) =>
        {
            for (var i = 0; i < 100; i++)
            {
                var commits = await journal.ReadList("x");
                var appended = await journal.Append("x", commits.Count == 0 ? Head.None : commits[^1].Head, Saying($"{node} {i}"));
                if (appended.Outcome == AppendOutcome.Stored)
                {
                    stored.Add(appended.Head);
                }
            }
        }));

        (await _scratch.Journal.ReadList("x")).Select(c => c.Head)
            .ShouldBe(stored.OrderBy(h => h.Commit), "what was answered stored is there, and nothing else");
    }

    [Fact]
    public async Task A_commit_that_the_database_cannot_take_costs_only_its_own_stream()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 80).Select(i => _scratch.Journal.Append(
            $"meeting/{i}", Head.None, i == 40 ? new Draft(1, new byte[] { (byte)'"', 0xFF, (byte)'"' }, At) : Saying("a"))));

        answers.Select(a => a.Outcome).ShouldBe(Enumerable.Range(0, 80).Select(i => i == 40 ? AppendOutcome.Failed : AppendOutcome.Stored));
        (await _scratch.Journal.ReadList("meeting/40")).ShouldBeEmpty();
    }

    /// <summary>Guards the acknowledgement: the database reports success for a commit whose wait for its standby was cut short, with a notice only.</summary>
    [Fact]
    public async Task A_commit_that_no_standby_confirmed_is_of_unknown_outcome()
    {
        await using var postgres = await TemporaryPostgres.Start();
        await using var store = await Open(postgres.ConnectionString());
        await using var other = await Connect(postgres.ConnectionString());
        await Execute(other, "ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
        await Execute(other, "SELECT pg_reload_conf()");
        await Until(other, "SELECT setting = 'nobody' FROM pg_settings WHERE name = 'synchronous_standby_names'");

        // Commits wait for a standby once the server's checkpointer has heard of it too, which nobody is told: those before are stored as ever.
        const string waits = "SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event = 'SyncRep'";
        var (stream, append) = ("", Task.FromResult(new Appended(AppendOutcome.Stored)));
        for (var i = 0; append.IsCompleted; i++)
        {
            (stream, append) = ($"x{i}", Of(store).Append($"x{i}", Head.None, Saying("a")));
            await Eventually.Holds(async () => append.IsCompleted || await Execute(other, waits) is true);
        }

        await Until(other, "SELECT count(pg_cancel_backend(pid)) > 0 FROM pg_stat_activity WHERE wait_event = 'SyncRep'");

        (await append).Outcome.ShouldBe(AppendOutcome.Unknown);
        (await Of(store).ReadList(stream)).Count.ShouldBe(1, "here it is stored, elsewhere perhaps not");
        await Execute(other, "ALTER SYSTEM RESET synchronous_standby_names");
        await Execute(other, "SELECT pg_reload_conf()");
        await Until(other, "SELECT setting = '' FROM pg_settings WHERE name = 'synchronous_standby_names'");
        (await Of(store).Append("y", Head.None, Saying("a"))).Outcome.ShouldBe(AppendOutcome.Stored);
    }

    [Fact]
    public async Task A_database_killed_under_many_writers_loses_nothing_that_was_answered_and_is_used_again_when_it_is_back()
    {
        await using var postgres = await TemporaryPostgres.Start();
        await using var store = await Open(postgres.ConnectionString());
        var journal = Of(store);
        var (stored, refused, over) = (new Head[20], 0, false);
        var writers = Enumerable.Range(0, 20).Select(i => Task.Run(async () =>
        {
            while (!Volatile.Read(ref over))
            {
                var appended = await journal.Append($"meeting/{i}", stored[i], Saying("a"));
                if (appended.Outcome == AppendOutcome.Stored)
                {
                    stored[i] = appended.Head;
                    continue;
                }

                // As an activation does: what became of it is read, once it can be.
                Interlocked.Increment(ref refused);
                await Again(async () =>
                    stored[i] = (await journal.ReadList($"meeting/{i}")) is [.., var last] ? Later(last.Head, stored[i]) : Later(Head.None, stored[i]));
            }
        }, Cancel)).ToList();
        await Again(() => Task.FromResult(stored.Sum(s => s.Commit) > 200 ? true : throw new StoreException("not yet", false)));

        await postgres.Kill();
        await Again(() => Task.FromResult(Volatile.Read(ref refused) > 0 ? true : throw new StoreException("not yet", false)));
        await postgres.Start();
        var before = stored.Sum(s => s.Commit);
        await Again(() => Task.FromResult(stored.Sum(s => s.Commit) > before + 200 ? true : throw new StoreException("not yet", false)));
        Volatile.Write(ref over, true);
        await Task.WhenAll(writers);

        for (var i = 0; i < stored.Length; i++)
        {
            (await journal.ReadList($"meeting/{i}"))[^1].Head.ShouldBe(stored[i]);
        }

        static Head Later(Head read, Head known) =>
            read.Commit >= known.Commit ? read : throw new InvalidOperationException($"{known} was answered, and {read} is there.");
    }

    [Fact]
    public async Task A_long_transaction_of_another_program_delays_lists_but_nothing_is_ever_passed_over()
    {
        await using var other = await Connect(_scratch.ConnectionString);
        await Execute(other, "BEGIN");
        await Execute(other, "SELECT pg_current_xact_id()");
        await _scratch.Journal.Fill("x", 3);

        (await _scratch.Journal.ReadAll(0, 10, Cancel)).ShouldBeEmpty("whoever commits later might stand before them");
        await Execute(other, "ROLLBACK");

        (await _scratch.Journal.ReadAll(0, 10, Cancel)).Select(c => c.Number).ShouldBe([1L, 2, 3]);
    }

    [Fact]
    public async Task In_a_younger_server_that_it_was_restored_into_positions_go_on_rising()
    {
        await _scratch.Journal.Fill("x", 2);
        await _scratch.Execute("UPDATE commits SET position = position + (1::bigint << 50)");
        await _scratch.Reopen();
        var read = (await _scratch.Journal.ReadAll(0, 10, Cancel))[^1].Position;

        await _scratch.Journal.Fill("y", 1);

        (await _scratch.Journal.ReadAll(read, 10, Cancel)).Single().Stream.ShouldBe("y");
    }

    [Fact]
    public async Task What_cannot_be_used_is_refused_in_one_sentence()
    {
        await _scratch.Execute("UPDATE meta SET value = '99' WHERE key = 'schema'");
        (await Refusal(_scratch.ConnectionString)).ShouldContain("schema version 99");
        await _scratch.Execute("DROP TABLE commits");
        (await Refusal(_scratch.ConnectionString)).ShouldContain("holds other tables");
        (await Refusal($"{_scratch.ConnectionString}x")).ShouldContain("does not exist");
        await _scratch.Execute($"ALTER DATABASE {new NpgsqlConnectionStringBuilder(_scratch.ConnectionString).Database} SET synchronous_commit = off");
        (await Refusal(_scratch.ConnectionString)).ShouldContain("synchronous_commit=off");
    }

    [Theory]
    [InlineData("57P01", true)]
    [InlineData("57P02", true)]
    [InlineData("57P03", true)]
    [InlineData("08006", true)]
    [InlineData("40001", false)]
    [InlineData("53300", false)]
    [InlineData("57014", false)]
    public void Only_a_connection_that_broke_takes_the_others_with_it(string state, bool cut)
    {
        PostgresStore.IsCut(new PostgresException("x", "ERROR", "ERROR", state)).ShouldBe(cut);
        PostgresStore.IsCut(new NpgsqlException("x", new IOException("x"))).ShouldBeTrue();
        PostgresStore.IsCut(new NpgsqlException("x", new TimeoutException())).ShouldBeFalse();
    }

    private static PostgresJournal Of(PostgresStore store) => new(store, NullLogger<PostgresJournal>.Instance);

    private static async Task<PostgresStore> Open(string connectionString)
    {
        var store = new PostgresStore(connectionString, NullLogger<PostgresStore>.Instance);
        await store.Open(Cancel);
        return store;
    }

    private static async Task<string> Refusal(string connectionString)
    {
        var sentence = (await Should.ThrowAsync<StartupException>(() => Open(connectionString))).Message;
        sentence.ShouldEndWith(".");
        sentence.ShouldNotContain("\n");
        return sentence;
    }

    private static async Task<NpgsqlConnection> Connect(string connectionString)
    {
        var connection = new NpgsqlConnection($"{connectionString};Pooling=false");
        await connection.OpenAsync(Cancel);
        return connection;
    }

    private static async Task<object?> Execute(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // The SQL is the test's own.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(Cancel);
    }

    private static Task Until(NpgsqlConnection connection, string question) => Eventually.Holds(async () => await Execute(connection, question) is true);

    /// <summary>Asks again as long as the store does not answer.</summary>
    private static async Task<T> Again<T>(Func<Task<T>> ask)
    {
        var answer = default(T)!;
        await Eventually.Holds(async () =>
        {
            try
            {
                answer = await ask();
                return true;
            }
            catch (StoreException)
            {
                return false;
            }
        });
        return answer;
    }
}
