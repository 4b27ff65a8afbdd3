using System.Collections.Immutable;
using Hub.Domain.Meetings;
using Hub.Domain.Registers;
using Hub.Domain.Tests.Topics;
using Hub.Domain.Topics;
using static Hub.Domain.Meetings.MeetingEvent;
using static Hub.Domain.Tests.People;
using static Hub.Domain.Topics.TopicEvent;

namespace Hub.Domain.Tests;

/// <summary>What somebody wrote is removed by law, and what they did stays.</summary>
public class RemovedTextTests
{
    private const string Why = "本人申请";

    [Fact]
    public void Only_the_house_removes_texts_and_from_a_closed_meeting_too()
    {
        var room = Room.WithComment();
        foreach (var who in new[] { Chair, Zhao, Clerk })
        {
            room.When(who, new MeetingCommand.RemoveTexts(null, Why, [1])).ThenRefused(Rejection.Forbidden);
        }

        room.Given(Chair, new MeetingCommand.Close()).Given(Actor.House, Removal(room, Zhao)).Meeting.Comments.All.Single().Text
            .ShouldBe("(内容已依法删除)");
    }

    [Fact]
    public void A_removed_text_is_removed_once_and_the_record_says_which()
    {
        var room = Room.WithComment();
        var removal = Removal(room, Zhao);

        room.When(Actor.House, removal).Happened.ShouldHaveSingleItem().ShouldBeOfType<TextsRemoved>().Seqs.ShouldBe(removal.Seqs);
        room.When(Actor.House, removal).Happened.ShouldBeEmpty();
        room.When(Actor.House, removal with { Seqs = [] }).Happened.ShouldBeEmpty();
    }

    [Fact]
    public void A_comment_keeps_its_place_its_author_and_its_name_when_its_text_is_removed()
    {
        var room = Room.WithComment();
        var before = room.Meeting.Comments;

        var after = room.Given(Actor.House, Removal(room, Zhao)).Meeting.Comments;

        after.All.ShouldBe(before.All.Select(c => c with { Text = RemovedText.Sentence }));
        (after.Total, after.Pinned).ShouldBe((before.Total, before.Pinned));
    }

    [Fact]
    public void What_a_raised_hand_is_about_is_removed_and_the_hand_stays_up()
    {
        var room = Room.Attended().Given(Li, new MeetingCommand.RaiseHand("公交")).Given(Wang, new MeetingCommand.RaiseHand("路灯"));

        var hands = room.Given(Actor.House, Removal(room, Li)).Meeting.Floor.Hands;

        hands.Select(h => (h.Participant, h.About)).ShouldBe([(Li.Id, RemovedText.Sentence), (Wang.Id, "路灯")]);
    }

    [Fact]
    public void No_build_that_could_not_read_what_is_left_is_given_it()
    {
        var room = Room.WithComment();
        var given = new Given(Actor.House, default, Operation.OfHouse("forget")) { Format = RecordFormat.Fourth };

        // The meeting itself was scheduled by a newer build, unless it was by an older one.
        var older = room.Meeting with { RecordFormat = RecordFormat.Fourth };
        MeetingDecider.Decide(older, Removal(room, Zhao), given).ShouldBe(new Refusal(Rejection.NotOffered, "texts"));
        TopicDecider.Decide(TopicStory.Raised().Topic, new TopicCommand.RemoveTexts(null, Why, [1]), given, TopicStory.Calendar)
            .ShouldBe(new Refusal(Rejection.NotOffered, "texts"));
        RegisterDecider.Decide(Register.Empty, RegisterName.Members, new RegisterCommand.Forget("e1", Why), given)
            .ShouldBe(new Refusal(Rejection.NotOffered, "is"));
    }

