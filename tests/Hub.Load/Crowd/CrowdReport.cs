using System.Globalization;
using Spectre.Console;

namespace Hub.Load.Crowd;

/// <summary>What one sees of a crowd: a table that changes in place, or a line a second where the output goes to a file; and the figures at its end.</summary>
public sealed class CrowdReport(CrowdRun run, CrowdOptions options)
{
    private readonly DateTimeOffset _since = DateTimeOffset.UtcNow;

    private Figures Figures => run.Figures;

    public async Task Follow(Task running)
    {
        if (Console.IsOutputRedirected)
        {
            while (await Task.WhenAny(running, Task.Delay(1000)) != running)
            {
                Console.WriteLine(string.Join("  ", Progress().Select(p => $"{p.Name} {p.Value}")));
            }
        }
        else
        {
            await AnsiConsole.Live(Table()).StartAsync(async live =>
            {
                while (await Task.WhenAny(running, Task.Delay(500)) != running)
                {
                    live.UpdateTarget(Table());
                }
            });
        }

        await running;
    }

    public void Summary()
    {
        var found = run.Findings;
        Section("the crowd", [
            ("people", found.People), ("sent", Figures.Sent), ("acknowledged", Figures.Acknowledged), ("refused", Figures.RefusedByCode.Values.Sum()),
            .. Figures.RefusedByCode.OrderByDescending(r => r.Value).Select(r => ($"  {r.Key}", r.Value)),
            ("retried", Figures.Retried), ("unanswered", Figures.Unanswered), ("reconnects", Figures.Reconnects),
        ]);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{"answered within (ms)",-22}{Figures.Latencies.Percentile(0.5),12:0.0} p50 "
                + $"{Figures.Latencies.Percentile(0.99),10:0.0} p99"));
        Section("what they were told", [
            ("frames", found.Frames), ("tallies", found.Tallies), ("comments omitted", found.Omitted), ("gaps", found.Gaps), ("duplicates", found.Duplicates),
            ("tally regressions", found.TallyRegressions), ("rewinds", found.Rewinds), ("behind at the end", found.Behind), ("votes missing", run.VotesMissing),
        ]);
        Section("done, by kind", Figures.DoneByKind.OrderByDescending(d => d.Value).Select(d => (d.Key, d.Value)));
        foreach (var ballot in Figures.CountVotes().GroupBy(v => v.Ballot))
        {
            Console.WriteLine($"\nballot {ballot.Key}: votes by the receipts, and by the house");
            foreach (var (_, option, votes) in ballot)
            {
                var counted = run.HouseCounts.TryGetValue((ballot.Key, option), out var count) ? Number(count) : "not shown";
                Console.WriteLine($"{option,-22}{Number(votes),12}{counted,12}");
            }
        }

        if (!run.IsCompared)
        {
            Console.WriteLine("\nThe house did not answer at the end: nothing could be compared.");
        }

        Console.WriteLine(run.Faultless ? "\nNothing was lost, doubled or taken back." : "\nFAULTS FOUND.");
    }

    private Table Table()
    {
        var table = new Table().HideHeaders().AddColumns("", "").Title($"{options.People} people at {options.Url}".EscapeMarkup());
        foreach (var (name, value) in Progress())
        {
            table.AddRow(name, value.EscapeMarkup());
        }

        return table;
    }

    private IEnumerable<(string Name, string Value)> Progress()
    {
        var found = run.Findings;
        yield return ("seconds", Number((DateTimeOffset.UtcNow - _since).TotalSeconds));
        yield return ("live", $"{found.Live}/{options.People}");
        yield return ("sent", Number(Figures.Sent));
        yield return ("acknowledged", Number(Figures.Acknowledged));
        yield return ("refused", Number(Figures.RefusedByCode.Values.Sum()));
        yield return ("retried", Number(Figures.Retried));
        yield return ("p50 ms", Number(Figures.Latencies.Percentile(0.5)));
        yield return ("p99 ms", Number(Figures.Latencies.Percentile(0.99)));
        yield return ("frames", Number(found.Frames));
        yield return ("reconnects", Number(Figures.Reconnects));
        yield return ("gaps", Number(found.Gaps));
        yield return ("duplicates", Number(found.Duplicates));
        yield return ("tally regressions", Number(found.TallyRegressions));
    }

    private static void Section(string title, IEnumerable<(string Name, long Value)> rows)
    {
        Console.WriteLine($"\n{title}");
        foreach (var (name, value) in rows)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-22}{value,12:N0}"));
        }
    }

    private static string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
