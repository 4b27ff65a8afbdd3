using System.Collections.Immutable;

namespace Hub.Domain.Ballots;

/// <summary>
/// By which rule it is counted how many were present at a ballot. A ballot keeps for ever the one that it was opened with, and its events carry the version;
/// absent: the first.
/// </summary>
/// <remarks>
/// By the second rule, present are those of the electorate who are checked in at the close, or whose vote is counted. Whose vote is counted is who voted with
/// their own hand, wherever they are by then, and who has a delegate that voted: who delegates counts as present from the moment their vote is counted, through
/// themselves or through their delegate, and not before; a delegate counts once, for themselves. So who voted are always among the present, and the present
/// among the entitled. Weights are summed over exactly these people. Hands that were counted by eye have no names: they are of people of the electorate who did
/// not vote by device, so there are at least as many present as votes and hands together. Where nobody checks in, it is not known who is present. By the same
/// rule, who leaves a candidate of an election out abstains on that one, in the tally too. The vote stays as it was cast.
/// </remarks>
public static class TurnoutRule
{
    /// <summary>
    /// Present are those of the electorate who are checked in at the close. Where more voted than that, as many as voted: with some of the voters gone and
    /// others here who did not vote, that is too few.
    /// </summary>
    public const int First = 1;

    public const int BySets = 2;

    /// <summary>What a ballot that opens now is given: the second rule once every node can count by it.</summary>
    public static int? Of(RecordFormat format) => format >= RecordFormat.Second ? BySets : null;

    /// <summary>Who was there, counted once, when the box takes no more.</summary>
    /// <param name="here">Who is checked in.</param>
    /// <returns>Null where nobody checks in.</returns>
    internal static Present? Count(Question question, ImmutableArray<string>? here)
    {
        if (here is not { } checkedIn || question.Electorate is not { } electorate)
        {
            return null;
        }

        var weighted = question.Power is { IsWeighted: true } ? question.Power : null;
        if (question.Turnout != BySets)
        {
            var first = checkedIn.Where(electorate.Contains).ToList();
            return new Present(first.Count, weighted?.WeightOf(first));
        }

        var represented = question.Represented().ToList();
        var present = checkedIn.Concat(question.VotedThemselves()).Concat(represented).Where(electorate.Contains).ToHashSet();
        return new Present(
            Math.Max(present.Count, question.Cast), weighted?.WeightOf(present), represented.Count > 0 ? represented.Count : null,
            represented.Count > 0 ? weighted?.WeightOf(represented) : null);
    }
}

/// <param name="Weight">What the votes of these weigh; null where every vote weighs one.</param>
/// <param name="Represented">Of these, for whom their delegate voted; null: for nobody.</param>
/// <param name="RepresentedWeight">The same by weight.</param>
internal sealed record Present(int Count, Weight? Weight, int? Represented = null, Weight? RepresentedWeight = null);