    [Fact]
    public void A_topic_loses_title_text_and_files_of_its_raiser_and_no_rating()
    {
        var topic = TopicStory.Resolved();
        topic.Given(TopicStory.Raiser, new TopicCommand.Rate(2, "没解决"));
        var before = topic.Topic;
        var seqs = topic.Story.Where(e => e.Actor == TopicStory.Raiser.Id && e.Event.WithoutText() is not null).Select(e => e.Seq).ToImmutableArray();

        var after = topic.Given(Actor.House, new TopicCommand.RemoveTexts(null, Why, seqs)).Topic;

        (after.Title, after.Text, after.Files.Length).ShouldBe((RemovedText.Sentence, RemovedText.Sentence, 0));
        after.Ratings[TopicStory.Raiser.Id].ShouldBe(before.Ratings[TopicStory.Raiser.Id] with { Text = RemovedText.Sentence });
        (after.Status, after.Raiser, after.Followers.Count).ShouldBe((before.Status, before.Raiser, before.Followers.Count));
    }

    /// <summary>Guards the replay: what is stored afterwards is what the state came to.</summary>
    [Fact]
    public void The_record_without_its_texts_leads_to_the_same_state()
    {
        var room = Room.WithComment();
        room.Given(Zhao, new MeetingCommand.RaiseHand("公交")).Given(Actor.House, Removal(room, Zhao));

        var again = room.Story.Aggregate(default(Meeting), (meeting, e) =>
            MeetingEvolution.Evolve(meeting, room.Meeting.TextsRemoved.Contains(e.Seq) ? e with { Event = e.Event.WithoutText()! } : e));

        Stored.Json(again!).ShouldBe(Stored.Json(room.Meeting));
    }

    [Fact]
    public void A_member_who_is_forgotten_is_a_member_no_more_and_their_name_may_be_anothers()
    {
        var member = new Entry.Member("李建国", "医药卫生界", "提案委员会", "清江浦区", "民盟", true, "常委");
        var register = Evolve(Register.Empty, new RegisterEvent.EntryRecorded("m1", member));

        var forgotten = Decided(register, "m1").ShouldHaveSingleItem();
        var after = Evolve(register, forgotten);

        forgotten.ShouldBe(new RegisterEvent.EntryForgotten("m1", new Entry.Member("(姓名已依法删除)", "医药卫生界"), Why));
        after.Find("m1").ShouldBeNull();
        after.Keys.ShouldBeEmpty();
        Evolve(after, new RegisterEvent.EntryRecorded("m2", member)).Find("m2")!.Entry.ShouldBe(member);
        Decided(after, "m1").ShouldBeEmpty();
    }

    [Fact]
    public void A_nomination_loses_its_reasons_and_stands()
    {
        var register = Evolve(Register.Empty, new RegisterEvent.EntryRecorded("e1", new Entry.Nomination("m1", "一年提了六件提案")));

        var after = Evolve(register, Decided(register, "e1").Single());

        after.Find("e1")!.Entry.ShouldBe(new Entry.Nomination("m1", RemovedText.Sentence));
        after.Keys.ShouldBe(register.Keys);
    }

    [Fact]
    public void What_names_nobody_but_by_their_id_is_not_forgotten()
    {
        var register = Evolve(Register.Empty, new RegisterEvent.EntryRecorded("e1", new Entry.Liaison(LiaisonKind.Leader, "m1", "民建")));

        Decide(register, "e1").ShouldBe((Decision<RegisterEvent>)Rejection.UnknownEntry);
        Decide(register, "e2").ShouldBe((Decision<RegisterEvent>)Rejection.UnknownEntry);
    }

    private static MeetingCommand.RemoveTexts Removal(Room room, Actor author) => new(
        null, Why, [.. room.Story.Where(e => e.Actor == author.Id && e.Event.WithoutText() is not null).Select(e => e.Seq)]);

    private static Decision<RegisterEvent> Decide(Register register, string id) => RegisterDecider.Decide(
        register, RegisterName.Members, new RegisterCommand.Forget(id, Why), new Given(Actor.House, default, Operation.OfHouse("forget")));

    private static ImmutableArray<RegisterEvent> Decided(Register register, string id) =>
        Decide(register, id) is Decision<RegisterEvent>.Accepted accepted ? accepted.Events : [];

    private static Register Evolve(Register register, RegisterEvent happened) => RegisterEvolution.Evolve(
        register, new Recorded<RegisterEvent>(1, default, "clerk", Operation.OfHouse($"{happened}"), happened, null));
}
