using Hub.Server.Journal;

namespace Hub.Load.Bench;

/// <summary>
/// "Please vote now": all votes are sent within one second; how long until they are answered, until the complete tally stands on every screen, and whether the
/// chair still leads meanwhile. Then once more where only some of the same people vote, which must cost a watcher as many bytes. What would otherwise be
/// mis-measured:
/// <list type="bullet">
/// <item>Who waits for one answer before the next vote is sent makes a slow house look like a calm crowd: votes are sent by the clock, and waits are counted
/// from when each was due. How long the sending took is told: it is more than a second where the crowd itself could not follow.</item>
/// <item>Thousands of clients share two processors with the house, and cost more than it: they have a process of their own, are sent to and listened to by the
/// bytes, and what the house's own processor time was is told apart. What they take lengthens every wait here; none is longer on a machine of the house's
/// own.</item>
/// <item>A tally that is complete on one screen is not yet on the last: every screen says when, by the one number that counts, how many have voted.</item>
/// <item>A watcher's bytes go with time, as tallies come ten a second: they are counted from before the first vote until that watcher's tally is complete, and
/// told for each tally too. The watcher never votes, and has no answers among its bytes; the chair's frames are told apart.</item>
/// <item>A chair in the crowd's process would wait for the crowd: that one has another. Its waits at rest, in the same meeting with as many screens, are told
/// beside.</item>
/// <item>Code is compiled anew while it is hot, and that takes processor time from votes: <see cref="WarmUps"/> spikes of each kind go before, uncounted. What
/// the very first was like, in a house that has just started, is told beside.</item>
/// </list>
/// </summary>
internal sealed class SpikeBench(MeasuredStore store, BallotHouse house, VotingCrowd crowd, ChairAtWork chair, string meeting)
{
    private const int WarmUps = 4;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(3);

    private double HouseSeconds => house.ProcessorSeconds + store.ProcessorSeconds;

    public static async Task Run(ReadOnlyMemory<string> args)
    {
        var options =
            new BenchOptions(args.Span, MeasuredStore.Option, MeasuredStore.Kinds, ("--people", 2000, 5000), ("--few", 200, 5000), ("--rounds", 5, 20));
        var (people, few) = (options["--people"], options["--few"]);
        if (few > people)
        {
            throw new FormatException("--few must not be more than --people.");
        }

        MeasuredStore.Require(options.Words);
        foreach (var kind in options.Words)
        {
            await using var store = await MeasuredStore.Open(kind, VotesBench.Row);
            using var house = await BallotHouse.Open(store, people);
            var (meeting, item) = await house.Convene("spike");
            var room = StreamNames.OfMeeting(meeting);
            var gathering = VotingCrowd.Gather(house, room);
            await Progress.Show($"{people} people come, {store.Name}", () => "joining", gathering);
            using var crowd = await gathering;
            using var chair = await ChairAtWork.Come(house, room, item);
            await new SpikeBench(store, house, crowd, chair, meeting).Measure(people, few, options["--rounds"]);
        }
    }

    private async Task Measure(int people, int few, int rounds)
    {
        var first = await Spike("warm-up", people);
        await Spike("warm-up", few);
        for (var i = 1; i < WarmUps; i++)
        {
            await Spike("warm-up", people);
            await Spike("warm-up", few);
        }

        var (all, some, rest) = (new List<Round>(), new List<Round>(), new List<double>());
        for (var round = 1; round <= rounds; round++)
        {
            rest.AddRange(await chair.WorkDuring(Task.Delay(Calm)));
            all.Add(await Spike($"round {round}", people));
            some.Add(await Spike($"round {round}", few));
        }

        Progress.Title($"votes sent within a second, {people} screens, {store.Name}, {rounds} rounds");
        Progress.Figure($"the first spike of a house, {people} votes: answered, 95 % within", first.Seen.Answered95, "ms");
        Progress.Figure("  last vote sent → complete tally on all screens", first.Seen.ToldLast, "ms");
        Report(people, all);
        Report(few, some);
        var busy = all.SelectMany(r => r.Chair).ToList();
        ReportChair("the chair, nobody votes", rest);
        ReportChair($"the chair, while {people} vote", busy);
        Progress.Ratio(
            $"bytes of tallies to one watcher, {people} / {few} voters", Median(all, r => r.Seen.TallyBytes) / Median(some, r => r.Seen.TallyBytes), aim: null);
        Progress.Ratio(
            "  for each tally", Median(all, r => r.Seen.TallyBytes / r.Seen.Tallies) / Median(some, r => r.Seen.TallyBytes / r.Seen.Tallies), aim: null);
        Progress.Ratio("100 ms / the chair's 95 % while everybody votes", 100 / busy.Percentile(0.95), aim: 1);
    }

