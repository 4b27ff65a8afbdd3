using System.Net;
using System.Text.Json;
using Hub.Tests.House;
using static Hub.Tests.House.Registers;

namespace Hub.Tests.Registers;

/// <summary>Registers over HTTP: kept by staff, read by anyone.</summary>
public sealed class RegisterCallTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    [Fact]
    public async Task Whoever_is_not_staff_records_nothing()
    {
        var record = Commands.Of("record", new { @is = Entry("venue", new { title = "某议事室", kind = "consultationRoom", county = "清江浦区" }) });
        var member = await house.SignIn(await house.Member());
        (await house.Register("venues", record, token: member)).ShouldBeRefused("forbidden");
        using var nobody = await house.Send(HttpMethod.Post, "/api/registers/venues/commands", null, new { op = Commands.NewOp(), command = record });
        nobody.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var nowhere =
            await house.Send(HttpMethod.Post, "/api/registers/venues2022/commands", house.OperatorToken, new { op = Commands.NewOp(), command = record });
        nowhere.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var history = await house.Send(HttpMethod.Get, "/api/registers/venues/events", member);
        history.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_same_op_records_once()
    {
        var (op, entry) = (Commands.NewOp(), Entry("venue", new { title = $"议事室 {Guid.NewGuid():n}", kind = "membersHome", county = "淮安区" }));
        var first = (await house.Record("venues", entry, op)).ShouldBeDone();
        (await house.Record("venues", entry, op)).ShouldBeSame(first);
        (await house.Record("venues", entry)).ShouldBeRefused("alreadyRecorded");
    }

    [Theory]
    [InlineData("venues", """{"$type":"venue","title":"甲","kind":"consultationRoom","county":"苏州市"}""", "notOffered", "county")]
    [InlineData("members", """{"$type":"member","name":"李","sector":"航天界"}""", "notOffered", "sector")]
    [InlineData("members", """{"$type":"venue","title":"甲","kind":"consultationRoom","county":"淮安区"}""", "notOffered", "$type")]
    [InlineData("members", """{"$type":"liaison","kind":"leader","who":"nobody","with":"民建"}""", "unknownMember", "who")]
    [InlineData("members", """{"$type":"liaison","kind":"committee","who":"提案委员会","with":"航天界"}""", "notOffered", "with")]
    [InlineData("plan2031", """{"$type":"planItem","title":"甲","format":"circle"}""", "notOffered", "format")]
    [InlineData("plan2031", """{"$type":"planItem","title":"甲","format":"grassroots","quarter":5}""", "outOfRange", "quarter")]
    [InlineData("plan2031", """{"$type":"planItem","title":"甲","format":"grassroots","meetings":["nosuchmeeting"]}""", "unknownMeeting", "meetings")]
    [InlineData("year2031", """{"$type":"output","kind":"proposal","on":"2030-12-31","title":"甲"}""", "outOfRange", "on")]
    [InlineData("year2031", """{"$type":"output","kind":"proposal","on":"2031-12-31","title":"甲","members":["nobody"]}""", "unknownMember", "members")]
    [InlineData("year2031", """{"$type":"output","kind":"proposal","on":"2031-12-31","title":"甲","source":"topics/nosuchtopic"}""", "unknownRoom", "source")]
    [InlineData("year2031", """{"$type":"output","kind":"proposal","on":"2031-12-31","title":"甲","comment":"c1"}""", "unknownRoom", "source")]
    [InlineData("year2031", """{"$type":"ledgerEntry","kind":"project","on":"2031-01-01","title":"甲","files":["nosuchfile"]}""", "unknownFile", "files")]
    [InlineData("year2031", """{"$type":"ledgerEntry","kind":"project","on":"2031-01-01","title":"甲","count":0}""", "outOfRange", "count")]
    [InlineData("year2031", """{"$type":"nomination","nominee":"nobody","reason":"好"}""", "unknownMember", "nominee")]
    [InlineData("year2031", """{"$type":"castle","title":"甲"}""", "unreadable", null)]
    [InlineData("year2031", """{"$type":"output","kind":"proposal","on":"2031-02-30","title":"甲"}""", "unreadable", null)]
    public async Task What_does_not_fit_is_refused_by_its_field(string register, string entry, string code, string? field)
    {
        var receipt = await house.Record(register, System.Text.Json.Nodes.JsonNode.Parse(entry)!);
        receipt.ShouldBeRefused(code);
        if (field is not null)
        {
            receipt.Message.ShouldNotBeNull().ShouldEndWith($"({field})");
        }
    }

    [Fact]
    public async Task An_entry_is_amended_withdrawn_and_its_history_stays()
    {
        var title = $"读书班 {Guid.NewGuid():n}";
        var entry = new { kind = "studySession", on = "2032-03-01", title, count = 2 };
        var id = (await house.Record("year2032", Entry("ledgerEntry", entry))).ShouldBeDone().Made;
        (await house.Register(
            "year2032", Commands.Of(
            "amend", new { entry = id, @is = Entry("ledgerEntry", new { kind = "studySession", on = "2032-03-02", title, count = 3 }) }))).ShouldBeDone();

        var shown = (await house.Get("/api/entries?type=ledgerEntry&year=2032&kind=studySession&total=true")).List("items").ShouldHaveSingleItem();
        shown.At("is", "count").GetInt32().ShouldBe(3);
        (await house.Get("/api/reports/2032")).At("figures").ShouldSatisfyAllConditions(
            f => f.Number("studySessions").ShouldBe(3), f => f.Number("seminars").ShouldBe(0));

        (await house.Register("year2032", Commands.Of("withdraw", new { entry = id, reason = "记错了年份" }))).ShouldBeDone();
        (await house.Get("/api/entries?type=ledgerEntry&year=2032")).List("items").ShouldBeEmpty();
        (await house.Get("/api/reports/2032")).At("figures").Number("studySessions").ShouldBe(0);
        (await house.Get("/api/registers/year2032/events", house.OperatorToken)).List("events").Select(e => e.At("event").Text("$type"))
            .ShouldBe(["entryRecorded", "entryAmended", "entryWithdrawn"]);
    }

    [Fact]
    public async Task A_proposal_goes_from_filed_to_answered()
    {
        var topic = await Topic.Raise(house);
        var author = await house.Member("提案人");
        var id = (await house.Record(
            "year2033", Entry(
            "output", new { kind = "proposal", on = "2033-01-10", title = "关于加开晚班车的提案", members = new[] { author }, source = $"topics/{topic.Id}" })))
            .ShouldBeDone().Made;
        (await house.Register("year2033", Commands.Of("answerProposal", new { entry = id, text = "已办" }))).ShouldBeRefused("notAssigned");
        (await house.Register("year2033", Commands.Of("assignProposal", new { entry = id, department = "市交通运输局", due = "2033-06-30" }))).ShouldBeDone();
        (await house.Register("year2033", Commands.Of("answerProposal", new { entry = id, text = "已加开两班" }))).ShouldBeDone();

        var page = await house.Get($"/api/entries?type=output&year=2033&member={author}");
        var shown = page.List("items").ShouldHaveSingleItem();
        shown.Text("status").ShouldBe("answered");
        shown.Text("department").ShouldBe("市交通运输局");
        shown.Text("due").ShouldBe("2033-06-30");
        shown.Text("answered").ShouldBe("已加开两班");
        page.At("names").Text(author).ShouldBe("提案人");
    }

    [Fact]
    public async Task An_output_names_the_topic_or_the_meeting_that_it_came_of_and_what_was_said_there()
    {
        var (topic, open, closed) = (await Topic.Raise(house, title: "夜间公交"), await house.Meeting(), await house.Meeting(visibility: "codes"));
        var said = (await (await open.Join("赵")).Post(Commands.Of("comment", new { text = "加两班" }))).ShouldBeDone().Made;
        (await open.Chair.Post(Commands.Of("hideComment", new { comment = said }))).ShouldBeDone();
        object Output(string source, string? comment) => Entry("output", new { kind = "sentiment", on = "2036-01-10", title = "夜里怎么回家", source, comment });
        (await house.Record("year2036", Output($"topics/{topic.Id}", said))).ShouldBeRefused("unknownComment");
        (await house.Record("year2036", Output(closed.Name, said))).ShouldBeRefused("unknownComment");
        (await house.Record("year2036", Output(open.Name, said))).ShouldBeDone();
        (await house.Record("year2036", Output($"topics/{topic.Id}", null))).ShouldBeDone();
        (await house.Record("year2036", Output(closed.Name, null))).ShouldBeDone();

        var page = await house.Get("/api/entries?type=output&year=2036");
        page.List("items").Select(i => (i.At("is").Text("source"), i.At("is").Find("comment")?.GetString()))
            .ShouldBe([(closed.Name, null), ($"topics/{topic.Id}", null), (open.Name, said)]);

        // By name only what anyone may read.
        page.At("names").EnumerateObject().Select(n => n.Name).ShouldBe([open.Name, $"topics/{topic.Id}"], ignoreOrder: true);
        page.At("names").Text($"topics/{topic.Id}").ShouldStartWith("夜间公交");
    }

    [Fact]
    public async Task A_plan_shows_how_far_its_meetings_are()
    {
        var (held, coming) = (await house.Meeting(), await house.Meeting(open: false));
        (await held.Chair.Post(Commands.Of("close"))).ShouldBeDone();
        (await house.Record(
            "plan2034", Entry(
            "planItem", new { title = "两场", format = "chairsConsultation", quarter = 2, owner = "主席会议", meetings = new[] { held.Id, coming.Id } })))
            .ShouldBeDone();
        (await house.Record("plan2034", Entry("planItem", new { title = "办过了", format = "standingCommittee", quarter = 1, meetings = new[] { held.Id } })))
            .ShouldBeDone();
        (await house.Record("plan2034", Entry("planItem", new { title = "还没有会", format = "grassroots" }))).ShouldBeDone();

        async Task<string> Shown() =>
            string.Join('；', (await house.Get("/api/plan/2034")).List("items").Select(i => $"{i.Text("title")} {i.Text("progress")}"));
        (await Shown()).ShouldBe("办过了 held；两场 scheduled；还没有会 planned");
        (await coming.Chair.Post(Commands.Of("open"))).ShouldBeDone();
        (await Shown()).ShouldBe("办过了 held；两场 underWay；还没有会 planned");
        (await house.Get("/api/reports/2034")).At("figures").Number("planItems").ShouldBe(3);
    }

    [Fact]
    public async Task A_venue_tells_what_is_on_there_and_what_was_done_there()
    {
        var title = $"议事室 {Guid.NewGuid():n}";
        var id = (await house.Record("venues", Entry("venue", new { title, kind = "contactPoint", county = "涟水县", owner = "王主任" }))).ShouldBeDone().Made;
        await Topic.Raise(house, new { title = "路灯", text = "不亮", county = "涟水县", venue = title });
        using var scheduled =
            await house.Send(HttpMethod.Post, "/api/meetings", house.OperatorToken, new { title = "今晚", format = "grassroots", venue = title, county = "涟水县" });
        var meeting = await OpenHouse.Json(scheduled);

        var now = await house.Get($"/api/venues/{id}");
        now.At("venue").Text("title").ShouldBe(title);
        now.At("venue").Number("topics").ShouldBe(1);
        var on = now.List("meetings").ShouldHaveSingleItem();
        on.Text("id").ShouldBe(meeting.Text("id"));
        on.Text("attend").ShouldBe(meeting.At("codes").Text("attend"));
        (await house.Get($"/api/venues?county=%E6%B6%9F%E6%B0%B4%E5%8E%BF&q={Uri.EscapeDataString(title)}&total=true")).Number("total").ShouldBe(1);
        using var none = await house.Send(HttpMethod.Get, "/api/venues/nosuchvenue");
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Members_are_found_by_what_they_are()
    {
        var name = $"寻{Guid.NewGuid():n}"[..12];
        await house.Member(name, "妇联");
        await house.Member($"{name}二", "农业界");
        (await house.Get($"/api/members?q={Uri.EscapeDataString(name)}&total=true")).Number("total").ShouldBe(2);
        (await house.Get($"/api/members?q={Uri.EscapeDataString(name)}&sector={Uri.EscapeDataString("农业界")}")).List("items").ShouldHaveSingleItem().Text("name")
            .ShouldBe($"{name}二");
    }

    [Fact]
    public async Task A_table_opens_safely_in_a_spreadsheet_and_comes_back_as_it_was()
    {
        var name = $"=HYPERLINK{Guid.NewGuid():n}"[..20];
        await house.Member(name, "体育界");
        using var table = await house.Send(HttpMethod.Get, "/api/entries.csv?type=member");
        var bytes = await table.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        table.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        bytes[..3].ShouldBe([0xEF, 0xBB, 0xBF]);
        var lines = System.Text.Encoding.UTF8.GetString(bytes).Split("\r\n");
        lines[0].ShouldBe("\uFEFF姓名,界别,专委会,县区,党派团体,港澳委员,职务");
        lines.ShouldContain($"'{name},体育界,,,,,");
        foreach (var cell in lines.Skip(1).SelectMany(l => l.Split(',')).Where(c => c.Length > 0))
        {
            "=+-@".Contains(cell[0], StringComparison.Ordinal).ShouldBeFalse(cell);
        }

        using var again = await house.Send(HttpMethod.Post, "/api/members/import", house.OperatorToken, new ByteArrayContent(bytes));
        var report = await OpenHouse.Json(again);
        report.List("faults").ShouldAllBe(f => f.Text("fault") == "alreadyRecorded");
        report.List("faults").Count.ShouldBe(report.Number("lines"));
    }

    [Theory]
    [InlineData("/api/entries?type=castle")]
    [InlineData("/api/entries.csv?type=castle")]
    [InlineData("/api/entries?type=output&after=x")]
    [InlineData("/api/members?q=%00")]
    [InlineData("/api/plan/9999")]
    [InlineData("/api/award/1")]
    public async Task What_cannot_be_read_is_said(string path)
    {
        using var answer = await house.Send(HttpMethod.Get, path);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }
}
