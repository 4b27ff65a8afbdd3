using System.Diagnostics;
using Hub.Faults.Crowd;
using Hub.Faults.Nodes;
using Hub.Load.Crowd;

namespace Hub.Faults.Faults;

/// <summary>The clock of one node jumps by an hour, forwards or backwards, while ballots with deadlines are open.</summary>
internal sealed class ClockJump : Fault
{
    private const int Meetings = 6;
    private const int ClosesIn = 8;

    private static readonly string[] Libraries =
    [
        "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1", "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
            "/usr/lib64/faketime/libfaketimeMT.so.1",
    ];

    private static readonly TimeSpan Restart = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Early = TimeSpan.FromSeconds(ClosesIn - 2);
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(15);

    private static string? Library { get; } = Array.Find(Libraries, File.Exists);

    public override string Name => "clock";

    public override string How => "the clock of one node jumps by an hour, forwards or backwards, while ballots with deadlines are open";

    public override string MustHold => "no ballot closes early or not at all; the node stays";

    public override bool TakesLong => true;

    public override string? Missing(House house) => Library is null ? "A wrong clock needs libfaketime (on Debian: apt-get install faketime)." : null;

    public override async Task<Strike> Strike(Scene scene)
    {
        var node = scene.House.Nodes[scene.Chance.Next(scene.House.Nodes.Count)];
        var file = Path.Combine(scene.House.Folder.FullName, "clock");
        await File.WriteAllTextAsync(file, "+0");
        node.Environment["LD_PRELOAD"] = Library!;
        node.Environment["FAKETIME_TIMESTAMP_FILE"] = file;
        node.Environment["FAKETIME_NO_CACHE"] = "1";
        node.Environment["FAKETIME_DONT_FAKE_MONOTONIC"] = "1";
        node.Environment["DONT_FAKE_MONOTONIC"] = "1";
        try
        {
            await Again(node);
            var wrong = new List<string>();
            var meetings = await Task.WhenAll(Enumerable.Range(0, Meetings).Select(_ => Open(scene)));
            var (process, hours) = (node.ProcessId, scene.Chance.Next(2) == 0 ? "+3600" : "-3600");
            await File.WriteAllTextAsync(file, hours);
            var closedEarly = await Task.WhenAll(meetings.Select(m => ClosedAfter(scene, m.Meeting, m.Short, m.OpenedAt)));
            wrong.AddRange(
                closedEarly.OfType<TimeSpan>()
                .Select(e => $"A ballot of {ClosesIn} s was closed after {e.TotalSeconds:0.0} s, when the clock of {node.Name} had jumped by {hours} s."));
            foreach (var (meeting, longBallot, shortBallot, _) in meetings)
            {
                if (!await Wait.Until(async () => await Status(scene, meeting, shortBallot) == "closed", Late))
                {
                    wrong.Add($"A ballot of {ClosesIn} s is still open.");
                }

                if (await Status(scene, meeting, longBallot) != "open")
                {
                    wrong.Add($"A ballot of 50 minutes is closed since the clock of {node.Name} jumped by {hours} s.");
                }
            }

            if (!node.IsRunning || node.ProcessId != process)
            {
                wrong.Add($"{node.Name} ended when its clock jumped by {hours} s.");
            }

            return Struck(
                2 * meetings.Length, "deadlines under way",
                [Figure.Seconds("serving after a clock jump", await scene.ServesAgain(Stopwatch.GetTimestamp()), 5)], wrong);
        }
        finally
        {
            node.Environment.Clear();
            await Again(node);
        }
    }

    private static async Task Again(Node node)
    {
        node.AskToLeave();
        await node.HasEnded(Restart);
        await Wait.Until(async () => node.IsRunning && await node.IsReady(), Restart);
    }

    private static async Task<(HeldMeeting Meeting, string Long, string Short, long OpenedAt)> Open(Scene scene)
    {
        var meeting = await scene.Api.Schedule("deadlines", "grassroots");
        var chair = await scene.Api.Join(meeting, "主持人", "chair");
        await scene.Api.Join(meeting, "与会者", "attend");
        await scene.Api.Insist(chair, Commands.Of("open"));
        var longBallot = await Ballot(3000);
        var openedAt = Stopwatch.GetTimestamp();
        return (meeting, longBallot, await Ballot(ClosesIn), openedAt);

        async Task<string> Ballot(int seconds) => (await scene.Api.Insist(chair, Commands.Of(
            "openBallot", ("question", "？"), ("kind", "approval"), ("voters", "all"), ("closesIn", seconds)))).Result!.Value.GetProperty("ballot").GetString()!;
    }

    /// <returns>Null where it is open as long as it should be.</returns>
    private static async Task<TimeSpan?> ClosedAfter(Scene scene, HeldMeeting meeting, string ballot, long openedAt)
    {
        while (Stopwatch.GetElapsedTime(openedAt) < Early)
        {
            if (await Status(scene, meeting, ballot) != "open")
            {
                return Stopwatch.GetElapsedTime(openedAt);
            }

            await Task.Delay(300);
        }

        return null;
    }

    private static async Task<string?> Status(Scene scene, HeldMeeting meeting, string ballot) =>
        (await scene.Api.Ask(HttpMethod.Get, $"/api/{meeting.Room}", null, null)).GetProperty("snapshot").GetProperty("ballots").EnumerateArray()
            .First(b => b.GetProperty("id").GetString() == ballot).GetProperty("status").GetString();
}
