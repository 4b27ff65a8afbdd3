using System.Diagnostics;
using System.Text;
using Hub.Server.Files;
using Hub.Tests.House;

namespace Hub.Tests.Browser;

/// <summary>Guards the search at the end of each class of browser tests: it finds what it looks for, and nothing else.</summary>
public sealed class LeakedLinesTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    [Fact]
    public async Task A_secret_or_a_name_in_a_line_is_found_by_its_shape_or_by_the_houses_tables()
    {
        var room = await house.Meeting();
        await room.Join("名字不该在日志里");
        string[] leaks =
        [
            $"Bearer {house.OperatorToken}", $"GET /m/{room.Codes["attend"]}", "/chair/x#7Q2RZK4M9TBXWE3H", "code: 7Q2RZK4M9TBXWE3HAB5CD6EF.",
            "Joined as 名字不该在日志里", "otpauth://totp/a?secret=ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
        ];
        string[] harmless =
        [
            "Connection id \"0HNAB3CDE4FGH\" accepted", $"activity {Guid.NewGuid():n} at 0123456789ABCDEF", $"participants/{Guid.NewGuid():n}",
            "took 1234567890123456 ns",
        ];

        var found = LeakedLines.In(leaks.Concat(harmless).Select(l => ("a category", l)), await LeakedLines.Known(house.File));

        found.ShouldBe(leaks.Select(l => $"a category: {l}"));
    }

    [Fact]
    public async Task What_gives_power_is_found_in_the_houses_tables()
    {
        var room = await house.Meeting();
        await room.Join("有座位的人");
        LeakedLines.In(await LeakedLines.Stored(house.File), [OpenHouse.Key]).ShouldBeEmpty();

        var planted = Path.Combine(Path.GetDirectoryName(house.File)!, "planted.db");
        var key = OpenHouse.Key.Replace("'", "''", StringComparison.Ordinal);
        await Records.Execute(
            planted,
            $"""
            CREATE TABLE planted (text TEXT, bytes BLOB);
            INSERT INTO planted VALUES ('{house.OperatorToken}', NULL), ('opens 7Q2RZK4M9TBXWE3H', NULL), (NULL, CAST('{key}' AS BLOB));
            """);
        var found = LeakedLines.In(await LeakedLines.Stored(planted), [OpenHouse.Key]);

        found.ShouldBe([$"planted.text: {house.OperatorToken}", "planted.text: opens 7Q2RZK4M9TBXWE3H", $"planted.bytes: {OpenHouse.Key}"]);
    }

    [Fact]
    public async Task What_gives_power_is_found_in_a_backup_that_is_made_while_the_house_runs()
    {
        await using var own = new RunningHouse();
        await own.InitializeAsync();
        var room = await own.Meeting();
        await room.Join("有座位的人");
        var clean = await LeakedLines.BackedUp(own.File);
        clean.ShouldContain(("names.name", "有座位的人"), "so the search is known to read what is there");
        LeakedLines.In(clean, [OpenHouse.Key]).ShouldBeEmpty();

        await room.Join("opens 7Q2RZK4M9TBXWE3H");
        await own.Service<IFileStore>().Add(FileKind.Pdf, Encoding.UTF8.GetBytes($"% {OpenHouse.Key}"), cancel: TestContext.Current.CancellationToken);

        var found = LeakedLines.In(await LeakedLines.BackedUp(own.File), [OpenHouse.Key]);

        found.ShouldContain("names.name: opens 7Q2RZK4M9TBXWE3H");
        found.ShouldContain($"files.content: % {OpenHouse.Key}");
        File.Exists($"{own.File}.searched").ShouldBeFalse();
    }

    [Fact]
    public async Task A_secret_or_a_name_is_found_wherever_a_span_says_it()
    {
        var room = await house.Meeting();
        await room.Join("名字不该在痕迹里");

        // A source of its own: what is planted in one that houses export would be found by whoever listens meanwhile.
        using var source = new ActivitySource($"planted {Guid.NewGuid():n}");
        using var traces = new SaidTraces(source.Name);
        End(source.StartActivity($"GET /m/{room.Codes["attend"]}"));
        End(source.StartActivity("tag")?.SetTag("who", "名字不该在痕迹里"));
        End(source.StartActivity("event")?.AddEvent(new ActivityEvent($"Bearer {house.OperatorToken}")));
        End(source.StartActivity("tag of an event")?.AddEvent(
            new ActivityEvent("said", tags: new ActivityTagsCollection([KeyValuePair.Create("code", (object?)"7Q2RZK4M9TBXWE3H")]))));
        End(source.StartActivity("status")?.SetStatus(ActivityStatusCode.Error, "secret=ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"));
        End(source.StartActivity("baggage")?.AddBaggage("key", OpenHouse.Key));
        End(source.StartActivity("GET /api/meetings/{id}")?.SetTag("http.response.status_code", 200));

        var found = LeakedLines.In(traces.Lines, [.. await LeakedLines.Known(house.File), OpenHouse.Key]);

        traces.Lines.Count.ShouldBe(7);
        found.Count.ShouldBe(6);
        found.ShouldNotContain(l => l.Contains("/api/meetings/{id}"));

        static void End(Activity? span) => span.ShouldNotBeNull("somebody listens").Dispose();
    }

    /// <summary>Guards the search of traces: it looks at what a house says in them.</summary>
    [Fact]
    public async Task What_a_house_does_is_heard_by_its_spans()
    {
        var room = await house.Meeting();
        using var traces = new SaidTraces();

        (await room.Chair.Post(Commands.Comment("一句话"))).ShouldBeDone();

        traces.Lines.Where(l => l.Category == "Hub" && l.Line.Contains("hub.command=comment")).ShouldNotBeEmpty();
    }
}
