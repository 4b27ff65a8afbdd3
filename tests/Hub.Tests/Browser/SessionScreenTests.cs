using Hub.Tests.House;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hub.Tests.Browser;

/// <summary>On real screens: people see where they are signed in, and end it there.</summary>
public sealed class SessionScreenTests(Stage stage) : IClassFixture<Stage>
{
    /// <summary>Guards a lost phone: its owner had no way to see that it was signed in, and none to end it.</summary>
    [Theory]
    [InlineData(360, 760, "zh-CN", ColorScheme.Light)]
    [InlineData(1024, 768, "en-GB", ColorScheme.Dark)]
    public async Task A_lost_phone_is_signed_out_from_another_device_and_its_page_is_cut_off(int width, int height, string locale, ColorScheme light)
    {
        var isChinese = locale == "zh-CN";
        var member = await stage.Member();
        var lost = await stage.Opened(member);
        var room = await stage.Meeting(visibility: "codes");
        var seat = await room.Join("委员", "member", lost.Token);
        await using var line = await seat.Connect();
        await using var visitor = await stage.Enter(width, height, light, locale, touch: true);
        await visitor.Page.GotoAsync("/sessions");
        await Expect(visitor.Page.GetByText(isChinese ? "您还没有登录，也没有在这台设备上参与过。" : "You are not signed in")).ToBeVisibleAsync();
        await visitor.SignIn(lost.Key);

        await visitor.Page.GotoAsync("/meetings");
        await visitor.Button(isChinese ? "显示设置" : "Display settings").ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = isChinese ? "我的登录" : "Where I am signed in" }).ClickAsync();
        var there = visitor.Page.Locator(".session").Filter(new LocatorFilterOptions { HasNotText = isChinese ? "这台设备" : "This device" });
        await Expect(visitor.Page.Locator(".session")).ToHaveCountAsync(2);
        await Expect(there).ToHaveCountAsync(1);
        await visitor.Screenshot($"sessions-{width}-{locale}");
        (await visitor.Barriers()).ShouldBeEmpty();

        await there.GetByRole(AriaRole.Button).ClickAsync();
        await visitor.Page.Locator("dialog[open]").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = isChinese ? "退出" : "Sign out" })
            .ClickAsync();

        await Expect(visitor.Page.Locator(".session")).ToHaveCountAsync(1);
        await line.Until(() => line.IsClosed, "the end of the lost phone's connection");

        await visitor.Page.Locator(".session").GetByRole(AriaRole.Button).First.ClickAsync();
        await visitor.Page.Locator("dialog[open]").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = isChinese ? "退出" : "Sign out" })
            .ClickAsync();
        await Expect(visitor.Page.GetByText(isChinese ? "您还没有登录，也没有在这台设备上参与过。" : "You are not signed in")).ToBeVisibleAsync();
    }
}
