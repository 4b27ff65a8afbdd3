using System.Text.Json;
using Hub.Tests.House;
using Microsoft.Playwright;
using static Hub.Tests.House.Commands;
using static Microsoft.Playwright.Assertions;

namespace Hub.Tests.Browser;

/// <summary>A wall that nobody touches: it follows the meeting to its end, and whatever people wrote fits on it.</summary>
public sealed class WallFitScreenTests(Stage stage) : IClassFixture<Stage>
{
    private const string Title =
        "关于进一步优化城市慢行系统与公共绿地布局、完善无障碍设施与夜间照明、统筹老旧小区停车与充电需求的专题协商会议（第十四届第三次，与住建、交通、城管、园林四部门及沿线二十七个社区居民代表共同举行，"
        + "同时听取关于去年意见办理情况的通报并现场答复）";

    private static readonly string[] Items =
    [
        "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen-Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
        "👩‍👩‍👧‍👦🏳️‍🌈🚲🌳 绿道与家庭 👨🏽‍🦽‍➡️ 无障碍 🧑🏿‍🤝‍🧑🏻",
        "تحسين ممرات المشاة والدراجات في الأحياء القديمة وتوفير الإنارة الليلية للمدارس",
    ];

    private static readonly string[] Candidates =
    [
        "王建国（市自然资源和规划局国土空间规划科科长，政协委员，连续三届任绿地监督小组成员）", "李梅", "Pneumonoultramicroscopicsilicovolcanoconiosis-Featherstonehaugh",
        "محمد عبد الرحمن بن يوسف الأنصاري", "👨🏽‍🌾 赵志强", "欧阳诸葛明", "Jean-Baptiste Emmanuel Zorg de la Tour d’Auvergne", "买买提·艾则孜·阿卜杜热合曼",
        "钱", "孙丽（社区卫生服务中心护士长，居民代表）", "周", "吴",
    ];

    [Fact]
    public async Task The_wall_follows_a_meeting_to_its_end_and_at_each_size_and_scene_everything_fits_with_code_and_picture_whole()
    {
        var room = await Scheduled();
        await using var hd = await stage.Enter(1280, 720, ColorScheme.Dark);
        await using var full = await stage.Enter(1920, 1080, ColorScheme.Dark);
        await using var old = await stage.Enter(1024, 768, ColorScheme.Dark, "en-GB");
        Visitor[] walls = [hd, full, old];
        foreach (var wall in walls)
        {
            await wall.Page.GotoAsync($"/screen/{room.Id}");
            await Expect(wall.Page.Locator(".how .code")).ToBeVisibleAsync();
        }

        await Shows("join");
        await Do("open");
        await Shows("join");
        foreach (var item in new[] { "i1", "i2", "i3" })
        {
            await Do("startItem", new { item });
            await Shows("item", item);
        }

        var person = await room.Join("👩🏾‍🏫 Wolfeschlegelsteinhausen 买买提");
        (await person.Post(Of("raiseHand"))).ShouldBeDone();
        await Do("giveFloor", new { participant = person.Participant });
        await Shows("speaker");

        // Twelve candidates, and then one.
        var asked = new { question = Title, kind = "election", options = Candidates, max = 3, results = "afterClose" };
        var ballot = (await room.Chair.Post(Of("openBallot", asked))).ShouldBeDone().Made;
        await Shows("ballot", "twelve");
        var answers = Enumerable.Range(1, Candidates.Length).Select(i => $"o{i}:{(i is 3 or 4 or 7 ? "approve" : "oppose")}");
        (await person.Post(Vote(ballot, [.. answers]))).ShouldBeDone();
        await Do("closeBallot", new { ballot });
        await Shows("result", "twelve");
        foreach (var wall in walls)
        {
            await Expect(wall.Page.Locator(".bars > li")).ToHaveCountAsync(Candidates.Length);
            await Expect(wall.Page.Locator(".bars .won")).ToHaveTextAsync(Enumerable.Repeat(wall == old ? "Ahead" : "得票领先", 3));
        }

        var alone = new { question = Items[0], kind = "election", options = Candidates[..1], max = 1 };
        var one = (await room.Chair.Post(Of("openBallot", alone))).ShouldBeDone().Made;
        await Shows("ballot", "one");
        (await person.Post(Vote(one, "o1:approve"))).ShouldBeDone();
        await Do("closeBallot", new { ballot = one });
        await Shows("result", "one");

        // A tap holds a scene, whatever goes on; another one lets the wall follow again.
        await Do("showScene", new { scene = "join" });
        await Do("pause");
        await Shows("join");
        await Do("showScene", new { scene = "auto" });
        await Shows("pause");
        await Do("resume");
        await Shows("speaker");
        await Do("endFloor");
        await Do("commit", new { department = "市城市管理局与园林绿化中心", what = Title, due = "2099-06-30", item = "i3" });
        await Shows("item", "commitment");
        foreach (var text in Items)
        {
            await Do("commit", new { department = "Straßenbauamt", what = text, due = "2099-12-31", item = "i1" });
        }

        await Do("finishItem", new { item = "i3" });
        await Do("showScene", new { scene = "commitments" });
        await Shows("commitments");
        await Do("showScene", new { scene = "agenda" });
        await Shows("agenda");
        await Do("showScene", new { scene = "auto" });
        await Do("close");
        await Shows("end");
        foreach (var wall in walls)
        {
            await Expect(wall.Page.Locator(".qr")).ToHaveAttributeAsync("alt", new Uri(stage.Address, $"/record/{room.Id}").ToString());
            (await wall.Barriers()).ShouldBeEmpty();
        }

        walls.SelectMany(w => w.Complaints).ShouldBeEmpty();

        async Task Do(string command, object? with = null) =>
            (await room.Chair.Post(with is null ? Of(command) : Of(command, with))).ShouldBeDone();

        async Task Shows(string scene, string? what = null)
        {
            foreach (var wall in walls)
            {
                await Expect(wall.Page.Locator($"main[data-scene={scene}]")).ToBeVisibleAsync();
                if (what?.StartsWith('i') == true)
                {
                    await Expect(wall.Page.Locator("h2")).ToHaveTextAsync(Items[what[1] - '1']);
                }

                var (width, height) = (wall.Page.ViewportSize!.Width, wall.Page.ViewportSize.Height);
                await wall.Screenshot($"wall-{scene}{(what is null ? "" : $"-{what}")}-{width}x{height}");
                (await wall.Page.EvaluateAsync<string[]>(Flaws)).ShouldBeEmpty($"{scene} {what} at {width}x{height}");
            }
        }
    }

