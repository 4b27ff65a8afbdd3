using Hub.Tests.House;
using Hub.Tests.Journal;
using Npgsql;

namespace Hub.Tests.Privacy;

/// <summary>One node on PostgreSQL.</summary>
public sealed class LoneNode(PostgresServer server) : IAsyncLifetime
{
    private readonly DirectoryInfo _keys = Directory.CreateTempSubdirectory("hub-keys-");

    public Node Node { get; private set; } = null!;

    public string Database { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Database = await server.Database();
        Node = new Node(Database, $"tests-{Guid.NewGuid():n}", $"--Privacy:ForgetListPath={_keys.FullName}");
        await Node.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await (Node?.Stop() ?? Task.CompletedTask);
        _keys.Delete(recursive: true);
    }
}

/// <summary>Being forgotten in a cluster's database: the files of its tables are searched, as PostgreSQL keeps them once it has written all to them.</summary>
public sealed class PostgresForgetTests(LoneNode lone) : ForgetContract, IClassFixture<LoneNode>
{
    protected override OpenHouse House => lone.Node;

    protected override T Service<T>() => lone.Node.Service<T>();

    protected override async Task<IEnumerable<string>> DatabaseFiles()
    {
        await using var connection = new NpgsqlConnection($"{lone.Database};Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await Text("CHECKPOINT");
        var folder = Path.Combine(
            (await Text("SHOW data_directory"))!, "base", (await Text("SELECT oid::text FROM pg_database WHERE datname = current_database()"))!);
        return Directory.EnumerateFiles(folder);

        async Task<string?> Text(string sql)
        {
#pragma warning disable CA2100 // The SQL is the test's own.
            await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
            return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) as string;
        }
    }
}
