using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Hub.Load.Bench;

/// <summary>
/// When a slow phone has painted the largest thing of a page (Largest Contentful Paint, W3C): 1.6 Mbps, 150 ms to the server and back, a processor of a
/// quarter of this one, nothing kept from an earlier visit. What would otherwise be mis-measured:
/// <list type="bullet">
/// <item>Much of it is the network and the browser, whatever is asked for: a blank page of the same server is visited in each round, and told beside the
/// others.</item>
/// <item>A browser keeps files and connections: each visit is in a context of its own, which has neither.</item>
/// <item>The server compiles its code at the first visits, and the browser its own: a round of all pages goes before, and is not counted.</item>
/// <item>What comes later may be larger: a page is looked at until nothing larger has been painted for two seconds.</item>
/// <item>The machine has good and bad minutes: the pages take turns, and each round begins with another one.</item>
/// </list>
/// </summary>
internal static class LcpBench
{
    private const string Key = "the operator's key of the benchmark";
    private const string Blank = "/blank";

    // As Lighthouse throttles for its slow phone; the browser wants bytes a second.
    private const double Download = 1_600_000 / 8;
    private const double Upload = 750_000 / 8;
    private const double Latency = 150;
    private const double Slower = 4;

    private const string Largest = """
        () => new Promise(told => {
          let [last, since] = [0, performance.now()];
          new PerformanceObserver(list => {
            for (const entry of list.getEntries()) last = entry.startTime;
            since = performance.now();
          }).observe({ type: 'largest-contentful-paint', buffered: true });
          const look = setInterval(() => {
            if (last === 0 || performance.now() - since < 2000) return;
            clearInterval(look);
            told(last);
          }, 100);
        })
        """;

    private static string? Chromium =>
        new[] { Environment.GetEnvironmentVariable("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }
        .FirstOrDefault(path => path is not null && File.Exists(path));

    public static async Task Run(ReadOnlyMemory<string> args)
    {
        var options = new BenchOptions(args.Span, ("--rounds", 7, 100));
        var program = Chromium ?? throw new FormatException("There is no Chromium here: install it, or set CHROMIUM to its path.");
        using var scratch = new ScratchFolder();
        await using var house = await House.OpenWith(
            services => services.AddSingleton<IStartupFilter, BlankPage>(), $"Data Source={scratch.File("hub.db")}", [.. House.Silent,
                $"--Access:OperatorKey={Key}", "--Limits:CommandBurst=1000000", "--Limits:CommandsPerSecond=1000000", "--Limits:AnonymousTopicBurst=1000000",
                "--Limits:AnonymousCommandBurst=1000000", "--Limits:HouseTopicBurst=1000000", "--Limits:HouseCommandBurst=1000000"]);
        var code = await Fill(house);
        Page[] pages =
        [
            new("a blank page of the same server", Blank, null),
            new("the entrance: /", "/", 1000),
            new("a meeting: /m/{code}", $"/m/{code}", 1200),
            new("the year: /report/{year}", string.Create(CultureInfo.InvariantCulture, $"/report/{DateTimeOffset.UtcNow.Year}"), 1500),
        ];

        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = program,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-sync", "--disable-background-networking", "--no-first-run"],
        });
        var visits = 0;
        async Task Measure()
        {
            for (var round = -1; round < options["--rounds"]; round++)
            {
                for (var turn = 0; turn < pages.Length; turn++)
                {
                    var page = pages[(turn + round + pages.Length) % pages.Length];
                    var painted = await Visit(browser, new Uri(house.Url, page.Path));
                    visits++;
                    if (round >= 0)
                    {
                        page.Painted.Add(painted);
                    }
                }
            }
        }

        await Progress.Show("visiting with a slow phone", () => $"{visits} of {(options["--rounds"] + 1) * pages.Length} visits", Measure());

        Progress.Title($"largest contentful paint, 1.6 Mbps, {Latency:0} ms, processor {Slower:0} × slower, {options["--rounds"]} visits each");
        foreach (var page in pages)
        {
            if (page.Most is { } most)
            {
                Progress.Within(page.Name, page.Painted.Median(), "ms", most, page.Painted);
                Progress.Ratio("  beside the blank page", page.Painted.Median() / pages[0].Painted.Median(), aim: null);
            }
            else
            {
                Progress.Figure(page.Name, page.Painted.Median(), "ms", page.Painted);
            }
        }
    }

