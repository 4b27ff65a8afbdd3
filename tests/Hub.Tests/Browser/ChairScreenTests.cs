using System.Text.RegularExpressions;
using Hub.Tests.House;
using Microsoft.Playwright;
using static Hub.Tests.House.Commands;
using static Microsoft.Playwright.Assertions;

namespace Hub.Tests.Browser;

/// <summary>The chair's tablet: nothing moves under the hand, and everything is at hand on a screen of any shape.</summary>
public sealed class ChairScreenTests(Stage stage) : IClassFixture<Stage>
{
    /// <summary>Guards S2: the queue moved under the finger, and a hall's comments were approved one by one.</summary>
    [Fact]
    public async Task Rows_keep_their_places_while_comments_come_and_many_are_approved_at_once()
    {
        var room = await stage.Meeting();
        (await room.Chair.Post(Of("setModeration", new { mode = "pre" }))).ShouldBeDone();
        var people = await room.Crowd(5);
        var waiting = new List<string>();
        foreach (var person in people[..3])
        {
            waiting.Add((await person.Post(Comment($"{person.Name}报修一处井盖"))).ShouldBeDone().Made);
        }

        await using var chair = await stage.Enter(1024, 768, touch: true);
        await chair.Sit($"/chair/{room.Id}", room.Codes["chair"], "周主席");
        var rows = chair.Page.Locator("[data-comment]");
        await Expect(rows).ToHaveCountAsync(3);
        await chair.Page.Locator(".queue").FocusAsync();
        var places = await Places();

        // Two come, and somebody else approves one, while the chair has the queue in hand.
        (await room.Chair.Post(Of("approveComment", new { comment = waiting[1] }))).ShouldBeDone();
        foreach (var person in people[3..])
        {
            (await person.Post(Comment($"{person.Name}说公交站没有座椅"))).ShouldBeDone();
        }

        await Expect(chair.Button("2 条新意见")).ToBeVisibleAsync();
        await Expect(rows.Nth(1)).ToContainTextAsync("已通过");
        await Expect(rows.Nth(1).GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
        (await Places()).ShouldBe(places);
        await chair.Screenshot("chair-queue-still");
        (await chair.Barriers()).ShouldBeEmpty();

        // The pill takes in what is new: four await approval, one is approved.
        await chair.Button("2 条新意见").ClickAsync();
        await Expect(rows).ToHaveCountAsync(5);
        await Expect(chair.Page.Locator("[data-comment].waiting")).ToHaveCountAsync(4);
        for (var row = 0; row < 3; row++)
        {
            await rows.Nth(row).GetByRole(AriaRole.Checkbox).CheckAsync();
        }

        await chair.Screenshot("chair-queue-bulk");
        await chair.Page.Locator(".queue").EvaluateAsync("queue => { queue.parentElement.scrollTop = queue.parentElement.scrollHeight; }");
        (await chair.Barriers()).ShouldBeEmpty();
        await chair.Button("通过 3 条").ClickAsync();
        await Expect(chair.Page.Locator("[data-comment].waiting")).ToHaveCountAsync(1);
        (await Visible()).ShouldBe(4);
        await chair.Button("撤销（改为隐藏）").ClickAsync();
        await Expect(chair.Page.Locator("[data-comment].hidden")).ToHaveCountAsync(3);
        (await Visible()).ShouldBe(1);

        // So do those who wish to speak: whoever lowers their hand brings nobody else under the finger.
        foreach (var person in people[..2])
        {
            (await person.Post(Of("raiseHand"))).ShouldBeDone();
        }

        var hands = chair.Page.Locator("ol.hands > li");
        await Expect(hands).ToHaveCountAsync(2);
        await hands.Nth(1).HoverAsync();
        (await people[0].Post(Of("lowerHand"))).ShouldBeDone();
        await Expect(hands.First).ToHaveClassAsync("gone");
        await Expect(hands.First.GetByRole(AriaRole.Button).First).ToBeDisabledAsync();
        await Expect(hands.Nth(1)).ToContainTextAsync(people[1].Name);
        chair.Complaints.ShouldBeEmpty();

        async Task<List<(string?, float)>> Places()
        {
            var all = new List<(string?, float)>();
            foreach (var row in await rows.AllAsync())
            {
                all.Add((await row.GetAttributeAsync("data-comment"), (await row.BoundingBoxAsync())!.Y));
            }

            return all;
        }

        async Task<int> Visible() => (await room.Comments()).Count(c => c.Text("status") == "visible");
    }

    /// <summary>Guards S6 and D13: three columns squeezed into a narrow screen, a ballot below the fold, two people of one name alike.</summary>
    [Theory]
    [InlineData(768, 1024, ColorScheme.Light)]
    [InlineData(512, 384, ColorScheme.Dark)]
    public async Task On_a_narrow_screen_the_parts_are_tabs_two_of_one_name_differ_and_a_ballot_is_in_view(int width, int height, ColorScheme light)
    {
        var room = await stage.Meeting();
        var people = new[] { await room.Join("王芳"), await room.Join("王芳") };
        foreach (var person in people)
        {
            (await person.Post(Of("raiseHand"))).ShouldBeDone();
        }

        (await people[0].Post(Comment(string.Join('\n', Enumerable.Range(1, 200).Select(n => $"第 {n} 条"))))).ShouldBeDone();
        await using var chair = await stage.Enter(width, height, light, touch: true);
        await chair.Sit($"/chair/{room.Id}", room.Codes["chair"], "周主席");
        await Expect(chair.Page.GetByRole(AriaRole.Tab)).ToHaveCountAsync(3);
        await Expect(chair.Page.Locator(".pane:visible")).ToHaveCountAsync(1);
        await chair.Part("发言与意见 2");
        await Expect(chair.Page.Locator(".pane:visible")).ToHaveCountAsync(1);
        foreach (var person in people)
        {
            await Expect(chair.Button($"请发言 · 王芳（未核实） · 席位 {person.Participant[^4..]}")).ToBeVisibleAsync();
        }

        // The long text takes no more than a few lines until it is asked for.
        var said = chair.Page.Locator(".queue .said");
        (await said.BoundingBoxAsync())!.Height.ShouldBeLessThan(260);
        await chair.Screenshot($"chair-floor-{width}");
        (await chair.Barriers()).ShouldBeEmpty();
        await chair.Page.Locator(".queue").GetByText(new Regex("^展开全文（共 \\d+ 字）$")).ClickAsync();
        await Expect(chair.Button("收起")).ToBeVisibleAsync();
        (await said.BoundingBoxAsync())!.Height.ShouldBeGreaterThan(2000);
        (await chair.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth")).ShouldBeTrue();

        await chair.Part("表决");
        await chair.Page.GetByLabel("表决事项").FillAsync("是否同意先修井盖？");
        await Expect(chair.Button("开始表决")).ToBeInViewportAsync();
        await chair.Screenshot($"chair-ballot-form-{width}");
        await chair.Button("开始表决").ClickAsync();
        await Expect(chair.Button("结束表决")).ToBeInViewportAsync();
        await Expect(chair.Page.GetByLabel("表决事项")).ToBeHiddenAsync();
        await Expect(chair.Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "表决 1" })).ToBeVisibleAsync();
        await chair.Screenshot($"chair-ballot-open-{width}");
        await chair.Page.EvaluateAsync("scrollTo(0, document.body.scrollHeight)");
        (await chair.Barriers()).ShouldBeEmpty();
        (await chair.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth")).ShouldBeTrue();
        chair.Complaints.ShouldBeEmpty();
    }

    /// <summary>Guards S6 on the wide screen: what sends a ballot was 310 pixels below the fold, and an item went up one step at a time.</summary>
    [Fact]
    public async Task Beside_each_other_the_parts_keep_at_hand_what_opens_and_closes_a_ballot_and_an_item_goes_to_its_place()
    {
        var room = await stage.Meeting();
        var titles = (await room.Snapshot()).List("agenda", "items").Select(i => i.Text("title")).ToList();
        titles.Count.ShouldBeGreaterThan(2);
        await using var chair = await stage.Enter(1024, 768, touch: true);
        await chair.Sit($"/chair/{room.Id}", room.Codes["chair"], "周主席");
        await Expect(chair.Page.Locator(".pane:visible")).ToHaveCountAsync(3);
        await Expect(chair.Page.GetByRole(AriaRole.Tab)).ToHaveCountAsync(0);
        await Expect(chair.Button("开始表决")).ToBeInViewportAsync();

        await chair.Page.Locator(".item-line").First.ClickAsync();
        await chair.Page.GetByLabel("移到第几位").SelectOptionAsync($"{titles.Count - 1}");
        await chair.Button("移动").ClickAsync();
        await Expect(chair.Page.Locator(".desk-agenda .agenda-title").Last).ToHaveTextAsync(titles[0]);
        (await room.Snapshot()).List("agenda", "items").Select(i => i.Text("title")).ShouldBe([.. titles[1..], titles[0]]);

        var last = (await room.Snapshot()).List("agenda", "items")[^1].Text("id");
        (await room.Chair.Post(Of("startItem", new { item = last }))).ShouldBeDone();
        await Expect(chair.Page.Locator(".desk-agenda [aria-current]")).ToBeInViewportAsync();
        (await room.Chair.Post(Of("openBallot", new { question = "是否同意先修井盖？", kind = "approval" }))).ShouldBeDone();
        await Expect(chair.Button("结束表决")).ToBeInViewportAsync();
        await Expect(chair.Page.GetByLabel("表决事项")).ToBeHiddenAsync();
        await chair.Screenshot("chair-ballot-open-1024");
        (await chair.Barriers()).ShouldBeEmpty();

        // The next one may be written all the same.
        await chair.Button("发起表决").ClickAsync();
        await Expect(chair.Page.GetByLabel("表决事项")).ToBeFocusedAsync();
        chair.Complaints.ShouldBeEmpty();
    }
}
