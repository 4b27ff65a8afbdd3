using System.Text;
using Hub.Faults.Crowd;
using Hub.Faults.Nodes;
using Hub.Load.Crowd;

namespace Hub.Faults.Faults;

/// <summary>
/// Many people who read what not everybody may read sign out by way of one node, while what they have open is at another: one that runs, one that is frozen
/// meanwhile, or one that is cut off from its database. A second after the answer nothing that was said since may reach them.
/// </summary>
internal sealed class SessionsEnded : Fault
{
    private const int People = 100;

    private static readonly TimeSpan EverywhereWithin = TimeSpan.FromSeconds(1);

    /// <summary>Enough for a node that went on telling to tell it.</summary>
    private static readonly TimeSpan Listened = TimeSpan.FromSeconds(3);

    public override string Name => "signed-out";

    public override string How =>
        $"{People} people sign out at one node with a connection open at another, which runs, is frozen meanwhile, or is cut off from the database";

    public override string MustHold => "a second after the answer none of them is told anything that was said since";

    public override bool Fits(House house) => house is ClusterHouse;

    public override async Task<Strike> Strike(Scene scene)
    {
        var meeting = await scene.Api.Schedule("signed out", "grassroots", "codes");
        var chair = await scene.Api.Join(meeting, "主持人", "chair");
        await scene.Api.Insist(chair, Commands.Of("open"));
        await scene.Api.Insist(chair, Commands.Comment("大家都听到"));
        var owner = await scene.House.OwnerOf(meeting.Id);
        var others = scene.House.Nodes.Where(n => n != owner && n.IsRunning).ToList();
        var there = others[scene.Chance.Next(others.Count)];
        var people = await Task.WhenAll(Enumerable.Range(0, People).Select(i => scene.Api.Join(meeting, $"与会者 {i}", "attend")));
        var lines = await Task.WhenAll(people.Select(seat => RawLine.Join(there, seat)));
        try
        {
            var kind = scene.Chance.Next(3);
            var marker = $"已退出者不闻 {Guid.NewGuid():n}";
            if (kind == 1)
            {
                there.Freeze();
            }
            else if (kind == 2)
            {
                there.Back!.Passage = Passage.Stalled;
            }

            await Task.WhenAll(people.Select(seat => scene.Api.SignOut(owner, seat)));
            await Task.Delay(EverywhereWithin);
            await scene.Api.Insist(chair, Commands.Comment(marker));
            if (kind == 1)
            {
                there.Thaw();
            }

            var heard = lines.Select(line => line.Hears(marker, Listened)).ToList();
            await Task.WhenAll(heard);
            if (kind == 2)
            {
                there.Back!.Passage = Passage.Open;
            }

            // And when all is well again.
            await scene.Api.Insist(chair, Commands.Comment(marker));
            var after = lines.Select(line => line.Hears(marker, Listened)).ToList();
            await Task.WhenAll(after);
            var wrong = heard.Concat(after).Count(h => h.Result);
            var what = kind switch { 0 => "ran", 1 => "was frozen", _ => "was cut off from its database" };
            return Struck(
                People, "sessions ended", [],
                wrong == 0 ? [] : [$"{wrong} of {People} who had signed out were told what was said later, by a node that {what}."]);
        }
        finally
        {
            there.Thaw();
            there.Back!.Passage = Passage.Open;
            await Task.WhenAll(lines.Select(line => line.DisposeAsync().AsTask()));
        }
    }
}
