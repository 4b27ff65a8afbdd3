using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Tests.House;
using Microsoft.AspNetCore.SignalR;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Http;

/// <summary>A meeting is put right, or called off, over HTTP; every list and page that shows it follows.</summary>
public sealed class EditAndCancelCallTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    /// <summary>Guards R13: a meeting with a wrong title, time or place could not be edited.</summary>
    [Fact]
    public async Task A_meeting_is_edited_and_every_reader_finds_what_it_is_now()
    {
        var room = await house.Meeting(open: false);
        await using var line = await room.Chair.Connect();
        var title = $"改名 {Guid.NewGuid():n}";

        using var edited =
            await house.Send(HttpMethod.Patch, room.Path, house.OperatorToken, new { title, venue = "二楼", startsAt = "2031-05-18T09:00:00+08:00" });

        var shown = await room.Snapshot();
        (shown.Text("title"), shown.Find("venue")?.GetString(), shown.Find("startsAt")?.GetString())
            .ShouldBe((title, "二楼", "2031-05-18T01:00:00Z"), $"{edited.StatusCode}");
        var receipt = (await Receipt(edited)).ShouldBeDone();
        var told = await line.Next("meetingEdited");
        (told.Seq, told.Data!.Value.ToString()).ShouldBe((receipt.Seq!.Value, $$"""{"title":"{{title}}","venue":"二楼","startsAt":"2031-05-18T01:00:00Z"}"""));
        var row = (await house.Get($"/api/meetings?q={title}")).List("items").ShouldHaveSingleItem();
        (row.Text("id"), row.Text("venue"), row.Text("startsAt")).ShouldBe((room.Id, "二楼", "2031-05-18T01:00:00Z"));
        (await house.Get("/api/meetings?venue=二楼")).List("items").Select(i => i.Text("id")).ShouldContain(room.Id);

        (await Edit(room, JsonNode.Parse("""{"venue":null,"startsAt":null}""")!)).ShouldBeDone();
        shown = await room.Snapshot();
        (shown.Find("venue"), shown.Find("startsAt")).ShouldBe((null, null));
        row = (await house.Get($"/api/meetings?q={title}")).List("items").ShouldHaveSingleItem();
        (row.Find("venue"), row.Find("startsAt")).ShouldBe((null, null));
        (await Edit(room, JsonNode.Parse("""{"venue":null}""")!)).Outcome.ShouldBe("already");
        (await Edit(room, new { })).Outcome.ShouldBe("already");
    }

    [Fact]
    public async Task The_minutes_tell_who_changed_what_of_the_meeting_and_when()
    {
        var room = await house.Meeting(open: false);
        var was = (await room.Snapshot()).Text("title");
        (await Edit(room, new { venue = "二楼", visibility = "codes" })).ShouldBeDone();
        (await room.Chair.Post(Of("open"))).ShouldBeDone();
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        (await Edit(room, new { title = "正确的名称" })).ShouldBeDone();

        var minutes = await house.Get($"{room.Path}/minutes", house.OperatorToken);
        minutes.Text("title").ShouldBe("正确的名称");
        var changes = minutes.List("changes");
        changes.Count.ShouldBe(2);
        changes.ShouldAllBe(c => c.At("byStaff").GetBoolean() && c.Text("at").EndsWith('Z'));
        (changes[0].At("venue").ToString(), changes[0].At("visibility").ToString(), changes[0].Find("title")).ShouldBe(("""{"to":"二楼"}""", """{"from":"public","to":"codes"}""", null));
        (changes[1].Text("title", "from"), changes[1].Text("title", "to"), changes[1].Find("venue")).ShouldBe((was, "正确的名称", null));
    }

    [Fact]
    public async Task After_the_opening_the_title_alone_is_edited()
    {
        var room = await house.Meeting();
        foreach (var body in new object[] { new { venue = "二楼" }, new { startsAt = "2031-05-18T09:00:00+08:00" }, new { visibility = "codes" },
            new { title = "名", venue = "二楼" } })
        {
            (await Edit(room, body)).ShouldBeRefused("alreadyOpened");
        }

        (await Edit(room, new { title = "新名称" })).ShouldBeDone();
        (await room.Snapshot()).Text("title").ShouldBe("新名称");
    }

    [Theory]
    [InlineData("""{"title":""}""", HttpStatusCode.Conflict, "empty")]
    [InlineData("""{"title":null}""", HttpStatusCode.Conflict, "empty")]
    [InlineData("""{"visibility":null}""", HttpStatusCode.BadRequest, "unreadable")]
    [InlineData("""{"visibility":"secret"}""", HttpStatusCode.BadRequest, "unreadable")]
    [InlineData("""{"startsAt":"tomorrow"}""", HttpStatusCode.BadRequest, "unreadable")]
    [InlineData("""{"title":"好","op":"NOT HEX"}""", HttpStatusCode.BadRequest, "badOperation")]
    public async Task What_scheduling_refuses_an_edit_refuses(string body, HttpStatusCode status, string code)
    {
        var room = await house.Meeting(open: false);
        using var answer = await house.Send(HttpMethod.Patch, room.Path, house.OperatorToken, JsonNode.Parse(body)!);
        (answer.StatusCode, (await OpenHouse.Json(answer)).Text("code")).ShouldBe((status, code));
    }

    [Fact]
    public async Task An_edit_sent_again_with_its_op_is_one_edit()
    {
        var (room, op) = (await house.Meeting(open: false), NewOp());
        var first = (await Edit(room, new { title = "一次", op })).ShouldBeDone();
        (await Edit(room, new { title = "一次", op })).ShouldBeSame(first);
        (await room.Record()).Count(e => e.Text("type") == "meetingEdited").ShouldBe(1);
    }

    [Fact]
    public async Task Nobody_but_the_operator_edits()
    {
        var room = await house.Meeting(open: false);
        using var stranger = await house.Send(HttpMethod.Patch, room.Path, null, new { title = "名" });
        stranger.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        foreach (var code in new[] { "attend", "member", "chair", "watch" })
        {
            using var answer = await house.Send(HttpMethod.Patch, room.Path, (await room.Join("某人", code)).Token, new { title = "名" });
            (answer.StatusCode, (await OpenHouse.Json(answer)).Text("code")).ShouldBe((HttpStatusCode.Forbidden, "forbidden"));
        }

        using var nowhere = await house.Send(HttpMethod.Patch, "/api/meetings/nothere", house.OperatorToken, new { title = "名" });
        (nowhere.StatusCode, (await OpenHouse.Json(nowhere)).Text("code")).ShouldBe((HttpStatusCode.NotFound, "unknownRoom"));
    }

    /// <summary>Guards what is not public any more: who had come in before went on reading.</summary>
    [Fact]
    public async Task A_meeting_that_only_its_codes_open_from_now_on_is_read_on_by_nobody_without_a_seat()
    {
        var room = await house.Meeting(open: false);
        await using var stranger = await room.Stranger().Connect();
        await using var attendee = await (await room.Join("居民")).Connect();

        (await Edit(room, new { visibility = "codes" })).ShouldBeDone();
        await stranger.Until(() => stranger.Resyncs > 0, "the notice to join again");
        (await Should.ThrowAsync<HubException>(() => stranger.Join())).Message.ShouldContain("forbidden");
        (await room.Chair.Post(Of("open"))).ShouldBeDone();
        await attendee.Next("meetingOpened");

        stranger.Events.ShouldNotContain(e => e.Type == "meetingOpened");
        using var read = await house.Send(HttpMethod.Get, room.Path);
        read.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await house.Get("/api/meetings?limit=100")).List("items").ShouldNotContain(i => i.Text("id") == room.Id);
    }

    /// <summary>Guards R13: a meeting that is not held could not be called off.</summary>
    [Fact]
    public async Task The_chair_calls_off_a_meeting_and_everybody_is_told_why()
    {
        var room = await house.Meeting(open: false);
        var attendee = await room.Join("居民");
        await using var line = await attendee.Connect();

        var receipt = await room.Chair.Post(Of("cancel", new { reason = "台风" }));

        var shown = await room.Snapshot();
        shown.Text("status").ShouldBe("cancelled", $"{receipt.Code}");
        receipt.ShouldBeDone();
        shown.Text("cancelled", "reason").ShouldBe("台风");
        (await line.Next("meetingCancelled")).Data!.Value.Text("reason").ShouldBe("台风");
        (await house.Get("/api/meetings?status=cancelled&limit=100")).List("items").Single(i => i.Text("id") == room.Id).Text("status").ShouldBe("cancelled");
        (await house.Get("/api/meetings?status=scheduled&limit=100")).List("items").ShouldNotContain(i => i.Text("id") == room.Id);
        (await room.Chair.Post(Of("cancel", new { reason = "再次" }))).Outcome.ShouldBe("already");
        foreach (var command in new[] { Of("open"), Of("addItem", new { title = "项" }), Of("close"), Of("approveMinutes") })
        {
            (await room.Chair.Post(command)).ShouldBeRefused("meetingCancelled");
        }

        foreach (var command in new[] { Of("checkIn"), Comment("为什么"), Of("raiseHand") })
        {
            (await attendee.Post(command)).ShouldBeRefused("meetingCancelled");
        }

        var minutes = await house.Get($"{room.Path}/minutes");
        minutes.At("attendance").Number("total").ShouldBe(0);
        (minutes.Text("cancelled", "reason"), minutes.List("changes").ShouldHaveSingleItem().Text("name")).ShouldBe(("台风", "主持人"));
        using var replay = await house.Send(HttpMethod.Get, $"{room.Path}/replay");
        (await OpenHouse.Json(replay)).Text("code").ShouldBe("meetingCancelled");
    }

    [Fact]
    public async Task The_operator_without_a_seat_sends_this_one_command_on_either_transport_and_no_other()
    {
        var (overHttp, overHub) = (await house.Meeting(open: false), await house.Meeting(open: false));
        var op = NewOp();
        var staff = new Person(overHttp, "operator", "", house.OperatorToken);
        foreach (var command in new[] { Of("open"), Of("addItem", new { title = "项" }), Of("checkIn"), Comment("我") })
        {
            (await staff.Post(command)).ShouldBeRefused("forbidden");
        }

        var receipt = (await staff.Post(Of("cancel", new { reason = "台风" }), op)).ShouldBeDone();
        (await staff.Post(Of("cancel", new { reason = "台风" }), op)).ShouldBeSame(receipt);
        await using var line = await new Person(overHub, "operator", "", house.OperatorToken).Connect();
        (await line.Do(Of("cancel", new { reason = "台风" }))).ShouldBeDone();

        foreach (var room in new[] { overHttp, overHub })
        {
            (await room.Snapshot()).Text("status").ShouldBe("cancelled");
            (await house.Get($"{room.Path}/minutes")).List("changes").ShouldHaveSingleItem().ShouldSatisfyAllConditions(
                c => c.At("byStaff").GetBoolean().ShouldBeTrue(), c => c.Text("cancelled").ShouldBe("台风"));
        }
    }

    [Theory]
    [InlineData("attend")]
    [InlineData("member")]
    [InlineData("watch")]
    public async Task Nobody_else_calls_off_a_meeting(string code)
    {
        var room = await house.Meeting(open: false);
        (await (await room.Join("某人", code)).Post(Of("cancel", new { reason = "我不想去" }))).ShouldBeRefused("forbidden");
        (await room.Stranger().Post(Of("cancel", new { reason = "我不想去" }))).ShouldBeRefused("forbidden");
        (await room.Snapshot()).Text("status").ShouldBe("scheduled");
    }

    [Fact]
    public async Task What_was_opened_is_not_called_off()
    {
        var room = await house.Meeting();
        var staff = new Person(room, "operator", "", house.OperatorToken);
        (await room.Chair.Post(Of("cancel", new { reason = "晚了" }))).ShouldBeRefused("alreadyOpened");
        (await staff.Post(Of("cancel", new { reason = "晚了" }))).ShouldBeRefused("alreadyOpened");
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        (await room.Chair.Post(Of("cancel", new { reason = "晚了" }))).ShouldBeRefused("alreadyOpened");
    }

    [Fact]
    public async Task A_meeting_that_was_called_off_is_no_activity_takes_no_topic_and_lets_go_of_those_it_had()
    {
        var venue = $"议事室 {Guid.NewGuid():n}"[..20];
        using var made = await house.Send(HttpMethod.Post, "/api/meetings", house.OperatorToken, new { title = "取消的会", format = "grassroots", venue });
        var scheduled = await OpenHouse.Json(made);
        var room = new Room(house, scheduled.Text("id"), scheduled.At("codes").Deserialize<Dictionary<string, string>>()!);
        var (topic, late) = (await Topic.Raise(house), await Topic.Raise(house));
        (await topic.Staff(Of("schedule", new { meeting = room.Id }))).ShouldBeDone();
        (await topic.Status()).ShouldBe("scheduled");
        (await house.Record("plan2041", House.Registers.Entry("planItem", new { title = "一场", format = "grassroots", meetings = new[] { room.Id } })))
            .ShouldBeDone();
        (await house.Get("/api/plan/2041")).List("items").ShouldHaveSingleItem().Text("progress").ShouldBe("scheduled");

        (await new Person(room, "operator", "", house.OperatorToken).Post(Of("cancel", new { reason = "台风" }))).ShouldBeDone();

        (await topic.Status()).ShouldBe("accepted");
        (await late.Staff(Of("schedule", new { meeting = room.Id }))).ShouldBeRefused("meetingCancelled");
        (await late.Status()).ShouldBe("raised");
        (await house.Get("/api/plan/2041")).List("items").ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            i => i.Text("progress").ShouldBe("planned"), i => i.List("meetings").ShouldHaveSingleItem().Text("status").ShouldBe("cancelled"));
        (await house.Get($"/api/reports/{DateTime.UtcNow.Year}?venue={venue}")).At("figures").Number("activities").ShouldBe(0);
    }

    private async Task<Receipt> Edit(Room room, object body)
    {
        using var answer = await house.Send(HttpMethod.Patch, room.Path, house.OperatorToken, body);
        return await Receipt(answer);
    }

    private static async Task<Receipt> Receipt(HttpResponseMessage answer) =>
        JsonSerializer.Deserialize<Receipt>(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), JsonSerializerOptions.Web)!;
}
