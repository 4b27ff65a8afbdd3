using Hub.Server.Access.Staff;
using Hub.Tests.House;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hub.Tests.Browser;

/// <summary>On real screens: a role with limits is shown what is theirs, and no button that would be refused.</summary>
public sealed class LimitedRoleScreenTests(Stage stage) : IClassFixture<Stage>
{
    [Theory]
    [InlineData(1280, 800, "zh-CN", ColorScheme.Light)]
    [InlineData(360, 760, "en-GB", ColorScheme.Dark)]
    public async Task A_convener_of_one_county_makes_a_meeting_there_and_chairs_it_by_their_account(int width, int height, string locale, ColorScheme light)
    {
        var isChinese = locale == "zh-CN";
        var county = isChinese ? "涟水县" : "金湖县";
        var (_, token) = await stage.Account(new AccountRole(StaffRole.Convener, County: county));
        await using var convener = await stage.Enter(width, height, light, locale);
        await convener.Page.Context.AddCookiesAsync([new Cookie { Name = "hub", Value = token, Url = stage.Address.ToString() }]);
        await convener.Page.GotoAsync("/admin");

        await Expect(convener.Page.GetByText(isChinese ? $"您可以在此范围内建立会议：{county}" : $"You may make meetings within: {county}")).ToBeVisibleAsync();
        await Expect(convener.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = isChinese ? "议题办理" : "Desk" })).ToHaveCountAsync(0);
        await Expect(convener.Page.Locator("li.entry")).ToHaveCountAsync(0);
        var title = $"{county}协商会 {Guid.NewGuid():n}"[..14];
        await convener.Page.GetByLabel(isChinese ? "会议名称" : "Title").First.FillAsync(title);
        await convener.Page.GetByLabel(isChinese ? "由我主持（用我的账号，无需主持链接）" : "I chair it (with my account, without a chair’s link)").CheckAsync();
        await convener.Button(isChinese ? "建立会议" : "Create meeting").ClickAsync();
        var entry = convener.Page.Locator("li.entry").Filter(new LocatorFilterOptions { HasText = title });
        await Expect(entry).ToBeVisibleAsync();
        await convener.Screenshot($"admin-convener-{width}-{locale}");
        (await convener.Barriers()).ShouldBeEmpty();

        // Whoever was named chair needs no code: the address alone leads there.
        var watch = await entry.GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = isChinese ? "旁观" : "Watch" }).GetAttributeAsync("href");
        await convener.Page.GotoAsync($"/chair/{watch!.Split('/')[^1]}");
        await Expect(convener.Page.Locator(".pane").First).ToBeVisibleAsync();
        await convener.Screenshot($"chair-by-account-{width}-{locale}");
        convener.Complaints.ShouldBeEmpty();
    }
}
