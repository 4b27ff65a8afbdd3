using System.Net;
using System.Net.Sockets;
using Hub.Load.Stores;
using Hub.Tests.House;
using Hub.Tests.Journal;

namespace Hub.Tests.Processes;

/// <summary>Nodes as people start them. What one cannot do it says in one sentence, and ends.</summary>
public sealed class ClusterStartTests(PostgresServer server) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hub-nodes-");

    [Fact]
    public async Task Three_nodes_that_start_at_once_on_an_empty_database_seed_it_once_and_show_the_same()
    {
        var journal = await server.Database();
        var nodes = Enumerable.Range(0, 3).Select(_ => Start(journal)).ToList();
        try
        {
            var lists = await Task.WhenAll(nodes.Select(async node =>
            {
                using var http = new HttpClient { BaseAddress = await node.Serves() };
                (await http.GetStringAsync("/health/ready", TestContext.Current.CancellationToken)).ShouldBe("ready");
                var list = await http.GetStringAsync("/api/meetings?limit=100", TestContext.Current.CancellationToken);
                var id = System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(list).List("items")[0].Text("id");
                return (List: list, Codes: await http.GetStringAsync($"/api/meetings/{id}/codes", TestContext.Current.CancellationToken));
            }));

            lists.Distinct().ShouldHaveSingleItem();
            System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(lists[0].List).List("items").Count.ShouldBe(7);
            nodes.ShouldAllBe(n => n.Error == "");
        }
        finally
        {
            foreach (var node in nodes)
            {
                await node.DisposeAsync();
            }
        }
    }

    [Theory]
    [InlineData("SiloPort")]
    [InlineData("GatewayPort")]
    public async Task A_port_that_another_node_of_this_machine_has_is_told(string name)
    {
        using var taken = new TcpListener(IPAddress.Loopback, TemporaryPostgres.FreePort());
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        await using var node = Start(await server.Database(), $"--Cluster:{name}={port}");

        (await node.Exit()).ShouldBe(1);
        node.Error.ShouldBe($"Cluster:{name} {port} is in use on 127.0.0.1; nodes on one machine must differ in their ports.");
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_told_without_its_password()
    {
        await using var node = Start($"Host=127.0.0.1;Port={TemporaryPostgres.FreePort()};Username=hub;Password=geheim");

        (await node.Exit()).ShouldBe(1);
        node.Error.ShouldContain("cannot be used");
        node.Error.Split('\n').Length.ShouldBe(1);
        (node.Error + node.Out).ShouldNotContain("geheim");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private HubProcess Start(string journal, params string[] settings)
    {
        string[] usual =
        [
            "--urls=http://127.0.0.1:0", $"--Journal:ConnectionString={journal}", $"--Access:OperatorKey={OpenHouse.Key}", "--Cluster:Address=127.0.0.1",
            $"--Cluster:SiloPort={TemporaryPostgres.FreePort()}", $"--Cluster:GatewayPort={TemporaryPostgres.FreePort()}", TemporaryKeys.Setting,
        ];
        return HubProcess.Start(_folder.FullName, [.. usual.Where(u => !settings.Any(s => s.Split('=')[0] == u.Split('=')[0])), .. settings]);
    }
}
