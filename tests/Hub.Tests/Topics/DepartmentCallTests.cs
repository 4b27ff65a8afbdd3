using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Server.Access.Staff;
using Hub.Server.Files;
using Hub.Tests.Files;
using Hub.Tests.House;

namespace Hub.Tests.Topics;

/// <summary>
/// Departments answer for themselves, over HTTP: a register of them, what is committed to each, and what becomes of what they report done.
/// </summary>
public sealed class DepartmentCallTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    private static readonly int ThisYear = TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai")).Year;

    [Fact]
    public async Task What_a_department_reports_done_is_resolved_once_it_is_acknowledged_and_then_rated()
    {
        var (name, id) = await Department();
        var officer = await Officer(id);
        var county = $"县 {Guid.NewGuid():n}";
        var topic = await Topic.Raise(house, new { title = "晚高峰公交太少", text = "等了四十分钟", county });
        var commitment = await Give(topic, "交通局", id);
        var file = await Paper(officer);

        (await topic.Do(officer, Commands.Of("progress", new { commitment, note = "已招标" }))).ShouldBeDone();
        (await topic.Do(officer, Commands.Of("complete", new { commitment, note = "已开行", files = new[] { file } }))).ShouldBeDone();

        (await topic.Snapshot()).ShouldSatisfyAllConditions(
            t => t.Text("status").ShouldBe("committed"),
            t => t.List("commitments").ShouldHaveSingleItem().ShouldSatisfyAllConditions(
                c => (c.Text("status"), c.Text("department"), c.Text("departmentId")).ShouldBe(("reported", "交通局", id)),
                c => c.Find("completedAt").ShouldBeNull(),
                c => c.List("notes").Select(n => n.Text("kind")).ShouldBe(["progress", "reported"]),
                c => c.List("notes")[1].List("files").Single().GetString().ShouldBe(file)));
        (await Resolved(county)).ShouldBe(0);
        (await house.Get($"/api/commitments?county={county}&status=done&total=true")).Number("total").ShouldBe(0);
        (await house.Get($"/api/commitments?county={county}&status=reported")).List("items").ShouldHaveSingleItem().Text("commitment").ShouldBe(commitment);
        (await house.Get($"/api/topics?county={county}&reported=true")).List("items").ShouldHaveSingleItem().Text("id").ShouldBe(topic.Id);
        (await topic.Do(topic.Raiser, Rate(5))).ShouldBeRefused("notResolved");

        (await topic.Do(topic.Raiser, Commands.Of("sendBack", new { commitment, reason = "只开了一班" }))).ShouldBeDone();
        (await topic.Do(topic.Raiser, Commands.Of("acknowledge", new { commitment }))).ShouldBeRefused("notReported");
        (await topic.Do(officer, Commands.Of("complete", new { commitment, note = "又加了一班" }))).ShouldBeDone();
        (await topic.Do(topic.Raiser, Commands.Of("acknowledge", new { commitment }))).ShouldBeDone();

        (await topic.Status()).ShouldBe("resolved");
        (await Resolved(county)).ShouldBe(1);
        (await topic.Do(topic.Raiser, Rate(5))).ShouldBeDone();
        (await topic.Status()).ShouldBe("rated");
        (await topic.Do(officer, Commands.Of("answer", new { text = "谢谢" }))).ShouldBeDone();
        (await Listed(id, officer, "done")).List("items").ShouldHaveSingleItem().Text("title").ShouldBe("晚高峰公交太少");
        name.ShouldBe((await Listed(id, officer, "done")).Text("name"));
    }

    [Fact]
    public async Task An_officer_sees_and_does_what_is_their_departments_and_nothing_else()
    {
        var ((_, ours), (theirName, theirs)) = (await Department(), await Department());
        var (officer, other, nobody) = (await Officer(ours), await Officer(theirs), (await house.Account(new AccountRole(StaffRole.Department))).Token);
        var topic = await Topic.Raise(house);
        var (mine, notMine) = (await Give(topic, "交通局", ours), await Give(topic, theirName, theirs));

        (await Listed(ours, officer)).List("items").ShouldHaveSingleItem().Text("commitment").ShouldBe(mine);
        foreach (var (department, token, status) in new[]
        {
            (theirs, officer, HttpStatusCode.Forbidden), (theirName, officer, HttpStatusCode.Forbidden), (ours, other, HttpStatusCode.Forbidden),
            ("nowhere", officer, HttpStatusCode.Forbidden), (ours, nobody, HttpStatusCode.Forbidden), (ours, null, HttpStatusCode.Unauthorized),
            (ours, topic.Raiser, HttpStatusCode.Forbidden),
        })
        {
            using var answer = await house.Send(HttpMethod.Get, $"/api/departments/{Uri.EscapeDataString(department)}/commitments", token);
            answer.StatusCode.ShouldBe(status);
        }

        foreach (var (token, commitment) in new[] { (officer, notMine), (other, mine), (nobody, mine), (topic.Raiser, mine) })
        {
            (await topic.Do(token, Commands.Of("progress", new { commitment, note = "进展" }))).ShouldBeRefused("forbidden");
            (await topic.Do(token, Commands.Of("complete", new { commitment, note = "已办" }))).ShouldBeRefused("forbidden");
        }

        (await topic.Do(officer, Commands.Of("complete", new { commitment = mine, note = "已办" }))).ShouldBeDone();
        foreach (var token in new[] { officer, other, await topic.Somebody() })
        {
            (await topic.Do(token, Commands.Of("acknowledge", new { commitment = mine }))).ShouldBeRefused("forbidden");
            (await topic.Do(token, Commands.Of("sendBack", new { commitment = mine, reason = "没有" }))).ShouldBeRefused("forbidden");
        }

        (await topic.Me(officer)).At("topic").ShouldSatisfyAllConditions(
            me => me.List("answers").ShouldHaveSingleItem().GetString().ShouldBe(mine),
            me => me.List("may").ShouldHaveSingleItem().GetString().ShouldBe("answerCommitments"));
        using var closed = await house.Send(HttpMethod.Get, (await house.Meeting(visibility: "codes")).Path, officer);
        closed.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var desk = await house.Send(HttpMethod.Get, "/api/registers/departments/events", officer);
        desk.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Staff_and_the_auditor_read_it_and_staff_of_a_county_what_lies_there()
    {
        var (name, id) = await Department();
        var here = await Topic.Raise(house, new { title = "路灯", text = "不亮", county = "清江浦区" });
        var elsewhere = await Topic.Raise(house, new { title = "路灯", text = "不亮", county = "盱眙县" });
        var (one, two) = (await Give(here, "城管局", id), await Give(elsewhere, "城管局", id));

        foreach (var (role, seen) in new (AccountRole, string[])[]
        {
            (new(StaffRole.Staff), [one, two]), (new(StaffRole.Auditor), [one, two]), (new(StaffRole.Operator), [one, two]),
            (new(StaffRole.Staff, County: "盱眙县"), [two]), (new(StaffRole.Department, County: "清江浦区", Department: id), [one]),
            (new(StaffRole.Staff, Format: "grassroots"), []),
        })
        {
            var token = (await house.Account(role)).Token;
            var page = await Listed(name, token);
            page.List("items").Select(i => i.Text("commitment")).ShouldBe(seen, ignoreOrder: true, $"{role}");
            page.Number("counts", "due").ShouldBe(seen.Length);
        }

        (await here.Do((await house.Account(new AccountRole(StaffRole.Department, County: "盱眙县", Department: id))).Token,
            Commands.Of("progress", new { commitment = one, note = "进展" }))).ShouldBeRefused("forbidden");
        (await here.Do((await house.Account(new AccountRole(StaffRole.Auditor))).Token, Commands.Of("progress", new { commitment = one, note = "进展" })))
            .ShouldBeRefused("forbidden");
        (await here.Do((await house.Account(new AccountRole(StaffRole.Convener))).Token, Commands.Of("acknowledge", new { commitment = one })))
            .ShouldBeRefused("forbidden");
    }

    [Fact]
    public async Task What_is_due_first_comes_first_and_a_page_goes_on_where_the_one_before_ended()
    {
        var (_, id) = await Department();
        var officer = await Officer(id);
        var topic = await Topic.Raise(house);
        var (late, soon, alsoSoon) =
            (await Give(topic, "局", id, "2099-12-31"), await Give(topic, "局", id, "2099-01-01"), await Give(topic, "局", id, "2099-01-01"));
        string[] order = [.. new[] { soon, alsoSoon }.Order(StringComparer.Ordinal), late];

        (await Listed(id, officer)).List("items").Select(i => i.Text("commitment")).ShouldBe(order);
        var (seen, after) = (new List<string>(), (string?)null);
        do
        {
            var page = await Listed(id, officer, "due", $"&limit=1{(after is null ? "" : $"&after={after}")}");
            seen.Add(page.List("items").ShouldHaveSingleItem().Text("commitment"));
            after = page.Find("next")?.GetString();
        }
        while (after is not null);
        seen.ShouldBe(order);

        foreach (var commitment in order)
        {
            (await topic.Staff(Commands.Of("complete", new { commitment, note = "已办" }))).ShouldBeDone();
        }

        var first = await Listed(id, officer, "done", "&limit=2");
        var rest = await Listed(id, officer, "done", $"&limit=2&after={first.Text("next")}");
        first.List("items").Concat(rest.List("items")).Select(i => i.Text("commitment")).ShouldBe(order, ignoreOrder: true);
        first.At("counts").ShouldSatisfyAllConditions(
            c => c.Number("due").ShouldBe(0), c => c.Number("overdue").ShouldBe(0), c => c.Number("reported").ShouldBe(0), c => c.Number("done").ShouldBe(3));
        foreach (var query in new[] { "status=nothing", "after=x", "after=2099-01-01", "after=2099-13-01.a", "status=done&after=2099-01-01.a" })
        {
            using var answer = await house.Send(HttpMethod.Get, $"/api/departments/{id}/commitments?{query}", officer);
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, query);
        }
    }

    [Fact]
    public async Task What_was_said_is_what_the_record_keeps_whatever_the_register_says_later()
    {
        var (name, id) = await Department();
        var officer = await Officer(id);
        var (topic, older) = (await Topic.Raise(house), await Topic.Raise(house));
        var commitment = await Give(topic, "交通局", id);
        var byName = await Give(older, name, null);
        (await Listed(id, officer)).List("items").Select(i => i.Text("commitment"))
            .ShouldBe([commitment, byName], ignoreOrder: true, "words alone are its own name");

        var renamed = House.Registers.Entry("department", new { title = $"{name}（原）" });
        (await house.Register("departments", Commands.Of("amend", new { entry = id, @is = renamed }))).ShouldBeDone();

        (await topic.Snapshot()).List("commitments").Single().Text("department").ShouldBe("交通局");
        (await Listed(id, officer)).ShouldSatisfyAllConditions(
            page => page.Text("name").ShouldBe($"{name}（原）"), page => page.List("items").Single().Text("department").ShouldBe("交通局"));
        (await topic.Staff(Commands.Of("commit", new { department = "局", what = "办", due = "2099-01-01", departmentId = "nosuchdepartment" })))
            .ShouldBeRefused("unknownEntry");
        var meeting = await house.Meeting();
        var comment = (await (await meeting.Join("赵")).Post(Commands.Comment("路灯不亮"))).ShouldBeDone().Made;
        (await meeting.Chair.Post(Commands.Of("commit", new { department = "局", what = "办", due = "2099-01-01", comment, departmentId = "nosuchdepartment" })))
            .ShouldBeRefused("unknownEntry");
        (await meeting.Chair.Post(Commands.Of("commit", new { department = "交通局", what = "装灯", due = "2099-01-01", comment, departmentId = id })))
            .ShouldBeDone();
        (await meeting.Snapshot()).List("commitments").Single().Text("departmentId").ShouldBe(id);
        (await Listed(id, officer)).List("items").Select(i => i.Text("what")).ShouldContain("装灯");
    }

    [Fact]
    public async Task How_a_department_is_reached_is_for_staff_and_not_for_everybody()
    {
        var name = $"局 {Guid.NewGuid():n}";
        var id = (await house.Record("departments", House.Registers.Entry("department", new { title = name, english = "Bureau", contact = "0517-80000000" })))
            .ShouldBeDone().Made;
        (await house.Record("departments", House.Registers.Entry("department", new { title = name }))).ShouldBeRefused("alreadyRecorded");
        var (staff, officer) = ((await house.Account(new AccountRole(StaffRole.Staff))).Token, await Officer(id));

        Entry(await house.Get("/api/entries?type=department&limit=1000", staff)).Text("contact").ShouldBe("0517-80000000");
        foreach (var token in new[] { null, officer })
        {
            Entry(await house.Get("/api/entries?type=department&limit=1000", token)).ShouldSatisfyAllConditions(
                d => d.Find("contact").ShouldBeNull(), d => d.Text("english").ShouldBe("Bureau"));
            (await Text("/api/entries.csv?type=department", token)).ShouldSatisfyAllConditions(
                csv => csv.ShouldContain(name), csv => csv.ShouldNotContain("0517"), csv => csv.ShouldStartWith("名称,英文名称,联系方式"));
            (await Text("/api/departments", token)).ShouldSatisfyAllConditions(list => list.ShouldContain(name), list => list.ShouldNotContain("0517"));
        }

        (await Text("/api/entries.csv?type=department", staff)).ShouldContain("0517-80000000");
        (await house.Get("/api/departments")).List("items").Single(d => d.Text("id") == id).Text("name").ShouldBe(name);

        JsonElement Entry(JsonElement page) => page.List("items").Single(i => i.Text("id") == id).At("is");
    }

    /// <summary>Guards what is brought as evidence of something that is refused: it stayed for good, and counted for nobody.</summary>
    [Fact]
    public async Task Evidence_of_what_is_refused_stays_loose_and_of_what_is_taken_stays()
    {
        var ((_, ours), (_, theirs)) = (await Department(), await Department());
        var officer = await Officer(ours);
        var topic = await Topic.Raise(house);
        var (mine, notMine) = (await Give(topic, "局", ours), await Give(topic, "局", theirs));
        var store = house.Service<IFileStore>();
        var before = await Loose();
        var file = await Paper(officer);
        var loose = await Loose();
        loose.ShouldBeGreaterThan(before, "nothing names it yet");

        foreach (var command in new[]
        {
            Commands.Of("complete", new { commitment = notMine, note = "已办", files = new[] { file } }),
            Commands.Of("progress", new { commitment = mine, note = " ", files = new[] { file } }),
            Commands.Of("complete", new { commitment = mine, note = "已办", files = new[] { file, "nosuchfile" } }),
            Commands.Of("complete", new { commitment = "none", note = "已办", files = new[] { file } }),
        })
        {
            (await topic.Do(officer, command)).Outcome.ShouldBe("refused");
            (await Loose()).ShouldBe(loose, command.ToJsonString());
        }

        (await topic.Do(officer, Commands.Of("complete", new { commitment = mine, note = "已办", files = new[] { file } }))).ShouldBeDone();
        (await Loose()).ShouldBe(before);
        await store.Sweep(DateTimeOffset.UtcNow.AddDays(2));
        (await store.Exist([file], TestContext.Current.CancellationToken)).ShouldBeTrue();

        async Task<long> Loose() => (await store.Loose("", TestContext.Current.CancellationToken)).OfAll;
    }

    [Fact]
    public async Task What_was_reported_is_reported_after_a_restart()
    {
        await using var other = new RunningHouse();
        await other.Open();
        var id = (await other.Record("departments", House.Registers.Entry("department", new { title = "市交通运输局" }))).ShouldBeDone().Made;
        var (account, officer) = await other.Account(new AccountRole(StaffRole.Department, Department: id));
        var topic = await Topic.Raise(other);
        var commitment =
            (await topic.Staff(Commands.Of("commit", new { department = "交通局", what = "加车", due = "2099-01-01", departmentId = id }))).ShouldBeDone().Made;
        var op = Commands.NewOp();
        var report = Commands.Of("complete", new { commitment, note = "已开行" });
        var receipt = (await topic.Do(officer, report, op)).ShouldBeDone();
        var before = await topic.Snapshot();

        await other.Restart();

        (await topic.Snapshot()).GetRawText().ShouldBe(before.GetRawText());
        (await topic.Do(officer, report, op)).ShouldBeSame(receipt);
        (await other.Get($"/api/departments/{id}/commitments?status=reported", officer)).List("items").ShouldHaveSingleItem();
        (await topic.Staff(Commands.Of("acknowledge", new { commitment, note = "去看过" }))).ShouldBeDone();
        (await topic.Status()).ShouldBe("resolved");
        account.Roles.ShouldHaveSingleItem().Department.ShouldBe(id);
    }

    private static JsonObject Rate(int score) => Commands.Of("rate", new { score });

    private async Task<(string Name, string Id)> Department()
    {
        var name = $"市局 {Guid.NewGuid():n}";
        return (name, (await house.Record("departments", House.Registers.Entry("department", new { title = name }))).ShouldBeDone().Made);
    }

    private async Task<string> Officer(string department) => (await house.Account(new AccountRole(StaffRole.Department, Department: department))).Token;

    private static async Task<string> Give(Topic topic, string department, string? id, string due = "2099-06-30") =>
        (await topic.Staff(id is null ? Commands.Of("commit", new { department, what = "办", due })
            : Commands.Of("commit", new { department, what = "办", due, departmentId = id }))).ShouldBeDone().Made;

    private Task<JsonElement> Listed(string department, string? token, string status = "due", string more = "") =>
        house.Get($"/api/departments/{Uri.EscapeDataString(department)}/commitments?status={status}{more}", token);

    private async Task<int> Resolved(string county) => (await house.Get($"/api/reports/{ThisYear}?county={county}")).Number("figures", "resolved");

    private async Task<string> Paper(string token)
    {
        using var paper = new ByteArrayContent([.. Picture.Of("application/pdf"), .. Guid.NewGuid().ToByteArray(), .. "\n%%EOF\n"u8]);
        paper.Headers.ContentType = new MediaTypeHeaderValue("application/pdf");
        using var answer = await house.Send(HttpMethod.Post, "/api/files", token, paper);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        return (await OpenHouse.Json(answer)).Text("file");
    }

    private async Task<string> Text(string path, string? token)
    {
        using var answer = await house.Send(HttpMethod.Get, path, token);
        return (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).TrimStart('﻿');
    }
}
