using System.Collections.Immutable;
using System.Diagnostics;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Server.Contracts;
using Hub.Server.Rooms;
using Hub.Server.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Load.Bench;

/// <summary>
/// How many votes a room's box acknowledges durably a second, each of another voter of one ballot whose electorate was frozen; against the plain way, a commit
/// for each row, and against all that the store can: as many rows, most of a disk's work at once. The phases take turns and each round has its own box, for the
/// reasons that <see cref="CommandsBench"/> gives. What would be mis-measured here besides:
/// <list type="bullet">
/// <item>The same voter again with the same choice stores nothing, so that a benchmark of few voters would count answers that cost no disk.</item>
/// <item>Votes come to the box as a node brings them, those that wait together in one call; what the seat of each voter and the connection cost besides,
/// <see cref="HubVotesBench"/> tells.</item>
/// <item>A box of a small ballot is quicker: each round is the whole ballot, from its first voter to its last.</item>
/// <item>A commit holds as many votes as wait for it: with few callers it is nearly empty. A room that is told "please vote now" has a thousand at once.</item>
/// <item>Rows in bulk are encoded before, and nothing is decided, hashed or answered for them: that is the store's ceiling, not another program's. A row of a
/// payload alone is written several times as fast as one with a key and hashes: both are told.</item>
/// <item>Traced votes have a verb of their own: the rounds that follow them would carry what they leave in memory.</item>
/// <item>PostgreSQL has processes of its own, and SQLite runs within this one: the processor time told is this process's, with the callers in it, and
/// PostgreSQL's beside it.</item>
/// </list>
/// </summary>
internal static class VotesBench
{
    private const string Ballot = "b1";

    /// <summary>Code is compiled anew while it is hot, and the first ballots pay for that.</summary>
    private const int WarmUps = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly ImmutableArray<string> Options = ["approve", "oppose", "abstain"];

    /// <summary>What the plain ways store: a vote as the journal stores it where it is alone.</summary>
    public static byte[] Row => CommandsBench.Stored<BoxEvent>(new BoxEvent.Voted(new Operation(1).NewId(), [Options[0]]));

    public static Task Run(ReadOnlyMemory<string> args) => Run(
        args,
        (store, house, options, electorate) =>
            Measure(store, house, electorate, options["--callers"], TimeSpan.FromSeconds(options["--seconds"]), options["--rounds"]),
        ("--seconds", 5, 60));

    /// <summary>
    /// Rounds in which each vote is sent within a span, and rounds without, in turn. The spans are made and thrown away: what a collector costs besides is not
    /// measured.
    /// </summary>
    public static Task RunTraced(ReadOnlyMemory<string> args) => Run(
        args, (store, house, options, electorate) => MeasureTraced(store, house, electorate, options["--callers"], options["--rounds"]));

    private static async Task Run(
        ReadOnlyMemory<string> args, Func<MeasuredStore, House, BenchOptions, ImmutableArray<string>, Task> measure,
        params (string Name, int Otherwise, int Most)[] more)
    {
        var options = new BenchOptions(
            args.Span, MeasuredStore.Option, MeasuredStore.Kinds,
            [("--votes", 100_000, 200_000), ("--callers", 1000, 5000), ("--rounds", 3, 9), .. more]);
        MeasuredStore.Require(options.Words);
        var electorate = Enumerable.Range(1, options["--votes"]).Select(n => new Operation((UInt128)n).NewId()).ToImmutableArray();
        foreach (var kind in options.Words)
        {
            await using var store = await MeasuredStore.Open(kind, Row);
            await using var house = await House.OpenOn(store.Journal, [.. store.Settings, .. House.Silent]);
            await measure(store, house, options, electorate);
        }
    }

    private static async Task Measure(MeasuredStore store, House house, ImmutableArray<string> electorate, int callers, TimeSpan time, int rounds)
    {
        var phases = new PlainPhases(store, callers, time, electorate.Length);
        await WarmUp(store, house, electorate, callers);
        await phases.WarmUp();

        var (box, stored) = (new List<Pace>(), new List<double>());
        for (var round = 1; round <= rounds; round++)
        {
            var (pace, cost) = await AtTheBox(store, house, $"round {round}", electorate, callers);
            box.Add(pace);
            stored.Add(cost);
            await phases.Round(round);
        }

        Progress.Title($"{electorate.Length:N0} votes into one ballot on {store.Name}, {callers} callers, {rounds} rounds");
        Progress.Figures("at the box", "votes", box);
        if (stored.Median() > 0)
        {
            Progress.Figure("  the store's own processor time for each", stored.Median(), "µs", stored);
        }

        phases.Report("at the box", box, (20, 0.8));
    }

    private static async Task MeasureTraced(MeasuredStore store, House house, ImmutableArray<string> electorate, int callers, int rounds)
    {
        await WarmUp(store, house, electorate, callers);
        var (plain, traced) = (new List<Pace>(), new List<Pace>());
        async Task Round(string what, bool isTraced)
        {
            using var tracing = isTraced ? new Tracing() : null;
            (isTraced ? traced : plain).Add((await AtTheBox(store, house, what, electorate, callers)).Pace);
        }

        using (new Tracing())
        {
            await AtTheBox(store, house, "warm-up, traced", electorate, callers);
        }

        for (var round = 1; round <= rounds; round++)
        {
            var first = round % 2 == 0;
            await Round($"round {round}", first);
            await Round($"round {round}, second half", !first);
        }

        Progress.Title($"{electorate.Length:N0} votes into one ballot on {store.Name}, traced and not, {callers} callers, {rounds} rounds");
        Progress.Figures("not traced", "votes", plain);
        Progress.Figures("traced", "votes", traced);
        Progress.Ratio("traced / not traced, votes a second", traced.Zip(plain, (t, p) => t.PerSecond / p.PerSecond).Median(), aim: null);
    }

    private static async Task WarmUp(MeasuredStore store, House house, ImmutableArray<string> electorate, int callers)
    {
        for (var i = 1; i <= WarmUps; i++)
        {
            await AtTheBox(store, house, $"warm-up {i}", electorate, callers);
        }
    }

    private static async Task<(Pace Pace, double StoreCost)> AtTheBox(
        MeasuredStore store, House house, string what, ImmutableArray<string> electorate, int callers)
    {
        var id = await house.Convene(what);
        var box = house.Grains.GetGrain<IBoxGrain>(id);
        var carrier = house.Services.GetRequiredService<VoteCarrier>();
        House.Require(await box.Do(new Ask<BoxCommand>(
            Operation.OfHouse($"ballot of {what}").Key, Actor.House, null, new BoxCommand.OpenQuestion(Ballot, Options, 1, Voters.All, electorate))));
        var busy = store.ProcessorSeconds;
        var pace = await Callers.Run($"{what}, {store.Name}, at the box", callers, Patience, electorate.Length, async (_, question) =>
        {
            using var sent = Tracing.Send();
            var ask = new VoteAsk((UInt128)question, electorate[question - 1], Role.Attendee, Ballot, [Options[question % Options.Length]], HubTrace.Cause);
            House.Require(await carrier.Vote(id, ask));
        }, house);
        var cost = (store.ProcessorSeconds - busy) * 1e6 / electorate.Length;
        return await box.Count(Ballot) is { } count && count.Cast == electorate.Length
            ? (pace, cost)
            : throw new InvalidOperationException($"The round ended before all {electorate.Length} had voted.");
    }
}
