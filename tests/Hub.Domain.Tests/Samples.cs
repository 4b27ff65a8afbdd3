using System.Collections.Immutable;
using Hub.Domain.Audit;
using System.Reflection;
using System.Text.Json.Serialization;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Commitments;
using Hub.Domain.Meetings;
using Hub.Domain.Opinion;
using Hub.Domain.Registers;
using Hub.Domain.Topics;
using static Hub.Domain.Ballots.BoxEvent;
using static Hub.Domain.Meetings.MeetingCommand;
using static Hub.Domain.Meetings.MeetingEvent;
using static Hub.Domain.Topics.TopicCommand;
using static Hub.Domain.Topics.TopicEvent;

namespace Hub.Domain.Tests;

/// <summary>One of each: every command that people may send to a meeting, and every event that is stored, with all its fields filled.</summary>
internal static class Samples
{
    public static readonly ImmutableArray<MeetingCommand> Commands =
    [
        new Open(), new Pause(), new Resume(), new Close(), new Cancel("改期"),
        new AddItem("加一项讨论", "discussion", 15, "i1"), new EditItem("i1", "通报情况"), new MoveItem("i1", "i2"), new DropItem("i3"), new RestoreItem("i3"),
        new AddDocument("i1", "f1", "情况说明"), new DropDocument("i1", "d1"),
        new StartItem("i1"), new FinishItem("i1"), new AddTime("i1", 60), new TakeTime("i1", "i2", 60),
        new GiveFloor("li", 180), new AddFloorTime(60), new EndFloor(), new ReorderHands(["li"]), new DismissHand("li"),
        new MeetingCommand.HideComment("c1", "与议题无关"), new MeetingCommand.RestoreComment("c1"), new ApproveComment("c1"), new PinComment("c1"),
        new SetModeration(Moderation.Pre),
        new DraftBallot("是否再议?", BallotKind.Approval), new DropDraft("d1"),
        new OpenBallot("是否同意?", BallotKind.Approval), new CloseBallot("b1"), new RevealBallot("b1"), new ShowScene(SceneKind.Agenda),
        new MeetingCommand.Commit("市交通运输局", "早高峰加开两班", new DateOnly(2022, 6, 30), "i1", "c1", "d1"), new TakeBackCommitment("p1"),
        new SetWeight("li", "1.5"),
        new CorrectMinutes(MinutesSection.Decisions, "一致通过"), new ApproveMinutes(9), new SetFloorPolicy(FloorPolicy.Fair),
        new ConfirmSeats([new ClaimedSeat("li", "m1")]),
        new Unseat("li", "认错人"), new Mute("li", 5), new MarkPresent(["m3"]), new UnmarkPresent(["m3"]), new MeetingCommand.Delegate("wang"),
        new CheckIn(), new CheckOut(), new MeetingCommand.Comment("建议早高峰多加一班公交"), new MeetingCommand.WithdrawComment("c1"),
        new RaiseHand("公交"), new LowerHand(), new YieldFloor(),
        new ForwardComment("c1"), new ForwardHand("li"),
    ];

    private static readonly Tally Count = new(
        42, ImmutableSortedDictionary<string, int>.Empty.Add("approve", 61).Add("oppose", 20).Add("abstain", 8), Cast: 89, Eligible: 100);

    private static readonly RoundResult Said = new(
        12, 96, [new StatementResult("r1-1", 9, 1, 2, 0.61, 0.2, 0.47), new StatementResult("s1", 5, 3, 0)], new Confidence(Finding.Groups, 2, 0.93),
        [new GroupResult(0, 7, [new StandResult("r1-1", 7, Agree: 6)]), new GroupResult(1, 5, [new StandResult("s1", 5, Disagree: 4)])],
        [new MapBin(-0.52, 0.04, 7, 0), new MapBin(0.6, -0.12, 5, 1)]);

