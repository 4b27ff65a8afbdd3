using Hub.Domain.Ballots;
using Hub.Faults.Check;
using Hub.Faults.Crowd;
using Hub.Load.Crowd;
using static Hub.Tests.Faults.Histories;

namespace Hub.Tests.Faults;

/// <summary>A checker that cannot fail is worth nothing: each invariant, broken by hand in a history that is otherwise whole.</summary>
public sealed class CheckerTests
{
    [Fact]
    public void In_a_history_in_which_all_holds_nothing_is_found() => Checker.Check(Whole()).ShouldBeEmpty();

    [Fact]
    public void What_was_acknowledged_and_is_not_stored_is_found() =>
        Found(Whole() with { Operations = [Done(Ann, 7, Commands.Comment("lost"), seq: 5)] }).ShouldBe("I1");

    [Fact]
    public void What_was_acknowledged_at_another_place_is_found() =>
        Found(Whole() with { Operations = [Done(Ann, 3, Commands.Comment("…"), seq: 3)] }).ShouldBe("I1");

    [Fact]
    public void A_vote_stored_with_other_choices_is_found() =>
        Found(Whole() with { Operations = [Done(Ann, 1, Commands.Vote(TheBallot, ["oppose"]))] }).ShouldBe("I1");

    [Fact]
    public void An_operation_with_two_effects_is_found()
    {
        var again = Stored().With(InBox(4, Ann, OpOf(AnnVotes), new BoxEvent.Voted(TheBallot, ["approve"])), at: 3);
        Found(Whole() with { Stored = again }).ShouldBe("I2");
    }

    [Fact]
    public void Two_effects_that_stand_together_are_found()
    {
        var again = Stored().With(InBox(3, Ann, OpOf(AnnVotes), new BoxEvent.Voted(TheBallot, ["approve"])), at: 2);
        Found(Whole() with { Stored = again }).ShouldBe("I2");
    }

    [Theory]
    [InlineData("already", null)]
    [InlineData("refused", "ballotNotOpen")]
    [InlineData("done", null)]
    public void Another_answer_to_the_same_operation_is_found(string outcome, string? code)
    {
        var sent = Done(Ann, 3, Commands.Comment("…"), seq: 2);
        sent.Repeats.Enqueue(new Receipt(sent.Op, outcome, 9, code, null, null));
        Found(Whole() with { Operations = [sent] }).ShouldBe("I2");
    }

    [Fact]
    public void A_vote_of_someone_who_may_not_vote_is_found()
    {
        var stored = Stored();
        var foreign = stored with { Box = [stored.Box[0], stored.Box[1], stored.Box[2] with { Actor = "eve", Operation = Op(80) }, stored.Box[3]] };
        Found(Whole() with { Stored = foreign, Operations = [AnnVotes, AnnComments] }).ShouldBe("I3");
    }

    [Fact]
    public void More_choices_than_voters_are_found()
    {
        var stored = Stored();
        Checker.Check(Whole() with { Stored = stored with { Meeting = [.. stored.Meeting.Take(3), stored.Meeting[3] with { Event = Closed(2, 1) }] } })
            .Select(v => v.Invariant).ShouldContain("I3");
    }

    [Fact]
    public void A_sealed_count_that_is_not_the_fold_of_the_votes_is_found()
    {
        var stored = Stored();
        var other = stored with { Meeting = [.. stored.Meeting.Take(3), stored.Meeting[3] with { Event = Closed(2, 0) }] };
        Found(Whole() with { Stored = other, Shown = [], Clients = [] }).ShouldBe("I4");
    }

    [Fact]
    public void A_count_shown_that_is_not_the_stored_one_is_found() =>
        Checker.Check(Whole() with { Shown = [Shown(Tally(2, 0))] }).Select(v => v.Invariant).ShouldBe(["I4", "I7"]);

    [Fact]
    public void A_final_count_that_one_client_saw_otherwise_is_found() =>
        Checker.Check(Whole() with { Clients = [SeenBy(Ann) with { Counts = new Dictionary<string, Count> { [TheBallot] = Tally(1, 0, 1) } }] })
            .Select(v => v.Invariant).ShouldBe(["I4", "I7"]);

    [Fact]
    public void A_broken_chain_is_found() => Found(Whole() with { Stored = Stored() with { Broken = ["its hash does not follow"] } }).ShouldBe("I5");

    [Fact]
    public void A_seq_left_out_is_found()
    {
        var stored = Stored();
        Found(Whole() with { Stored = stored with { Box = [.. stored.Box.Take(3), stored.Box[3] with { Seq = 5 }] } }).ShouldBe("I5");
    }

    [Fact]
    public void A_vote_after_the_close_is_found()
    {
        var stored = Stored();
        var late = stored with { Box = [.. stored.Box, InBox(5, Ann, Op(81), new BoxEvent.Voted(TheBallot, ["oppose"]))] };
        Found(Whole() with { Stored = late }).ShouldBe("I6");
    }

    [Fact]
    public void A_vote_that_was_refused_and_is_stored_is_found() =>
        Found(Whole() with { Operations = [Answer(Ann, 1, Commands.Vote(TheBallot, ["approve"]), "refused", code: "ballotNotOpen")] }).ShouldBe("I6");

    [Fact]
    public void A_client_that_does_not_arrive_is_found() => Found(Whole() with { Clients = [SeenBy(Ann) with { To = 3 }] }).ShouldBe("I7");

    [Fact]
    public void Something_told_that_is_not_stored_is_found() =>
        Found(Whole() with { Clients = [SeenBy(Ann) with { Events = new Dictionary<long, string> { [5] = "commented c2" } }] }).ShouldBe("I7");

    [Fact]
    public void Something_told_that_is_stored_otherwise_is_found() =>
        Found(Whole() with { Clients = [SeenBy(Ann) with { Events = new Dictionary<long, string> { [2] = "commented c2" } }] }).ShouldBe("I7");

    [Theory]
    [InlineData(1, 0, 0, 0)]
    [InlineData(0, 1, 0, 0)]
    [InlineData(0, 0, 1, 0)]
    [InlineData(0, 0, 0, 1)]
    public void A_client_that_saw_a_gap_or_anything_twice_or_going_back_is_found(int gaps, int duplicates, int regressions, int rewinds) =>
        Found(Whole() with { Clients = [SeenBy(Ann) with { Gaps = gaps, Duplicates = duplicates, TallyRegressions = regressions, Rewinds = rewinds }] })
            .ShouldBe("I8");

    [Theory]
    [InlineData(true, "refused")]
    [InlineData(true, "already")]
    [InlineData(true, null)]
    [InlineData(false, null)]
    [InlineData(false, "done")]
    public void An_unknown_outcome_that_stays_unknown_or_is_told_wrong_is_found(bool isStored, string? answer)
    {
        var sent = new Sent(Ann, isStored ? AnnComments.Op : Id(9), Commands.Comment("…"));
        var asked = new Asked(sent, isStored, answer is null ? null : new Receipt(sent.Op, answer, 2, null, null, null));
        Found(Whole() with { AskedAgain = [asked] }).ShouldBe("I9");
    }

    private static string Found(History history) => Checker.Check(history).ShouldHaveSingleItem().Invariant;
}
