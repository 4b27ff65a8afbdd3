using System.Diagnostics;
using Hub.Faults.Nodes;

namespace Hub.Faults.Faults;

/// <summary>kill -9 of PostgreSQL, and its return.</summary>
internal sealed class DatabaseKilled : Fault
{
    public override string Name => "database";

    public override string How => "kill -9 of the postmaster, started again 0.5 to 5 s later";

    public override string MustHold => "no acknowledgement without a commit; serving within 15 s after its return; no node crashes";

    public override bool Fits(House house) => house is ClusterHouse;

    public override async Task<Strike> Strike(Scene scene)
    {
        var restarts = scene.House.Restarts;
        var inFlight = await scene.SomeInFlight();
        await scene.Cluster.Database.Kill();
        await Task.Delay(scene.Between(0.5, 5));
        await scene.Cluster.Database.Start();
        var at = Stopwatch.GetTimestamp();
        var serves = await scene.ServesAgain(at);
        await scene.AllBack(at);
        var crashed = scene.House.Restarts - restarts;
        return Struck(
            inFlight, "commands in flight", [Figure.Seconds("serving after the database's return", serves, 15)],
            crashed == 0 ? [] : [$"{crashed} nodes ended while the database was away."]);
    }
}

/// <summary>The meeting's node loses its way to the database: cut, stalled, slow, or so that the answers get lost.</summary>
internal sealed class CutFromDatabase : Fault
{
    public override string Name => "cut";

    public override string How => "the way from the meeting's node to its database is cut, stalled, slowed down, or loses answers, for 1 to 10 s";

    public override string MustHold => "what it acknowledges is stored; all serve again when the way is back";

    public override bool Fits(House house) => house is ClusterHouse;

    public override async Task<Strike> Strike(Scene scene)
    {
        var back = (await scene.House.OwnerOf(scene.Audience.Meeting.Id)).Back!;
        var (dropped, lost) = (back.Dropped, back.Lost);
        await scene.SomeInFlight();
        var kind = scene.Chance.Next(4);
        (back.Passage, back.Delay) = kind switch
        {
            0 => (Passage.Cut, TimeSpan.Zero),
            1 => (Passage.Stalled, TimeSpan.Zero),
            2 => (Passage.AnswersLost, TimeSpan.Zero),
            _ => (Passage.Open, TimeSpan.FromMilliseconds(150)),
        };
        await Task.Delay(scene.Between(1, 10));
        var waiting = scene.Operations.InFlight;
        (back.Passage, back.Delay) = (Passage.Open, TimeSpan.Zero);
        if (kind == 2)
        {
            // What comes after lost bytes makes no sense.
            back.DropAll();
        }

        var at = Stopwatch.GetTimestamp();
        var serves = await scene.ServesAgain(at);
        await scene.AllBack(at);
        return Struck(
            waiting + (back.Dropped - dropped) + (back.Lost - lost), "connections cut, answers lost, commands held up",
            [Figure.Seconds($"serving after a {kind switch { 0 => "cut", 1 => "stall", 2 => "loss of answers", _ => "slow way" }}", serves, 15)]);
    }
}
