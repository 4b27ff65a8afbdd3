using Hub.Domain;
using Hub.Server.Cluster;
using Hub.Server.Journal;
using Hub.Tests.Fixtures;
using Hub.Tests.House;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Hub.Tests.Journal;

/// <summary>
/// A database of the older build is moved on to this build's format once, when nobody who reads only the older one is left, and then for good.
/// </summary>
public sealed class FormatWatchTests(PostgresServer server) : IAsyncLifetime
{
    private const string OlderSilo = "Silo_d28f3";

    public static readonly MatrixTheoryData<string, string> Failures = new(
        ["INSERT ON names", "UPDATE ON seats", "UPDATE ON names", "DELETE ON snapshots", "UPDATE ON meta", "UPDATE ON meta DEFERRABLE INITIALLY DEFERRED"],
        ["RAISE EXCEPTION 'no'", "PERFORM pg_terminate_backend(pg_backend_pid())"]);

    private readonly List<PostgresStore> _stores = [];
    private readonly Machine _machine = new();
    private string _journal = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _journal = await server.Database();
        await OlderRecords.Postgres.PutPostgres(_journal);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_fresh_database_is_of_this_builds_format()
    {
        await using var fresh = new PostgresScratch(server);
        await fresh.Open();
        fresh.Journal.Format.ShouldBe(RecordFormats.Newest);
        await fresh.Reopen();
        fresh.Journal.Format.ShouldBe(RecordFormats.Newest);
    }

    [Theory]
    [InlineData("hub", 3)]
    [InlineData("hub", 1)]
    [InlineData("another cluster on this database", 3)]
    public async Task While_a_node_of_the_older_build_is_there_the_format_stays_and_once_it_is_dead_it_moves_on(string cluster, int status)
    {
        var (store, watch) = await Node();
        await Joins(cluster, OlderSilo, 1, status);
        await Joins("hub", MembershipTables.NewName(), 2, 3);

        await watch.MoveOn(Cancel);
        (store.Format, await Schema()).ShouldBe((RecordFormat.First, "1"));
        (await OlderSnapshots()).ShouldBeGreaterThan(0);

        await Execute("UPDATE silos SET status = 6 WHERE port = 1");
        await watch.MoveOn(Cancel);
        (store.Format, await Schema()).ShouldBe((RecordFormats.Newest, "9"));
        (await OlderSnapshots()).ShouldBe(0);
        new PostgresJournal(store, NullLogger<PostgresJournal>.Instance).Format.ShouldBe(RecordFormats.Newest);
    }

    /// <summary>A cluster of three builds: each step is done once everybody left reads it.</summary>
    [Fact]
    public async Task Formats_move_on_one_after_the_other_as_far_as_everybody_reads_them()
    {
        var (store, watch) = await Node();
        await Joins("hub", OlderSilo, 1, 3);
        await Joins("hub", "reads-2-5f1c", 2, 3);
        await Joins("hub", MembershipTables.NewName(), 3, 3);
        await watch.MoveOn(Cancel);
        (store.Format, await Schema()).ShouldBe((RecordFormat.First, "1"));

        await Execute("UPDATE silos SET status = 6 WHERE port = 1");
        await watch.MoveOn(Cancel);
        (store.Format, await Schema(), await Nameless()).ShouldBe((RecordFormat.Second, "2", 0));
        await Should.ThrowAsync<PostgresException>(() => Joins("hub", OlderSilo, 4, 1));
        await Joins("hub", "reads-2-77aa", 5, 1);

        await Execute("UPDATE silos SET status = 6 WHERE silo_name LIKE 'reads-2-%'");
        await watch.MoveOn(Cancel);
        (store.Format, await Schema()).ShouldBe((RecordFormats.Newest, "9"));
        await Should.ThrowAsync<PostgresException>(() => Joins("hub", "reads-2-9d3e", 6, 1));
    }

    /// <summary>The build between has moved it on by itself: this one learns of it, and goes on from there.</summary>
    [Fact]
    public async Task What_another_build_has_moved_on_is_learnt()
    {
        var (store, watch) = await Node();
        await Joins("hub", "reads-2-5f1c", 1, 3);
        await Execute("UPDATE meta SET value = '2' WHERE key = 'schema'");

        await watch.MoveOn(Cancel);

        (store.Format, await Schema()).ShouldBe((RecordFormat.Second, "2"));
    }

    [Fact]
    public async Task A_node_that_runs_looks_by_itself_until_the_format_has_moved_on()
    {
        var (store, watch) = await Node();
        await Joins("hub", OlderSilo, 1, 3);
        await watch.StartAsync(Cancel);
        await Execute("UPDATE silos SET status = 6 WHERE port = 1");

        await watch.ExecuteTask!.WaitAsync(House.OpenHouse.Patience, Cancel);

        (store.Format, await Schema()).ShouldBe((RecordFormats.Newest, "9"));
    }

