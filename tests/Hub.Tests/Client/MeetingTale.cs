using System.Collections.Immutable;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using Hub.Domain.Opinion;
using Hub.Server.Feed;
using Hub.Domain.Tests;
using static Hub.Domain.Meetings.MeetingCommand;
using static Hub.Domain.Tests.People;

namespace Hub.Tests.Client;

/// <summary>A meeting that is played onto a tape: ten seconds lie between two steps, and everyone is called as their seat says.</summary>
internal sealed class MeetingTale
{
    private readonly RoomContext _context = new();
    private readonly Dictionary<string, ImmutableArray<string>> _hashes = [];
    private readonly Room _room;

    private MeetingTale(string name, Format format, RollKind? roll = null, string? hub = null)
    {
        Tape = new Tape<Meeting, MeetingEvent>(name, new MeetingEncoder("m", _context));
        _room = new Room().Given(Clerk, new Schedule("主动接轨大上海 加快建设新淮安", format, Roll: roll, Hub: hub));
        _context.BranchOf = participant => _room.Meeting.BranchOf(participant);
        Tape.Hear(_room.Meeting, _room.Story);
    }

    public Tape<Meeting, MeetingEvent> Tape { get; }

    /// <summary>Every event of a meeting happens in at least one of these.</summary>
    public static IEnumerable<Tape<Meeting, MeetingEvent>> All() =>
        [
            Planned(), Prepared(), CalledOff(), Rolled(), Spoken(), Renamed(), Written(), WrittenALot(), Removed(), Decided(), DecidedWithoutCheckIn(),
            Promised(), Joined(), Branched(), Consulted(),
        ];

    private static Tape<Meeting, MeetingEvent> Planned()
    {
        var tale = new MeetingTale("a meeting is planned, held and kept", Room.Sectoral);
        var nextDay = new DateTimeOffset(2022, 5, 19, 1, 0, 0, TimeSpan.Zero);
        tale.Then(Clerk, new EditMeeting("加快建设新淮安", "二号会议厅", nextDay, Visibility.Codes));
        tale.Then(Clerk, new EditMeeting(Visibility: Visibility.Public, ClearVenue: true, ClearStartsAt: true));
        tale.Then(Actor.House, new SeatMember("li", "m1", "教育界"));
        tale.Then(Actor.House, new AddTopic("t1", "晚班车"));
        var topic = tale._room.Made;
        tale.Then(Chair, new AddItem("再议一项", "reply", 7.5, "i1"));
        var added = tale._room.Made;
        tale.Then(Chair, new EditItem("i1", "情况通报"));
        tale.Then(Chair, new EditItem(added, Kind: "discussion", Minutes: 5));
        tale.Then(Chair, new MoveItem("i1", "i2"));
        tale.Then(Chair, new MoveItem("i3"));
        tale.Then(Chair, new DropItem(topic));
        tale.Then(Actor.House, new NoteTopicTold(topic));
        tale.Then(Chair, new RestoreItem(topic));
        tale.Then(Chair, new Open());
        tale.Then(Chair, new StartItem("i3"));
        tale.Then(Chair, new AddTime("i3", 90));
        tale.Then(Chair, new Pause());
        tale.Then(Chair, new Resume());
        tale.Then(Chair, new StartItem("i1"));
        tale.Then(Chair, new AddTime("i1", -30));
        tale.Then(Chair, new FinishItem("i1"));
        tale.Then(Chair, new StartItem(topic));
        tale.Then(Chair, new ShowScene(SceneKind.Agenda));
        tale.Then(Chair, new Close());
        tale.Then(Actor.House, new NoteTopicTold(topic));
        tale.Then(Chair, new CorrectMinutes(MinutesSection.Summary, "会议开得很好"));
        tale.Then(Chair, new CorrectMinutes(MinutesSection.Summary));
        tale.Then(Chair, new ApproveMinutes());
        tale.Then(Clerk, new EditMeeting("主动接轨大上海"));
        return tale.Tape;
    }

