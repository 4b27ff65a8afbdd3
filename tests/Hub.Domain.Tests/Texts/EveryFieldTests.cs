using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Commitments;
using Hub.Domain.Meetings;
using Hub.Domain.Opinion;
using Hub.Domain.Registers;
using Hub.Domain.Tests.Topics;
using Hub.Domain.Texts;
using Hub.Domain.Topics;
using static Hub.Domain.Tests.People;

namespace Hub.Domain.Tests.Texts;

/// <summary>
/// Whatever people type, in whatever field: it is stored as it was typed, or refused with a word that says why. Every text that a command has is in one of the
/// two lists here: what people write, and what names or measures something.
/// </summary>
public class EveryFieldTests
{
    /// <summary>One field: how many lines it may have, whether it must be there, and what becomes of a text in it.</summary>
    private sealed record Field(Lines Lines, bool Must, Func<string, (Rejection? Refused, string Stored)> Ask);

    /// <summary>
    /// What names a thing, is a word of a list, or is a number or a code that is read; whoever takes it looks it up, and knows no such thing.
    /// </summary>
    private static readonly HashSet<string> NoWriting =
    [
        "Meeting.AddItem.After", "Meeting.AddTime.Item", "Meeting.AddTopic.Topic", "Meeting.ApproveComment.Id", "Meeting.CheckIn.Code",
        "Meeting.ClaimSeat.Member",
        "Meeting.CloseBallot.Ballot", "Meeting.Comment.Item", "Meeting.Comment.ReplyTo", "Meeting.Commit.CommentId", "Meeting.Commit.DepartmentId",
        "Meeting.Commit.Item",
        "Meeting.ConfirmSeats.Seats.Member", "Meeting.ConfirmSeats.Seats.Participant", "Meeting.Delegate.To", "Meeting.DismissHand.Participant",
        "Meeting.DropItem.Item",
        "Meeting.EditItem.Item", "Meeting.FinishItem.Item", "Meeting.GiveFloor.Participant", "Meeting.HideComment.Id", "Meeting.MarkPresent.Members",
        "Meeting.MoveItem.After",
        "Meeting.MoveItem.Item", "Meeting.Mute.Participant", "Meeting.NoteTopicTold.Item", "Meeting.OpenBallot.Base", "Meeting.OpenBallot.Item",
        "Meeting.OpenBallot.Majority",
        "Meeting.OpenBallot.Quorum", "Meeting.OpenBallot.Secrecy", "Meeting.PinComment.Id", "Meeting.RecordSeats.Seats.Name.Hash",
        "Meeting.RecordSeats.Seats.Participant",
        "Meeting.RemoveName.Hashes", "Meeting.RemoveName.Participant", "Meeting.RemoveTexts.Author", "Meeting.ReorderHands.Participants",
        "Meeting.RestoreComment.Id",
        "Meeting.RestoreItem.Item", "Meeting.RevealBallot.Ballot", "Meeting.SealBallot.Ballot", "Meeting.SealBallot.Root", "Meeting.SeatMember.Member",
        "Meeting.SeatMember.Participant", "Meeting.SeatMember.Sector", "Meeting.SetRoll.Members.Member", "Meeting.SetRoll.Members.Sector",
        "Meeting.SetWeight.Participant",
        "Meeting.SetWeight.Weight", "Meeting.ShowScene.Ballot", "Meeting.ShowScene.CommentId", "Meeting.StartItem.Item", "Meeting.StopClaims.Participant",
        "Meeting.TakeBackCommitment.Commitment", "Meeting.TakeTime.From", "Meeting.TakeTime.Item", "Meeting.UnmarkPresent.Members",
        "Meeting.Unseat.Participant", "Meeting.VoidBallot.Ballot",
        "Meeting.WithdrawComment.Id",
        "Meeting.AddDocument.File", "Meeting.AddDocument.Item", "Meeting.DropDocument.Document", "Meeting.DropDocument.Item", "Meeting.DropDraft.Draft",
        "Meeting.DraftBallot.Base", "Meeting.DraftBallot.Draft", "Meeting.DraftBallot.Item", "Meeting.DraftBallot.Majority", "Meeting.DraftBallot.Quorum",
        "Meeting.DraftBallot.Secrecy", "Meeting.OpenBallot.Draft",
        "Meeting.AddBranch.Branch", "Meeting.ForwardComment.Id", "Meeting.ForwardHand.Participant", "Meeting.NoteHub.Note.Ballots.Ballot",
        "Meeting.Schedule.Hub", "Meeting.SeatInBranch.Branch", "Meeting.SeatInBranch.Participant",

        // The format's own, which the house has as data.
        "Meeting.Schedule.Format.Agenda.Kind", "Meeting.Schedule.Format.Agenda.Title", "Meeting.Schedule.Format.Id", "Meeting.Schedule.Format.Name.En",
        "Meeting.Schedule.Format.Name.Zh", "Meeting.Schedule.Format.Convener.En", "Meeting.Schedule.Format.Convener.Zh",
        "Meeting.Schedule.Format.Ballots.Base", "Meeting.Schedule.Format.Ballots.Majority", "Meeting.Schedule.Format.Ballots.Options",
        "Meeting.Schedule.Format.Ballots.Question", "Meeting.Schedule.Format.Ballots.Quorum", "Meeting.Schedule.Format.Ballots.Secrecy",

        "Topic.Absorb.People", "Topic.Absorb.Topic", "Topic.Acknowledge.Commitment", "Topic.Comment.ReplyTo", "Topic.Commit.DepartmentId",
        "Topic.Commit.Source.Comment",
        "Topic.Commit.Source.Item", "Topic.Commit.Source.Meeting", "Topic.Complete.Commitment", "Topic.Complete.Files", "Topic.EndMerge.Into",
        "Topic.Hear.Item",
        "Topic.Hear.Meeting", "Topic.HideComment.Id", "Topic.MergeInto.Topic", "Topic.Progress.Commitment", "Topic.Progress.Files",
        "Topic.Raise.Files", "Topic.Raise.Member",
        "Topic.Raise.Source.Comment", "Topic.Raise.Source.Item", "Topic.Raise.Source.Meeting", "Topic.React.Id", "Topic.React.Kind",
        "Topic.RemoveTexts.Author",
        "Topic.Reopen.Commitment", "Topic.RestoreComment.Id", "Topic.Schedule.Meeting", "Topic.SendBack.Commitment", "Topic.TakeOn.Account",
        "Topic.TakeBack.Commitment",
        "Topic.WithdrawComment.Id",

        "Box.CloseQuestion.Ballot", "Box.CloseQuestion.Here", "Box.CountHands.Ballot", "Box.OpenQuestion.Ballot", "Box.OpenQuestion.Electorate",
        "Box.OpenQuestion.KeyFolder",
        "Box.OpenQuestion.Marked", "Box.OpenQuestion.Options", "Box.React.Comment", "Box.React.Kind", "Box.ReplaceSeats.Ballot", "Box.ReplaceSeats.Seats.By",
        "Box.ReplaceSeats.Seats.Was", "Box.Vote.Ballot", "Box.Vote.Choices", "Box.VoteSealed.Ballot", "Box.VoteSealed.Choices",

        "Round.AddStatement.Round", "Round.ApproveStatement.Statement", "Round.CloseRound.Round", "Round.CountGroups.Round", "Round.HideStatement.Statement",
        "Round.MergeStatement.Into", "Round.MergeStatement.Statement", "Round.OpenRound.Item", "Round.SealRound.Result.Groups.Stands.Statement",
        "Round.SealRound.Result.Statements.Id", "Round.SealRound.Round", "Round.TakeStance.Round", "Round.TakeStance.Statement",

        "Register.Amend.Id", "Register.AnswerProposal.Id", "Register.AssignProposal.Id", "Register.Forget.Id", "Register.MergeMembers.Id",
        "Register.MergeMembers.Into", "Register.Withdraw.Id",
    ];

