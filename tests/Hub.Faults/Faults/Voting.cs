using System.Diagnostics;
using Hub.Faults.Crowd;
using Hub.Faults.Nodes;

namespace Hub.Faults.Faults;

/// <summary>
/// Everybody votes, again and again, while the chair closes, and a node is killed in the midst of it: mostly the meeting's, in a cluster now and then another,
/// which may have the box.
/// </summary>
internal sealed class CloseRace : Fault
{
    /// <summary>Of each person, whatever becomes of the close.</summary>
    private const int MostVotes = 300;

    public override string Name => "close-race";

    public override string How =>
        "everybody votes without a pause until the chair has closed the ballot, and a node is killed at a random moment around the close";

    public override string MustHold => "nothing counts after the close, and every voter's answer agrees with the journal";

    public override async Task<Strike> Strike(Scene scene)
    {
        var audience = scene.Audience;
        audience.ChairActs = false;
        try
        {
            var ballot = await audience.OpenBallot();
            if (ballot is null)
            {
                return Struck(0, "votes under way while the ballot closed", []);
            }

            var killed = scene.Chance.Next(3) == 0
                ? scene.House.Nodes[scene.Chance.Next(scene.House.Nodes.Count)] : await scene.House.OwnerOf(audience.Meeting.Id);
            var isClosed = false;
            var voting = audience.People.Select(async person =>
            {
                for (var i = 0; i < MostVotes && !Volatile.Read(ref isClosed); i++)
                {
                    await person.Vote(ballot);
                }
            }).ToList();
            await Task.Delay(scene.Between(0.05, 0.3));
            var closing = audience.CloseBallot(ballot);
            await Task.Delay(scene.Between(0, 0.05));
            killed.Kill();
            await killed.HasEnded(TimeSpan.FromSeconds(5));
            var at = Stopwatch.GetTimestamp();
            var closed = await closing;
            Volatile.Write(ref isClosed, true);
            await Task.WhenAll(voting);
            var underWay = scene.Operations.All.Count(s => s.Type == "vote" && s.SentAt < closed.AnsweredAt && s.AnsweredAt > closed.SentAt);
            await scene.AllBack(at);
            await scene.House.RequireReady();
            return Struck(underWay, "votes under way while the ballot closed", []);
        }
        finally
        {
            audience.ChairActs = true;
        }
    }
}

/// <summary>The same operation arrives several times at once, on several nodes and both transports.</summary>
internal sealed class Duplicates : Fault
{
    public override string Name => "duplicates";

    public override string How => "30 people send one operation to every node at once, and again, over HTTP and the hub, one node's way being slow";

    public override string MustHold => "one effect, one answer";

    public override async Task<Strike> Strike(Scene scene)
    {
        var slow = scene.House.Nodes[scene.Chance.Next(scene.House.Nodes.Count)].Front;
        slow.Delay = TimeSpan.FromMilliseconds(scene.Chance.Next(30, 200));
        try
        {
            var answers = await Task.WhenAll(scene.Audience.People.Select((person, i) => person.DoEverywhere(scene.Api, scene.House.Nodes, i % 2 == 0)));
            return Struck(answers.Count(a => a > 1), "operations answered more than once", []);
        }
        finally
        {
            slow.Delay = TimeSpan.Zero;
        }
    }
}

/// <summary>What was asked arrives, and the answers do not.</summary>
internal sealed class LostAnswers : Fault
{
    public override string Name => "lost-answers";

    public override string How => "between people and one node, or all, answers are lost for 0.2 to 1 s, then the connections";

    public override string MustHold => "one effect, one answer";

    public override async Task<Strike> Strike(Scene scene)
    {
        var nodes = scene.Chance.Next(2) == 0 ? scene.House.Nodes : [scene.House.Nodes.MaxBy(n => n.Front.Connections)!];
        var before = nodes.Sum(n => n.Front.Lost);
        await scene.SomeInFlight();
        foreach (var node in nodes)
        {
            node.Front.Passage = Passage.AnswersLost;
        }

        await Task.Delay(scene.Between(0.2, 1));
        foreach (var node in nodes)
        {
            node.Front.Passage = Passage.Open;
            node.Front.DropAll();
        }

        var at = Stopwatch.GetTimestamp();
        await scene.ServesAgain(at);
        return Struck(
            nodes.Sum(n => n.Front.Lost) - before, "bytes of answers lost", [Figure.Seconds("clients back after lost answers", await scene.AllBack(at))]);
    }
}
