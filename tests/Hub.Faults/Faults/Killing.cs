using System.Diagnostics;
using Hub.Faults.Nodes;

namespace Hub.Faults.Faults;

/// <summary>kill -9 of the node that has the meeting, in the middle of commands.</summary>
internal sealed class NodeKilled : Fault
{
    public override string Name => "killed";

    public override string How => "kill -9 of the node that has the busiest meeting; started again later";

    public override string MustHold => "serving again within 3 s, clients back within 8 s";

    public override async Task<Strike> Strike(Scene scene)
    {
        var owner = await scene.House.OwnerOf(scene.Audience.Meeting.Id);
        var inFlight = await scene.SomeInFlight();
        var at = Stopwatch.GetTimestamp();
        owner.Kill();
        await owner.HasEnded(TimeSpan.FromSeconds(5));
        var serves = await scene.ServesAgain(at);
        var back = await scene.AllBack(at);

        // Alone it has to start first, which takes what the machine takes.
        var alone = scene.House.Nodes.Count == 1;
        await Wait.Until(owner.IsReady, TimeSpan.FromSeconds(60));
        return Struck(
            inFlight, "commands in flight",
            [Figure.Seconds("serving again", serves, alone ? null : 3), Figure.Seconds("clients back", back, alone ? null : 8)]);
    }
}

/// <summary>kill -9 of every node.</summary>
internal sealed class AllKilled : Fault
{
    public override string Name => "all-killed";

    public override string How => "kill -9 of all nodes at once; all are started again";

    public override string MustHold => "serving again within 30 s";

    public override bool TakesLong => true;

    public override async Task<Strike> Strike(Scene scene)
    {
        var inFlight = await scene.SomeInFlight();
        var at = Stopwatch.GetTimestamp();
        foreach (var node in scene.House.Nodes)
        {
            node.Kill();
        }

        foreach (var node in scene.House.Nodes)
        {
            await node.HasEnded(TimeSpan.FromSeconds(5));
        }

        var serves = await scene.ServesAgain(at);
        await scene.House.RequireReady();
        await scene.AllBack(at);
        return Struck(inFlight, "commands in flight", [Figure.Seconds("all killed, serving again", serves, 30)]);
    }
}
