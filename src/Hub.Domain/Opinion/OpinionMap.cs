using System.Collections.Immutable;

namespace Hub.Domain.Opinion;

/// <summary>
/// Where people stand, and in which groups, for each number of groups that was found. A pure function of the stances and of the round's id, so that whoever
/// counts again finds the same; while a round goes on, it starts from the map before, which makes it fast and keeps it still.
/// </summary>
public sealed class OpinionMap
{
    private OpinionMap(StanceSet set, Axes axes, Places places, ImmutableArray<FoundGroups> found) =>
        (Set, Axes, Places, Found) = (set, axes, places, found);

    /// <summary>What it is a map of.</summary>
    public StanceSet Set { get; }

    public Axes Axes { get; }

    public Places Places { get; }

    /// <summary>Each number of groups that exists, the least first; none where people are too few or too alike.</summary>
    public ImmutableArray<FoundGroups> Found { get; }

    /// <summary>The number of groups whose people are nearest among themselves (by silhouette); 0: there are no groups.</summary>
    public int Best => Found.IsEmpty ? 0 : Found.MaxBy(f => f.Silhouette)!.Count;

    /// <returns>Null where so many groups do not exist.</returns>
    public Grouping? Groups(int count) => Found.FirstOrDefault(f => f.Count == count)?.Grouping;

    /// <param name="round">The round's id, which seeds all chance.</param>
    /// <param name="last">The map before; null: from nothing and to the end, as at the close.</param>
    public static OpinionMap Of(StanceSet set, string round, OpinionMap? last = null)
    {
        var axes = Axes.Of(set, last?.Axes);
        var places = Places.Of(set, axes);
        var sample = SeededChance.Of(round, "silhouette").Sample(Grouping.SampleSize, places.Count);
        var found = ImmutableArray.CreateBuilder<FoundGroups>();
        for (var count = Grouping.Fewest; count <= Grouping.Most; count++)
        {
            if (Grouped(places, round, count, last?.Groups(count)) is { } grouping)
            {
                found.Add(new FoundGroups(grouping, grouping.Silhouette(places.X, places.Y, sample)));
            }
        }

        return new OpinionMap(set, axes, places, found.ToImmutable());
    }

    /// <summary>
    /// How sure groups are: the mean adjusted Rand index between them and as many groups of the same people, eight times, each time with a tenth of the
    /// stances left out. Takes some eight times as long as a map, and is computed beside it.
    /// </summary>
    /// <returns>Null where so many groups do not exist; else up to 1. Groups are shown from <see cref="Confidence.Least"/> on.</returns>
    public double? Stability(string round, int count)
    {
        if (Groups(count) is not { } groups)
        {
            return null;
        }

        var (sum, chance) = (0.0, SeededChance.Of(round, "drops"));
        for (var drop = 0; drop < Confidence.Drops; drop++)
        {
            var set = Set.Without(Confidence.Share, chance);
            var places = Places.Of(set, Axes.Of(set, Axes));
            sum += Grouped(places, round, count, groups) is { } other ? Likeness(groups, places, other) : 0;
        }

        return sum / Confidence.Drops;
    }

    private static Grouping? Grouped(Places places, string round, int count, Grouping? last) =>
        Grouping.Of(places.X, places.Y, count, SeededChance.Of(round, "groups", count.ToString(System.Globalization.CultureInfo.InvariantCulture)), last);

    /// <summary>Over those who have a place on both maps, which are of the same rows.</summary>
    private double Likeness(Grouping groups, Places otherPlaces, Grouping otherGroups)
    {
        var (one, other, both) = (new int[otherPlaces.Count], new int[otherPlaces.Count], 0);
        for (var i = 0; i < other.Length; i++)
        {
            if (Places.Find(otherPlaces.People[i]) is var at && at >= 0)
            {
                (one[both], other[both]) = (groups.Labels[at], otherGroups.Labels[i]);
                both++;
            }
        }

        return RandIndex.Adjusted(one.AsSpan(0, both), other.AsSpan(0, both));
    }
}

/// <param name="Silhouette">From −1 to 1: see <see cref="Grouping.Silhouette"/>.</param>
public sealed record FoundGroups(Grouping Grouping, double Silhouette)
{
    public int Count => Grouping.Count;
}

/// <summary>
/// How many groups a round shows while it goes on: another number has to be the best four times in a row, so that the picture does not jump. What is shown is
/// an event (<see cref="RoundEvent.GroupsCounted"/>), so that a replay shows the same.
/// </summary>
/// <param name="Shown">0: none yet.</param>
/// <param name="Next">What was the best last; 0: what is shown.</param>
/// <param name="Times">How often in a row.</param>
public sealed record GroupCount(int Shown = 0, int Next = 0, int Times = 0)
{
    private const int Needed = 4;

    /// <param name="best">Of a new map; 0: it has no groups.</param>
    public GroupCount Heard(int best)
    {
        if (best == Shown)
        {
            return new GroupCount(Shown);
        }

        var times = best == Next && Times > 0 ? Times + 1 : 1;
        return times >= Needed || Shown == 0 ? new GroupCount(best) : new GroupCount(Shown, best, times);
    }
}
