using Hub.Domain;
using Hub.Domain.Ballots;
using static Hub.Domain.Ballots.BoxCommand;
using static Hub.Domain.Ballots.BoxEvent;
using static Hub.Domain.Tests.People;

namespace Hub.Domain.Tests;

public class BoxTests
{
    private static readonly Vote For = new("b1", [BallotRules.Approve]);
    private static readonly Vote Against = new("b1", [BallotRules.Oppose]);

    [Fact]
    public void A_member_of_the_electorate_votes()
    {
        var urn = Urn.Open("li", "wang").When(Li, For).Then(new Voted("b1", ["approve"]));
        Stored.Json(urn.Tally("b1")).ShouldBe("""{"version":2,"counts":{"abstain":0,"approve":1,"oppose":0},"cast":1,"eligible":2}""");
    }

    [Fact]
    public void The_last_choice_counts_and_one_person_votes_once()
    {
        var urn = Urn.Open("li", "wang").Given(Li, For).Given(Li, Against).Given(Wang, For);
        (urn.Count("b1", "approve"), urn.Count("b1", "oppose"), urn.Tally("b1").Cast).ShouldBe((1, 1, 2));
        urn.VoteOf(Li.Id, "b1").ShouldBe(["oppose"]);
        urn.VoteOf(Zhao.Id, "b1").ShouldBeEmpty();
    }

    [Fact]
    public void The_same_vote_again_changes_nothing_in_whatever_order_it_is_named()
    {
        Urn.Open().Given(Li, For).When(Li, For).ThenAlready();
        Urn.OpenToAll().Given(Zhao, new Vote("b2", ["o1", "o2"])).When(Zhao, new Vote("b2", ["o2", "o1"])).ThenAlready();
    }

    [Fact]
    public void Who_was_not_in_the_electorate_is_not_entitled() => Urn.Open("wang").When(Li, For).ThenRefused(Rejection.NotEntitled);

    /// <summary>
    /// The electorate stands since the ballot opened: whoever took the chair meanwhile, and a member who presides where the format lets them vote.
    /// </summary>
    [Fact]
    public void Who_is_in_the_electorate_votes_in_whatever_role_they_act_by_then() => Urn.Open("chair").When(Chair, For).Then(new Voted("b1", ["approve"]));

    [Fact]
    public void Only_the_roles_that_are_asked_vote()
    {
        Urn.Open().When(Guest, For).ThenRefused(Rejection.Forbidden);
        Urn.Open().When(Zhao, For).ThenRefused(Rejection.Forbidden);
        Urn.Open().When(Chair, For).ThenRefused(Rejection.Forbidden);
        Urn.OpenToAll().Given(Zhao, new Vote("b2", ["o1"])).Given(Li, new Vote("b2", ["o1"])).When(Chair, new Vote("b2", ["o1"]))
            .ThenRefused(Rejection.Forbidden);
    }

    [Fact]
    public void A_choice_is_one_of_the_options_named_once_and_no_more_than_allowed()
    {
        var urn = Urn.OpenToAll();
        urn.When(Zhao, new Vote("b2", [])).ThenRefused(Rejection.BadChoice, "choices");
        urn.When(Zhao, new Vote("b2", ["o1", "o2", "o3"])).ThenRefused(Rejection.BadChoice, "choices");
        urn.When(Zhao, new Vote("b2", ["o1", "o1"])).ThenRefused(Rejection.BadChoice, "choices");
        urn.When(Zhao, new Vote("b2", ["o9"])).ThenRefused(Rejection.BadChoice, "choices");
        urn.When(Zhao, new Vote("b2", [null!])).ThenRefused(Rejection.BadChoice, "choices");
        urn.When(Zhao, new Vote("b2", default)).ThenRefused(Rejection.BadChoice, "choices");
        urn.When(Zhao, new Vote("b9", ["o1"])).ThenRefused(Rejection.UnknownBallot);
    }

    [Fact]
    public void Nothing_counts_after_the_close()
    {
        var urn = Urn.Open("li", "wang").Given(Li, For).When(Actor.House, new CloseQuestion("b1", 0)).Then(new QuestionClosed("b1", 0));
        urn.When(Li, Against).ThenRefused(Rejection.BallotNotOpen);
        urn.When(Wang, For).ThenRefused(Rejection.BallotNotOpen);
        urn.When(Actor.House, new CloseQuestion("b1", 0)).ThenAlready();
        urn.Tally("b1").Cast.ShouldBe(1);
        urn.When(Actor.House, new CloseQuestion("b9", 0)).ThenRefused(Rejection.UnknownBallot);
    }

    [Fact]
    public void A_question_is_opened_once() =>
        Urn.Open("li").When(Actor.House, new OpenQuestion("b1", ["o1"], 1, Voters.All, null)).ThenAlready();

    [Fact]
    public void An_open_electorate_is_as_large_as_the_room_and_fixed_by_the_close()
    {
        var urn = Urn.OpenToAll().Given(Zhao, new Vote("b2", ["o1"]));
        urn.Tally("b2", seats: 5).Eligible.ShouldBe(5);
        urn.Tally("b2", seats: 8).Eligible.ShouldBe(8);
        urn.Given(Actor.House, new CloseQuestion("b2", 8)).Tally("b2", seats: 20).Eligible.ShouldBe(8);
    }

    [Fact]
    public void No_count_has_more_votes_than_voters()
    {
        var urn = Urn.OpenToAll().Given(Zhao, new Vote("b2", ["o1"])).Given(Qian, new Vote("b2", ["o2"]));
        urn.Tally("b2", seats: 1).Eligible.ShouldBe(2, "one of the two has taken the chair since");
        urn.Given(Actor.House, new CloseQuestion("b2", 1)).Tally("b2").Eligible.ShouldBe(2);
    }

    [Fact]
    public void A_like_counts_once_a_person_and_can_be_taken_back()
    {
        var urn = new Urn().When(Zhao, new React("c1", true)).Then(new Reacted("c1", true)).When(Zhao, new React("c1", true)).ThenAlready();
        urn.Given(Li, new React("c1", true)).Given(Chair, new React("c1", true)).Box.LikeCounts["c1"].ShouldBe(3);
        urn.When(Zhao, new React("c1", false)).Then(new Reacted("c1", false)).Box.LikeCounts["c1"].ShouldBe(2);
        urn.Box.LikedBy(Zhao.Id, "c1").ShouldBeFalse();
        urn.Box.LikedBy(Li.Id, "c1").ShouldBeTrue();
        urn.When(Zhao, new React("c1", false)).ThenAlready();
    }

    [Fact]
    public void Who_only_watches_does_not_like_and_there_are_only_likes()
    {
        new Urn().When(Guest, new React("c1", true)).ThenRefused(Rejection.Forbidden);
        new Urn().When(Zhao, new React("c1", true, "angry")).ThenRefused(Rejection.NotOffered, "kind");
    }

    [Fact]
    public void A_sealed_box_takes_nothing_more()
    {
        var urn = Urn.Open("li").Given(Li, For).When(Actor.House, new Seal()).Then(new BoxSealed());
        urn.When(Actor.House, new Seal()).ThenAlready();
        urn.When(Li, Against).ThenRefused(Rejection.MeetingClosed);
        urn.When(Li, new React("c1", true)).ThenRefused(Rejection.MeetingClosed);
        urn.When(Actor.House, new OpenQuestion("b3", ["o1"], 1, Voters.All, null)).ThenRefused(Rejection.MeetingClosed);
    }
}
