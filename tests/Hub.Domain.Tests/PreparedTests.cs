using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using static Hub.Domain.Meetings.MeetingCommand;
using static Hub.Domain.Meetings.MeetingEvent;
using static Hub.Domain.Tests.People;

namespace Hub.Domain.Tests;

/// <summary>What is prepared before it is needed: documents under the items of an agenda, and ballots.</summary>
public class PreparedTests
{
    private static readonly DraftBallot Draft = new("是否同意建议案?", BallotKind.Approval, Majority: "2/3", Item: "i2", ClosesIn: 60);

    [Fact]
    public void A_document_stands_under_its_item_from_before_the_meeting_on()
    {
        var room = Room.Scheduled().When(Chair, new AddDocument("i2", "f1", " 情况说明 "));
        room.Then(new DocumentAdded("i2", new ItemDocument(room.Made, "f1", "情况说明")));
        var first = room.Made;
        room.Given(Chair, new Open()).Given(Chair, new AddDocument("i2", "f2", "对照表"));
        room.Meeting.Item("i2")!.Documents!.Value.Select(d => (d.File, d.Title)).ShouldBe([("f1", "情况说明"), ("f2", "对照表")]);
        room.Meeting.Item("i1")!.Documents.ShouldBeNull();

        room.When(Chair, new DropDocument("i2", first)).Then(new DocumentDropped("i2", first));
        room.Meeting.Item("i2")!.Documents!.Value.ShouldHaveSingleItem().File.ShouldBe("f2");
        room.When(Chair, new DropDocument("i2", first)).ThenRefused(Rejection.UnknownDocument, "document");
    }

    [Fact]
    public void Who_schedules_a_meeting_prepares_ballots_for_it_until_it_is_opened_and_changes_none()
    {
        var room = Room.Scheduled().Given(Actor.Operator, new DraftBallot("先修哪一处?", BallotKind.Single, ["站台", "路灯"]));
        var draft = room.Made;
        room.Meeting.Drafts!.ShouldHaveSingleItem().Question.ShouldBe("先修哪一处?");
        room.When(Actor.Operator, new DraftBallot("先修哪一处?", BallotKind.Single, ["站台"], Draft: draft)).ThenRefused(Rejection.Forbidden);
        room.When(Actor.Operator, new DropDraft(draft)).ThenRefused(Rejection.Forbidden);
        room.When(Actor.House, Draft).ThenRefused(Rejection.Forbidden);
        room.Given(Chair, new Open()).When(Actor.Operator, Draft).ThenRefused(Rejection.Forbidden);
        room.Given(Li, new CheckIn()).Given(Chair, new OpenBallot("先修哪一处?", BallotKind.Single, ["站台", "路灯"], Draft: draft));
        room.Meeting.Drafts.ShouldBeNull();
    }

    [Fact]
    public void A_document_that_cannot_be_is_not_added()
    {
        var room = Room.Opened().Given(Chair, new AddDocument("i1", "f1", "情况说明"));
        room.When(Chair, new AddDocument("i1", "f1", "情况说明")).ThenAlready();
        room.When(Chair, new AddDocument("i1", "f2", " ")).ThenRefused(Rejection.Empty, "title");
        room.When(Chair, new AddDocument("i1", "f2", new string('长', 201))).ThenRefused(Rejection.TooLong, "title");
        room.When(Chair, new AddDocument("i1", "", "对照表")).ThenRefused(Rejection.UnknownFile, "file");
        room.When(Chair, new AddDocument("i1", new string('f', 65), "对照表")).ThenRefused(Rejection.UnknownFile, "file");
        room.When(Chair, new AddDocument("i9", "f2", "对照表")).ThenRefused(Rejection.UnknownItem);
        room.When(Chair, new DropDocument("i9", room.Made)).ThenRefused(Rejection.UnknownItem);
        room.When(Chair, new DropDocument("i2", room.Made)).ThenRefused(Rejection.UnknownDocument, "document");
    }

    [Fact]
    public void An_item_has_ten_documents()
    {
        var room = Room.Opened();
        Enumerable.Range(1, 10).ToList().ForEach(n => room.Given(Chair, new AddDocument("i1", $"f{n}", $"材料 {n}")));
        room.When(Chair, new AddDocument("i1", "f11", "材料 11")).ThenRefused(Rejection.TooLong, "documents");
        room.Given(Chair, new AddDocument("i2", "f11", "材料 11"));
    }

