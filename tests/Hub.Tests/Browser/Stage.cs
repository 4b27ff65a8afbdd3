using Deque.AxeCore.Playwright;
using Hub.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hub.Tests.Browser;

/// <summary>A house of its own with the seeds in it, and one browser. People are contexts of that browser: each has its own cookie, screen and light.</summary>
public sealed class Stage : IAsyncLifetime
{
    public const string OperatorKey = "the operator of the stage";

    private readonly string _folder = Directory.CreateTempSubdirectory("hub-stage-").FullName;
    private WebApplication? _house;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Where screenshots go, to be looked at: beside the test results.</summary>
    public static string Screens { get; } = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "screens")).FullName;

    public Uri Url => new(_house!.Urls.First());

    private static string? Chromium => new[] { Environment.GetEnvironmentVariable("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }
        .FirstOrDefault(path => path is not null && File.Exists(path));

    public async ValueTask InitializeAsync()
    {
        _house = HubServer.Create(
            "--urls=http://127.0.0.1:0", $"--Journal:ConnectionString=Data Source={Path.Combine(_folder, "hub.db")}", $"--Access:OperatorKey={OperatorKey}", "--Logging:LogLevel:Default=Warning");
        await HubServer.Open(_house);
        await _house.StartAsync();
        await HubServer.Prepare(_house);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_house is not null)
        {
            await _house.StopAsync();
            await _house.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Somebody with a screen of a size, in a light, reading a language. Whatever the page's console says is kept.</summary>
    public async Task<Visitor> Enter(int width, int height, ColorScheme light = ColorScheme.Light, string locale = "zh-CN", bool touch = false)
    {
        Skips.Unless(Chromium is not null, "There is no Chromium here: tests/run installs it, or set CHROMIUM to its path.");
        SetDefaultExpectTimeout(60_000);
        _playwright ??= await Playwright.CreateAsync();
        _browser ??= await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-sync", "--disable-background-networking", "--no-first-run"],
        });
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = Url.ToString(),
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = light,
            Locale = locale,
            TimezoneId = "Asia/Shanghai",
            HasTouch = touch,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(30_000);
        return new Visitor(context, await context.NewPageAsync());
    }
}

/// <summary>One person's browser.</summary>
public sealed class Visitor : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _console = [];

    public Visitor(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _console.Add(message.Text);
            }
        };
        page.PageError += (_, error) => _console.Add(error);
    }

    public IPage Page { get; }

    /// <summary>What the page complained of.</summary>
    public IReadOnlyList<string> Complaints => _console;

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name, Exact = true });

    public Task Screenshot(string name) => Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Stage.Screens, $"{name}.png") });

    /// <summary>What axe finds against WCAG 2.2 AA, one line each.</summary>
    public async Task<IReadOnlyList<string>> Barriers()
    {
        var result = await Page.RunAxe(new Deque.AxeCore.Commons.AxeRunOptions
        {
            RunOnly = new Deque.AxeCore.Commons.RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
        });
        return [.. result.Violations.SelectMany(v => v.Nodes.Select(n => $"{v.Id}: {n.Html}"))];
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
