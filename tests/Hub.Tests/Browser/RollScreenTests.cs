using Hub.Tests.House;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hub.Tests.Browser;

/// <summary>On real screens: members pick their names from the roll, the chair confirms them with one tap, and only then they vote.</summary>
public sealed class RollScreenTests(Stage stage) : IClassFixture<Stage>
{
    [Fact]
    public async Task Three_members_say_who_they_are_and_the_chair_confirms_them_with_one_tap()
    {
        var names = new[] { "欧阳明", "司马兰", "诸葛清" }.Select(n => $"{n}{Guid.NewGuid():n}"[..7]).ToArray();
        var members = new List<string>();
        foreach (var name in names.Append("未到场委员"))
        {
            members.Add(await stage.Member(name, "医药卫生界"));
        }

        var room = await stage.Meeting("standingCommittee", roll: "register");
        using var set = await stage.Send(HttpMethod.Put, $"{room.Path}/roll", stage.OperatorToken, new { members });
        await using var phone = await stage.Enter(360, 760, touch: true);
        await phone.Page.GotoAsync($"/m/{room.Id}#{room.Codes["member"]}");
        await phone.Page.GetByLabel("您的姓名").FillAsync(names[0][..3]);
        await Expect(phone.Button($"我是{names[0]} 医药卫生界")).ToBeVisibleAsync();
        await phone.Screenshot("roll-pick");
        (await phone.Barriers()).ShouldBeEmpty();
        await phone.Button($"我是{names[0]} 医药卫生界").ClickAsync();
        await Expect(phone.Page.GetByText("等待主持人核实您的身份")).ToBeVisibleAsync();
        await phone.Button("签到").ClickAsync();
        await phone.Screenshot("roll-waiting");
        (await phone.Barriers()).ShouldBeEmpty();
        foreach (var member in members[1..3])
        {
            using var claimed = await stage.Send(HttpMethod.Post, "/api/join", null, new { code = room.Codes["member"], member });
            claimed.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        }

        await using var chair = await stage.Enter(1024, 768, touch: true);
        await chair.Sit($"/chair/{room.Id}", room.Codes["chair"], "周主席");
        await chair.Button("委员核实").ClickAsync();
        await Expect(chair.Page.GetByText("已核实 0 / 名册 4 人")).ToBeVisibleAsync();
        await Expect(chair.Page.Locator("dialog.roll > .rows .badge")).ToHaveTextAsync(["待核实", "待核实", "待核实"]);
        await chair.Screenshot("roll-claims");
        (await chair.Barriers()).ShouldBeEmpty();
        await chair.Button("全部核实（3 人）").ClickAsync();
        await Expect(chair.Page.GetByText("已核实 3 / 名册 4 人")).ToBeVisibleAsync();
        await Expect(chair.Page.GetByText("没有等待核实的委员。")).ToBeVisibleAsync();
        await chair.Screenshot("roll-confirmed");
        await Expect(chair.Page.GetByText("应到 4 人 · 出席 1 人")).ToBeVisibleAsync();
        await chair.Page.GetByText("无设备到会登记").ClickAsync();
        await chair.Button("登记到会").ClickAsync();
        await Expect(chair.Page.GetByText("应到 4 人 · 出席 2 人")).ToBeVisibleAsync();
        await Expect(chair.Button("撤销登记")).ToBeVisibleAsync();
        await chair.Screenshot("roll-marked");
        (await chair.Barriers()).ShouldBeEmpty();

        await Expect(phone.Page.GetByText("等待主持人核实您的身份")).ToHaveCountAsync(0);
        await Expect(phone.Page.Locator(".tag", new PageLocatorOptions { HasText = $"{names[0]} · 委员" })).ToBeVisibleAsync();
        var ballot = (await room.Chair.Post(Commands.Of("openBallot", new { question = "是否同意?", kind = "approval" }))).ShouldBeDone().Made;
        await phone.Page.GetByText("赞成", new PageGetByTextOptions { Exact = true }).First.ClickAsync();
        await phone.Button("投票").ClickAsync();
        await Expect(phone.Page.GetByText("已计票：赞成").First).ToBeVisibleAsync();
        (await room.Chair.Post(Commands.Of("closeBallot", new { ballot }))).ShouldBeDone();
        (await room.Snapshot()).List("ballots").ShouldHaveSingleItem().At("tally").At("cast").GetInt32().ShouldBe(1);
        await chair.Page.GetByText("已就座的委员").ClickAsync();
        await chair.Page.GetByRole(AriaRole.Listitem).Filter(new LocatorFilterOptions { HasText = names[0] })
            .GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "暂停发言 10 分钟" }).ClickAsync();
        await Expect(chair.Page.GetByText("暂停发言至")).ToBeVisibleAsync();
        await Expect(phone.Page.GetByText("主持人请您暂停发言至")).ToBeVisibleAsync();
        await phone.Screenshot("roll-muted");
        await chair.Screenshot("roll-muted-chair");
    }

    [Theory]
    [InlineData("en-GB", ColorScheme.Dark)]
    [InlineData("zh-CN", ColorScheme.Light)]
    public async Task Two_who_say_to_be_the_same_member_are_shown_to_the_chair_who_takes_a_seat_back(string locale, ColorScheme light)
    {
        var isChinese = locale == "zh-CN";
        var members = new[] { await stage.Member($"李秀兰{locale}"), await stage.Member($"王建国{locale}") };
        var room = await stage.Meeting("standingCommittee", roll: "register");
        using var set = await stage.Send(HttpMethod.Put, $"{room.Path}/roll", stage.OperatorToken, new { members });
        foreach (var member in new[] { members[0], members[0], members[1] })
        {
            using var claimed = await stage.Send(HttpMethod.Post, "/api/join", null, new { code = room.Codes["member"], member });
            claimed.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        }

        await using var chair = await stage.Enter(1024, 768, light, locale, touch: true);
        await chair.Sit($"/chair/{room.Id}", room.Codes["chair"], "周主席");
        await chair.Button(isChinese ? "委员核实" : "Confirm members").ClickAsync();
        var dialog = chair.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.Locator(".contested")).ToHaveCountAsync(2);
        await Expect(dialog.GetByText(isChinese ? "多人自称" : "claimed twice")).ToHaveCountAsync(2);
        await chair.Screenshot($"roll-contested-{locale}");
        (await chair.Barriers()).ShouldBeEmpty();
        await dialog.Locator(".contested").First.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(dialog.Locator(".contested")).ToHaveCountAsync(0);
        await dialog.GetByText(isChinese ? "已就座的委员" : "Members with a seat").ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = isChinese ? "取消席位" : "Take the seat away" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Textbox).FillAsync("认错人");
        await dialog.GetByText(isChinese ? "无设备到会登记" : "Present without a device").ClickAsync();
        await chair.Screenshot($"roll-unseat-{locale}");
        await dialog.Locator("form").GetByRole(AriaRole.Button).First.ClickAsync();
        await Expect(dialog.GetByText(isChinese ? "已核实 0 / 名册 2 人" : "0 confirmed of 2 on the roll")).ToBeVisibleAsync();
        (await room.Record(room.Chair)).Count(e => e.Text("type") == "unseated").ShouldBe(1);
    }

    [Fact]
    public async Task What_an_open_meeting_votes_is_called_an_opinion_on_phone_and_wall()
    {
        var room = await stage.Meeting();
        await using var phone = await stage.Enter(360, 760, ColorScheme.Dark, touch: true);
        await using var wall = await stage.Enter(1920, 1080);
        await phone.Sit($"/m/{room.Codes["attend"]}", room.Codes["attend"], "赵大妈");
        await wall.Page.GotoAsync($"/screen/{room.Id}");
        var ballot = (await room.Chair.Post(Commands.Of("openBallot", new { question = "先修路灯吗?", kind = "approval" }))).ShouldBeDone().Made;
        await Expect(phone.Page.Locator(".ballot, .card").Filter(new LocatorFilterOptions { HasText = "先修路灯吗?" }).First).ToContainTextAsync("未核实");
        await phone.Page.GetByText("赞成", new PageGetByTextOptions { Exact = true }).First.ClickAsync();
        await phone.Button("投票").ClickAsync();
        await Expect(phone.Page.GetByText("已计票：赞成").First).ToBeVisibleAsync();
        (await room.Chair.Post(Commands.Of("showScene", new { scene = "result", ballot }))).ShouldBeDone();
        (await room.Chair.Post(Commands.Of("closeBallot", new { ballot }))).ShouldBeDone();

        await Expect(phone.Page.GetByText("未核实身份：是意见，不是决定").First).ToBeVisibleAsync();
        await Expect(wall.Page.GetByText("未核实身份：是意见，不是决定").First).ToBeVisibleAsync();
        await phone.Screenshot("opinion-phone");
        await wall.Screenshot("opinion-wall");
    }
}
