using Hub.Tests.House;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hub.Tests.Browser;

/// <summary>
/// A plenary on real screens, from the convener's form to the code on the wall; and the first meeting of a house that has no register yet.
/// </summary>
public sealed class WallScreenTests(Stage stage) : IClassFixture<Stage>
{
    [Fact]
    public async Task A_convener_makes_a_meeting_whose_members_are_confirmed_with_one_tap_and_check_in_at_the_wall()
    {
        var names = new[] { "王建国", "李秀兰", "欧阳明", "诸葛清" };
        var members = new List<string>();
        foreach (var name in names)
        {
            members.Add(await stage.Member(name, "医药卫生界"));
        }

        await using var convener = await stage.Enter(1280, 900);
        await SignIn(convener);
        await convener.Page.GotoAsync("/admin");
        var title = $"全体会议 {Guid.NewGuid():n}"[..16];
        await convener.Page.GetByLabel("会议形式").SelectOptionAsync("standingCommittee");
        await convener.Page.GetByLabel("会议名称").FillAsync(title);
        await convener.Page.GetByLabel("签到须输入会场大屏上的动态签到码").CheckAsync();
        await convener.Screenshot("hall-create");
        await convener.Button("建立会议").ClickAsync();
        await Expect(convener.Page.GetByText("会议已建立")).ToBeVisibleAsync();
        await Expect(convener.Page.Locator(".hand-out h3")).ToHaveTextAsync(new[] { "会场大屏", "主持人", "与会者" });
        await Expect(convener.Page.Locator(".hand-out .qr")).ToHaveCountAsync(2);
        var links = await convener.Page.Locator("a[href*='/chair/'].primary").First.GetAttributeAsync("href");
        var (id, chairCode) = (links!.Split('/', '#')[2], links.Split('#')[1]);
        await convener.Page.GotoAsync($"/cards/{id}");
        await convener.Button($"制作席卡（{names.Length} 张）").ClickAsync();
        await Expect(convener.Page.Locator(".seat-cards > li")).ToHaveCountAsync(names.Length);
        var cards = new Dictionary<string, string>();
        foreach (var name in names)
        {
            cards[name] =
                (await convener.Page.Locator(".seat-cards > li").Filter(new LocatorFilterOptions { HasText = name }).Locator(".code").InnerTextAsync())
                .Replace(" ", "", StringComparison.Ordinal);
        }

        await using var chair = await stage.Enter(1024, 768, touch: true);
        await chair.Sit($"/chair/{id}", chairCode, "周主席");
        var memberCode =
            (await OpenHouse.Json(await stage.Send(HttpMethod.Post, $"/api/meetings/{id}/codes", stage.OperatorToken, new { role = "member" }))).Text("code");
        foreach (var member in members[..3])
        {
            using var claimed = await stage.Send(HttpMethod.Post, "/api/join", null, new { code = memberCode, member });
            claimed.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        }

        await chair.Button("委员核实").ClickAsync();
        await chair.Button("全部核实（3 人）").ClickAsync();
        await Expect(chair.Page.GetByText("已核实 3 / 名册 4 人")).ToBeVisibleAsync();
        await chair.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "关闭" }).ClickAsync();
        await chair.Button("开始会议").ClickAsync();

        await chair.Page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "入场码" }).ClickAsync();
        var wall = await chair.Page.Context.RunAndWaitForPageAsync(() => chair.Button("打开大屏（含签到码）").ClickAsync());
        await wall.SetViewportSizeAsync(1920, 1080);
        var code = wall.Locator(".stage-presence .code");
        await Expect(code).ToBeVisibleAsync();
        await Expect(wall.Locator(".qr")).ToBeVisibleAsync();
        wall.Url.ShouldNotContain("#");
        if (Stage.KeepsScreens)
        {
            await wall.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Stage.Screens, "wall-presence.png") });
        }

        // Who has a card scans it, and then the wall: two taps, nothing typed.
        await using var phone = await stage.Enter(360, 760, touch: true);
        await phone.Page.GotoAsync($"/m#card={cards["诸葛清"]}");
        await phone.Button("以诸葛清的身份在这台设备上继续").ClickAsync();
        await Expect(phone.Page.GetByLabel("大屏上的签到码")).ToBeVisibleAsync();
        await phone.Screenshot("presence-phone");
        (await phone.Barriers()).ShouldBeEmpty();
        var attend = (await stage.Get($"/api/meetings/{id}/codes", stage.OperatorToken)).Text("attend");
        var shown = (await code.InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);
        await phone.Page.GotoAsync("about:blank");
        await phone.Page.GotoAsync($"/m/{attend}#at={shown}");
        await Expect(phone.Page.GetByLabel("大屏上的签到码")).ToHaveCountAsync(0);
        await phone.Button("签到").ClickAsync();
        await Expect(phone.Page.GetByText("已签到").First).ToBeVisibleAsync();

        // The wall asks for the next one by itself.
        await Expect(code).Not.ToHaveTextAsync($"{shown[..3]} {shown[3..]}");
        await using var typing = await stage.Enter(360, 760, ColorScheme.Dark, touch: true);
        await typing.Page.GotoAsync($"/m/{id}#{memberCode}");
        await typing.Page.GetByLabel("您的姓名").FillAsync("王建国");
        await Expect(typing.Page.GetByText("我是王建国")).ToBeVisibleAsync();
        convener.Complaints.Concat(chair.Complaints).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("zh-CN", ColorScheme.Dark)]
    [InlineData("en-GB", ColorScheme.Light)]
    public async Task Whoever_types_an_old_code_is_told_to_look_at_the_wall(string locale, ColorScheme light)
    {
        var isChinese = locale == "zh-CN";
        var room = await Access.PresenceTests.Walled(stage);
        await using var phone = await stage.Enter(360, 760, light, locale, touch: true);
        await phone.Sit($"/m/{room.Id}", room.Codes["member"], "王建国");
        var field = phone.Page.GetByLabel(isChinese ? "大屏上的签到码" : "Code on the screen");
        var old = stage.Service<Hub.Server.Access.Presence>().Now(room.Id, DateTimeOffset.UnixEpoch).Code;
        await field.FillAsync(old);
        await phone.Button(isChinese ? "签到" : "Check in").ClickAsync();
        await Expect(phone.Page.GetByText(isChinese ? "签到码不对或已更换" : "This is not, or not any more").First).ToBeVisibleAsync();
        await phone.Screenshot($"presence-stale-{locale}");
        (await phone.Barriers()).ShouldBeEmpty();
        var wall = await Access.PresenceTests.Open(room);
        await field.FillAsync(await Access.PresenceTests.Wall(room, wall));
        await phone.Button(isChinese ? "签到" : "Check in").ClickAsync();
        await Expect(phone.Page.GetByText(isChinese ? "已签到" : "Checked in").First).ToBeVisibleAsync();

        await using var projector = await stage.Enter(1920, 1080, light, locale);
        await projector.Page.GotoAsync($"/screen/{room.Id}#wall={wall}");
        await Expect(projector.Page.Locator(".stage-presence")).ToBeVisibleAsync();
        await projector.Screenshot($"wall-presence-{locale}");
        (await room.Chair.Post(Commands.Of("showScene", new { scene = "agenda" }))).ShouldBeDone();
        await Expect(projector.Page.Locator("[data-scene=agenda]")).ToBeVisibleAsync();
        await Expect(projector.Page.Locator(".stage-presence")).ToBeVisibleAsync();
        await projector.Screenshot($"wall-presence-agenda-{locale}");
        (await projector.Barriers()).ShouldBeEmpty();
    }

    private async Task SignIn(Visitor visitor)
    {
        var origin = stage.Address.GetLeftPart(UriPartial.Authority);
        var answer = await visitor.Page.APIRequest.PostAsync(
            $"{origin}/api/session", new APIRequestContextOptions { DataObject = new { key = OpenHouse.Key }, Headers = [new("Origin", origin)] });
        answer.Ok.ShouldBeTrue();
    }
}

