using Deque.AxeCore.Playwright;
using Hub.Tests.House;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hub.Tests.Browser;

/// <summary>
/// A house with the seeds in it, and people who visit it, each with their own cookie, screen and light. Where it ends, nothing that people typed, were called
/// or were given may stand in its log or in a trace, and nothing that gives power in its database or a backup of it: see <see cref="LeakedLines"/>.
/// </summary>
public class Stage : RunningHouse, IAsyncLifetime
{
    /// <summary>As much as somebody switches on who looks for a fault.</summary>
    private readonly SaidLog _log = new(LogLevel.Debug);
    private readonly SaidTraces _traces = new();

    public Stage()
        : this([])
    {
    }

    protected Stage(string[] settings)
        : base([.. Wide, "--Seeds:Path=", .. settings])
    {
    }

    /// <summary>Whether pictures are kept, to be looked at: nothing is compared with them, and each takes as long as what it shows.</summary>
    public static bool KeepsScreens { get; } = Environment.GetEnvironmentVariable("HUB_SCREENS") == "1";

    /// <summary>Where they are: beside the test program.</summary>
    public static string Screens { get; } = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "screens")).FullName;

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        var (known, stored, backedUp) = (await LeakedLines.Known(File), await LeakedLines.Stored(File), await LeakedLines.BackedUp(File));
        await DisposeAsync();
        _traces.Dispose();
        GC.SuppressFinalize(this);
        LeakedLines.In(_log.Lines, [.. known, Key, Officer.Password]).ShouldBeEmpty();
        LeakedLines.In(_traces.Lines, [.. known, Key, Officer.Password]).ShouldBeEmpty();
        LeakedLines.In(stored, [Key, Officer.Password]).ShouldBeEmpty();
        LeakedLines.In(backedUp, [Key, Officer.Password]).ShouldBeEmpty();
    }

    protected override void Add(IServiceCollection services) => _log.AddTo(services);

    /// <summary>Somebody with a screen of a size, in a light, reading a language. Whatever the page's console says is kept.</summary>
    /// <param name="host">The name they know the house by.</param>
    public async Task<Visitor> Enter(
        int width, int height, ColorScheme light = ColorScheme.Light, string locale = "zh-CN", bool touch = false, string? host = null,
        string zone = "Asia/Shanghai")
    {
        var browser = await SharedBrowser.Get();
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = new UriBuilder(Address) { Host = host ?? Address.Host }.ToString(),
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = light,
            Locale = locale,
            TimezoneId = zone,
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
            // The browser says so, and drops what it is loading, when a network interface of this machine comes or goes: that is no fault of the page.
            // Whether the page has got what it needs all the same, the tests' own expectations say.
            if (message.Type is "error" or "warning" && !message.Text.Contains("net::ERR_NETWORK_CHANGED", StringComparison.Ordinal))
            {
                _console.Add($"{message.Text} {message.Location}");
            }
        };
        page.PageError += (_, error) => _console.Add(error);
    }

    public IPage Page { get; }

    /// <summary>What the page complained of.</summary>
    public IReadOnlyList<string> Complaints => _console;

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name, Exact = true });

    /// <summary>Goes to a part of the chair's page, which is a tab where the screen is too narrow for columns.</summary>
    public async Task Part(string name)
    {
        if (Page.ViewportSize!.Width < 960)
        {
            await Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = name }).ClickAsync();
        }
    }

    /// <summary>Opens a page whose link carries a code, and takes the seat that the code gives.</summary>
    public async Task Sit(string path, string code, string name)
    {
        await Page.GotoAsync($"{path}#{code}");
        await Page.GetByRole(AriaRole.Textbox).FillAsync(name);
        await Page.Locator("form.join button[type=submit]").ClickAsync();
        await Expect(Page.Locator("form.join")).ToBeHiddenAsync();
    }

    /// <summary>The same for a member who is signed in: the register knows their name, and one tap is enough.</summary>
    public async Task SitAsMember(string path, string code, string name)
    {
        await Page.GotoAsync($"{path}#{code}");
        await Expect(Button($"以委员{name}的身份加入")).ToBeVisibleAsync();
        await Expect(Page.GetByRole(AriaRole.Textbox)).ToHaveCountAsync(0);
        await Screenshot($"join-member-{Page.ViewportSize!.Width}");
        await Button($"以委员{name}的身份加入").ClickAsync();
        await Expect(Page.Locator("form.join")).ToBeHiddenAsync();
    }

    /// <summary>Signs in as a page does, with the browser's own cookie.</summary>
    public async Task SignIn(string key) =>
        (await Page.EvaluateAsync<int>("async key => (await fetch('/api/session', { method: 'POST', headers: { 'Content-Type': 'application/json' }, "
            + "body: JSON.stringify({ key }) })).status", key)).ShouldBe(200);

    /// <summary>Follows the operator's link, and says that this browser is to be the operator.</summary>
    public async Task SignInAsOperator()
    {
        await Page.GotoAsync($"/admin#key={Uri.EscapeDataString(OpenHouse.Key)}");
        await Page.Locator(".adopt .primary").ClickAsync();
        await Expect(Page.Locator("a[href='/desk']")).ToBeVisibleAsync();
    }

    /// <param name="whole">All of the page, and not only what is in view.</param>
    public Task Screenshot(string name, bool whole = false) => Stage.KeepsScreens
        ? Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Stage.Screens, $"{name}.png"), FullPage = whole })
        : Task.CompletedTask;

    /// <summary>What axe finds against WCAG 2.2 AA, one line each. It does not describe what is as it should be: that takes longer than to look.</summary>
    public async Task<IReadOnlyList<string>> Barriers()
    {
        var result = await Page.RunAxe(new Deque.AxeCore.Commons.AxeRunOptions
        {
            ResultTypes = [Deque.AxeCore.Commons.ResultType.Violations],
            RunOnly = new Deque.AxeCore.Commons.RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
        });
        return [.. result.Violations.SelectMany(v => v.Nodes.Select(n => $"{v.Id}: {n.Html}"))];
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
