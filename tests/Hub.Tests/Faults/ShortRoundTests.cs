using Hub.Faults.Faults;
using Hub.Faults.Nodes;
using Hub.Faults.Rounds;
using Hub.Load.Stores;

namespace Hub.Tests.Faults;

/// <summary>
/// A short round of the fault harness: real processes, a few faults, all invariants. The speed of recovery is shown by the long run
/// (<c>dotnet run -c Release --project tests/Hub.Faults -- --rounds N</c>), which also has the other rows.
/// </summary>
public sealed class ShortRoundTests : IDisposable
{
    private const int People = 16;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hub-faults-");

    [Fact]
    public async Task One_node_on_SQLite_keeps_its_promises_when_it_is_killed_frozen_and_cut_off()
    {
        await using var house = new EmbeddedHouse(Hub.Faults.Nodes.House.ProgramHere, _folder);
        await Holds(house, 4, new NodeKilled(), new CloseRace(), new Duplicates(), new LostAnswers());
    }

    [Fact]
    public async Task Three_nodes_on_PostgreSQL_keep_their_promises_when_they_and_the_database_are_killed_and_one_sleeps()
    {
        Skips.Unless(TemporaryPostgres.Programs is not null, TemporaryPostgres.Missing);
        await using var house = await ClusterHouse.On(Hub.Faults.Nodes.House.ProgramHere, _folder);
        await Holds(house, 1, new NodeKilled(), new Duplicates(), new GracefulLeave(rolling: false), new DatabaseKilled(), new Zombie());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task Holds(Hub.Faults.Nodes.House house, int seed, params Fault[] faults)
    {
        await house.Start();
        var result = await new Round(house, seed, People, faults).Run(TestContext.Current.SendDiagnosticMessage);
        result.Strikes.Count.ShouldBe(faults.Length);
        string.Join('\n', result.Wrong.Select(w => $"{w} (logs in {result.Folder})")).ShouldBeEmpty();
    }
}
