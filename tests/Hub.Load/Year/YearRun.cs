using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Hub.Load.Bench;
using Hub.Load.Stores;
using Hub.Server.Access;
using Hub.Server.Journal;
using Hub.Server.Seeding;
using Hub.Server.Views;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace Hub.Load.Year;

/// <summary>The verb "year": the replay with its progress, and at its end plan, recount and report side by side.</summary>
internal static class YearRun
{
    public const string RestartVerb = "year-restart";

    private const string MarkName = "replayed-year";

    /// <returns>0 where plan, recount and report say the same; 3 where it was stopped.</returns>
    public static async Task<int> Run(YearOptions options, CancellationToken stop)
    {
        await using var postgres = options.Journal == "postgres" ? await TemporaryPostgres.Start() : null;
        if (postgres is not null)
        {
            options = options with { Journal = await postgres.CreateDatabase("year") };
        }

        var isCluster = Hub.Server.Journal.PostgresStore.IsMeant(options.Journal);
        var plan = YearPlan.Of(options);
        Console.WriteLine($"Plan of {options.Year}: {plan.Figures}");
        if (!await Replay(options, plan, isCluster ? options.Nodes : 1, stop))
        {
            Console.WriteLine("Stopped. The same command goes on from here.");
            return 3;
        }

        var (counted, duty) = await Recount.Of(options.Journal, options.Year, options.Export);
        Console.WriteLine($"Counted naively from the exported journal: {counted}");
        var reported = await Report(options);
        Console.WriteLine($"The report:                                {reported}");
        if (!isCluster)
        {
            Console.WriteLine(
                string.Create(
                CultureInfo.InvariantCulture,
                $"The file has {new FileInfo(new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder(options.Journal).DataSource).Length / 1e6:N0} MB."));
        }

        var isSame = plan.Figures == counted && counted == reported;
        Console.WriteLine(isSame ? "All three are the same." : "THEY DIFFER.");
        var isMission = options.Scale != 1 || Mission(reported);
        return await DutyIsSame(options, plan, duty) && isMission && isSame ? 0 : 1;
    }

