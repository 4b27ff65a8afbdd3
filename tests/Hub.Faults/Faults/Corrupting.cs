using System.Globalization;
using System.Text;
using Hub.Faults.Crowd;
using Hub.Load.Crowd;
using Hub.Server.Journal;

namespace Hub.Faults.Faults;

/// <summary>
/// The record of another meeting is spoilt behind the house's back: a payload changed, an event of an unknown type, JSON that is none, an event that cannot
/// follow. That meeting is set aside, whole; everything else goes on.
/// </summary>
internal sealed class Corrupted : Fault
{
    public override string Name => "corrupt";

    public override string How =>
        "the stream of a second meeting gets a changed payload, an event of an unknown type, bad JSON, or an event that cannot follow";

    public override string MustHold => "noticed; that stream is set aside; the rest serves";

    public override async Task<Strike> Strike(Scene scene)
    {
        var victim = await scene.Api.Schedule("victim", "grassroots");
        var chair = await scene.Api.Join(victim, "主持人", "chair");
        await scene.Api.Insist(chair, Commands.Of("open"));
        await scene.Api.Insist(chair, Commands.Comment("原来的话"));
        var kind = scene.Chance.Next(4);
        // A live owner learns of the change with its next append, which is refused.
        await scene.House.Append(victim.Room, head => new Draft(1, Encoding.UTF8.GetBytes(kind switch
        {
            1 => Event("""{"$type":"meetingEnchanted"}"""),
            2 => "[{]",
            3 => Event("""{"$type":"ballotClosed","ballot":"none","tally":{"version":1,"cast":0,"eligible":0},"outcome":{"passed":false,"text":{"zh":"","en":""}}}"""),
            _ => Event("""{"$type":"meetingPaused"}"""),
        }), DateTimeOffset.UtcNow));
        if (kind == 0)
        {
            // The last commit: those before it may stand in a snapshot, and are read again only by who reads the record.
            await scene.House.Execute($"UPDATE commits SET payload = replace(payload, 'meetingPaused', 'meetingOpened') WHERE stream = '{victim.Room}'");
        }

        var refused = 0;
        foreach (var node in scene.House.Nodes)
        {
            // The first one may be the one that is refused its append.
            for (var tries = 0; tries < 20; tries++)
            {
                if (await scene.Api.Command(node, chair, Api.New(chair, Commands.Comment("还在吗"))) is { Outcome: "refused", Code: "quarantined" })
                {
                    refused++;
                    break;
                }

                await Task.Delay(200);
            }
        }

        var at = System.Diagnostics.Stopwatch.GetTimestamp();
        var serves = await scene.ServesAgain(at);
        await scene.AllBack(at);
        return Struck(
            refused, "nodes that say the spoilt meeting is set aside", [Figure.Seconds("serving beside a spoilt stream", serves, 5)],
            refused == scene.House.Nodes.Count
                ? [] : [$"Only {refused} of {scene.House.Nodes.Count} nodes say that the spoilt meeting (kind {kind}) is set aside."]);

        static string Event(string json) => string.Create(
            CultureInfo.InvariantCulture, $$"""[{"v":1,"at":{{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}},"actor":"house","op":"{{Guid.NewGuid():n}}","event":{{json}}}]""");
    }
}
