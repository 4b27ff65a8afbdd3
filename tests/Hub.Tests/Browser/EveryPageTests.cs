using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Hub.Tests.Deployment;
using Hub.Tests.House;
using Microsoft.Playwright;
using static Hub.Tests.House.Commands;
using static Microsoft.Playwright.Assertions;

namespace Hub.Tests.Browser;

/// <summary>
/// Every page that there is, with what is hard to fit in it, at every size that people hold, stand before or enlarge: nothing is wider than the screen, no
/// word is cut, and nobody meets a barrier. A page is loaded once and its window resized, so that all of it takes little more than the loading.
/// With HUB_SCREENS=1 each is kept as a picture; <c>tests/sheet</c> lays them out side by side.
/// </summary>
public sealed class EveryPageTests(Stage stage) : IClassFixture<Stage>
{
    private const string Long =
        "关于进一步优化城市慢行系统与公共绿地布局、完善无障碍设施与夜间照明、统筹老旧小区停车与充电需求的专题协商会议（与住建、交通、城管、园林四部门及沿线二十七个社区居民代表共同举行，并现场答复）";

    private const string Word = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen-Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch";
    private const string Arabic = "تحسين ممرات المشاة والدراجات في الأحياء القديمة وتوفير الإنارة الليلية للمدارس";

    private static readonly string[] Names =
    [
        "王建国", "محمد عبد الرحمن بن يوسف الأنصاري", "买买提·艾则孜·阿卜杜热合曼", "Pneumonoultramicroscopicsilicovolcano", "ئابدۇللا مەمەت", "👨🏽‍🌾 赵志强",
        "Jean-Baptiste Emmanuel Zorg de la Tour", "欧阳诸葛明",
    ];

    /// <summary>Phones, a tablet held upright and across, a small laptop, a projector of each shape; and a laptop's screen enlarged to 200 %.</summary>
    private static readonly (int Width, int Height)[] Sizes =
        [(320, 640), (360, 760), (390, 844), (768, 1024), (1024, 768), (1180, 820), (1280, 720), (1920, 1080), (640, 360)];

    /// <summary>At which the pages are seen in large print, too.</summary>
    private static readonly int[] Elder = [320, 768, 1180];

    /// <summary>The narrowest of each layout: where words are as long as in English, the others have room for what these have.</summary>
    private static readonly int[] Narrowest = [320, 640, 768, 1024];

    [Theory]
    [InlineData("zh-CN", ColorScheme.Light, 390)]
    [InlineData("en-GB", ColorScheme.Dark, 1280)]
    public async Task Every_page_fits_at_every_size_and_has_no_barrier(string locale, ColorScheme light, int axeAt)
    {
        var filled = await Filled(locale);
        var flaws = new ConcurrentBag<string>();
        var isThorough = locale == "zh-CN" || Stage.KeepsScreens;
        await using var anyone = await stage.Enter(390, 844, light, locale);
        await using var staff = await stage.Enter(1024, 768, light, locale);
        await anyone.Sit($"/m/{filled.Open.Id}", filled.Open.Codes["attend"], Names[1]);
        await staff.SignInAsOperator();
        await staff.Sit($"/chair/{filled.Open.Id}", filled.Open.Codes["chair"], Names[2]);

        // Each in a tab of its own: the two share the machine's processors.
        await Task.WhenAll(Walk(anyone, filled.Anyones), Walk(staff, filled.Staffs));
        flaws.Order(StringComparer.Ordinal).ToList().ShouldBeEmpty();
        anyone.Complaints.Concat(staff.Complaints).Where(c => !c.Contains("status of 404", StringComparison.Ordinal)).ShouldBeEmpty();

        async Task Walk(Visitor visitor, (string File, string Path)[] pages)
        {
            foreach (var (file, path) in pages)
            {
                await Look(visitor, file, path);
            }
        }

        async Task Look(Visitor visitor, string file, string path)
        {
            // What hangs on a wall is no phone's, and WallFitScreenTests looks closer at it.
            var isWall = file == "screen";
            await visitor.Page.SetViewportSizeAsync(isWall ? 1280 : axeAt, axeAt == 390 && !isWall ? 844 : 720);
            await visitor.Page.GotoAsync(path, new PageGotoOptions { WaitUntil = WaitUntilState.DOMContentLoaded });

            // What the server wrote stands there before: the script has drawn once it has named the page.
            await Expect(visitor.Page.Locator("body[data-page] #main")).ToBeAttachedAsync();
            await Expect(visitor.Page.Locator(".loading")).ToHaveCountAsync(0);
            foreach (var barrier in await visitor.Barriers())
            {
                flaws.Add($"{path} at {axeAt}: {barrier}");
            }

            foreach (var (width, height) in Sizes.Where(s => isWall ? s.Width >= 1024 : isThorough || Narrowest.Contains(s.Width)))
            {
                await visitor.Page.SetViewportSizeAsync(width, height);
                await See("");
                if (Elder.Contains(width) && !isWall)
                {
                    await visitor.Page.EvaluateAsync("() => document.documentElement.classList.add('large')");
                    await See("-large");
                    await visitor.Page.EvaluateAsync("() => document.documentElement.classList.remove('large')");
                }

                async Task See(string print)
                {
                    foreach (var flaw in await visitor.Page.EvaluateAsync<string[]>(Flaws))
                    {
                        flaws.Add($"{path} at {width}x{height}{print}: {flaw}");
                    }

                    if (Stage.KeepsScreens)
                    {
                        var parts = path.Split('?', '#')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
                        var of = $"{(visitor == staff ? "staff-" : "")}{file}{(parts.Length > 0 ? $"-{parts[0]}" : "")}{(parts.Length > 1 ? "-one" : "")}";
                        await visitor.Screenshot($"every-{of}-{width}x{height}{print}-{locale[..2]}-{light}".ToLowerInvariant());
                    }
                }
            }
        }
    }

