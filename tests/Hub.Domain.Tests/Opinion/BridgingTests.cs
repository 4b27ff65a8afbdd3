using Hub.Domain.Opinion;

namespace Hub.Domain.Tests.Opinion;

/// <summary>What people of different minds agree on, what divides them, and what a group stands for: beside plain recounts.</summary>
public sealed class BridgingTests
{
    [Fact]
    public void Scores_are_those_of_a_plain_recount_over_slices()
    {
        var map = Map();
        var slices = Bridging.Slices(map.Set, map.Places)!;
        slices.Groups.ShouldBe(5);
        var (x, people) = (map.Places.X.ToArray(), map.Places.People.ToArray());
        var inOrder = Enumerable.Range(0, people.Length).OrderBy(i => x[i]).ThenBy(i => i).ToList();
        for (var place = 0; place < map.Set.Statements; place++)
        {
            var shares = new List<double>();
            for (var slice = 0; slice < 5; slice++)
            {
                var (agree, seen) = (0, 0);
                foreach (var person in inOrder.Where((_, rank) => rank * 5 / people.Length == slice).Select(i => people[i]))
                {
                    var at = map.Set.StatementsOf(person).IndexOf((ushort)place);
                    seen += at >= 0 ? 1 : 0;
                    agree += at >= 0 && map.Set.ValuesOf(person)[at] == StanceValue.Agree ? 1 : 0;
                }

                shares.Add((agree + 1.0) / (seen + 2));
            }

            Bridging.Score(slices, place).ShouldNotBeNull().ShouldBe(Math.Pow(shares.Aggregate((a, b) => a * b), 0.2), 1e-12);
            Bridging.Dividing(slices, place).ShouldNotBeNull().ShouldBe(shares.Max() - shares.Min(), 1e-12);
        }
    }

    [Fact]
    public void What_all_agree_on_bridges_most_and_what_one_side_alone_wants_divides_most()
    {
        var map = Map();
        var slices = Bridging.Slices(map.Set, map.Places)!;
        for (var contrary = 0; contrary < map.Set.Statements; contrary += 2)
        {
            for (var common = 1; common < map.Set.Statements; common += 2)
            {
                Bridging.Score(slices, common)!.Value.ShouldBeGreaterThan(Bridging.Score(slices, contrary)!.Value);
                Bridging.Dividing(slices, common)!.Value.ShouldBeLessThan(Bridging.Dividing(slices, contrary)!.Value);
            }
        }
    }

    [Fact]
    public void A_group_stands_for_what_it_alone_agrees_with_and_against_what_it_alone_refuses()
    {
        // Of the contrary statements those of even minds are agreed with by the one group and refused by the other; half of them are turned round.
        var acts = Drawn.Leaning(3, 60, 20, 0.9, (person, statement) =>
            statement % 2 == 1 ? 0.85 : (person % 2 == 0) == (statement % 4 == 0) ? 0.95 : 0.05);
        var map = OpinionMap.Of(Drawn.With(20).Taking(acts).Freeze().Arranged(), "r1");
        var groups = map.Groups(2)!;
        var counts = GroupedCounts.Of(map.Set, map.Places.People, groups.Labels, 2);
        for (var group = 0; group < 2; group++)
        {
            var stands = Standpoint.AllOf(counts, group, 20);
            stands.Length.ShouldBe(Standpoint.Most);
            stands.ShouldAllBe(s => s.Statement % 2 == 0 && s.Of >= 5 && s.Count * 2 > s.Of);
            stands.Select(s => s.Agrees).ShouldBe(stands.Select(s => s.Agrees).OrderByDescending(a => a));
        }
    }

    [Fact]
    public void What_few_said_or_all_say_stands_for_nobody()
    {
        Standpoint.Score(20, 20, 20, 20).ShouldBeNull("all agree");
        Standpoint.Score(10, 20, 0, 20).ShouldBeNull("half of the group does not");
        Standpoint.Score(18, 20, 2, 20).ShouldNotBeNull().ShouldBeGreaterThan(Standpoint.Score(15, 20, 8, 20) ?? 0);
    }

    [Fact]
    public void Fewer_than_ten_people_with_a_place_are_not_cut_into_slices()
    {
        var map = OpinionMap.Of(Drawn.With(20).Taking(Drawn.TwoMinds(1, 9, 20)).Freeze().Arranged(), "r1");
        Bridging.Slices(map.Set, map.Places).ShouldBeNull();
    }

    private static OpinionMap Map() => OpinionMap.Of(Drawn.With(12).Taking(Drawn.TwoMinds(3, 60, 12, 0.9)).Freeze().Arranged(), "r1");
}
