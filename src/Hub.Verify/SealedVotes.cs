using System.Collections.Immutable;
using Hub.Domain.Ballots;

namespace Hub.Verify;

/// <summary>What can still be said of votes whose key is destroyed: what each of them was, nobody can check any more; how many there were, everybody.</summary>
internal static class SealedVotes
{
    /// <param name="asked">What the room was asked.</param>
    /// <param name="opened">What the box says they were, by choice.</param>
    /// <param name="voters">How many sealed one. Each chose at least once.</param>
    /// <returns>Why so many voters cannot have chosen so, or null.</returns>
    public static string? Wrong(VotingRules asked, ImmutableSortedDictionary<string, int> opened, int voters)
    {
        var (sum, most) = (opened.Values.Sum(n => (long)n), (long)voters * asked.Max);
        var cannotBe = opened.Values.Any(n => n < 0 || n > voters) || opened.Keys.Except(Choices.Of(asked)).Any() || asked.Kind switch
        {
            BallotKind.Multiple => sum < voters || sum > most,
            BallotKind.Election =>
                sum < voters || asked.Options.Any(o => Answers(opened, o.Id) > voters)
                || asked.Options.Sum(o => (long)opened.GetValueOrDefault(Choices.For(o.Id))) > most,
            _ => sum != voters,
        };
        return !cannotBe ? null : asked.Max > 1 ? $"{voters} voted, for at most {asked.Max} each" : $"{voters} voted";
    }

    private static long Answers(ImmutableSortedDictionary<string, int> opened, string candidate) =>
        new[] { Choices.For(candidate), Choices.Against(candidate), Choices.Abstaining(candidate) }.Sum(id => (long)opened.GetValueOrDefault(id));
}
