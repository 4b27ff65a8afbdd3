using System.Diagnostics;
using System.Globalization;
using Hub.Faults.Faults;
using Hub.Faults.Nodes;
using Hub.Load.Stores;
using Spectre.Console;

namespace Hub.Faults.Rounds;

/// <summary>Many rounds, one seed after the other, on houses that are started once; with progress, and the sum at the end.</summary>
internal sealed class LongRun(FaultOptions options, string program) : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hub-faults-");
    private readonly List<RoundResult> _results = [];
    private readonly HashSet<House> _running = [];
    private readonly long _started = Stopwatch.GetTimestamp();
    private EmbeddedHouse? _embedded;
    private ClusterHouse? _cluster;
    private volatile string _now = "";

    public IReadOnlyList<RoundResult> Results => _results;

    private IEnumerable<Figure> Slow => _results.SelectMany(r => r.Strikes).SelectMany(s => s.Figures).Where(f => !f.IsKept);

    /// <returns>Whether all held.</returns>
    public async Task<bool> Run(CancellationToken stop)
    {
        var last = options.Seed - 1;
        for (var seed = options.Seed; seed < options.Seed + options.Rounds && !stop.IsCancellationRequested
            && Stopwatch.GetElapsedTime(_started).TotalMinutes < options.Minutes; seed++)
        {
            last = seed;
            if (await HouseOf(seed) is { } house && Plan.FaultsOf(seed, house, options.Faults) is { Count: > 0 } faults)
            {
                await Take(house, seed, faults);
            }
        }

        Summary();
        if (last < options.Seed + options.Rounds - 1)
        {
            Console.WriteLine($"\nNot all rounds were run; go on with --seed {last + 1} --rounds {options.Seed + options.Rounds - 1 - last}.");
        }

        return !_results.Exists(r => r.Wrong.Any()) && !(options.Limits && Slow.Any());
    }

    public async ValueTask DisposeAsync()
    {
        if (_embedded is not null)
        {
            await _embedded.DisposeAsync();
        }

        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    /// <returns>One that need not run yet; null where this machine has none: that was said.</returns>
    private async Task<House?> HouseOf(int seed)
    {
        if (Plan.IsEmbedded(seed))
        {
            return _embedded ??= new EmbeddedHouse(program, _folder.CreateSubdirectory("embedded"));
        }

        if (TemporaryPostgres.Programs is null)
        {
            Console.WriteLine($"seed {seed}: skipped. {TemporaryPostgres.Missing}");
            return null;
        }

        return _cluster ??= await ClusterHouse.On(program, _folder.CreateSubdirectory("cluster"));
    }

    private async Task Take(House house, int seed, IReadOnlyList<Fault> faults)
    {
        if (faults.FirstOrDefault(f => f.BeginsWithOlder && f.Missing(house) is null) is not { } first)
        {
            if (_running.Add(house))
            {
                await house.Start();
            }

            await Take(new Round(house, seed, options.People, faults, options.Keep));
            return;
        }

        _now = $"seed {seed}: a house of the older build";
        await using var older = await ClusterHouse.On(program, _folder.CreateSubdirectory($"older-{seed}"));
        var olderProgram = await OlderBuild.Program();
        foreach (var node in older.Nodes)
        {
            node.Program = olderProgram;
        }

        await older.Start();
        await Take(new Round(older, seed, options.People, [first, .. faults.Where(f => f != first)], options.Keep));
    }

    private async Task Take(Round round)
    {
        var running = round.Run(now => _now = now);
        if (Console.IsOutputRedirected)
        {
            var said = "";
            while (await Task.WhenAny(running, Task.Delay(1000)) != running)
            {
                if (_now != said)
                {
                    Console.WriteLine($"{Stopwatch.GetElapsedTime(_started):hh\\:mm\\:ss}  {said = _now}");
                }
            }
        }
        else
        {
            await AnsiConsole.Status().StartAsync("…", async status =>
            {
                while (await Task.WhenAny(running, Task.Delay(200)) != running)
                {
                    status.Status(
                        $"{Stopwatch.GetElapsedTime(_started):hh\\:mm\\:ss}  {_results.Sum(r => r.Strikes.Count)} faults, "
                        + $"{_results.Sum(r => r.Violations.Count)} violations. {_now}".EscapeMarkup());
                }
            });
        }

        RoundResult result;
        try
        {
            result = await running;
        }
#pragma warning disable CA1031 // A round that cannot be finished is wrong, whatever the reason; the next one may be better.
        catch (Exception e)
#pragma warning restore CA1031
        {
            result = round.Unfinished(e);
        }

        _results.Add(result);
        Console.WriteLine(
            $"seed {result.Seed,4} {result.House,-8} "
            + $"{string.Join(", ", result.Strikes.Select(s => $"{s.Fault} ({s.Hits.ToString("N0", CultureInfo.InvariantCulture)})"))}: " +
            $"{result.Operations} operations, {result.Acknowledged} acknowledged, {result.Unknown} unknown, {(result.Wrong.Any() ? "WRONG" : "all held")}");
        foreach (var sentence in result.Skipped.Select(s => $"skipped {s}").Concat(result.Wrong.Take(20)))
        {
            Console.WriteLine($"          {sentence}");
        }

        if (result.Folder is { } kept)
        {
            Console.WriteLine($"          its logs are in {kept}; again: --rounds 1 --seed {result.Seed}");
        }
    }

    private void Summary()
    {
        Console.WriteLine();
        var table = new Table().AddColumns("fault", "times", "what it hit", "hits");
        foreach (var fault in _results.SelectMany(r => r.Strikes).GroupBy(s => s.Fault))
        {
            table.AddRow(
                fault.Key, $"{fault.Count()}", fault.First().HitsAre.EscapeMarkup(), fault.Sum(s => s.Hits).ToString("N0", CultureInfo.InvariantCulture));
        }

        AnsiConsole.Write(table);
        var figures = new Table().AddColumns("figure", "times", "p50", "most", "limit", "");
        foreach (var figure in _results.SelectMany(r => r.Strikes).SelectMany(s => s.Figures).GroupBy(f => f.Name).OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            var values = figure.Select(f => f.Value).Order().ToList();
            string Show(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:0.##} {figure.First().Unit}");
            figures.AddRow(
                figure.Key, $"{values.Count}", Show(values[values.Count / 2]), Show(values[^1]), figure.First().Limit is { } limit ? Show(limit) : "",
                figure.Count(f => !f.IsKept) is > 0 and var missed ? $"{missed} times over" : "");
        }

        AnsiConsole.Write(figures);
        Console.WriteLine(
            $"{_results.Count} rounds, {_results.Sum(r => r.Strikes.Count)} faults, {_results.Sum(r => r.Operations)} operations, "
            + $"{_results.Sum(r => r.Acknowledged)} acknowledged, " +
            $"{_results.Sum(r => r.Violations.Count)} violations, in {Stopwatch.GetElapsedTime(_started):hh\\:mm\\:ss}.");
    }
}
