using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Tests.House;
using Microsoft.Playwright;
using static Hub.Tests.House.Commands;
using static Microsoft.Playwright.Assertions;

namespace Hub.Tests.Browser;

/// <summary>The desk with many topics on real screens, and what a citizen finds of theirs.</summary>
public sealed class DeskScreenTests(Stage stage) : IClassFixture<Stage>
{
    /// <summary>Guards S10: one queue could be searched at a time, nothing was counted, done at once or taken back, and each act lost the place.</summary>
    [Fact]
    public async Task The_desk_finds_all_shows_the_next_does_several_at_once_and_takes_back()
    {
        var word = $"照明{Guid.NewGuid():n}"[..10];
        var topics = new List<Topic>();
        foreach (var street in new[] { "东大街", "西大街", "南门口", "北门口" })
        {
            topics.Add(await Topic.Raise(stage, new { title = $"{street} {word}", text = "夜里看不清台阶。", county = "清江浦区" }));
        }

        (await topics[3].Staff(Of("accept"))).ShouldBeDone();
        await using var clerk = await stage.Enter(1280, 800);
        await Enter(clerk, (await stage.Account(new AccountRole(StaffRole.Staff))).Token);
        await clerk.Page.GotoAsync("/desk");

        // What is looked for is looked for in all queues, the oldest first, and each queue says how much of it stands there.
        await clerk.Page.GetByRole(AriaRole.Searchbox).FillAsync(word);
        await Expect(clerk.Page.Locator(".desk-row b")).ToHaveTextAsync([$"东大街 {word}", $"西大街 {word}", $"南门口 {word}", $"北门口 {word}"]);
        await Expect(Queue("全部 4")).ToBeCheckedAsync();
        await Expect(Queue("待处理 3")).ToBeVisibleAsync();
        await Expect(Queue("已采纳 1")).ToBeVisibleAsync();
        await Expect(clerk.Page.Locator(".desk-row").First).ToContainTextAsync("今天提出");

        // After an act the next is shown; taken back, the first is as it was.
        await Queue("待处理 3").CheckAsync();
        await clerk.Page.Locator(".desk-row button").First.ClickAsync();
        await Shown("东大街");
        await clerk.Button("采纳").ClickAsync();
        await Shown("西大街");
        await Expect(clerk.Page.Locator(".desk-row")).ToHaveCountAsync(2);
        await clerk.Button("撤销").ClickAsync();
        await Shown("东大街");
        await Expect(Queue("待处理 3")).ToBeCheckedAsync();
        (await topics[0].Status()).ShouldBe("raised");

        // Who sees to it stands beside it.
        await clerk.Button("我来负责").ClickAsync();
        await Expect(clerk.Page.Locator(".desk-row").First).ToContainTextAsync("由我负责");
        await Expect(Queue("我负责 1")).ToBeVisibleAsync();

        // Two with one reason, and back.
        await clerk.Page.GetByLabel($"选择：西大街 {word}").CheckAsync();
        await clerk.Page.GetByLabel($"选择：南门口 {word}").CheckAsync();
        await clerk.Button("不采纳所选").ClickAsync();
        await clerk.Page.GetByLabel("原因（对所选每一项相同）").FillAsync("路灯改造已列入计划");
        await clerk.Screenshot("desk-several");
        await clerk.Button("确定").ClickAsync();
        await Expect(Queue("待处理 1")).ToBeVisibleAsync();
        (await topics[1].Snapshot()).Text("declined", "reason").ShouldBe("路灯改造已列入计划");
        (await topics[2].Status()).ShouldBe("declined");
        await clerk.Button("撤销").ClickAsync();
        await Expect(Queue("待处理 3")).ToBeVisibleAsync();
        (await topics[1].Status(), await topics[2].Status()).ShouldBe(("raised", "raised"));

        foreach (var (width, height) in new[] { (1280, 800), (768, 1024), (390, 844) })
        {
            await clerk.Page.SetViewportSizeAsync(width, height);
            await Looked($"desk-{width}");
            if (width < 960)
            {
                await clerk.Button("回到列表").ClickAsync();
                await Expect(clerk.Page.Locator(".desk-row").First).ToBeVisibleAsync();
                await Looked($"desk-list-{width}");
                await clerk.Page.Locator(".desk-row button").First.ClickAsync();
                await Shown("东大街");
            }
        }

        clerk.Complaints.ShouldBeEmpty();

        ILocator Queue(string name) => clerk.Page.GetByRole(AriaRole.Radio, new PageGetByRoleOptions { Name = name, Exact = true });

        Task Shown(string street) => Expect(clerk.Page.Locator(".topic-head h1")).ToHaveTextAsync($"{street} {word}");

        async Task Looked(string name)
        {
            (await clerk.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth")).ShouldBeTrue(name);
            await clerk.Screenshot(name);
            (await clerk.Barriers()).ShouldBeEmpty(name);
        }
    }

    /// <summary>Guards S11: nothing told a citizen what became of theirs, their rating was gone once it had reopened, a meeting was shown as held.</summary>
    [Theory]
    [InlineData("zh-CN", ColorScheme.Light)]
    [InlineData("en-GB", ColorScheme.Dark)]
    public async Task A_citizen_finds_what_is_theirs_with_what_is_new_and_their_rating_stays(string locale, ColorScheme light)
    {
        var isChinese = locale == "zh-CN";
        var topic = await Topic.Raise(stage, $"桥下积水 {locale}");
        var room = await stage.Meeting();
        await room.Join("赵", token: topic.Raiser);
        await topic.Resolve();
        await using var citizen = await stage.Enter(390, 844, light, locale, touch: true);
        await Enter(citizen, topic.Raiser);

        await citizen.Page.GotoAsync("/mine");
        await Expect(citizen.Page.GetByText(Say("1 个议题有新进展", "1 topic has something new"))).ToBeVisibleAsync();
        await Expect(citizen.Page.Locator($"a[href='/m/{room.Id}']")).ToBeVisibleAsync();
        await citizen.Screenshot($"mine-{locale}");
        (await citizen.Barriers()).ShouldBeEmpty();

        // No meeting dealt with it: that step is not drawn as taken.
        await citizen.Page.Locator($"a[href='/topics/{topic.Id}']").ClickAsync();
        await Expect(citizen.Page.Locator(".chain li").Nth(2)).ToHaveClassAsync("skipped");
        await Expect(citizen.Page.Locator(".chain li").Nth(2)).ToContainTextAsync(Say("未开会", "not held"));
        await citizen.Page.Locator("form.rating input[type=radio]").First.CheckAsync();
        await citizen.Page.Locator("form.rating input:not([type=radio])").FillAsync("桥下还是有水");
        await citizen.Page.Locator("form.rating button[type=submit]").ClickAsync();
        await Expect(citizen.Page.Locator(".my-rating")).ToContainTextAsync("桥下还是有水");
        await citizen.Page.ReloadAsync();
        await Expect(citizen.Page.Locator(".my-rating")).ToContainTextAsync("桥下还是有水");
        (await citizen.Barriers()).ShouldBeEmpty();

        // What was looked at is not new any more.
        await citizen.Page.WaitForFunctionAsync("id => localStorage.getItem('mine:seen')?.includes(id)", topic.Id);
        await citizen.Page.GotoAsync("/mine");
        await Expect(citizen.Page.GetByText(Say("上次看过之后，没有新的进展。", "Nothing is new since you last looked."))).ToBeVisibleAsync();
        citizen.Complaints.ShouldBeEmpty();

        string Say(string chinese, string english) => isChinese ? chinese : english;
    }

    private Task Enter(Visitor visitor, string token) => visitor.Page.Context.AddCookiesAsync(
        [new Cookie { Name = SessionCookie.Plain, Value = token, Url = stage.Address.ToString() }]);
}
