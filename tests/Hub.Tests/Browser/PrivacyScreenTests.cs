using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Tests.House;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hub.Tests.Browser;

/// <summary>On real screens: people see what is held of them, and have it removed.</summary>
public sealed class PrivacyScreenTests(Stage stage) : IClassFixture<Stage>
{
    [Theory]
    [InlineData(360, 760, "zh-CN", ColorScheme.Light)]
    [InlineData(1024, 768, "en-GB", ColorScheme.Dark)]
    public async Task A_guest_sees_what_is_held_of_them_and_is_asked_before_it_is_removed(int width, int height, string locale, ColorScheme light)
    {
        var isChinese = locale == "zh-CN";
        await using var visitor = await stage.Enter(width, height, light, locale, touch: true);
        await visitor.Page.GotoAsync("/topics");
        var mark = $"{Guid.NewGuid():n}"[..8];
        await visitor.Page.EvaluateAsync(
            "text => fetch('/api/topics', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ title: '路灯不亮', text }) })",
            $"请打 13912345678 {mark}");

        await visitor.Button(isChinese ? "显示设置" : "Display settings").ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = isChinese ? "个人信息与隐私" : "Personal data and privacy" }).ClickAsync();
        await visitor.Button(isChinese ? "查看我的信息" : "Show what you hold of me").ClickAsync();
        await Expect(visitor.Page.GetByText(mark)).ToBeVisibleAsync();
        await visitor.Screenshot($"privacy-{width}-{locale}");
        (await visitor.Barriers()).ShouldBeEmpty();

        await visitor.Button(isChinese ? "删除我的信息" : "Forget me").ClickAsync();
        var question = visitor.Page.Locator("dialog[open]");
        await Expect(question).ToContainTextAsync(isChinese ? "会保留：您的表决" : "Kept: your votes");
        await visitor.Screenshot($"privacy-question-{width}-{locale}");
        await question.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = isChinese ? "删除" : "Remove", Exact = true }).ClickAsync();

        await Expect(visitor.Page.GetByText(isChinese ? "已删除。您已在所有设备上退出。" : "Removed. You are signed out on all devices.")).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByText(mark)).Not.ToBeVisibleAsync();
    }

    [Fact]
    public async Task Staff_see_who_waits_and_agree()
    {
        var guest = (await Topic.Raise(stage, "别的事")).Raiser;
        var room = await stage.Meeting();
        (await (await room.Join("钱多多", token: guest)).Post(Commands.Comment("我说"))).ShouldBeDone();
        (await room.Chair.Post(Commands.Of("close"))).ShouldBeDone();
        (await stage.Send(HttpMethod.Post, "/api/me/forget", guest)).StatusCode.ShouldBe(System.Net.HttpStatusCode.Accepted);
        await using var staff = await stage.Enter(1280, 800, ColorScheme.Light, "zh-CN");
        await staff.Page.Context.AddCookiesAsync([new Cookie
        {
            Name = SessionCookie.Plain,
            Value = (await stage.Account(new AccountRole(StaffRole.Staff))).Token,
            Url = stage.Address.ToString(),
        }]);
        await staff.Page.GotoAsync("/privacy");
        await staff.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "等待同意的删除申请" }).ClickAsync();

        await staff.Button("同意").ClickAsync();
        await staff.Screenshot("consents-1280");
        await staff.Page.Locator("dialog[open]").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "同意", Exact = true }).ClickAsync();

        await Expect(staff.Page.GetByText("没有等待的事项。")).ToBeVisibleAsync();
        (await room.Comments()).ShouldHaveSingleItem().Text("text").ShouldBe("(内容已依法删除)");
    }
}
