using Hub.Load.Stores;
using Hub.Server.Journal;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Hub.Faults.Nodes;

/// <summary>N nodes on a temporary PostgreSQL; each reaches it through a proxy of its own.</summary>
internal sealed class ClusterHouse : House
{
    /// <summary>Of <see cref="Orleans.Runtime.SiloStatus.Dead"/>.</summary>
    private const int Dead = 6;

    private static readonly TimeSpan Observed = TimeSpan.FromMilliseconds(500);

    private ClusterHouse(string program, DirectoryInfo folder, TemporaryPostgres database, string name, int nodes, int drainSeconds, IReadOnlyList<string> settings)
        : base(program, folder)
    {
        (Database, ConnectionString) = (database, database.ConnectionString(name));
        var cluster = $"faults-{Guid.NewGuid():n}";
        Nodes = [.. Enumerable.Range(1, nodes).Select(i =>
        {
            var (back, siloPort) = (TcpProxy.To(database.Port), TemporaryPostgres.FreePort());
            return new Node(
                $"node {i}", program, folder.FullName, TemporaryPostgres.FreePort(), back,
                [
                    .. settings, $"--Journal:ConnectionString={database.ConnectionString(name, back.Port)}", $"--Cluster:SiloPort={siloPort}",
                    $"--Cluster:GatewayPort={TemporaryPostgres.FreePort()}", "--Cluster:Address=127.0.0.1", $"--Cluster:Id={cluster}", $"--Cluster:DrainSeconds={drainSeconds}",
                ])
            {
                SiloPort = siloPort,
            };
        })];
    }

    public override string Kind => "cluster";

    public override IReadOnlyList<Node> Nodes { get; }

    public TemporaryPostgres Database { get; }

    /// <summary>Past all proxies.</summary>
    public string ConnectionString { get; }

    /// <param name="settings">Of every node; absent: those of a house that faults are done to.</param>
    /// <exception cref="InvalidOperationException">There is no PostgreSQL on this machine; says so.</exception>
    public static async Task<ClusterHouse> On(string program, DirectoryInfo folder, int nodes = 3, int drainSeconds = 3, IReadOnlyList<string>? settings = null)
    {
        var database = await TemporaryPostgres.Start();
        await database.CreateDatabase("house");
        return new ClusterHouse(program, folder, database, "house", nodes, drainSeconds, settings ?? Common);
    }

    /// <summary>Whether the cluster holds this node, as it runs now, for dead.</summary>
    public async Task<bool> IsDeclaredDead(Node node)
    {
        try
        {
            await using var connection = new NpgsqlConnection($"{ConnectionString};Pooling=false");
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("SELECT status FROM silos WHERE port = $1 ORDER BY generation DESC LIMIT 1", connection)
            {
                Parameters = { new() { Value = node.SiloPort } },
            };
            return await command.ExecuteScalarAsync() is Dead;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    public override async Task<Node> OwnerOf(string meeting)
    {
        // Who stores its commits says its name to the database most often.
        foreach (var node in Nodes)
        {
            node.Back!.Watch($"/{meeting}");
        }

        await Task.Delay(Observed);
        return Nodes.MaxBy(n => n.Back!.Seen)!;
    }

    public override async Task<T> Read<T>(Func<IJournal, Task<T>> read)
    {
        await using var store = new PostgresStore(ConnectionString, NullLogger<PostgresStore>.Instance);
        await store.Open();
        return await read(new PostgresJournal(store, NullLogger<PostgresJournal>.Instance));
    }

    public override async Task Tamper(string sql)
    {
        foreach (var node in Nodes)
        {
            node.StaysDown = true;
            node.Kill();
        }

        await using (var connection = new NpgsqlConnection($"{ConnectionString};Pooling=false"))
        {
            await connection.OpenAsync();
#pragma warning disable CA2100 // The harness's own.
            await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync();
        }

        foreach (var node in Nodes)
        {
            node.StaysDown = false;
        }

        await RequireReady();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Database.DisposeAsync();
    }
}
