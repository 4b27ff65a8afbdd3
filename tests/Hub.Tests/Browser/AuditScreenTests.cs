using Hub.Domain.Audit;
using Hub.Server.Audit;
using Hub.Tests.House;
using Microsoft.Playwright;
using static Hub.Tests.House.Commands;
using static Microsoft.Playwright.Assertions;

namespace Hub.Tests.Browser;

/// <summary>On real screens: the operator finds who did what.</summary>
public sealed class AuditScreenTests(Stage stage) : IClassFixture<Stage>
{
    [Theory]
    [InlineData(360, 760, "zh-CN", ColorScheme.Dark)]
    [InlineData(1280, 800, "en-GB", ColorScheme.Light)]
    public async Task The_operator_finds_who_declined_a_topic_and_nobody_else_sees_the_log(int width, int height, string locale, ColorScheme light)
    {
        var isChinese = locale == "zh-CN";
        var topic = await Topic.Raise(stage);
        (await topic.Staff(Of("decline", new { reason = "不属于本市" }))).ShouldBeDone();
        (await topic.Do(topic.Raiser, Of("decline", new { reason = "我也来" }))).ShouldBeRefused("forbidden");
        await stage.Service<AuditLog>().Flush();
        await using var visitor = await stage.Enter(width, height, light, locale, touch: true);
        await visitor.Page.GotoAsync("/audit");
        await Expect(visitor.Page.GetByText(isChinese ? "只有管理员和审计员可以查看" : "Only operators and auditors may read")).ToBeVisibleAsync();

        await visitor.SignInAsOperator();
        await visitor.Page.Locator("a[href='/audit']").ClickAsync();
        await Expect(visitor.Page.Locator(".audit").First).ToContainTextAsync(isChinese ? "登录" : "Signed in");
        await visitor.Page.GetByLabel(isChinese ? "行为" : "Act").SelectOptionAsync(AuditActs.TopicDeclined);

        var entry = visitor.Page.Locator(".audit").Filter(new LocatorFilterOptions { HasText = topic.Id });
        await Expect(entry).ToHaveCountAsync(2);
        await Expect(entry.Nth(0)).ToContainTextAsync(isChinese ? "未登录的人" : "Nobody signed in");
        await Expect(entry.Nth(0)).ToContainTextAsync(isChinese ? "被拒绝" : "Refused");
        await Expect(entry.Nth(1)).ToContainTextAsync(isChinese ? "管理员密钥" : "Operator’s key");
        await Expect(entry.Nth(1)).ToContainTextAsync(isChinese ? "已完成" : "Done");
        await visitor.Screenshot($"audit-{width}-{locale}");
        (await visitor.Barriers()).ShouldBeEmpty();

        await visitor.Page.GetByLabel(isChinese ? "人员" : "Person").FillAsync(AuditKinds.Guest);
        await visitor.Button(isChinese ? "筛选" : "Filter").ClickAsync();
        await Expect(entry).ToHaveCountAsync(1);
        visitor.Page.Url.ShouldEndWith($"/audit?act={AuditActs.TopicDeclined}&who={AuditKinds.Guest}");
    }
}
