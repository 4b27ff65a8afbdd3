using System.Diagnostics;
using System.Globalization;
using Hub.Load.Bench;

namespace Hub.Load.Year;

/// <summary>What people look at in a house with years in it, so many requests a second, whether the answers come or not; and how long each waits.</summary>
internal static class ReadsRun
{
    private const int PerSecond = 50;
    private const double Limit = 100;

    private static readonly TimeSpan For = TimeSpan.FromSeconds(30);

    /// <returns>0 where 95 of 100 answers of each kind came within the limit.</returns>
    public static async Task<int> Run(YearOptions options)
    {
        await using var house = await House.OpenOn(options.Journal, House.Silent);
        using var http = new HttpClient { BaseAddress = house.Url };
        var chance = new Chance(options.Seed);
        var kinds = Kinds(options.Year);
        foreach (var (_, path) in kinds)
        {
            await Ask(http, path(chance));
        }

        Progress.Title($"{PerSecond} requests a second for {For.TotalSeconds:0} s");
        var (waits, clock) = (kinds.ToDictionary(k => k.Name, _ => new List<double>()), Stopwatch.StartNew());
        var asked = new List<Task>();
        for (var i = 0; clock.Elapsed < For; i++)
        {
            var (name, path) = kinds[i % kinds.Length];
            asked.Add(Measure(http, path(chance), waits[name]));
            if (TimeSpan.FromSeconds((i + 1.0) / PerSecond) - clock.Elapsed is { Ticks: > 0 } pause)
            {
                await Task.Delay(pause);
            }
        }

        await Task.WhenAll(asked);
        foreach (var (name, of) in waits)
        {
            Progress.Figure($"{name}, p95", of.Percentile(0.95), "ms", [of.Percentile(0.5), of.Percentile(0.99), of.Max()]);
        }

        var worst = waits.Values.Max(w => w.Percentile(0.95));
        Console.WriteLine(
            string.Create(
            CultureInfo.InvariantCulture,
            $"Of {asked.Count:N0} answers; (rounds: p50, p99, most). {(worst < Limit ? "Each kind is within" : "NOT each kind is within")} {Limit} ms at "
            + $"p95."));
        return worst < Limit ? 0 : 1;
    }

    private static (string Name, Func<Chance, string> Path)[] Kinds(int year)
    {
        string Of(FormattableString path) => path.ToString(CultureInfo.InvariantCulture);
        string County(Chance c) => Uri.EscapeDataString(c.Of(YearWords.Counties).Name);
        string Words(Chance c) => Uri.EscapeDataString(c.Of(c.Of(YearWords.Concerns).Things)[..3]);
        return
        [
            ("report of the city", _ => Of($"/api/reports/{year}")),
            ("report of a county", c => Of($"/api/reports/{year}?county={County(c)}")),
            ("topics, newest", _ => "/api/topics?limit=50"),
            ("topics of a county and year, with total", c => Of($"/api/topics?year={year}&county={County(c)}&total=true")),
            ("search in topics, with total", c => $"/api/topics?q={Words(c)}&total=true"),
            ("search that finds nothing", _ => "/api/topics?q=%E6%97%A0%E6%AD%A4%E4%BA%8B%E4%B9%9F&total=true"),
            ("near duplicates", c => $"/api/topics/similar?text={Words(c)}{Words(c)}"),
            ("commitments kept in the year, with total", _ => Of($"/api/commitments?year={year}&status=done&total=true")),
            ("search in commitments", c => $"/api/commitments?q={Words(c)}"),
            ("meetings held in the year, with total", _ => Of($"/api/meetings?year={year}&status=closed&total=true")),
            ("search in meetings", c => $"/api/meetings?q={Uri.EscapeDataString(c.Of(YearWords.Places))}"),
        ];
    }

    private static async Task Measure(HttpClient http, string path, List<double> waits)
    {
        var began = Stopwatch.GetTimestamp();
        await Ask(http, path);
        lock (waits)
        {
            waits.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
    }

    private static async Task Ask(HttpClient http, string path)
    {
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
        answer.EnsureSuccessStatusCode();
        await answer.Content.LoadIntoBufferAsync();
    }
}
