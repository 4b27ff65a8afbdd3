using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Load.Stores;

namespace Hub.Load.Bench;

/// <summary>
/// People who join a meeting over HTTP, at this build and at another one. What would otherwise be mis-measured:
/// <list type="bullet">
/// <item>The machine has good and bad minutes: the two take turns, and each round is compared with the other build's round beside it.</item>
/// <item>Code is compiled while it runs: the first third of the rounds is not counted.</item>
/// <item>The crowd runs on the same processors: the processor time of the hub's process is told beside the pace.</item>
/// </list>
/// </summary>
internal static class JoinsBench
{
    private const string Key = "the operator's key of the benchmark";

    public static async Task Run(ReadOnlyMemory<string> args)
    {
        if (args.Span is not ["--against", var other, ..] || !File.Exists(other))
        {
            throw new FormatException("--against must come first, and name the Hub.Server.dll of the other build.");
        }

        var options = new BenchOptions(args.Span[2..], ("--people", 1600, 20_000), ("--callers", 16, 256), ("--rounds", 45, 200));
        await using var before = await Program.Start(other);
        await using var now = await Program.Start(Path.Combine(AppContext.BaseDirectory, "Hub.Server.dll"));
        var rounds = new List<(Joins Before, Joins Now)>();
        async Task Measure()
        {
            for (var round = 0; round < options["--rounds"]; round++)
            {
                var first = round % 2 == 0 ? before : now;
                var one = await first.Join(options["--people"], options["--callers"], round);
                var two = await (first == before ? now : before).Join(options["--people"], options["--callers"], round);
                rounds.Add(first == before ? (one, two) : (two, one));
            }
        }

        await Progress.Show("joining, in turn", () => $"{rounds.Count} of {options["--rounds"]} rounds", Measure());
        var counted = rounds.Skip(rounds.Count / 3).ToList();
        Progress.Title($"{options["--people"]} people who join one meeting, {options["--callers"]} at once, SQLite, {counted.Count} rounds each");
        Progress.Figure("the other build", counted.Select(r => r.Before.PerSecond).Median(), "joins/s");
        Progress.Figure("  processor time for each", counted.Select(r => r.Before.Cost).Median(), "µs");
        Progress.Figure("this build", counted.Select(r => r.Now.PerSecond).Median(), "joins/s");
        Progress.Figure("  processor time for each", counted.Select(r => r.Now.Cost).Median(), "µs");
        Progress.Ratio("this build / the other, joins a second", counted.Select(r => r.Now.PerSecond / r.Before.PerSecond).Median(), aim: 0.95);
        Progress.Ratio("the other build / this one, processor time", counted.Select(r => r.Before.Cost / r.Now.Cost).Median(), aim: 0.95);
    }

    /// <param name="Cost">Processor time of the hub's process for each, in µs.</param>
    private sealed record Joins(double PerSecond, double Cost);

    /// <summary>A hub of one build, as people start it, with one meeting.</summary>
    private sealed class Program : IAsyncDisposable
    {
        private readonly ScratchFolder _folder = new();
        private readonly Process _process;
        private readonly HttpClient _http;
        private string _code = "";

        private Program(string program)
        {
            var url = $"http://127.0.0.1:{TemporaryPostgres.FreePort().ToString(CultureInfo.InvariantCulture)}";
            _http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new Uri(url) };
            var start = new ProcessStartInfo("dotnet") { WorkingDirectory = Path.GetDirectoryName(_folder.File("hub.db"))!, RedirectStandardOutput = true };
            string[] arguments =
            [
                program, $"--urls={url}", $"--Access:OperatorKey={Key}", "--Seeds:Path=none",
                    $"--Journal:ConnectionString=Data Source={_folder.File("hub.db")}", .. House.Silent,
                $"--Cluster:SiloPort={TemporaryPostgres.FreePort().ToString(CultureInfo.InvariantCulture)}",
                $"--Cluster:GatewayPort={TemporaryPostgres.FreePort().ToString(CultureInfo.InvariantCulture)}",
            ];
            Array.ForEach(arguments, start.ArgumentList.Add);
            _process = Process.Start(start)!;
            _process.BeginOutputReadLine();
        }

        public static async Task<Program> Start(string program)
        {
            var hub = new Program(program);
            try
            {
                await hub.Convene();
                return hub;
            }
            catch
            {
                await hub.DisposeAsync();
                throw;
            }
        }

        public async Task<Joins> Join(int people, int callers, int round)
        {
            var (used, began) = (ProcessTime.Of(_process.Id), Stopwatch.GetTimestamp());
            var next = 0;
            await Task.WhenAll(Enumerable.Range(0, callers).Select(async _ =>
            {
                while (Interlocked.Increment(ref next) is var number && number <= people)
                {
                    using var joined = await _http.PostAsJsonAsync("/api/join", new { code = _code, name = $"与会者{round}-{number}" });
                    joined.EnsureSuccessStatusCode();
                }
            }));
            var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            return new Joins(people / seconds, (ProcessTime.Of(_process.Id) - used) / people * 1e6);
        }

        public async ValueTask DisposeAsync()
        {
            _http.Dispose();
            if (!_process.HasExited)
            {
                _process.Kill();
                await _process.WaitForExitAsync();
            }

            _process.Dispose();
            _folder.Dispose();
        }

        private async Task Convene()
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            while (true)
            {
                try
                {
                    using var session = await _http.PostAsJsonAsync("/api/session", new { key = Key }, patience.Token);
                    var token = (await session.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(patience.Token)).GetProperty("token")
                        .GetString();
                    using var ask =
                        new HttpRequestMessage(HttpMethod.Post, "/api/meetings") { Content = JsonContent.Create(new { title = "协商会", format = "grassroots" }) };
                    ask.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
                    using var scheduled = await _http.SendAsync(ask, patience.Token);
                    _code = (await scheduled.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(patience.Token)).GetProperty("codes")
                        .GetProperty("attend").GetString()!;
                    return;
                }
                catch (HttpRequestException) when (!_process.HasExited)
                {
                    await Task.Delay(200, patience.Token);
                }
            }
        }
    }
}
