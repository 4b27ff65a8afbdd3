using Hub.Load.Stores;

namespace Hub.Load.Year;

/// <summary>One more node of the cluster that a year goes through: a process that hosts grains until it is told to end.</summary>
internal static class YearNode
{
    public const string Verb = "year-node";

    public static async Task Serve(string[] args)
    {
        await using var host = await ReplayHost.Open(args[0], Settings(args[1], args[2], args[3]));
        Console.WriteLine("serves");
        while (await Console.In.ReadLineAsync() is not null)
        {
            // Whoever started this closes it by closing its input.
        }
    }

    public static string[] Settings(string cluster, string silo, string gateway) =>
        [$"--Cluster:Id={cluster}", "--Cluster:Address=127.0.0.1", $"--Cluster:SiloPort={silo}", $"--Cluster:GatewayPort={gateway}",
            "--Cluster:DrainSeconds=0", TemporaryKeys.Setting];
}
