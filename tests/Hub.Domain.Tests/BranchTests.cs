using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using static Hub.Domain.Meetings.MeetingCommand;
using static Hub.Domain.Meetings.MeetingEvent;
using static Hub.Domain.Tests.People;

namespace Hub.Domain.Tests;

/// <summary>A hub (主会场) and its branches (分会场): who sits where, what is put forward, and what a branch notes of its hub.</summary>
public class BranchTests
{
    private static readonly HubNote Note = new("城市复兴", MeetingStatus.Open, ["通报"], [new HubBallot("b1", "是否同意?")]);

    [Fact]
    public void A_meeting_is_the_branch_of_another_from_the_start()
    {
        var room = new Room().When(Clerk, new Schedule("清江分会场", Room.Formal, Hub: "k1"));
        room.Happened.ShouldHaveSingleItem().ShouldBeOfType<MeetingScheduled>().Hub.ShouldBe("k1");
        room.Meeting.Hub.ShouldBe("k1");
        Room.Scheduled().Meeting.Hub.ShouldBeNull();
    }

    [Fact]
    public void A_hub_knows_its_branches_and_a_branch_has_none()
    {
        var room = Room.Scheduled().When(Actor.House, new AddBranch("k2", "清江分会场")).Then(new BranchAdded("k2", "清江分会场"));
        room.When(Actor.House, new AddBranch("k2", "清江分会场")).ThenAlready();
        room.Meeting.Branches["k2"].ShouldBe("清江分会场");
        Branch().When(Actor.House, new AddBranch("k3", "盱眙分会场")).ThenRefused(Rejection.NotOffered, "hub");
        room.Given(Chair, new Open()).Given(Chair, new Close()).When(Actor.House, new AddBranch("k3", "盱眙分会场")).ThenRefused(Rejection.MeetingClosed);
    }

    [Fact]
    public void Nobody_but_the_house_says_who_sits_in_a_branch()
    {
        foreach (var command in new MeetingCommand[] { new AddBranch("k3", "盱眙分会场"), new SeatInBranch(Li.Id, "k2"), new NoteHub(Note) })
        {
            foreach (var who in new[] { Chair, Li, Clerk, Actor.Operator, Actor.Clerk })
            {
                Hub().When(who, command).ThenRefused(Rejection.Forbidden);
            }
        }
    }

    [Fact]
    public void Who_sits_in_a_branch_votes_at_the_hub_and_speaks_in_the_branch()
    {
        var room = Hub().When(Actor.House, new SeatInBranch(Li.Id, "k2")).Then(new SeatedInBranch(Li.Id, "k2"));
        room.When(Actor.House, new SeatInBranch(Li.Id, "k2")).ThenAlready();
        room.When(Actor.House, new SeatInBranch(Li.Id, "k9")).ThenRefused(Rejection.NotOffered, "hub");
        room.Given(Li, new CheckIn { IsProven = true }).Given(Wang, new CheckIn());

        room.When(Li, new MeetingCommand.Comment("加一班公交")).ThenRefused(Rejection.InBranch);
        room.When(Li, new RaiseHand()).ThenRefused(Rejection.InBranch);
        room.Given(Wang, new MeetingCommand.Comment("加一班公交"));
        room.Given(Chair, new OpenBallot("是否同意?", BallotKind.Approval)).Happened.ShouldHaveSingleItem().ShouldBeOfType<BallotOpened>().Eligible.ShouldBe(2);
        (room.Meeting.BranchOf(Li.Id), room.Meeting.BranchOf(Wang.Id)).ShouldBe(("清江分会场", null));
    }

    [Fact]
    public void Who_moves_to_another_branch_sits_in_that_one()
    {
        var room = Hub().Given(Actor.House, new AddBranch("k3", "盱眙分会场")).Given(Actor.House, new SeatInBranch(Li.Id, "k2"));
        room.When(Actor.House, new SeatInBranch(Li.Id, "k3")).Then(new SeatedInBranch(Li.Id, "k3"));
        room.Meeting.BranchOf(Li.Id).ShouldBe("盱眙分会场");
    }

    /// <summary>Guards those who came to the hub first: a look into a branch must not take their word from them.</summary>
    [Fact]
    public void Who_came_to_the_hub_by_themselves_sits_there()
    {
        var room = Hub().Given(Li, new CheckIn());
        room.When(Actor.House, new SeatInBranch(Li.Id, "k2")).ThenAlready();
        room.Given(Li, new RaiseHand());
    }

