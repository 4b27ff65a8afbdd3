using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using Hub.Domain.Opinion;
using static Hub.Domain.Meetings.MeetingCommand;
using static Hub.Domain.Meetings.MeetingEvent;
using static Hub.Domain.Tests.People;

namespace Hub.Domain.Tests;

public class SceneTests
{
    [Fact]
    public void The_projector_follows_the_meeting_until_the_chair_holds_a_scene_and_again_when_the_chair_lets_it()
    {
        var room = Room.Opened();
        room.When(Chair, new ShowScene(SceneKind.Auto)).ThenAlready();
        room.Given(Chair, new ShowScene(SceneKind.Join)).When(Chair, new ShowScene(SceneKind.Join)).ThenAlready();
        room.When(Chair, new ShowScene(SceneKind.Auto)).Then(new SceneShown(new Scene(SceneKind.Auto)));
    }

    [Fact]
    public void The_projector_of_a_meeting_that_an_older_build_may_read_shows_how_to_join_and_does_not_follow()
    {
        var given = new Given(Clerk, default, Operation.OfHouse("schedule")) { Format = RecordFormat.Sixth };
        var scheduled = MeetingDecider.Decide(null, new Schedule("会", Room.Formal), given)
            .ShouldBeOfType<Decision<MeetingEvent>.Accepted>().Events.ShouldHaveSingleItem().ShouldBeOfType<MeetingScheduled>();
        scheduled.RecordFormat.ShouldBe((int)RecordFormat.Sixth);
        var older = Room.Opened().Meeting with { RecordFormat = RecordFormat.Sixth, Scene = new Scene(SceneKind.Join) };
        foreach (var scene in new[] { SceneKind.Auto, SceneKind.Commitments })
        {
            MeetingDecider.Decide(older, new ShowScene(scene), given with { Actor = Chair })
                .ShouldBe(new Decision<MeetingEvent>.Refused(Rejection.NotOffered, "scene"));
        }
    }

    [Fact]
    public void The_projector_shows_commitments_once_there_is_one()
    {
        var room = Room.Opened();
        room.When(Chair, new ShowScene(SceneKind.Commitments)).ThenRefused(Rejection.BadScene);
        var meeting = room.Meeting with { Commitments = [new MadeCommitment("p1", "t1", "市交通运输局", "加开两班", new DateOnly(2022, 6, 30))] };
        MeetingDecider.Decide(meeting, new ShowScene(SceneKind.Commitments), new Given(Chair, default, Operation.Of(Chair.Id, "show")))
            .ShouldBeOfType<Decision<MeetingEvent>.Accepted>().Events.ShouldHaveSingleItem().ShouldBe(new SceneShown(new Scene(SceneKind.Commitments)));
    }

    /// <summary>Guards nodes of an older build, which could not read the record, and a wall with nothing on it.</summary>
    [Theory]
    [InlineData(SceneKind.Agreed)]
    [InlineData(SceneKind.Dividing)]
    [InlineData(SceneKind.OpinionMap)]
    public void The_projector_shows_an_opinion_round_once_there_is_one_and_every_node_knows_of_it(SceneKind scene)
    {
        var room = Room.Opened();
        room.When(Chair, new ShowScene(scene)).ThenRefused(Rejection.BadScene);
        room.Given(Chair, new OfRound(new RoundCommand.OpenRound("车站往哪里搬?", ["搬到东街口"])));
        var older = new Given(Chair, room.Now, Operation.Of(Chair.Id, "older")) { Format = RecordFormat.Eighth };
        MeetingDecider.Decide(room.Meeting with { RecordFormat = RecordFormat.Eighth }, new ShowScene(scene), older)
            .ShouldBe(new Decision<MeetingEvent>.Refused(Rejection.NotOffered, "scene"));
        room.When(Chair, new ShowScene(scene)).Then(new SceneShown(new Scene(scene)));
    }

    [Fact]
    public void The_projector_shows_the_last_ballot_or_the_one_named()
    {
        var room = Room.WithResult();
        var first = room.Made;
        room.Given(Chair, new OpenBallot("还有意见吗?", BallotKind.Approval));
        room.When(Chair, new ShowScene(SceneKind.Ballot)).Then(new SceneShown(new Scene(SceneKind.Ballot, Ballot: room.Made)));
        room.When(Chair, new ShowScene(SceneKind.Result, first)).Then(new SceneShown(new Scene(SceneKind.Result, Ballot: first)));
    }

    [Fact]
    public void The_projector_shows_the_pinned_comment_or_the_one_named()
    {
        var room = Room.WithComment();
        room.When(Chair, new ShowScene(SceneKind.Comment)).ThenRefused(Rejection.BadScene);
        room.When(Chair, new ShowScene(SceneKind.Comment, CommentId: room.Made)).Then(new SceneShown(new Scene(SceneKind.Comment, Comment: room.Made)));
        room.Given(Chair, new PinComment(room.Made)).When(Chair, new ShowScene(SceneKind.Comment)).ThenAlready();
    }

    [Fact]
    public void The_projector_does_not_show_what_is_not_there()
    {
        var room = Room.WithComment().Given(Chair, new HideComment(Room.WithComment().Made));
        room.When(Chair, new ShowScene(SceneKind.Comment, CommentId: room.Made)).ThenRefused(Rejection.BadScene);
        room.When(Chair, new ShowScene(SceneKind.Ballot)).ThenRefused(Rejection.BadScene);
        room.When(Chair, new ShowScene(SceneKind.Result, "b9")).ThenRefused(Rejection.BadScene);
    }

    [Fact]
    public void The_result_can_still_be_shown_after_the_close()
    {
        var room = Room.WithResult().Given(Chair, new Close());
        room.When(Chair, new ShowScene(SceneKind.Result)).Then(new SceneShown(new Scene(SceneKind.Result, Ballot: room.Made)));
    }
}
