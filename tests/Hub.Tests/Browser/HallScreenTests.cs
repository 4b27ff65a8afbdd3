using Hub.Tests.House;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hub.Tests.Browser;

/// <summary>On real screens: cards are printed, a phone that scans one lands seated with one tap, and the registration desk confirms with one.</summary>
public sealed class HallScreenTests(Stage stage) : IClassFixture<Stage>
{
    [Theory]
    [InlineData("zh-CN", ColorScheme.Light)]
    [InlineData("en-GB", ColorScheme.Dark)]
    public async Task Cards_are_printed_and_whoever_scans_one_is_seated_with_one_tap(string locale, ColorScheme light)
    {
        var isChinese = locale == "zh-CN";
        var names = new[] { $"王建国{locale}", $"李秀兰{locale}", $"欧阳明{locale}" };
        var room = await Rolled(names);
        await using var operatorsDesk = await stage.Enter(1280, 900, light, locale);
        await SignIn(operatorsDesk);
        await operatorsDesk.Page.GotoAsync($"/cards/{room.Id}");
        await operatorsDesk.Button(isChinese ? "制作席卡（3 张）" : "Make cards (3)").ClickAsync();
        await Expect(operatorsDesk.Page.Locator(".seat-cards > li")).ToHaveCountAsync(3);
        await operatorsDesk.Screenshot($"cards-made-{locale}");
        (await operatorsDesk.Barriers()).ShouldBeEmpty();
        await operatorsDesk.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        await operatorsDesk.Screenshot($"cards-print-{locale}");
        await Expect(operatorsDesk.Button(isChinese ? "打印" : "Print")).ToBeHiddenAsync();
        await operatorsDesk.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Screen });
        var card = (await operatorsDesk.Page.Locator(".seat-cards > li").Filter(new LocatorFilterOptions { HasText = names[0] }).Locator(".code")
            .InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);
        await operatorsDesk.Button(isChinese ? "完成" : "Done").ClickAsync();
        await Expect(operatorsDesk.Page.GetByText(isChinese ? "名册 3 人 · 已印 3 张 · 已使用 0 张" : "3 on the roll · 3 printed · 0 used")).ToBeVisibleAsync();
        await operatorsDesk.Screenshot($"cards-page-{locale}");
        (await operatorsDesk.Barriers()).ShouldBeEmpty();

        await using var phone = await stage.Enter(360, 760, light, locale, touch: true);
        await phone.Page.GotoAsync($"/m#card={card}");
        var go = phone.Button(isChinese ? $"以{names[0]}的身份在这台设备上继续" : $"Continue as {names[0]} on this device");
        await Expect(go).ToBeVisibleAsync();
        await Expect(phone.Page.GetByRole(AriaRole.Textbox)).ToHaveCountAsync(0);
        await phone.Screenshot($"card-scanned-{locale}");
        (await phone.Barriers()).ShouldBeEmpty();

        // The one tap.
        await go.ClickAsync();
        await Expect(phone.Page.Locator(".tag", new PageLocatorOptions { HasText = names[0] })).ToBeVisibleAsync();
        await Expect(phone.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"/m/{room.Id}$"));
        await phone.Screenshot($"card-seated-{locale}");
        await phone.Page.ReloadAsync();
        await Expect(phone.Page.Locator(".tag", new PageLocatorOptions { HasText = names[0] })).ToBeVisibleAsync();
        phone.Complaints.ShouldBeEmpty();

        await using var other = await stage.Enter(360, 760, light, locale, touch: true);
        await other.Page.GotoAsync($"/m#card={card}");
        await Expect(other.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync(isChinese ? "这张席卡已在另一台设备上使用" : "This card was used on another device");
        await other.Screenshot($"card-used-{locale}");
        (await other.Barriers()).ShouldBeEmpty();

        // The pages were lost before they were printed: all but the one that is used are made anew at once.
        await operatorsDesk.Page.ReloadAsync();
        await operatorsDesk.Button(isChinese ? "重印未使用的席卡（2 张）…" : "Print the unused cards again (2)…").ClickAsync();
        await operatorsDesk.Button(isChinese ? "作废旧卡并重印" : "Replace the unused cards").ClickAsync();
        await Expect(operatorsDesk.Page.Locator(".seat-cards > li")).ToHaveCountAsync(2);
        await Expect(operatorsDesk.Page.GetByText(isChinese ? "名册 3 人 · 已印 3 张 · 已使用 1 张" : "3 on the roll · 3 printed · 1 used")).ToBeVisibleAsync();
    }

    /// <summary>Guards whoever is signed in on the phone that scans: they are asked, and stay who they are unless they say otherwise.</summary>
    [Fact]
    public async Task Whoever_is_signed_in_as_somebody_else_is_asked_before_a_card_is_used()
    {
        var room = await Rolled("赵一曼", "钱学敏");
        using var printed = await stage.Send(HttpMethod.Post, $"{room.Path}/seat-cards", stage.OperatorToken, new { });
        var card = (await OpenHouse.Json(printed)).List("cards").Single(c => c.Text("name") == "赵一曼").Text("code");
        await using var phone = await stage.Enter(360, 760, touch: true);
        await SignIn(phone);
        await phone.Page.GotoAsync($"/m#card={card}");
        await Expect(phone.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("这台设备已用另一个身份登录");
        await phone.Screenshot("card-other-session");
        await phone.Button("退出登录，改用席卡").ClickAsync();
        await phone.Button("以赵一曼的身份在这台设备上继续").ClickAsync();
        await Expect(phone.Page.Locator(".tag", new PageLocatorOptions { HasText = "赵一曼" })).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("zh-CN", ColorScheme.Light)]
    [InlineData("en-GB", ColorScheme.Dark)]
    public async Task The_registration_desk_finds_a_member_by_first_letters_and_confirms_with_one_tap(string locale, ColorScheme light)
    {
        var isChinese = locale == "zh-CN";
        var more = isChinese ? "" : "乙";
        var room = await Rolled($"王建国{more}", $"李秀兰{more}", $"欧阳明{more}", $"诸葛清{more}");
        var members = (await stage.Get($"{room.Path}/roll", stage.OperatorToken)).List("items").ToDictionary(i => i.Text("name"), i => i.Text("member"));
        foreach (var name in new[] { "王建国", "李秀兰", "李秀兰", "诸葛清" })
        {
            using var claimed = await stage.Send(HttpMethod.Post, "/api/join", null, new { code = room.Codes["member"], member = members[name + more] });
            claimed.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        }

        using var opened = await stage.Send(HttpMethod.Post, $"{room.Path}/door", stage.OperatorToken);
        var door = await OpenHouse.Json(opened);
        await using var tablet = await stage.Enter(820, 1180, light, locale, touch: true);
        await tablet.Page.GotoAsync($"/door/{room.Id}#code={door.Text("code")}");
        await Expect(tablet.Page.GetByText(isChinese ? "已入座 0 / 名册 4 人" : "0 seated of 4 on the roll")).ToBeVisibleAsync();
        tablet.Page.Url.ShouldNotContain(door.Text("code"));
        await tablet.Screenshot($"door-{locale}");
        (await tablet.Barriers()).ShouldBeEmpty();

        await tablet.Page.GetByRole(AriaRole.Textbox).FillAsync("wjg");
        await Expect(tablet.Page.Locator(".door-list > li")).ToHaveCountAsync(1);
        var confirm = isChinese ? "核实" : "Confirm";
        await tablet.Button($"{confirm} 王建国{more}").ClickAsync();
        await Expect(tablet.Page.GetByText(isChinese ? "已入座 1 / 名册 4 人" : "1 seated of 4 on the roll")).ToBeVisibleAsync();
        await tablet.Page.Locator(".contested summary").ClickAsync();
        await tablet.Screenshot($"door-contested-{locale}");
        (await tablet.Barriers()).ShouldBeEmpty();
        await tablet.Page.Locator(".contested details button").First.ClickAsync();
        await Expect(tablet.Page.Locator(".contested")).ToHaveCountAsync(0);
        await tablet.Button((isChinese ? "印席卡 欧阳明" : "Print a card 欧阳明") + more).ClickAsync();
        await Expect(tablet.Page.Locator(".seat-cards > li")).ToHaveCountAsync(1);
        await tablet.Screenshot($"door-card-{locale}");
        await tablet.Button(isChinese ? "完成" : "Done").ClickAsync();
        await tablet.Page.ReloadAsync();
        await Expect(tablet.Page.GetByText(isChinese ? "已入座 2 / 名册 4 人" : "2 seated of 4 on the roll")).ToBeVisibleAsync();
        tablet.Complaints.ShouldBeEmpty();

        using var ended = await stage.Send(HttpMethod.Delete, $"{room.Path}/door", stage.OperatorToken);
        await Expect(tablet.Page.GetByText(isChinese ? "签到台链接无效，或已停用" : "This link does not open the desk")).ToBeVisibleAsync();
        await tablet.Screenshot($"door-ended-{locale}");
    }

    private async Task<Room> Rolled(params string[] names)
    {
        var members = new List<string>();
        foreach (var name in names)
        {
            members.Add(await stage.Member(name, "医药卫生界"));
        }

        var room = await stage.Meeting("standingCommittee", roll: "register");
        using var set = await stage.Send(HttpMethod.Put, $"{room.Path}/roll", stage.OperatorToken, new { members });
        set.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        return room;
    }

    private async Task SignIn(Visitor visitor)
    {
        var origin = stage.Address.GetLeftPart(UriPartial.Authority);
        var answer = await visitor.Page.APIRequest.PostAsync(
            $"{origin}/api/session", new APIRequestContextOptions { DataObject = new { key = OpenHouse.Key }, Headers = [new("Origin", origin)] });
        answer.Ok.ShouldBeTrue();
    }
}