    /// <summary>Every event of an opinion round, as a meeting and a topic store it within one of their own.</summary>
    public static readonly ImmutableArray<RoundEvent> RoundEvents =
    [
        new RoundEvent.RoundOpened(
            "r1", "车站往哪里搬?", [new FirstStatement("r1-1", "搬到东街口")], "i1", new DateTimeOffset(2022, 5, 18, 2, 30, 0, TimeSpan.Zero), Adds: true),
        new RoundEvent.RoundOpened("r2", "还缺什么?", [], Adds: true),
        new RoundEvent.StatementAdded("r1", "s1", "不搬，只加一个出口"), new RoundEvent.StatementAdded("r1", "s2", "往西搬", Waiting: true),
        new RoundEvent.StatementApproved("s2"), new RoundEvent.StatementHidden("s2", "与议题无关"), new RoundEvent.StatementMerged("s1", "r1-1"),
        new RoundEvent.GroupsCounted("r1", 2), new RoundEvent.RoundClosing("r1"), new RoundEvent.RoundClosed("r1", Said),
        new RoundEvent.RoundClosed("r2", new RoundResult(0, 0, [], new Confidence(Finding.TooFew, 0))),
    ];

    /// <summary>What the stream of a round's stances holds.</summary>
    public static readonly ImmutableArray<StanceEvent> StanceEvents =
    [
        new StanceEvent.RoundTold(new RoundEvent.StatementAdded("r1", "s1", ""), "zhao", 7), new StanceEvent.RoundTold(new RoundEvent.RoundClosing("r1")),
        new StanceEvent.StanceTaken("r1", "s1", Stance.Agree), new StanceEvent.StanceTaken("r1", "s1"),
    ];

    public static readonly ImmutableArray<RoundCommand> RoundCommands =
    [
        new RoundCommand.OpenRound("车站往哪里搬?", ["搬到东街口"], "i1", 600, Add: true), new RoundCommand.CloseRound("r1"),
        new RoundCommand.AddStatement("r1", "不搬，只加一个出口", Anyway: true), new RoundCommand.HideStatement("s1", "与议题无关"),
        new RoundCommand.ApproveStatement("s1"), new RoundCommand.MergeStatement("s1", "r1-1"), new RoundCommand.TakeStance("r1", "s1", Stance.Pass),
    ];

    /// <summary>Those that only the house gives.</summary>
    public static readonly ImmutableArray<RoundCommand> RoundCommandsOfHouse =
        [new RoundCommand.CountGroups("r1", 2), new RoundCommand.SealRound("r1", Said)];

