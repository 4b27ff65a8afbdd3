using Hub.Faults.Faults;
using Hub.Load.Stores;
using Hub.Tests.House;
using Hub.Tests.Processes;

namespace Hub.Tests.Fixtures;

/// <summary>A house of an older build, in a process of its own, as an outside client knows it.</summary>
internal sealed class OlderHouse : OpenHouse, IAsyncDisposable
{
    private readonly HubProcess _process;

    private OlderHouse(HubProcess process) => _process = process;

    /// <summary>
    /// Starts the older program on a journal, without seeds. It is built from the repository, unless HUB_OLDER_PROGRAM names the Hub.Server.dll of one that is
    /// built.
    /// </summary>
    /// <param name="folder">Where it runs, and where its keys of confidential ballots are: in <c>keys</c>.</param>
    public static async Task<HubProcess> Process(string folder, string journal, params string[] settings)
    {
        OlderBuild.Wanted = Environment.GetEnvironmentVariable("HUB_OLDER_PROGRAM") ?? OlderRecords.Build;
        return HubProcess.StartThrough(
            ["dotnet", await OlderBuild.Program()], folder,
            [
                "--urls=http://127.0.0.1:0", $"--Journal:ConnectionString={journal}", $"--Access:OperatorKey={Key}", "--Seeds:Path=none",
                    "--Ballots:KeyPath=keys",
                "--Cluster:Address=127.0.0.1", $"--Cluster:SiloPort={TemporaryPostgres.FreePort()}", $"--Cluster:GatewayPort={TemporaryPostgres.FreePort()}",
                "--Cluster:DrainSeconds=0",
                .. Wide, .. settings,
            ]);
    }

    public static async Task<OlderHouse> Start(string folder, string journal)
    {
        var house = new OlderHouse(await Process(folder, journal));
        await house.Enter(await house._process.Serves());
        return house;
    }

    /// <summary>Stops it in peace: its snapshots are stored, and the SQLite file is one file.</summary>
    public Task<int> Stop() => _process.Stop();

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
