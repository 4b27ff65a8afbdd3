using Hub.Domain.Opinion;

namespace Hub.Domain.Tests.Opinion;

/// <summary>One person, one stance for each statement; and the tables of pairs, which are whole numbers and forget nothing and keep nothing.</summary>
public sealed class StancesTests
{
    private const int Statements = 12;

    [Fact]
    public void The_last_stance_stands_and_can_be_taken_back()
    {
        var stances = Drawn.With(2);
        stances.Set("li", 0, Stance.Agree, 1).ShouldBeTrue();
        stances.Set("li", 0, Stance.Agree, 2).ShouldBeFalse("it is so already");
        stances.Set("li", 0, Stance.Disagree, 3).ShouldBeTrue();
        stances.Set("wang", 0, Stance.Pass, 4).ShouldBeTrue();
        stances.Counts(0).ShouldBe(new StanceCounts(0, 1, 1));
        (stances.People, stances.Count).ShouldBe((2, 2L));
        stances.Of("li", 0).ShouldBe(Stance.Disagree);

        stances.Set("li", 0, null, 5).ShouldBeTrue();
        stances.Counts(0).ShouldBe(new StanceCounts(0, 0, 1));
        (stances.People, stances.Count).ShouldBe((1, 1L));
        stances.Of("li", 0).ShouldBeNull();
        stances.Of("zhao", 1).ShouldBeNull();
    }

