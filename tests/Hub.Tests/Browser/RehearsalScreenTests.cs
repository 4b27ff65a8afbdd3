using Hub.Tests.House;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hub.Tests.Browser;

/// <summary>On real screens: whoever prepares a meeting has a crowd come to a copy of it, and reads on a card how many this installation carries.</summary>
public sealed class RehearsalScreenTests(Stage stage) : IClassFixture<Stage>
{
    [Theory]
    [InlineData(1280, "zh-CN", ColorScheme.Light)]
    [InlineData(390, "en-GB", ColorScheme.Dark)]
    public async Task A_rehearsal_is_asked_for_beside_the_meeting_and_ends_with_a_card(int width, string locale, ColorScheme light)
    {
        string Say(string zh, string en) => locale == "zh-CN" ? zh : en;
        var title = (await (await stage.Meeting(open: false)).Snapshot()).Text("title");
        await stage.Meeting();
        await using var office = await stage.Enter(width, 900, light, locale);
        await office.SignInAsOperator();
        var entry = office.Page.Locator("li.entry").Filter(new LocatorFilterOptions { HasText = title });
        await entry.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = Say("彩排", "Rehearse"), Exact = true }).ClickAsync();
        await office.Page.GetByLabel(Say("人数", "People"), new PageGetByLabelOptions { Exact = true }).FillAsync("2");
        await office.Page.GetByLabel(Say("时长（秒）", "Seconds"), new PageGetByLabelOptions { Exact = true }).FillAsync("1");

        // Another meeting is open: nobody takes the machine from it without meaning to.
        await office.Button(Say("开始彩排", "Start the rehearsal")).ClickAsync();
        await Expect(entry.Locator(".wrong")).ToContainTextAsync(Say("现在有会议正在进行", "A meeting is open"));
        await entry.GetByRole(AriaRole.Checkbox).CheckAsync();
        await office.Button(Say("开始彩排", "Start the rehearsal")).ClickAsync();

        var card = entry.Locator(".rehearsal-card");
        await Expect(card.Locator(".carried")).ToBeVisibleAsync(new LocatorAssertionsToBeVisibleOptions { Timeout = 60_000 });
        await Expect(card).ToContainTextAsync("SQLite");
        await Expect(card.Locator("tbody tr").First.Locator("td").First).ToHaveTextAsync("1");
        await card.ScrollIntoViewIfNeededAsync();
        await office.Screenshot($"rehearsal-{width}-{locale}-{light}");
        (await office.Barriers()).ShouldBeEmpty();
    }
}