    private static async Task<double> Visit(IBrowser browser, Uri url)
    {
        await using var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = 360, Height = 760 },
            DeviceScaleFactor = 2,
            IsMobile = true,
            HasTouch = true,
            Locale = "zh-CN",
            TimezoneId = "Asia/Shanghai",
        });
        var page = await context.NewPageAsync();
        var wire = await context.NewCDPSessionAsync(page);
        await wire.SendAsync("Network.enable");
        await wire.SendAsync("Network.emulateNetworkConditions", new Dictionary<string, object>
        {
            ["offline"] = false,
            ["latency"] = Latency,
            ["downloadThroughput"] = Download,
            ["uploadThroughput"] = Upload,
        });
        await wire.SendAsync("Emulation.setCPUThrottlingRate", new Dictionary<string, object> { ["rate"] = Slower });
        await page.GotoAsync(url.ToString(), new PageGotoOptions { WaitUntil = WaitUntilState.Load });
        return await page.EvaluateAsync<double>(Largest);
    }

    /// <summary>A house as people find it: a meeting in which some have spoken, others to come, and a year of topics.</summary>
    /// <returns>The code of the meeting's wall.</returns>
    private static async Task<string> Fill(House house)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = house.Url };
        var staff = (await Post(http, "/api/session", null, new { key = Key })).GetProperty("token").GetString()!;
        for (var i = 1; i <= 12; i++)
        {
            await Post(http, "/api/meetings", staff, new { title = $"第 {i} 次社区协商会：路灯、停车与慢行", format = "grassroots", venue = "府前社区协商议事室" });
        }

        for (var i = 1; i <= 120; i++)
        {
            var category = (i % 3) switch { 0 => "交通", 1 => "环境", _ => "养老托育" };
            await Post(
                http, "/api/topics", null,
                new { title = $"第 {i} 件：路灯坏了三盏", text = "晚上看不清台阶，请先修这里。", county = i % 2 == 0 ? "清江浦区" : "淮安区", category });
        }

        var made = await Post(http, "/api/meetings", staff, new { title = "河下古镇停车与夜间照明协商会", format = "grassroots", venue = "河下社区议事室", roll = "open" });
        var (id, codes) = (made.GetProperty("id").GetString()!, made.GetProperty("codes"));
        var (attend, chairs) = (codes.GetProperty("attend").GetString()!, codes.GetProperty("chair").GetString()!);
        var chair = await Join(chairs, "周主席");
        await Do(chair, new() { ["$type"] = "open" });
        await Do(chair, new() { ["$type"] = "startItem", ["item"] = "i2" });
        var guest = await Join(attend, "李居民");
        for (var i = 1; i <= 60; i++)
        {
            await Do(guest, new() { ["$type"] = "comment", ["text"] = $"第{i}条：路灯坏了三盏，晚上看不清台阶，请先修这里。" });
        }

        return attend;

        async Task<string> Join(string by, string name) =>
            (await Post(http, "/api/join", null, new { code = by, name })).GetProperty("token").GetString()!;

        async Task Do(string token, Dictionary<string, string> command)
        {
            var receipt = await Post(http, $"/api/meetings/{id}/commands", token, new { op = Guid.NewGuid().ToString("n"), command });
            if (receipt.GetProperty("outcome").GetString() is var outcome && outcome != "done")
            {
                throw new InvalidOperationException($"A command of the benchmark was answered {outcome}.");
            }
        }
    }

    private static async Task<JsonElement> Post(HttpClient http, string path, string? token, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body, body.GetType()) };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request);
        return await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <param name="Most">The most that is good, in milliseconds; null: told for what it is.</param>
    private sealed record Page(string Name, string Path, double? Most)
    {
        /// <summary>Of each visit, in milliseconds.</summary>
        public List<double> Painted { get; } = [];
    }

    /// <summary>Answers before the hub does: one line of text, and nothing to fetch.</summary>
    private sealed class BlankPage : IStartupFilter
    {
        private const string Html =
            "<!doctype html><html lang=\"zh-CN\"><meta name=\"viewport\" content=\"width=device-width\"><title>空白</title><h1>空白</h1></html>";

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(inner => http => http.Request.Path == Blank ? Write(http) : inner(http));
            next(app);
        };

        private static Task Write(HttpContext http)
        {
            http.Response.ContentType = "text/html; charset=utf-8";
            return http.Response.WriteAsync(Html);
        }
    }
}
