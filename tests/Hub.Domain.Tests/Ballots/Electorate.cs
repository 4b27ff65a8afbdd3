using System.Collections.Immutable;
using System.Globalization;
using Hub.Domain.Ballots;

namespace Hub.Domain.Tests.Ballots;

/// <param name="Own">What the person chose; null for none.</param>
/// <param name="ByHand">Whether the choice was a raised hand, counted by the clerk.</param>
internal sealed record Elector(string Name, decimal Weight, bool Present, string[]? Own, string? Delegate, bool ByHand)
{
    public override string ToString() =>
        $"{Name} ({Weight}{(Present ? ", present" : "")}): {(Own is null ? "-" : string.Join(' ', Own))}"
        + $"{(ByHand ? " by hand" : "")}{(Delegate is null ? "" : $" -> {Delegate}")}";
}

/// <summary>A ballot with everybody in it: person by person, as they voted. Made by chance from a seed, small, so that boundaries are met often.</summary>
internal sealed record Ballot(
    BallotKind Kind, string[] Options, int Max, string Majority, string Base, bool AbstentionsCount, string? Quorum, int Seats, bool Weighted,
    Elector[] Electors)
{
    private static readonly string[] Majorities = ["simple", "absolute", "1/2", "2/3", "3/4", "4/5", "1/3", "5/7", "1/1"];
    private static readonly decimal[] Weights = [1, 1, 2, 0.5m, 1.5m, 0.333m, 0.001m, 12.75m, 0];

    public static Ballot Made(int seed)
    {
        var random = new Random(seed);
        var kind = (BallotKind)random.Next(5);
        string[] options = kind switch
        {
            BallotKind.Approval => ["approve", "oppose", "abstain"],
            BallotKind.Rating => ["1", "2", "3", "4", "5"],
            _ => [.. Enumerable.Range(1, random.Next(2, 6)).Select(i => $"o{i}")],
        };
        var seats = kind == BallotKind.Election ? random.Next(1, options.Length + 1) : 1;
        var max = kind is BallotKind.Multiple or BallotKind.Election ? random.Next(1, options.Length + 1) : 1;
        var weighted = random.Next(3) == 0;
        var hands = !weighted && kind != BallotKind.Multiple && random.Next(3) == 0;
        var zeal = random.Next(1, 10);
        var names = Enumerable.Range(0, random.Next(0, 16)).Select(i => $"p{i}").ToArray();
        return new Ballot(
            kind, options, max, random.Next(8) == 0 ? Part(random) : Majorities[random.Next(Majorities.Length)],
            new[] { "cast", "present", "entitled" }[random.Next(3)],
            random.Next(2) == 0, random.Next(2) == 0 ? null : Part(random) + (random.Next(2) == 0 ? " present" : ""), seats, weighted,
            [.. names.Select(name =>
            {
                var votes = random.Next(10) < zeal;
                return new Elector(
                    name, weighted ? Weights[random.Next(Weights.Length)] : 1, random.Next(4) > 0, votes ? Chosen(random, kind, options, max) : null,
                    !hands && random.Next(3) == 0 ? names[random.Next(names.Length)] : null, hands && votes && random.Next(2) == 0);
            })]);
    }

    /// <summary>The same ballot as the engine gets it: delegations resolved, choices summed, hands added.</summary>
    public (VotingRules Rules, Poll Poll) Held()
    {
        var rules = new VotingRules(
            Kind, Kind == BallotKind.Rating ? VotingRules.Scores : [.. Options.Select(o => new BallotOption(o, o))], Max,
            Hub.Domain.Ballots.Majority.TryParse(Majority, out var majority) ? majority : throw new InvalidOperationException(Majority),
            Enum.Parse<VoteBase>(Base, ignoreCase: true), AbstentionsCount,
            Quorum is null ? null : Hub.Domain.Ballots.Quorum.TryParse(Quorum, out var quorum) ? quorum : throw new InvalidOperationException(Quorum), Seats);
        var entitled = Electors.ToDictionary(e => e.Name, e => new Weight((long)(e.Weight * 1000)));
        var own = Electors.Where(e => e.Own is not null && !e.ByHand).ToDictionary(e => e.Name, e => e.Own!.ToImmutableArray());
        var votes = Delegations.Resolve(entitled, own, Electors.Where(e => e.Delegate is not null).ToDictionary(e => e.Name, e => e.Delegate!));
        var here = Electors.Where(e => e.Present || e.ByHand || votes.ContainsKey(e.Name)).Select(e => e.Name).ToList();
        var sums = Delegations.Sum(votes.Values);
        var heads = new Turnout(votes.Count, here.Count, Electors.Length);
        if (Weighted)
        {
            return (rules, Poll.Of(sums, heads, Turnout.Of(Total(votes.Keys), Total(here), Total(entitled.Keys))));
        }

        var devices = Poll.Of(sums.ToImmutableSortedDictionary(s => s.Key, s => (int)(s.Value.Thousandths / 1000)), heads);
        var hands = Electors.Where(e => e.ByHand).SelectMany(Raised).GroupBy(c => c).ToImmutableSortedDictionary(c => c.Key, c => c.Count());
        if (hands.IsEmpty)
        {
            return (rules, devices);
        }

        ImmutableArray<string> ids = [.. rules.Options.Select(o => o.Id)];
        HandCount.Check(Kind, ids, hands, Electors.Length - votes.Count).ShouldBeNull();
        return (rules, Poll.Of(
            Choices.Of(rules).ToImmutableSortedDictionary(c => c, c => (int)devices[c] + hands.GetValueOrDefault(c)),
            new Turnout(votes.Count + HandCount.Persons(Kind, ids, hands), here.Count, Electors.Length)));

        Weight Total(IEnumerable<string> names) => names.Aggregate(Weight.Zero, (sum, name) => sum + entitled[name]);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Kind} of {string.Join(' ', Options)}, max {Max}, {Majority} of {Base}, abstentions {AbstentionsCount}, quorum {Quorum}, ")
        + string.Create(CultureInfo.InvariantCulture, $"seats {Seats}, weighted {Weighted}\n")
        + string.Join('\n', Electors.AsEnumerable());

    /// <summary>At a show of hands the clerk asks for each candidate who abstains.</summary>
    private IEnumerable<string> Raised(Elector elector) => Kind != BallotKind.Election
        ? elector.Own!
        : elector.Own!.Concat(Options.Where(o => !elector.Own!.Any(c => c.StartsWith($"{o}:", StringComparison.Ordinal))).Select(o => $"{o}:abstain"));

    private static string Part(Random random)
    {
        var under = random.Next(5) == 0 ? random.Next(1, 1001) : random.Next(1, 9);
        return string.Create(CultureInfo.InvariantCulture, $"{random.Next(1, under + 1)}/{under}");
    }

    private static string[] Chosen(Random random, BallotKind kind, string[] options, int max)
    {
        if (kind != BallotKind.Election)
        {
            return [.. options.OrderBy(_ => random.Next()).Take(random.Next(1, max + 1))];
        }

        var approvals = 0;
        string[] answers = [.. options.Where(_ => random.Next(5) > 0).Select(o => $"{o}:{Answer()}")];
        return answers.Length > 0 ? answers : [$"{options[0]}:abstain"];

        string Answer() => random.Next(2) == 0 && approvals++ < max ? "approve" : random.Next(3) > 0 ? "oppose" : "abstain";
    }
}
