using System.Text.RegularExpressions;
using Hub.Tests.House;
using Microsoft.Playwright;
using static Hub.Tests.House.Commands;
using static Microsoft.Playwright.Assertions;

namespace Hub.Tests.Browser;

/// <summary>An attendee's phone where people got stuck: while they read far below, when their comment became a commitment, and after the close.</summary>
public sealed class AttendScreenTests(Stage stage) : IClassFixture<Stage>
{
    /// <summary>Guards S1: a ballot opened, or the floor was theirs, and nothing changed on the screen of whoever read far below.</summary>
    [Fact]
    public async Task Whoever_reads_far_below_is_called_back_to_a_ballot_and_to_the_floor_and_keeps_the_focus()
    {
        const string Question = "路口要不要装减速带？";
        var room = await stage.Meeting();
        var neighbour = await room.Join("孙邻居");
        for (var i = 1; i <= 30; i++)
        {
            (await neighbour.Post(Comment($"第 {i} 条：放学时车太快。"))).ShouldBeDone();
        }

        await using var phone = await stage.Enter(360, 760, touch: true);
        await phone.Page.AddInitScriptAsync(
            "window.buzzed = []; Object.defineProperty(navigator, 'vibrate', { value: ms => { window.buzzed.push(ms); return true; } });");
        await phone.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ReducedMotion = ReducedMotion.NoPreference });
        await phone.Sit($"/m/{room.Id}", room.Codes["attend"], "老赵");
        await phone.Button("举手发言").ClickAsync();
        await Expect(phone.Page.GetByText("您排在第一位")).ToBeVisibleAsync();
        var call = phone.Page.Locator(".calls button");
        var like = phone.Page.Locator(".rows button.like").Last;
        await like.FocusAsync();
        await Expect(phone.Button("放下")).Not.ToBeInViewportAsync();
        await Expect(call).ToHaveCountAsync(0);

        var asked = new { question = Question, kind = "approval", voters = "all", closesIn = 600 };
        (await room.Chair.Post(Of("openBallot", asked))).ShouldBeDone();
        await Expect(call).ToHaveTextAsync(new Regex("^表决开始 · 还剩 \\d+:\\d\\d · 去投票$"));
        await Expect(like).ToBeFocusedAsync();
        await Expect(phone.Page).ToHaveTitleAsync(new Regex("^表决开始 · 协商会 "));
        await Expect(phone.Page.Locator(".unseen[role=status]")).ToHaveTextAsync($"表决开始：{Question}");
        (await Buzzed()).ShouldHaveSingleItem().ShouldBe(200);
        await phone.Screenshot("m-called-to-vote");

        // A tap goes there, and what is in view is not called.
        await call.ClickAsync();
        var heading = phone.Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = Question });
        await Expect(heading).ToBeInViewportAsync();
        await Expect(heading).ToBeFocusedAsync();
        await Expect(call).ToHaveCountAsync(0);
        await phone.Page.GetByRole(AriaRole.Radio, new PageGetByRoleOptions { Name = "赞成", Exact = true })
            .CheckAsync(new LocatorCheckOptions { Force = true });
        await phone.Button("投票").ClickAsync();
        await Expect(phone.Page.GetByText("已计票：赞成").First).ToBeVisibleAsync();
        await Expect(phone.Page).ToHaveTitleAsync(new Regex("^协商会 "));

        // Who has voted is not called again; the floor calls, and shakes nobody who asked for stillness.
        await phone.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ReducedMotion = ReducedMotion.Reduce });
        await like.FocusAsync();
        await Expect(heading).Not.ToBeInViewportAsync();
        await Expect(call).ToHaveCountAsync(0);
        var people = await stage.Get($"{room.Path}/people", room.Chair.Token);
        var participant = people.EnumerateArray().Single(p => p.Text("name") == "老赵").Text("participant");
        (await room.Chair.Post(Of("giveFloor", new { participant, seconds = 600 }))).ShouldBeDone();
        await Expect(call).ToHaveTextAsync("轮到您发言 · 去发言");
        await Expect(like).ToBeFocusedAsync();
        await Expect(phone.Page).ToHaveTitleAsync(new Regex("^轮到您发言 · 协商会 "));
        (await Buzzed()).ShouldHaveSingleItem().ShouldBe(200);
        await call.ClickAsync();
        await Expect(phone.Button("结束发言")).ToBeInViewportAsync();
        await Expect(call).ToHaveCountAsync(0);
        (await phone.Barriers()).ShouldBeEmpty();
        phone.Complaints.ShouldBeEmpty();

        Task<int[]> Buzzed() => phone.Page.EvaluateAsync<int[]>("() => window.buzzed");
    }

    /// <summary>
    /// Guards S5, S3 and D13: a commitment left no mark in the meeting, its author heard nothing, a long comment filled the phone, several people at one
    /// tablet were one, and after the close the page led nowhere.
    /// </summary>
    [Fact]
    public async Task A_comment_becomes_a_commitment_before_all_eyes_the_tablet_is_handed_on_and_the_close_leads_on()
    {
        const string Said = "三号楼的路灯坏了半个月";
        var room = await stage.Meeting();
        var neighbour = await room.Join("孙邻居");
        var list = string.Join('\n', Enumerable.Range(1, 200).Select(i => $"第 {i} 条"));
        (await neighbour.Post(Comment(list))).ShouldBeDone();
        await using var tablet = await stage.Enter(768, 1024, touch: true);
        await using var watcher = await stage.Enter(360, 760, ColorScheme.Dark, touch: true);
        await watcher.Page.GotoAsync($"/watch/{room.Id}");
        await tablet.Page.GotoAsync($"/m/{room.Codes["attend"]}");
        await Join("老赵");
        await Say(Said);

        // The long one is folded until somebody asks for it.
        var long1 = tablet.Page.Locator(".rows > li").Filter(new LocatorFilterOptions { HasText = "第 1 条" });
        await Expect(long1).Not.ToContainTextAsync("第 9 条");
        await tablet.Button($"展开全文（共 {list.Length} 字）").ClickAsync();
        await Expect(long1).ToContainTextAsync("第 200 条");
        await tablet.Button("收起").ClickAsync();
        await Expect(long1).Not.ToContainTextAsync("第 9 条");

        var comment = (await room.Comments()).Single(c => c.Text("text") == Said).Text("id");
        var promise = new { department = "市城管局", what = "修好三号楼的路灯", due = "2099-06-30", comment };
        (await room.Chair.Post(Of("commit", promise))).ShouldBeDone();
        var topic = (await room.Snapshot()).List("commitments").ShouldHaveSingleItem().Text("topic");
        await Expect(tablet.Page.Locator(".notice")).ToContainTextAsync("您的意见已交办给市城管局，2099年6月30日前办理。");
        var mark = tablet.Page.Locator(".rows > li").Filter(new LocatorFilterOptions { HasText = Said }).Locator("a.tag");
        await Expect(mark).ToHaveTextAsync("已交办");
        await Expect(mark).ToHaveAttributeAsync("href", $"/topics/{topic}");
        await Expect(long1.Locator("a.tag")).ToHaveCountAsync(0);
        var given = tablet.Page.Locator(".given li");
        await Expect(given).ToContainTextAsync("市城管局：修好三号楼的路灯");
        await Expect(given).ToContainTextAsync("来自您的意见");
        await Expect(given.Locator("a")).ToHaveAttributeAsync("href", $"/topics/{topic}");
        await Expect(watcher.Page.Locator(".given li")).ToContainTextAsync("市城管局：修好三号楼的路灯");
        await Expect(watcher.Page.Locator(".given li")).Not.ToContainTextAsync("来自您的意见");
        await tablet.Screenshot("m-given");
        (await tablet.Barriers()).ShouldBeEmpty();
        tablet.Complaints.ShouldBeEmpty();

        // What the chair takes back leaves list and mark on every screen, and its author is told; given again, it is there again.
        var commitment = (await room.Snapshot()).List("commitments")[0].Text("commitment");
        (await room.Chair.Post(Of("takeBackCommitment", new { commitment }))).ShouldBeDone();
        await Expect(tablet.Page.Locator(".notice")).ToContainTextAsync("主持人撤回了由您的意见形成的交办。");
        await Expect(mark).ToHaveCountAsync(0);
        await Expect(given).ToHaveCountAsync(0);
        await Expect(watcher.Page.Locator(".given li")).ToHaveCountAsync(0);
        (await room.Chair.Post(Of("commit", promise))).ShouldBeDone();
        await Expect(given).ToContainTextAsync("市城管局：修好三号楼的路灯");
        await Expect(watcher.Page.Locator(".given li")).ToHaveCountAsync(1);

        // The next person at this tablet is another one, and is told nothing of what was the first one's.
        var question = tablet.Page.Locator("dialog[open]");
        await tablet.Button("换一位").ClickAsync();
        await Expect(question).ToContainTextAsync("老赵");
        await question.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "取消" }).ClickAsync();
        await Expect(tablet.Page.Locator("form.join")).ToHaveCountAsync(0);
        await tablet.Button("换一位").ClickAsync();
        await question.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "结束并换人" }).ClickAsync();
        await Expect(tablet.Page.GetByLabel("您的姓名")).ToHaveValueAsync("");
        await Join("小钱");
        await Say("滑梯也松了");
        await Expect(given).Not.ToContainTextAsync("来自您的意见");
        var people = await stage.Get($"{room.Path}/people", room.Chair.Token);
        people.EnumerateArray().Count(p => p.Text("name") is "老赵" or "小钱").ShouldBe(2);
        (await room.Comments()).Select(c => c.Text("author", "name")).ShouldBe(["孙邻居", "老赵", "小钱"]);

        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        var after = tablet.Page.Locator(".after");
        await Expect(after).ToContainTextAsync("发表意见 1 条");
        await Expect(after).Not.ToContainTextAsync("条意见已交办");
        await Expect(after.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "本次交办 1 项" })).ToBeVisibleAsync();
        await Expect(after.GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = "会议回放" })).ToHaveAttributeAsync("href", $"/replay/{room.Id}");
        await tablet.Screenshot("m-after");
        (await tablet.Barriers()).ShouldBeEmpty();
        await after.GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = "会议记录" }).ClickAsync();
        await Expect(tablet.Page).ToHaveURLAsync(new Regex($"/record/{room.Id}$"));
        await Expect(tablet.Page.GetByText("修好三号楼的路灯").First).ToBeVisibleAsync();

        // Whoever only watches, and reads far below, sees all the same when the link is lost (S1).
        var link = watcher.Page.Locator(".link-state");
        await watcher.Page.EvaluateAsync("scrollTo(0, document.body.scrollHeight)");
        await Expect(link).Not.ToBeInViewportAsync();
        await link.EvaluateAsync("state => state.classList.add('stale')");
        await Expect(link).ToBeInViewportAsync();
        watcher.Complaints.ShouldBeEmpty();

        async Task Join(string name)
        {
            await tablet.Page.GetByLabel("您的姓名").FillAsync(name);
            await tablet.Button("加入").ClickAsync();
            await Expect(tablet.Page.Locator("form.join")).ToHaveCountAsync(0);
        }

        async Task Say(string text)
        {
            await tablet.Page.GetByLabel("写下您的意见").FillAsync(text);
            await tablet.Button("发送").ClickAsync();
            await Expect(tablet.Page.Locator(".rows > li.mine")).ToContainTextAsync(text);
        }
    }
}
