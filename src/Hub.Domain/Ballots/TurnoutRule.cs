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
///
/// By the third rule, where votes go by the roll, entitled (应到) are all members of the roll as it stands when the ballot opens, but for a chair who does not
/// vote. In this ballot those vote who are there when it opens: seated as a member (and checked in where the format asks for it), or marked present without a
/// device. Who comes later is entitled and absent, and votes in the next one. Present (出席) are, of those who were there, who still are at the close or whose
/// vote is counted, as by the second rule, and those who were marked when it opened. Hands are of those who were there and did not vote by device. Who leaves
/// the roll, is unseated, or is marked no more while it is open changes nothing of it. What a vote weighs is known of a seat: a member without one counts as
/// one.
/// </remarks>
public static class TurnoutRule
{
    /// <summary>
    /// Present are those of the electorate who are checked in at the close. Where more voted than that, as many as voted: with some of the voters gone and
    /// others here who did not vote, that is too few.
    /// </summary>
    public const int First = 1;

    public const int BySets = 2;

    public const int ByRoll = 3;

    /// <summary>What a ballot that opens now is given: a newer rule once every node can count by it.</summary>
    public static int? Of(RecordFormat format, bool byRoll) => byRoll && format >= RecordFormat.Fourth ? ByRoll : format >= RecordFormat.Second ? BySets : null;

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
        if (question.Turnout is not (BySets or ByRoll))
        {
            var first = checkedIn.Where(electorate.Contains).ToList();
            return new Present(first.Count, weighted?.WeightOf(first));
        }

        var represented = question.Represented().ToList();
        var present = checkedIn.Concat(question.VotedThemselves()).Concat(represented).Where(electorate.Contains).ToHashSet();
        var marked = question.Marked?.Length ?? 0;
        return new Present(
            Math.Max(present.Count + marked, question.Cast), weighted?.WeightOf(present) + Weight.Ones(marked),
            represented.Count > 0 ? represented.Count : null,
            represented.Count > 0 ? weighted?.WeightOf(represented) : null);
    }
}

/// <param name="Weight">What the votes of these weigh; null where every vote weighs one.</param>
/// <param name="Represented">Of these, for whom their delegate voted; null: for nobody.</param>
/// <param name="RepresentedWeight">The same by weight.</param>
internal sealed record Present(int Count, Weight? Weight, int? Represented = null, Weight? RepresentedWeight = null);
