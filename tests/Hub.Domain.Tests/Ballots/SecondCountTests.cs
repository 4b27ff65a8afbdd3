using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using CsCheck;
using Hub.Domain.Ballots;

namespace Hub.Domain.Tests.Ballots;

/// <summary>Whatever the electorate, rules and votes: the engine and a second, naive count agree. A failure prints its seed and the whole ballot.</summary>
public partial class SecondCountTests
{
    private static readonly int Tries = Cases.Of(100_000);

    [Fact]
    public void A_second_naive_count_of_any_ballot_finds_the_same()
    {
        var met = new ConcurrentDictionary<(BallotKind, bool Passed), int>();
        // All seeds alike: without bounds small ones come so often that a third of the cases would be the same again.
        Gen.Int[0, int.MaxValue].Sample(
            seed =>
            {
                var ballot = Ballot.Made(seed);
                var (rules, poll) = ballot.Held();
                var outcome = Verdict.Decide(rules, poll);
                met.AddOrUpdate((ballot.Kind, outcome.Passed), 1, (_, count) => count + 1);
                if (Difference(ballot, outcome) is { } difference)
                {
                    Assert.Fail(difference);
                }
            },
            iter: Tries,
            print: seed => $"{seed}\n{Ballot.Made(seed)}");
        met.Values.Sum().ShouldBe(Tries);
        met.Count.ShouldBe(10);
        met.Values.Min().ShouldBeGreaterThan(Tries / 100);
    }

    /// <returns>What is not the same, or null.</returns>
    private static string? Difference(Ballot ballot, Outcome outcome)
    {
        var naive = new NaiveCount(ballot);
        return outcome.Passed != naive.Passed ? $"passed {outcome.Passed}: {outcome.Text.En}"
            : !(naive.Winners?.SetEquals(outcome.Winners ?? []) ?? outcome.Winners is null)
                ? $"winners {string.Join(' ', outcome.Winners ?? [])}, not {string.Join(' ', naive.Winners ?? [])}"
            : outcome.Text.Zh.Contains("未达法定人数", StringComparison.Ordinal) == naive.Quorate ? $"quorum {naive.Quorate}: {outcome.Text.Zh}"
            : ballot.Kind == BallotKind.Rating && naive.Cast > 0 && !outcome.Text.Zh.Contains($"平均 {naive.Mean} 分", StringComparison.Ordinal)
                ? $"mean {naive.Mean}: {outcome.Text.Zh}"
            : ballot.Kind == BallotKind.Approval && !SaysTheFewest(ballot, naive, outcome) ? $"not the fewest: {outcome.Text.Zh}"
            : null;
    }

    /// <summary>The number said to be needed would carry, and one step less would not.</summary>
    private static bool SaysTheFewest(Ballot ballot, NaiveCount naive, Outcome outcome)
    {
        var needed = decimal.Parse(Needed().Match(outcome.Text.En).Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        return naive.WouldCarry(needed) && !naive.WouldCarry(needed - (ballot.Weighted ? 0.001m : 1m));
    }

    /// <summary>The majority's, not the quorum's.</summary>
    [GeneratedRegex(@"abstaining; .*?\(([0-9.]+)\) needed")]
    private static partial Regex Needed();
}
