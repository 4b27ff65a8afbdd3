using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace Hub.Load.Bench;

/// <summary>What one sees while a benchmark runs, and the figures at its end.</summary>
internal static class Progress
{
    /// <summary>A line that changes in place; where the output goes to a file, a line at the start.</summary>
    public static async Task Show(string what, Func<string> soFar, Task running)
    {
        if (Console.IsOutputRedirected)
        {
            Console.WriteLine(what);
        }
        else
        {
            var clock = Stopwatch.StartNew();
            await AnsiConsole.Status().StartAsync(what, async status =>
            {
                while (await Task.WhenAny(running, Task.Delay(250)) != running)
                {
                    status.Status($"{what}: {soFar()}, {clock.Elapsed.TotalSeconds:0} s".EscapeMarkup());
                }
            });
        }

        await running;
    }

    public static void Title(string title) => Console.WriteLine($"\n{title} (load average {LoadAverage()})");

    public static void Figure(string name, double value, string unit, IEnumerable<double>? rounds = null) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"  {name,-58}{Number(value),12} {unit,-14}{(rounds is null ? "" : $"rounds {string.Join("  ", rounds.Select(Number))}")}").TrimEnd());

    public static void Figures(string name, string unit, List<Pace> rounds)
    {
        Figure(name, rounds.Speed(), $"{unit}/s", rounds.Select(r => r.PerSecond));
        Figure("  processor time for each", rounds.Select(r => r.Cost).Median(), "µs", rounds.Select(r => r.Cost));
        Figure("  stored in one transaction", rounds.Select(r => r.PerTransaction).Median(), unit, rounds.Select(r => r.PerTransaction));
        if (rounds.All(r => r.Allocated is not null))
        {
            Figure("  memory allocated for each", rounds.Select(r => r.Allocated!.Value).Median(), "bytes", rounds.Select(r => r.Allocated!.Value));
        }
    }

    public static double Speed(this IEnumerable<Pace> rounds) => rounds.Select(r => r.PerSecond).Median();

    /// <param name="aim">The least that is good; null: told for what it is.</param>
    /// <param name="turns">The ratio of each turn, where several make this one.</param>
    public static void Ratio(string name, double value, double? aim, params ReadOnlySpan<double> turns)
    {
        var verdict = aim is { } least ? $"   aim ≥ {least.ToString(CultureInfo.InvariantCulture)}: {(value >= least ? "met" : "MISSED")}" : "";
        var each = turns.IsEmpty ? "" : $"   each {string.Join(' ', turns.ToArray().Select(t => t.ToString("0.00", CultureInfo.InvariantCulture)))}";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-58}{value,12:0.00} ×{verdict}{each}"));
    }

    /// <param name="most">The most that is good.</param>
    /// <param name="rounds">What it is the median of.</param>
    public static void Within(string name, double value, string unit, double most, IReadOnlyList<double> rounds)
    {
        var verdict = $"aim ≤ {Number(most)}: {(value <= most ? "met" : "MISSED")}   from {Number(rounds.Min())} to {Number(rounds.Max())}";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-58}{Number(value),12} {unit,-14}{verdict}"));
    }

    public static double Median(this IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    /// <returns>The least value within which this share of the values is.</returns>
    public static double Percentile(this IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
    }

    private static string Number(double value) => value.ToString(value < 100 ? "N2" : "N0", CultureInfo.InvariantCulture);

    /// <summary>Others on this machine are the first thing to look at where a number surprises.</summary>
    private static string LoadAverage() => File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]) : "unknown";
}