    private static Tape<Meeting, MeetingEvent> Prepared()
    {
        var tale = new MeetingTale("what is needed is prepared beforehand", Room.Grassroots);
        var (chair, _) = (tale.Seat(Chair, "陈主席"), tale.Seat(Zhao, "赵云"));
        tale.Then(chair, new AddDocument("i1", "f1", "情况说明"));
        tale.Then(chair, new AddDocument("i1", "f2", "对照表"));
        var second = tale._room.Made;
        tale.Then(chair, new DropDocument("i1", second));
        tale.Then(chair, new DropItem("i1"));
        tale.Then(chair, new RestoreItem("i1"));
        tale.Then(chair, new DraftBallot("要不要装电梯?", BallotKind.Approval, Item: "i2"));
        var draft = tale._room.Made;
        tale.Then(chair, new DraftBallot("先修哪一处?", BallotKind.Single, ["站台", "路灯"], Results: ResultsShown.AfterClose, ClosesIn: 60));
        tale.Then(chair, new DropDraft(tale._room.Made));
        tale.Then(chair, new DraftBallot("要不要装两部电梯?", BallotKind.Approval, Item: "i2", Draft: draft));
        tale.Then(chair, new Open());
        tale.Then(chair, new OpenBallot("要不要装两部电梯?", BallotKind.Approval, Item: "i2", Draft: draft));
        return tale.Tape;
    }

    private static Tape<Meeting, MeetingEvent> Consulted()
    {
        var tale = new MeetingTale("people are asked what they think, and a statement waits, is shown, joined with another, and hidden", Room.Grassroots);
        var (chair, zhao) = (tale.Seat(Chair, "陈主席"), tale.Seat(Zhao, "赵云"));
        tale.Then(chair, new Open());
        tale.Then(chair, new OfRound(new RoundCommand.OpenRound("车站往哪里搬?", ["搬到东街口", "搬到西街口"], "i1", 600, Add: true)));
        var round = tale._room.Made;
        tale.Then(zhao, new OfRound(new RoundCommand.AddStatement(round, "哪里也不搬")));
        tale.Then(chair, new SetModeration(Moderation.Pre));
        tale.Then(zhao, new OfRound(new RoundCommand.AddStatement(round, "先修好老车站的屋顶")));
        var waited = tale._room.Made;
        tale.Then(chair, new OfRound(new RoundCommand.ApproveStatement(waited)));
        tale.Then(chair, new OfRound(new RoundCommand.MergeStatement($"{round}-2", $"{round}-1")));
        tale.Then(chair, new OfRound(new RoundCommand.HideStatement(waited, "与议题无关")));
        tale.Then(Actor.House, new OfRound(new RoundCommand.CountGroups(round, 2)));
        tale.Then(chair, new OfRound(new RoundCommand.CloseRound(round)));
        tale.Then(Actor.House, new OfRound(new RoundCommand.SealRound(round, new RoundResult(0, 0, [], new Confidence(Finding.TooFew, 0)))));
        return tale.Tape;
    }

    private static Tape<Meeting, MeetingEvent> CalledOff()
    {
        var tale = new MeetingTale("a meeting is called off", Room.Formal);
        tale.Then(Chair, new Cancel("台风"));
        return tale.Tape;
    }

    private static Tape<Meeting, MeetingEvent> Rolled()
    {
        var tale = new MeetingTale("members claim their seats, and the chair confirms them", Room.Formal, RollKind.Register);
        var (chair, zhao, qian) = (tale.Seat(Chair, "陈主席"), tale.Seat(Zhao, "赵云"), tale.Seat(Qian, "钱多"));
        tale.Then(Clerk, new SetRoll([new RollMember("m1", "教育界"), new RollMember("m2", "妇联"), new RollMember("m3", "工会")]));
        tale.Then(chair, new Open());
        tale.Then(zhao, new ClaimSeat("m1"));
        tale.Then(qian, new ClaimSeat("m1"));
        tale.Then(zhao, new CheckIn());
        tale.Then(chair, new ConfirmSeats([new ClaimedSeat(Zhao.Id, "m1")]));
        tale.Then(chair, new Mute(Zhao.Id, 5));
        tale.Then(chair, new Mute(Zhao.Id, 0));
        tale.Then(chair, new Unseat(Zhao.Id, "认错人"));
        tale.Then(chair, new ConfirmSeats([new ClaimedSeat(Zhao.Id, "m1")]));
        tale.Then(chair, new MarkPresent(["m2"]));
        tale.Then(chair, new UnmarkPresent(["m2"]));
        var li = tale.Seat(Li, "李秀兰", KnownBy.Link);
        tale.Then(Actor.House, new SeatMember(Li.Id, "m1", "教育界", Role.Member));
        tale.Then(li, new CheckIn());
        tale.Then(r => r.Given(qian, new ClaimSeat("m2")).Given(zhao, new ClaimSeat("m2")).Given(qian, new ClaimSeat("m3")));
        tale.Then(Actor.House, new StopClaims(Qian.Id));
        return tale.Tape;
    }