    public static readonly ImmutableArray<MeetingEvent> MeetingEvents =
    [
        new MeetingScheduled(
            "主动接轨大上海 加快建设新淮安", "standingCommittee", new FormatRules(CheckIn: true, Voters.Members), Visibility.Public,
            [new PlannedItem("i1", "通报", "report", 20)], "市政协常委会议厅", new DateTimeOffset(2022, 5, 18, 1, 0, 0, TimeSpan.Zero), 120),
        new MeetingOpened(), new MeetingPaused(), new MeetingResumed(), new MeetingClosed(),
        new CheckedIn(Role.Member), new CheckedOut(), new WeightSet("li", new Weight(1500)), new Delegated(Role.Member, "wang"),
        new ItemAdded(new PlannedItem("9k3m", "讨论", "discussion", 12.5), "i1"), new ItemEdited("i1", "情况通报", "opening", 5), new ItemMoved("i1", "i2"),
        new ItemDropped("i1"), new ItemStarted("i1"), new ItemFinished("i1"), new TimeAdded("i1", -60),
        new HandRaised("公交"), new HandLowered(), new HandDismissed("li"), new HandsReordered(["wang", "li"]),
        new FloorGiven("li", 180), new FloorTimeAdded(60), new FloorEnded("li"),
        new Commented("c1", "“早高峰”多加一班公交", "i1", "c0", Waiting: true), new CommentApproved("c1"), new MeetingEvent.CommentWithdrawn("c1"),
        new CommentHidden("c1", "与议题无关"), new CommentRestored("c1"), new CommentPinned("c1"), new ModerationSet(Moderation.Frozen),
        new BallotOpened(
            "b1", "最应先办哪一件?", BallotKind.Multiple, [new BallotOption("o1", "加班车"), new BallotOption("o2", "修站台")], 2, Voters.All,
            ResultsShown.AfterClose, 100, "i1", new DateTimeOffset(2022, 5, 18, 2, 30, 0, TimeSpan.Zero)),
        new BallotOpened(
            "b2", "选举常务委员", BallotKind.Election, [new BallotOption("o1", "王建国")], 1, Voters.Members, ResultsShown.OnReveal, 100, Majority: Majority.Absolute,
            Base: VoteBase.Entitled, AbstentionsCount: true, Quorum: Quorum.Present(Fraction.Of(2, 3)), Secrecy: Secrecy.Confidential),
        new BallotClosed(
            "b3", Count with { Weights =
                new WeightTally(
                ImmutableSortedDictionary<string, Weight>.Empty.Add("approve", new Weight(61_500)), new Weight(89_500), new Weight(100_500),
                new Weight(90_000)) },
            new Outcome(true, new Text("通过", "Carried")), "a1b2"),
        new BallotOpened(
            "b4", "选举常务委员", BallotKind.Election, [new BallotOption("o1", "王建国")], 1, Voters.Members, ResultsShown.Live, 100, Turnout: TurnoutRule.BySets),
        new BallotClosed("b4", Count with { Present = 90, Represented = 2 }, new Outcome(true, new Text("通过", "Carried"))),
        new BallotClosing("b1"), new BallotClosed("b1", Count, new Outcome(true, new Text("通过", "Carried"), ["o1"])), new BallotRevealed("b1"),
        new SceneShown(new Scene(SceneKind.Result, Ballot: "b1")), new SceneShown(new Scene(SceneKind.Auto)),
        new MeetingScheduled(
            "公交线路协商", "grassroots", new FormatRules(CheckIn: false, Voters.All), Visibility.Public, [new PlannedItem("i1", "晚班车", "discussion", 20, "t1")],
            County: "清江浦区"),
        new MeetingEvent.CommitmentMade("p1", "t1", "市交通运输局", "早高峰加开两班", new DateOnly(2022, 6, 30), "i1", "c1"), new TopicTold("i1"),
        new MemberSeated("li", "m1", "医药卫生界"), new MinutesCorrected(MinutesSection.Summary, "会议开得很好"), new MinutesApproved(),
        new FloorPolicySet(FloorPolicy.Fair),
        new CheckedIn(Role.Chair, AsMember: true), new Renamed("ab12"),
        new SeatsRecorded([new RecordedSeat("li", new RecordedName("cd34", Role.Member, KnownBy.Link))]), new NameRemoved("li", "本人申请", ["cd34"]),
        new MeetingEdited("加快建设新淮安", "二号会议厅", new DateTimeOffset(2022, 5, 19, 1, 0, 0, TimeSpan.Zero), Visibility.Codes),
        new MeetingEdited(VenueCleared: true, StartsAtCleared: true), new MeetingCancelled("台风"),
        new CommentRestored("c1", Waiting: true), new MinutesApproved(new CoveredHead(41, "a1b2")),
        new MeetingScheduled(
            "公交线路协商", "grassroots", new FormatRules(CheckIn: false, Voters.All), Visibility.Public, [new PlannedItem("i1", "晚班车", "discussion", 20)],
            RecordFormat: 2),
        new MeetingScheduled(
            "城市复兴", "standingCommittee", new FormatRules(CheckIn: true, Voters.Members), Visibility.Public, [], RecordFormat: 3, Roll: RollKind.Register),
        new RollSet([new RollMember("m1", "教育界")]), new SeatClaimed("m1"), new SeatsConfirmed([new ConfirmedSeat("li", "m1", "教育界")]),
        new Unseated("li", "m1", "认错人"), new Muted("li", new DateTimeOffset(2022, 5, 18, 2, 30, 0, TimeSpan.Zero)), new Unmuted("li"),
        new BallotClosed("b1", Count, new Outcome(true, new Text("通过", "Carried")).AsOpinion()),
        new SeatReplaced("li", "m1", "教育界", "zhao"), new SeatReplaced("chen", "m2", "妇联", "qian", Outside: true), new SeatsChanged(["zhao"]),
        new ClaimsStopped("qian"), new MarkedPresent(["m3"]), new UnmarkedPresent(["m3"]),
        new MeetingEvent.CommitmentMade("p1", "t1", "交通局", "早高峰加开两班", new DateOnly(2022, 6, 30), "i1", DepartmentId: "d1"),
        new TextsRemoved([3, 7], "本人申请"), new BallotVoided("b1", "名册有误"),
        new MeetingEvent.CommitmentTakenBack("p1"),
        new DocumentAdded("i1", new ItemDocument("d1", "f1", "情况说明")), new DocumentDropped("i1", "d1"),
        new BallotDrafted(new BallotDraft(
            "d2", "选举常务委员", BallotKind.Election, ["王建国"], 1, "absolute", "entitled", "2/3 present", Voters.Members, "confidential", ResultsShown.OnReveal,
            "i1", 300)),
        new BallotDrafted(new BallotDraft("d3", "是否同意?", BallotKind.Approval)), new DraftDropped("d3"),
        new BallotOpened(
            "b7", "是否同意?", BallotKind.Approval, [new BallotOption("approve", "赞成")], 1, Voters.Members, ResultsShown.Live, 100, Draft: "d3"),
        new ItemAdded(new PlannedItem("9k3m", "讨论", "discussion", 12.5, Documents: [new ItemDocument("d1", "f1", "情况说明")])),
        new MeetingScheduled(
            "清江分会场", "standingCommittee", new FormatRules(CheckIn: true, Voters.Members), Visibility.Public, [], RecordFormat: 9, Roll: RollKind.Open,
            Hub: "k1"),
        new BranchAdded("k2", "清江分会场"), new SeatedInBranch("li", "k2"),
        new HubNoted(new HubNote(
            "城市复兴", MeetingStatus.Open, ["通报"],
            [new HubBallot("b1", "是否同意?", new Text("通过", "Carried")), new HubBallot("b2", "是否再议?")])),
        new CommentForwarded("c1"), new HandForwarded("li"),
        .. RoundEvents.Select(e => new MeetingEvent.InRound(e)),
    ];

