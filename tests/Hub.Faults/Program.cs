using Hub.Faults;
using Hub.Faults.Faults;
using Hub.Faults.Mutations;
using Hub.Faults.Nodes;
using Hub.Faults.Play;
using Hub.Faults.Rounds;

try
{
    return args switch
    {
        ["--help" or "-h", ..] => Say(FaultOptions.Help, 0),
        ["list"] => List(),
        ["cluster", .. var options] => await PlayCluster.Run(options),
        ["mutations", .. var only] => await MutationRun.Run(only.FirstOrDefault()) ? 0 : 1,
        _ => await Rounds(args),
    };
}
catch (FormatException e)
{
    return Say($"{e.Message}\n\n{FaultOptions.Help}", 2);
}
catch (Exception e)
{
    // Whatever it is: what was started is ended before this program is.
    return Say(e is InvalidOperationException and not ObjectDisposedException ? e.Message : e.ToString(), 2);
}

static async Task<int> Rounds(string[] args)
{
    var options = FaultOptions.Parse(args);
    OlderBuild.Wanted = options.Older;
    using var stop = new Stopping();
    await using var run = new LongRun(options, House.ProgramHere);
    return await run.Run(stop.Asked) ? 0 : 1;
}

static int List()
{
    foreach (var fault in AllFaults.Rows)
    {
        Console.WriteLine($"{fault.Name,-14} {fault.How}.\n{"",-14} Must hold: {fault.MustHold}.");
    }

    return 0;
}

static int Say(string text, int exitCode)
{
    Console.WriteLine(text);
    return exitCode;
}
