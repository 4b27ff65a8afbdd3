using System.Net;
using System.Text;
using System.Text.Json;
using Hub.Domain.Tests;
using Hub.Tests.House;
using Hub.Tests.Http;
using Hub.Verify;
using static Hub.Tests.House.Commands;
using Room = Hub.Tests.House.Room;

namespace Hub.Tests.Minutes;

/// <summary>Names belong to what was done under them: a finished record never changes, whatever people are called afterwards.</summary>
public sealed class NamesTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    /// <summary>R1: a renamed seat changed roll call, votes, comments, approved minutes, replay and export of a closed meeting.</summary>
    [Theory]
    [InlineData("standingCommittee")]
    [InlineData("grassroots")]
    public async Task Whoever_joins_again_under_another_name_after_the_close_changes_nothing_of_the_record(string format)
    {
        var room = await house.Meeting(format);
        var wang = await room.Join("王建国", "member");
        if (format == "standingCommittee")
        {
            (await wang.Post(Of("checkIn"))).ShouldBeDone();
        }

        (await wang.Post(Comment("同意，尽快办。"))).ShouldBeDone();
        (await wang.Post(Of("raiseHand"))).ShouldBeDone();
        (await room.Chair.Post(Of("giveFloor", new { participant = wang.Participant }))).ShouldBeDone();
        var ballot = (await room.Chair.Post(Of("openBallot", new { question = "是否同意？", kind = "approval", voters = "members" }))).ShouldBeDone().Made;
        (await wang.Post(Vote(ballot, "oppose"))).ShouldBeDone();
        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        (await room.Chair.Post(Of("approveMinutes"))).ShouldBeDone();
        var before = await Everything(room, ballot);
        before.ShouldAllBe(text => text.Contains("王建国"));

        var again = await Join(room, "member", "孙不在", wang.Token);
        var after = await Everything(room, ballot);
        (after.Count(text => text.Contains("孙不在")), after.Count(text => text.Contains("王建国")))
            .ShouldBe((0, before.Count), "forms of the record under each name");
        after.ShouldBe(before);
        (again.Text("participant"), again.Text("name"), again.Text("role")).ShouldBe((wang.Participant, "王建国", "member"));
        (await Join(room, "chair", "又一个名字", room.Chair.Token)).Text("name").ShouldBe("主持人");
        (await Everything(room, ballot)).ShouldBe(before);

        await house.Restart();
        (await Everything(room, ballot)).ShouldBe(before);
        (await Everything(room, ballot)).ShouldAllBe(text => !text.Contains("孙不在") && !text.Contains("又一个名字"));
    }

    /// <summary>R1: before the close a rename is an event, and what was done keeps the name it was done under.</summary>
    [Fact]
    public async Task A_rename_before_the_close_is_told_to_the_chair_and_what_was_done_keeps_its_name()
    {
        var room = await house.Meeting("standingCommittee");
        var wang = await room.Join("王建国", "member");
        (await wang.Post(Of("checkIn"))).ShouldBeDone();
        (await wang.Post(Comment("先说一句"))).ShouldBeDone();
        var first = await Held(room, wang, "第一项？");

        // The room is told of those whom it sees.
        (await wang.Post(Of("raiseHand"))).ShouldBeDone();
        await using var chair = await room.Chair.Connect();
        await using var screen = await room.Stranger().Connect();
        (await Join(room, "member", "汪建国", wang.Token)).Text("name").ShouldBe("汪建国");
        (await wang.Post(Comment("再说一句"))).ShouldBeDone();
        var second = await Held(room, wang, "第二项？");

        (await Votes(room, first)).ShouldBe(["王建国"]);
        (await Votes(room, second)).ShouldBe(["汪建国"]);
        (await room.Comments()).Select(c => c.At("author").Text("name")).ShouldBe(["王建国", "汪建国"]);
        (await chair.Next("renamed")).Data!.Value.ShouldSatisfyAllConditions(
            d => d.Text("participant").ShouldBe(wang.Participant), d => d.Text("name").ShouldBe("汪建国"), d => d.Text("was").ShouldBe("王建国"));
        (await screen.Next("renamed")).Data!.Value.Find("was").ShouldBeNull();

        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        (await house.Get($"{room.Path}/minutes", room.Chair.Token)).At("attendance").List("people").Select(p => p.Text("name")).ShouldContain("汪建国");
        (await room.Comments()).Select(c => c.At("author").Text("name")).ShouldBe(["王建国", "汪建国"]);
        (await Votes(room, first)).ShouldBe(["王建国"]);
        await IsSound(room);
    }

    /// <summary>R1, approvedBy: whoever approved is named as they were called then.</summary>
    [Fact]
    public async Task Who_approved_is_named_as_they_were_called_when_they_did()
    {
        var room = await house.Meeting();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        (await room.Chair.Post(Of("approveMinutes"))).ShouldBeDone();
        await Join(room, "chair", "冒名者", room.Chair.Token);
        (await house.Get($"{room.Path}/minutes")).Text("approvedBy").ShouldBe("主持人");

        // The chair comes back on a new device: what they do bears the name they gave there, and nothing before it does.
        var tablet = await room.Join("副主持", "chair");
        (await tablet.Post(Of("correctMinutes", new { section = "summary", text = "补充一句。" }))).ShouldBeDone();
        var minutes = await house.Get($"{room.Path}/minutes");
        minutes.List("history").Select(h => h.Text("name")).ShouldBe(["主持人", "副主持"]);
        await IsSound(room);
    }

    /// <summary>R2: in formats without check-in everyone with a seat was counted, also those who came when all was over.</summary>
    [Fact]
    public async Task Who_comes_after_the_close_is_a_reader_and_attended_nothing()
    {
        var room = await house.Meeting();
        var zhao = await room.Join("老赵");
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        (await room.Chair.Post(Of("approveMinutes"))).ShouldBeDone();
        var before = await Minutes(room);
        before.ShouldContain("老赵");

        var late = await Join(room, "member", "后来的人");
        var again = await Join(room, "attend", "后来的人", late.Text("token"));
        (await house.Get($"{room.Path}/minutes")).At("attendance").Number("total").ShouldBe(2);
        (await Minutes(room)).ShouldBe(before);
        (late.Text("role"), again.Text("role")).ShouldBe(("observer", "observer"));
        (await Join(room, "member", "老赵", zhao.Token)).Text("role").ShouldBe("attendee");
        (await Minutes(room)).ShouldBe(before);
        await house.Restart();
        (await Minutes(room)).ShouldBe(before);
    }

    /// <summary>Guards a record that only its codes open: whoever has a picture of the wall would read in it for ever.</summary>
    [Theory]
    [InlineData("attend", "close", "meetingClosed")]
    [InlineData("watch", "close", "meetingClosed")]
    [InlineData("attend", "cancel", "meetingCancelled")]
    public async Task The_codes_on_the_wall_end_with_the_meeting_and_who_sat_there_comes_back(string code, string end, string refused)
    {
        var room = await house.Meeting(visibility: "codes", open: end == "close");
        var (zhao, zhang) = (await room.Join("老赵"), await room.Join("张静", "watch"));
        (await room.Chair.Post(end == "close" ? Of("close") : Of("cancel", new { reason = "改期" }))).ShouldBeDone();

        using (var late = await house.Send(HttpMethod.Post, "/api/join", null, new { code = room.Codes[code], name = "后来的人" }))
        {
            await CallTests.Says(late, HttpStatusCode.Conflict, refused);
        }

        var member = await house.SignIn(await house.Member());
        (await Join(room, "attend", "", member)).Text("role").ShouldBe("observer", "whom the register knows may read");
        (await Join(room, code, "换个名字", zhao.Token)).Text("name").ShouldBe("老赵");
        (await Join(room, code, "换个名字", zhang.Token)).Text("role").ShouldBe("observer");
        using var opens = await house.Send(HttpMethod.Post, "/api/code", null, new { code = room.Codes[code] });
        (await OpenHouse.Json(opens)).Text("status").ShouldBe(end == "close" ? "closed" : "cancelled");
    }

    /// <summary>R3: a member who had signed in could sit under any name beside their real sector, or as a guest.</summary>
    [Theory]
    [InlineData("attend", "member")]
    [InlineData("member", "member")]
    [InlineData("chair", "chair")]
    [InlineData("watch", "observer")]
    public async Task Whom_the_register_knows_sits_under_its_name_and_as_a_member(string code, string role)
    {
        var room = await house.Meeting();
        var name = $"韩委员{Guid.NewGuid():n}"[..8];
        var token = await house.SignIn(await house.Member(name));
        var seat = await Join(room, code, "市政协主席", token);
        (seat.Text("name"), seat.Text("role")).ShouldBe((name, role));
        seat.At("verified").GetBoolean().ShouldBeTrue();
        (await Join(room, code, "", token)).Text("participant").ShouldBe(seat.Text("participant"));
        if (role == "observer")
        {
            return;
        }

        var member = new Person(room, name, seat.Text("participant"), seat.Text("token"));
        (await member.Post(Comment("按登记的名字"))).ShouldBeDone();
        var author = (await room.Comments()).Single().At("author");
        (author.Text("name"), author.Text("role")).ShouldBe((name, role));
        author.At("verified").GetBoolean().ShouldBeTrue();
    }

    /// <summary>R3: the minutes printed a name that anybody may have typed as if it were known.</summary>
    [Fact]
    public async Task The_minutes_mark_a_name_that_was_typed_in_and_not_a_members()
    {
        var room = await house.Meeting();
        var name = $"韩委员{Guid.NewGuid():n}"[..8];
        await Join(room, "member", name, await house.SignIn(await house.Member(name)));
        await room.Join("王建国", "member");
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        (await Minutes(room)).ShouldSatisfyAllConditions(
            text => text.ShouldContain(name), text => text.ShouldNotContain($"{name}（未核实）"), text => text.ShouldContain("王建国（未核实）"));
    }

    /// <summary>R3: names of shared links are marked wherever they are shown.</summary>
    [Fact]
    public async Task A_name_that_was_typed_in_is_marked_wherever_it_is_shown_and_a_members_is_not()
    {
        var room = await house.Meeting("standingCommittee");
        var name = $"韩委员{Guid.NewGuid():n}"[..8];
        var seat = await Join(room, "member", "市政协主席", await house.SignIn(await house.Member(name)));
        var han = new Person(room, name, seat.Text("participant"), seat.Text("token"));
        var wang = await room.Join("王建国", "member");
        foreach (var person in new[] { han, wang })
        {
            (await person.Post(Of("checkIn"))).ShouldBeDone();
            (await person.Post(Comment("说一句"))).ShouldBeDone();
            (await person.Post(Of("raiseHand"))).ShouldBeDone();
        }

        var ballot = await Held(room, han, "同意？", wang);
        (await Votes(room, ballot)).ShouldBe([name, "王建国"], ignoreOrder: true);
        var snapshot = await room.Snapshot();
        Verified(snapshot.List("comments", "items").Select(c => c.At("author"))).ShouldBe([true, false]);
        Verified(snapshot.List("floor", "hands")).ShouldBe([true, false]);
        (await room.Chair.Post(Of("giveFloor", new { participant = wang.Participant }))).ShouldBeDone();
        Verified([(await room.Snapshot()).At("floor", "speaker")]).ShouldBe([false]);
        Verified((await house.Get($"{room.Path}/ballots/{ballot}/votes")).List("votes").OrderBy(v => v.Text("participant") == wang.Participant))
            .ShouldBe([true, false]);
        Verified((await house.Get($"{room.Path}/people", room.Chair.Token)).EnumerateArray().Where(p => p.Text("role") == "member")
            .OrderBy(p => p.Text("participant") == wang.Participant)).ShouldBe([true, false]);
        (await room.Chair.Post(Of("close"))).ShouldBeDone();

        var minutes = await house.Get($"{room.Path}/minutes", room.Chair.Token);
        Verified(minutes.At("attendance").List("people").OrderBy(p => p.Text("participant") == wang.Participant)).ShouldBe([true, false]);
        Verified(minutes.List("speakers")).ShouldBe([false]);
        (await Minutes(room)).ShouldSatisfyAllConditions(text => text.ShouldContain("王建国（未核实）"), text => text.ShouldNotContain($"{name}（未核实）"));

        static IEnumerable<bool> Verified(IEnumerable<JsonElement> people) => people.Select(p => p.Find("verified")?.GetBoolean() ?? false);
    }

    /// <summary>R10: a member who had opened the chair's link once never voted again.</summary>
    [Fact]
    public async Task A_member_who_took_the_chair_once_votes_again_with_the_members_code()
    {
        var room = await house.Meeting("standingCommittee");
        var (li, other) = (await room.Join("李梅", "member"), await room.Join("王建国", "member"));
        foreach (var person in new[] { li, other })
        {
            (await person.Post(Of("checkIn"))).ShouldBeDone();
        }

        var roles = new List<(string Code, string Role)>();
        foreach (var code in new[] { "chair", "attend", "member", "chair", "watch", "member", "attend" })
        {
            roles.Add((code, (await Join(room, code, "李梅", li.Token)).Text("role")));
        }

        var ballot = (await room.Chair.Post(Of("openBallot", new { question = "同意？", kind = "approval" }))).ShouldBeDone().Made;
        (await li.Post(Vote(ballot, "approve"))).ShouldBeDone();
        roles.ShouldBe(
            [("chair", "chair"), ("attend", "chair"), ("member", "member"), ("chair", "chair"), ("watch", "chair"), ("member", "member"),
            ("attend", "member")]);
    }

    /// <summary>R10: a presiding member votes where the format says so, and a chair who is no member does not.</summary>
    [Fact]
    public async Task A_member_who_presides_votes_where_the_format_says_so()
    {
        foreach (var (format, votes) in new[] { ("standingCommittee", true), ("chairsConsultation", false) })
        {
            var room = await house.Meeting(format);
            var (presiding, other) = (await room.Join("周主席", "member"), await room.Join("李梅", "member"));
            await Join(room, "chair", "周主席", presiding.Token);
            foreach (var person in new[] { presiding, other, room.Chair })
            {
                (await person.Post(Of("checkIn"))).ShouldBeDone();
            }

            var opened = (await presiding.Post(Of("openBallot", new { question = "同意？", kind = "approval", @base = "present" }))).ShouldBeDone();
            var vote = await presiding.Post(Vote(opened.Made, "approve"));
            (vote.Outcome == "done", (await room.Chair.Post(Vote(opened.Made, "approve"))).Outcome).ShouldBe((votes, "refused"));
            (await presiding.Post(Of("closeBallot", new { ballot = opened.Made }))).ShouldBeDone();
            (await room.Snapshot()).List("ballots")[0].At("tally").Number("eligible").ShouldBe(votes ? 2 : 1);
            (await presiding.Post(Of("close"))).ShouldBeDone();
            await IsSound(room);
        }
    }

    [Fact]
    public async Task A_name_that_is_removed_leaves_its_hash_the_acts_and_the_votes_and_the_record_says_so()
    {
        var room = await house.Meeting("standingCommittee");
        var (wang, li) = (await room.Join("王建国", "member"), await room.Join("李梅", "member"));
        foreach (var person in new[] { wang, li })
        {
            (await person.Post(Of("checkIn"))).ShouldBeDone();
            (await person.Post(Comment($"{person.Participant}的意见"))).ShouldBeDone();
        }

        var ballot = await Held(room, wang, "同意？", li);
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        using (var refused = await house.Send(HttpMethod.Post, $"{room.Path}/names/{wang.Participant}/remove", room.Chair.Token, new { reason = "本人申请" }))
        {
            refused.StatusCode.ShouldBe(System.Net.HttpStatusCode.Forbidden);
        }

        for (var i = 0; i < 2; i++)
        {
            using var removed = await house.Send(HttpMethod.Post, $"{room.Path}/names/{wang.Participant}/remove", house.OperatorToken, new { reason = "本人申请" });
            removed.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        }

        foreach (var restarted in new[] { false, true })
        {
            if (restarted)
            {
                await house.Restart();
            }

            var all = await Everything(room, ballot);
            all.ShouldAllBe(text => !text.Contains("王建国"));
            all.ShouldAllBe(text => text.Contains("李梅"));
            (await Minutes(room)).ShouldContain("姓名已依法删除");
            (await house.Get($"{room.Path}/ballots/{ballot}/votes")).Number("total").ShouldBe(2);
        }

        (await IsSound(room)).ShouldContain(l => l.Contains(wang.Participant) && l.Contains("姓名已依法删除"));
    }

    /// <summary>
    /// Guards a removal that named nobody for those who only voted, one that took the next name too, and a phone that went on under the removed one.
    /// </summary>
    [Fact]
    public async Task Whose_name_is_removed_while_the_meeting_goes_on_takes_part_again_under_another()
    {
        var room = await house.Meeting();
        var (wang, li) = (await room.Join("王建国", "member"), await room.Join("李梅", "member"));
        (await wang.Post(Of("checkIn"))).ShouldBeDone();
        (await li.Post(Of("checkIn"))).ShouldBeDone();
        var ballot = (await room.Chair.Post(Of("openBallot", new { question = "同意？", kind = "approval", voters = "members" }))).ShouldBeDone().Made;
        (await wang.Post(Vote(ballot, "approve"))).ShouldBeDone();
        await using var screen = await room.Stranger().Connect();
        await Remove(room, wang, "done");
        (await screen.Next("nameRemoved")).Data!.Value.GetRawText().ShouldBe($"{{\"participant\":\"{wang.Participant}\"}}");
        await Remove(room, wang, "already");
        (await wang.Post(Comment("还是我"))).ShouldBeRefused("forbidden");
        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        (await Votes(room, ballot)).ShouldBe([null]);

        (await Join(room, "member", "汪先生", wang.Token)).Text("participant").ShouldBe(wang.Participant);
        (await wang.Post(Comment("换了名字"))).ShouldBeDone();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        (await room.Comments()).Select(c => c.At("author").Find("name")?.GetString()).ShouldBe(["汪先生"]);
        (await Everything(room, ballot)).ShouldAllBe(text => !text.Contains("王建国"));
        (await Minutes(room)).ShouldContain("汪先生");
        await IsSound(room);

        await Remove(room, wang, "done");
        (await Everything(room, ballot)).ShouldAllBe(text => !text.Contains("汪先生"));
        using var nobody = await house.Send(HttpMethod.Post, $"{room.Path}/names/nobody/remove", house.OperatorToken, new { reason = "本人申请" });
        (await OpenHouse.Json(nobody)).Text("code").ShouldBe("unknownParticipant");
        await IsSound(room);
    }

    /// <summary>
    /// Guards a reader who comes in the moment between the event and the next activation, and everybody where the vault cannot be reached: they were told the
    /// name that the record says is removed.
    /// </summary>
    [Fact]
    public async Task From_the_event_on_nobody_is_told_the_name_though_the_vault_still_has_it()
    {
        var room = await house.Meeting();
        var wang = await room.Join("王建国", "member");
        (await wang.Post(Comment("一句话"))).ShouldBeDone();
        (await wang.Post(Of("raiseHand"))).ShouldBeDone();
        await Records.Execute(house.File, "CREATE TRIGGER kept BEFORE UPDATE ON names WHEN NEW.name = '' BEGIN SELECT RAISE(FAIL, 'no'); END");
        try
        {
            using var answer = await house.Send(HttpMethod.Post, $"{room.Path}/names/{wang.Participant}/remove", house.OperatorToken, new { reason = "本人申请" });
            ((int)answer.StatusCode).ShouldBe(503);
            foreach (var path in new[] { room.Path, $"{room.Path}/comments", $"{room.Path}/events?after=0" })
            {
                (await house.Get(path)).GetRawText().ShouldNotContain("王建国");
            }
        }
        finally
        {
            await Records.Execute(house.File, "DROP TRIGGER kept");
        }

        await Remove(room, wang, "already");
        (await house.Get($"{room.Path}/floor", room.Chair.Token)).List("order")[0].At("removed").GetBoolean().ShouldBeTrue();
        (await Minutes(room)).ShouldNotContain("王建国");
    }

    /// <summary>Guards a closed record into which somebody whose name was removed comes again under another.</summary>
    [Fact]
    public async Task Whose_name_was_removed_from_a_closed_meeting_reads_it_and_adds_no_other_name()
    {
        var room = await house.Meeting();
        var wang = await room.Join("王建国", "member");
        var comment = (await wang.Post(Comment("一句话"))).ShouldBeDone().Made;
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        await Remove(room, wang, "done");

        (await Join(room, "member", "市政协主席", wang.Token)).Text("participant").ShouldBe(wang.Participant);

        (await wang.Post(Of("withdrawComment", new { comment }))).ShouldBeRefused("forbidden");
        (await room.Snapshot(wang)).Text("status").ShouldBe("closed");
        (await Text(room, "export")).ShouldNotContain("市政协主席");
        await IsSound(room);
    }

    /// <summary>Guards the pages of the record of an open meeting, where whoever had had the floor was called as they are called by now.</summary>
    [Fact]
    public async Task Who_had_the_floor_is_told_under_the_name_they_had_then()
    {
        var room = await house.Meeting();
        var wang = await room.Join("王建国", "member");
        (await wang.Post(Of("raiseHand"))).ShouldBeDone();
        (await room.Chair.Post(Of("giveFloor", new { participant = wang.Participant }))).ShouldBeDone();
        (await room.Chair.Post(Of("endFloor"))).ShouldBeDone();
        await room.Join("汪建国", "member", wang.Token);
        foreach (var restarted in new[] { false, true })
        {
            if (restarted)
            {
                await house.Restart();
            }

            (await room.Record()).Where(e => e.Text("type") is "floorGiven" or "floorEnded").Select(e => e.At("data").Text("name")).ShouldBe(["王建国", "王建国"]);
        }
    }

    /// <summary>Guards a reader who comes after the removal, and is told that somebody never gave a name.</summary>
    [Fact]
    public async Task Whose_name_is_removed_at_the_desk_or_with_a_raised_hand_is_not_taken_for_one_who_gave_none()
    {
        var room = await house.Meeting();
        var (wang, li) = (await room.Join("王建国", "member"), await room.Join("李梅", "member"));
        foreach (var person in new[] { wang, li })
        {
            (await person.Post(Of("raiseHand"))).ShouldBeDone();
        }

        (await room.Chair.Post(Of("giveFloor", new { participant = wang.Participant }))).ShouldBeDone();
        await Remove(room, wang, "done");
        (await Floor()).ShouldBe([(null, true), ("李梅", false)]);
        await Remove(room, li, "done");
        (await Floor()).ShouldBe([(null, true), (null, true)]);
        await house.Restart();
        (await Floor()).ShouldBe([(null, true), (null, true)]);

        async Task<IEnumerable<(string? Name, bool IsRemoved)>> Floor() =>
            new[] { (await room.Snapshot()).At("floor", "speaker") }.Concat((await room.Snapshot()).List("floor", "hands"))
            .Select(p => (p.Find("name")?.GetString(), p.Find("removed")?.GetBoolean() ?? false));
    }

    /// <summary>Guards an attendance of those who took the chair's code only to approve.</summary>
    [Fact]
    public async Task Who_takes_the_chairs_code_after_the_close_was_not_there()
    {
        var room = await house.Meeting("grassroots");
        await room.Join("老赵");
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        var before = (await house.Get($"{room.Path}/minutes", house.OperatorToken)).At("attendance").GetRawText();
        var late = await Join(room, "chair", "后来的主持");
        (await new Person(room, "后来的主持", late.Text("participant"), late.Text("token"))
            .Post(Of("correctMinutes", new { section = "attendance", text = "另有列席" }))).ShouldBeDone();
        (await house.Get($"{room.Path}/minutes", house.OperatorToken)).At("attendance").GetRawText().ShouldBe(before);
        (await house.Get($"{room.Path}/minutes", house.OperatorToken)).List("history").Single().Text("name").ShouldBe("后来的主持");
    }

    private async Task Remove(Room room, Person person, string outcome)
    {
        using var removed = await house.Send(HttpMethod.Post, $"{room.Path}/names/{person.Participant}/remove", house.OperatorToken, new { reason = "本人申请" });
        (await OpenHouse.Json(removed)).Text("outcome").ShouldBe(outcome);
    }

    private static async Task<string> Held(Room room, Person first, string question, params Person[] others)
    {
        var ballot = (await room.Chair.Post(Of("openBallot", new { question, kind = "approval", voters = "members" }))).ShouldBeDone().Made;
        foreach (var person in others.Prepend(first))
        {
            (await person.Post(Vote(ballot, "approve"))).ShouldBeDone();
        }

        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        return ballot;
    }

    private async Task<IEnumerable<string?>> Votes(Room room, string ballot) =>
        (await house.Get($"{room.Path}/ballots/{ballot}/votes")).List("votes").Select(v => v.Find("name")?.GetString());

    private Task<string> Minutes(Room room) => Text(room, "minutes.md");

    private async Task<JsonElement> Join(Room room, string code, string name, string? token = null)
    {
        using var answer = await house.Send(HttpMethod.Post, "/api/join", token, new { code = room.Codes[code], name });
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        return await OpenHouse.Json(answer);
    }

    private async Task<IReadOnlyList<string>> IsSound(Room room)
    {
        using var answer = await house.Send(HttpMethod.Get, $"{room.Path}/export", house.OperatorToken);
        var findings = Verification.Of(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        findings.IsSound.ShouldBeTrue(string.Join('\n', findings.Lines));
        return findings.Lines;
    }

    /// <summary>What the record says, wherever it is read: the minutes in every form, votes, comments, replay and export.</summary>
    private async Task<List<string>> Everything(Room room, string ballot)
    {
        var all = new List<string>();
        foreach (var path in new[] { "minutes", "minutes.md", $"ballots/{ballot}/votes", "comments", "replay/at" })
        {
            all.Add(await Text(room, path));
        }

        using var word = await house.Send(HttpMethod.Get, $"{room.Path}/minutes.docx", house.OperatorToken);
        using var zip = new System.IO.Compression.ZipArchive(await word.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        using var body = new StreamReader(zip.GetEntry("word/document.xml")!.Open(), Encoding.UTF8);
        all.Add(await body.ReadToEndAsync(TestContext.Current.CancellationToken));

        // The house signs anew each time, and no signature is like another.
        all.Add(string.Join('\n', (await Text(room, "export")).Split('\n').Where(l => !l.Contains("\"signature\""))));
        all[2] = string.Join('\n', (await house.Get($"{room.Path}/ballots/{ballot}/votes")).List("votes").Select(v => v.GetRawText()));
        return all;
    }

    private async Task<string> Text(Room room, string path)
    {
        using var answer = await house.Send(HttpMethod.Get, $"{room.Path}/{path}", house.OperatorToken);
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK, path);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
