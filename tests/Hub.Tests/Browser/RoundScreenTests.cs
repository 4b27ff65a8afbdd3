using System.Globalization;
using System.Text.Json;
using Hub.Tests.House;
using Microsoft.Playwright;
using static Hub.Tests.House.Commands;
using static Microsoft.Playwright.Assertions;

namespace Hub.Tests.Browser;

/// <summary>An opinion round on real screens: on phones, before the chair and the desk, on the wall, and in the record.</summary>
public sealed class RoundScreenTests(Stage stage) : IClassFixture<Stage>
{
    private static readonly string[] Eight =
    [
        "先修好老车站的屋顶", "车站搬到东街口去", "多开一趟早班公交", "停车场改成小公园", "晚上八点以后限行", "菜场门口不许摆摊", "学校旁边装减速带", "河边步道铺成彩砖",
    ];

    /// <summary>People of two minds, who all agree on the first statement.</summary>
    [Fact]
    public async Task People_answer_by_thumb_and_by_key_the_chair_merges_and_the_wall_shows_what_all_agree_on()
    {
        var room = await stage.Meeting();
        await using var chair = await stage.Enter(1024, 768, touch: true);
        await chair.Sit($"/chair/{room.Id}", room.Codes["chair"], "周主席");
        await chair.Page.Locator(".open-round > summary").ClickAsync();
        await chair.Page.Locator(".open-round textarea").First.FillAsync("老车站怎么办？");
        await chair.Page.Locator(".open-round textarea").Last.FillAsync(string.Join('\n', Eight));
        await chair.Screenshot("round-open");
        (await chair.Barriers()).ShouldBeEmpty();
        await chair.Page.Locator(".open-round button[type=submit]").ClickAsync();
        await Expect(chair.Page.Locator(".led-rounds .opinion h2")).ToHaveTextAsync("老车站怎么办？");
        var round = (await room.Snapshot()).List("rounds").ShouldHaveSingleItem().Text("id");
        var path = $"{room.Path}/rounds/{round}";

        await using var phone = await stage.Enter(360, 760, touch: true);
        await phone.Sit($"/m/{room.Id}", room.Codes["attend"], "赵云");
        var card = phone.Page.Locator(".stack .statement");
        await Expect(phone.Button("赞同")).ToBeVisibleAsync();
        await phone.Screenshot("round-phone");
        (await phone.Barriers()).ShouldBeEmpty();
        await phone.Page.EvaluateAsync("() => document.documentElement.classList.add('large')");
        var smallest = await phone.Page.EvaluateAsync<double>(
            "() => Math.min(...[...document.querySelectorAll('.stances button')].map(b => Math.min(b.offsetWidth, b.offsetHeight)))");
        smallest.ShouldBeGreaterThanOrEqualTo(60);
        (await phone.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth")).ShouldBeTrue();
        await phone.Screenshot("round-phone-large");
        (await phone.Barriers()).ShouldBeEmpty();
        await phone.Page.EvaluateAsync("() => document.documentElement.classList.remove('large')");

        // By thumb, and otherwise after a second thought.
        var said = new Dictionary<string, string>();
        var first = await card.InnerTextAsync();
        await phone.Button("赞同").TapAsync();
        await Expect(card).Not.ToHaveTextAsync(first);
        await phone.Button("上一条").TapAsync();
        await Expect(card).ToHaveTextAsync(first);
        await Expect(phone.Button("赞同")).ToHaveAttributeAsync("aria-pressed", "true");
        await phone.Button("说不准").TapAsync();
        await Expect(card).Not.ToHaveTextAsync(first);
        said[first] = "pass";

        // By keys, where the answers have the focus and nowhere else.
        var second = await card.InnerTextAsync();
        await phone.Page.EvaluateAsync("() => document.activeElement.blur()");
        await phone.Page.Keyboard.PressAsync("1");
        await Expect(card).ToHaveTextAsync(second);
        await phone.Button("赞同").FocusAsync();
        for (var i = 1; i < Eight.Length; i++)
        {
            var text = await card.InnerTextAsync();
            var (key, stance) = (i % 3) switch { 0 => ("3", "pass"), 1 => ("1", "agree"), _ => ("2", "disagree") };
            await phone.Page.Keyboard.PressAsync(key);
            await Expect(card).Not.ToHaveTextAsync(text);
            said[text] = stance;
        }

        await Expect(card).ToHaveTextAsync("都答完了，谢谢。有新的观点时会出现在这里。");
        said.Keys.Order(StringComparer.Ordinal).ToList().ShouldBe(Eight.Order(StringComparer.Ordinal).ToList());
        var texts = (await stage.Get(path)).List("statements").ToDictionary(s => s.Text("id"), s => s.Text("text"));
        await Eventually.Holds(async () => (await Mine()).Count == Eight.Length);
        (await Mine()).ToDictionary(s => texts[s.Key], s => s.Value).ShouldBe(said, ignoreOrder: true);

        var people = await room.Crowd(14);
        await Task.WhenAll(people.Select(async (person, i) =>
        {
            for (var s = 1; s <= Eight.Length; s++)
            {
                var choice = s == 1 || (i + s) % 2 == 0 ? "agree" : "disagree";
                (await person.Post(Of("stance", new { round, statement = $"{round}-{s}", choice }))).ShouldBeDone();
            }
        }));

        // What says nearly the same is shown while they write; what is new is added, and the chair finds that it is not.
        const string Own = "公交车早一点发车";
        await phone.Page.Locator(".own > summary").ClickAsync();
        await phone.Page.Locator(".own textarea").FillAsync($"{Eight[1]}吧");
        await Expect(phone.Page.Locator(".near li span")).ToHaveTextAsync(new[] { Eight[1] });
        await Expect(phone.Button("意思不同，仍要提交")).ToBeVisibleAsync();
        await phone.Screenshot("round-near");
        (await phone.Barriers()).ShouldBeEmpty();
        await phone.Page.Locator(".own textarea").FillAsync(Own);
        await Expect(phone.Page.Locator(".near")).ToHaveCountAsync(0);
        await phone.Button("提交").ClickAsync();
        await Expect(phone.Page.GetByText("观点已加入。").First).ToBeVisibleAsync();
        await chair.Button($"把“{Own}”并入").ClickAsync();
        await chair.Page.Locator(".merge select").SelectOptionAsync($"{round}-3");
        await chair.Screenshot("round-merge");
        (await chair.Barriers()).ShouldBeEmpty();
        await chair.Button("合并").ClickAsync();
        await Expect(chair.Page.Locator(".led-rounds .statements > li")).ToHaveCountAsync(Eight.Length);
        (await stage.Get(path)).List("statements").Select(s => s.Text("text")).ShouldBe(Eight);

        await using var wall = await stage.Enter(1920, 1080, ColorScheme.Dark);
        await wall.Page.GotoAsync($"/screen/{room.Id}");
        await chair.Button("共识").ClickAsync();
        await Expect(wall.Page.Locator("[data-scene=agreed] .stage-statements b").First).ToHaveTextAsync(Eight[0]);
        await Look(wall, "agreed");
        await chair.Button("分歧").ClickAsync();
        await Expect(wall.Page.Locator("[data-scene=dividing] .stage-statements b").First).ToBeVisibleAsync();
        await Expect(wall.Page.Locator("[data-scene=dividing] .stage-statements b", new PageLocatorOptions { HasText = Eight[0] })).ToHaveCountAsync(0);
        await Look(wall, "dividing");
        await chair.Button("意见图").ClickAsync();
        await Expect(wall.Page.Locator("[data-scene=opinionMap] svg.dots circle").First).ToBeVisibleAsync();
        await Look(wall, "map");

        await chair.Button("结束征求意见").ClickAsync();
        await chair.Page.Locator("dialog[open] .danger.solid").ClickAsync();
        await Expect(chair.Page.Locator(".led-rounds .opinion h2")).ToHaveCountAsync(0);

        // The phone has the result, with one's own place; the map is a table for whoever hears it.
        await Expect(phone.Page.Locator(".results .statements").First.Locator("p").First).ToHaveTextAsync(Eight[0]);
        await Expect(phone.Page.Locator(".my-place")).ToBeVisibleAsync();
        await phone.Page.Locator(".results summary").Filter(new LocatorFilterOptions { HasText = "以表格查看" }).ClickAsync();
        var numbers = await phone.Page.Locator(".regions tbody td:last-child").AllInnerTextsAsync();
        numbers.Sum(n => int.Parse(n, CultureInfo.InvariantCulture)).ShouldBe(people.Length + 1);
        await phone.Page.Locator(".results .dots").ScrollIntoViewIfNeededAsync();
        await phone.Screenshot("round-results");
        (await phone.Barriers()).ShouldBeEmpty();

        foreach (var page in new[] { $"/watch/{room.Id}", $"/record/{room.Id}" })
        {
            await wall.Page.GotoAsync(page);
            await Expect(wall.Page.Locator(".results .statements").First.Locator("p").First).ToHaveTextAsync(Eight[0]);
            await Expect(wall.Page.Locator(".my-place")).ToHaveCountAsync(0);
        }

        await wall.Screenshot("round-record");
        (await wall.Barriers()).ShouldBeEmpty();
        chair.Complaints.Concat(phone.Complaints).Concat(wall.Complaints).ShouldBeEmpty();

        async Task<Dictionary<string, string>> Mine() => JsonSerializer.Deserialize<Dictionary<string, string>>(await phone.Page.EvaluateAsync<string>(
            "async path => JSON.stringify((await (await fetch(path)).json()).stances)", $"{path}/me"))!;

        static async Task Look(Visitor wall, string scene)
        {
            await wall.Screenshot($"round-wall-{scene}");
            (await wall.Barriers()).ShouldBeEmpty();
            (await wall.Page.EvaluateAsync<bool>("() => { const s = document.querySelector('.scene'); return s.scrollHeight <= s.clientHeight + 1; }"))
                .ShouldBeTrue(scene);
        }
    }

    /// <summary>On a topic whoever comes by answers; what came of it stays on the topic's page, and says in words that no groups were found.</summary>
    [Fact]
    public async Task A_round_on_a_topic_is_opened_at_the_desk_answered_by_passers_by_and_stays_with_the_topic()
    {
        var topic = await Topic.Raise(stage, new { title = $"河边路灯 {Guid.NewGuid():n}", text = "夜里看不清台阶。", county = "清江浦区" });
        await using var clerk = await stage.Enter(1280, 800, ColorScheme.Dark, "en-GB");
        await clerk.SignInAsOperator();
        await clerk.Page.GotoAsync($"/topics/{topic.Id}");
        await clerk.Page.Locator(".open-round > summary").ClickAsync();
        await clerk.Page.Locator(".open-round textarea").First.FillAsync("What about the lights?");
        await clerk.Page.Locator(".open-round textarea").Last.FillAsync("Lights that wake when somebody passes\nNo lights at all");
        await clerk.Page.Locator(".open-round select").SelectOptionAsync("604800");
        await clerk.Screenshot("round-desk");
        (await clerk.Barriers()).ShouldBeEmpty();
        await clerk.Page.Locator(".open-round button[type=submit]").ClickAsync();
        await Expect(clerk.Page.Locator(".led-rounds .opinion h2")).ToHaveTextAsync("What about the lights?");
        var round = (await topic.Snapshot()).List("rounds").ShouldHaveSingleItem().Text("id");

        await using var passer = await stage.Enter(390, 844, ColorScheme.Dark, "en-GB", touch: true);
        await passer.Page.GotoAsync($"/topics/{topic.Id}");
        await Expect(passer.Button("Disagree")).ToBeVisibleAsync();
        await passer.Screenshot("round-topic-phone");
        (await passer.Barriers()).ShouldBeEmpty();
        var card = passer.Page.Locator(".stack .statement");
        for (var i = 0; i < 2; i++)
        {
            var text = await card.InnerTextAsync();
            await passer.Button(text.StartsWith("No", StringComparison.Ordinal) ? "Disagree" : "Agree").TapAsync();
            await Expect(card).Not.ToHaveTextAsync(text);
        }

        await Expect(card).ToContainTextAsync("You have answered all of them.");
        for (var i = 0; i < 6; i++)
        {
            var guest = await topic.Somebody();
            (await topic.Do(guest, Of("stance", new { round, statement = $"{round}-1", choice = "agree" }))).ShouldBeDone();
            (await topic.Do(guest, Of("stance", new { round, statement = $"{round}-2", choice = "disagree" }))).ShouldBeDone();
        }

        await clerk.Button("Close the round").ClickAsync();
        await clerk.Page.Locator("dialog[open] .danger.solid").ClickAsync();
        await Expect(passer.Page.Locator(".finding")).ToHaveTextAsync("No groups were found: people agree more than they differ.");
        await Expect(passer.Page.Locator(".results .statements").First.Locator("li"))
            .ToHaveTextAsync(new[] { "Lights that wake when somebody passes7 agree · 0 disagree · 0 not sure" });
        await passer.Screenshot("round-topic-results");
        (await passer.Barriers()).ShouldBeEmpty();
        clerk.Complaints.Concat(passer.Complaints).ShouldBeEmpty();
    }
}
