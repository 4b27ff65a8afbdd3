using System.Globalization;
using Hub.Server.Journal;

namespace Hub.Load.Bench;

/// <summary>
/// How many votes a house acknowledges durably a second over as many connections as a big meeting has, each voting in one ballot after the other; against a
/// commit for each row and against all that the store can, as <see cref="VotesBench"/>. What would otherwise be mis-measured:
/// <list type="bullet">
/// <item>Clients cost as much as the house: they have a process of their own and send by the bytes. They share the machine, so that votes/s say what both do
/// together; what the house's own processor time for a vote is, is told apart.</item>
/// <item>Who votes here does not follow the room: fifty tallies ten times a second to thousands of screens would be what is measured. That is the business of
/// <see cref="SpikeBench"/>.</item>
/// <item>A person's allowance would be what is measured: the limits are lifted by settings. All else is as in production, the seat of each voter and the frozen
/// electorate too.</item>
/// <item>Each round has a meeting of its own, as the same vote again stores nothing.</item>
/// </list>
/// </summary>
internal static class HubVotesBench
{
    public static async Task Run(ReadOnlyMemory<string> args)
    {
        var options = new BenchOptions(
            args.Span, MeasuredStore.Option, MeasuredStore.Kinds, ("--people", 2000, 5000), ("--ballots", 50, 100), ("--seconds", 5, 60), ("--rounds", 3, 9));
        MeasuredStore.Require(options.Words);
        foreach (var kind in options.Words)
        {
            await using var store = await MeasuredStore.Open(kind, VotesBench.Row);
            using var house = await BallotHouse.Open(store, options["--people"]);
            var gathering = VotingCrowd.Gather(house, room: null);
            await Progress.Show($"{options["--people"]} people connect, {store.Name}", () => "connecting", gathering);
            using var crowd = await gathering;
            await Measure(store, house, crowd, options["--people"], options["--ballots"], TimeSpan.FromSeconds(options["--seconds"]), options["--rounds"]);
        }
    }

    private static async Task Measure(MeasuredStore store, BallotHouse house, VotingCrowd crowd, int people, int ballots, TimeSpan time, int rounds)
    {
        var phases = new PlainPhases(store, people, time, people * ballots);
        await ThroughTheHub("warm-up", store, house, crowd, people, ballots);
        await phases.WarmUp();

        var (hub, crowdCosts) = (new List<Pace>(), new List<double>());
        for (var round = 1; round <= rounds; round++)
        {
            var (pace, crowdCost) = await ThroughTheHub($"round-{round}", store, house, crowd, people, ballots);
            hub.Add(pace);
            crowdCosts.Add(crowdCost);
            await phases.Round(round);
        }

        Progress.Title($"{people * ballots:N0} votes through the hub on {store.Name}: {people} connections, {ballots} ballots, {rounds} rounds");
        Progress.Figures("through the hub; below, the house's and its store's", "votes", hub);
        Progress.Figure("  the clients' processor time for each", crowdCosts.Median(), "µs", crowdCosts);
        phases.Report("through the hub", hub, (null, null));
    }

    private static async Task<(Pace House, double CrowdCost)> ThroughTheHub(
        string what, MeasuredStore store, BallotHouse house, VotingCrowd crowd, int people, int ballots)
    {
        var (meeting, _) = await house.Convene(what);
        var opened = await house.OpenBallots(meeting, ballots);
        var (busy, crowdBusy, transactions) = (house.ProcessorSeconds + store.ProcessorSeconds, crowd.ProcessorSeconds, await house.Transactions());
        var voting = crowd.VoteInAll(StreamNames.OfMeeting(meeting), opened);
        await Progress.Show($"{what}, {store.Name}, through the hub", () => "voting", voting);
        var (took, votes) = (await voting, people * ballots);
        var pace = new Pace(
            votes / took.TotalSeconds, (house.ProcessorSeconds + store.ProcessorSeconds - busy) * 1e6 / votes,
            votes / (double)Math.Max(1, await house.Transactions() - transactions));
        var crowdCost = (crowd.ProcessorSeconds - crowdBusy) * 1e6 / votes;
        var cast = await house.Close(meeting, opened);
        return cast == votes
            ? (pace, crowdCost)
            : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{votes} votes were acknowledged, and {cast} counted."));
    }
}
