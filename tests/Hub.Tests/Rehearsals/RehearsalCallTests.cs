using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Hub.Domain.Audit;
using Hub.Server.Access.Staff;
using Hub.Server.Backup;
using Hub.Server.Http;
using Hub.Server.Rehearsals;
using Hub.Tests.House;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Rehearsals;

/// <summary>A rehearsal over HTTP: it ends with a card, and nothing else is left of it.</summary>
public sealed partial class RehearsalCallTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Journal => $"Data Source={house.File}";

    private string Place => house.File + RehearsalPlace.Suffix;

    [Fact]
    public async Task A_crowd_comes_to_a_copy_and_leaves_a_card_and_nothing_else()
    {
        var room = await house.Meeting(open: false);
        var (lists, held, last) = (await Lists(), await Held(), await house.Journal.LastPosition(Cancel));

        using var answer = await Ask(room, new { people = 4, seconds = 1, force = true });
        answer.Content.Headers.ContentType!.MediaType.ShouldBe(RehearsalEndpoints.Lines);
        var news = (await answer.Content.ReadAsStringAsync(Cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToList();

        news[0].Text("stage").ShouldBe("starting");
        news[^1].Text("stage").ShouldBe("done", news[^1].ToString());
        var card = news[^1].At("card");
        card.Text("store").ShouldBe("sqlite");
        var step = card.List("steps")[0];
        (step.Number("people"), step.Number("lost"), step.Number("unanswered")).ShouldBe((1, 0, 0));
        step.Number("comments").ShouldBeGreaterThan(0);

        (await Lists()).ShouldBe(lists);
        (await Held()).ShouldBe(held);
        (await house.Journal.ReadAll(last, 1000, Cancel)).Select(commit => commit.Stream).Distinct().ShouldBe(["audit"]);
        Directory.Exists(Place).ShouldBeFalse();
        foreach (var file in new[] { house.File, $"{house.File}-wal" }.Where(File.Exists))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[stream.Length];
            await stream.ReadExactlyAsync(bytes, Cancel);
            bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes("彩排")).ShouldBe(-1, file);
        }

        var noted = (await house.Get($"/api/audit?act={AuditActs.Rehearsed}&limit=100", house.OperatorToken)).List("items");
        noted.Where(item => item.Text("on") == room.Name).Select(item => item.Text("outcome")).ShouldBe(["done"]);
    }

    /// <summary>Guards the machine against a rehearsal that nobody waits for: it would have gone on for five minutes.</summary>
    [Fact]
    public async Task Whoever_hangs_up_ends_it_and_nothing_is_left()
    {
        var room = await house.Meeting(open: false);
        using (var request = new HttpRequestMessage(HttpMethod.Post, $"{room.Path}/rehearsal"))
        {
            request.Headers.Authorization = new("Bearer", house.OperatorToken);
            request.Content = JsonContent.Create(new { people = 4, seconds = 300, force = true });
            using var answer = await house.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
            using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancel));
            string? line;
            do
            {
                line = await reader.ReadLineAsync(Cancel);
            }
            while (line?.Contains("\"talking\"", StringComparison.Ordinal) == false);
            line.ShouldNotBeNull("it ended before anybody talked");
            Directory.Exists(Place).ShouldBeTrue();
        }

        await Eventually.Holds(() => !Directory.Exists(Place));
    }

    /// <summary>Guards people who meet against a rehearsal that began before them: whoever insists knows of the meetings that are open by then alone.</summary>
    [Fact]
    public async Task A_meeting_that_opens_ends_it_and_nothing_is_left()
    {
        await house.Meeting();
        var (room, other) = (await house.Meeting(open: false), await house.Meeting(open: false));
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{room.Path}/rehearsal");
        request.Headers.Authorization = new("Bearer", house.OperatorToken);
        request.Content = JsonContent.Create(new { people = 4, seconds = 300, force = true });
        using var answer = await house.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancel));
        var (last, isOpened) = ("", false);
        while (await reader.ReadLineAsync(Cancel) is { } line)
        {
            last = line.Length > 0 ? line : last;
            if (!isOpened && line.Contains("\"talking\"", StringComparison.Ordinal))
            {
                (await other.Chair.Post(Of("open"))).ShouldBeDone();
                isOpened = true;
            }
        }

        isOpened.ShouldBeTrue(last);
        var end = JsonSerializer.Deserialize<JsonElement>(last);
        (end.Text("stage"), end.At("madeWay").GetBoolean()).ShouldBe(("failed", true));
        Directory.Exists(Place).ShouldBeFalse();
    }

    [Fact]
    public async Task While_a_meeting_is_open_nobody_rehearses_who_does_not_insist()
    {
        var room = await house.Meeting();

        using var answer = await Ask(room, new { people = 4, seconds = 1 });

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await OpenHouse.Json(answer)).Text("code").ShouldBe("meetingsOpen");
        (await room.Chair.Post(Of("pause"))).ShouldBeDone();
        using var paused = await Ask(room, new { people = 4, seconds = 1 });
        (await OpenHouse.Json(paused)).Text("code").ShouldBe("meetingsOpen");
        Directory.Exists(Place).ShouldBeFalse();
    }

    /// <summary>The attack: whoever makes the meetings of one county takes the machine from one that is open in another.</summary>
    [Fact]
    public async Task A_role_with_limits_forces_no_rehearsal_while_a_meeting_is_open()
    {
        var open = await house.Meeting();
        var (_, token) = await house.Account(new AccountRole(StaffRole.Convener, County: "金湖县"));
        using var made = await house.Send(HttpMethod.Post, "/api/meetings", token, new { title = "县里的会", format = "grassroots", county = "金湖县" });
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        var path = $"/api/meetings/{(await OpenHouse.Json(made)).Text("id")}/rehearsal";

        using var answer = await house.Send(HttpMethod.Post, path, token, new { people = 4, seconds = 1, force = true });

        (answer.StatusCode, (await OpenHouse.Json(answer)).Text("code")).ShouldBe((HttpStatusCode.Conflict, "meetingsOpen"));
        using var elsewhere = await house.Send(HttpMethod.Post, $"{open.Path}/rehearsal", token, new { people = 4, seconds = 1, force = true });
        elsewhere.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task While_another_rehearses_nobody_does()
    {
        var room = await house.Meeting(open: false);
        await using (await RehearsalPlace.Take(Journal, Cancel))
        {
            using var answer = await Ask(room, new { people = 4, seconds = 1, force = true });
            answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            (await OpenHouse.Json(answer)).Text("code").ShouldBe("rehearsing");
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2001, 1)]
    [InlineData(4, 0)]
    [InlineData(4, 301)]
    public async Task A_crowd_is_bounded_in_number_and_in_time(int people, int seconds)
    {
        var room = await house.Meeting(open: false);

        using var answer = await Ask(room, new { people, seconds, force = true });

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await OpenHouse.Json(answer)).Text("code").ShouldBe("outOfRange");
    }

    /// <summary>The command reads whether somebody meets from the file of a hub that runs.</summary>
    [Fact]
    public async Task The_command_sees_that_a_meeting_is_open()
    {
        await using var own = new RunningHouse();
        await own.InitializeAsync();
        var journal = $"Data Source={own.File}";
        await own.Meeting(open: false);
        await own.Get("/api/meetings", own.OperatorToken);
        (await OpenMeetings.Find(journal, Cancel)).ShouldBeEmpty();

        var open = await own.Meeting();
        await own.Get("/api/meetings", own.OperatorToken);

        (await OpenMeetings.Find(journal, Cancel)).ShouldBe([open.Id]);
    }

    private Task<HttpResponseMessage> Ask(Room room, object body) => house.Send(HttpMethod.Post, $"{room.Path}/rehearsal", house.OperatorToken, body);

    /// <summary>Every list, search and report of the house that a meeting, a comment or a person could stand in.</summary>
    private async Task<string> Lists()
    {
        var all = new StringBuilder();
        foreach (var path in new[] { "/api/meetings?total=true", "/api/topics?total=true", "/api/commitments", "/api/forgets" })
        {
            all.AppendLine((await house.Get(path, house.OperatorToken)).GetRawText());
        }

        return all.AppendLine((await house.Get($"/api/reports/{DateTime.UtcNow.Year}")).At("figures").GetRawText()).ToString();
    }

    /// <summary>How many streams and names a backup of the house holds.</summary>
    private async Task<string> Held()
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.backup");
        using var said = new StringWriter();
        try
        {
            (await BackupCommand.Run(Journal, file, new BackupSettings(), said, TextWriter.Null, cancel: Cancel)).ShouldBe(0);
            return StreamsAndNames().Match(said.ToString()).Value;
        }
        finally
        {
            File.Delete(file);
        }
    }

    [GeneratedRegex("of [0-9,]+ streams and [0-9,]+ names")]
    private static partial Regex StreamsAndNames();
}