    private static Tape<Meeting, MeetingEvent> Removed()
    {
        var tale = new MeetingTale("what somebody wrote is removed", Room.Formal);
        var (chair, li, zhao) = (tale.Seat(Chair, "陈主席"), tale.Seat(Li, "李秀兰", KnownBy.Link), tale.Seat(Zhao, "赵云"));
        tale.Then(r => r.Given(chair, new Open()).Given(li, new CheckIn()).Given(zhao, new CheckIn()));
        tale.Then(zhao, new MeetingCommand.Comment("我的电话是 13912345678"));
        tale.Then(li, new MeetingCommand.Comment("同意"));
        tale.Then(zhao, new RaiseHand("请给我打电话"));
        tale.Then(Actor.House, new RemoveTexts(
            null, "本人申请", [.. tale._room.Story.Where(e => e.Actor == Zhao.Id && e.Event.WithoutText() is not null).Select(e => e.Seq)]));
        return tale.Tape;
    }

    private static Tape<Meeting, MeetingEvent> Spoken()
    {
        var tale = new MeetingTale("the floor goes round", Room.Formal);
        var (chair, li) = (tale.Seat(Chair, "陈主席"), tale.Seat(Li, "李秀兰", KnownBy.Link));
        var (wang, zhao) = (tale.Seat(Wang, "王建国", KnownBy.Confirmed), tale.Seat(Zhao, "赵云"));
        tale.Then(r => r.Given(chair, new Open()).Given(li, new CheckIn()).Given(wang, new CheckIn()).Given(zhao, new CheckIn())
            .Given(chair, new StartItem("i2")));
        tale.Then(li, new RaiseHand("公交"));
        tale.Then(wang, new RaiseHand());
        tale.Then(zhao, new RaiseHand());
        tale.Then(Qian, new RaiseHand());
        tale.Then(chair, new ReorderHands([Zhao.Id, Wang.Id]));
        tale.Then(chair, new SetFloorPolicy(FloorPolicy.Fair));
        tale.Then(chair, new SetFloorPolicy(FloorPolicy.Arrival));
        tale.Then(zhao, new LowerHand());
        tale.Then(chair, new DismissHand(Qian.Id));
        tale.Then(chair, new GiveFloor(Li.Id, 180));
        tale.Then(chair, new AddFloorTime(60));
        tale.Then(chair, new Pause());
        tale.Then(chair, new Resume());
        tale.Then(chair, new GiveFloor(Wang.Id));
        tale.Then(li, new RaiseHand("再说一句"));
        tale.Then(chair, new EndFloor());
        tale.Then(chair, new GiveFloor(Li.Id));
        tale.Then(li, new YieldFloor());
        tale.Then(r => r.Given(zhao, new RaiseHand()).Given(chair, new GiveFloor(Zhao.Id, 60)));
        tale.Then(wang, new RaiseHand());
        tale.Then(wang, new CheckOut());
        tale.Then(zhao, new CheckOut());
        tale.Then(chair, new FinishItem("i2"));
        tale.Then(li, new RaiseHand());
        tale.Then(chair, new GiveFloor(Li.Id, 30));
        tale.Then(Qian, new RaiseHand());
        tale.Then(chair, new StartItem("i3"));
        tale.Then(chair, new Close());
        return tale.Tape;
    }

