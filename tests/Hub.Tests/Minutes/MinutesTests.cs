using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Hub.Tests.House;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Minutes;

/// <summary>The minutes of a meeting say what was done in it.</summary>
public sealed class MinutesTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    /// <summary>Guards R7: who went kept the floor, and the speech clock ran on into the minutes.</summary>
    [Fact]
    public async Task A_speaker_who_checks_out_gives_up_the_floor_and_speaks_no_longer_than_that()
    {
        var room = await house.Meeting("chairsConsultation");
        var wang = await room.Join("王建国", "member");
        (await wang.Post(Of("checkIn"))).ShouldBeDone();
        (await room.Chair.Post(Of("giveFloor", new { participant = wang.Participant }))).ShouldBeDone();
        (await wang.Post(Of("checkOut"))).ShouldBeDone();
        (await room.Snapshot()).At("floor").Find("speaker").ShouldBeNull();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        var record = await room.Record(room.Chair);
        var (given, gone) = (Time("floorGiven"), Time("checkedOut"));
        (await house.Get($"{room.Path}/minutes", house.OperatorToken)).List("speakers").ShouldHaveSingleItem().At("seconds").GetDouble()
            .ShouldBe((gone - given).TotalSeconds, tolerance: 1e-6);

        DateTimeOffset Time(string type) => record.Single(e => e.Text("type") == type).At("at").GetDateTimeOffset();
    }

    [Fact]
    public async Task The_record_of_a_meeting_of_two_hundred_equals_what_they_did()
    {
        var room = await house.Meeting("chairsConsultation");
        var (members, guests) = (await room.Crowd(60, "member"), await room.Crowd(140));
        var here = members.Take(45).Concat(guests.Take(100)).ToList();
        await Task.WhenAll(here.Select(async p => (await p.Post(Of("checkIn"))).ShouldBeDone()));
        var left = here[^1];
        (await left.Post(Of("checkOut"))).ShouldBeDone();
        var items = (await room.Snapshot()).List("agenda", "items").Select(i => i.Text("id")).ToList();
        (await room.Chair.Post(Of("startItem", new { item = items[0] }))).ShouldBeDone();

        // Seven take the floor, two of them twice; one is interrupted by a pause.
        var speakers = new[] { 3, 8, 3, 20, 31, 8, 44, 2, 11 }.Select(i => members[i]).ToList();
        var turns = new List<(Person Who, List<(long From, long To)> Stretches)>();
        foreach (var (who, n) in speakers.Select((s, n) => (s, n)))
        {
            var from = (await room.Chair.Post(Of("giveFloor", new { participant = who.Participant }))).ShouldBeDone().Seq!.Value;
            var stretches = new List<(long, long)>();
            if (n == 4)
            {
                stretches.Add((from, (await room.Chair.Post(Of("pause"))).ShouldBeDone().Seq!.Value));
                from = (await room.Chair.Post(Of("resume"))).ShouldBeDone().Seq!.Value;
            }

            stretches.Add((from, (await room.Chair.Post(Of("endFloor"))).ShouldBeDone().Seq!.Value));
            turns.Add((who, stretches));
        }

        var comments = await Task.WhenAll(guests.Take(30).Select(p => p.Post(Of("comment", new { text = $"{p.Name}的意见" }))));
        comments.ShouldAllBe(r => r.Outcome == "done");
        var named = await Vote(room, members.Take(45), "同意报送吗?", "named", i => i % 5 == 0 ? "oppose" : i % 7 == 0 ? "abstain" : "approve");
        var hidden = await Vote(room, members.Take(45), "满意吗?", "confidential", i => i % 2 == 0 ? "oppose" : "approve");
        (await room.Chair.Post(Of("commit", new { department = "市民政局", what = "新增托位两百个", due = "2099-12-31", item = items[0] }))).ShouldBeDone();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();

        var minutes = await house.Get($"{room.Path}/minutes", house.OperatorToken);
        minutes.At("attendance").ShouldSatisfyAllConditions(
            a => a.Number("total").ShouldBe(145), a => a.Number("members").ShouldBe(45),
            a => a.List("people").Select(p => (p.Text("participant"), p.Text("name"))).ShouldBe(here.Select(p => (p.Participant, p.Name)), ignoreOrder: true));

        var at = (await room.Record(room.Chair)).Where(e => e.Find("at") is not null).ToDictionary(e => e.Number("seq"), e => e.At("at").GetDateTimeOffset());
        var spoke = minutes.List("speakers").ToDictionary(s => s.Text("participant"), s => (Turns: s.Number("turns"), Seconds: s.At("seconds").GetDouble()));
        spoke.Keys.ShouldBe(speakers.Select(s => s.Participant).Distinct());
        foreach (var mine in turns.GroupBy(t => t.Who.Participant))
        {
            spoke[mine.Key].Turns.ShouldBe(mine.Count());
            spoke[mine.Key].Seconds.ShouldBe(mine.SelectMany(t => t.Stretches).Sum(s => (at[(int)s.To] - at[(int)s.From]).TotalSeconds), tolerance: 1e-6);
        }

        foreach (var (ballot, counts, passed) in new[] { named, hidden })
        {
            var decision = minutes.List("decisions").Single(d => d.Text("ballot") == ballot);
            foreach (var (choice, n) in counts)
            {
                decision.At("tally", "counts").Number(choice).ShouldBe(n);
            }

            decision.At("tally").Number("cast").ShouldBe(45);
            decision.At("outcome", "passed").GetBoolean().ShouldBe(passed);
        }

        minutes.Number("comments").ShouldBe(30);
        minutes.List("commitments").ShouldHaveSingleItem().Text("what").ShouldBe("新增托位两百个");
        minutes.List("agenda").Select(i => i.Text("id")).ShouldBe(items);
        minutes.GetRawText().ShouldNotContain(left.Participant + "\",\"name\":null");
    }

    [Fact]
    public async Task Whoever_has_no_seat_reads_the_names_of_members_and_chairs_alone()
    {
        var room = await house.Meeting();
        await room.Join("路过的人");
        var member = await house.Member("韩委员");
        await room.Join("韩委员", "attend", await house.SignIn(member));
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        var seen = (await house.Get($"{room.Path}/minutes")).At("attendance");
        seen.Number("total").ShouldBe(3);
        seen.List("people").Select(p => p.Text("name")).ShouldBe(["主持人", "韩委员"], ignoreOrder: true);
        (await house.Get($"{room.Path}/minutes", room.Chair.Token)).At("attendance").List("people").Count.ShouldBe(3);
    }

    [Fact]
    public async Task Minutes_are_corrected_with_history_and_approved_by_the_chair()
    {
        var room = await house.Meeting();
        var reporter = await room.Join("记者", "watch");
        (await room.Chair.Post(Of("correctMinutes", new { section = "summary", text = "太早了" }))).ShouldBeRefused("meetingStillOpen");
        (await room.Chair.Post(Of("approveMinutes"))).ShouldBeRefused("meetingStillOpen");
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        var draft = await house.Get($"{room.Path}/minutes");
        draft.Find("approvedAt").ShouldBeNull();

        (await room.Chair.Post(Of("approveMinutes"))).ShouldBeDone();
        (await reporter.Post(Of("correctMinutes", new { section = "summary", text = "改一改" }))).ShouldBeRefused("forbidden");
        (await room.Chair.Post(Of("correctMinutes", new { section = "summary", text = "大家商量出了办法。" }))).ShouldBeDone();
        (await house.Get($"{room.Path}/minutes")).Find("approvedAt").ShouldBeNull();
        (await room.Chair.Post(Of("approveMinutes"))).ShouldBeDone();

        var minutes = await house.Get($"{room.Path}/minutes");
        minutes.Text("approvedBy").ShouldBe("主持人");
        minutes.At("corrections").Text("summary").ShouldBe("大家商量出了办法。");
        minutes.List("history").Select(h => h.Find("section")?.GetString() ?? "approved").ShouldBe(["approved", "summary", "approved"]);
        minutes.At("chain").GetRawText().ShouldBe(draft.At("chain").GetRawText());

        (await room.Chair.Post(Of("correctMinutes", new { section = "summary" }))).ShouldBeDone();
        (await house.Get($"{room.Path}/minutes")).At("corrections").EnumerateObject().ShouldBeEmpty();
    }

    /// <summary>Guards R6: the text of approved minutes changed under the approval.</summary>
    [Fact]
    public async Task Minutes_in_which_a_result_is_announced_after_the_approval_are_approved_no_longer()
    {
        var room = await house.Meeting();
        var ballot = (await Vote(room, await room.Crowd(2, "member"), "先修哪条路？", "named", _ => "approve", "onReveal")).Ballot;
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        (await room.Chair.Post(Of("approveMinutes"))).ShouldBeDone();
        var (read, approved) = (await Text(room, "zh"), await house.Get($"{room.Path}/minutes"));
        approved.Find("approvedAt").ShouldNotBeNull();

        (await room.Chair.Post(Of("revealBallot", new { ballot }))).ShouldBeDone();
        var (now, minutes) = (await Text(room, "zh"), await house.Get($"{room.Path}/minutes"));
        (now == read, minutes.Find("approvedAt")?.GetRawText()).ShouldBe((false, null), "what reads otherwise now is not what was approved");
        now.ShouldContain("审定后有变化");
    }

    /// <summary>
    /// Guards approved minutes whose text changed: an approval covers the record to the head that it names, and what comes later shows, in every file.
    /// </summary>
    [Fact]
    public async Task A_result_announced_after_the_approval_shows_as_a_change_and_asks_for_another_approval()
    {
        var room = await house.Meeting();
        var ballot = (await Vote(room, await room.Crowd(2, "member"), "先修哪条路？", "named", _ => "approve", "onReveal")).Ballot;
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        var read = await house.Get($"{room.Path}/minutes");
        (await room.Chair.Post(Of("approveMinutes", new { head = read.At("asOf").GetInt64() }))).ShouldBeDone();
        var approved = await house.Get($"{room.Path}/minutes");
        var covers = approved.At("approval", "covers");
        approved.At("approval").List("since").ShouldBeEmpty();
        (await Text(room, "zh")).ShouldSatisfyAllConditions(
            t => t.ShouldContain($"审定依据：会议记录至第 {covers.Number("seq")} 条，哈希 {covers.Text("hash")}"), t => t.ShouldNotContain("审定后有变化"), t =>
                t.ShouldContain("结果尚未公布"));

        (await room.Chair.Post(Of("showScene", new { scene = "agenda" }))).ShouldBeDone();
        (await house.Get($"{room.Path}/minutes")).GetRawText().ShouldBe(approved.GetRawText(), "the wall is no part of the minutes");

        (await room.Chair.Post(Of("revealBallot", new { ballot }))).ShouldBeDone();
        (await Commits(room)).ShouldContain(c => c.Number("lastSeq") == covers.Number("seq") && c.Text("hash") == covers.Text("hash"));
        var changed = await house.Get($"{room.Path}/minutes");
        changed.Find("approvedAt").ShouldBeNull();
        changed.At("approval").ShouldSatisfyAllConditions(
            a => a.Text("name").ShouldBe("主持人"), a => a.At("covers").GetRawText().ShouldBe(covers.GetRawText()), a =>
                a.At("at").GetRawText().ShouldBe(approved.At("approvedAt").GetRawText()),
            a => a.List("since").ShouldHaveSingleItem()
                .ShouldSatisfyAllConditions(s => s.Text("kind").ShouldBe("resultRevealed"), s => s.Text("about").ShouldBe("先修哪条路？")));
        (await Text(room, "zh")).ShouldSatisfyAllConditions(
            t => t.ShouldContain("主持人（未核实） 于"), t => t.ShouldContain("审定后有变化"), t => t.ShouldContain("公布“先修哪条路？”的结果"), t => t.ShouldContain("请重新审定"));
        (await Text(room, "en")).ShouldSatisfyAllConditions(t => t.ShouldContain("Changed since it was approved: the result of “先修哪条路？” was announced"), t =>
            t.ShouldContain("Please approve again."));

        (await room.Chair.Post(Of("approveMinutes", new { head = read.At("asOf").GetInt64() }))).ShouldBeRefused("minutesChanged");
        (await room.Chair.Post(Of("approveMinutes", new { head = 1_000_000 }))).ShouldBeRefused("outOfRange");
        (await room.Chair.Post(Of("approveMinutes", new { head = changed.At("asOf").GetInt64() }))).ShouldBeDone();
        var again = (await house.Get($"{room.Path}/minutes")).At("approval");
        again.At("covers").Number("seq").ShouldBeGreaterThan(covers.Number("seq"));
        again.List("since").ShouldBeEmpty();
        (await Text(room, "zh")).ShouldNotContain("审定后有变化");
    }

    /// <summary>Guards the head that is named: however many ask at once, it is the chain's own, directly before the approval.</summary>
    [Fact]
    public async Task An_approval_in_the_midst_of_other_acts_covers_exactly_what_stands_before_it()
    {
        var room = await house.Meeting();
        var people = await room.Crowd(12);
        var comments = await Task.WhenAll(people.Select(async p => (Author: p, Id: (await p.Post(Of("comment", new { text = "一点意见" }))).ShouldBeDone().Made)));
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        await Task.WhenAll([
            .. comments.Select(c => c.Author.Post(Of("withdrawComment", new { comment = c.Id }))),
            .. Enumerable.Range(0, 12).Select(_ => room.Chair.Post(Of("approveMinutes"))),
        ]);
        var commits = await Commits(room);
        var approvals = (await room.Record(room.Chair)).Where(e => e.Text("type") == "minutesApproved").ToList();
        approvals.ShouldNotBeEmpty();
        foreach (var approval in approvals)
        {
            var covers = approval.At("data", "covers");
            covers.Number("seq").ShouldBe(approval.Number("seq") - 1);
            commits.ShouldContain(c => c.Number("lastSeq") == covers.Number("seq") && c.Text("hash") == covers.Text("hash"));
        }
    }

    [Fact]
    public async Task The_hash_on_the_minutes_is_that_of_the_exported_chain_at_the_close()
    {
        var room = await house.Meeting();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        (await room.Chair.Post(Of("correctMinutes", new { section = "summary", text = "散会" }))).ShouldBeDone();
        var chain = (await house.Get($"{room.Path}/minutes")).At("chain");
        var closing = (await Commits(room)).Single(l => l.Find("payload")?.GetString()?.Contains("\"meetingClosed\"", StringComparison.Ordinal) == true);
        chain.Text("hash").ShouldBe(closing.Text("hash"));
        chain.Number("seq").ShouldBe(closing.Number("lastSeq"));
    }

    [Fact]
    public async Task The_minutes_are_written_as_Markdown_and_as_a_document()
    {
        var room = await house.Meeting();
        var item = (await room.Chair.Post(Of("addItem", new { title = "路灯 | *怎么修*" }))).ShouldBeDone().Made;
        (await room.Chair.Post(Of("startItem", new { item }))).ShouldBeDone();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        using var md = await house.Send(HttpMethod.Get, $"{room.Path}/minutes.md");
        md.Content.Headers.ContentType!.MediaType.ShouldBe("text/markdown");
        var text = await md.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        text.ShouldContain("## 议程");
        text.ShouldContain("| 路灯 \\| \\*怎么修\\* |");
        text.ShouldContain((await house.Get($"{room.Path}/minutes")).At("chain").Text("hash"));
        using var en = await house.Send(HttpMethod.Get, $"{room.Path}/minutes.md?lang=en");
        (await en.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("## Attendance");

        using var docx = await house.Send(HttpMethod.Get, $"{room.Path}/minutes.docx");
        using var zip = new ZipArchive(await docx.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        using var reader = new StreamReader(zip.GetEntry("word/document.xml")!.Open(), Encoding.UTF8);
        (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldContain("路灯 | *怎么修*");
    }

    [Fact]
    public async Task The_document_has_who_was_present_what_was_decided_and_what_was_promised_before_its_annexes()
    {
        var room = await house.Meeting();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        foreach (var (lang, headings) in new[]
        {
            ("zh", new[] { "出席", "决定", "交办事项", "小结", "议程（附件 1）", "发言（附件 2）" }),
            ("en", ["Attendance", "Decisions", "Commitments", "Summary", "Agenda (annex 1)", "Speakers (annex 2)"]),
        })
        {
            using var md = await house.Send(HttpMethod.Get, $"{room.Path}/minutes.md?lang={lang}");
            var text = await md.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            text.Split('\n').Where(l => l.StartsWith("## ", StringComparison.Ordinal)).Select(l => l[3..]).ShouldBe(headings);
        }
    }

    [Fact]
    public async Task Who_may_not_read_a_meeting_does_not_read_its_minutes()
    {
        var room = await house.Meeting(visibility: "codes");
        foreach (var path in new[] { "minutes", "minutes.md", "minutes.docx" })
        {
            using var answer = await house.Send(HttpMethod.Get, $"{room.Path}/{path}");
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            using var none = await house.Send(HttpMethod.Get, $"/api/meetings/nosuchmeeting/{path}");
            none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }
    }

    /// <summary>Of the meeting's own stream, as they are exported.</summary>
    private async Task<List<JsonElement>> Commits(Room room)
    {
        using var export = await house.Send(HttpMethod.Get, $"{room.Path}/export", house.OperatorToken);
        return [
            .. (await export.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(l => JsonSerializer.Deserialize<JsonElement>(l)).Where(l => l.Find("stream")?.GetString() == room.Name),
        ];
    }

    /// <summary>What both files say: the document's text must not be without a line of the other's foot.</summary>
    private async Task<string> Text(Room room, string lang)
    {
        using var md = await house.Send(HttpMethod.Get, $"{room.Path}/minutes.md?lang={lang}");
        var text = await md.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        using var docx = await house.Send(HttpMethod.Get, $"{room.Path}/minutes.docx?lang={lang}");
        using var zip = new ZipArchive(await docx.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        using var reader = new StreamReader(zip.GetEntry("word/document.xml")!.Open(), Encoding.UTF8);
        var word = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        text.Split("---")[^1].Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ShouldAllBe(line => word.Contains(line));
        return text;
    }

    private static async Task<(string Ballot, Dictionary<string, int> Counts, bool Passed)> Vote(
        Room room, IEnumerable<Person> voters, string question, string secrecy, Func<int, string> choice, string results = "live")
    {
        var ballot = (await room.Chair.Post(Of("openBallot", new { question, kind = "approval", secrecy, results }))).ShouldBeDone().Made;
        var votes = voters.Select((p, i) => (Person: p, Choice: choice(i))).ToList();
        await Task.WhenAll(votes.Select(async v => (await v.Person.Post(Of("vote", new { ballot, choices = new[] { v.Choice } }))).ShouldBeDone()));
        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        var counts = new[] { "approve", "oppose", "abstain" }.ToDictionary(c => c, c => votes.Count(v => v.Choice == c));

        // Simple: more for than against.
        return (ballot, counts, counts["approve"] > counts["oppose"]);
    }
}
