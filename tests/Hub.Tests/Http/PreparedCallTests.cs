using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Hub.Tests.House;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Http;

/// <summary>What the chair prepares over HTTP: documents that everybody reads, and drafts that nobody else is told of.</summary>
public sealed class PreparedCallTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    [Fact]
    public async Task A_document_is_read_by_everybody_and_stands_in_the_minutes()
    {
        var room = await house.Meeting(open: false);
        var item = (await room.Snapshot()).List("agenda", "items")[1];
        var file = await HandIn("情况说明");
        await using var stranger = await room.Stranger().Connect();

        var document = (await room.Chair.Post(Of("addDocument", new { item = item.Text("id"), file, title = "情况说明" }))).ShouldBeDone().Made;

        var told = await stranger.Next("documentAdded");
        var shown = told.Data!.Value.List("documents").ShouldHaveSingleItem();
        (shown.Text("id"), shown.Text("file"), shown.Text("title")).ShouldBe((document, file, "情况说明"));
        (await room.Snapshot()).List("agenda", "items")[1].At("documents").ToString().ShouldBe(told.Data.Value.At("documents").ToString());
        using var read = await house.Send(HttpMethod.Get, $"/api/files/{file}");
        read.StatusCode.ShouldBe(HttpStatusCode.OK);

        (await room.Chair.Post(Of("open"))).ShouldBeDone();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        (await room.Chair.Post(Of("dropDocument", new { item = item.Text("id"), document }))).ShouldBeRefused("meetingClosed");
        var minutes = await house.Get($"{room.Path}/minutes");
        minutes.List("agenda")[1].List("documents").ShouldHaveSingleItem().Text("title").ShouldBe("情况说明");
        using var text = await house.Send(HttpMethod.Get, $"{room.Path}/minutes.md");
        (await text.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("的材料：情况说明。");
    }

    [Fact]
    public async Task A_file_that_nobody_handed_in_is_no_document()
    {
        var room = await house.Meeting();
        var item = (await room.Snapshot()).List("agenda", "items")[0].Text("id");
        foreach (var file in new[] { "00000000000000000000000000000000", "none", "../../etc/passwd" })
        {
            (await room.Chair.Post(Of("addDocument", new { item, file, title = "材料" }))).ShouldBeRefused("unknownFile");
        }

        (await room.Snapshot()).List("agenda", "items")[0].Find("documents").ShouldBeNull();
    }

    [Fact]
    public async Task Nobody_but_the_chair_prepares()
    {
        var room = await house.Meeting(open: false);
        var (item, file) = ((await room.Snapshot()).List("agenda", "items")[0].Text("id"), await HandIn("谁都可以"));
        foreach (var code in new[] { "attend", "member" })
        {
            var person = await room.Join("某人", code);
            (await person.Post(Of("addDocument", new { item, file, title = "材料" }))).ShouldBeRefused("forbidden");
            (await person.Post(Of("draftBallot", new { question = "是否同意?", kind = "approval" }))).ShouldBeRefused("forbidden");
        }
    }

    [Fact]
    public async Task A_draft_is_the_chairs_alone_until_it_opens_and_opens_once()
    {
        var room = await house.Meeting(open: false);
        await using var stranger = await room.Stranger().Connect();
        await using var chair = await room.Chair.Connect();
        var asked = new { question = "要不要装电梯?", kind = "approval", majority = "2/3", closesIn = 600 };
        var receipt = (await room.Chair.Post(Of("draftBallot", asked))).ShouldBeDone();
        var draft = receipt.Made;

        (await chair.Next("ballotDrafted")).Data!.Value.Text("draft", "question").ShouldBe("要不要装电梯?");
        (await room.Snapshot(room.Chair)).List("drafts").ShouldHaveSingleItem().Text("id").ShouldBe(draft);
        (await room.Snapshot()).Find("drafts").ShouldBeNull();
        await stranger.Reach(receipt.Seq!.Value);
        stranger.Events[^1].Type.ShouldBe("withheld");

        (await room.Chair.Post(Of("open"))).ShouldBeDone();
        var open = Of("openBallot", new { asked.question, asked.kind, asked.majority, asked.closesIn, draft });
        var opened = (await room.Chair.Post(open)).ShouldBeDone();
        (await stranger.Next("ballotOpened")).Data!.Value.Find("draft").ShouldBeNull();
        (await room.Snapshot(room.Chair)).List("drafts").ShouldBeEmpty();
        (await room.Chair.Post(open)).ShouldBeRefused("unknownDraft");
        var ballot = (await room.Snapshot()).List("ballots").ShouldHaveSingleItem();
        (ballot.Text("id"), ballot.Text("majority")).ShouldBe((opened.Made, "2/3"));
    }

    /// <summary>
    /// Guards the memory of the house: each of thousands of changes, as the room remembers them, held all drafts of the meeting, which may be megabytes.
    /// </summary>
    [Fact]
    public async Task Each_event_of_a_draft_tells_of_that_draft_alone()
    {
        var room = await house.Meeting(open: false);
        var drafts = new List<string>();
        foreach (var question in new[] { "先修哪一处?", "要不要装电梯?" })
        {
            drafts.Add((await room.Chair.Post(Of("draftBallot", new { question, kind = "approval" }))).ShouldBeDone().Made);
        }

        (await room.Chair.Post(Of("dropDraft", new { draft = drafts[0] }))).ShouldBeDone();

        var told = (await room.Record(room.Chair)).Where(e => e.Text("type") is "ballotDrafted" or "draftDropped").Select(e => e.At("data")).ToList();
        told.Select(d => d.EnumerateObject().ShouldHaveSingleItem().Name).ShouldAllBe(name => name == "draft");
        (told[0].Text("draft", "question"), told[1].Text("draft", "question"), told[2].Text("draft")).ShouldBe(("先修哪一处?", "要不要装电梯?", drafts[0]));
    }

    [Fact]
    public async Task What_an_earlier_meeting_was_asked_is_prepared_for_the_next_each_question_once()
    {
        var earlier = await house.Meeting();
        var options = new[] { "站台", "路灯", "花坛" };
        foreach (var asked in new object[]
        {
            new { question = "先修哪一处?", kind = "single", options }, new { question = "修哪两处?", kind = "multiple", options, max = 2 },
            new { question = "先修哪一处?", kind = "single", options = new[] { "站台", "路灯" } },
        })
        {
            var ballot = (await earlier.Chair.Post(Of("openBallot", asked))).ShouldBeDone().Made;
            (await earlier.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        }

        (await earlier.Chair.Post(Of("draftBallot", new { question = "满意吗?", kind = "rating", majority = "2/3" }))).ShouldBeDone();
        var drafts = (await house.Get($"{earlier.Path}/drafts", house.OperatorToken)).At("items");
        drafts.EnumerateArray().Select(d => d.Text("question")).ShouldBe(["先修哪一处?", "修哪两处?", "满意吗?"]);

        // One more that no format holds: it is counted out, and the others are there.
        var wanted = drafts.EnumerateArray().Select(d => (object)d).Append(new { question = "选谁?", kind = "election", options = new[] { "王建国" } });
        var (title, op) = ($"第二次协商 {Guid.NewGuid():n}", NewOp());
        var request = new { title, format = "grassroots", roll = "open", drafts = wanted.ToArray(), op };
        using var answer = await house.Send(HttpMethod.Post, "/api/meetings", house.OperatorToken, request);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        var made = await OpenHouse.Json(answer);
        made.Number("drafts").ShouldBe(3);
        using var again = await house.Send(HttpMethod.Post, "/api/meetings", house.OperatorToken, request);
        (await OpenHouse.Json(again)).Number("drafts").ShouldBe(3);

        var room = new Room(house, made.Text("id"), made.At("codes").Deserialize<Dictionary<string, string>>()!);
        var prepared = (await room.Snapshot(await room.Join("主持人", "chair"))).List("drafts");
        prepared.Select(d => (d.Text("question"), d.Text("kind"), d.Find("max")?.GetInt32())).ShouldBe(
            [("先修哪一处?", "single", null), ("修哪两处?", "multiple", 2), ("满意吗?", "rating", null)]);
        prepared[0].List("options").Select(o => o.GetString()).ShouldBe(options);
        prepared.ShouldAllBe(d => d.Find("majority") == null && d.Find("item") == null);
    }

    [Fact]
    public async Task What_is_prepared_is_told_to_the_chair_and_to_who_makes_meetings_and_not_to_others()
    {
        var room = await house.Meeting(open: false);
        (await room.Chair.Post(Of("draftBallot", new { question = "要不要装电梯?", kind = "approval" }))).ShouldBeDone();
        foreach (var (token, status) in new (string?, HttpStatusCode)[]
        {
            (room.Chair.Token, HttpStatusCode.OK), (house.OperatorToken, HttpStatusCode.OK), (null, HttpStatusCode.Unauthorized),
            ((await room.Join("某人")).Token, HttpStatusCode.Forbidden), ((await room.Join("委员", "member")).Token, HttpStatusCode.Forbidden),
        })
        {
            using var answer = await house.Send(HttpMethod.Get, $"{room.Path}/drafts", token);
            answer.StatusCode.ShouldBe(status);
        }
    }

    [Fact]
    public async Task A_meeting_is_made_with_no_more_drafts_than_anybody_prepares()
    {
        var drafts = Enumerable.Range(1, 21).Select(n => new { question = $"第 {n} 问?", kind = "approval" }).ToArray();
        using var answer = await house.Send(
            HttpMethod.Post, "/api/meetings", house.OperatorToken, new { title = "问题太多", format = "grassroots", drafts });
        (answer.StatusCode, (await OpenHouse.Json(answer)).Text("code")).ShouldBe((HttpStatusCode.Conflict, "tooLong"));
    }

    /// <summary>What was prepared outlives a restart, and is told from where it is stored.</summary>
    [Fact]
    public async Task What_is_prepared_is_there_after_a_restart()
    {
        await using var own = new RunningHouse();
        await own.InitializeAsync();
        var room = await own.Meeting(open: false);
        (await room.Chair.Post(Of("draftBallot", new { question = "先修哪一处?", kind = "single", options = new[] { "站台", "路灯" } }))).ShouldBeDone();
        await own.Restart();
        (await room.Snapshot(room.Chair)).List("drafts").ShouldHaveSingleItem().List("options").Select(o => o.GetString()).ShouldBe(["站台", "路灯"]);
    }

    private async Task<string> HandIn(string says)
    {
        var body = new ByteArrayContent([.. "%PDF-1.4\n1 0 obj<<>>endobj\n% "u8, .. Encoding.UTF8.GetBytes(says), .. "\ntrailer<<>>\n%%EOF\n"u8]);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/pdf");
        using var answer = await house.Send(HttpMethod.Post, "/api/files", null, body);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        return (await OpenHouse.Json(answer)).Text("file");
    }
}