    /// <summary>Guards the walk itself: a page that somebody adds is visited, too.</summary>
    [Fact]
    public async Task Each_file_of_the_pages_is_visited()
    {
        var folder = Path.Combine(Manifests.Repository, "src/Hub.Server/Client/src/pages");
        var files = Directory.EnumerateFiles(folder, "*.tsx").Select(f => Path.GetFileName(f)!.Split('.')[0]).Distinct().Order(StringComparer.Ordinal).ToList();
        var filled = await Filled("files");
        filled.Anyones.Concat(filled.Staffs).Select(p => p.File).Distinct().Order(StringComparer.Ordinal).ToList().ShouldBe(files);
    }

    /// <summary>What is wider than its place, one sentence each. What scrolls by itself, or ends in an ellipsis on purpose, may be.</summary>
    private const string Flaws = """
        () => {
          const flaws = [];
          const name = e => `${e.tagName.toLowerCase()}.${e.className} "${(e.textContent ?? '').trim().slice(0, 24)}"`;
          const scrolls = e => {
            for (let of = e.parentElement; of && of !== document.body; of = of.parentElement)
              if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(of).overflowX)) return true;
            return false;
          };
          const root = document.documentElement;
          if (root.scrollWidth > root.clientWidth) {
            const beyond = [...document.querySelectorAll('body *')]
              .find(e => e.getBoundingClientRect().right > root.clientWidth + 1 && e.checkVisibility() && !scrolls(e));
            flaws.push(`The page is ${root.scrollWidth} wide: ${beyond ? name(beyond) : 'nothing that is seen'}.`);
          }
          for (const e of document.querySelectorAll('body *')) {
            if (e.clientWidth === 0 || e.scrollWidth <= e.clientWidth + 1 || !(e.textContent ?? '').trim()) continue;
            const style = getComputedStyle(e);
            const cuts = style.overflowX === 'hidden' || style.overflowX === 'clip';
            const isMeant = style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none' || style.clipPath !== 'none';
            if ((cuts && !isMeant) || (e.matches('button, .button') && style.overflowX === 'visible' && e.checkVisibility()))
              flaws.push(`It is cut: ${name(e)}, ${e.scrollWidth} in ${e.clientWidth}.`);
          }
          return flaws;
        }
        """;

