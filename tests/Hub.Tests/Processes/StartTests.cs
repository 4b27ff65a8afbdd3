using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Hub.Tests.House;

namespace Hub.Tests.Processes;

/// <summary>What cannot start says why in one sentence, and nothing of how it is built.</summary>
public sealed class StartTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hub-start-");

    [Theory]
    [InlineData("Access:OperatorKey", "too short")]
    [InlineData("Access:OperatorKeyFile", "/nowhere/at/all")]
    [InlineData("Audit:NetworkDays", "0")]
    [InlineData("Ballots:TallyBeforeVote", "sometimes")]
    [InlineData("House:TimeZone", "Mars/Olympus")]
    [InlineData("House:PublicUrl", "somewhere")]
    [InlineData("House:TrustedProxies", "everybody")]
    [InlineData("House:IcpNumber", "备案中")]
    [InlineData("House:PoliceNumber", "32080002000123")]
    [InlineData("House:TrustedProxies", "10.0.0.0/8,10.0.0.0/33")]
    [InlineData("Limits:CommandBurst", "many")]
    [InlineData("Limits:CommandBurst", "0")]
    [InlineData("Limits:MessagesPerSecond", "-3")]
    [InlineData("Seeds:Path", "/nowhere/at/all")]
    [InlineData("Journal:ConnectionString", "Data Source=:memory:")]
    [InlineData("Journal:ConnectionString", "nonsense")]
    [InlineData("Journal:ConnectionString", "postgres://hub:geheim@db/hub")]
    [InlineData("Journal:ConnectionString", "Host=db;Passwort=geheim")]
    [InlineData("Cluster:SiloPort", "70000")]
    [InlineData("Cluster:GatewayPort", "11111")]
    [InlineData("Cluster:Address", "here")]
    [InlineData("Cluster:DrainSeconds", "-1")]
    [InlineData("Telemetry:OtlpEndpoint", "collector:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "nowhere")]
    [InlineData("Telemetry:Dashboard", "perhaps")]
    [InlineData("urls", "not an address")]
    [InlineData("urls", "http://203.0.113.9:5080")]
    public async Task A_wrong_setting_is_named(string setting, string value)
    {
        await using var hub = Start($"--{setting}={value}");
        await Refused(hub);
        hub.Error.ShouldNotContain("geheim");
        (hub.Error.Contains(setting.Split(':')[^1], StringComparison.OrdinalIgnoreCase) || hub.Error.Contains(value, StringComparison.Ordinal))
            .ShouldBeTrue(hub.Error);
    }

    [Fact]
    public async Task Two_processes_do_not_share_one_journal()
    {
        await using var first = Start();
        await first.Serves();
        await using var second = Start();
        await Refused(second);
        second.Error.ShouldContain("in use by another process");
        second.Error.ShouldContain(Path.Combine(_folder.FullName, "data", "hub.db"));
        first.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_port_in_use_is_told()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await using var hub = Start($"--urls=http://127.0.0.1:{port}");
        await Refused(hub);
        hub.Error.ShouldContain($"{port}");
    }

    [Theory]
    [InlineData("this is no database")]
    [InlineData("SQLite format 3\0 and then nothing that makes sense, for longer than the header of a database file takes, which is a hundred bytes")]
    public async Task A_file_that_is_no_journal_is_left_alone(string content)
    {
        var file = Path.Combine(_folder.FullName, "hub.db");
        await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);
        await using var hub = Start($"--Journal:ConnectionString=Data Source={file}");
        await Refused(hub);
        hub.Error.ShouldContain(file);
        (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).ShouldBe(content);
    }

    [Fact]
    public async Task Started_from_another_folder_it_has_the_same_seeds_and_keeps_its_journal_there()
    {
        await using var hub = HubProcess.Start(_folder.FullName, "--urls=http://127.0.0.1:0");
        var address = await hub.Serves();
        await hub.Welcomed();
        hub.JournalTold.ShouldBe(Path.Combine(_folder.FullName, "data", "hub.db"));
        var key = hub.Out.Split("/admin#key=")[1].Split('\n')[0].Trim();
        using var http = new HttpClient { BaseAddress = address };
        (await http.GetStringAsync("/health/ready", TestContext.Current.CancellationToken)).ShouldBe("ready");
        (await http.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken)).ShouldContain("/api/meetings");
        var seeded = await http.GetStringAsync("/api/meetings?limit=100", TestContext.Current.CancellationToken);
        seeded.ShouldContain("\"title\"");

        await hub.Kill();
        await using var again = HubProcess.Start(_folder.FullName, "--urls=http://127.0.0.1:0");
        http.Dispose();
        using var later = new HttpClient { BaseAddress = await again.Serves() };
        (await later.GetStringAsync("/api/meetings?limit=100", TestContext.Current.CancellationToken)).ShouldBe(seeded, "seeded once");
        again.Out.ShouldNotContain(key);
        using var signed = await later.PostAsync("/api/session", new StringContent($$"""{"key":"{{key}}"}""", System.Text.Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        signed.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>Guards a house in use without seeds: a start that named them, or none, put the year's plan among its meetings.</summary>
    [Fact]
    public async Task A_house_that_was_used_without_seeds_is_never_seeded()
    {
        string list;
        await using (var hub = Start())
        {
            using var http = new HttpClient { BaseAddress = await hub.Serves() };
            using var signed = await http.PostAsJsonAsync("/api/session", new { key = OpenHouse.Key }, TestContext.Current.CancellationToken);
            http.DefaultRequestHeaders.Authorization = new("Bearer", (await OpenHouse.Json(signed)).Text("token"));
            using var made = await http.PostAsJsonAsync("/api/meetings", new { title = "自己的会", format = "grassroots" }, TestContext.Current.CancellationToken);
            made.StatusCode.ShouldBe(HttpStatusCode.Created);
            http.DefaultRequestHeaders.Authorization = null;
            list = await http.GetStringAsync("/api/meetings?limit=100", TestContext.Current.CancellationToken);
            JsonSerializer.Deserialize<JsonElement>(list).List("items").ShouldHaveSingleItem().Text("title").ShouldBe("自己的会");
        }

        for (var start = 0; start < 2; start++)
        {
            await using var seeded = HubProcess.Start(_folder.FullName, "--urls=http://127.0.0.1:0", $"--Access:OperatorKey={OpenHouse.Key}");
            using var http = new HttpClient { BaseAddress = await seeded.Serves() };
            (await http.GetStringAsync("/api/meetings?limit=100", TestContext.Current.CancellationToken)).ShouldBe(list);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private HubProcess Start(params string[] settings)
    {
        string[] usual = ["--urls=http://127.0.0.1:0", "--Seeds:Path=none", $"--Access:OperatorKey={OpenHouse.Key}"];
        return HubProcess.Start(_folder.FullName, [.. usual.Where(u => !settings.Any(s => s.Split('=')[0] == u.Split('=')[0])), .. settings]);
    }

    private static async Task Refused(HubProcess hub)
    {
        (await hub.Exit()).ShouldBe(1);
        hub.Error.Split('\n').Length.ShouldBe(1, hub.Error);
        hub.Error.ShouldEndWith(".");
        foreach (var trace in new[] { "   at ", "Exception", "Unhandled" })
        {
            hub.Error.ShouldNotContain(trace);
            hub.Out.ShouldNotContain(trace);
        }
    }
}
