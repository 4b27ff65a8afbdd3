using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using static Hub.Domain.Meetings.MeetingCommand;
using static Hub.Domain.Meetings.MeetingEvent;
using static Hub.Domain.Tests.People;

namespace Hub.Domain.Tests;

public class SceneTests
{
    [Fact]
    public void The_projector_first_shows_how_to_join() => Room.Opened().When(Chair, new ShowScene(SceneKind.Join)).ThenAlready();

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
