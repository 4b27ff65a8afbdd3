using Hub.Domain.Opinion;
using static Hub.Domain.Opinion.RoundEvent;
using static Hub.Domain.Opinion.StanceEvent;

namespace Hub.Domain.Tests.Opinion;

/// <summary>The stances of a round by the ids of its statements: what everybody may see of them, and what each person is asked next.</summary>
public sealed class RoundStancesTests
{
    private static readonly Round Round = new()
    {
        Id = "r",
        Question = "车站往哪里搬?",
        Statements = [Written("a", "chair"), Written("b", "chair"), Written("c", "li"), Written("d", "chair")],
    };

    [Fact]
    public void Nobody_is_asked_what_they_answered_or_wrote_or_what_is_not_shown()
    {
        var stances = Opened();
        Takes(stances, "li", "a", Stance.Agree, 1);
        stances.Hear(new StatementHidden("d"));
        var next = stances.Next(Round, map: null, "li", 20);
        next.Statements.ShouldBe(["b"]);
        (next.Answered, next.Left).ShouldBe((1, 1));
        stances.Next(Round, null, "wang", 20).Statements.ShouldBe(["a", "b", "c"], ignoreOrder: true);
        stances.Next(Round, null, "wang", 2).Statements.Count.ShouldBe(2);
    }

    [Fact]
    public void Who_asks_twice_is_asked_the_same() =>
        Opened().Next(Round, null, "wang", 4).Statements.ShouldBe(Opened().Next(Round, null, "wang", 4).Statements);

    /// <summary>Guards two looks of which the difference is one person's stance: after a change of mind, too.</summary>
    [Fact]
    public void What_everybody_sees_moves_by_five_people_and_is_the_same_when_all_is_heard_again()
    {
        var heard = Enumerable.Range(1, 14).Select(i => (Person: $"p{i % 7}", Seq: (long)i, Choice: i % 3 == 0 ? Stance.Pass : Stance.Agree)).ToList();
        var (stances, seen) = (Opened(), new List<StanceCounts?>());
        foreach (var (person, seq, choice) in heard)
        {
            Takes(stances, person, "a", choice, seq);
            seen.Add(stances.AllShown().TryGetValue("a", out var counts) ? counts : null);
        }

        seen.Take(4).ShouldAllBe(c => c == null);
        seen[4].ShouldNotBeNull().Seen.ShouldBe(5);
        seen[5].ShouldBe(seen[4]);
        var again = Opened();
        heard.ForEach(h => Takes(again, h.Person, "a", h.Choice, h.Seq));
        again.AllShown()["a"].ShouldBe(stances.AllShown()["a"]);
        again.Mine(Round, "p1").ShouldBe(stances.Mine(Round, "p1"));
    }

    [Fact]
    public void Answers_to_a_statement_that_was_merged_are_answers_to_the_other()
    {
        var stances = Opened();
        Takes(stances, "li", "a", Stance.Agree, 1);
        stances.Hear(new StatementMerged("a", "b"));
        stances.Mine(Round, "li").ShouldBe(new Dictionary<string, Stance> { ["b"] = Stance.Agree });
        Takes(stances, "li", "a", Stance.Disagree, 2);
        stances.Mine(Round, "li").ShouldBe(new Dictionary<string, Stance> { ["b"] = Stance.Disagree });
    }

    private static Statement Written(string id, string author) => new(id, id, author, 1);

    private static RoundStances Opened() => new(new RoundOpened("r", "", [.. Round.Statements.Select(s => new FirstStatement(s.Id, ""))]));

    private static void Takes(RoundStances stances, string person, string statement, Stance choice, long seq) =>
        stances.Hear(new StanceTaken("r", statement, choice), person, seq);
}
