using System.Globalization;
using System.Text.RegularExpressions;
using Hub.Tests.House;
using Microsoft.Playwright;
using static Hub.Tests.House.Commands;
using static Microsoft.Playwright.Assertions;

namespace Hub.Tests.Browser;

/// <summary>
/// A meeting of two hours, whole, on five screens. What is done is done by hand on one of them and waited for by what the others show. Nobody waits for the
/// time to pass: the house's clock is moved on, and the devices find that theirs have come apart, as they do when a lid was closed.
/// </summary>
public sealed class MeetingStoryTests(Stage stage) : IClassFixture<Stage>
{
    private const string Question = "是否同意通过本次会议的建议案？";
    private const string Said = "三号楼前的路灯坏了半个月，老人晚上不敢出门。";

    [Fact]
    public async Task A_meeting_of_two_hours_goes_from_the_code_on_the_wall_to_the_printed_papers()
    {
        var room = await stage.Meeting("standingCommittee", open: false);
        await using var chair = await Enter(1024, 768, touch: true);
        await using var member = await Enter(390, 844, touch: true);
        await using var citizen = await Enter(360, 760, touch: true);
        await using var wall = await Enter(1920, 1080, ColorScheme.Dark);
        await using var observer = await Enter(1280, 800);
        Visitor[] all = [chair, member, citizen, wall, observer];

        // The wall shows the code; whoever scans it takes part, and the chair and a member come by their links.
        await wall.Page.GotoAsync($"/screen/{room.Id}");
        await Shows("join");
        var scanned = (await wall.Page.Locator(".qr").GetAttributeAsync("alt"))!;
        scanned.ShouldBe(new Uri(stage.Address, $"/m/{room.Codes["attend"]}").ToString());
        await observer.Page.GotoAsync($"/watch/{room.Id}");
        await chair.Sit($"/chair/{room.Id}", room.Codes["chair"], "周主席");
        await member.Sit($"/m/{room.Id}", room.Codes["member"], "王建国");
        await citizen.Page.GotoAsync(scanned);
        await citizen.Page.GetByLabel("您的姓名").FillAsync("李居民");
        await citizen.Button("加入").ClickAsync();
        await Expect(citizen.Page.Locator("form.join")).ToHaveCountAsync(0);
        await Expect(citizen.Page.GetByText("会议尚未开始，请稍候。")).ToBeVisibleAsync();
        await chair.Button("开始会议").ClickAsync();
        foreach (var phone in new[] { member, citizen })
        {
            await phone.Button("签到").ClickAsync();
            await Expect(phone.Page.Locator(".strip.good")).ToContainTextAsync("已签到");
        }

        var others = await room.Crowd(2, "member");
        foreach (var other in others)
        {
            (await other.Post(Of("checkIn"))).ShouldBeDone();
        }

        await Expect(chair.Page.GetByText("4 人签到")).ToBeVisibleAsync();

        // The first item in its time; the second runs over, and the chair takes the minutes from the next, as the page advises.
        await Next("宣布开会，通报出席情况");
        await Pass(5);
        await Next("有关部门通报情况");
        await Pass(24);
        foreach (var (seen, place) in new[] { (chair, ".clock"), (member, ".now"), (wall, ".giant") })
        {
            await Expect(seen.Page.Locator($"{place} .timer.over")).ToContainTextAsync("已超时");
        }

        await chair.Screenshot("story-over");
        await Expect(chair.Page.Locator(".advice")).ToContainTextAsync(new Regex("预计 \\d\\d:\\d\\d 结束 · 晚 [45] 分钟"));
        await chair.Page.Locator(".advice button").Filter(new LocatorFilterOptions { HasText = "调研组作专题报告" }).ClickAsync();
        await Expect(chair.Page.Locator(".clock .timer.over")).ToHaveCountAsync(0);
        await Expect(wall.Page.Locator(".giant .timer.over")).ToHaveCountAsync(0);
        await Expect(chair.Page.Locator(".desk-agenda > li").Nth(2)).ToContainTextAsync(new Regex("计划 1[45] 分钟"));
        await Next("调研组作专题报告");

        // What people write waits for the chair: one is let through, one is hidden, and nobody else has seen it.
        await chair.Page.GetByRole(AriaRole.Radio, new PageGetByRoleOptions { Name = "先审后发" }).ClickAsync();
        await Expect(citizen.Page.GetByText("意见经主持人通过后显示。").First).ToBeVisibleAsync();
        await Write(Said);
        await Write("低价出售旧手机");
        await Expect(citizen.Page.Locator(".row.waiting")).ToHaveCountAsync(2);
        await Expect(chair.Page.Locator("[data-comment].waiting")).ToHaveCountAsync(2);
        await chair.Screenshot("story-waiting");
        await Act(Said, "通过");
        await Expect(member.Page.Locator(".rows .said").Filter(new LocatorFilterOptions { HasText = Said })).ToBeVisibleAsync();
        await Expect(observer.Page.GetByText(Said)).ToBeVisibleAsync();
        await Act("低价出售旧手机", "隐藏");
        await Expect(chair.Page.Locator("[data-comment].waiting")).ToHaveCountAsync(0);
        await Expect(member.Page.GetByText("低价出售旧手机")).ToHaveCountAsync(0);
        await Expect(observer.Page.GetByText("低价出售旧手机")).ToHaveCountAsync(0);
        await member.Page.Locator(".rows > li").Filter(new LocatorFilterOptions { HasText = Said }).Locator("button.like").ClickAsync();
        await Expect(citizen.Page.Locator(".rows > li").Filter(new LocatorFilterOptions { HasText = Said }).Locator("button.like")).ToContainTextAsync("1");
        await Pass(14);

        // Hands are raised, and the floor goes from one to the next; who speaks too long sees it, as all do.
        await Next("常委、委员发言");
        await citizen.Button("举手发言").ClickAsync();
        await Expect(citizen.Page.GetByText("您排在第一位")).ToBeVisibleAsync();
        await member.Button("举手发言").ClickAsync();
        await Expect(member.Page.GetByText("您前面还有 1 人")).ToBeVisibleAsync();
        await chair.Button("请发言 · 李居民（未核实）").ClickAsync();
        await Expect(citizen.Page.GetByText("轮到您发言了").First).ToBeVisibleAsync();
        await Shows("speaker");
        await Expect(wall.Page.Locator(".huge")).ToContainTextAsync("李居民");
        await Expect(member.Page.Locator(".now .speaker")).ToContainTextAsync("李居民");
        await Pass(4);
        await Expect(citizen.Page.Locator(".my-floor .timer.over")).ToBeVisibleAsync();
        await Expect(wall.Page.Locator(".giant .timer.over")).ToBeVisibleAsync();
        await wall.Screenshot("story-speaker");
        await chair.Button("结束发言").ClickAsync();
        await chair.Button("请发言 · 王建国（未核实）").ClickAsync();
        await member.Button("结束发言").ClickAsync();
        await Expect(chair.Page.GetByText("没有人举手。")).ToBeVisibleAsync();
        await Expect(observer.Page.Locator(".now")).ToContainTextAsync("发言席空闲");
        await Pass(36);
        await Next("互动讨论");
        await Pass(15);

        // The ballot that such meetings hold: chosen, opened, voted, closed, and its result on the wall.
        await Next("审议通过建议案");
        await chair.Button(Question).ClickAsync();
        await Expect(chair.Page.GetByLabel("表决事项")).ToHaveValueAsync(Question);
        await chair.Button("开始表决").ClickAsync();
        await Shows("ballot");
        await Expect(wall.Page.GetByText(Question)).ToBeVisibleAsync();
        await Expect(observer.Page.Locator(".ballot-watch.open")).ToContainTextAsync(Question);
        await Expect(citizen.Page.GetByText("本次表决由委员参加，您可以查看进展。")).ToBeVisibleAsync();
        await member.Page.GetByRole(AriaRole.Radio, new PageGetByRoleOptions { Name = "赞成", Exact = true })
            .CheckAsync(new LocatorCheckOptions { Force = true });
        await member.Button("投票").ClickAsync();
        await Expect(member.Page.GetByText("已计票：赞成").First).ToBeVisibleAsync();
        var ballot = (await room.Snapshot()).List("ballots").ShouldHaveSingleItem().Text("id");
        (await others[0].Post(Vote(ballot, "approve"))).ShouldBeDone();
        (await others[1].Post(Vote(ballot, "oppose"))).ShouldBeDone();
        await Expect(chair.Page.GetByText("已投 3 / 应投 3").First).ToBeVisibleAsync();
        await wall.Screenshot("story-ballot");
        await Pass(5);
        await chair.Button("结束表决").ClickAsync();
        await chair.Button("确定结束").ClickAsync();
        await Shows("result");
        foreach (var seen in new[] { wall, member, citizen, observer })
        {
            await Expect(seen.Page.Locator(".outcome").First).ToContainTextAsync("通过：赞成 2");
        }

        await wall.Screenshot("story-result");

        // What was said becomes a commitment before all eyes.
        await Act(Said, "交办");
        var dialog = chair.Page.Locator("dialog[open]");
        await dialog.GetByLabel("承办单位").FillAsync("市城市管理局");
        await dialog.GetByLabel("办理期限").FillAsync("2099-06-30");
        await dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "确认交办" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(citizen.Page.Locator(".notice")).ToContainTextAsync("您的意见已交办给市城市管理局，2099年6月30日前办理。");
        await Expect(citizen.Page.Locator(".rows > li").Filter(new LocatorFilterOptions { HasText = Said }).Locator("a.tag")).ToHaveTextAsync("已交办");
        await Expect(chair.Page.Locator(".queue a.tag")).ToHaveTextAsync("已交办");
        await Expect(member.Page.Locator(".given li")).ToContainTextAsync("市城市管理局");
        await Expect(observer.Page.Locator(".given li")).ToContainTextAsync("市城市管理局");
        await chair.Button("交办事项").ClickAsync();
        await Shows("commitments");
        await wall.Screenshot("story-commitments");
        await chair.Button("自动").ClickAsync();
        await Shows("result");

        // A recess in the middle, and then the second half.
        await Next("部门回应");
        await Shows("item");
        await chair.Page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "休会", Exact = true }).ClickAsync();
        await Shows("pause");
        await Expect(member.Page.GetByText("休会中，请稍候。")).ToBeVisibleAsync();
        await Pass(15);
        await chair.Button("继续会议").ClickAsync();
        await Shows("item");
        await Expect(wall.Page.Locator("h2")).ToHaveTextAsync("部门回应");
        await Pass(10);
        await Write("还有一件事：健身器材也该修了。");
        await Expect(chair.Page.Locator("[data-comment].waiting")).ToHaveCountAsync(1);

        // The close says first what is left over.
        await chair.Button("结束会议").First.ClickAsync();
        await Expect(dialog.Locator("li")).ToHaveCountAsync(3);
        var left = await dialog.Locator("li").AllInnerTextsAsync();
        left[0].ShouldBe("1 条意见等待通过");
        left[1].ShouldContain("部门回应");
        left[2].ShouldContain("会议总结");
        await chair.Screenshot("story-close");
        await dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "结束会议" }).ClickAsync();
        await Shows("end");
        var kept = (await wall.Page.Locator(".qr").GetAttributeAsync("alt"))!;
        kept.ShouldBe(new Uri(stage.Address, $"/record/{room.Id}").ToString());
        await Expect(member.Page.Locator(".after")).ToContainTextAsync("参加表决 1 / 1 次");
        await Expect(citizen.Page.Locator(".after")).ToContainTextAsync("1 条意见已交办");
        await citizen.Screenshot("story-after");

        // The minutes are read and approved, and stand for whoever scans the wall's last code.
        await chair.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "查看纪要并审定" }).ClickAsync();
        await Expect(chair.Page.GetByText("草稿，尚未审定")).ToBeVisibleAsync();
        await chair.Button("审定纪要").ClickAsync();
        await Expect(chair.Page.GetByText("周主席（未核实） 于")).ToBeVisibleAsync();
        await observer.Page.GotoAsync(kept);
        await Expect(observer.Page.GetByText("周主席（未核实） 于")).ToBeVisibleAsync();
        await Expect(observer.Page.Locator(".decision")).ToContainTextAsync("通过：赞成 2");
        await Expect(observer.Page.Locator(".times li").Filter(new LocatorFilterOptions { HasText = "有关部门通报情况" }))
            .ToContainTextAsync(new Regex("实际 2[45] 分钟"));
        await Expect(observer.Page.Locator(".times li").Filter(new LocatorFilterOptions { HasText = "市城市管理局" })).ToHaveCountAsync(1);
        await Expect(observer.Page.GetByText("低价出售旧手机")).ToHaveCountAsync(0);
        (await observer.Barriers()).ShouldBeEmpty();
        await observer.Screenshot("story-record");

        // The two hours can be played again, and the result is handed out on paper.
        await citizen.Page.Locator(".after").GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = "会议回放" }).ClickAsync();
        var moment = citizen.Page.GetByRole(AriaRole.Slider);
        var length = int.Parse((await moment.GetAttributeAsync("max"))!, CultureInfo.InvariantCulture);
        TimeSpan.FromMilliseconds(length).ShouldBeGreaterThan(TimeSpan.FromHours(2));
        await moment.FocusAsync();
        await citizen.Page.Keyboard.PressAsync("End");
        await Expect(citizen.Page.Locator(".ballot-watch.closed")).ToContainTextAsync(Question);
        await chair.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "打印材料" }).ClickAsync();
        await Expect(chair.Page.Locator(".sheet")).ToHaveCountAsync(2);
        await chair.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        await Expect(chair.Page.Locator("nav.no-print")).ToBeHiddenAsync();
        await Expect(chair.Page.Locator(".sheet .verdict")).ToContainTextAsync("通过：赞成 2");
        await chair.Screenshot("story-papers");

        all.SelectMany(v => v.Complaints).ShouldBeEmpty();

        async Task Next(string title)
        {
            await chair.Button("下一项").ClickAsync();
            await Expect(chair.Page.Locator(".clock-title").First).ToHaveTextAsync(title);
            await Expect(member.Page.Locator(".now h2")).ToHaveTextAsync(title);
            await Expect(observer.Page.Locator(".now h2")).ToHaveTextAsync(title);
        }

        Task Shows(string scene) => Expect(wall.Page.Locator($"main[data-scene={scene}]")).ToBeVisibleAsync();

        async Task Write(string text)
        {
            await citizen.Page.GetByLabel("写下您的意见").FillAsync(text);
            await citizen.Button("发送").ClickAsync();
            await Expect(citizen.Page.Locator(".row.waiting").Filter(new LocatorFilterOptions { HasText = text })).ToBeVisibleAsync();
        }

        // The queue stands still while it is in hand: the chair lets go of it, looks at its top, and takes the row.
        async Task Act(string text, string deed)
        {
            await chair.Page.Mouse.MoveAsync(1, 1);
            await chair.Page.Locator(".queue").EvaluateAsync("queue => { queue.parentElement.scrollTop = 0; }");
            await chair.Page.Locator("[data-comment]").Filter(new LocatorFilterOptions { HasText = text })
                .GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = deed, Exact = true }).ClickAsync();
        }

        async Task Pass(int minutes)
        {
            var clock = stage.Service<Hub.Server.Journal.StoreClock>();
            clock.Set(clock.GetUtcNow() + TimeSpan.FromMinutes(minutes));
            foreach (var visitor in all)
            {
                await visitor.Page.EvaluateAsync("minutes => { window.slept += minutes * 60_000; }", minutes);
            }
        }
    }

    /// <summary>Guards how a house begins: the program, the link that it prints, one tap to be its operator, one more for the wall.</summary>
    [Fact]
    public async Task From_the_terminal_to_the_code_on_the_wall_it_takes_four_acts()
    {
        // The first act is the program's start: this house was started as the program is, and its link is what that prints.
        var acts = 1;
        await using var operating = await stage.Enter(1280, 800);
        acts++;
        await operating.Page.AddInitScriptAsync("window.acts = 0; addEventListener('pointerdown', () => window.acts++, true);");
        await operating.Page.GotoAsync($"/admin#key={Uri.EscapeDataString(OpenHouse.Key)}");
        await operating.Page.Locator(".adopt .primary").ClickAsync();

        // An account is offered, and nobody has to make it before going on.
        await Expect(operating.Page.Locator(".first-account a")).ToHaveAttributeAsync("href", "/admin/people");
        var named = operating.Page.Locator(".entry").Filter(new LocatorFilterOptions { HasText = "主动接轨大上海 加快建设新淮安" });
        var wall = await operating.Page.Context.RunAndWaitForPageAsync(() =>
            named.GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = "大屏", Exact = true }).ClickAsync());
        await Expect(wall.Locator(".qr")).ToBeVisibleAsync();
        (await wall.Locator(".qr").EvaluateAsync<bool>("async picture => { await picture.decode(); return picture.naturalWidth > 0; }")).ShouldBeTrue();
        acts += await operating.Page.EvaluateAsync<int>("() => window.acts");
        acts.ShouldBe(4);
        operating.Complaints.ShouldBeEmpty();
    }

    /// <summary>A device whose clock can be moved by what it has slept.</summary>
    private async Task<Visitor> Enter(int width, int height, ColorScheme light = ColorScheme.Light, bool touch = false)
    {
        var visitor = await stage.Enter(width, height, light, touch: touch);
        await visitor.Page.AddInitScriptAsync("(() => { const now = Date.now.bind(Date); window.slept = 0; Date.now = () => now() + window.slept; })();");
        return visitor;
    }
}