    /// <summary>What the house itself hands on: it was looked at where people wrote it, or is from before anything was, and is never refused here.</summary>
    private static readonly HashSet<string> HandedOn =
    [
        "Meeting.AddTopic.Title", "Topic.Absorb.Title", "Topic.Raise.Source.Quote",

        // Its topic, which takes it first, looks at what a meeting commits to.
        "Meeting.Commit.Department", "Meeting.Commit.What",

        // What stands in a branch's record, and goes to its hub; and the other way round.
        "Meeting.AddBranch.Title", "Meeting.CommentFromBranch.Text", "Meeting.HandFromBranch.About", "Meeting.NoteHub.Note.Title",
        "Meeting.NoteHub.Note.Items", "Meeting.NoteHub.Note.Ballots.Question", "Meeting.NoteHub.Note.Ballots.Outcome.En",
        "Meeting.NoteHub.Note.Ballots.Outcome.Zh",
    ];

    private static readonly DateTimeOffset Now = new(2021, 6, 1, 2, 0, 0, TimeSpan.Zero);

    private static readonly Room Attended = Room.Attended();

    private static readonly Dictionary<string, Field> Fields = AllFields();

    [Fact]
    public void There_are_enough_strings() => Typings.All.Length.ShouldBeGreaterThanOrEqualTo(300);

