using System.Collections.Immutable;
using System.Globalization;
using CsCheck;
using Hub.Domain;
using Hub.Domain.Ballots;
using static Hub.Domain.Ballots.BoxCommand;

namespace Hub.Domain.Tests.Ballots;

/// <summary>
/// Whatever people do before a ballot closes, and after it: the box and a second, naive count find the same people present, and the same abstentions. A failure
/// prints its seed, and what was done.
/// </summary>
public class TurnoutSecondCountTests
{
    private static readonly int Tries = Cases.Of(100_000);

    [Fact]
    public void A_second_naive_count_of_whoever_was_present_finds_the_same()
    {
        var (left, delegated, raised, elections, secret, weighted) = (0, 0, 0, 0, 0, 0);
        Gen.Int[0, int.MaxValue].Sample(
            seed =>
            {
                var held = new HeldBallot(seed);
                var (urn, tally) = held.Play();
                var naive = new NaiveTurnout(held);
                if (naive.Difference(urn, tally) is { } difference)
                {
                    Assert.Fail($"{difference}\n{held}");
                }

                (tally.Cast <= tally.Present && tally.Present <= tally.Eligible && (tally.Represented ?? 0) <= tally.Present).ShouldBeTrue();
                _ = naive.VotersGone && naive.SilentHere ? Interlocked.Increment(ref left) : 0;
                _ = tally.Represented > 0 ? Interlocked.Increment(ref delegated) : 0;
                _ = tally.Hands is not null ? Interlocked.Increment(ref raised) : 0;
                _ = held.Kind == BallotKind.Election && naive.LeftOut > 0 ? Interlocked.Increment(ref elections) : 0;
                _ = held.Secret ? Interlocked.Increment(ref secret) : 0;
                _ = tally.Weights is not null ? Interlocked.Increment(ref weighted) : 0;
            },
            iter: Tries,
            print: seed => $"{seed}\n{new HeldBallot(seed)}");
        new[] { left, delegated, raised, elections, secret, weighted }.ShouldAllBe(met => met > Tries / 100, "each is met often enough to mean something");
    }

    private enum Deed
    {
        Vote,
        Come,
        Go,
        Raise,
    }

    /// <param name="Who">Of the raised hands nobody.</param>
    private sealed record Step(Deed Deed, string Who, string[] Choices, ImmutableSortedDictionary<string, int>? Hands = null)
    {
        public override string ToString() =>
            $"{Deed} {Who} {string.Join(' ', Choices)}{(Hands is null ? "" : string.Join(' ', Hands.Select(h => $"{h.Key} {h.Value}")))}";
    }

    /// <summary>Made by chance from a seed: who may vote, and what everybody does.</summary>
    private sealed class HeldBallot
    {
        private static readonly string[] Candidates = ["o1", "o2", "o3"];
        private static readonly decimal[] Weights = [1, 1, 2, 0.5m, 1.5m, 0.333m, 0];

        public HeldBallot(int seed)
        {
            var random = new Random(seed);
            Kind = (BallotKind)random.Next(5);
            Options = Kind switch { BallotKind.Approval => ["approve", "oppose", "abstain"], BallotKind.Rating => ["1", "2", "3"], _ => Candidates };
            Max = Kind is BallotKind.Multiple or BallotKind.Election ? random.Next(1, 4) : 1;
            string[] people = [.. Enumerable.Range(0, random.Next(1, 8)).Select(i => $"p{i}")];
            Electorate = [.. people.Where(_ => random.Next(6) > 0).DefaultIfEmpty("p0")];
            Here = [.. people.Where(_ => random.Next(3) > 0)];
            Weight = random.Next(3) == 0 ? Electorate.Where(_ => random.Next(3) > 0).ToDictionary(p => p, _ => Weights[random.Next(Weights.Length)]) : null;
            Delegates = random.Next(2) == 0
                ? Electorate.Where(_ => random.Next(2) == 0).ToDictionary(p => p, _ => Electorate[random.Next(Electorate.Length)]) : null;
            Secret = Weight is null && Delegates is null && random.Next(2) == 0;
            Steps = [.. Enumerable.Range(0, random.Next(0, 14)).Select(_ => Made(random, people))];
            Late = [.. Enumerable.Range(0, random.Next(0, 3)).Select(_ => Made(random, people))];
        }

        public BallotKind Kind { get; }

        public string[] Options { get; }

        public int Max { get; }

        public string[] Electorate { get; }

        public string[] Here { get; }

        public Dictionary<string, decimal>? Weight { get; }