    [Fact]
    public async Task A_node_that_nobody_declares_dead_is_waited_for_as_long_as_it_gives_signs_of_life()
    {
        var (store, watch) = await Node();
        await Joins("a cluster of which all were killed", OlderSilo, 1, 3);
        for (var i = 0; i < 3; i++)
        {
            await watch.MoveOn(Cancel);
            _machine.Seconds += 55;
            await Execute("UPDATE silos SET i_am_alive = i_am_alive + interval '5 s' WHERE port = 1");
        }

        await watch.MoveOn(Cancel);
        _machine.Seconds += 59;
        await watch.MoveOn(Cancel);
        store.Format.ShouldBe(RecordFormat.First);
        _machine.Seconds += 2;
        await watch.MoveOn(Cancel);
        store.Format.ShouldBe(RecordFormats.Newest);
    }

    /// <summary>Guards an older node that has read the schema's number just before it moved on, and joins just after.</summary>
    [Fact]
    public async Task Who_reads_the_older_format_only_cannot_join_any_more()
    {
        var (_, watch) = await Node();
        await watch.MoveOn(Cancel);

        var refused = await Should.ThrowAsync<PostgresException>(() => Joins("hub", OlderSilo, 1, 1));
        refused.MessageText.ShouldBe("The record of this database has moved on to a format that the build of this node does not read; start the newer hub.");
        await Joins("hub", MembershipTables.NewName(), 2, 1);
    }

    [Fact]
    public async Task Who_joins_in_the_very_moment_waits_and_is_refused()
    {
        await Node();
        await using var moving = new NpgsqlConnection($"{_journal};Pooling=false");
        await moving.OpenAsync(Cancel);
        await using var transaction = await moving.BeginTransactionAsync(Cancel);
        await Execute(moving, $"SELECT pg_advisory_xact_lock({PostgresSchema.Lock})");

        var joining = Joins("hub", OlderSilo, 1, 1);
        await Until("SELECT count(*)::text FROM pg_locks WHERE locktype = 'advisory' AND NOT granted", "1");
        await Execute(moving, "UPDATE meta SET value = '2' WHERE key = 'schema'");
        await transaction.CommitAsync(Cancel);

        await Should.ThrowAsync<PostgresException>(() => joining);
        (await Ask("SELECT count(*)::text FROM silos WHERE port = 1")).ShouldBe("0");
    }

    [Fact]
    public async Task Who_is_joining_in_the_very_moment_is_waited_for()
    {
        var (store, watch) = await Node();
        await using var joining = new NpgsqlConnection($"{_journal};Pooling=false");
        await joining.OpenAsync(Cancel);
        await using var transaction = await joining.BeginTransactionAsync(Cancel);
        await Execute(joining, Row("hub", OlderSilo, 1, 1));

        await watch.MoveOn(Cancel);
        store.Format.ShouldBe(RecordFormat.First);
        await transaction.CommitAsync(Cancel);
        await watch.MoveOn(Cancel);
        (store.Format, await Schema()).ShouldBe((RecordFormat.First, "1"));
    }