    [Fact]
    public void Every_text_of_every_command_is_in_a_list()
    {
        var all = Paths("Meeting", typeof(MeetingCommand)).Concat(Paths("Topic", typeof(TopicCommand))).Concat(Paths("Register", typeof(RegisterCommand)))
            .Concat(Paths("Box", typeof(BoxCommand))).Concat(Paths("Round", typeof(RoundCommand))).ToHashSet();
        var listed = NoWriting.Concat(HandedOn).Concat(Fields.Keys.Where(f => !f.StartsWith("Entry.", StringComparison.Ordinal))).ToList();
        listed.ShouldBeUnique();
        listed.Order(StringComparer.Ordinal).ShouldBe(all.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_text_of_every_entry_is_a_field_of_its_description()
    {
        foreach (var kind in EntryKinds.All)
        {
            string[] expected = Renamed.GetValueOrDefault(kind.Record) is { } name ? [name] : [];
            Paths("", kind.Record, deep: false).Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.TrimStart('.')))
                .Except(kind.Fields.Select(f => f.Name)).ToArray().ShouldBe(expected, kind.Type);
        }
    }

    /// <summary>Properties that are called otherwise in JSON.</summary>
    private static readonly Dictionary<Type, string> Renamed = new() { [typeof(Entry.Member)] = "fullName", [typeof(Entry.Honour)] = "holder" };

    public static TheoryData<string> FieldNames => [.. Fields.Keys];

    [Theory]
    [MemberData(nameof(FieldNames))]
    public void Whatever_is_typed_is_stored_as_typed_or_refused_with_the_right_word(string name)
    {
        var field = Fields[name];
        foreach (var typed in Typings.All)
        {
            var (refused, stored) = field.Ask(typed.Text);
            var expected = field.Lines == Lines.One ? typed.InOneLine : typed.InSeveral;
            refused.ShouldBe(expected == Rejection.Empty && !field.Must ? null : expected, $"{name}: {typed}");
            if (expected is null)
            {
                TextsIn(stored).ShouldContain(typed.Text.Trim(), $"{name}: {typed}");
            }
        }
    }