    public static readonly ImmutableArray<TopicCommand> TopicCommands =
    [
        new TopicCommand.Comment("我们那里也是", "c0"), new TopicCommand.WithdrawComment("c1"), new TopicCommand.React(true, Id: "c1"), new Follow(),
            new Rate(5, "办得快"),
        new Accept(), new Decline("与本市无关", Hidden: true), new MergeInto("t2"), new TopicCommand.Schedule("m1"),
        new TopicCommand.Commit("市交通运输局", "早高峰加开两班", new DateOnly(2022, 6, 30), new Source("m1", "i1", "c1", "车太少"), "d1"),
        new Progress("p1", "已招标", ["f1"]), new Complete("p1", "已开行", ["f1"]), new Reopen("p1", "只开了三天"), new TopicCommand.Answer("下周恢复"),
        new TopicCommand.HideComment("c1", "与议题无关"), new TopicCommand.RestoreComment("c1"),
        new Acknowledge("p1", "已到现场看过"), new SendBack("p1", "晚高峰还是只有两班"), new Reconsider(3), new TakeOn("a1"), new LetGo(),
    ];

    public static readonly ImmutableArray<TopicEvent> TopicEvents =
    [
        new TopicRaised("晚高峰公交太少", "等了四十分钟", "清江浦区", "府前社区议事室", "交通", ["f1"], new Source("m1", "i1", "c1", "车太少")), new TopicAccepted(),
            new TopicDeclined("与本市无关", Hidden: true),
        new TopicMerging("t2"), new TopicMerged("t2"), new MergeFailed(), new TopicAbsorbed("t0", "公交班次", ["zhao", "qian"]),
        new TopicScheduled("m1", "i1"), new TopicUnscheduled("m1", "i1"), new TopicDiscussed("m1", "i1", 12, 600), new Followed(), new Unfollowed(),
        new TopicCommented("c1", "我们那里也是", "c0"), new TopicCommentWithdrawn("c1"), new TopicCommentHidden("c1", "与议题无关"), new TopicCommentRestored("c1"),
        new TopicEvent.CommitmentMade(
            "p1", "市交通运输局", "早高峰加开两班", new DateOnly(2022, 6, 30), new DateTimeOffset(2022, 6, 30, 16, 0, 0, TimeSpan.Zero),
            new Source("m1", "i1", "c1", "车太少")),
        new ProgressNoted("p1", "已招标", ["f1"]), new CommitmentCompleted("p1", "已开行", ["f1"]), new CommitmentReopened("p1", "只开了三天", 2),
        new CommitmentEscalated("p1", 1),
        new Rated(5, "办得快"), new OutcomeAnswered("下周恢复"), new TopicRaised("晚班车", "末班太早", Member: "m1"), new TopicScheduled("m1", "i1", Again: true),
        new CommitmentReopened("p1", "没修好", 2, Followers: 3), new Rated(1, "不行", Apart: true), new Rated(4, Known: KnownBy.Link),
        new CommitmentReported("p1", "已开行", ["f1"]), new CommitmentAcknowledged("p1", "已到现场看过"), new CommitmentAcknowledged("p1", ByRaiser: true),
        new CommitmentSentBack("p1", "晚高峰还是只有两班", ByRaiser: true),
        new TopicEvent.CommitmentMade(
            "p1", "交通局", "早高峰加开两班", new DateOnly(2022, 6, 30), new DateTimeOffset(2022, 6, 30, 16, 0, 0, TimeSpan.Zero), DepartmentId: "d1"),
        new TopicTextsRemoved([1, 7], "本人申请"), new TopicReconsidered(3, Accepted: true, "与本市无关", Hidden: true), new TopicReconsidered(2),
        new TopicTaken("a1"), new TopicLetGo(), new TopicEvent.CommitmentTakenBack("p1"),
        .. RoundEvents.Select(e => new TopicEvent.InRound(e)),
    ];

