using System.Diagnostics;
using Hub.Faults.Check;
using Hub.Faults.Nodes;
using Hub.Server.Journal;

namespace Hub.Faults.Faults;

/// <summary>
/// A house of an older build becomes one of this build, node by node, while people use it: the meeting goes from the old to the new and back, each goes on with
/// what the other has stored, and what the older one cannot read is stored only once it is gone. Where the record's format differs between the two, it moves on
/// by itself then, and the older one is refused from then on.
/// </summary>
internal sealed class MixedVersions : Fault
{
    private const int MostTries = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public override string Name => "versions";

    public override string How =>
        "a cluster of an older build becomes one of this build node by node; the meeting moves from the old to the new, back, and to the new again";

    public override string MustHold =>
        "what one wrote the other continues; snapshots equal the replay of their events; nothing is stored that a node of then cannot read; afterwards the "
        + "older build is kept out";

    public override bool TakesLong => true;

    public override bool BeginsWithOlder => true;

    public override bool Fits(House house) => house is ClusterHouse;

    public override string? Missing(House house) => OlderBuild.IsPossible ? null : "An older build needs the repository with its history.";

    public override async Task<Strike> Strike(Scene scene)
    {
        var (older, newer, wrong) = (await OlderBuild.Program(), scene.House.Program, new List<string>());
        var formatBefore = await scene.Cluster.Format();
        var owner = await scene.House.OwnerOf(scene.Audience.Meeting.Id);
        var becoming = scene.House.Nodes.First(n => n != owner);
        await Become(becoming, newer);

        // Whoever has the meeting leaves and comes back, until the meeting is where it shall be. An old node is always there: without one the format would move
        // on.
        var onNewer = await Moves(scene, n => n == becoming);
        var onOlder = await Moves(scene, n => n != becoming);
        var formatMixed = await scene.Cluster.Format();
        var mixed = await scene.House.Read(All);
        wrong.AddRange(Kinds.Of(older).Unreadable(mixed));
        if (formatMixed != formatBefore)
        {
            wrong.Add($"The format moved from {formatBefore} to {formatMixed} while a node of the older build was there.");
        }

        var (gone, last) = (0L, owner);
        foreach (var node in scene.House.Nodes.Where(n => n != becoming))
        {
            (gone, last) = (Stopwatch.GetTimestamp(), node);
            await Become(node, newer);
        }

        List<Figure> figures = [];
        if (formatBefore != PostgresSchema.Version)
        {
            if (!await Wait.Until(async () => await scene.Cluster.Format() == PostgresSchema.Version, Patience))
            {
                wrong.Add($"The format is still {formatBefore} after the last node of the older build has gone.");
            }

            figures.Add(Figure.Seconds("format moved on after the last old node was asked to leave", Stopwatch.GetElapsedTime(gone)));
            wrong.AddRange(await IsRefused(last, older, newer));
        }

        var at = Stopwatch.GetTimestamp();
        figures.Add(Figure.Seconds("serving in the end", await scene.ServesAgain(at), 5));
        await scene.AllBack(at);
        var commands = onNewer > 0 && onOlder > 0 ? onNewer + onOlder : 0;
        return Struck(commands, "commands acknowledged by a new node beside an old one, and by the old one beside new ones", figures, [.. wrong]);
    }

    /// <returns>How many commands were acknowledged there; 0 where the meeting did not go there.</returns>
    private static async Task<int> Moves(Scene scene, Func<Node, bool> there)
    {
        var owner = await scene.House.OwnerOf(scene.Audience.Meeting.Id);
        for (var tries = 0; tries < MostTries && !there(owner); tries++)
        {
            await Become(owner, owner.Program);
            owner = await scene.House.OwnerOf(scene.Audience.Meeting.Id);
        }

        if (!there(owner))
        {
            return 0;
        }

        var before = scene.Operations.Acknowledged;
        await Task.Delay(scene.Between(1, 3));
        return scene.Operations.Acknowledged - before;
    }

    /// <summary>The older build is started once more, in the place of a node.</summary>
    private static async Task<IReadOnlyList<string>> IsRefused(Node node, string older, string newer)
    {
        const string Refusal = "start the newer hub that wrote it.";
        (node.StaysDown, var refusals) = (true, node.CountInLog(Refusal));
        node.AskToLeave();
        if (!await node.HasEnded(Patience))
        {
            node.Kill();
            await node.HasEnded(Patience);
        }

        node.Program = older;
        await node.Start();
        var ended = await node.HasEnded(Patience);
        node.Program = newer;
        node.StaysDown = false;
        if (!ended)
        {
            await Become(node, newer);
            return ["A node of the older build runs on a database whose format has moved on."];
        }

        await Wait.Until(async () => node.IsRunning && await node.IsReady(), Patience);
        return node.CountInLog(Refusal) > refusals ? [] : ["A node of the older build ended on a database whose format has moved on, and did not say why."];
    }

    private static async Task Become(Node node, string program)
    {
        node.Program = program;
        node.AskToLeave();
        if (!await node.HasEnded(Patience))
        {
            node.Kill();
        }

        await Wait.Until(async () => node.IsRunning && await node.IsReady(), Patience);
    }

    private static async Task<List<Commit>> All(IJournal journal)
    {
        const int Page = 1000;
        var commits = new List<Commit>();
        while (await journal.ReadAll(commits.Count > 0 ? commits[^1].Position : 0, Page) is { Count: > 0 } page)
        {
            commits.AddRange(page);
        }

        return commits;
    }
}
