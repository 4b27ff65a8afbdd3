using System.Collections.Immutable;

namespace Hub.Domain.Opinion;

/// <summary>A statement that a group stands for more than the others do, by agreeing or by disagreeing.</summary>
/// <param name="Statement">Its place in the <see cref="StanceSet"/>.</param>
/// <param name="Agrees">False: the group disagrees with it.</param>
/// <param name="Count">How many of the group do.</param>
/// <param name="Of">How many of the group saw it.</param>
/// <param name="Strength">By which they are ordered.</param>
public sealed record Standpoint(int Statement, bool Agrees, int Count, int Of, double Strength)
{
    /// <summary>A group is told by so many statements at most.</summary>
    public const int Most = 5;

    /// <summary>What is as unlikely by chance as one in ten on one side: z of a standard normal distribution.</summary>
    private const double Sure = 1.2816;

    /// <summary>
    /// What a group stands for: with p = (A+1)/(S+2) of those who saw the statement, z_p the test of that against one half, r the ratio of p to that of all
    /// others, and z_r the test of two proportions with one added to all four counts, those where both tests are passed, by r·z_r·p·z_p. Polis' rule of
    /// representative comments; besides, at least <see cref="Anonymity.People"/> of the group saw it.
    /// </summary>
    /// <returns>Those with which the group agrees first, of each the strongest first.</returns>
    public static ImmutableArray<Standpoint> AllOf(GroupedCounts counts, int group, int statements)
    {
        var found = new List<Standpoint>();
        for (var statement = 0; statement < statements; statement++)
        {
            var own = counts[group, statement];
            if (own.Seen < Anonymity.People)
            {
                continue;
            }

            var (agree, disagree, seen) = (0, 0, 0);
            for (var other = 0; other < counts.Groups; other++)
            {
                var theirs = counts[other, statement];
                (agree, disagree, seen) = other == group ? (agree, disagree, seen)
                    : (agree + theirs.Agree, disagree + theirs.Disagree, seen + theirs.Seen);
            }

            if (Score(own.Agree, own.Seen, agree, seen) is { } agreeing)
            {
                found.Add(new Standpoint(statement, true, own.Agree, own.Seen, agreeing));
            }

            if (Score(own.Disagree, own.Seen, disagree, seen) is { } disagreeing)
            {
                found.Add(new Standpoint(statement, false, own.Disagree, own.Seen, disagreeing));
            }
        }

        return [.. found.OrderByDescending(f => f.Strength).ThenBy(f => f.Statement).Take(Most)
            .OrderByDescending(f => f.Agrees).ThenByDescending(f => f.Strength).ThenBy(f => f.Statement)];
    }

    /// <returns>Null where the group does not stand for it.</returns>
    public static double? Score(int count, int seen, int otherCount, int otherSeen)
    {
        var (own, others) = ((count + 1.0) / (seen + 2), (otherCount + 1.0) / (otherSeen + 2));
        var sure = 2 * Math.Sqrt(seen + 1) * (((count + 1.0) / (seen + 1)) - 0.5);
        var both = (count + otherCount + 2.0) / (seen + otherSeen + 2);
        var apart = ((count + 1.0) / (seen + 1)) - ((otherCount + 1.0) / (otherSeen + 1));
        var differs = both >= 1 ? 0 : apart / Math.Sqrt(both * (1 - both) * ((1.0 / (seen + 1)) + (1.0 / (otherSeen + 1))));
        return sure > Sure && differs > Sure ? own / others * differs * own * sure : null;
    }
}
