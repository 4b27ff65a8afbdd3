using System.Net;
using System.Text.Json;
using Hub.Server.Access.Staff;
using Hub.Tests.House;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Access;

/// <summary>How far a role reaches: lists show what lies within, and what changes two things lies within for both.</summary>
public sealed class ScopeCallTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    private const string Here = "金湖县";
    private const string Elsewhere = "盱眙县";

    private static readonly AccountRole Convener = new(StaffRole.Convener, County: Here);

    [Fact]
    public async Task A_convener_of_one_county_does_not_see_the_closed_room_of_another()
    {
        var (_, here) = await house.Account(Convener);
        var (_, elsewhere) = await house.Account(Convener with { County = Elsewhere });
        var (closed, open) = (await Make(here, "codes"), await Make(here, "public"));

        (await Listed(here)).ShouldBe([open, closed]);
        (await Listed(elsewhere)).ShouldBe([open]);
        (await Listed(null)).ShouldBe([open]);
        (await Listed(here, "&mine=true")).ShouldBe([open, closed]);
        (await Listed(elsewhere, "&mine=true")).ShouldBeEmpty();
        (await Found(here)).ShouldBe([open, closed], ignoreOrder: true);
        (await Found(elsewhere)).ShouldBe([open]);
        (await Found(null)).ShouldBe([open]);
        foreach (var what in new[]
        {
            "", "/events", "/comments", "/codes", "/minutes", "/minutes.md", "/minutes.docx", "/floor", "/replay", "/export", "/roll",
        })
        {
            using var answer = await house.Send(HttpMethod.Get, $"/api/meetings/{closed}{what}", elsewhere);
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, what);
        }
    }

    [Fact]
    public async Task What_may_be_done_with_a_meeting_stands_beside_it_in_the_list()
    {
        var (_, here) = await house.Account(Convener);
        var (_, elsewhere) = await house.Account(Convener with { County = Elsewhere });
        var id = await Make(here, "public");

        (await Item(here, id)).Find("may")!.Value.Deserialize<string[]>().ShouldBe(
            [
                "scheduleTopics", "makeMeetings", "editMeetings", "cancelMeetings", "setRolls", "handOutCodes", "printCards", "rehearse", "readClosedMeetings",
                "readRecords", "voidBallots",
            ]);
        (await Item(elsewhere, id)).Find("may").ShouldBeNull();
        (await Item(null, id)).Find("may").ShouldBeNull();
    }

    [Fact]
    public async Task A_meeting_is_made_within_the_limits_of_a_role_and_not_moved_beyond_them()
    {
        var (_, token) = await house.Account(new AccountRole(StaffRole.Convener, Venue: "黎城街道议事室"));
        using (var nowhere = await house.Send(HttpMethod.Post, "/api/meetings", token, new { title = "协商会", format = "grassroots" }))
        {
            nowhere.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }

        using var made = await house.Send(HttpMethod.Post, "/api/meetings", token, new { title = "协商会", format = "grassroots", venue = "黎城街道议事室" });
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        var path = $"/api/meetings/{(await OpenHouse.Json(made)).Text("id")}";
        foreach (var (body, status) in new (object, HttpStatusCode)[]
        {
            (new { title = "议事会" }, HttpStatusCode.OK), (new { venue = "别处" }, HttpStatusCode.Forbidden),
            (new { venue = (string?)null }, HttpStatusCode.Forbidden),
        })
        {
            using var edited = await house.Send(HttpMethod.Patch, path, token, body);
            edited.StatusCode.ShouldBe(status, JsonSerializer.Serialize(body));
        }
    }

    [Fact]
    public async Task Staff_of_one_county_see_what_was_hidden_there_and_merge_nothing_into_another()
    {
        var (_, here) = await house.Account(new AccountRole(StaffRole.Staff, County: Here));
        var (_, elsewhere) = await house.Account(new AccountRole(StaffRole.Staff, County: Elsewhere));
        var (mine, theirs) = (await Raise(Here), await Raise(Elsewhere));
        (await mine.Do(here, Of("mergeInto", new { topic = theirs.Id }))).ShouldBeRefused("forbidden");
        (await mine.Do(here, Of("decline", new { reason = "广告", hidden = true }))).ShouldBeDone();

        (await house.Get($"/api/topics?county={Here}&limit=100", here)).List("items").Select(i => i.Text("id")).ShouldContain(mine.Id);
        (await house.Get($"/api/topics?county={Here}&limit=100", elsewhere)).List("items").Select(i => i.Text("id")).ShouldNotContain(mine.Id);
        (await mine.Me(here)).At("topic", "may").Deserialize<string[]>().ShouldBe(
            ["readHiddenTopics", "moderateTopics", "scheduleTopics", "makeCommitments", "answerCommitments"]);
        (await mine.Me(elsewhere)).Find("topic", "may").ShouldBeNull();
    }

    [Fact]
    public async Task A_topic_goes_on_the_agenda_of_a_meeting_that_one_may_edit()
    {
        var (_, token) = await house.Account(Convener);
        var (_, other) = await house.Account(Convener with { County = Elsewhere });
        var topic = await Raise(Here);

        (await topic.Do(token, Of("schedule", new { meeting = await Make(other, "public", Elsewhere) }))).ShouldBeRefused("forbidden");
        (await topic.Do(token, Of("schedule", new { meeting = await Make(token, "public") }))).ShouldBeDone();
    }

    [Fact]
    public async Task A_department_answers_for_what_was_committed_to_it_and_for_nothing_else()
    {
        var (_, officer) = await house.Account(new AccountRole(StaffRole.Department, Department: "市交通运输局"));
        var topic = await Topic.Raise(house);
        var mine = await topic.Commit();
        var other = (await topic.Staff(Of("commit", new { department = "市教育局", what = "错峰放学", due = "2099-06-30" }))).ShouldBeDone().Made;

        var me = (await topic.Me(officer)).At("topic");
        me.At("may").Deserialize<string[]>().ShouldBe(["answerCommitments"]);
        me.At("answers").Deserialize<string[]>().ShouldBe([mine]);
        (await topic.Do(officer, Of("progress", new { commitment = other, note = "已协调" }))).ShouldBeRefused("forbidden");
        (await topic.Do(officer, Of("progress", new { commitment = mine, note = "已协调" }))).ShouldBeDone();
        (await topic.Do(officer, Of("complete", new { commitment = mine, note = "已开行" }))).ShouldBeDone();
        (await topic.Do(officer, Of("reopen", new { commitment = mine, reason = "不够" }))).ShouldBeRefused("forbidden");
        var events = (await house.Get($"{topic.Path}/events")).List("events");
        events.Select(e => e.Text("type")).ShouldBe(
            ["topicRaised", "topicAccepted", "commitmentMade", "commitmentMade", "progressNoted", "commitmentReported"]);
    }

    [Fact]
    public async Task Who_I_am_says_what_I_may()
    {
        var (account, token) = await house.Account(Convener);
        var me = await house.Get("/api/me", token);
        (me.Text("role"), me.Text("account")).ShouldBe(("staff", account.Id));
        me.List("roles").ShouldHaveSingleItem().Text("county").ShouldBe(Here);
        me.At("may").Deserialize<string[]>()!.ShouldContain("makeMeetings");
        (await house.Get("/api/me", house.OperatorToken)).At("may").Deserialize<Permission[]>(JsonSerializerOptions.Web).ShouldBe(Enum.GetValues<Permission>());
        (await house.Get("/api/me", await house.SignIn(await house.Member()))).Find("may").ShouldBeNull();
    }

    private Task<Topic> Raise(string county) =>
        Topic.Raise(house, new { title = $"路灯 {Guid.NewGuid():n}", text = "巷口的路灯坏了", county });

    private async Task<string> Make(string token, string visibility, string county = Here)
    {
        using var made = await house.Send(HttpMethod.Post, "/api/meetings", token, new { title = Title, format = "grassroots", county, visibility });
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        return (await OpenHouse.Json(made)).Text("id");
    }

    private string Title { get; } = $"县区协商会 {Guid.NewGuid():n}";

    private async Task<string[]> Listed(string? token, string also = "") =>
        [.. (await house.Get($"/api/meetings?q={Title}&total=true{also}", token)).List("items").Select(i => i.Text("id"))];

    private async Task<string[]> Found(string? token) =>
        [.. (await house.Get($"/api/search?q={Uri.EscapeDataString(Title)}", token)).List("meetings").Select(i => i.Text("id"))];

    private async Task<JsonElement> Item(string? token, string id) =>
        (await house.Get($"/api/meetings?q={Title}", token)).List("items").Single(i => i.Text("id") == id);
}
