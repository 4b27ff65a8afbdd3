using Hub.Domain.Opinion;

namespace Hub.Domain.Tests.Opinion;

public sealed class OpinionMapTests
{
    private const int Statements = 20;

    [Fact]
    public void Two_minds_are_two_groups_which_stay_when_answers_are_left_out()
    {
        var map = Map(Drawn.TwoMinds(1, 60, Statements));
        map.Best.ShouldBe(2);
        var labels = map.Groups(2)!.Labels.ToArray();
        var minds = map.Places.People.ToArray().Select(p => map.Set.Id(p)[^1] % 2).ToArray();
        RandIndex.Adjusted(labels, minds).ShouldBe(1, 1e-12);
        map.Stability("r1", 2).ShouldNotBeNull().ShouldBeGreaterThan(0.95);
        Confidence.Of(60, 2, map.Stability("r1", 2)).Finding.ShouldBe(Finding.Groups);
    }

    [Fact]
    public void Where_people_say_whatever_comes_no_stable_groups_are_found_and_it_is_said()
    {
        var map = Map(Drawn.Noise(1, 60, Statements));
        var confidence = Confidence.Of(60, map.Best, map.Stability("r1", map.Best));
        confidence.Finding.ShouldBe(Finding.Unstable);
        confidence.Groups.ShouldBe(0);
        confidence.Words.En.ShouldStartWith("No stable groups:");
        confidence.Words.Zh.ShouldStartWith("没有稳定的群体");
    }

    [Fact]
    public void Where_all_agree_there_are_no_groups_and_it_is_said()
    {
        var map = Map(Drawn.Leaning(1, 30, Statements, 1, (_, _) => 1).Select(a => a with { Stance = Stance.Agree }));
        map.Stability("r1", 2).ShouldBeNull();
        map.Best.ShouldBe(0);
        Confidence.Of(30, map.Best, null).Words.En.ShouldBe("No groups were found: people agree more than they differ.");
    }

    [Fact]
    public void The_same_stances_in_any_order_give_the_same_map_to_the_last_bit()
    {
        var acts = Drawn.TwoMinds(2, 50, Statements);
        var (one, other) = (Map(acts), Map(acts.Shuffled(5)));
        one.Places.X.SequenceEqual(other.Places.X).ShouldBeTrue();
        one.Places.Y.SequenceEqual(other.Places.Y).ShouldBeTrue();
        one.Found.Select(f => f.Silhouette).ShouldBe(other.Found.Select(f => f.Silhouette));
        one.Found.Select(f => f.Grouping.Labels.ToArray()).SelectMany(l => l).ShouldBe(other.Found.SelectMany(f => f.Grouping.Labels.ToArray()));
        one.Stability("r1", 2).ShouldBe(other.Stability("r1", 2));
    }

    [Fact]
    public void Another_number_of_groups_is_shown_once_it_was_the_best_four_times_in_a_row()
    {
        var shown = new GroupCount().Heard(2);
        shown.ShouldBe(new GroupCount(2));
        shown = shown.Heard(3).Heard(3).Heard(3);
        shown.Shown.ShouldBe(2);
        shown.Heard(3).ShouldBe(new GroupCount(3));
        shown.Heard(2).ShouldBe(new GroupCount(2), "the row is broken");
        shown.Heard(4).ShouldBe(new GroupCount(2, 4, 1));
        new GroupCount(2).Heard(0).Heard(0).Heard(0).Heard(0).ShouldBe(new GroupCount());
    }

    [Theory]
    [InlineData(4, 2, 0.9, Finding.TooFew)]
    [InlineData(5, 0, null, Finding.NoGroups)]
    [InlineData(5, 2, 0.79, Finding.Unstable)]
    [InlineData(5, 2, 0.8, Finding.Groups)]
    public void Groups_are_shown_from_a_stability_of_four_fifths_on(int people, int groups, double? stability, Finding finding) =>
        Confidence.Of(people, groups, stability).Finding.ShouldBe(finding);

    private static OpinionMap Map(IEnumerable<Act> acts) => OpinionMap.Of(Drawn.With(Statements).Taking(acts).Freeze().Arranged(), "r1");
}