    [Fact]
    public async Task Of_several_nodes_that_find_nobody_left_one_moves_the_format_on_and_all_learn_of_it()
    {
        await Execute("""
            CREATE TABLE moves (value text);
            CREATE FUNCTION count_moves() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO moves VALUES (NEW.value); RETURN NEW; END';
            CREATE TRIGGER count_moves AFTER UPDATE ON meta FOR EACH ROW WHEN (NEW.key = 'schema') EXECUTE FUNCTION count_moves();
            """);
        var nodes = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Node()));

        await Task.WhenAll(nodes.Select(async node =>
        {
            while (node.Store.Format < RecordFormats.Newest)
            {
                await node.Watch.MoveOn(Cancel);
            }
        }));

        (await Ask("SELECT string_agg(value, ',') FROM moves")).ShouldBe("2,3,4,5,6,7,8,9");
    }

    /// <summary>
    /// At each of its steps, and behind the last of them when it commits: whatever ends the transaction, a statement that is refused or a node that is killed
    /// and leaves its connection.
    /// </summary>
    [Theory]
    [MemberData(nameof(Failures))]
    public async Task What_fails_at_any_step_leaves_the_database_as_it_was_and_is_done_later(string step, string failure)
    {
        var (store, watch) = await Node();

        // One seat has been named by a node of this build meanwhile: its row has no role yet.
        await Execute("""
            UPDATE seats SET name_hash = sha256('salt' || convert_to(participant || E'\n' || name, 'UTF8')) WHERE participant = (SELECT min(participant)
              FROM seats);
            INSERT INTO names (hash, room, participant, name, salt) SELECT name_hash, room, participant, name, 'salt' FROM seats WHERE name_hash IS NOT NULL;
            """);
        await Execute($"""
            CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {failure}; RETURN NEW; END $$;
            CREATE CONSTRAINT TRIGGER fail AFTER {step} FOR EACH ROW EXECUTE FUNCTION fail();
            """);
        var before = await Content();

        await watch.MoveOn(Cancel);
        (store.Format, await Schema(), await Content()).ShouldBe((RecordFormat.First, "1", before));

        await Execute($"DROP TRIGGER fail ON {step.Split(' ')[2]}");
        await watch.MoveOn(Cancel);
        (store.Format, await Schema(), await OlderSnapshots(), await Nameless()).ShouldBe((RecordFormats.Newest, "9", 0, 0));
    }

    /// <summary>The first node of this build makes the vault beside the older nodes' tables.</summary>
    [Theory]
    [InlineData("CREATE TABLE")]
    [InlineData("CREATE INDEX")]
    [InlineData("ALTER TABLE")]
    public async Task A_node_that_is_killed_while_it_makes_the_vault_leaves_the_database_as_it_was(string step)
    {
        var before = await Tables();
        await Execute($"""
            CREATE FUNCTION fail() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); END $$;
            CREATE EVENT TRIGGER fail ON ddl_command_end WHEN TAG IN ('{step}') EXECUTE FUNCTION fail();
            """);

        await Should.ThrowAsync<Exception>(Node);
        (await Tables(), await Schema()).ShouldBe((before, "1"));

        await Execute("DROP EVENT TRIGGER fail");
        var (store, watch) = await Node();
        await watch.MoveOn(Cancel);
        (store.Format, await Nameless()).ShouldBe((RecordFormats.Newest, 0));
    }

    /// <summary>With the older program itself: it needs it built, and is run when asked for.</summary>
    [Fact(Explicit = true)]
    public async Task The_older_build_runs_beside_this_one_and_is_refused_in_its_own_sentence_once_the_format_has_moved_on()
    {
        var folder = Directory.CreateTempSubdirectory("hub-older-").FullName;
        var (store, watch) = await Node();
        await using (var older = await OlderHouse.Start(folder, _journal))
        {
            await watch.MoveOn(Cancel);
            (store.Format, await Schema()).ShouldBe((RecordFormat.First, "1"));
            (await older.Stop()).ShouldBe(0);
        }

        await watch.MoveOn(Cancel);
        store.Format.ShouldBe(RecordFormats.Newest);
        await using var refused = await OlderHouse.Process(folder, _journal);
        (await refused.Exit()).ShouldBe(1);
        refused.Error.ShouldContain("has schema version 3, and this hub knows up to 1; start the newer hub that wrote it.");
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>A node that has opened the database and prepared to join.</summary>
    private async Task<(PostgresStore Store, FormatWatch Watch)> Node()
    {
        var store = new PostgresStore(_journal, NullLogger<PostgresStore>.Instance);
        lock (_stores)
        {
            _stores.Add(store);
        }

        await store.Open(Cancel);
        await MembershipTables.Prepare(store, Cancel);
        return (store, new FormatWatch(store, _machine, NullLogger<FormatWatch>.Instance));
    }

    /// <summary>As Orleans' insert says it.</summary>
    private Task Joins(string cluster, string name, int port, int status) => Execute(Row(cluster, name, port, status));

    private static string Row(string cluster, string name, int port, int status) =>
        $"""
        INSERT INTO cluster_versions VALUES ('{cluster}', 0) ON CONFLICT DO NOTHING;
        INSERT INTO silos (cluster, address, port, generation, silo_name, host_name, status, proxy_port, start_time, i_am_alive)
        VALUES ('{cluster}', '127.0.0.1', {port}, 1, '{name}', 'host', {status}, 1, now(), now())
        """;

    private Task<string?> Schema() => Ask("SELECT value FROM meta WHERE key = 'schema'");

    private async Task<int> OlderSnapshots() =>
        int.Parse((await Ask("SELECT count(*)::text FROM snapshots WHERE version < 4"))!, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Seats whose name lies nowhere in the vault.</summary>
    private async Task<int> Nameless() => int.Parse(
        (await Ask("SELECT count(*)::text FROM seats AS s WHERE NOT EXISTS (SELECT 1 FROM names AS n WHERE n.hash = s.name_hash AND n.name = s.name)"))!,
        System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>All that the steps touch.</summary>
    private Task<string?> Content() => Ask("""
        SELECT concat_ws('|', (SELECT string_agg(s::text, ',' ORDER BY s.participant) FROM seats AS s), (SELECT string_agg(n::text, ',' ORDER BY n.number)
          FROM names AS n),
            (SELECT string_agg(p.stream || p.version, ',' ORDER BY p.stream) FROM snapshots AS p))
        """);

    private Task<string?> Tables() =>
        Ask("SELECT string_agg(table_name || '.' || column_name, ',' ORDER BY table_name, column_name) FROM information_schema.columns WHERE table_schema = "
            + "'public'");

    private Task Until(string sql, string answer) => Eventually.Holds(async () => await Ask(sql) == answer);

    private async Task<string?> Ask(string sql)
    {
        await using var connection = new NpgsqlConnection($"{_journal};Pooling=false");
        await connection.OpenAsync(Cancel);
#pragma warning disable CA2100 // The SQL is the test's own.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return (string?)await command.ExecuteScalarAsync(Cancel);
    }

    private async Task Execute(string sql)
    {
        await using var connection = new NpgsqlConnection($"{_journal};Pooling=false");
        await connection.OpenAsync(Cancel);
        await Execute(connection, sql);
    }

    private static async Task Execute(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // The SQL is the test's own.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private sealed class Machine : TimeProvider
    {
        public long Seconds;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
