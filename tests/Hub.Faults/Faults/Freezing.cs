using System.Diagnostics;
using Hub.Faults.Crowd;
using Hub.Faults.Nodes;
using Hub.Load.Crowd;

namespace Hub.Faults.Faults;

/// <summary>SIGSTOP for a moment: shorter than what makes the others give a node up, or about that.</summary>
internal sealed class ShortFreeze : Fault
{
    public override string Name => "freeze";

    public override string How => "SIGSTOP of the meeting's node for 0.5 to 8 s";

    public override string MustHold => "no double effect";

    public override async Task<Strike> Strike(Scene scene)
    {
        var owner = await scene.House.OwnerOf(scene.Audience.Meeting.Id);
        await scene.SomeInFlight();
        owner.Freeze();

        // After some six seconds the others give it up, and nobody waits for it any more.
        var waiting = 0;
        for (var (began, length) = (Stopwatch.GetTimestamp(), scene.Between(0.5, 8)); Stopwatch.GetElapsedTime(began) < length; await Task.Delay(100))
        {
            waiting = Math.Max(waiting, scene.Operations.InFlight);
        }

        var at = Stopwatch.GetTimestamp();
        owner.Thaw();
        return Struck(waiting, "commands that waited while it slept", [Figure.Seconds("serving after a freeze", await scene.ServesAgain(at))]);
    }
}

/// <summary>
/// SIGSTOP until the others have declared the node dead and taken its meetings over, and ten seconds more; then it wakes, with commands in its sockets, and
/// believes it owns what it owned. Its writes must be refused, and it must end itself.
/// </summary>
internal sealed class Zombie : Fault
{
    private const int Flood = 40;

    private static readonly TimeSpan DeclaredWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Longer = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LeavesWithin = TimeSpan.FromSeconds(30);

    public override string Name => "zombie";

    public override string How => "SIGSTOP of the meeting's node until it is declared dead, and 10 s more; then SIGCONT with commands waiting in its sockets";

    public override string MustHold => "taken over within 15 s; every stale write fenced, and counted; the victim leaves";

    public override bool TakesLong => true;

    public override bool Fits(House house) => house is ClusterHouse;

    public override async Task<Strike> Strike(Scene scene)
    {
        var owner = await scene.House.OwnerOf(scene.Audience.Meeting.Id);
        var fencedBefore = owner.CountInLog("its append was Conflict");
        var victim = owner.ProcessId;
        owner.StaysDown = true;
        await using var line = await RawLine.Join(owner, scene.Audience.Chair.Client.Seat);
        var at = Stopwatch.GetTimestamp();
        owner.Freeze();

        // Over a connection that will not be given up: they wait in the socket until it wakes.
        foreach (var number in Enumerable.Range(1, Flood))
        {
            var sent = scene.Audience.Chair.Note(Commands.Comment($"到冻结的节点 {number}"));
            await line.Send(sent, scene.Audience.Meeting.Room);
        }

        var declared = await Wait.Until(() => scene.Cluster.IsDeclaredDead(owner), DeclaredWithin);
        var takenOver = await scene.ServesAgain(at);
        await Task.Delay(Longer);
        owner.Thaw();
        var left = await Wait.Until(() => !Processes.IsRunning(victim), LeavesWithin);
        var fenced = owner.CountInLog("its append was Conflict") - fencedBefore;
        if (!left)
        {
            owner.Kill();
        }

        owner.StaysDown = false;
        await Wait.Until(owner.IsReady, TimeSpan.FromSeconds(60));
        return Struck(
            declared ? 1 : 0, "nodes declared dead that woke",
            [Figure.Seconds("taken over from a frozen node", takenOver, 15), new("stale batches fenced", fenced, "")],
            left ? [] : [$"{owner.Name} did not end itself within {LeavesWithin.TotalSeconds} s after it woke."]);
    }
}
