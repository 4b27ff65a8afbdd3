using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using Hub.Faults.Nodes;
using Hub.Load.Stores;

namespace Hub.Faults.Play;

/// <summary>
/// A cluster on one machine, to play with and to kill: a temporary PostgreSQL, N nodes behind one address, and somebody who starts again what has died.
/// </summary>
internal static class PlayCluster
{
    private const int UsualPort = 5080;

    private static readonly TimeSpan RestartAfter = TimeSpan.FromSeconds(4);

    /// <returns>The exit code: 1 where it cannot be started here; says why.</returns>
    public static async Task<int> Run(string[] args)
    {
        var count = args switch
        {
            [] => 3,
            ["--nodes", var text] when int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 9 => number,
            _ => throw new FormatException("cluster takes --nodes with a number from 1 to 9."),
        };
        if (TemporaryPostgres.Programs is null)
        {
            Console.WriteLine(TemporaryPostgres.Missing);
            return 1;
        }

        using var stop = new Stopping();
        var folder = Directory.CreateTempSubdirectory("hub-cluster-");
        try
        {
            Console.WriteLine($"A PostgreSQL and {count} nodes are starting …");
            var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
            await using var house =
                await ClusterHouse.On(House.ProgramHere, folder, count, drainSeconds: 5, [$"--Access:OperatorKey={key}"], ownNetworks: false);
            house.RestartAfter = RestartAfter;
            var starting = house.Start();
            if (await Task.WhenAny(starting, Task.Delay(Timeout.Infinite, stop.Asked)) != starting)
            {
                return 0;
            }

            await starting;
            var (front, port) = Open(house.Nodes);
            await using var _ = front;
            house.Noticed = (node, isBack) => Console.WriteLine(
                isBack ? $"  {node.Name} is started again: process {node.ProcessId}"
                    : $"  {node.Name} has died; it is started again in {RestartAfter.TotalSeconds} s");
            Tell(house, port, key);
            await Task.WhenAny(Task.Delay(Timeout.Infinite, stop.Asked));
            Console.WriteLine("\nAll ends; nothing is kept.");
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (ReadyFront Front, int Port) Open(IReadOnlyList<Node> nodes)
    {
        try
        {
            return (new ReadyFront(nodes, UsualPort), UsualPort);
        }
        catch (SocketException)
        {
            var port = TemporaryPostgres.FreePort();
            return (new ReadyFront(nodes, port), port);
        }
    }

    private static void Tell(ClusterHouse house, int port, string key)
    {
        Console.WriteLine($"""

              The cluster serves   http://localhost:{port}
              The operator         http://localhost:{port}/admin#key={key}

            """);
        foreach (var node in house.Nodes)
        {
            Console.WriteLine($"  {node.Name}   http://{node.Host}:{node.Port}   process {node.ProcessId}   log {node.LogFile}");
        }

        Console.WriteLine($"""

              Kill one:            kill -9 {house.Nodes[0].ProcessId}
              Freeze one:          kill -STOP {house.Nodes[0].ProcessId}, and wake it with kill -CONT
              Ask one to leave:    kill {house.Nodes[0].ProcessId}
              The database:        process {house.Database.ProcessId}
              End all:             Ctrl+C

            """);
    }
}