    [Fact]
    public void What_a_branch_puts_forward_stands_at_the_hub_in_its_authors_name()
    {
        var room = Hub().Given(Actor.House, new SeatInBranch(Zhao.Id, "k2")).Given(Zhao, new CommentFromBranch(" 加一班公交 "));
        var said = room.Meeting.Comments.All.ShouldHaveSingleItem();
        (said.Author, said.Text, said.Status).ShouldBe((Zhao.Id, "加一班公交", CommentStatus.Visible));
        room.When(Zhao, new HandFromBranch("公交")).Then(new HandRaised("公交"));
        room.When(Zhao, new HandFromBranch("公交")).ThenAlready();
        room.Given(Chair, new GiveFloor(Zhao.Id)).When(Zhao, new HandFromBranch()).ThenRefused(Rejection.HasFloor);
        room.When(Guest, new CommentFromBranch("加一班公交")).ThenRefused(Rejection.Forbidden);
        Hub().Given(Chair, new SetModeration(Moderation.Pre)).Given(Zhao, new CommentFromBranch("加一班公交")).Meeting.Comments.All[0].Status
            .ShouldBe(CommentStatus.Waiting);
    }

    [Fact]
    public void A_comment_is_put_forward_once_and_only_while_the_room_sees_it()
    {
        var room = Branch().Given(Chair, new Open()).Given(Zhao, new MeetingCommand.Comment("加一班公交"));
        var comment = room.Made;
        room.When(Zhao, new ForwardComment(comment)).ThenRefused(Rejection.Forbidden);
        room.When(Chair, new ForwardComment("none")).ThenRefused(Rejection.UnknownComment);
        room.Given(Chair, new HideComment(comment)).When(Chair, new ForwardComment(comment)).ThenRefused(Rejection.CommentNotVisible);
        room.Given(Chair, new RestoreComment(comment)).When(Chair, new ForwardComment(comment)).Then(new CommentForwarded(comment));
        room.When(Chair, new ForwardComment(comment)).ThenAlready();
    }

    [Fact]
    public void A_hand_that_is_put_forward_waits_in_the_branch_no_more()
    {
        var room = Branch().Given(Chair, new Open()).Given(Zhao, new RaiseHand("公交"));
        room.When(Chair, new ForwardHand(Zhao.Id)).Then(new HandForwarded(Zhao.Id), new HandDismissed(Zhao.Id));
        room.Meeting.Floor.Hands.ShouldBeEmpty();
        room.When(Chair, new ForwardHand(Zhao.Id)).ThenRefused(Rejection.NoHand);
    }

    [Fact]
    public void Only_a_branch_puts_forward_and_notes()
    {
        var room = Room.WithComment();
        room.When(Chair, new ForwardComment(room.Made)).ThenRefused(Rejection.NotOffered, "hub");
        room.When(Chair, new ForwardHand(Li.Id)).ThenRefused(Rejection.NotOffered, "hub");
        room.When(Actor.House, new NoteHub(Note)).ThenRefused(Rejection.NotOffered, "hub");
    }

    [Fact]
    public void A_branch_notes_what_its_hub_decided_when_that_says_something_else()
    {
        var room = Branch().When(Actor.House, new NoteHub(Note)).Then(new HubNoted(Note));
        room.When(Actor.House, new NoteHub(Note with { Items = ["通报"], Ballots = [new HubBallot("b1", "是否同意?")] })).ThenAlready();
        var decided = Note with { Ballots = [new HubBallot("b1", "是否同意?", new Text("通过", "Carried"))] };
        room.When(Actor.House, new NoteHub(decided)).Then(new HubNoted(decided));
        room.Meeting.Noted!.SaysAs(decided).ShouldBeTrue();
        room.Given(Chair, new Open()).Given(Chair, new Close()).When(Actor.House, new NoteHub(Note)).ThenRefused(Rejection.MeetingClosed);
    }

