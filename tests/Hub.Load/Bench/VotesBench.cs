using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Server.Grains;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Load.Bench;

/// <summary>
/// How many votes a room's box acknowledges a second, each of a voter who has not voted before; against the plain way, a synced transaction for each row. The phases
/// take turns and each round has its own box, for the reasons that <see cref="CommandsBench"/> gives; and what would be mis-measured here besides: the
/// same voter again with the same choice stores nothing, so that a benchmark of few voters would count answers that cost no disk.
/// </summary>
internal static class VotesBench
{
    /// <summary>A city's worth of voters in one room; a round ends there.</summary>
    private const int Most = 500_000;
    private const string Ballot = "b1";

    private static readonly string[] Options = ["approve", "oppose", "abstain"];

    public static async Task Run(ReadOnlyMemory<string> args)
    {
        var options = new BenchOptions(args.Span, ("--callers", 64, 1000), ("--seconds", 5, 60), ("--rounds", 3, 9));
        var (callers, time) = (options["--callers"], TimeSpan.FromSeconds(options["--seconds"]));
        using var scratch = new ScratchFolder();
        using var rows = new BareRows(scratch.File("rows.db"), CommandsBench.Stored<BoxEvent>(new BoxEvent.Voted(Ballot, ["approve"])));
        await using var house = await House.Open(scratch.File("hub.db"));

        var warmUp = TimeSpan.FromSeconds(Math.Min(2, options["--seconds"]));
        await AtTheBox(house, "warm-up, at the box", callers, warmUp);
        await Callers.Run("warm-up, bare rows", callers, warmUp, Most, (_, _) => rows.Commit());

        var (box, bare) = (new List<Pace>(), new List<Pace>());
        for (var round = 1; round <= options["--rounds"]; round++)
        {
            box.Add(await AtTheBox(house, $"round {round}, at the box", callers, time));
            bare.Add(await Callers.Run($"round {round}, bare rows", callers, time, Most, (_, _) => rows.Commit()));
        }

        Progress.Title($"votes into one box, {callers} callers, {options["--rounds"]} rounds of {time.TotalSeconds} s");
        Progress.Figures("at the box", "votes", box);
        Progress.Figures("bare SQLite, a synced transaction for each row", "rows", bare);
        Progress.Ratio("at the box / bare", box.Speed() / bare.Speed(), aim: 15);
    }

    private static async Task<Pace> AtTheBox(House house, string what, int callers, TimeSpan time)
    {
        var id = await house.Convene(what);
        var box = house.Grains.GetGrain<IBoxGrain>(id);
        var carrier = house.Services.GetRequiredService<VoteCarrier>();
        House.Require(await box.Do(new Ask<BoxCommand>(
            Operation.OfHouse($"ballot of {what}").Key, Actor.House, null, new BoxCommand.OpenQuestion(Ballot, [.. Options], 1, Voters.All, Electorate: null))));
        return await Callers.Run(what, callers, time, Most, async (_, question) =>
        {
            var key = (UInt128)question;
            var voter = new Actor(new Operation((UInt128)question).NewId(), Role.Attendee);
            House.Require(await carrier.Vote(id, new VoteAsk(key, voter.Id, voter.Role, Ballot, [Options[question % Options.Length]])));
        }, house);
    }
}