/// <summary>A house of somebody new: nothing is in its register.</summary>
public sealed class NewcomerScreenTests(Stage stage) : IClassFixture<Stage>
{
    /// <summary>Few enough that a person does them within a minute.</summary>
    private const int MostDeeds = 13;

    [Fact]
    public async Task A_house_without_a_register_holds_its_first_meeting_and_says_what_its_vote_is()
    {
        var deeds = 0;
        await using var desk = await stage.Enter(1280, 900);
        await Deed(desk.SignInAsOperator());
        await Deed(desk.Page.GetByLabel("会议形式").SelectOptionAsync("standingCommittee"));
        await Deed(desk.Page.GetByLabel("会议名称").FillAsync("第一次会议"));
        await Deed(desk.Button("建立会议").ClickAsync());
        var link = (await desk.Page.Locator("a[href*='/chair/'].primary").First.GetAttributeAsync("href"))!;
        await Deed(desk.Page.Locator("a[href*='/chair/'].primary").First.ClickAsync());
        await Deed(desk.Page.GetByRole(AriaRole.Textbox).FillAsync("周主席"));
        await Deed(desk.Button("加入").ClickAsync());
        await Deed(desk.Button("开始会议").ClickAsync());
        var id = link.Split('/', '#')[2];
        var member =
            (await OpenHouse.Json(await stage.Send(HttpMethod.Post, $"/api/meetings/{id}/codes", stage.OperatorToken, new { role = "member" }))).Text("code");

        await using var phone = await stage.Enter(360, 760, touch: true);
        await phone.Page.GotoAsync($"/m/{id}#{member}");
        await Deed(phone.Page.GetByRole(AriaRole.Textbox).FillAsync("王建国"));
        await Deed(phone.Button("加入").ClickAsync());
        await Deed(phone.Button("签到").ClickAsync());
        await Expect(phone.Page.GetByText("已签到").First).ToBeVisibleAsync();

        await Deed(desk.Page.GetByLabel("表决事项").Or(desk.Page.Locator(".ballot-form textarea")).First.FillAsync("是否同意?"));
        await Deed(desk.Page.Locator(".pane-foot button.primary[type=submit]").ClickAsync());
        await Expect(phone.Page.Locator(".ballot, .card").Filter(new LocatorFilterOptions { HasText = "是否同意?" }).First).ToContainTextAsync("未核实");
        await phone.Screenshot("newcomer-phone");
        deeds.ShouldBeLessThanOrEqualTo(MostDeeds);

        // Nobody is asked for cards where there is no roll.
        await desk.Page.GotoAsync($"/cards/{id}");
        await Expect(desk.Page.GetByText("这场会议不按名册表决")).ToBeVisibleAsync();
        await desk.Screenshot("cards-open-roll");

        async Task Deed(Task deed)
        {
            deeds++;
            await deed;
        }
    }
}