    [Fact]
    public void A_note_tells_nothing_that_the_hubs_room_does_not_see()
    {
        var room = Room.WithResult(ResultsShown.OnReveal).Given(Chair, new StartItem("i2"));
        var hidden = HubNote.Of(room.Meeting);
        (hidden.Title, hidden.Status).ShouldBe((room.Meeting.Title, MeetingStatus.Open));
        hidden.Items.ShouldBe(["发言"]);
        hidden.Ballots.ShouldHaveSingleItem().ShouldBe(new HubBallot(room.Ballot.Id, "是否同意建议案?"));
        HubNote.Of(room.Given(Chair, new RevealBallot(room.Ballot.Id)).Meeting).Ballots[0].Outcome.ShouldBe(room.Ballot.Outcome!.Text);
    }

    [Fact]
    public void Hubs_and_branches_wait_until_no_older_build_is_left()
    {
        var given = new Given(Clerk, default, Operation.OfHouse("schedule")) { Format = RecordFormat.Eighth };
        MeetingDecider.Decide(null, new Schedule("清江分会场", Room.Formal, Hub: "k1"), given)
            .ShouldBe(new Decision<MeetingEvent>.Refused(Rejection.NotOffered, "hub"));
        var eighth = Room.Opened().Meeting with { RecordFormat = RecordFormat.Eighth };
        MeetingDecider.Decide(eighth, new AddBranch("k2", "清江分会场"), given with { Actor = Actor.House })
            .ShouldBe(new Decision<MeetingEvent>.Refused(Rejection.NotOffered, "hub"));
        MeetingDecider.Decide(eighth with { Hub = "k1" }, new ForwardHand(Li.Id), given with { Actor = Chair })
            .ShouldBe(new Decision<MeetingEvent>.Refused(Rejection.NotOffered, "hub"));
    }

    [Fact]
    public void The_seats_that_a_branch_takes_and_gives_back_the_house_takes_and_gives_back_at_the_hub_and_no_others()
    {
        var room = Seated();
        room.When(Actor.House, new Unseat(Wang.Id, "认错人")).ThenRefused(Rejection.Forbidden);
        room.When(Actor.House, new Unseat(Li.Id, "认错人")).Then(new Unseated(Li.Id, "m1", "认错人"));
        room.Meeting.VotersHere(Voters.Members).ShouldBe([Wang.Id]);
        room.When(Actor.House, new SeatMember(Li.Id, "m1", "教育界")).ThenAlready();
        room.When(Actor.House, new ConfirmSeats([new(Li.Id, "m1")])).Then(new SeatsConfirmed([new ConfirmedSeat(Li.Id, "m1", "教育界")]));
        room.Meeting.VotersHere(Voters.Members).ShouldBe([Li.Id, Wang.Id], ignoreOrder: true);
        room.Meeting.UnseatedInBranch.ShouldBeEmpty();
    }

    /// <summary>Guards the hub's chair: a branch does not give back what they have taken.</summary>
    [Fact]
    public void A_seat_that_the_hubs_chair_has_taken_no_branch_gives_back()
    {
        var room = Seated().Given(Chair, new Unseat(Li.Id, "认错人"));
        room.When(Actor.House, new ConfirmSeats([new(Li.Id, "m1")])).ThenRefused(Rejection.Forbidden);
        room.When(Actor.House, new SeatMember(Li.Id, "m1", "教育界")).ThenAlready();
        room.Given(Chair, new ConfirmSeats([new(Li.Id, "m1")])).Meeting.MemberAt(Li.Id).ShouldBe("m1");
    }

    /// <summary>A hub that votes by its roll: one member sits in a branch, one at the hub, and both are here.</summary>
    private static Room Seated() => new Room().Given(Clerk, new Schedule("城市复兴", Room.Formal, Roll: RollKind.Register))
        .Given(Clerk, new SetRoll([new RollMember("m1", "教育界"), new RollMember("m2", "妇联")])).Given(Chair, new Open())
        .Given(Actor.House, new AddBranch("k2", "清江分会场")).Given(Actor.House, new SeatInBranch(Li.Id, "k2"))
        .Given(Actor.House, new SeatMember(Li.Id, "m1", "教育界")).Given(Actor.House, new SeatMember(Wang.Id, "m2", "妇联"))
        .Given(Li, new CheckIn { IsProven = true }).Given(Wang, new CheckIn());

    private static Room Branch() => new Room().Given(Clerk, new Schedule("清江分会场", Room.Grassroots, Hub: "k1"));

    /// <summary>A formal meeting that is open, with one branch.</summary>
    private static Room Hub() => Room.Opened().Given(Actor.House, new AddBranch("k2", "清江分会场"));
}
