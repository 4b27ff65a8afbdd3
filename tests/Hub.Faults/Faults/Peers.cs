using System.Diagnostics;
using Hub.Faults.Nodes;

namespace Hub.Faults.Faults;

/// <summary>The meeting's node and the others cannot reach each other; people and the database reach all.</summary>
internal sealed class CutFromPeers : Fault
{
    private static readonly TimeSpan DeclaredWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LeavesWithin = TimeSpan.FromSeconds(30);

    public override string Name => "partition";

    public override string How =>
        "the meeting's node is cut from the other nodes, but not from the database nor from people, until they declare it dead, and up to 12 s more";

    public override string MustHold => "the minority acknowledges nothing that the majority lacks; who was replaced ends itself";

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
            declared = await Wait.Until(() => scene.Cluster.IsDeclaredDead(owner), DeclaredWithin);
            await Task.Delay(scene.Between(0, 12));
        }
        finally
        {
            scene.Cluster.Networks.Heal(number);
        }

        var at = Stopwatch.GetTimestamp();
        await scene.ServesAgain(at);
        var pause = scene.Operations.LongestPause(from, Stopwatch.GetTimestamp());
        var left = !declared || await Wait.Until(() => owner.ProcessId != process || !Processes.IsRunning(process), LeavesWithin);
        var leaves = Stopwatch.GetElapsedTime(at);
        await scene.House.RequireReady();
        await scene.AllBack(at);
        return Struck(
            declared || owner.ProcessId != process ? 1 : 0, "nodes declared dead by their peers, or gone",
            [Figure.Seconds("longest pause around a partition", pause), Figure.Seconds("who was cut off and replaced ends, after the heal", leaves, 10)],
            left ? [] : [$"{owner.Name} was declared dead and has not ended itself within {LeavesWithin.TotalSeconds} s after it reached the others again."]);
    }
}
