using Hub.Load.Stores;
using Hub.Server;
using Hub.Tests.Journal;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Tests.House;

/// <summary>Two nodes of one house in this process: two silos on real sockets, one database.</summary>
public sealed class Cluster(PostgresServer server) : IAsyncLifetime
{
    private readonly string _id = $"tests-{Guid.NewGuid():n}";

    public Node A { get; private set; } = null!;

    public Node B { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var journal = await server.Database();
        (A, B) = (new Node(journal, _id), new Node(journal, _id));
        await Task.WhenAll(A.Start(), B.Start());
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll((A?.Stop() ?? Task.CompletedTask), (B?.Stop() ?? Task.CompletedTask));
    }
}

/// <summary>One node of a cluster, as whoever connects to it knows it.</summary>
public sealed class Node(string journal, string cluster, params string[] settings) : OpenHouse
{
    private WebApplication? _app;

    internal T Service<T>()
        where T : notnull => _app!.Services.GetRequiredService<T>();

    public async Task Start()
    {
        _app = HubServer.Create(
        [
            "--urls=http://127.0.0.1:0", $"--Journal:ConnectionString={journal}", $"--Access:OperatorKey={Key}", "--Seeds:Path=none", $"--Cluster:Id={cluster}",
            "--Cluster:Address=127.0.0.1", $"--Cluster:SiloPort={TemporaryPostgres.FreePort()}", $"--Cluster:GatewayPort={TemporaryPostgres.FreePort()}",
            "--Cluster:DrainSeconds=5", TemporaryKeys.Setting,
            .. Quiet, .. Wide, .. settings,
        ]);
        await HubServer.Open(_app);
        await _app.StartAsync();
        await HubServer.Prepare(_app);
        await Enter(new Uri(_app.Urls.First()));
    }

    /// <summary>As SIGTERM stops it.</summary>
    public async Task Stop()
    {
        if (_app is { } app)
        {
            _app = null;
            await Task.Run(app.Services.GetRequiredService<Microsoft.Extensions.Hosting.IHostApplicationLifetime>().StopApplication);
            await app.StopAsync();
            await app.DisposeAsync();
            Http.Dispose();
        }
    }

    /// <summary>A room of another node, entered here.</summary>
    public Room Same(Room room) => new(this, room.Id, room.Codes);

    /// <summary>Somebody of another node, who comes here with what they have.</summary>
    public Person Same(Person person) => new(Same(person.Room), person.Name, person.Participant, person.Token);
}
