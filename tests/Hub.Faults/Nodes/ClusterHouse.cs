using Hub.Load.Stores;
using Hub.Server.Journal;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Hub.Faults.Nodes;

/// <summary>N nodes on a temporary PostgreSQL; each reaches it through a proxy of its own, and has a network of its own where this machine allows it.</summary>
internal sealed class ClusterHouse : House
{
    /// <summary>Of <see cref="Orleans.Runtime.SiloStatus.Dead"/>.</summary>
    private const int Dead = 6;

    private static readonly TimeSpan Observed = TimeSpan.FromMilliseconds(500);

    private ClusterHouse(
        string program, DirectoryInfo folder, TemporaryPostgres database, Networks? networks, string name, int nodes, int drainSeconds,
        IReadOnlyList<string> settings)
        : base(program, folder)
    {
        (Database, Networks, ConnectionString) = (database, networks, database.ConnectionString(name));
        var cluster = $"faults-{Guid.NewGuid():n}";
        Nodes = [.. Enumerable.Range(0, nodes).Select(i =>
        {
            var (host, siloPort, back) =
                (networks?.Address(i) ?? "127.0.0.1", TemporaryPostgres.FreePort(), TcpProxy.To("127.0.0.1", database.Port, networks?.Gateway));
            var throughBack = database.ConnectionString(name, back.Port).Replace("127.0.0.1", networks?.Gateway ?? "127.0.0.1", StringComparison.Ordinal);
            return new Node(
                $"node {i + 1}", program, folder.FullName, host, TemporaryPostgres.FreePort(), back,
                [
                    .. settings, $"--Journal:ConnectionString={throughBack}", $"--Cluster:SiloPort={siloPort}",
                    $"--Cluster:GatewayPort={TemporaryPostgres.FreePort()}", $"--Cluster:Address={host}", $"--Cluster:Id={cluster}",
                    $"--Cluster:DrainSeconds={drainSeconds}", TemporaryKeys.Setting,
                ])
            {
                SiloPort = siloPort,
                Within = networks?.Enter(i) ?? [],
            };
        })];
    }

    public override string Kind => "cluster";

    public override IReadOnlyList<Node> Nodes { get; }

    public TemporaryPostgres Database { get; }

    /// <summary>Absent: all nodes share this machine's.</summary>
    public Networks? Networks { get; }

    /// <summary>Past all proxies.</summary>
    public string ConnectionString { get; }

    /// <param name="settings">Of every node; absent: those of a house that faults are done to.</param>
    /// <exception cref="InvalidOperationException">There is no PostgreSQL on this machine; says so.</exception>
    public static async Task<ClusterHouse> On(
        string program, DirectoryInfo folder, int nodes = 3, int drainSeconds = 3, IReadOnlyList<string>? settings = null, bool ownNetworks = true)
    {
        var database = await TemporaryPostgres.Start();
        await database.CreateDatabase("house");
        return new ClusterHouse(
            program, folder, database, ownNetworks && Networks.Missing is null ? Networks.Make(nodes) : null, "house", nodes, drainSeconds, settings ?? Common);
    }

    /// <summary>Which format the record is of, as the database says.</summary>
    public async Task<int> Format()
    {
        await using var connection = new NpgsqlConnection($"{ConnectionString};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT value::int FROM meta WHERE key = 'schema'", connection);
        return (int)(await command.ExecuteScalarAsync())!;
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

    public override Task Append(string stream, Func<Head, Draft> draft) => Read(journal => Append(journal, stream, draft));

    public override async Task Execute(string sql)
    {
        await using var connection = new NpgsqlConnection($"{ConnectionString};Pooling=false");
        await connection.OpenAsync();
#pragma warning disable CA2100 // The harness's own.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (Networks is not null)
        {
            await Networks.DisposeAsync();
        }

        await Database.DisposeAsync();
    }
}
