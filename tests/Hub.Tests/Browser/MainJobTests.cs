using Hub.Load.Crowd;
using Hub.Tests.House;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hub.Tests.Browser;

/// <summary>
/// The main job, on real input: one of the year's named meetings, run on a tablet, followed on a phone, watched and projected, with 200 people present.
/// </summary>
public sealed class MainJobTests(Stage stage) : IClassFixture<Stage>
{
    private const string Title = "主动接轨大上海 加快建设新淮安";

    [Fact]
    public async Task A_chair_runs_a_named_meeting_with_200_people_an_observer_and_a_projector()
    {
        await using var chair = await stage.Enter(1024, 768, touch: true);
        await using var member = await stage.Enter(360, 760, touch: true);
        await using var observer = await stage.Enter(1280, 800);
        await using var projector = await stage.Enter(1920, 1080, ColorScheme.Dark);

        // The operator signs in and takes the chair with one click.
        await chair.SignInAsOperator();
        await Expect(chair.Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = Title })).ToBeVisibleAsync();
        await chair.Screenshot("admin");
        var card = chair.Page.GetByRole(AriaRole.Listitem).Filter(new LocatorFilterOptions { HasText = Title });
        await card.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "主持会议" }).ClickAsync();
        await chair.Button("加入").ClickAsync();
        await Expect(chair.Button("开始会议")).ToBeVisibleAsync();
        var id = new Uri(chair.Page.Url).Segments[^1];

        var attendCode = await Code(id);
        var memberCode = await RenewCode(id, "member");
        await projector.Page.GotoAsync($"/screen/{id}");
        await Expect(projector.Page.GetByText(Title)).ToBeVisibleAsync();
        await Expect(projector.Page.Locator("img")).ToBeVisibleAsync();
        await projector.Screenshot("screen-join");
        await observer.Page.GotoAsync($"/watch/{id}");
        await member.Sit($"/m/{id}", memberCode, "王建国");

        // 200 people come, and go on commenting, liking, raising hands and voting until the meeting closes.
        using var home = new CancellationTokenSource();
        var crowd = new CrowdRun(new CrowdOptions(stage.Address, attendCode, 200, 10, memberCode, 0.6, 1, null), null);
        var running = crowd.Run(home.Token);

        await chair.Button("开始会议").ClickAsync();
        await member.Button("签到").ClickAsync();
        await Expect(member.Page.GetByText("已签到").First).ToBeVisibleAsync();
        await member.Page.GetByLabel("写下您的意见").FillAsync("建议把沪淮对接的项目清单向社会公开，每季度更新一次。");
        await member.Button("发送").ClickAsync();
        await Expect(observer.Page.GetByText("项目清单向社会公开").First).ToBeVisibleAsync();

        // Three speakers, one after another, each from the queue.
        await chair.Button("下一项").ClickAsync();
        await member.Button("举手发言").First.ClickAsync();
        for (var turn = 0; turn < 3; turn++)
        {
            await chair.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { NameRegex = new("^请发言"), Disabled = false }).First.ClickAsync();
            await Expect(chair.Button("结束发言")).ToBeVisibleAsync();
            if (turn == 0)
            {
                await chair.Button("发言").ClickAsync();
                await Expect(projector.Page.GetByText("正在发言").First).ToBeVisibleAsync();
                await projector.Screenshot("screen-speaker");
                await chair.Screenshot("chair");
                await member.Screenshot("m-now");
            }

            await chair.Button("结束发言").ClickAsync();
            await Expect(chair.Button("结束发言")).ToBeHiddenAsync();
        }

        await Present(observer, 200);
        await observer.Screenshot("watch");
        await RunBallot(chair, member, projector, "是否同意建议案提交市委、市政府？", "ballot-1");
        await chair.Button("下一项").ClickAsync();
        await RunBallot(chair, member, projector, "是否同意将园区用工问题列为重点督办事项？", "ballot-2");

        // The agenda is walked to its end.
        var items = await chair.Page.Locator(".desk-agenda > li").CountAsync();
        for (var item = 3; item <= items; item++)
        {
            await chair.Button("下一项").ClickAsync();
            await Expect(chair.Page.Locator($".desk-agenda > li:nth-child({item})")).ToHaveAttributeAsync("aria-current", "step");
        }

        await chair.Button("下一项").ClickAsync();
        await Expect(chair.Page.GetByText("议程已全部完成")).ToBeVisibleAsync();

        await chair.Button("结束会议").First.ClickAsync();
        await chair.Page.Locator("dialog[open]").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "结束会议" }).ClickAsync();
        await Expect(member.Page.GetByText("会议已结束", new PageGetByTextOptions { Exact = false }).First).ToBeVisibleAsync();
        await Expect(observer.Page.GetByText("已结束", new PageGetByTextOptions { Exact = true }).First).ToBeVisibleAsync();
        await chair.Screenshot("chair-closed");

        await home.CancelAsync();
        await running;
        crowd.Faultless.ShouldBeTrue(crowd.Findings.ToString());
        new[] { chair, member, observer, projector }.SelectMany(v => v.Complaints).ShouldBeEmpty();
    }

    private static async Task RunBallot(Visitor chair, Visitor member, Visitor projector, string question, string name)
    {
        await chair.Page.GetByLabel("表决事项").FillAsync(question);
        await chair.Button("开始表决").ClickAsync();
        await Expect(projector.Page.GetByText(question)).ToBeVisibleAsync();
        await member.Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = question }).WaitForAsync();
        await member.Page.GetByRole(AriaRole.Radio, new PageGetByRoleOptions { Name = "赞成" }).CheckAsync(new LocatorCheckOptions { Force = true });
        await member.Button("投票").ClickAsync();
        await Expect(member.Page.GetByText("已计票：赞成").First).ToBeVisibleAsync();
        await member.Screenshot($"m-{name}");
        await Expect(chair.Page.GetByText(new System.Text.RegularExpressions.Regex("已投 [1-9]\\d+")).First).ToBeVisibleAsync();
        await chair.Screenshot($"chair-{name}");
        await projector.Screenshot($"screen-{name}");
        await chair.Button("结束表决").ClickAsync();
        await chair.Button("确定结束").ClickAsync();
        await chair.Button("结果").ClickAsync();
        await Expect(projector.Page.GetByText(new System.Text.RegularExpressions.Regex("通过")).First).ToBeVisibleAsync();
        await projector.Screenshot($"screen-{name}-result");
    }

    private static async Task Present(Visitor visitor, int people) =>
        await Expect(visitor.Page.GetByRole(AriaRole.Definition).First).ToHaveTextAsync($"{people + 2}");

    private async Task<string> Code(string id)
    {
        return (await stage.Get($"/api/meetings/{id}/codes")).Text("attend");
    }

    private async Task<string> RenewCode(string id, string role)
    {
        using var answer = await stage.Send(HttpMethod.Post, $"/api/meetings/{id}/codes", stage.OperatorToken, new { role });
        return (await OpenHouse.Json(answer)).Text("code");
    }
}
