using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Hub.Load.Bench;

/// <summary>
/// A benchmark of this build and the same one of another build, in turn. What would otherwise be mis-measured:
/// <list type="bullet">
/// <item>The machine has good and bad minutes: each turn of this build is compared with the other build's turn beside it, and who goes first alternates.</item>
/// <item>Each turn is a process of its own, which warms up by the benchmark's own rule, so that neither build profits from what the other has compiled or left
/// in memory.</item>
/// <item>One process is faster or slower than the next of the same build, by up to a tenth here, in all its rounds: where code and memory happen to lie. So
/// the aim is for the median of the ratios turn by turn, told with each of them (A. Georges, D. Buytaert, L. Eeckhout, "Statistically rigorous Java performance
/// evaluation", OOPSLA 2007, on why several processes must be measured); the best rounds, which one lucky process decides, are told beside it.</item>
/// <item>The program that loads the hub is each build's own: what a change of it costs or saves is counted too.</item>
/// </list>
/// </summary>
internal static partial class BesideBench
{
    /// <summary>Of the longest benchmark with its defaults.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    /// <exception cref="FormatException">An option cannot be understood; says which.</exception>
    /// <exception cref="InvalidOperationException">A turn failed, or the two builds tell no figure that is the same.</exception>
    public static async Task Run(ReadOnlyMemory<string> args)
    {
        if (args.Span is not [var verb, "--against", var other, ..] || !File.Exists(other))
        {
            throw new FormatException("A benchmark must come first, then --against with the Hub.Load.dll of the other build.");
        }

        var rest = args[3..].ToArray();
        var turns = 5;
        if (rest is ["--turns", var given, ..])
        {
            turns = int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 50
                ? number
                : throw new FormatException("--turns must be a whole number from 1 to 50.");
            rest = rest[2..];
        }

        var (before, now) = (new List<Figure[]>(), new List<Figure[]>());
        string[] ask = ["bench", verb, .. rest];
        async Task Measure()
        {
            for (var turn = 0; turn < turns; turn++)
            {
                foreach (var isNow in turn % 2 == 0 ? [false, true] : new[] { true, false })
                {
                    (isNow ? now : before).Add(await Turn(isNow ? typeof(BesideBench).Assembly.Location : other, ask));
                }
            }
        }

        await Progress.Show($"{verb}, both builds in turn", () => $"{before.Count + now.Count} of {2 * turns} turns", Measure());
        Report(verb, before, now);
    }

    private static void Report(string verb, List<Figure[]> before, List<Figure[]> now)
    {
        // What only one of the builds measures has nothing beside it.
        var common = now[0].Select(f => f.Key).Where(key => before.Concat(now).All(turn => turn.Any(f => f.Key == key))).ToList();
        if (common.Count == 0)
        {
            throw new InvalidOperationException("The two builds tell no figure that is the same.");
        }

        Progress.Title($"{verb}, this build beside the other, {now.Count} turns each");
        foreach (var key in common)
        {
            double[] Values(List<Figure[]> turns) => [.. turns.Select(turn => turn.First(f => f.Key == key).Value)];
            var (others, ours) = (Values(before), Values(now));
            Console.WriteLine($"  {key.Name}");
            Progress.Figure("  the other build", others.Median(), key.Unit, others);
            Progress.Figure("  this build", ours.Median(), key.Unit, ours);

            var ratios = ours.Zip(others, (n, b) => n / b).ToArray();
            Progress.Ratio("  this build / the other, turn by turn", ratios.Median(), key.MoreIsBetter ? 0.95 : null, ratios);
            double Best(List<Figure[]> turns) => key.BestOf(turns.SelectMany(turn => turn.First(f => f.Key == key).Rounds));
            Progress.Ratio("  this build / the other, best rounds", Best(now) / Best(before), aim: null);
        }
    }

    private static async Task<Figure[]> Turn(string program, string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add(program);
        Array.ForEach(args, start.ArgumentList.Add);
        using var process = Process.Start(start)!;
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            var told = await process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return process.ExitCode == 0
                ? [.. Figures(told)]
                : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {told}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>
    /// A figure that stands under another is told with it; of one that comes several times, for one store after the other, which of them it is.
    /// </summary>
    private static IEnumerable<Figure> Figures(string told)
    {
        var (above, seen) = ("", new Dictionary<string, int>());
        foreach (Match m in Told().Matches(told))
        {
            var name = m.Groups["name"].Value.TrimEnd();
            above = name.StartsWith(' ') ? above : name;
            name = name.StartsWith(' ') ? $"{above}, {name.TrimStart()}" : name;
            var nth = seen[name] = seen.GetValueOrDefault(name) + 1;
            var rounds = m.Groups["round"].Captures.Select(c => double.Parse(c.ValueSpan, CultureInfo.InvariantCulture)).ToArray();
            var value = double.Parse(m.Groups["value"].ValueSpan, CultureInfo.InvariantCulture);
            yield return new Figure(
                new FigureKey(nth == 1 ? name : $"{name} ({nth})", m.Groups["unit"].Value), value, rounds.Length == 0 ? [value] : rounds);
        }
    }

    /// <summary>As <see cref="Progress.Figure"/> writes them; ratios are not figures.</summary>
    [GeneratedRegex(
        @"^  (?<name>\S.{57}| {2}\S.{55}) *(?<value>[\d,.]+) (?<unit>[^\s×]\S*)(\s+rounds( *(?<round>[\d,.]+))+)?",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Told();

    private sealed record FigureKey(string Name, string Unit)
    {
        public bool MoreIsBetter => Unit.EndsWith("/s", StringComparison.Ordinal);

        public double BestOf(IEnumerable<double> values) => MoreIsBetter ? values.Max() : values.Min();
    }

    private sealed record Figure(FigureKey Key, double Value, double[] Rounds);
}
