using System.Collections.Immutable;

namespace Hub.Domain.Opinion;

/// <summary>
/// What a round says: first what people of different minds agree on, then what divides them, then, where they are stable, the groups. Of fewer than
/// <see cref="Anonymity.People"/> people nothing is in it. In a closed round it is the record; while one goes on, the picture of a moment.
/// </summary>
/// <param name="People">How many said something that counts; 0 where they are fewer than may be told.</param>
/// <param name="Stances">How many stances stand.</param>
/// <param name="Statements">Those that enough people answered, what bridges most first.</param>
/// <param name="Groups">Absent: none are shown, and <paramref name="Confidence"/> says why.</param>
/// <param name="Map">The dots; absent: nobody has a place.</param>
public sealed record RoundResult(
    int People, int Stances, ImmutableArray<StatementResult> Statements, Confidence Confidence, ImmutableArray<GroupResult>? Groups = null,
    ImmutableArray<MapBin>? Map = null)
{
    /// <summary>The end: from all stances, from nothing, whatever was shown before. Takes as long as nine maps.</summary>
    public static RoundResult Counted(Round round, FrozenStances stances) => CountedOn(round, stances).Result;

    /// <summary>The same, with the map that it is of: on it each person finds their own place.</summary>
    public static (RoundResult Result, OpinionMap Map) CountedOn(Round round, FrozenStances stances)
    {
        var map = OpinionMap.Of(stances.Arranged(), round.Id);
        return (Of(round, map, map.Best, map.Stability(round.Id, map.Best)), map);
    }

    /// <summary>The picture of a map.</summary>
    /// <param name="groups">How many are shown, if they are stable; 0: none.</param>
    /// <param name="stability">Of so many: see <see cref="OpinionMap.Stability"/>.</param>
    /// <param name="shown">By a statement's number, its counts as they may be shown while the round goes on; null: as they are.</param>
    /// <param name="last">The picture before: as long as the counts of a statement stand still, so do its scores, which would tell the same.</param>
    /// <param name="stood">The last picture with groups: as long as the counts of a statement stand still, so does what a group says to it.</param>
    public static RoundResult Of(
        Round round, OpinionMap map, int groups, double? stability, Func<int, StanceCounts?>? shown = null, RoundResult? last = null,
        RoundResult? stood = null)
    {
        var set = map.Set;

        // How sure they are was found for an earlier map, perhaps: so many may not exist on this one.
        var confidence = Confidence.Of(set.People, map.Groups(groups) is null ? 0 : groups, stability);
        if (confidence.Finding == Finding.TooFew)
        {
            return new RoundResult(0, 0, [], confidence);
        }

        var grouping = confidence.Finding == Finding.Groups ? map.Groups(confidence.Groups) : null;
        var counts = grouping is null ? null : GroupedCounts.Of(set, map.Places.People, grouping.Labels, grouping.Count);
        var slices = Bridging.Slices(set, map.Places);
        var before = last?.Statements.ToDictionary(s => s.Id, StringComparer.Ordinal);
        var statements = new List<StatementResult>();
        for (var place = 0; place < set.Statements; place++)
        {
            var number = set.NumberOf(place);
            var seen = shown is null ? set.Pairs.Counts(place) : shown(number);
            if (seen is not { } told || told.Seen < Anonymity.People)
            {
                continue;
            }

            var id = round.Statements[number].Id;
            statements.Add(before?.GetValueOrDefault(id) is { } was && was.Counts == told ? was
                : new StatementResult(
                    id, told.Agree, told.Disagree, told.Pass,
                    slices is null ? null : Rounded(Bridging.Score(slices, place)),
                    slices is null ? null : Rounded(Bridging.Dividing(slices, place)),
                    counts is null ? null : Rounded(Bridging.Consensus(counts, place))));
        }

        ImmutableArray<GroupResult>? found =
            counts is null ? null : [.. Enumerable.Range(0, counts.Groups).Select(group => GroupOf(round, map, grouping!, counts, group))];
        var bins = MapBin.AllOf(map, grouping);
        return new RoundResult(
            set.People, set.Count,
            [.. statements.OrderByDescending(s => s.Bridging ?? -1).ThenByDescending(s => s.Agree).ThenBy(s => round.NumberOf(s.Id))],
            confidence,
            found is { } all && shown is not null ? AsTold(all, statements, stood) : found,
            bins.IsEmpty ? null : bins);
    }

    private static GroupResult GroupOf(Round round, OpinionMap map, Grouping grouping, GroupedCounts counts, int group) => new(
        group, grouping.Sizes[group],
        [.. Standpoint.AllOf(counts, group, map.Set.Statements).Select(s => new StandResult(
            round.Statements[map.Set.NumberOf(s.Statement)].Id, s.Of, s.Agrees ? s.Count : null, s.Agrees ? null : s.Count))]);

    /// <summary>
    /// What groups stand for while the round goes on: nothing of a statement whose counts are not shown; and as long as these stand still, what was told
    /// before, or nothing. Else two looks at a group tell what one person has said between them.
    /// </summary>
    private static ImmutableArray<GroupResult> AsTold(ImmutableArray<GroupResult> groups, List<StatementResult> statements, RoundResult? stood)
    {
        var before = stood?.Statements.ToDictionary(s => s.Id, s => s.Counts, StringComparer.Ordinal) ?? [];
        var still = statements.ToDictionary(s => s.Id, s => before.TryGetValue(s.Id, out var counts) && counts == s.Counts, StringComparer.Ordinal);
        return stood?.Groups is not { } was || was.Length != groups.Length
            ? [.. groups.Select(g => g with { Stands = [.. g.Stands.Where(s => still.ContainsKey(s.Statement))] })]
            : [.. groups.Zip(was, (now, then) => now with
            {
                Stands =
                [
                    .. now.Stands.Where(s => still.ContainsKey(s.Statement))
                        .Select(s => !still[s.Statement] ? s : then.Stands.FirstOrDefault(t => t.Statement == s.Statement)).OfType<StandResult>(),
                ],
            })];
    }

    /// <summary>As it is stored and shown: what lies behind says nothing.</summary>
    private static double? Rounded(double? score) => score is { } known ? Math.Round(known, 4) : null;
}

/// <summary>What people say to one statement.</summary>
/// <param name="Bridging">See <see cref="Opinion.Bridging.Score"/>; absent: too few people for slices, or they have not answered it.</param>
/// <param name="Dividing">See <see cref="Opinion.Bridging.Dividing"/>.</param>
/// <param name="Consensus">See <see cref="Opinion.Bridging.Consensus"/>; absent: no groups are shown.</param>
public sealed record StatementResult(
    string Id, int Agree, int Disagree, int Pass, double? Bridging = null, double? Dividing = null, double? Consensus = null)
{
    internal StanceCounts Counts => new(Agree, Disagree, Pass);
}

/// <param name="Id">0, 1, 2 … from the left of the map to the right.</param>
/// <param name="Size">How many people.</param>
/// <param name="Stands">What it stands for more than the others, agreement first.</param>
public sealed record GroupResult(int Id, int Size, ImmutableArray<StandResult> Stands);

/// <param name="Of">How many of the group saw the statement.</param>
/// <param name="Agree">How many of them agree, where the group stands for it.</param>
/// <param name="Disagree">How many of them disagree, where the group stands against it.</param>
public sealed record StandResult(string Statement, int Of, int? Agree = null, int? Disagree = null);