    private async Task<Round> Spike(string what, int voters)
    {
        var ballots = await house.OpenBallots(meeting, 1);
        var (busy, crowdBusy, transactions) = (HouseSeconds, crowd.ProcessorSeconds, await house.Transactions());
        var spike = crowd.Spike(StreamNames.OfMeeting(meeting), ballots[0], voters, Second);
        var working = chair.WorkDuring(spike);
        await Progress.Show($"{what}, {voters} vote", () => "voting", working);
        var round = new Round(
            await spike, await working, (HouseSeconds - busy) * 1000, (crowd.ProcessorSeconds - crowdBusy) * 1000, await house.Transactions() - transactions);
        var cast = await house.Close(meeting, ballots);
        return cast == voters ? round : throw new InvalidOperationException($"{voters} votes were acknowledged, and {cast} counted.");
    }

    private static void Report(int voters, List<Round> rounds)
    {
        Console.WriteLine($"  {voters} vote");
        Figure("  answered, half of them within", "ms", rounds, r => r.Seen.Answered50);
        Figure("  answered, 95 % within", "ms", rounds, r => r.Seen.Answered95);
        Figure("  answered, the last within", "ms", rounds, r => r.Seen.AnsweredLast);
        Figure("  last vote sent → complete tally on half of the screens", "ms", rounds, r => r.Seen.Told50);
        Figure("  last vote sent → on 95 %", "ms", rounds, r => r.Seen.Told95);
        Figure("  last vote sent → on all of them", "ms", rounds, r => r.Seen.ToldLast);
        Figure("  to one watcher until then", "bytes", rounds, r => r.Seen.Bytes);
        Figure("    of it tallies", "bytes", rounds, r => r.Seen.TallyBytes);
        Figure("    tallies", "", rounds, r => r.Seen.Tallies);
        Figure("  the votes were sent within", "ms", rounds, r => r.Seen.SentWithin);
        Figure("  processor time, the house's and its store's", "ms", rounds, r => r.HouseBusy);
        Figure("  processor time, the crowd's", "ms", rounds, r => r.CrowdBusy);
        Figure("  transactions, the chair's among them", "", rounds, r => r.Transactions);
    }

    private static void ReportChair(string name, List<double> waits)
    {
        Progress.Figure($"{name}: half answered within", waits.Percentile(0.5), "ms");
        Progress.Figure($"  95 % of {waits.Count} within", waits.Percentile(0.95), "ms");
        Progress.Figure("  the last within", waits.Max(), "ms");
    }

    private static void Figure(string name, string unit, List<Round> rounds, Func<Round, double> value) =>
        Progress.Figure(name, Median(rounds, value), unit, rounds.Select(value));

    private static double Median(List<Round> rounds, Func<Round, double> value) => rounds.Select(value).Median();

    /// <param name="Chair">The chair's waits.</param>
    /// <param name="HouseBusy">Processor time in milliseconds, with the store's; so is the crowd's.</param>
    private sealed record Round(SpikeSeen Seen, List<double> Chair, double HouseBusy, double CrowdBusy, long Transactions);
}