    private static Dictionary<string, Field> AllFields()
    {
        var opened = Room.Opened();
        var comment = Room.WithComment();
        var scheduled = Room.Scheduled();
        var rolled = new Room().Given(Clerk, new MeetingCommand.Schedule("城市复兴", Room.Formal, Roll: RollKind.Register))
            .Given(Clerk, new MeetingCommand.SetRoll([new RollMember("m1", "教育界")])).Given(Zhao, new MeetingCommand.ClaimSeat("m1"));
        var closed = Room.Opened().Given(Chair, new MeetingCommand.Close());
        var (raised, committed, reported, resolved) = (TopicStory.Raised(), TopicStory.Committed(), TopicStory.Reported(), TopicStory.Resolved());
        var rated = TopicStory.Resolved().Given(TopicStory.Raiser, new TopicCommand.Rate(5));
        var counted = Room.WithResult(ResultsShown.Live);
        var consulted = Room.Opened().Given(Chair, new MeetingCommand.OfRound(new RoundCommand.OpenRound("车站往哪里搬?", ["搬到东街口"], Add: true)));
        var discussed = TopicStory.Raised().Given(TopicStory.Follower, new TopicCommand.Comment("我们那里也是"));
        var proposal = Keeping(Samples.Entries[5]);
        var assigned = RegisterEvolution.Evolve(
            proposal, new Recorded<RegisterEvent>(2, Now, "clerk", Operation.Of("clerk", "2"), new RegisterEvent.ProposalAssigned("e1", "市教育局")));
        var due = new DateOnly(2022, 6, 30);

        var fields = new Dictionary<string, Field>
        {
            ["Meeting.Schedule.Title"] = One(t => Ask(null, Clerk, new MeetingCommand.Schedule(t, Room.Formal))),
            ["Meeting.Schedule.Agenda.Title"] = One(t => Ask(null, Clerk, new MeetingCommand.Schedule("公交", Room.Formal, Agenda: [new NewItem(t)]))),
            ["Meeting.Schedule.Agenda.Kind"] = Maybe(t => Ask(null, Clerk, new MeetingCommand.Schedule("公交", Room.Formal, Agenda: [new NewItem("通报", t)]))),
            ["Meeting.Schedule.Venue"] = Maybe(t => Ask(null, Clerk, new MeetingCommand.Schedule("公交", Room.Formal, Venue: t))),
            ["Meeting.Schedule.County"] = Maybe(t => Ask(null, Clerk, new MeetingCommand.Schedule("公交", Room.Formal, County: t))),
            ["Meeting.EditMeeting.Title"] = One(t => Ask(scheduled, Clerk, new MeetingCommand.EditMeeting(t))),
            ["Meeting.EditMeeting.Venue"] = Maybe(t => Ask(scheduled, Clerk, new MeetingCommand.EditMeeting(Venue: t))),
            ["Meeting.Cancel.Reason"] = Several(t => Ask(scheduled, Clerk, new MeetingCommand.Cancel(t))),
            ["Meeting.AddItem.Title"] = One(t => Ask(opened, Chair, new MeetingCommand.AddItem(t))),
            ["Meeting.AddItem.Kind"] = Maybe(t => Ask(opened, Chair, new MeetingCommand.AddItem("讨论", t))),
            ["Meeting.EditItem.Title"] = One(t => Ask(opened, Chair, new MeetingCommand.EditItem("i1", t))),
            ["Meeting.EditItem.Kind"] = Maybe(t => Ask(opened, Chair, new MeetingCommand.EditItem("i1", Kind: t))),
            ["Meeting.RaiseHand.About"] = Maybe(t => Ask(opened, Zhao, new MeetingCommand.RaiseHand(t))),
            ["Meeting.Comment.Text"] = Several(t => Ask(opened, Zhao, new MeetingCommand.Comment(t))),
            ["Meeting.HideComment.Reason"] = MaybeSeveral(t => Ask(comment, Chair, new MeetingCommand.HideComment(comment.Made, t))),
            ["Meeting.OpenBallot.Question"] = Several(t => Ask(Attended, Chair, new MeetingCommand.OpenBallot(t, BallotKind.Approval))),
            ["Meeting.OpenBallot.Options"] = One(t => Ask(Attended, Chair, new MeetingCommand.OpenBallot("先办哪一件?", BallotKind.Single, ["修站台的那件事", t]))),
            ["Meeting.AddDocument.Title"] = One(t => Ask(opened, Chair, new MeetingCommand.AddDocument("i1", "f1", t))),
            ["Meeting.DraftBallot.Question"] = Several(t => Ask(opened, Chair, new MeetingCommand.DraftBallot(t, BallotKind.Approval))),
            ["Meeting.DraftBallot.Options"] = One(t => Ask(opened, Chair, new MeetingCommand.DraftBallot("先办哪一件?", BallotKind.Single, ["修站台的那件事", t]))),
            ["Meeting.CorrectMinutes.Text"] = MaybeSeveral(t => Ask(closed, Chair, new MeetingCommand.CorrectMinutes(MinutesSection.Summary, t))),
            ["Meeting.Unseat.Reason"] = Several(t => Ask(rolled, Chair, new MeetingCommand.Unseat(Zhao.Id, t))),
            ["Meeting.VoidBallot.Reason"] = Several(t => Ask(counted, Actor.House, new MeetingCommand.VoidBallot(counted.Ballot.Id, t))),
            ["Meeting.RemoveName.Reason"] = Several(t => Ask(opened, Clerk, new MeetingCommand.RemoveName(Li.Id, t, ["cd34"]))),
            ["Meeting.RemoveTexts.Reason"] = Several(t => Ask(comment, Actor.House, new MeetingCommand.RemoveTexts(null, t, [comment.Story[^1].Seq]))),

            ["Round.OpenRound.Question"] = Several(t => Ask(opened, Chair, new MeetingCommand.OfRound(new RoundCommand.OpenRound(t, ["搬到东街口"])))),
            ["Round.OpenRound.Statements"] = One(t => Ask(opened, Chair, new MeetingCommand.OfRound(new RoundCommand.OpenRound("车站往哪里搬?", [t])))),
            ["Round.AddStatement.Text"] =
                One(t => Ask(consulted, Zhao, new MeetingCommand.OfRound(new RoundCommand.AddStatement(consulted.Made, t, Anyway: true)))),
            ["Round.HideStatement.Reason"] =
                MaybeSeveral(t => Ask(consulted, Chair, new MeetingCommand.OfRound(new RoundCommand.HideStatement($"{consulted.Made}-1", t)))),

            ["Topic.Raise.Title"] = One(t => Ask(null, TopicStory.Raiser, new TopicCommand.Raise(t, "等了四十分钟"))),
            ["Topic.Raise.Text"] = Several(t => Ask(null, TopicStory.Raiser, new TopicCommand.Raise("公交太少", t))),
            ["Topic.Raise.County"] = Maybe(t => Ask(null, TopicStory.Raiser, new TopicCommand.Raise("公交太少", "等了四十分钟", t))),
            ["Topic.Raise.Venue"] = Maybe(t => Ask(null, TopicStory.Raiser, new TopicCommand.Raise("公交太少", "等了四十分钟", Venue: t))),
            ["Topic.Raise.Category"] = Maybe(t => Ask(null, TopicStory.Raiser, new TopicCommand.Raise("公交太少", "等了四十分钟", Category: t))),
            ["Topic.Comment.Text"] = Several(t => Ask(raised, TopicStory.Follower, new TopicCommand.Comment(t))),
            ["Topic.HideComment.Reason"] = MaybeSeveral(t => Ask(discussed, TopicStory.Staff, new TopicCommand.HideComment(discussed.Made, t))),
            ["Topic.Rate.Text"] = MaybeSeveral(t => Ask(resolved, TopicStory.Raiser, new TopicCommand.Rate(5, t))),
            ["Topic.Decline.Reason"] = Several(t => Ask(raised, TopicStory.Staff, new TopicCommand.Decline(t))),
            ["Topic.Commit.Department"] = One(t => Ask(raised, TopicStory.Staff, new TopicCommand.Commit(t, "加开两班", due))),
            ["Topic.Commit.What"] = Several(t => Ask(raised, TopicStory.Staff, new TopicCommand.Commit("交通局", t, due))),
            ["Topic.Commit.Source.Quote"] = MaybeSeveral(
                t => Ask(raised, TopicStory.Staff, new TopicCommand.Commit("交通局", "加开两班", due, new Source("m1", Quote: t.Trim())))),
            ["Topic.Progress.Note"] = Several(t => Ask(committed, TopicStory.Staff, new TopicCommand.Progress(committed.Made, t))),
            ["Topic.Complete.Note"] = Several(t => Ask(committed, TopicStory.Staff, new TopicCommand.Complete(committed.Made, t))),
            ["Topic.Reopen.Reason"] = Several(t => Ask(resolved, TopicStory.Staff, new TopicCommand.Reopen(resolved.Made, t))),
            ["Topic.Acknowledge.Note"] = MaybeSeveral(t => Ask(reported, TopicStory.Staff, new TopicCommand.Acknowledge(reported.Made, t))),
            ["Topic.SendBack.Reason"] = Several(t => Ask(reported, TopicStory.Staff, new TopicCommand.SendBack(reported.Made, t))),
            ["Topic.Answer.Text"] = Several(t => Ask(rated, TopicStory.Staff, new TopicCommand.Answer(t))),
            ["Topic.RemoveTexts.Reason"] = Several(t => Ask(raised, Actor.House, new TopicCommand.RemoveTexts(null, t, [1]))),

            ["Register.Withdraw.Reason"] = Several(t => Ask(proposal, RegisterName.OfYear(2021), Clerk, new RegisterCommand.Withdraw("e1", t))),
            ["Register.AssignProposal.Department"] = One(t => Ask(proposal, RegisterName.OfYear(2021), Clerk, new RegisterCommand.AssignProposal("e1", t))),
            ["Register.AnswerProposal.Text"] = Several(t => Ask(assigned, RegisterName.OfYear(2021), Clerk, new RegisterCommand.AnswerProposal("e1", t))),
            ["Register.Forget.Reason"] = Several(t => Ask(Keeping(Samples.Entries[3]), RegisterName.Members, Actor.House, new RegisterCommand.Forget("e1", t))),
        };

        foreach (var entry in Samples.Entries)
        {
            foreach (var field in entry.Described.FieldsOf(entry).Where(f => f.Type is FieldType.Line or FieldType.Area))
            {
                fields[$"Entry.{entry.Described.Type}.{field.Name}"] = new Field(
                    field.Type == FieldType.Area ? Lines.Several : Lines.One, field.Must,
                    t => Ask(Register.Empty, BookOf(entry), Clerk, new RegisterCommand.Record(With(entry, field.Name, t.Trim()))));
            }
        }

        return fields;
    }

