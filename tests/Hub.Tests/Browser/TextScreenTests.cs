using Hub.Tests.House;
using Microsoft.Playwright;
using static Hub.Tests.House.Commands;
using static Microsoft.Playwright.Assertions;

namespace Hub.Tests.Browser;

/// <summary>What people write, in whatever script, on the screens that show it: no row looks empty, and nothing turns what stands beside it.</summary>
public sealed class TextScreenTests(Stage stage) : IClassFixture<Stage>
{
    /// <summary>Names, and what each of them says.</summary>
    private static readonly (string Name, string Said)[] People =
    [
        ("ئابدۇللا مەمەت", "كوچا چىرىغى يانمايدۇ، 12-بىنا"), ("阿卜杜拉·买买提", "路灯不亮 (12号楼)"), ("𠮷野太郎", "𠮷野家前面的路灯"), ("محمد علي", "هذا الشارع مظلم! (رقم 12)"),
        ("👨‍👩‍👧一家", "赞👍🏽 🇨🇳"), ("דוד", "התאורה לא עובדת"), ("e\u0301cole", "la rue est noire"), ("钱七\u200b", "甲\u202e乙丙丁"), ("Нұрлан", "көше шамы"),
        ("བསྟན་འཛིན", "ལམ་གློག"),
    ];

    [Fact]
    public async Task Whatever_people_write_is_seen_on_phone_chair_and_wall_and_turns_nothing_beside_it()
    {
        var room = await stage.Meeting();
        var comments = new List<string>();
        foreach (var (name, said) in People)
        {
            var person = await room.Join(name);
            comments.Add((await person.Post(Comment(said))).ShouldBeDone().Made);
            (await person.Post(Of("raiseHand", new { about = said }))).Outcome.ShouldBe(said.Contains('\u202e', StringComparison.Ordinal) ? "refused" : "done");
        }

        var answering = await room.Join("答复人");
        (await answering.Post(Of("comment", new { text = "已报修", replyTo = comments[7] }))).ShouldBeDone();
        var options = new[] { "كوچا (1)", "路灯 (2)", "👨‍👩‍👧 (3)" };
        (await room.Chair.Post(Of("openBallot", new { question = "先修哪一盏?", kind = "single", options }))).ShouldBeDone();

        await using var phone = await stage.Enter(360, 760, touch: true);
        await phone.Sit($"/m/{room.Id}", room.Codes["attend"], "看的人");
        await Expect(phone.Page.Locator(".rows > .row")).ToHaveCountAsync(People.Length + 1);
        await Seen(phone, ".rows .row-head b", ".rows .said", ".option span");
        await phone.Screenshot("text-phone");
        (await phone.Barriers()).ShouldBeEmpty();

        await using var chair = await stage.Enter(1024, 768, ColorScheme.Dark, touch: true);
        await chair.Sit($"/chair/{room.Id}", room.Codes["chair"], "周主席");
        await Expect(chair.Page.GetByText("𠮷野家前面的路灯").First).ToBeVisibleAsync();
        await Seen(chair, ".said", ".hands b");
        await chair.Screenshot("text-chair");
        (await chair.Barriers()).ShouldBeEmpty();

        (await room.Chair.Post(Of("pinComment", new { comment = comments[3] }))).ShouldBeDone();
        (await room.Chair.Post(Of("showScene", new { scene = "comment" }))).ShouldBeDone();
        await using var wall = await stage.Enter(1920, 1080, ColorScheme.Dark);
        await wall.Page.GotoAsync($"/screen/{room.Id}");
        await Expect(wall.Page.GetByText("محمد علي")).ToBeVisibleAsync();
        await Seen(wall, "blockquote", "bdi");
        await wall.Screenshot("text-wall");
        (await room.Chair.Post(Of("showScene", new { scene = "ballot" }))).ShouldBeDone();
        await Expect(wall.Page.GetByText("路灯 (2)")).ToBeVisibleAsync();
        await wall.Screenshot("text-wall-ballot");

        phone.Complaints.Concat(chair.Complaints).Concat(wall.Complaints).ShouldBeEmpty();
    }

    /// <summary>What the wall's first letter of a name is made of, a phone may take for two.</summary>
    [Fact]
    public async Task The_round_picture_of_who_speaks_holds_one_whole_character()
    {
        var room = await stage.Meeting();
        foreach (var (name, initial) in new[] { ("𠮷野", "𠮷"), ("👨‍👩‍👧一家", "👨‍👩‍👧"), ("e\u0301cole", "e\u0301") })
        {
            var person = await room.Join(name);
            (await person.Post(Of("raiseHand"))).ShouldBeDone();
            (await room.Chair.Post(Of("giveFloor", new { participant = person.Participant }))).ShouldBeDone();
            await using var phone = await stage.Enter(360, 760, touch: true);
            await phone.Page.GotoAsync($"/watch/{room.Id}");
            await Expect(phone.Page.Locator(".avatar")).ToHaveTextAsync(initial);
            phone.Complaints.ShouldBeEmpty();
        }
    }

    /// <summary>Each such element has something in it that takes room, and a direction of its own.</summary>
    private static async Task Seen(Visitor visitor, params string[] selectors)
    {
        foreach (var selector in selectors)
        {
            var odd = await visitor.Page.Locator(selector).EvaluateAllAsync<string[]>(
                """
                all => all.filter(e => {
                  const box = e.getBoundingClientRect();
                  const range = document.createRange();
                  range.selectNodeContents(e);
                  const own = ['isolate', 'plaintext', 'isolate-override'].includes(getComputedStyle(e).unicodeBidi);
                  return box.height > 0 && (range.getBoundingClientRect().width < 4 || !own);
                }).map(e => e.outerHTML)
                """);
            odd.ShouldBeEmpty(selector);
            (await visitor.Page.Locator(selector).CountAsync()).ShouldBeGreaterThan(0, selector);
        }
    }
}