    [Fact]
    public void What_was_taken_back_leaves_no_trace()
    {
        var acts = Drawn.TwoMinds(1, 20, Statements);
        var stances = Drawn.With(Statements).Taking(acts).Taking(acts.Select(a => a with { Stance = null, Seq = a.Seq + acts.Count }));
        stances.Pairs.IsSame(Drawn.With(Statements).Pairs).ShouldBeTrue();
        (stances.People, stances.Count).ShouldBe((0, 0L));
        stances.Freeze().Arranged().People.ShouldBe(0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Any_order_of_the_same_stances_gives_the_same_to_the_last_bit(int seed)
    {
        var acts = Drawn.Anything((ulong)seed, 3000, 30, Statements);
        var asTheyCame = Drawn.With(Statements).Taking(acts);
        var last = acts.GroupBy(a => (a.Person, a.Statement)).Select(g => g.MaxBy(a => a.Seq));
        Same(asTheyCame, Drawn.With(Statements).Taking(acts.Shuffled(99)));
        Same(asTheyCame, Drawn.With(Statements).Taking(last.Shuffled(7)));
        asTheyCame.Count.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void The_tables_are_a_naive_recount()
    {
        var acts = Drawn.Anything(5, 2000, 25, Statements);
        var stances = Drawn.With(Statements).Taking(acts);
        var people = acts.Select(a => a.Person).Distinct().ToList();
        for (var j = 0; j < Statements; j++)
        {
            for (var k = 0; k < Statements; k++)
            {
                var both = people.Select(p => (J: stances.Of(p, j), K: stances.Of(p, k))).Where(s => s.J is not null && s.K is not null).ToList();
                stances.Pairs.N(j, k).ShouldBe(both.Count);
                stances.Pairs.P(j, k).ShouldBe(both.Sum(s => Value(s.J) * Value(s.K)));
                stances.Pairs.Q(j, k).ShouldBe(both.Sum(s => Value(s.J)));
            }

            var said = people.Select(p => stances.Of(p, j)).ToList();
            stances.Counts(j).ShouldBe(new StanceCounts(
                said.Count(s => s == Stance.Agree), said.Count(s => s == Stance.Disagree), said.Count(s => s == Stance.Pass)));
        }
    }

    [Fact]
    public void Merged_statements_are_one_whenever_they_were_merged_and_the_newer_stance_stands()
    {
        var acts = Drawn.Anything(8, 2500, 30, Statements);
        var mergedFirst = Drawn.With(Statements);
        mergedFirst.Merge(3, 5);
        mergedFirst.Merge(5, 9);
        mergedFirst.Merge(0, 1);
        mergedFirst.Taking(acts);

        var mergedLast = Drawn.With(Statements).Taking(acts);
        mergedLast.Merge(3, 5);
        mergedLast.Merge(5, 9);
        mergedLast.Merge(0, 1);

        var between = Drawn.With(Statements).Taking(acts.Take(1000));
        between.Merge(3, 5);
        between.Taking(acts.Skip(1000).Take(700));
        between.Merge(5, 9);
        between.Taking(acts.Skip(1700));
        between.Merge(0, 1);
        between.Merge(1, 0);

        Same(mergedFirst, mergedLast);
        Same(mergedFirst, between);
        var newest = acts.Where(a => a.Statement is 3 or 5 or 9).GroupBy(a => a.Person).Select(g => g.MaxBy(a => a.Seq)).ToList();
        newest.ShouldAllBe(a => mergedFirst.Of(a.Person, 9) == a.Stance && mergedFirst.Of(a.Person, 3) == a.Stance);
        mergedFirst.Counts(3).ShouldBe(mergedFirst.Counts(9));
        mergedFirst.Pairs.N(3, 3).ShouldBe(0);
    }

    [Fact]
    public void Hidden_and_merged_statements_count_in_nothing()
    {
        var stances = Drawn.With(4);
        stances.Set("li", 0, Stance.Agree, 1);
        stances.Set("li", 1, Stance.Agree, 2);
        stances.Set("wang", 1, Stance.Disagree, 3);
        stances.Set("zhao", 2, Stance.Pass, 4);
        stances.Hide(1);
        stances.Merge(2, 3);

        var set = stances.Freeze().Arranged();
        (set.Statements, set.People, set.Count).ShouldBe((2, 2, 2));
        (set.NumberOf(0), set.NumberOf(1), set.PlaceOf(1), set.PlaceOf(2)).ShouldBe((0, 3, -1, -1));
        (set.Id(0), set.Id(1), set.Find("wang"), set.Find("zhao")).ShouldBe(("li", "zhao", -1, 1));
        set.StatementsOf(1).ToArray().ShouldBe([(ushort)1]);
        set.ValuesOf(1).ToArray().ShouldBe([StanceValue.Pass]);
        set.LeastAnswers.ShouldBe(2);
        set.Pairs.Counts(0).ShouldBe(new StanceCounts(1, 0, 0));

        stances.Hide(1, hidden: false);
        stances.Freeze().Arranged().People.ShouldBe(3);
        (int, Stance?)[] mine = [(0, Stance.Agree), (1, Stance.Agree), (3, null)];
        stances.Mine("li").ToArray().ShouldBe(mine);
    }

    [Fact]
    public void What_was_frozen_does_not_change_with_what_comes_later()
    {
        var stances = Drawn.With(2);
        stances.Set("li", 0, Stance.Agree, 1);
        var frozen = stances.Freeze();
        stances.Set("li", 0, Stance.Disagree, 2);
        stances.Set("wang", 1, Stance.Agree, 3);
        var set = frozen.Arranged();
        (set.People, set.Count, set.Pairs.Counts(0)).ShouldBe((1, 1, new StanceCounts(1, 0, 0)));
    }

    [Fact]
    public void What_is_left_out_is_left_out_of_the_tables_too()
    {
        var set = Drawn.With(Statements).Taking(Drawn.TwoMinds(3, 40, Statements)).Freeze().Arranged();
        var less = set.Without(0.1, new SeededChance(4));
        less.People.ShouldBe(set.People);
        less.Count.ShouldBeInRange((int)(set.Count * 0.8), (int)(set.Count * 0.98));

        var recounted = Drawn.With(Statements);
        for (var person = 0; person < less.People; person++)
        {
            for (var i = 0; i < less.AnswersOf(person); i++)
            {
                recounted.Set(less.Id(person), less.StatementsOf(person)[i], StanceValue.Read(less.ValuesOf(person)[i]), 1);
            }
        }

        less.Pairs.IsSame(recounted.Pairs).ShouldBeTrue();
    }

    [Fact]
    public void A_round_has_a_thousand_statements_at_most()
    {
        var stances = Drawn.With(Stances.MostStatements);
        stances.Set("li", 999, Stance.Agree, 1);
        stances.Set("li", 0, Stance.Disagree, 2);
        (stances.Pairs.P(0, 999), stances.Pairs.Q(0, 999), stances.Pairs.Q(999, 0)).ShouldBe((-1, -1, 1));
        Should.Throw<InvalidOperationException>(() => stances.AddStatement());
    }

    private static int Value(Stance? stance) => stance switch { Stance.Agree => 1, Stance.Disagree => -1, _ => 0 };

    private static void Same(Stances one, Stances other)
    {
        one.Pairs.IsSame(other.Pairs).ShouldBeTrue();
        (one.People, one.Count).ShouldBe((other.People, other.Count));
        var (a, b) = (one.Freeze().Arranged(), other.Freeze().Arranged());
        a.People.ShouldBe(b.People);
        for (var person = 0; person < a.People; person++)
        {
            a.Id(person).ShouldBe(b.Id(person));
            a.StatementsOf(person).ToArray().ShouldBe(b.StatementsOf(person).ToArray());
            a.ValuesOf(person).ToArray().ShouldBe(b.ValuesOf(person).ToArray());
        }
    }
}