    private static Field One(Func<string, (Rejection?, string)> ask) => new(Lines.One, true, ask);

    private static Field Maybe(Func<string, (Rejection?, string)> ask) => new(Lines.One, false, ask);

    private static Field Several(Func<string, (Rejection?, string)> ask) => new(Lines.Several, true, ask);

    private static Field MaybeSeveral(Func<string, (Rejection?, string)> ask) => new(Lines.Several, false, ask);

    private static (Rejection?, string) Ask(Room? room, Actor who, MeetingCommand command) =>
        Answer(MeetingDecider.Decide(room?.State, command, new Given(who, room?.Now ?? Now, Operation.Of(who.Id, "now"))));

    private static (Rejection?, string) Ask(TopicStory? topic, Actor who, TopicCommand command) =>
        Answer(TopicDecider.Decide(topic?.State, command, new Given(who, topic?.Now ?? Now, Operation.Of(who.Id, "now")), TopicStory.Calendar));

    private static (Rejection?, string) Ask(Register register, RegisterName name, Actor who, RegisterCommand command) =>
        Answer(RegisterDecider.Decide(register, name, command, new Given(who, Now, Operation.Of(who.Id, "now"))));

    private static (Rejection?, string) Answer<TEvent>(Decision<TEvent> decision) => decision switch
    {
        Decision<TEvent>.Refused refused => (refused.Rejection, "[]"),
        Decision<TEvent>.Accepted accepted => (null, Stored.Json(accepted.Events)),
        _ => (null, "[]"),
    };

