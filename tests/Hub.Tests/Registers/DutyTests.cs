using System.Net;
using System.Text.Json;
using Hub.Tests.House;
using static Hub.Tests.House.Registers;

namespace Hub.Tests.Registers;

/// <summary>A member's duty record is filled by what the member did.</summary>
public sealed class DutyTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    private static readonly string Year =
        TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"))
        .Year.ToString(System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public async Task What_a_member_did_in_a_meeting_stands_in_the_record_once_it_is_closed()
    {
        var member = await house.Member();
        var token = await house.SignIn(member);
        var room = await house.Meeting("consultativeSeminar");
        var (seat, other) = (await room.Join("李委员", "member", token), await room.Join("旁人", "member"));
        (await seat.Post(Commands.Of("checkIn"))).ShouldBeDone();
        (await other.Post(Commands.Of("checkIn"))).ShouldBeDone();
        (await seat.Post(Commands.Of("comment", new { text = "建议先试点" }))).ShouldBeDone();
        (await other.Post(Commands.Of("comment", new { text = "同意" }))).ShouldBeDone();
        var named = (await room.Chair.Post(Commands.Of("openBallot", new { question = "同意?", kind = "approval" }))).ShouldBeDone().Made;
        (await seat.Post(Commands.Of("vote", new { ballot = named, choices = new[] { "approve" } }))).ShouldBeDone();
        (await seat.Post(Commands.Of("vote", new { ballot = named, choices = new[] { "oppose" } }))).ShouldBeDone();
        (await room.Chair.Post(Commands.Of("closeBallot", new { ballot = named }))).ShouldBeDone();
        (await room.Chair.Post(Commands.Of("giveFloor", new { participant = seat.Participant }))).ShouldBeDone();
        (await room.Chair.Post(Commands.Of("endFloor"))).ShouldBeDone();
        (await Duty(member, token)).At("figures").Number("meetings").ShouldBe(0);

        (await room.Chair.Post(Commands.Of("close"))).ShouldBeDone();

        var duty = await Duty(member, token);
        duty.At("figures").ShouldSatisfyAllConditions(
            f => f.Number("meetings").ShouldBe(1), f => f.Number("comments").ShouldBe(1), f => f.Number("ballots").ShouldBe(1), f =>
                f.Number("topics").ShouldBe(0));
        var attended = duty.List("meetings").ShouldHaveSingleItem();
        attended.Text("id").ShouldBe(room.Id);
        var spoken = (await room.Record()).Where(e => e.Text("type") is "floorGiven" or "floorEnded").Select(e => e.At("at").GetDateTimeOffset()).ToList();
        attended.Number("spokenSeconds").ShouldBe((int)(spoken[1] - spoken[0]).TotalSeconds);
        duty.GetRawText().ShouldNotContain("oppose");
    }

    [Fact]
    public async Task Who_sat_there_and_never_checked_in_did_not_attend_where_one_must()
    {
        var (one, two) = (await house.Member(), await house.Member());
        var (first, second) = (await house.SignIn(one), await house.SignIn(two));
        var strict = await house.Meeting("consultativeSeminar");
        await strict.Join("李委员", "member", first);
        (await strict.Chair.Post(Commands.Of("close"))).ShouldBeDone();
        var free = await house.Meeting("grassroots");
        await free.Join("王委员", "member", second);
        (await free.Chair.Post(Commands.Of("close"))).ShouldBeDone();

        (await Duty(one, first)).At("figures").Number("meetings").ShouldBe(0);
        (await Duty(two, second)).At("figures").Number("meetings").ShouldBe(1);
    }

    [Fact]
    public async Task Topics_outputs_training_and_visits_are_in_it()
    {
        var member = await house.Member();
        var token = await house.SignIn(member);
        using var raised = await house.Send(HttpMethod.Post, "/api/topics", token, new { title = "校门口拥堵", text = "放学时段" });
        raised.StatusCode.ShouldBe(HttpStatusCode.Created);
        foreach (var entry in new[]
        {
            Entry("output", new { kind = "proposal", on = $"{Year}-01-10", title = "提案", members = new[] { member } }),
                Entry("output", new { kind = "sentiment", on = $"{Year}-01-11", title = "信息", members = new[] { member } }),
            Entry("ledgerEntry", new { kind = "training", on = $"{Year}-01-12", title = "培训", count = 80, members = new[] { member } }),
            Entry("visit", new { kind = "company", on = $"{Year}-01-13", place = "某公司", members = new[] { member } }),
            Entry("receptionDay", new { on = $"{Year}-01-14", place = "委员之家", members = new[] { member }, received = 6 }),
        })
        {
            (await house.Record($"year{Year}", entry)).ShouldBeDone();
        }

        var duty = await Duty(member, token);
        duty.At("figures").ShouldSatisfyAllConditions(
            f => f.Number("topics").ShouldBe(1), f => f.Number("proposals").ShouldBe(1), f => f.Number("sentiment").ShouldBe(1), f =>
                f.Number("trainings").ShouldBe(1), f => f.Number("visits").ShouldBe(2),
            f => f.Number("speeches").ShouldBe(0));
        duty.List("topics").ShouldHaveSingleItem().Text("title").ShouldBe("校门口拥堵");
        duty.List("entries").Count.ShouldBe(5);
    }

    [Fact]
    public async Task A_record_is_read_by_the_member_and_by_staff()
    {
        var (member, other) = (await house.Member(), await house.Member());
        using var stranger = await house.Send(HttpMethod.Get, $"/api/members/{member}/duty", await house.SignIn(other));
        stranger.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var nobody = await house.Send(HttpMethod.Get, $"/api/members/{member}/duty");
        nobody.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await Duty(member, house.OperatorToken)).At("member").Text("id").ShouldBe(member);
    }

    [Fact]
    public async Task A_new_key_ends_the_old_one()
    {
        var member = await house.Member();
        using var made = await house.Send(HttpMethod.Post, $"/api/members/{member}/key", house.OperatorToken);
        var key = (await OpenHouse.Json(made)).Text("code");
        await house.SignIn(member);
        using var old = await house.Send(HttpMethod.Post, "/api/session", null, new { key });
        old.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var none = await house.Send(HttpMethod.Post, "/api/members/nosuchmember/key", house.OperatorToken);
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var forbidden = await house.Send(HttpMethod.Post, $"/api/members/{member}/key", await house.SignIn(member));
        forbidden.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_new_key_ends_what_the_old_one_opened_and_the_seat_is_the_members_still()
    {
        var member = await house.Member();
        var lost = await house.SignIn(member);
        var room = await house.Meeting();
        var seat = await room.Join("李委员", "member", lost);
        using var raised = await house.Send(HttpMethod.Post, "/api/topics", lost, new { title = "校门口拥堵", text = "放学时段" });
        var raiser = (await OpenHouse.Json(raised)).Text("token");
        await using var line = await seat.Connect();
        (await line.Do(Commands.Of("comment", new { text = "建议先试点" }))).ShouldBeDone();
        (await Duty(member, lost)).Number("year").ShouldBe(int.Parse(Year, System.Globalization.CultureInfo.InvariantCulture));

        var kept = await house.SignIn(member);

        // Neither the browser's token, nor the room's, nor that of a topic, nor a connection that is open.
        foreach (var old in new[] { lost, seat.Token, raiser })
        {
            using var refused = await house.Send(HttpMethod.Get, "/api/me", old);
            refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        await Should.ThrowAsync<Exception>(() => line.Do(Commands.Of("comment", new { text = "冒名" })));
        await line.Until(() => line.IsClosed, "the end of the connection");
        (await room.Record()).Count(e => e.Text("type") == "commented").ShouldBe(1);
        (await room.Join("李委员", "member", kept)).Participant.ShouldBe(seat.Participant);
    }

    [Fact]
    public async Task A_key_of_a_member_opens_no_room_by_itself()
    {
        var member = await house.Member();
        using var made = await house.Send(HttpMethod.Post, $"/api/members/{member}/key", house.OperatorToken);
        using var joined = await house.Send(HttpMethod.Post, "/api/join", null, new { code = (await OpenHouse.Json(made)).Text("code"), name = "李" });
        joined.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_award_explains_every_score_by_its_published_rule()
    {
        var (best, good, none) = (await house.Member(), await house.Member(), await house.Member());
        for (var i = 0; i < 6; i++)
        {
            (await house.Record(
                "year2035", Entry("output", new { kind = "proposal", on = "2035-01-10", title = $"提案 {i}", members = i == 0 ? new[] { best, good } : [best] })))
                .ShouldBeDone();
        }

        (await house.Record("year2035", Entry("nomination", new { nominee = none, reason = "一直在帮邻里" }))).ShouldBeDone();
        var award = await house.Get("/api/award/2035", await house.SignIn(none));
        var ranking = award.List("ranking");
        ranking.Select(r => (r.Text("member"), r.Number("place"), r.At("score").GetDouble())).ShouldBe([(best, 1, 40), (good, 2, 8), (none, 3, 0)]);
        ranking[0].List("parts").Single(p => p.Text("figure") == "proposals")
            .ShouldSatisfyAllConditions(p => p.Number("n").ShouldBe(6), p => p.At("points").GetDouble().ShouldBe(40));
        ranking[2].Text("nominated").ShouldBe("一直在帮邻里");
        foreach (var row in ranking)
        {
            row.List("parts").Sum(p => p.At("points").GetDouble()).ShouldBe(row.At("score").GetDouble());
        }

        var open = await house.Get("/api/award/2035");
        open.At("rule").List("rules").Count.ShouldBe(11);
        open.Find("ranking").ShouldBeNull();
    }

    private Task<JsonElement> Duty(string member, string token) => house.Get($"/api/members/{member}/duty?year={Year}", token);
}