    private static Tape<Meeting, MeetingEvent> Renamed()
    {
        var tale = new MeetingTale("names change and are removed", Room.Formal);
        var (chair, li) = (tale.Seat(Chair, "陈主席"), tale.Seat(Li, "李秀兰", KnownBy.Link));
        var (wang, zhao) = (tale.Seat(Wang, "王建国"), tale.Seat(Zhao, "赵云"));
        tale.Then(r => r.Given(chair, new Open()).Given(chair, new SetModeration(Moderation.Pre))
            .Given(li, new CheckIn()).Given(wang, new CheckIn()).Given(zhao, new CheckIn()));
        tale.Then(wang, new MeetingCommand.Comment("路灯坏了"));
        tale.Then(r => r.Given(chair, new ApproveComment(r.Made)).Given(chair, new PinComment(r.Made)));
        tale.Then(wang, new MeetingCommand.Comment("还没有修"));
        tale.Then(r => r.Given(li, new RaiseHand()).Given(wang, new RaiseHand()));
        tale.Then(chair, new GiveFloor(Li.Id));
        tale.Then(tale.Seat(Li, "李秀英", KnownBy.Confirmed), new Rename());
        tale.Then(tale.Seat(Wang, "王建军", KnownBy.Account), new Rename());
        tale.Then(tale.Seat(Zhao, "赵子龙"), new Rename());
        tale.Then(Actor.House, new RecordSeats([new RecordedSeat(Zhao.Id, tale.Seat(Zhao, "赵子龙", KnownBy.Link).Name!)]));
        tale.ThenRemoved(Wang.Id);
        tale.ThenRemoved(Li.Id);
        tale.Then(tale.Seat(Li, "李某"), new Rename());
        tale.Then(tale.Seat(Wang, "王某", KnownBy.Link), new Rename());
        tale.ThenRemoved(Wang.Id);
        tale.Then(chair, new GiveFloor(Wang.Id));
        tale.Then(chair, new PinComment());
        return tale.Tape;
    }

    private static Tape<Meeting, MeetingEvent> Written()
    {
        var tale = new MeetingTale("comments are written, hidden and brought back", Room.Formal);
        var (chair, zhao, qian) = (tale.Seat(Chair, "陈主席"), tale.Seat(Zhao, "赵云"), tale.Seat(Qian, "钱多多", KnownBy.Link));
        tale.Then(chair, new Open());
        tale.Then(zhao, new MeetingCommand.Comment("建议早高峰多加一班公交", "i2"));
        var first = tale._room.Made;
        tale.Then(qian, new MeetingCommand.Comment("我们那里也是", ReplyTo: first));
        var reply = tale._room.Made;
        tale.Then(chair, new PinComment(first));
        tale.Then(chair, new ShowScene(SceneKind.Comment));
        tale.Then(chair, new HideComment(first, "与议题无关"));
        tale.Then(chair, new RestoreComment(first));
        tale.Then(zhao, new WithdrawComment(first));
        tale.Then(chair, new PinComment(reply));
        tale.Then(chair, new PinComment());
        tale.Then(chair, new HideComment(reply));
        tale.Then(chair, new RestoreComment(reply));
        tale.Then(chair, new SetModeration(Moderation.Pre));
        tale.Then(zhao, new MeetingCommand.Comment("先看一看"));
        var waiting = tale._room.Made;
        tale.Then(qian, new MeetingCommand.Comment("等一等", "i1"));
        var other = tale._room.Made;
        tale.Then(zhao, new MeetingCommand.Comment("不说了"));
        tale.Then(zhao, new WithdrawComment(tale._room.Made));
        tale.Then(chair, new HideComment(waiting));
        tale.Then(chair, new RestoreComment(waiting));
        tale.Then(chair, new ApproveComment(other));
        tale.Then(chair, new ApproveComment(waiting));
        tale.Then(chair, new SetModeration(Moderation.Frozen));
        tale.Then(chair, new MeetingCommand.Comment("到此为止"));
        tale.Then(chair, new SetModeration(Moderation.Post));
        tale.Then(r => r.Given(qian, new MeetingCommand.Comment("说错了")).Given(chair, new HideComment(r.Made)));
        return tale.Tape;
    }