    private static Register Keeping(Entry entry) => RegisterEvolution.Evolve(
        Register.Empty, new Recorded<RegisterEvent>(1, Now, "clerk", Operation.Of("clerk", "1"), new RegisterEvent.EntryRecorded("e1", entry)));

    private static RegisterName BookOf(Entry entry) => entry.Described.Book switch
    {
        Book.Plan => RegisterName.PlanOf(2021),
        Book.Venues => RegisterName.Venues,
        Book.Members => RegisterName.Members,
        Book.Departments => RegisterName.Departments,
        _ => RegisterName.OfYear(2021),
    };

    /// <summary>The entry with another text in the field of this name.</summary>
    private static Entry With(Entry entry, string field, string text)
    {
        var json = JsonSerializer.SerializeToNode(entry, Stored.Options)!.AsObject();

        // By way of the object: half a character is no text of JSON.
        var constructor = entry.GetType().GetConstructors().MaxBy(c => c.GetParameters().Length)!;
        var values = constructor.GetParameters().Select(p => entry.GetType().GetProperty(p.Name!)!).Select(p => NameOf(p) == field ? text : p.GetValue(entry));
        json.ContainsKey(field).ShouldBeTrue(field);
        return (Entry)constructor.Invoke([.. values]);
    }

    private static string NameOf(PropertyInfo property) =>
        property.GetCustomAttribute<System.Text.Json.Serialization.JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);

    private static HashSet<string> TextsIn(string json)
    {
        var texts = new HashSet<string>(StringComparer.Ordinal);
        using var document = JsonDocument.Parse(json);
        Take(document.RootElement);
        return texts;

        void Take(JsonElement element)
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.String:
                    texts.Add(element.GetString()!);
                    break;
                case JsonValueKind.Array:
                    foreach (var item in element.EnumerateArray())
                    {
                        Take(item);
                    }

                    break;
                case JsonValueKind.Object:
                    foreach (var property in element.EnumerateObject())
                    {
                        Take(property.Value);
                    }

                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Where a command, or an entry, has a text, also within what it holds.</summary>
    private static IEnumerable<string> Paths(string union, Type type, bool deep = true) =>
        !type.IsAbstract ? Within(union, type, deep)
        : type.GetNestedTypes().Where(t => t.IsSubclassOf(type)).SelectMany(t => Within($"{union}.{t.Name}", t, deep));

    private static IEnumerable<string> Within(string path, Type type, bool deep)
    {
        foreach (var parameter in type.GetConstructors().MaxBy(c => c.GetParameters().Length)!.GetParameters())
        {
            var (at, of) = ($"{path}.{parameter.Name}", Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType);
            if (of.IsGenericType && of.GetGenericTypeDefinition() == typeof(ImmutableArray<>))
            {
                of = of.GetGenericArguments()[0];
            }

            if (of == typeof(string))
            {
                yield return at;
            }
            else if (deep && of.Assembly == typeof(Entry).Assembly && of is { IsEnum: false, IsValueType: false, IsAbstract: false } && of != typeof(Tally)
                && of != typeof(FormatRules))
            {
                foreach (var inner in Within(at, of, deep))
                {
                    yield return inner;
                }
            }
        }
    }
}
