using Hub.Tests.House;
using Microsoft.Playwright;
using static Hub.Tests.House.Commands;
using static Microsoft.Playwright.Assertions;

namespace Hub.Tests.Browser;

/// <summary>On real screens: a meeting is put right and called off, links are added and replaced on purpose, and a dead one says so.</summary>
public sealed class LinkScreenTests(Stage stage) : IClassFixture<Stage>
{
    /// <summary>Guards R14: who followed a dead link was asked for a name first.</summary>
    [Theory]
    [InlineData(360, 760, "zh-CN", ColorScheme.Light)]
    [InlineData(1280, 800, "en-GB", ColorScheme.Dark)]
    public async Task A_dead_link_says_so_before_a_name_is_asked(int width, int height, string locale, ColorScheme light)
    {
        var room = await stage.Meeting(open: false);
        using var renewed = await stage.Send(HttpMethod.Post, $"{room.Path}/codes", stage.OperatorToken, new { role = "member" });
        var member = (await OpenHouse.Json(renewed)).Text("code");
        using var chairs = await stage.Send(HttpMethod.Post, $"{room.Path}/codes", stage.OperatorToken, new { role = "chair" });
        var isChinese = locale == "zh-CN";
        await using var visitor = await stage.Enter(width, height, light, locale);

        foreach (var link in new[] { $"/m/{room.Id}#{room.Codes["member"]}", $"/chair/{room.Id}#{room.Codes["chair"]}" })
        {
            await visitor.Page.GotoAsync(link);
            await Expect(visitor.Page.Locator("form.join, [role=alert]").First).ToBeVisibleAsync();
            await Expect(visitor.Page.Locator("form.join")).ToHaveCountAsync(0);
            await Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync(isChinese ? "此链接已失效，请向会议工作人员索取新链接" : "This link no longer works");
            await Expect(visitor.Page.Locator("form.join")).ToHaveCountAsync(0);
        }

        await visitor.Screenshot($"dead-link-{width}");
        (await visitor.Barriers()).ShouldBeEmpty();

        // Of the same path with another secret a browser loads nothing anew.
        await visitor.Page.GotoAsync("/");
        await visitor.Page.GotoAsync($"/m/{room.Id}#{member}");
        await Expect(visitor.Page.Locator("form.join")).ToContainTextAsync(isChinese ? "以委员身份加入" : "as member");
        await visitor.Screenshot($"live-link-{width}");
    }

    /// <summary>Guards whoever scans the wall's picture a day later: they are told that it is over, and asked for no name.</summary>
    [Theory]
    [InlineData("zh-CN", "已结束")]
    [InlineData("en-GB", "Closed")]
    public async Task The_code_of_a_wall_says_that_its_meeting_is_over(string locale, string over)
    {
        var room = await stage.Meeting(visibility: "codes");
        (await room.Chair.Post(Commands.Of("close"))).ShouldBeDone();
        await using var visitor = await stage.Enter(360, 760, ColorScheme.Light, locale, touch: true);
        await visitor.Page.GotoAsync($"/m/{room.Codes["attend"]}");
        await Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync(over);
        await Expect(visitor.Page.Locator("form.join")).ToHaveCountAsync(0);
        await visitor.Screenshot($"over-link-{locale}");
        (await visitor.Barriers()).ShouldBeEmpty();
    }

    /// <summary>Guards how easily anybody takes part: without an account, three taps from the scanned code to the first word in the room.</summary>
    [Fact]
    public async Task From_the_scanned_code_to_their_first_comment_a_guest_taps_three_times()
    {
        var room = await stage.Meeting();
        await using var phone = await stage.Enter(360, 760, touch: true);
        await phone.Page.AddInitScriptAsync("sessionStorage.taps ??= 0; addEventListener('pointerdown', () => sessionStorage.taps++, true);");
        await phone.Page.GotoAsync($"/m/{room.Codes["attend"]}");
        await phone.Page.GetByLabel("您的姓名").TapAsync();
        await phone.Page.Keyboard.InsertTextAsync("李居民");
        await phone.Button("加入").TapAsync();

        // Whoever came in by a tap writes at once.
        await Expect(phone.Page.GetByLabel("写下您的意见")).ToBeFocusedAsync();
        await phone.Page.Keyboard.InsertTextAsync("路灯坏了半个月");
        await phone.Button("发送").TapAsync();

        await Expect(phone.Page.GetByText("路灯坏了半个月").First).ToBeVisibleAsync();
        await Eventually.Holds(async () => (await stage.Get($"{room.Path}/comments")).List("items").Any(c => c.Text("text") == "路灯坏了半个月"));
        (await phone.Page.EvaluateAsync<int>("() => Number(sessionStorage.taps)")).ShouldBe(3);
    }

