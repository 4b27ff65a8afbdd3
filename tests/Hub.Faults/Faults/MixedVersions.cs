using System.Diagnostics;
using Hub.Faults.Nodes;

namespace Hub.Faults.Faults;

/// <summary>One or two of the nodes are an older build for a while: meetings move from one to the other and back, and each goes on with what the other has stored.</summary>
internal sealed class MixedVersions : Fault
{
    private const int MostTries = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public override string Name => "versions";

    public override string How => "nodes of the build before the last change and of this one together; the meeting moves from the new to the old and back";

    public override string MustHold => "what one wrote the other continues; snapshots equal the replay of their events";

    public override bool TakesLong => true;

    public override bool Fits(House house) => house is ClusterHouse;

    public override string? Missing(House house) => OlderBuild.IsPossible ? null : "An older build needs the repository with its history.";

    public override async Task<Strike> Strike(Scene scene)
    {
        var older = await OlderBuild.Program();
        var owner = await scene.House.OwnerOf(scene.Audience.Meeting.Id);
        var acknowledged = scene.Operations.Acknowledged;

        // Both that are not the owner become old; then the owner leaves, and an old one has the meeting; then all are new again.
        var becoming = scene.House.Nodes.Where(n => n != owner).ToList();
        foreach (var node in becoming)
        {
            await Become(node, older);
        }

        // The meeting may find the one that left back again, where that was quick: then it leaves once more.
        var withOlder = owner;
        for (var tries = 0; tries < MostTries && !becoming.Contains(withOlder); tries++)
        {
            await Become(owner, owner.Program);
            withOlder = await scene.House.OwnerOf(scene.Audience.Meeting.Id);
        }

        await Task.Delay(scene.Between(1, 3));
        var hits = scene.Operations.Acknowledged - acknowledged;
        foreach (var node in becoming)
        {
            await Become(node, owner.Program);
        }

        var at = Stopwatch.GetTimestamp();
        await scene.ServesAgain(at);
        await scene.AllBack(at);
        return Struck(becoming.Contains(withOlder) ? hits : 0, "commands acknowledged while an older build had the meeting, or was about to", [Figure.Seconds("serving in the end", await scene.ServesAgain(at), 5)]);
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
}