    private static Tape<Meeting, MeetingEvent> WrittenALot()
    {
        var tale = new MeetingTale("more comments are written than a snapshot carries", Room.Formal);
        tale.Then(r => r.Given(Chair, new Open()).Given(Chair, new SetModeration(Moderation.Pre)));
        tale.Then(Zhao, new MeetingCommand.Comment("早就说过"));
        var old = tale._room.Made;
        tale.Then(Chair, new SetModeration(Moderation.Post));
        tale.Then(Zhao, new MeetingCommand.Comment("第一句"));
        var first = tale._room.Made;
        tale.Then(r => Enumerable.Range(2, 25).Aggregate(r, (room, i) => room.Given(Zhao, new MeetingCommand.Comment($"第 {i} 句"))));
        tale.Then(Chair, new PinComment(first));
        tale.Then(r => Enumerable.Range(27, 25).Aggregate(r, (room, i) => room.Given(Zhao, new MeetingCommand.Comment($"第 {i} 句"))));
        tale.Then(Chair, new ApproveComment(old));
        tale.Then(Chair, new HideComment(first));
        tale.Then(Chair, new RestoreComment(first));
        return tale.Tape;
    }

    private static Tape<Meeting, MeetingEvent> Decided()
    {
        var rules = Room.Sectoral.Rules with { AbstentionsCount = false };
        var tale = new MeetingTale("ballots are held among those who are here", Room.Sectoral with { Rules = rules });
        var (chair, li, wang) = (tale.Seat(Chair, "陈主席"), tale.Seat(Li, "李秀兰", KnownBy.Link), tale.Seat(Wang, "王建国"));
        tale.Then(chair, new Open());
        tale.Then(li, new CheckIn());
        tale.Then(wang, new CheckIn());
        tale.Then(chair, new SetWeight(Li.Id, "1.5"));
        tale.Then(wang, new MeetingCommand.Delegate(Li.Id));
        tale.Then(wang, new CheckOut());
        tale.Then(chair, new StartItem("i2"));
        tale.Then(chair, new OpenBallot(
            "是否同意建议案?", BallotKind.Approval, Majority: "2/3", Base: "entitled", Quorum: "1/2", Results: ResultsShown.OnReveal, ClosesIn: 60));
        var revealed = tale._room.Made;
        tale.Then(chair, new ShowScene(SceneKind.Ballot));
        tale.Then(chair, new CloseBallot(revealed));
        tale.Then(Actor.House, new SealBallot(revealed, Room.Count(2, 0, 0) with { Present = 1, Represented = 1 }, "a1b2"));
        tale.Then(chair, new RevealBallot(revealed));
        tale.Then(Actor.House, new VoidBallot(revealed, "名册有误"));
        tale.Then(chair, new ShowScene(SceneKind.Result));
        tale.Then(chair, new OpenBallot("是否再议?", BallotKind.Approval));
        tale.Then(chair, new CloseBallot(tale._room.Made));
        tale.Then(Actor.House, new SealBallot(tale._room.Made, Room.Count(0, 2, 0)));
        return tale.Tape;
    }

    private static Tape<Meeting, MeetingEvent> DecidedWithoutCheckIn()
    {
        var rules = Room.Grassroots.Rules with { AbstentionsCount = true };
        var tale = new MeetingTale("a ballot is held where nobody checks in", Room.Grassroots with { Rules = rules });
        var (chair, _, _) = (tale.Seat(Chair, "陈主席"), tale.Seat(Zhao, "赵云"), tale.Seat(Qian, "钱多多"));
        tale.Then(chair, new Open());
        tale.Then(chair, new OpenBallot("要不要装电梯?", BallotKind.Approval));
        tale.Then(chair, new CloseBallot(tale._room.Made));
        tale.Then(Actor.House, new SealBallot(tale._room.Made, Room.Count(1, 1, 1)));
        tale.Then(chair, new OpenBallot(
            "最应先办哪一件?", BallotKind.Single, ["加班车", "修站台"], Secrecy: "confidential", Results: ResultsShown.AfterClose, Item: "i1"));
        tale.Then(chair, new CloseBallot(tale._room.Made));
        tale.Then(Actor.House, new SealBallot(tale._room.Made, new Tally(9, null, 1, 2)));
        return tale.Tape;
    }

