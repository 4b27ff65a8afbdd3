using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Server.Contracts;
using Microsoft.Data.Sqlite;

namespace Hub.Load.Bench;

/// <summary>
/// How long a long meeting takes to answer its first reader after a restart. What would otherwise be mis-measured:
/// <list type="bullet">
/// <item>A process that has read a meeting before has the code compiled: each opening is the first in a process of its own. Its start is not counted.</item>
/// <item>A house that ends in peace leaves a snapshot behind, which is the quick way: the way without is told beside it. After a kill -9 it is between the two,
/// as at most a quarter of the stream stands behind the last snapshot.</item>
/// <item>The file lies in the memory of the operating system, as it does after the restart of a process, and not after that of a machine.</item>
/// </list>
/// </summary>
internal static class OpeningBench
{
    public const string Verb = "open-once";
    private const int Callers = 64;

    public static async Task Run(ReadOnlyMemory<string> args)
    {
        var options = new BenchOptions(args.Span, ("--comments", 10_000, 200_000), ("--rounds", 5, 20));
        var comments = options["--comments"];
        using var scratch = new ScratchFolder();
        var file = scratch.File("hub.db");
        var (meeting, filled) = await Fill(file, comments);

        var (withSnapshot, without, answer) = (new List<double>(), new List<double>(), new Opened(0, 0, 0));
        async Task Open()
        {
            for (var round = 0; round < options["--rounds"]; round++)
            {
                answer = await OpenOnce(file, meeting);
                withSnapshot.Add(answer.Milliseconds);
                DropSnapshots(file);
                without.Add((await OpenOnce(file, meeting)).Milliseconds);
            }
        }

        await Progress.Show("opening, each time in a new process", () => $"{without.Count} times with the snapshot and without", Open());

        Progress.Title($"the first read of a meeting with {comments} comments ({filled:N0} commands/s to fill it), {options["--rounds"]} openings each");
        Progress.Figure("with its snapshot", withSnapshot.Median(), "ms", withSnapshot);
        Progress.Figure("without: every event replayed", without.Median(), "ms", without);
        Progress.Figure("the answer", answer.Bytes / 1024.0, "KB");
        Progress.Figure("  comments in it", answer.Comments, "of at most 50");
        Progress.Ratio("a second / with its snapshot", 1000 / withSnapshot.Median(), aim: 1);
    }

    /// <summary>The other process: opens the house, reads the meeting once, and says how long that took.</summary>
    public static async Task Answer(string[] args)
    {
        await using var house = await House.Open(args[0]);
        var meeting = house.Grains.GetGrain<IMeetingGrain>(args[1]);
        var started = Stopwatch.GetTimestamp();
        var reading = await meeting.Read(new ReadRequest(Audience.Room, null, default));
        var took = Stopwatch.GetElapsedTime(started);
        using var snapshot = JsonDocument.Parse(reading.Snapshot!);
        var items = snapshot.RootElement.GetProperty("comments").GetProperty("items").GetArrayLength();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"opened {took.TotalMilliseconds} {reading.Snapshot!.Length} {items}"));
        await Console.In.ReadToEndAsync();
    }

    private static async Task<(string Meeting, double PerSecond)> Fill(string file, int comments)
    {
        await using var house = await House.Open(file);
        var id = await house.Convene("opening");
        var actors = Enumerable.Range(0, Callers).Select(c => new Actor(new Operation((UInt128)c).NewId(), Role.Attendee)).ToArray();
        var pace = await Bench.Callers.Run($"{comments} comments", Callers, TimeSpan.FromMinutes(2), comments, async (caller, question) => House.Require(
            await house.Ask(id, new Operation((UInt128)question), actors[caller], new MeetingCommand.Comment($"第{question}条：路灯坏了三盏，晚上看不清台阶，请先修这里。"))));
        return (id, pace.PerSecond);
    }

    private static async Task<Opened> OpenOnce(string file, string meeting)
    {
        using var process = new ChildProcess(Verb, file, meeting);
        var said = await process.Hear("opened");
        return new Opened(
            double.Parse(said[0], CultureInfo.InvariantCulture), int.Parse(said[1], CultureInfo.InvariantCulture),
            int.Parse(said[2], CultureInfo.InvariantCulture));
    }

    private static void DropSnapshots(string file)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM snapshots";
        command.ExecuteNonQuery();
    }

    private sealed record Opened(double Milliseconds, int Bytes, int Comments);
}
