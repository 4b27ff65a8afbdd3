using System.Diagnostics;
using Hub.Faults.Nodes;

namespace Hub.Faults.Faults;

/// <summary>The meeting's node and the others cannot reach each other; people and the database reach all.</summary>
internal sealed class CutFromPeers : Fault
{
    public override string Name => "partition";

    public override string How => "the meeting's node is cut from the other nodes, but not from the database nor from people, for 5 to 20 s";

    public override string MustHold => "the minority acknowledges nothing that the majority lacks";

    public override bool TakesLong => true;

    public override bool Fits(House house) => house is ClusterHouse;

    public override string? Missing(House house) => Networks.Missing;

    public override async Task<Strike> Strike(Scene scene)
    {
        var owner = await scene.House.OwnerOf(scene.Audience.Meeting.Id);
        var number = scene.House.Nodes.ToList().IndexOf(owner);
        var process = owner.ProcessId;
        await scene.SomeInFlight();
        var from = Stopwatch.GetTimestamp();
        scene.Cluster.Networks!.CutFromPeers(number);
        var declared = false;
        try
        {
            var until = scene.Between(5, 20);
            while (Stopwatch.GetElapsedTime(from) < until)
            {
                declared |= await scene.Cluster.IsDeclaredDead(owner);
                await Task.Delay(200);
            }
        }
        finally
        {
            scene.Cluster.Networks.Heal(number);
        }

        var at = Stopwatch.GetTimestamp();
        await scene.ServesAgain(at);
        await scene.House.RequireReady();
        await scene.AllBack(at);
        var hit = declared || owner.ProcessId != process;
        return Struck(
            hit ? 1 : 0, "nodes declared dead by their peers, or gone", [
                Figure.Seconds("longest pause around a partition", scene.Operations.LongestPause(from, Stopwatch.GetTimestamp())), Figure.Seconds("all right after a partition", Stopwatch.GetElapsedTime(at), 15),
            ]);
    }
}