    private static Tape<Meeting, MeetingEvent> Promised()
    {
        var tale = new MeetingTale("departments promise", Room.Formal);
        tale.Then(Chair, new Open());
        tale.Then(Zhao, new MeetingCommand.Comment("车太少"));
        tale.Then(Chair, new Commit("市交通运输局", "早高峰加开两班", new DateOnly(2022, 6, 30), CommentId: tale._room.Made));
        tale.Then(Chair, new Commit("市住房和城乡建设局", "修站台", new DateOnly(2022, 7, 31), "i2"));
        tale.Then(Chair, new TakeBackCommitment(tale._room.Made));
        tale.Then(Chair, new TakeBackCommitment(tale._room.Meeting.Commitments[0].Commitment));
        tale.Then(Chair, new Commit("市交通运输局", "加开三班", new DateOnly(2022, 6, 30), "i1"));
        return tale.Tape;
    }

    private static Tape<Meeting, MeetingEvent> Joined()
    {
        var tale = new MeetingTale("a hub hears of its branches", Room.Formal);
        var (chair, zhao) = (tale.Seat(Chair, "陈主席"), tale.Seat(Zhao, "赵云"));
        tale.Then(Actor.House, new AddBranch("k2", "清江分会场"));
        tale.Then(chair, new Open());
        tale.Then(Actor.House, new SeatInBranch(Zhao.Id, "k2"));
        tale.Then(zhao, new CheckIn { IsProven = true });
        tale.Then(zhao, new CommentFromBranch("加一班公交"));
        tale.Then(zhao, new HandFromBranch("公交"));
        tale.Then(chair, new GiveFloor(Zhao.Id));
        return tale.Tape;
    }

    private static Tape<Meeting, MeetingEvent> Branched()
    {
        var tale = new MeetingTale("a branch puts forward, and notes what its hub decides", Room.Grassroots, hub: "k1");
        var (chair, zhao) = (tale.Seat(Chair, "王社长"), tale.Seat(Zhao, "赵云"));
        tale.Then(chair, new Open());
        tale.Then(zhao, new MeetingCommand.Comment("加一班公交"));
        tale.Then(chair, new ForwardComment(tale._room.Made));
        tale.Then(zhao, new RaiseHand("公交"));
        tale.Then(chair, new ForwardHand(Zhao.Id));
        tale.Then(Actor.House, new NoteHub(new HubNote("城市复兴", MeetingStatus.Open, ["通报"], [new HubBallot("b1", "是否同意?")])));
        return tale.Tape;
    }

    private void Then(Actor who, MeetingCommand command) => Then(room => room.Given(who, command));

    /// <summary>All that happens leaves as one frame.</summary>
    private void Then(Func<Room, Room> happens)
    {
        var known = _room.Story.Count;
        Tape.Hear(happens(_room.Later(10)).Meeting, [.. _room.Story.Skip(known)]);
    }

    /// <summary>The vault forgets the names when the record says that they are removed.</summary>
    private void ThenRemoved(string participant)
    {
        var hashes = _hashes[participant];
        foreach (var hash in hashes)
        {
            _context.Names.Remove(hash);
        }

        _context.People[participant] = _context.People[participant] with { Name = null };
        Then(Clerk, new RemoveName(participant, "本人申请", hashes));
    }

    /// <summary>Somebody takes a seat, or takes it again under another name; the room knows the name before anything is done under it.</summary>
    private Actor Seat(Actor who, string name, KnownBy? known = null)
    {
        var recorded = new RecordedName($"{who.Id}, {name}", who.Role, known);
        _hashes[who.Id] = [.. _hashes.GetValueOrDefault(who.Id, []), recorded.Hash];
        _context.Names[recorded.Hash] = name;
        _context.People[who.Id] = new Named(name, who.Role, known, recorded.Hash);
        return who with { Name = recorded };
    }
}