    /// <summary>One of each kind of entry.</summary>
    public static readonly ImmutableArray<Entry> Entries =
    [
        new Entry.PlanItem("优化托育服务 解决家庭之忧", "chairsConsultation", 2, "主席会议", ["k1"]),
            new Entry.Venue("府前社区协商议事室", VenueKind.ConsultationRoom, "清江浦区", "王主任", "府前路 3 号"),
        new Entry.Brand("码上议", BrandOf.Committee, "提案委员会", "扫码提议题"), new Entry.Member("李建国", "医药卫生界", "提案委员会", "清江浦区", "民盟", true, "常委"),
        new Entry.Liaison(LiaisonKind.Leader, "m1", "民建"),
        new Entry.Output(OutputKind.Proposal, new DateOnly(2021, 3, 5), "关于增加托位的提案", ["m1"], "建议……", "topics/t1", "c1", ["f1"]),
        new Entry.LedgerEntry(LedgerKind.Training, new DateOnly(2021, 6, 1), "新任委员培训", 80, ["m1"], "两天", ["f1"]),
        new Entry.Visit(VisitKind.Company, new DateOnly(2021, 4, 2), "某光电公司", ["m1"], "招工难"),
        new Entry.ReceptionDay(new DateOnly(2021, 5, 10), "委员之家", ["m1"], 12, "停车"),
        new Entry.Nomination("m1", "一年提了六件提案"), new Entry.Honour("年度履职优秀委员", "m1", new DateOnly(2021, 12, 30), "meetings/k1", "扎根基层"),
        new Entry.Department("市交通运输局", "Bureau of Transport", "0517-8000 0000，办公室"),
    ];

    public static readonly ImmutableArray<RegisterCommand> RegisterCommands =
    [
        new RegisterCommand.Record(Entries[5]), new RegisterCommand.Amend("e1", Entries[5]), new RegisterCommand.Withdraw("e1", "重复"),
            new RegisterCommand.AssignProposal("e1", "市卫生健康委员会", new DateOnly(2021, 9, 30)),
        new RegisterCommand.AnswerProposal("e1", "已采纳"), new RegisterCommand.MergeMembers("m1", "m2"),
    ];