    /// <returns>False where it was stopped before its end.</returns>
    private static async Task<bool> Replay(YearOptions options, YearPlan plan, int nodes, CancellationToken stop)
    {
        var cluster = $"year-{Guid.NewGuid():n}";
        var others = new List<ChildProcess>();
        try
        {
            await using var host = await ReplayHost.Open(options.Journal, nodes == 1 ? [] : YearNode.Settings(cluster, Port(), Port()));
            for (var i = 1; i < nodes; i++)
            {
                others.Add(new ChildProcess(YearNode.Verb, options.Journal, cluster, Port(), Port()));
                await others[^1].Hear("serves");
            }

            var secrets = host.Services.GetRequiredService<HouseSecrets>();
            var begun = new DaysDone(options.Year, options.Scale, options.Seed, 0);
            var mark = JsonSerializer.Deserialize<DaysDone>(await secrets.GetOrAdd(MarkName, JsonSerializer.SerializeToUtf8Bytes(begun)))!;
            if (mark with { Days = 0 } != begun)
            {
                throw new FormatException(
                    string.Create(
                    CultureInfo.InvariantCulture,
                    $"This journal holds the year {mark.Year} at scale {mark.Scale} from seed {mark.Seed}; give these, or another journal."));
            }

            var replay = new YearReplay(options, plan, host.Grains, host.Services.GetRequiredService<FormatCatalogue>());
            var clock = Stopwatch.StartNew();
            await Show(mark.Days, async tell =>
            {
                for (var day = mark.Days; day < YearPlan.Days && !stop.IsCancellationRequested; day++)
                {
                    await replay.Day(day);
                    mark = mark with { Days = day + 1 };
                    await secrets.Set(MarkName, JsonSerializer.SerializeToUtf8Bytes(mark));
                    tell(day + 1, replay.Done);
                }
            });
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{mark.Days} of {YearPlan.Days} days; {replay.Done:N0} commands in {clock.Elapsed.TotalSeconds:N0} s, "
                + $"{replay.Done / clock.Elapsed.TotalSeconds:N0} a second, through {nodes} {(nodes == 1 ? "node" : "nodes")}."));
            return mark.Days == YearPlan.Days;
        }
        finally
        {
            others.ForEach(node => node.Dispose());
        }

        static string Port() => TemporaryPostgres.FreePort().ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A bar; where the output goes to a file, a line each month.</summary>
    private static async Task Show(int from, Func<Action<int, long>, Task> work)
    {
        if (Console.IsOutputRedirected)
        {
            await work((day, done) =>
            {
                if (day % 30 == 0)
                {
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"day {day}: {done:N0} commands"));
                }
            });
            return;
        }

        await AnsiConsole.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async progress =>
        {
            var bar = progress.AddTask("The year", maxValue: YearPlan.Days);
            bar.Increment(from);
            await work((day, done) =>
            {
                bar.Value = day;
                bar.Description = string.Create(CultureInfo.InvariantCulture, $"Day {day}, {done:N0} commands");
            });
        });
    }

    /// <summary>The house as anybody opens it, and its report.</summary>
    private static async Task<YearFigures> Report(YearOptions options)
    {
        var clock = Stopwatch.StartNew();
        await using (var house = await OpenHouse(options.Journal))
        {
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"A first start, with the views folded from nothing: {clock.Elapsed.TotalSeconds:N1} s."));
        }

        using (var restarted = new ChildProcess(RestartVerb, options.Journal))
        {
            Console.WriteLine($"A restart is ready in {string.Join(' ', await restarted.Hear("ready"))} live.");
        }

        await using var again = await OpenHouse(options.Journal);
        var report = await again.Services.GetRequiredService<YearReport>().Read(options.Year, null, null, CancellationToken.None);
        var figures = report.Figures;
        return new YearFigures(
            figures.Topics, figures.Activities, figures.Resolved, figures.Interactions, figures.Satisfaction.N,
            (int)Math.Round((figures.Satisfaction.Rate ?? 0) * figures.Satisfaction.N),
            figures.Apart.N, (int)Math.Round((figures.Apart.Rate ?? 0) * figures.Apart.N),
            new RegisterFigures(
                figures.PlanItems!.Value, figures.Proposals!.Value, figures.Speeches!.Value, figures.Sentiment!.Value, figures.StudySessions!.Value,
                figures.Seminars!.Value, figures.Lectures!.Value,
                figures.CampaignProblems!.Value, figures.Projects!.Value, figures.BusinessOpinions!.Value, figures.Documents!.Value, figures.Trained!.Value,
                figures.Recruited!.Value));
    }

    /// <summary>Each figure of the city's printed report beside what this house reports.</summary>
    private static bool Mission(YearFigures reported)
    {
        var r = reported.Registers;
        var own = new Dictionary<string, double>
        {
            ["topics"] = reported.Topics,
            ["activities"] = reported.Activities,
            ["resolved"] = reported.Resolved,
            ["interactions"] = reported.Interactions,
            ["satisfaction"] = Math.Round(100.0 * reported.Good / reported.Ratings, 2),
            ["planItems"] = r.PlanItems,
            ["proposals"] = r.Proposals,
            ["speeches"] = r.Speeches,
            ["sentiment"] = r.Sentiment,
            ["studySessions"] = r.StudySessions,
            ["seminars"] = r.Seminars,
            ["lectures"] = r.Lectures,
            ["campaignProblems"] = r.CampaignProblems,
            ["projects"] = r.Projects,
            ["businessOpinions"] = r.BusinessOpinions,
            ["documents"] = r.Documents,
            ["trained"] = r.Trained,
            ["recruited"] = r.Recruited,
        };
        var (seeds, same) =
            (JsonDocument.Parse(File.ReadAllBytes(Path.Combine(SeedSettings.Beside, "figures-2021.json"))).RootElement.GetProperty("figures"), true);
        foreach (var figure in seeds.EnumerateArray())
        {
            var (key, printed) = (figure.GetProperty("key").GetString()!, figure.GetProperty("value").GetDouble());
            var holds = figure.TryGetProperty("atLeast", out var least) && least.GetBoolean() ? own[key] >= printed : own[key] == printed;
            same &= holds;
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{(holds ? "  " : "NO")} {key,-18} printed {printed,14:N2}   reported {own[key],14:N2}"));
        }

        Console.WriteLine(same ? "Every figure of the printed report is reported." : "NOT every figure of the printed report is reported.");
        return same;
    }

    /// <summary>The duty records of members drawn at random, beside their naive recount.</summary>
    private static async Task<bool> DutyIsSame(YearOptions options, YearPlan plan, Dictionary<string, SortedDictionary<string, int>> counted)
    {
        const int Drawn = 1_000;
        await using var house = await OpenHouse(options.Journal);
        var records = house.Services.GetRequiredService<DutyRecords>();
        var chance = new Chance(options.Seed + 1);
        var drawn = Enumerable.Range(0, plan.Registers.Members.Length).OrderBy(_ => chance.Next()).Take(Drawn).Select(plan.Registers.MemberId).ToList();
        var (different, deeds) = (0, 0L);
        foreach (var member in drawn)
        {
            var figures = await records.Of(member, options.Year);
            var recounted = counted.GetValueOrDefault(member) ?? [];
            var names = JsonSerializer.SerializeToElement(DutyFigures.None, JsonSerializerOptions.Web).EnumerateObject().Select(p => p.Name);
            var wrong = names.Where(name => figures[name] != recounted.GetValueOrDefault(name)).ToList();
            deeds += recounted.Where(f => f.Key != "spokenSeconds").Sum(f => f.Value);
            if (wrong.Count > 0 && different++ < 5)
            {
                Console.WriteLine(
                    $"{member}: {string.Join(", ", wrong.Select(name => $"{name} recorded {figures[name]}, counted {recounted.GetValueOrDefault(name)}"))}");
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"Duty records of {drawn.Count:N0} members drawn at random, with {deeds:N0} deeds: "
                + $"{(different == 0 ? "each equals its recount." : $"{different} DIFFER from their recount.")}"));
        return different == 0;
    }

    /// <summary>In a process of its own, with nothing else in its memory: says how long the house took until it was ready, and what it holds then.</summary>
    public static async Task Restart(string journal)
    {
        var clock = Stopwatch.StartNew();
        await using var house = await OpenHouse(journal);
        var seconds = clock.Elapsed.TotalSeconds;
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"ready {seconds:N1} s, with {GC.GetTotalMemory(forceFullCollection: true) / 1e6:N1} MB"));
    }

    /// <summary>A house on SQLite has its keys beside its file, where whoever goes on with the year finds them.</summary>
    private static Task<House> OpenHouse(string journal) => House.OpenOn(
        journal, !PostgresStore.IsMeant(journal) ? House.Silent : [.. House.Silent, .. YearNode.Settings(
            $"report-{Guid.NewGuid():n}", TemporaryPostgres.FreePort().ToString(CultureInfo.InvariantCulture),
            TemporaryPostgres.FreePort().ToString(CultureInfo.InvariantCulture))]);

    /// <param name="Days">How many are done.</param>
    private sealed record DaysDone(int Year, double Scale, ulong Seed, int Days);
}
