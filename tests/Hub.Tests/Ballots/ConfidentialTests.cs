using System.Text;
using Hub.Tests.House;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Ballots;

/// <summary>A confidential ballot (不公开): counted to the digit whatever crashes, and afterwards nothing at rest says who chose what.</summary>
public sealed class ConfidentialTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    private static readonly string[] Answers = ["approve", "oppose", "abstain"];

    [Fact]
    public async Task Turnout_is_streamed_counts_are_not_and_each_sees_their_own_vote_until_it_is_counted()
    {
        var room = await house.Meeting();
        var (li, wang) = (await room.Join("李梅", "member"), await room.Join("王建国", "member"));
        var ballot = (await room.Chair.Post(Confidential())).ShouldBeDone().Made;
        await using var line = await li.Connect();
        (await li.Post(Vote(ballot, "approve"))).ShouldBeDone();
        (await li.Post(Vote(ballot, "oppose"))).ShouldBeDone();
        (await wang.Post(Vote(ballot, "approve"))).ShouldBeDone();
        var turnout = await line.NextTally(t => t.Tallies.Any(i => i.Id == ballot && i.Cast == 2));
        turnout.Tallies.Single(i => i.Id == ballot).Counts.ShouldBeNull();
        (await house.Get($"/api/meetings/{room.Id}", room.Chair.Token)).At("snapshot").List("ballots")[0].Find("tally", "counts")
            .ShouldBeNull("not even the chair");
        (await Mine(room, li, ballot)).ShouldBe("oppose");

        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        var closed = (await room.Snapshot()).List("ballots")[0];
        (closed.Text("secrecy"), closed.Number("tally", "counts", "approve"), closed.Number("tally", "counts", "oppose")).ShouldBe(("confidential", 1, 1));
        (await Mine(room, li, ballot)).ShouldBe("", "that one voted, not what");
        (await li.Post(Vote(ballot, "approve"))).ShouldBeRefused("ballotNotOpen");
        Directory.GetFiles(house.KeyFolder, "*.key").ShouldNotContain(file => file.Contains(ballot));
    }

    [Fact]
    public async Task Choices_are_checked_before_they_are_sealed()
    {
        var room = await house.Meeting();
        var member = await room.Join("李梅", "member");
        var ballot = (await room.Chair.Post(Confidential())).ShouldBeDone().Made;
        (await member.Post(Vote(ballot, "maybe"))).ShouldBeRefused("badChoice");
        (await member.Post(Vote(ballot))).ShouldBeRefused("badChoice");
    }

    [Fact]
    public async Task A_crash_before_the_close_loses_no_vote()
    {
        await using var own = new RunningHouse();
        await own.Open();
        var room = await own.Meeting();
        var ballot = (await room.Chair.Post(Confidential())).ShouldBeDone().Made;
        var people = await room.Crowd(7, "member");
        foreach (var (person, i) in people.Select((p, i) => (p, i)))
        {
            (await person.Post(Vote(ballot, Answers[i % 3]))).ShouldBeDone();
        }

        await own.Restart();
        (await people[0].Post(Vote(ballot, "oppose"))).ShouldBeDone();
        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        (await Counts(room)).ShouldBe((2, 3, 2));
    }

    [Fact]
    public async Task A_crash_between_the_count_and_the_key_leaves_no_key()
    {
        await using var own = new RunningHouse();
        await own.Open();
        var room = await own.Meeting();
        var ballot = (await room.Chair.Post(Confidential())).ShouldBeDone().Made;
        var member = await room.Join("李梅", "member");
        (await member.Post(Vote(ballot, "approve"))).ShouldBeDone();
        var key = Directory.GetFiles(own.KeyFolder, "*.key").Single(file => file.Contains(ballot));
        var kept = await File.ReadAllBytesAsync(key, TestContext.Current.CancellationToken);
        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        await own.Restart(() => File.WriteAllBytesAsync(key, kept));
        (await Mine(room, member, ballot)).ShouldBe("");
        File.Exists(key).ShouldBeFalse();
    }

    [Fact]
    public async Task A_close_that_a_crash_cut_in_two_is_resumed_and_counted()
    {
        await using var own = new RunningHouse();
        await own.Open();
        var room = await own.Meeting();
        var ballot = (await room.Chair.Post(Confidential())).ShouldBeDone().Made;
        (await (await room.Join("李梅", "member")).Post(Vote(ballot, "approve"))).ShouldBeDone();
        await own.Restart(() => Records.Write(own.File, room.Name, Records.Event($$"""{"$type":"ballotClosing","ballot":"{{ballot}}"}""")));
        await Records.Until(own.Journal, room.Name, "ballotClosed");
        (await Counts(room)).ShouldBe((1, 0, 0));
        Directory.GetFiles(own.KeyFolder, "*.key").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_ballot_whose_key_is_lost_takes_no_votes_and_says_that_it_cannot_be_counted()
    {
        await using var own = new RunningHouse();
        await own.Open();
        var room = await own.Meeting();
        var ballot = (await room.Chair.Post(Confidential())).ShouldBeDone().Made;
        var (li, wang) = (await room.Join("李梅", "member"), await room.Join("王建国", "member"));
        (await li.Post(Vote(ballot, "approve"))).ShouldBeDone();
        await own.Restart(() =>
        {
            File.Delete(Directory.GetFiles(own.KeyFolder, "*.key").Single());
            return Task.CompletedTask;
        });
        (await wang.Post(Vote(ballot, "approve"))).ShouldBeRefused("keyLost");
        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        var closed = (await room.Snapshot()).List("ballots")[0];
        (closed.At("outcome", "passed").GetBoolean(), closed.Text("outcome", "text", "en"), closed.Find("tally", "counts"), closed.Number("tally", "cast"))
            .ShouldBe((false, "Not counted: the key is lost; the ballot must be held again", null, 1));
    }

    /// <summary>Guards a meeting against never coming to its end because one stored vote was changed behind its back.</summary>
    [Fact]
    public async Task A_ballot_with_a_vote_that_was_changed_cannot_be_counted_and_the_meeting_goes_on()
    {
        await using var own = new RunningHouse();
        await own.Open();
        var room = await own.Meeting();
        var ballot = (await room.Chair.Post(Confidential())).ShouldBeDone().Made;
        var li = await room.Join("李梅", "member");
        (await li.Post(Vote(ballot, "approve"))).ShouldBeDone();
        var changed = Convert.ToBase64String(new byte[64]);
        await own.Restart(() => Records.Write(own.File, $"boxes/{room.Id}", Records.Event($$"""{"$type":"votedConfidentially","ballot":"{{ballot}}","sealed":"{{changed}}"}""", li.Participant)));
        (await Mine(room, li, ballot)).ShouldBe("", "what cannot be read is not shown, and the room is");
        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        (await room.Snapshot()).List("ballots")[0].Text("outcome", "text", "en").ShouldBe("Not counted: the key is lost; the ballot must be held again");
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
    }

    /// <summary>Guards a room against being unreadable where its key folder is not there, and the ballot against being given up.</summary>
    [Fact]
    public async Task While_the_folder_of_keys_is_away_the_room_is_read_and_the_ballot_waits()
    {
        await using var own = new RunningHouse();
        await own.Open();
        var room = await own.Meeting();
        var ballot = (await room.Chair.Post(Confidential())).ShouldBeDone().Made;
        var li = await room.Join("李梅", "member");
        (await li.Post(Vote(ballot, "approve"))).ShouldBeDone();
        var away = own.KeyFolder + "-away";
        await own.Restart(() =>
        {
            Directory.Move(own.KeyFolder, away);
            return Task.CompletedTask;
        });
        (await Mine(room, li, ballot)).ShouldBe("");
        (await room.Snapshot()).List("ballots")[0].Number("tally", "cast").ShouldBe(1);
        Directory.GetFileSystemEntries(own.KeyFolder).ShouldBeEmpty("an empty folder stands where it was, as a place where nothing is mounted does");
        Directory.Delete(own.KeyFolder);
        Directory.Move(away, own.KeyFolder);
        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        (await Counts(room)).ShouldBe((1, 0, 0));
    }

    [Fact]
    public async Task When_the_meeting_ends_no_key_remains_not_even_of_a_ballot_that_nobody_was_told_of()
    {
        await using var own = new RunningHouse();
        await own.Open();
        var room = await own.Meeting();
        await own.Restart(() => Records.Write(
            own.File, $"boxes/{room.Id}",
            Records.Event("""{"$type":"questionOpened","ballot":"unannounced","options":["approve"],"max":1,"voters":"members","secrecy":"confidential"}""")));
        var key = Path.Combine(own.KeyFolder, "unannounced.key");
        Directory.CreateDirectory(own.KeyFolder);
        await File.WriteAllBytesAsync(key, [1], TestContext.Current.CancellationToken);
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        File.Exists(key).ShouldBeFalse();
    }

    /// <summary>
    /// The attacker has the database and its log as they are after the close, a copy of both from the middle, the console's log, and knows how every second
    /// voter chose. All that stands beside a vote (its place, its time, its size, each byte of it) is tried as a rule for the others: none is right more often
    /// than chance.
    /// </summary>
    [Fact]
    public async Task Who_has_the_database_its_log_a_backup_and_the_console_does_no_better_than_guessing()
    {
        const int People = 600;
        await using var own = new TalkativeHouse();
        await own.Open();
        var room = await own.Meeting();
        var ballot = (await room.Chair.Post(Confidential())).ShouldBeDone().Made;
        var people = await room.Crowd(People, "member");
        var chance = new Random(4711);
        var chosen = people.ToDictionary(p => p.Participant, _ => chance.Next(2) == 0 ? "approve" : "oppose");
        byte[][] backup = [];
        foreach (var (person, i) in people.Select((p, i) => (p, i)))
        {
            (await person.Post(Vote(ballot, chosen[person.Participant]))).ShouldBeDone();
            if (i == People / 2)
            {
                backup = Files(own);
            }
        }

        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        (await Counts(room)).ShouldBe((chosen.Count(c => c.Value == "approve"), chosen.Count(c => c.Value == "oppose"), 0));

        var votes = await Read(own.File, $"boxes/{room.Id}");
        votes.Count.ShouldBe(People);
        votes.Select(v => v.Sealed.Length).Distinct().ShouldHaveSingleItem();
        foreach (var file in Files(own).Concat(backup))
        {
            // The ballot's own description names its options; no vote does.
            Encoding.UTF8.GetString(file).Split("\"choices\"").Length.ShouldBe(1);
        }

        own.Log.Lines.Sum(l => l.Line.Length).ShouldBeGreaterThan(100_000);
        own.Log.Lines.Where(l => l.Line.Contains("oppose", StringComparison.Ordinal)).ShouldBeEmpty();
        votes[0].Features.Count.ShouldBeGreaterThan(40);
        Attacker.RightFor(votes, chosen).ShouldBeLessThan(0.65, $"of {People / 2} unknown voters, chance alone is right for half");
    }

    private static byte[][] Files(RunningHouse house) => [.. new[] { house.File, $"{house.File}-wal" }.Where(File.Exists).Select(Shared)];

    private static byte[] Shared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static async Task<(int Approve, int Oppose, int Abstain)> Counts(Room room)
    {
        var counts = (await room.Snapshot()).List("ballots")[0].At("tally", "counts");
        return (counts.Number("approve"), counts.Number("oppose"), counts.Number("abstain"));
    }

    private static async Task<string> Mine(Room room, Person person, string ballot) =>
        string.Join(' ', (await room.House.Get(room.Path, person.Token)).List("me", "votes", ballot).Select(c => c.GetString()));

    private static System.Text.Json.Nodes.JsonObject Confidential() =>
        Of("openBallot", new { question = "是否同意?", kind = "approval", voters = "members", secrecy = "confidential" });

    /// <summary>A house that writes down all it can.</summary>
    private sealed class TalkativeHouse : RunningHouse
    {
        public SaidLog Log { get; } = new(LogLevel.Debug);

        protected override void Add(IServiceCollection services) => Log.AddTo(services);
    }

    private static async Task<List<StoredVote>> Read(string file, string stream)
    {
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT position, number, at, payload FROM commits WHERE stream = $stream ORDER BY number";
        command.Parameters.AddWithValue("$stream", stream);
        await using var rows = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var votes = new List<StoredVote>();
        while (await rows.ReadAsync(TestContext.Current.CancellationToken))
        {
            votes.AddRange(StoredVote.In(rows.GetString(3), rows.GetInt64(0), rows.GetInt64(1), rows.GetInt64(2), rows.GetInt64(2) % 1000));
        }

        return votes;
    }
}