        public Dictionary<string, string>? Delegates { get; }

        public bool Secret { get; }

        public Step[] Steps { get; }

        /// <summary>Behind the close.</summary>
        public Step[] Late { get; }

        public (Urn Urn, Tally Tally) Play()
        {
            var urn = new Urn().When(Actor.House, new OpenQuestion(
                "b1", [.. Options], Max, Voters.Members, [.. Electorate], Kind, Secret ? Secrecy.Confidential : Secrecy.Named,
                Weight?.ToImmutableSortedDictionary(w => w.Key, w => new Weight((long)(w.Value * 1000)), StringComparer.Ordinal),
                Delegates?.ToImmutableSortedDictionary(StringComparer.Ordinal), Turnout: TurnoutRule.BySets));
            var here = Here.ToHashSet();
            Do(urn, here, Steps);
            var opened =
                urn.Box.Questions["b1"].Sealed?.Values.SelectMany(vote => Consultation.Opened(vote)).CountBy(c => c)
                .ToImmutableSortedDictionary(c => c.Key, c => c.Value);
            urn.When(Actor.House, new CloseQuestion("b1", 0, [.. here.Append("passer-by")], opened));
            var tally = urn.Tally("b1");
            Do(urn, here, Late);
            return (urn, urn.Tally("b1") with { Version = tally.Version });
        }

        public override string ToString() =>
            $"{Kind} max {Max} secret {Secret}, electorate {string.Join(' ', Electorate)}, here {string.Join(' ', Here)}\n"
            + $"weights {string.Join(' ', Weight?.Select(w => string.Create(CultureInfo.InvariantCulture, $"{w.Key}={w.Value}")) ?? [])}, delegates "
            + $"{string.Join(' ', Delegates?.Select(d => $"{d.Key}>{d.Value}") ?? [])}\n"
            + $"{string.Join('\n', Steps.AsEnumerable())}\nclosed\n{string.Join('\n', Late.AsEnumerable())}";

        private void Do(Urn urn, HashSet<string> here, Step[] steps)
        {
            foreach (var step in steps)
            {
                ImmutableArray<string> choices = [.. step.Choices];
                switch (step.Deed)
                {
                    case Deed.Come:
                        here.Add(step.Who);
                        break;
                    case Deed.Go:
                        here.Remove(step.Who);
                        break;
                    case Deed.Raise:
                        urn.When(People.Chair, new CountHands("b1", step.Hands!));
                        break;
                    default:
                        urn.When(new Actor(step.Who, Role.Member),
                            Secret ? new VoteSealed("b1", choices, Consultation.Closed(choices)) : new Vote("b1", choices));
                        break;
                }
            }
        }

        private Step Made(Random random, string[] people)
        {
            var who = people[random.Next(people.Length)];
            return random.Next(12) switch
            {
                < 6 => new Step(Deed.Vote, who, Chosen(random)),
                < 8 => new Step(Deed.Go, who, []),
                < 9 => new Step(Deed.Come, who, []),
                _ when Kind != BallotKind.Multiple => new Step(Deed.Raise, "", [], Raised(random)),
                _ => new Step(Deed.Come, who, []),
            };
        }

        private string[] Chosen(Random random)
        {
            if (Kind != BallotKind.Election)
            {
                return [.. Options.OrderBy(_ => random.Next()).Take(random.Next(1, Max + 1))];
            }

            string[] some = [.. Options.Where(_ => random.Next(2) == 0).DefaultIfEmpty("o1")];
            return [.. some.Select((o, i) => $"{o}:{(i < Max && random.Next(2) == 0 ? "approve" : random.Next(2) == 0 ? "oppose" : "abstain")}")];
        }

        private ImmutableSortedDictionary<string, int> Raised(Random random)
        {
            var persons = random.Next(0, 4);
            if (Kind != BallotKind.Election)
            {
                return ImmutableSortedDictionary<string, int>.Empty.Add(Options[random.Next(Options.Length)], persons);
            }

            return Options.ToImmutableSortedDictionary(o => $"{o}:{(random.Next(2) == 0 ? "approve" : "abstain")}", _ => persons);
        }
    }

    /// <summary>The same ballot gone through person by person: it shares no code with the box.</summary>
    private sealed class NaiveTurnout
    {
        private readonly Dictionary<string, string[]> _own = [];
        private readonly Dictionary<string, int> _counts = [];
        private readonly int _cast;
        private readonly int _present;
        private readonly int _represented;
        private readonly decimal _presentWeight;
        private readonly decimal _representedWeight;
        private readonly bool _isWeighted;

