using System.Diagnostics;
using Hub.Faults.Crowd;
using Hub.Faults.Nodes;

namespace Hub.Faults.Faults;

/// <summary>SIGTERM: one node, or all one after another, while people go on.</summary>
internal sealed class GracefulLeave(bool rolling) : Fault
{
    private static readonly TimeSpan LeavesWithin = TimeSpan.FromSeconds(40);

    public override string Name => rolling ? "rolling" : "leave";

    public override string How => rolling ? "SIGTERM of all nodes, one after another, each started again first" : "SIGTERM of the meeting's node";

    public override string MustHold => "no failed command beyond a retry, no pause over 1 s";

    public override bool TakesLong => rolling;

    public override bool Fits(House house) => house is ClusterHouse;

    public override async Task<Strike> Strike(Scene scene)
    {
        var (from, left, wrong) = (Stopwatch.GetTimestamp(), 0, new List<string>());
        Node[] leaving = rolling ? [.. scene.House.Nodes] : [await scene.House.OwnerOf(scene.Audience.Meeting.Id)];
        foreach (var node in leaving)
        {
            await scene.SomeInFlight();
            node.AskToLeave();
            if (!await node.HasEnded(LeavesWithin))
            {
                wrong.Add($"{node.Name} was asked to leave and is still there after {LeavesWithin.TotalSeconds} s.");
                node.Kill();
            }

            left++;
            await Wait.Until(async () => node.IsRunning && await node.IsReady(), TimeSpan.FromSeconds(60));
        }

        var to = Stopwatch.GetTimestamp();
        await scene.AllBack(to);
        var given = scene.Operations.All.Where(s => s.SentAt >= from && s.SentAt <= to).ToList();
        var failed = given.Count(s => s is { Outcome: Answered.Unknown, AnsweredAt: > 0 });
        if (failed > 0)
        {
            wrong.Add($"{failed} commands got no final answer while nodes left in peace.");
        }

        return Struck(
            left, "nodes that left", [
                Figure.Seconds(rolling ? "pause in a rolling restart" : "pause while a node leaves", scene.Operations.LongestPause(from, to), 1),
                new("most tries of a command meanwhile", given.Max(s => s.Tries), ""),
            ], wrong);
    }
}
