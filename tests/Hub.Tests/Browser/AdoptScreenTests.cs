using System.Text.Json;
using System.Text.RegularExpressions;
using Hub.Tests.House;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hub.Tests.Browser;

/// <summary>
/// A link with a key in it. Guards the attack: whoever opened it was signed in as the one whose key it was, without being asked: their own session was gone,
/// and what they did next was done in the other's name.
/// </summary>
public sealed partial class AdoptScreenTests(Stage stage) : IClassFixture<Stage>
{
    [Theory]
    [InlineData(ColorScheme.Light, "zh-CN", "提出人的身份继续？", "您提出了这个议题")]
    [InlineData(ColorScheme.Dark, "en-GB", "Continue on this device as the one who raised", "You raised this topic")]
    public async Task A_link_back_to_a_topic_changes_nothing_until_it_is_said(ColorScheme light, string locale, string question, string raised)
    {
        var topic = await Topic.Raise(stage, "菜场停车难");
        await using var phone = await stage.Enter(360, 760, light, locale, touch: true);
        await phone.Page.GotoAsync($"/topics/{topic.Id}");
        var before = await Person(phone);

        await phone.Page.GotoAsync("about:blank");
        await phone.Page.GotoAsync($"/topics/{topic.Id}#key={topic.ReturnKey}");

        await Expect(phone.Page.Locator(".adopt h2")).ToContainTextAsync(question);
        await Expect(phone.Page.Locator(".adopt h2")).ToContainTextAsync("菜场停车难");
        await Expect(phone.Page).ToHaveURLAsync(WithoutFragment());
        (await Person(phone)).ShouldBe(before);
        await Expect(phone.Page.GetByText(raised)).ToHaveCountAsync(0);
        await phone.Screenshot($"adopt-topic-{light}-{locale[..2]}".ToLowerInvariant());
        (await phone.Barriers()).ShouldBeEmpty();

        await phone.Page.Locator(".adopt .primary").ClickAsync();
        await Expect(phone.Page.GetByText(raised)).ToBeVisibleAsync();
        (await Person(phone)).ShouldBe(before, "elsewhere they are who they were");
        phone.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(ColorScheme.Light, "zh-CN", "以委员李秀英的身份继续？", "现在以管理员的身份登录。要退出管理员，改以委员李秀英的身份继续吗？", "李秀英")]
    [InlineData(ColorScheme.Dark, "en-GB", "as the member 王学文?", "Sign the operator out, and continue as the member 王学文?", "王学文")]
    public async Task The_operator_becomes_a_member_by_no_link_but_by_two_answers_that_name_both(
        ColorScheme light, string locale, string question, string both, string name)
    {
        var member = await stage.Member(name);
        using var made = await stage.Send(HttpMethod.Post, $"/api/members/{member}/key", stage.OperatorToken);
        var link = $"/members/{member}#{(await OpenHouse.Json(made)).Text("code")}";
        await using var desk = await stage.Enter(1024, 768, light, locale, touch: true);
        await desk.SignInAsOperator();

        await desk.Page.GotoAsync(link);
        await Expect(desk.Page.Locator(".adopt h2")).ToContainTextAsync(question);
        (await Role(desk)).ShouldBe("operator");
        await desk.Page.Locator(".adopt .primary").ClickAsync();
        await Expect(desk.Page.Locator(".adopt h2")).ToContainTextAsync(both);
        (await Role(desk)).ShouldBe("operator", "one tap is not enough");
        await desk.Screenshot($"adopt-both-{light}-{locale[..2]}".ToLowerInvariant());
        (await desk.Barriers()).ShouldBeEmpty();
        await desk.Page.Locator(".adopt button:not(.primary)").ClickAsync();
        await Expect(desk.Page.Locator(".adopt")).ToHaveCountAsync(0);
        (await Role(desk)).ShouldBe("operator");

        await desk.Page.GotoAsync("about:blank");
        await desk.Page.GotoAsync(link);
        await desk.Page.Locator(".adopt .primary").ClickAsync();
        await Expect(desk.Page.Locator(".adopt h2")).ToContainTextAsync(both);
        await desk.Page.Locator(".adopt .primary").ClickAsync();
        await Expect(desk.Page.Locator(".adopt")).ToHaveCountAsync(0);
        await Eventually.Holds(async () => await Role(desk) == "member");
    }

    private static async Task<string> Person(Visitor visitor) => (await Me(visitor)).Text("person");

    private static async Task<string?> Role(Visitor visitor) => (await Me(visitor)).Find("role")?.GetString();

    private static async Task<JsonElement> Me(Visitor visitor) =>
        await visitor.Page.EvaluateAsync<JsonElement>("() => fetch('/api/me').then(answer => answer.json())");

    [GeneratedRegex("^[^#]*$")]
    private static partial Regex WithoutFragment();
}