    /// <summary>A house in which something stands on every page.</summary>
    private async Task<Shown> Filled(string mark)
    {
        var year = mark switch { "zh-CN" => "2051", "en-GB" => "2052", _ => "2053" };
        var of = $" {mark} {Guid.NewGuid():n}"[..12];
        var member = await stage.Member($"{Names[2]}{of}");
        var department = await Record(
            "departments", "department", new { title = $"Straßenbauamt {Word[..40]}{of}", english = Word[..60], contact = "0517-80000000" });
        var venue = await Record("venues", "venue", new { title = $"{Long[..40]}{of}", kind = "consultationRoom", county = "清江浦区" });
        await Record($"year{year}", "output", new { kind = "proposal", on = $"{year}-01-10", title = Long, members = new[] { member } });
        await Record($"year{year}", "ledgerEntry", new { kind = "studySession", on = $"{year}-03-01", title = Word[..60], count = 2 });
        await Record($"year{year}", "visit", new { kind = "company", on = $"{year}-02-10", place = Word[..60], members = new[] { member } });
        await Record($"year{year}", "nomination", new { nominee = member, reason = Arabic });
        await Record($"plan{year}", "planItem", new { title = Long, format = "grassroots", quarter = 1 });

        var topic = await Topic.Raise(stage, new { title = Long, text = $"{Word}\n{Arabic}", county = "清江浦区", venue = $"{Long[..40]}{of}", category = "交通" });
        (await topic.Do(topic.Raiser, Comment(Arabic))).ShouldBeDone();
        await topic.Resolve();
        (await topic.Do(topic.Raiser, Of("rate", new { score = 5, text = Word }))).ShouldBeDone();
        (await topic.Staff(Of("commit", new { department = Word[..60], what = Long, due = "2099-06-30" }))).ShouldBeDone();

        var (open, voters) = await Begun($"{Long}{of}");
        var elected = new { question = Long, kind = "election", options = Names, max = 3, results = "afterClose" };
        (await open.Chair.Post(Of("openBallot", elected))).ShouldBeDone();
        var (held, present) = await Begun($"{Arabic}{of}");
        var ballot = (await held.Chair.Post(Of("openBallot", elected))).ShouldBeDone().Made;
        (await present[0].Post(Vote(ballot, [.. Names.Select((_, i) => $"o{i + 1}:{(i < 3 ? "approve" : "oppose")}")]))).ShouldBeDone();
        (await held.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        (await held.Chair.Post(Of("commit", new { department = Word[..60], what = Long, due = "2099-12-31", item = "i2" }))).ShouldBeDone();
        (await held.Chair.Post(Of("close"))).ShouldBeDone();
        voters.Length.ShouldBe(Names.Length);

        var hall = await stage.Meeting("standingCommittee", roll: "register");
        using var rolled = await stage.Send(HttpMethod.Put, $"{hall.Path}/roll", stage.OperatorToken, new { members = new[] { member } });
        rolled.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var door = await stage.Send(HttpMethod.Post, $"{hall.Path}/door", stage.OperatorToken);
        var pass = (await OpenHouse.Json(door)).Text("code");

        return new Shown(
            open,
            [
                ("home", "/"), ("attend", $"/m/{open.Id}"), ("watch", $"/watch/{open.Id}"), ("screen", $"/screen/{open.Id}"), ("record", $"/record/{held.Id}"),
                ("replay", $"/replay/{held.Id}"), ("papers", $"/papers/{held.Id}"), ("lists", "/topics"), ("lists", "/commitments"), ("lists", "/meetings"),
                ("topic", $"/topics/{topic.Id}"), ("raise", $"/raise/{Uri.EscapeDataString($"{Long[..40]}{of}")}"), ("search", "/search?q=%E5%8D%8F%E5%95%86"),
                ("report", string.Create(CultureInfo.InvariantCulture, $"/report/{DateTimeOffset.UtcNow.Year}")), ("plan", $"/plan/{year}"),
                ("venues", "/venues"), ("venues", $"/venues/{venue}"), ("privacy", "/privacy"), ("accessibility", "/accessibility"), ("signin", "/signin"),
                ("accept", "/accept"), ("mine", "/mine"), ("lost", "/nosuchpage"), ("door", $"/door/{hall.Id}#code={pass}"),
            ],
            [
                ("chair", $"/chair/{open.Id}"), ("admin", "/admin"), ("people", "/admin/people"), ("desk", "/desk"), ("topic", $"/topics/{topic.Id}"),
                ("departments", "/departments"), ("department", $"/department?of={department}"), ("members", "/members"),
                ("member", $"/members/{member}?year={year}"), ("award", $"/award/{year}"), ("year", $"/outputs/{year}"), ("year", $"/ledger/{year}"),
                ("year", $"/visits/{year}"), ("cards", $"/cards/{hall.Id}"),
                ("audit", "/audit"), ("consents", "/consents"), ("account", "/sessions"),
            ]);

        async Task<string> Record(string register, string kind, object fields) =>
            (await stage.Record(register, House.Registers.Entry(kind, fields))).ShouldBeDone().Made;
    }

    /// <summary>A meeting under way, in which people with such names have said such things.</summary>
    private async Task<(Room Room, Person[] People)> Begun(string title)
    {
        var agenda = new[] { Long, Word, Arabic }.Select(item => new { title = item, kind = "discussion", minutes = 15 });
        var body = new { title, format = "grassroots", visibility = "public", roll = "open", venue = Word, agenda };
        using var answer = await stage.Send(HttpMethod.Post, "/api/meetings", stage.OperatorToken, body);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        var scheduled = await OpenHouse.Json(answer);
        var room = new Room(stage, scheduled.Text("id"), scheduled.At("codes").Deserialize<Dictionary<string, string>>()!);
        room.Chair = await room.Join(Names[1], "chair");
        (await room.Chair.Post(Of("open"))).ShouldBeDone();
        (await room.Chair.Post(Of("startItem", new { item = "i2" }))).ShouldBeDone();
        (await room.Chair.Post(Of("openRound", new { question = Long, statements = new[] { Word, Arabic, Long }, add = true }))).ShouldBeDone();
        var people = await Task.WhenAll(Names.Select(name => room.Join(name)));
        foreach (var person in people)
        {
            (await person.Post(Comment(person == people[0] ? Word : Arabic))).ShouldBeDone();
            (await person.Post(Of("raiseHand", new { about = Arabic }))).ShouldBeDone();
        }

        (await room.Chair.Post(Of("giveFloor", new { participant = people[3].Participant }))).ShouldBeDone();
        return (room, people);
    }

    private sealed record Shown(Room Open, (string File, string Path)[] Anyones, (string File, string Path)[] Staffs);
}
