using System.Diagnostics;
using Hub.Faults.Nodes;

namespace Hub.Faults.Faults;

/// <summary>The disk under SQLite is full for a while.</summary>
internal sealed class DiskFull : Fault
{
    public override string Name => "disk-full";

    public override string How => "the small disk that the journal lies on is filled to its last byte for 1 to 3 s";

    public override string MustHold => "nothing is acknowledged that is not stored; it recovers by itself and has lost nothing";

    public override bool Fits(House house) => house is EmbeddedHouse;

    public override string? Missing(House house) => house is EmbeddedHouse { HasOwnDisk: false } ? "A small disk needs the right to mount a tmpfs." : null;

    public override async Task<Strike> Strike(Scene scene)
    {
        var house = (EmbeddedHouse)scene.House;
        var (restarts, failed) = (house.Restarts, house.Node.CountInLog("writes failed"));
        await scene.SomeInFlight();
        house.FillDisk();
        await Wait.Until(() => house.Node.CountInLog("writes failed") > failed, TimeSpan.FromSeconds(10));
        await Task.Delay(scene.Between(1, 3));
        house.EmptyDisk();
        var at = Stopwatch.GetTimestamp();
        var serves = await scene.ServesAgain(at);
        await scene.AllBack(at);
        return Struck(
            house.Node.CountInLog("writes failed") - failed, "transactions that found the disk full", [Figure.Seconds("serving after a full disk", serves)],
            house.Restarts == restarts ? [] : ["The node ended when its disk was full."]);
    }
}
