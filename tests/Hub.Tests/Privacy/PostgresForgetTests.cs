using System.Net;
using Hub.Load.Stores;
using Hub.Server.Privacy;
using Hub.Tests.House;
using Npgsql;

namespace Hub.Tests.Privacy;

/// <summary>One node on a PostgreSQL of its own, which gives the segments of its log back where it needs them no more.</summary>
public sealed class LoneNode : IAsyncLifetime
{
    private readonly DirectoryInfo _lists = Directory.CreateTempSubdirectory("hub-keys-");
    private TemporaryPostgres? _server;
    private int _databases;

    public Node Node { get; private set; } = null!;

    public string Database { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Skips.Unless(TemporaryPostgres.Programs is not null, TemporaryPostgres.Missing);
        _server = await TemporaryPostgres.Start("wal_recycle=off");
        Database = await Another();
        Node = On(Database);
        await Node.Start();
    }

    /// <returns>The connection string of an empty database.</returns>
    public Task<string> Another() => _server!.CreateDatabase($"house{++_databases}");

    /// <summary>A node on a database, with the one list of what was forgotten.</summary>
    public Node On(string database) => new(database, $"tests-{Guid.NewGuid():n}", $"--Privacy:ForgetListPath={_lists.FullName}");

    public async ValueTask DisposeAsync()
    {
        await (Node?.Stop() ?? Task.CompletedTask);
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        _lists.Delete(recursive: true);
    }
}

/// <summary>
/// Being forgotten in a cluster's database: the files of its tables are searched, as PostgreSQL keeps them once it has written all to them, and its own log,
/// once the segments of before are given back.
/// </summary>
public sealed class PostgresForgetTests(LoneNode lone) : ForgetContract, IClassFixture<LoneNode>
{
    /// <summary>Of the name of a segment of the log.</summary>
    private const int LengthOfSegment = 24;

    protected override OpenHouse House => lone.Node;

    protected override T Service<T>() => lone.Node.Service<T>();

    protected override string Place => lone.Database;

    protected override Task<string> EmptyPlace(string folder) => lone.Another();

    private protected override async Task<Restored> StartOn(string place)
    {
        var again = lone.On(place);
        await again.Start();
        return new Restored(again, again.Service<Erasure>(), () => new ValueTask(again.Stop()));
    }

    /// <summary>Guards what the planner knows: its statistics are samples of what stands in a table, and outlive it there.</summary>
    [Fact]
    public async Task What_the_planner_has_sampled_goes_too()
    {
        var guest = await Somebody();
        var room = await House.Meeting();
        foreach (var name in new[] { $"甲{Guid.NewGuid():n}", $"乙{Guid.NewGuid():n}" })
        {
            await room.Join(name);
        }

        await room.Join(guest.Name, token: guest.Token);
        await Ask(Place, "ALTER TABLE names ALTER COLUMN name SET STATISTICS 10000");
        await Ask(Place, "ANALYZE names");
        const string Sampled = "SELECT concat_ws('', most_common_vals::text, histogram_bounds::text) FROM pg_stats "
            + "WHERE schemaname = current_schema() AND tablename = 'names' AND attname = 'name'";
        (await Ask(Place, Sampled)).ShouldNotBeNull().ShouldContain(guest.Name);

        (await House.Send(HttpMethod.Post, "/api/me/forget", guest.Token)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await NothingIsLeft(guest);
    }

    protected override async Task<IEnumerable<string>> DatabaseFiles(string place)
    {
        await Ask(place, "SELECT pg_switch_wal()::text");
        await Ask(place, "CHECKPOINT");
        var data = (await Ask(place, "SHOW data_directory"))!;
        var tables = Path.Combine(data, "base", (await Ask(place, "SELECT oid::text FROM pg_database WHERE datname = current_database()"))!);
        var log = Directory.EnumerateFiles(Path.Combine(data, "pg_wal")).Where(f => Path.GetFileName(f).Length == LengthOfSegment).ToList();
        log.ShouldNotBeEmpty();
        return [.. Directory.EnumerateFiles(tables), .. log];
    }

    private static async Task<string?> Ask(string place, string sql)
    {
        await using var connection = new NpgsqlConnection($"{place};Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
#pragma warning disable CA2100 // The SQL is the test's own.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) as string;
    }
}
