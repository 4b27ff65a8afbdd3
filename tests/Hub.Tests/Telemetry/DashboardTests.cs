using System.Net;
using Hub.Tests.Browser;
using Hub.Tests.House;
using Microsoft.Playwright;

namespace Hub.Tests.Telemetry;

/// <summary>Orleans' dashboard is there for operators, where the house wants it; for everybody else it is not there.</summary>
public sealed class DashboardTests
{
    private static readonly string[] Paths =
    [
        "/ops", "/ops/orleans", "/ops/orleans/", "/ops/orleans/index.html", "/ops/orleans/index.min.js", "/ops/orleans/DashboardCounters",
            "/ops/orleans/ClusterStats",
        "/ops/orleans/GrainState", "/ops/orleans/Trace", "/OPS/Orleans/index.html", "/ops/orleans/nothing",
    ];

    [Fact]
    public async Task An_operator_reads_it_and_nobody_else_learns_of_it()
    {
        await using var house = new DashboardHouse();
        await house.Open();
        var room = await house.Meeting();
        foreach (var path in Paths)
        {
            foreach (var token in new[] { null, room.Chair.Token, "nonsense" })
            {
                using var answer = await house.Send(HttpMethod.Get, path, token);
                (answer.StatusCode, (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Length)
                    .ShouldBe((HttpStatusCode.NotFound, 0), path);
            }
        }

        foreach (var (path, type) in new[] { ("/ops/orleans/", "text/html"), ("/ops/orleans/index.min.js", "text/javascript"),
            ("/ops/orleans/DashboardCounters", "application/json") })
        {
            using var answer = await house.Send(HttpMethod.Get, path, house.OperatorToken);
            (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, answer.Headers.CacheControl?.NoStore)
                .ShouldBe((HttpStatusCode.OK, type, true), path);
        }

        using var trace = await house.Send(HttpMethod.Get, "/ops/orleans/Trace", house.OperatorToken);
        trace.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await house.Http.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken)).ShouldNotContain("/ops");
    }

    [Fact]
    public async Task Its_pages_work_under_the_houses_policy()
    {
        SharedBrowser.OrSkip();
        await using var house = new DashboardHouse();
        await house.Open();
        await house.Meeting();
        var browser = await SharedBrowser.Get();
        await using var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = house.Address.ToString(),
            ExtraHTTPHeaders = new Dictionary<string, string> { ["Authorization"] = $"Bearer {house.OperatorToken}" },
        });
        var page = await context.NewPageAsync();
        var complaints = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                complaints.Add(message.Text);
            }
        };
        await page.GotoAsync("/ops/orleans");
        await Assertions.Expect(page.GetByText("DashboardGrain").First).ToBeVisibleAsync(new LocatorAssertionsToBeVisibleOptions { Timeout = 60_000 });

        // What its own scripts find in each other is not the house's.
        complaints.Where(c => c.Contains("Content Security Policy", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_it_is_not_asked_for_there_is_none()
    {
        await using var house = new RunningHouse();
        await house.Open();
        foreach (var path in Paths)
        {
            using var answer = await house.Send(HttpMethod.Get, path, house.OperatorToken);
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
        }
    }

    private sealed class DashboardHouse() : RunningHouse([.. Wide, "--Telemetry:Dashboard=true"]);
}