        public NaiveTurnout(HeldBallot held)
        {
            var here = new List<string>(held.Here);
            var hands = new Dictionary<string, int>();
            var raised = -1;
            foreach (var step in held.Steps)
            {
                if (step.Deed == Deed.Come && !here.Contains(step.Who))
                {
                    here.Add(step.Who);
                }
                else if (step.Deed == Deed.Go)
                {
                    here.Remove(step.Who);
                }
                else if (step.Deed == Deed.Raise && held.Weight is null && held.Delegates is null)
                {
                    var persons = held.Kind == BallotKind.Election ? step.Hands!.First().Value : step.Hands!.Values.Sum();
                    if (_own.Count + persons <= held.Electorate.Length)
                    {
                        (hands, raised) = (step.Hands!.ToDictionary(), persons);
                    }
                }
                else if (step.Deed == Deed.Vote && held.Electorate.Contains(step.Who))
                {
                    // Once hands are counted, and everybody with them, nobody new can be anybody new.
                    var isNew = !_own.ContainsKey(step.Who);
                    if (!isNew || raised < 0 || _own.Count + raised < held.Electorate.Length)
                    {
                        _own[step.Who] = step.Choices;
                    }
                }
            }

            foreach (var (choice, count) in hands)
            {
                _counts[choice] = count;
            }

            _isWeighted = held.Weight is { Count: > 0 };
            foreach (var person in held.Electorate)
            {
                var weight = held.Weight is not null && held.Weight.TryGetValue(person, out var given) ? given : 1;
                var slip = _own.GetValueOrDefault(person);
                var byDelegate = slip is null && held.Delegates is not null && held.Delegates.TryGetValue(person, out var to) && _own.ContainsKey(to);
                slip ??= byDelegate ? _own[held.Delegates![person]] : null;
                if (slip is not null || here.Contains(person))
                {
                    _present++;
                    _presentWeight += weight;
                }

                VotersGone |= slip is not null && !here.Contains(person);
                SilentHere |= slip is null && here.Contains(person);
                if (slip is null)
                {
                    continue;
                }

                _cast++;
                _represented += byDelegate ? 1 : 0;
                _representedWeight += byDelegate ? weight : 0;
                foreach (var choice in slip)
                {
                    _counts[choice] = _counts.GetValueOrDefault(choice) + 1;
                }

                foreach (var candidate in held.Kind == BallotKind.Election ? held.Options : [])
                {
                    if (!slip.Contains($"{candidate}:approve") && !slip.Contains($"{candidate}:oppose") && !slip.Contains($"{candidate}:abstain"))
                    {
                        _counts[$"{candidate}:abstain"] = _counts.GetValueOrDefault($"{candidate}:abstain") + 1;
                        LeftOut++;
                    }
                }
            }

            _cast += Math.Max(raised, 0);
            if (_present < _cast)
            {
                _present = _cast;
            }
        }

        /// <summary>The case that the first rule counted wrong: some voted and left, others stayed and did not vote.</summary>
        public bool VotersGone { get; }

        public bool SilentHere { get; }

        public int LeftOut { get; }

        /// <returns>What is not the same, or null.</returns>
        public string? Difference(Urn urn, Tally tally)
        {
            var heads = (tally.Cast, tally.Present, tally.Represented ?? 0);
            return heads != (_cast, _present, _represented) ? $"{heads}, not {(_cast, _present, _represented)}"
                : tally.Counts!.FirstOrDefault(c => c.Value != _counts.GetValueOrDefault(c.Key)) is { Key: { } choice } wrong
                    ? $"{choice} {wrong.Value}, not {_counts.GetValueOrDefault(choice)}"
                : tally.Weights is null == _isWeighted ? "by weight, or not"
                : tally.Weights is { } weights
                    && (weights.Present, weights.Represented ?? Weight.Zero) != (new Weight((long)(_presentWeight * 1000)),
                    new Weight((long)(_representedWeight * 1000)))
                    ? $"{weights.Present} present by weight, {weights.Represented} of it by delegates, not {_presentWeight} and {_representedWeight}"
                : _own.FirstOrDefault(v => urn.Box.Questions["b1"].Secrecy == Secrecy.Named && !urn.VoteOf(v.Key, "b1").Order().SequenceEqual(v.Value.Order()))
                    .Key is { } voter
                    ? $"the vote of {voter} is not stored as it was cast"
                : null;
        }
    }
}
