using Hub.Domain.Opinion;

namespace Hub.Domain.Tests.Opinion;

/// <summary>The picture of a round: while it goes on, two looks at it tell nothing that one person has said between them.</summary>
public sealed class RoundResultTests
{
    private const int Statements = 20;

    private static readonly Round Asked = new()
    {
        Id = "r1",
        Question = "车站往哪里搬?",
        Statements = [.. Enumerable.Range(0, Statements).Select(s => new Statement($"s{s}", $"第 {s} 种说法", "chair", 1))],
    };

    [Fact]
    public void What_a_group_stands_for_moves_with_the_counts_of_the_statement_and_not_before()
    {
        var acts = Drawn.TwoMinds(1, 60, Statements, answered: 1);
        var stances = Drawn.With(Statements).Taking(acts.SkipLast(Statements));
        var told = Counts(stances);
        var first = Picture(stances, told);
        stances.Taking(acts.TakeLast(Statements));

        var (second, bare) = (Picture(stances, told, first), Picture(stances, told));
        Stands(bare).Except(Stands(first)).ShouldNotBeEmpty("the last person is in the counts of a group");
        Stands(second).Except(Stands(first)).ShouldBeEmpty();
        Stands(second).ShouldNotBeEmpty();
        Stands(Picture(stances, Counts(stances), second)).ShouldBe(Stands(bare), "five people have answered each statement anew, say");
    }

    [Fact]
    public void A_group_stands_for_nothing_whose_counts_are_not_shown()
    {
        var stances = Drawn.With(Statements).Taking(Drawn.TwoMinds(1, 60, Statements));
        var told = Counts(stances);
        var statement = Stands(Picture(stances, told))[0].Stand.Statement;
        told[Asked.NumberOf(statement)] = null;
        Stands(Picture(stances, told)).ShouldNotBeEmpty();
        Stands(Picture(stances, told)).ShouldAllBe(s => s.Stand.Statement != statement);
    }

    [Fact]
    public void So_many_groups_as_a_map_does_not_have_are_not_shown_however_sure_they_were_before()
    {
        var set = Drawn.With(Statements).Taking(Drawn.TwoMinds(1, 12, Statements)).Freeze().Arranged();
        var picture = RoundResult.Of(Asked, OpinionMap.Of(set, "r1"), groups: 5, stability: 1);
        (picture.Confidence.Finding, picture.Groups).ShouldBe((Finding.NoGroups, null));
    }

    private static StanceCounts?[] Counts(Stances stances) => [.. Enumerable.Range(0, Statements).Select(s => (StanceCounts?)stances.Counts(s))];

    private static RoundResult Picture(Stances stances, StanceCounts?[] told, RoundResult? last = null) =>
        RoundResult.Of(Asked, OpinionMap.Of(stances.Freeze().Arranged(), "r1"), 2, 1, number => told[number], last, last);

    private static List<(int Group, StandResult Stand)> Stands(RoundResult picture) =>
        [.. picture.Groups!.Value.SelectMany(g => g.Stands.Select(s => (g.Id, s)))];
}
