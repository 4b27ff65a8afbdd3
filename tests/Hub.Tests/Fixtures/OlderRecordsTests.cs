using System.Net;
using System.Text.Json;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using Hub.Domain.Registers;
using Hub.Domain.Topics;
using Hub.Server.Journal;
using Hub.Tests.House;
using Hub.Tests.Journal;
using Hub.Verify;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Fixtures;

/// <summary>
/// What the build at 57cc840 stored is opened, replayed, answered and verified by this one, in both stores; and what it exported is verified.
/// </summary>
public sealed class OlderRecordsTests(PostgresServer server) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hub-older-");

    public static TheoryData<string> Exported => [.. OlderStory.Exported];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_file_of_the_older_build_is_read_and_goes_on() => OnSqlite(house => Read(house, OlderRecords.Sqlite, house.Journal));

    [Fact]
    public Task A_database_of_the_older_build_is_read_and_goes_on() => OnPostgres(node => Read(node, OlderRecords.Postgres, node.Service<IJournal>()));

    [Fact]
    public Task What_this_build_exports_of_an_older_file_is_verified() => OnSqlite(house => Verified(house, OlderRecords.Sqlite));

    [Fact]
    public Task What_this_build_exports_of_an_older_database_is_verified() => OnPostgres(node => Verified(node, OlderRecords.Postgres));

    /// <summary>Guards honest records against a verifier that has learnt new rules.</summary>
    [Theory]
    [MemberData(nameof(Exported))]
    public void An_export_of_the_older_build_is_verified(string meeting)
    {
        foreach (var records in new[] { OlderRecords.Sqlite, OlderRecords.Postgres })
        {
            var findings = Verification.Of(records.Export(meeting));
            findings.IsSound.ShouldBeTrue(string.Join('\n', findings.Lines));
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task OnSqlite(Func<RunningHouse, Task> look)
    {
        await using var house = new RunningHouse();
        OlderRecords.Sqlite.PutSqlite(Path.GetDirectoryName(house.File)!);
        await house.Open();
        house.Journal.Format.ShouldBe(RecordFormats.Newest);
        await look(house);
    }

    private async Task OnPostgres(Func<Node, Task> look)
    {
        var journal = await server.Database();
        await OlderRecords.Postgres.PutPostgres(journal);
        OlderRecords.Postgres.PutKeys(_folder.FullName);
        var node = new Node(journal, "hub", $"--Ballots:KeyPath={_folder.FullName}");
        try
        {
            await node.Start();

            // Nobody of the older build was left when it started.
            node.Service<IJournal>().Format.ShouldBe(RecordFormats.Newest);
            await look(node);
        }
        finally
        {
            await node.Stop();
        }
    }

    private static async Task Read(OpenHouse house, OlderRecords records, IJournal journal)
    {
        var story = records.Story;
        (await Replayed(journal)).ShouldBe((6, 7), "meetings and topics");
        await Listed(house, story);
        foreach (var meeting in OlderStory.Closed)
        {
            await Recorded(house, records, meeting);
        }

        await GoesOn(house, story);
    }

    /// <returns>How many meetings there are, and how many topics.</returns>
    private static async Task<(int Meetings, int Topics)> Replayed(IJournal journal)
    {
        var streams = (await journal.ReadAll(0, 10_000, Cancel)).Select(c => c.Stream).Distinct().ToList();
        foreach (var stream in streams)
        {
            switch (stream.Split('/')[0])
            {
                case "meetings":
                    await Replay<Meeting?, MeetingEvent>(null, MeetingEvolution.Evolve);
                    break;
                case "boxes":
                    await Replay(Box.Empty, (Func<Box, Recorded<BoxEvent>, Box>)BoxEvolution.Evolve);
                    break;
                case "topics":
                    await Replay<Hub.Domain.Topics.Topic?, TopicEvent>(null, TopicEvolution.Evolve);
                    break;
                case "registers":
                    await Replay(Register.Empty, (Func<Register, Recorded<RegisterEvent>, Register>)RegisterEvolution.Evolve);
                    break;
                case "audit":
                    break;
                default:
                    Assert.Fail($"What is {stream}?");
                    break;
            }

            async Task Replay<TState, TEvent>(TState state, Func<TState, Recorded<TEvent>, TState> evolve)
            {
                await foreach (var commit in journal.Read(stream, Head.None, Cancel))
                {
                    state = StoredEvents.Unpack<TEvent>(commit).Aggregate(state, evolve);
                }
            }
        }

        return (streams.Count(s => StreamNames.Meeting(s) is not null), streams.Count(s => StreamNames.Topic(s) is not null));
    }

    private static async Task Listed(OpenHouse house, OlderStory story)
    {
        (await house.Get("/api/meetings?limit=100")).List("items").Select(m => m.Text("id")).ShouldBe(
            story.Meetings.Where(m => m.Key != "hidden").Select(m => m.Value), ignoreOrder: true);
        (await house.Get("/api/meetings?limit=100", house.OperatorToken)).List("items").Count.ShouldBe(story.Meetings.Count);
        var topics = (await house.Get("/api/topics?limit=100", house.OperatorToken)).List("items").Select(t => t.Text("id")).ToList();
        story.Topics.Values.ShouldBeSubsetOf(topics);
        (await house.Get("/api/commitments?limit=100")).List("items").Count.ShouldBe(3);
        (await house.Get("/api/members")).List("items").Select(m => m.Text("name")).ShouldBe(story.Members.Keys);
        (await house.Get("/api/entries?type=ledgerEntry&year=2026")).List("items").ShouldHaveSingleItem().At("is").Number("count").ShouldBe(3);
        (await house.Get("/api/venues")).List("items").ShouldHaveSingleItem().Text("title").ShouldBe("府前社区协商议事室");
        (await house.Get("/api/reports/2026")).At("figures").Number("activities").ShouldBe(4);
        (await house.Get("/api/plan/2026")).List("items").ShouldBeEmpty();
        foreach (var member in story.Members.Values)
        {
            await house.Get($"/api/members/{member}/duty?year=2026", house.OperatorToken);
        }

        foreach (var topic in topics)
        {
            (await house.Get($"/api/topics/{topic}", house.OperatorToken)).At("snapshot").Text("id").ShouldBe(topic);
            await house.Get($"/api/topics/{topic}/events", house.OperatorToken);
        }
    }

    /// <summary>The minutes say what they said, and the meeting can be played again.</summary>
    private static async Task Recorded(OpenHouse house, OlderRecords records, string meeting)
    {
        var path = $"/api/meetings/{records.Story.Meetings[meeting]}";
        var (before, now) = (JsonSerializer.Deserialize<JsonElement>(records.Minutes(meeting)), await house.Get($"{path}/minutes", house.OperatorToken));
        foreach (var part in before.EnumerateObject().Where(p => p.Name is not ("approvedAt" or "approvedBy")))
        {
            AsBefore(now.At(part.Name), part.Value, $"{meeting}.{part.Name}");
        }

        if (before.Find("approvedBy") is { } approver)
        {
            // Where something changed since, the minutes say so and ask to be approved again; who approved them then stays.
            (now.At("approval").Text("name"), now.At("approval").Text("at")).ShouldBe((approver.GetString(), before.Text("approvedAt")));
        }

        if (OlderStory.Exported.Contains(meeting))
        {
            var names = NamesIn(records.Export(meeting));
            (await house.Get($"{path}/comments?limit=100", house.OperatorToken)).List("items").Select(c => c.At("author"))
                .ShouldAllBe(a => names[a.Text("participant")] == a.Text("name"));
            foreach (var ballot in now.List("decisions").Where(d => d.Text("secrecy") == "named").Select(d => d.Text("ballot")))
            {
                var votes = (await house.Get($"{path}/ballots/{ballot}/votes?limit=100", house.OperatorToken)).List("votes");
                votes.ShouldNotBeEmpty();
                votes.ShouldAllBe(v => names[v.Text("participant")] == v.Text("name"));
            }
        }

        foreach (var written in new[] { "minutes.md", "minutes.md?lang=en", "minutes.docx", "comments", "events" })
        {
            using var answer = await house.Send(HttpMethod.Get, $"{path}/{written}", house.OperatorToken);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, written);
        }

        await house.Get($"{path}/replay", house.OperatorToken);
        (await house.Get($"{path}/replay/at?ms=1000000", house.OperatorToken)).Text("status").ShouldBe("closed");
    }

    /// <summary>By participant, as the older build's export told them.</summary>
    private static Dictionary<string, string> NamesIn(byte[] export)
    {
        using var lines = new StreamReader(new MemoryStream(export));
        return lines.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonSerializer.Deserialize<JsonElement>(l))
            .Where(l => l.Find("participant") is not null && l.Find("name") is not null)
            .ToDictionary(l => l.Text("participant"), l => l.Text("name"));
    }

    /// <summary>Whatever was said is said still, word for word; more may be said.</summary>
    private static void AsBefore(JsonElement now, JsonElement before, string where)
    {
        now.ValueKind.ShouldBe(before.ValueKind, where);
        switch (before.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in before.EnumerateObject())
                {
                    AsBefore(now.At(property.Name), property.Value, $"{where}.{property.Name}");
                }

                break;
            case JsonValueKind.Array:
                now.GetArrayLength().ShouldBe(before.GetArrayLength(), where);
                foreach (var (one, other) in now.EnumerateArray().Zip(before.EnumerateArray()))
                {
                    AsBefore(one, other, where);
                }

                break;
            default:
                now.GetRawText().ShouldBe(before.GetRawText(), where);
                break;
        }
    }

    private static async Task Verified(OpenHouse house, OlderRecords records)
    {
        foreach (var meeting in OlderStory.Exported)
        {
            await Verified(house, records.Story.Meetings[meeting]);
        }
    }

    private static async Task Verified(OpenHouse house, string meeting)
    {
        using var answer = await house.Send(HttpMethod.Get, $"/api/meetings/{meeting}/export", house.OperatorToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var findings = Verification.Of(await answer.Content.ReadAsByteArrayAsync(Cancel));
        findings.IsSound.ShouldBeTrue(string.Join('\n', findings.Lines));
    }

    /// <summary>The meeting that was in the midst of two ballots comes to its end, and its record holds too.</summary>
    private static async Task GoesOn(OpenHouse house, OlderStory story)
    {
        var codes = story.Codes.Where(c => c.Key.StartsWith("open.", StringComparison.Ordinal)).ToDictionary(c => c.Key.Split('.')[1], c => c.Value);
        var room = new Room(house, story.Meetings["open"], codes);
        var chair = await room.Join("主持人", "chair");
        foreach (var ballot in new[] { story.Ballots["open.named"], story.Ballots["open.confidential"] })
        {
            (await chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
            (await room.Snapshot()).List("ballots").Single(b => b.Text("id") == ballot).At("tally", "counts").Number("approve").ShouldBe(1);
        }

        (await chair.Post(Of("close"))).ShouldBeDone();
        await Verified(house, room.Id);
    }
}
