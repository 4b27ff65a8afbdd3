using Hub.Tests.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

[assembly: AssemblyFixture(typeof(SharedBrowser))]

namespace Hub.Tests.Browser;

/// <summary>
/// One browser for all tests that ask for it, started when the first does: to start one takes longer than many a test. People are contexts of it, which share
/// neither cookies nor storage, whichever house they visit. One that has died is replaced.
/// </summary>
public sealed class SharedBrowser : IAsyncDisposable
{
    /// <summary>A name for a house that no browser takes for its own machine: over plain HTTP such a page is not a secure context.</summary>
    public const string FarName = "hub.test";

    private static readonly SemaphoreSlim Starting = new(1, 1);
    private static IPlaywright? _playwright;
    private static IBrowser? _browser;

    private static string? Program =>
        new[] { Environment.GetEnvironmentVariable("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }
        .FirstOrDefault(path => path is not null && File.Exists(path));

    /// <summary>Skips the test where there is no browser.</summary>
    internal static void OrSkip() =>
        Skips.Unless(Program is not null, "There is no Chromium here: tests/run installs it, or set CHROMIUM to its path.");

    /// <summary>The browser; the test is skipped where there is none.</summary>
    internal static async Task<IBrowser> Get()
    {
        OrSkip();
        await Starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (_browser is { IsConnected: true } running)
            {
                return running;
            }

            SetDefaultExpectTimeout(60_000);
            _playwright ??= await Playwright.CreateAsync();
            return _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = Program,
                Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-sync", "--disable-background-networking", "--no-first-run",
                    $"--host-resolver-rules=MAP {FarName} 127.0.0.1"],
            });
        }
        finally
        {
            Starting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
