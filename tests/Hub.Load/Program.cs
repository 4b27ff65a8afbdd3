using Hub.Load.Bench;
using Hub.Load.Crowd;
using Hub.Load.Opinions;
using Hub.Load.Year;

return args switch
{
    [] or ["--help" or "-h", ..] => Say(Verbs, 0),
    ["crowd", "--help" or "-h", ..] => Say(CrowdOptions.Help, 0),
    ["crowd", .. var options] => await Crowd(options),
    ["bench"] or ["bench", "--help" or "-h", ..] => Say(BenchOptions.Help, 0),
    ["bench", .. var verb] => await Bench(verb),
    ["year", "--help" or "-h", ..] => Say(YearOptions.Help, 0),
    ["year", .. var options] => await Year(options),
    ["recount", "--help" or "-h", ..] => Say(YearOptions.Help, 0),
    ["recount", .. var options] => await Count(options),
    ["reads", "--help" or "-h", ..] => Say(YearOptions.Help, 0),
    ["reads", .. var options] => await Reads(options),
    ["opinion", "--help" or "-h", ..] => Say(OpinionOptions.Help, 0),
    ["opinion", .. var options] => await Opinion(options),
    [var verb, ..] => Say($"There is no verb {verb}.\n\n{Verbs}", 2),
};

static async Task<int> Crowd(string[] args)
{
    try
    {
        var options = CrowdOptions.Parse(args);
        Console.WriteLine($"{options.People} people go to {options.Url} for {options.Minutes} minutes (--seed {options.Seed}).");
        using var log = options.OpsLog is { } path ? new OperationLog(path) : null;
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            // The first Ctrl+C sends the crowd home, so that there is a summary; the second ends the program.
            pressed.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        };

        var run = new CrowdRun(options, log);
        var report = new CrowdReport(run, options);
        await report.Follow(run.Run(stop.Token));
        report.Summary();
        return run.Faultless ? 0 : 1;
    }
    catch (Exception e) when (e is FormatException or WrongCodeException)
    {
        return Say($"{e.Message}\n\n{CrowdOptions.Help}", 2);
    }
}

static async Task<int> Bench(string[] args)
{
    try
    {
        await BenchVerbs.Run(args);
        return 0;
    }
    catch (FormatException e)
    {
        return Say($"{e.Message}\n\n{BenchOptions.Help}", 2);
    }
}

static async Task<int> Year(string[] args)
{
    try
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            // The first Ctrl+C ends with the day at work; the same command goes on from there.
            pressed.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        };
        return await YearRun.Run(YearOptions.Parse(args), stop.Token);
    }
    catch (Exception e) when (e is FormatException or Hub.Server.StartupException)
    {
        return Say($"{e.Message}\n\n{YearOptions.Help}", 2);
    }
}

static async Task<int> Reads(string[] args)
{
    try
    {
        return await ReadsRun.Run(YearOptions.Parse(args));
    }
    catch (Exception e) when (e is FormatException or Hub.Server.StartupException)
    {
        return Say($"{e.Message}\n\n{YearOptions.Help}", 2);
    }
}

static async Task<int> Count(string[] args)
{
    try
    {
        var options = YearOptions.Parse(args);
        var (figures, _) = await Recount.Of(options.Journal, options.Year, options.Export);
        return Say(figures.ToString(), 0);
    }
    catch (FormatException e)
    {
        return Say($"{e.Message}\n\n{YearOptions.Help}", 2);
    }
}

static async Task<int> Opinion(string[] args)
{
    try
    {
        await OpinionRun.Run(OpinionOptions.Parse(args));
        return 0;
    }
    catch (FormatException e)
    {
        return Say($"{e.Message}\n\n{OpinionOptions.Help}", 2);
    }
}

static int Say(string text, int exitCode)
{
    Console.WriteLine(text);
    return exitCode;
}

internal static partial class Program
{
    private const string Verbs = """
        Hub.Load <verb>: load on a house, from outside.

          crowd     believable people take part in one meeting
          bench     what this program does a second, against the plain way
          year      a whole year, through the commands and grains that people use
          reads     lists, searches and reports of a house with a year in it, 50 a second
          recount   a year's figures, counted naively from the exported journal
          opinion   the map of a published conversation beside the published groups, how long a large one takes, and stances through a house that runs

        --help after a verb tells its options.
        """;
}