    public static readonly ImmutableArray<RegisterEvent> RegisterEvents =
    [
        .. Entries.Select(e => new RegisterEvent.EntryRecorded("e1", e)), new RegisterEvent.EntryRecorded("e2", Entries[3], 7),
            new RegisterEvent.EntryAmended("e1", Entries[5]),
        new RegisterEvent.EntryWithdrawn("e1", "重复"), new RegisterEvent.ProposalAssigned("e1", "市卫生健康委员会", new DateOnly(2021, 9, 30)),
        new RegisterEvent.ProposalAnswered("e1", "已采纳"), new RegisterEvent.EntryForgotten("e2", Entries[3].WithoutPerson()!, "本人申请"),
        new RegisterEvent.EntryMerged("e2", "e3"),
    ];

    public static readonly ImmutableArray<AuditEvent> AuditEvents =
    [
        new AuditEvent.Noted(AuditWho.House, AuditActs.Started, Settings: ["Access:OperatorKey", "Journal:ConnectionString"]),
        new AuditEvent.Noted(
            new AuditWho(AuditKinds.OperatorKey, "0198d2f0a1b27c3d8e4f5a6b7c8d9e0f"), AuditActs.CodeRenewed, "meetings/m1",
            From: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
        new AuditEvent.Noted(AuditWho.Guest, AuditActs.SignedIn, null, AuditOutcome.Refused, "wrongKey", 4096),
        new AuditEvent.Settled(2, AuditOutcome.Done), new AuditEvent.Settled(3, AuditOutcome.Done, null, "meetings/m2"),
        new AuditEvent.Settled(4, AuditOutcome.Refused, "topicMerged"),
    ];

    public static readonly ImmutableArray<BoxEvent> BoxEvents =
    [
        new QuestionOpened("b1", ["approve", "oppose", "abstain"], 1, Voters.Members, ["li", "wang"]), new Voted("b1", ["approve"]),
        new QuestionOpened("b2", ["o1"], 1, Voters.Members, ["li"], BallotKind.Election, Secrecy.Confidential), new VotedConfidentially("b2", [1, 2, 255]),
        new QuestionOpened(
            "b3", ["approve", "oppose", "abstain"], 1, Voters.Members, ["li", "wang"],
            Weights: ImmutableSortedDictionary<string, Weight>.Empty.Add("li", new Weight(1500)),
            Delegates: ImmutableSortedDictionary<string, string>.Empty.Add("li", "wang")),
        new QuestionOpened("b4", ["approve", "oppose", "abstain"], 1, Voters.Members, ["li"], Secrecy: Secrecy.Confidential, KeyFolder: "0f3b"),
        new QuestionClosed("b3", 2, 2, PresentWeight: new Weight(2500)),
        new QuestionOpened("b5", ["approve", "oppose", "abstain"], 1, Voters.Members, ["li"], Turnout: TurnoutRule.BySets),
        new QuestionClosed("b5", 2, 2, PresentWeight: new Weight(2500), Represented: 1, RepresentedWeight: new Weight(1500)),
        new HandsCounted("b1", ImmutableSortedDictionary<string, int>.Empty.Add("approve", 12)),
        new QuestionClosed("b1", 2), new QuestionClosed("b2", 2, 1, ImmutableSortedDictionary<string, int>.Empty.Add("o1:approve", 1)),
        new Reacted("c1", On: true), new BoxSealed(), new Reacted("c1", On: true, Again: true),
        new QuestionOpened(
            "b6", ["approve", "oppose", "abstain"], 1, Voters.Members, ["li"], Turnout: TurnoutRule.ByRoll, Entitled: 4, Marked: ["m3"], Replaced: 1),
        new SeatsReplaced("b6", [new SeatChange("zhao", "li"), new SeatChange("qian")]),
    ];

    /// <summary>The name by which a case of a union is stored or sent; null where it never is.</summary>
    public static string? NameOf(Type type) =>
        type.BaseType!.GetCustomAttributes<JsonDerivedTypeAttribute>().SingleOrDefault(a => a.DerivedType == type)?.TypeDiscriminator as string;

    /// <summary>All cases of a union.</summary>
    public static IEnumerable<Type> CasesOf<T>() => typeof(T).GetNestedTypes().Where(t => t.IsSubclassOf(typeof(T)));
}