    [Fact]
    public void What_was_read_in_a_meeting_stays_as_it_was_after_its_close()
    {
        var room = Room.Opened().Given(Chair, new AddDocument("i1", "f1", "情况说明"));
        room.Given(Chair, new Close());
        room.When(Chair, new DropDocument("i1", room.Made)).ThenRefused(Rejection.MeetingClosed);
        room.When(Chair, new AddDocument("i1", "f2", "对照表")).ThenRefused(Rejection.MeetingClosed);
        room.Meeting.Item("i1")!.Documents!.Value.ShouldHaveSingleItem().Title.ShouldBe("情况说明");
    }

    [Fact]
    public void A_ballot_is_prepared_before_anybody_is_there_and_is_no_ballot_yet()
    {
        var room = Room.Scheduled().When(Chair, Draft);
        room.Then(new BallotDrafted(new BallotDraft(room.Made, "是否同意建议案?", BallotKind.Approval, Majority: "2/3", Item: "i2", ClosesIn: 60)));
        room.Meeting.Ballots.ShouldBeEmpty();
        room.Meeting.Drafts!.ShouldHaveSingleItem().Id.ShouldBe(room.Made);
    }

    [Fact]
    public void A_draft_is_written_anew_in_its_place()
    {
        var room = Room.Opened().Given(Chair, Draft);
        var first = room.Made;
        room.Given(Chair, Draft with { Question = "是否报送?" });
        room.When(Chair, new DraftBallot("先办哪一件?", BallotKind.Single, [" 加班车 ", "修站台"], Draft: first));
        Stored.Json(room.Happened).ShouldContain("\"options\":[\"加班车\",\"修站台\"]");
        room.Meeting.Drafts!.Select(d => d.Question).ShouldBe(["先办哪一件?", "是否报送?"]);
        room.Meeting.Drafts![0].Id.ShouldBe(first);

        room.When(Chair, new DropDraft(first)).Then(new DraftDropped(first));
        room.When(Chair, new DropDraft(first)).ThenRefused(Rejection.UnknownDraft);
        room.When(Chair, Draft with { Draft = first }).ThenRefused(Rejection.UnknownDraft);
    }

    [Fact]
    public void What_could_not_be_opened_is_not_drafted()
    {
        var room = Room.Opened();
        room.When(Chair, Draft with { Question = " " }).ThenRefused(Rejection.Empty, "question");
        room.When(Chair, Draft with { Majority = "most" }).ThenRefused(Rejection.NotOffered, "majority");
        room.When(Chair, Draft with { ClosesIn = 0 }).ThenRefused(Rejection.OutOfRange, "closesIn");
        room.When(Chair, Draft with { Item = "i9" }).ThenRefused(Rejection.UnknownItem);
        room.When(Chair, new DraftBallot("先办哪一件?", BallotKind.Single, ["加班车"])).ThenRefused(Rejection.OutOfRange, "options");
        room.When(Chair, new DraftBallot("选谁?", BallotKind.Election, ["王建国"])).ThenRefused(Rejection.Empty, "max");
    }

    [Fact]
    public void A_meeting_has_fifty_drafts_at_once()
    {
        var room = Room.Opened();
        Enumerable.Range(1, 50).ToList().ForEach(n => room.Given(Chair, Draft with { Question = $"第 {n} 问?" }));
        room.When(Chair, Draft).ThenRefused(Rejection.TooLong, "drafts");
        room.Given(Chair, Draft with { Draft = room.Meeting.Drafts![0].Id });
    }

    /// <summary>Two who chair on two devices tap the same draft: one ballot is held, not two.</summary>
    [Fact]
    public void A_draft_opens_once()
    {
        var room = Room.Attended().Given(Chair, Draft);
        var draft = room.Made;
        var open = new OpenBallot("是否同意建议案?", BallotKind.Approval, Majority: "2/3", Item: "i2", ClosesIn: 60, Draft: draft);
        room.Given(Chair, open);
        (room.Ballot.Question, room.Ballot.Item).ShouldBe(("是否同意建议案?", "i2"));
        room.Meeting.Drafts.ShouldBeNull();
        room.When(Chair, open).ThenRefused(Rejection.UnknownDraft);
        room.Meeting.Ballots.Count.ShouldBe(1);
    }

    /// <summary>Guards nodes of an older build, which could not read the record any more.</summary>
    [Fact]
    public void While_an_older_build_shares_the_record_nothing_is_prepared()
    {
        var older = Room.Opened().Meeting with { RecordFormat = RecordFormat.Sixth };
        var given = new Given(Chair, default, Operation.Of(Chair.Id, "prepare")) { Format = RecordFormat.Sixth };
        MeetingDecider.Decide(older, new AddDocument("i1", "f1", "情况说明"), given)
            .ShouldBe(new Decision<MeetingEvent>.Refused(Rejection.NotOffered, "document"));
        MeetingDecider.Decide(older, Draft, given).ShouldBe(new Decision<MeetingEvent>.Refused(Rejection.NotOffered, "draft"));
    }
}