    [Fact]
    public async Task The_operator_puts_a_meeting_right_gives_a_further_link_replaces_one_and_calls_the_meeting_off()
    {
        var room = await stage.Meeting(open: false);
        var was = (await room.Snapshot()).Text("title");
        await room.Join("王委员", "member");
        await using var desk = await stage.Enter(1280, 800);
        await using var phone = await stage.Enter(360, 760, ColorScheme.Dark, touch: true);
        await using var wall = await stage.Enter(1920, 1080);
        await phone.Page.GotoAsync($"/m/{room.Codes["attend"]}");
        await wall.Page.GotoAsync($"/screen/{room.Id}");
        await desk.SignInAsOperator();
        await desk.Page.GetByRole(AriaRole.Searchbox).FillAsync(was);
        var card = desk.Page.Locator(".entry").Filter(new LocatorFilterOptions { HasText = was });

        await card.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "编辑" }).ClickAsync();
        await card.GetByLabel("会议名称").FillAsync($"{was}（更正）");
        await card.GetByLabel("地点").FillAsync("二楼会议室");
        await desk.Screenshot("edit-meeting");
        (await desk.Barriers()).ShouldBeEmpty();
        await card.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "保存" }).ClickAsync();
        await Expect(card.GetByRole(AriaRole.Heading, new LocatorGetByRoleOptions { Name = $"{was}（更正）" })).ToBeVisibleAsync();
        await Expect(phone.Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = $"{was}（更正）" })).ToBeVisibleAsync();
        await card.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "编辑" }).ClickAsync();
        await Expect(card.GetByText($"名称：{was} → {was}（更正）")).ToBeVisibleAsync();

        await card.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "链接管理" }).ClickAsync();
        var members = card.Locator(".links li").First;
        await members.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "再生成一个" }).ClickAsync();
        await Expect(card.Locator(".link-line input")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex($"/m/{room.Id}#[0-9A-Z]{{16}}$"));
        await room.Join("李委员", "member");
        await members.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "更换…" }).ClickAsync();
        await Expect(members.GetByText("已有 2 人通过此链接加入；更换后，旧链接不能再用于加入（已加入的人不受影响）。")).ToBeVisibleAsync();
        await desk.Screenshot("replace-link");
        (await desk.Barriers()).ShouldBeEmpty();
        await members.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "更换链接" }).ClickAsync();
        await Expect(desk.Page.GetByText("链接已更换").First).ToBeVisibleAsync();
        using var dead = await stage.Send(HttpMethod.Post, "/api/code", null, new { code = room.Codes["member"] });
        dead.StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);

        await using var chair = await stage.Enter(1024, 768, touch: true);
        await chair.Sit($"/chair/{room.Id}", room.Codes["chair"], "周主席");
        await Expect(chair.Button("取消会议").First).ToBeVisibleAsync();
        await chair.Screenshot("chair-before");

        await card.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "取消会议" }).First.ClickAsync();
        await card.GetByLabel("取消原因（将公开）").FillAsync("台风来袭，改期举行");
        await desk.Screenshot("cancel-meeting");
        (await desk.Barriers()).ShouldBeEmpty();
        await card.Locator("dialog[open] button[type=submit]").ClickAsync();
        await Expect(card.Locator(".badge.cancelled")).ToBeVisibleAsync();
        foreach (var page in new[] { phone, wall })
        {
            await Expect(page.Page.GetByText("会议已取消").First).ToBeVisibleAsync();
            await Expect(page.Page.GetByText("原因：台风来袭，改期举行")).ToBeVisibleAsync();
            await Expect(page.Page.Locator("form.join")).ToHaveCountAsync(0);
            (await page.Barriers()).ShouldBeEmpty();
        }

        await desk.Screenshot("cancelled-admin");
        await phone.Screenshot("cancelled-phone");
        await wall.Screenshot("cancelled-wall");
        await Expect(chair.Page.GetByText("台风来袭，改期举行").First).ToBeVisibleAsync();
        await Expect(chair.Button("开始会议")).ToHaveCountAsync(0);
        await chair.Screenshot("cancelled-chair");

        // It leads on from each screen; there is nothing to play again, and no minutes to approve.
        await Expect(chair.Page.Locator(".approving a")).ToHaveTextAsync(["查看会议记录", "其他会议"]);
        await chair.Page.GotoAsync($"/watch/{room.Id}");
        await Expect(chair.Page.Locator(".after .buttons a")).ToHaveAttributeAsync("href", $"/record/{room.Id}");
        await chair.Page.Locator(".after .buttons a").ClickAsync();
        await Expect(chair.Page.GetByText("台风来袭，改期举行").First).ToBeVisibleAsync();
        await chair.Screenshot("cancelled-record");
    }
}