    /// <summary>What is not whole on a wall: one sentence each.</summary>
    private const string Flaws = """
        async () => {
          // As it is drawn once everything has its size.
          await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)));
          const flaws = [];
          const name = e => `${e.tagName} ${e.className} "${e.textContent.slice(0, 24)}"`;
          const within = (r, o) => r.left >= o.left - 1 && r.top >= o.top - 1 && r.right <= o.right + 1 && r.bottom <= o.bottom + 1;
          const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
          const view = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
          const root = document.documentElement;
          if (root.scrollWidth > innerWidth || root.scrollHeight > innerHeight) {
            const beyond = [...document.querySelectorAll('body, body *')].find(e => !within(e.getBoundingClientRect(), view) && e.checkVisibility());
            flaws.push(`The page is larger than the screen: ${root.scrollWidth} by ${root.scrollHeight}, ${beyond && name(beyond)}.`);
          }
          const scene = document.querySelector('.scene');
          const place = scene.getBoundingClientRect();
          if (scene.scrollHeight > scene.clientHeight + 1 || scene.scrollWidth > scene.clientWidth + 1) flaws.push('The scene is larger than its place.');
          const letter = parseFloat(getComputedStyle(root).fontSize);
          for (const e of document.querySelectorAll('.stage :is(h1, h2, p, li, .cuts, .bar, .timer, .qr, .code, .bars-text)')) {
            const r = e.getBoundingClientRect();
            if (getComputedStyle(e).display === 'none') continue;
            if (r.width === 0) flaws.push(`Nothing is seen of ${name(e)}.`);
            if (!within(r, scene.contains(e) ? place : view)) flaws.push(`It is not whole: ${name(e)}.`);
            if (parseFloat(getComputedStyle(e).fontSize) < .89 * letter) flaws.push(`It is too small to read: ${name(e)}.`);
          }
          for (const e of document.querySelectorAll('.code')) {
            if (e.getClientRects().length !== 1 || e.getBoundingClientRect().height > 2 * parseFloat(getComputedStyle(e).fontSize))
              flaws.push(`The code is broken: ${name(e)}.`);
          }
          for (const e of document.querySelectorAll('.qr')) {
            await e.decode();
            const r = e.getBoundingClientRect();
            if (Math.abs(r.width - r.height) > 1 || r.height < innerHeight / 3) flaws.push(`The picture is ${r.width} by ${r.height}.`);
          }
          for (const fixed of document.querySelectorAll('.code, .qr')) {
            for (const e of document.querySelectorAll('.stage :is(h1, h2, li, .cuts)')) {
              if (!e.contains(fixed) && meet(fixed.getBoundingClientRect(), e.getBoundingClientRect())) flaws.push(`${name(e)} lies over ${name(fixed)}.`);
            }
          }
          return flaws;
        }
        """;

    private async Task<Room> Scheduled()
    {
        Title.Length.ShouldBeGreaterThanOrEqualTo(116);
        var agenda = Items.Select(title => new { title, kind = "discussion", minutes = 15 });
        using var answer = await stage.Send(
            HttpMethod.Post, "/api/meetings", stage.OperatorToken, new { title = Title, format = "grassroots", visibility = "public", roll = "open", agenda });
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.Created);
        var scheduled = await OpenHouse.Json(answer);
        var room = new Room(stage, scheduled.Text("id"), scheduled.At("codes").Deserialize<Dictionary<string, string>>()!);
        room.Chair = await room.Join("主持人", "chair");
        return room;
    }
}
