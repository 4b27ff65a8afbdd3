using System.Collections.Immutable;
using System.Text.Json;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Commitments;
using Hub.Domain.Meetings;
using Hub.Domain.Registers;
using Hub.Domain.Topics;
using Hub.Server.Common;
using Hub.Server.Contracts;
using Hub.Server.Journal;
using Hub.Domain.Tests;
using Hub.Tests.House;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;

namespace Hub.Tests.Grains;

/// <summary>
/// What one node asks of another must arrive there as it was sent. Within one node nothing is ever written down, and nothing would show what cannot be.
/// </summary>
public sealed class CrossingTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    private static readonly MeetingCommand[] OfMeeting =
    [
        .. Samples.Commands,
        new MeetingCommand.Schedule(
            "河道治理协商会", Hub.Domain.Tests.Room.Grassroots, Visibility.Codes, [new NewItem("通报情况", "report", 10)], "社区", DateTimeOffset.UnixEpoch, 200),
        new MeetingCommand.AddTopic("t1", "晚班车"), new MeetingCommand.NoteTopicTold("i1"), new MeetingCommand.SeatMember("li", "m1", "医药卫生界"),
        new MeetingCommand.EditMeeting("另一个名称", "会议室", DateTimeOffset.UnixEpoch, Visibility.Public),
        new MeetingCommand.Rename(), new MeetingCommand.RecordSeats([new RecordedSeat("li", new RecordedName("cd34", Role.Member, KnownBy.Link))]),
        new MeetingCommand.RemoveName("li", "本人申请", ["cd34"]), new MeetingCommand.RemoveTexts("li", "本人申请", [3]),
        new MeetingCommand.VoidBallot("b1", "名册有误"), new MeetingCommand.ShowRecord(Visibility.Codes),
        new MeetingCommand.SetRoll([new RollMember("m1", "教育界")]), new MeetingCommand.ClaimSeat("m1"),
        new MeetingCommand.StopClaims("li"), new MeetingCommand.SeatMember("li", "m1", "医药卫生界", Role.Chair),
        .. Samples.RoundCommands.Concat(Samples.RoundCommandsOfHouse).Select(c => new MeetingCommand.OfRound(c)),
        new MeetingCommand.AddBranch("k2", "清江分会场"), new MeetingCommand.SeatInBranch("li", "k2"), new MeetingCommand.CommentFromBranch("加一班公交"),
        new MeetingCommand.HandFromBranch("公交"),
        new MeetingCommand.NoteHub(new HubNote("城市复兴", MeetingStatus.Open, ["通报"], [new HubBallot("b1", "是否同意?", new Text("通过", "Carried"))])),
        new MeetingCommand.SealBallot("b1", new Tally(7, ImmutableSortedDictionary<string, int>.Empty.Add("approve", 2), 2, 3, 3, Represented: 1), "a1b2"),
    ];

    private static readonly BoxCommand[] OfBox =
    [
        new BoxCommand.Vote("b1", ["approve"]), new BoxCommand.React("c1", true), new BoxCommand.Seal(), new BoxCommand.CloseQuestion("b1", 3),
        new BoxCommand.CloseQuestion("b1", 3, ["li"], ImmutableSortedDictionary<string, int>.Empty.Add("approve", 1)),
        new BoxCommand.VoteSealed("b1", ["approve"], [1, 2, 255]), new BoxCommand.ReplaceSeats("b1", [new SeatChange("zhao", "li"), new SeatChange("qian")]),
        new BoxCommand.CountHands("b1", ImmutableSortedDictionary<string, int>.Empty.Add("approve", 2)),
        new BoxCommand.OpenQuestion(
            "b1", ["approve", "oppose"], 1, Voters.Members, ["li"], BallotKind.Approval, Secrecy.Confidential, Turnout: TurnoutRule.BySets),
        new BoxCommand.OpenQuestion(
            "b1", ["approve", "oppose"], 1, Voters.Members, ["li", "wang"], BallotKind.Approval,
            Weights: ImmutableSortedDictionary<string, Weight>.Empty.Add("li", new Weight(1500)),
            Delegates: ImmutableSortedDictionary<string, string>.Empty.Add("li", "wang")),
    ];

    private static readonly TopicCommand[] OfTopic =
    [
        .. Samples.TopicCommands,
        new TopicCommand.Raise("晚班车", "末班太早", "清江浦区", "府前社区", "交通", ["f1"], new Source("m1", "i1", "c1", "太早")), new TopicCommand.EndMerge("t2", true),
        new TopicCommand.Absorb("t1", "晚班车", ["zhao"]), new TopicCommand.Hear("m1", "i1", true, 3, 60), new TopicCommand.Escalate(),
        new TopicCommand.RemoveTexts("zhao", "本人申请", [1]), new TopicCommand.TakeBack("p1"),
        .. Samples.RoundCommands.Concat(Samples.RoundCommandsOfHouse).Select(c => new TopicCommand.OfRound(c)),
    ];

    private static readonly RegisterCommand[] OfRegister =
        [.. Samples.RegisterCommands, new RegisterCommand.Import(Samples.Entries), new RegisterCommand.Forget("e1", "本人申请")];

    private Serializer Serializer => house.Service<Serializer>();

    [Fact]
    public void Every_command_arrives_as_it_was_sent()
    {
        OfMeeting.ShouldAllBe(c => Arrives(c));
        OfBox.ShouldAllBe(c => Arrives(c));
        OfTopic.ShouldAllBe(c => Arrives(c));
        Samples.RoundCommands.Concat(Samples.RoundCommandsOfHouse).ShouldAllBe(c => Arrives(c));
        OfRegister.ShouldAllBe(c => Arrives(c));
        OfRegister.Select(c => c.GetType()).Distinct().ShouldBe(typeof(RegisterCommand).GetNestedTypes(), ignoreOrder: true);
        OfTopic.Select(c => c.GetType()).Distinct().ShouldBe(typeof(TopicCommand).GetNestedTypes(), ignoreOrder: true);
        OfMeeting.Select(c => c.GetType()).Distinct().ShouldBe(typeof(MeetingCommand).GetNestedTypes(), ignoreOrder: true);
        OfBox.Select(c => c.GetType()).Distinct().ShouldBe(typeof(BoxCommand).GetNestedTypes(), ignoreOrder: true);
    }

    [Fact]
    public void Whatever_a_call_takes_or_answers_can_be_written_down()
    {
        var codecs = house.Service<ICodecProvider>();
        var crossing =
            new[] { typeof(IMeetingGrain), typeof(IBoxGrain), typeof(IParticipantGrain), typeof(ITopicGrain), typeof(IVisitorGrain),
            typeof(IStancesGrain), typeof(IRegisterGrain),
            typeof(IFeedObserver) }
            .SelectMany(grain => grain.GetMethods())
            .SelectMany(call => call.GetParameters().Select(p => p.ParameterType).Concat(call.ReturnType.GetGenericArguments()))
            .Distinct()
            .Where(type => !type.IsInterface);

        crossing.Where(type => codecs.TryGetCodec(type) is null).ShouldBeEmpty();
    }

    /// <summary>
    /// Guards what a node of another build says: a reason crosses as its number, and one that was put between two others made all behind it say something else.
    /// </summary>
    [Fact]
    public void A_reason_keeps_the_number_that_other_builds_know_it_by() => Enum.GetValues<Rejection>().ShouldBe(
        [
            Rejection.Unreadable, Rejection.UnknownCommand, Rejection.BadOperation, Rejection.UnknownRoom, Rejection.Forbidden, Rejection.TooFast,
            Rejection.Empty, Rejection.TooLong, Rejection.OutOfRange, Rejection.NotOpen, Rejection.Paused, Rejection.MeetingClosed,
            Rejection.AlreadyScheduled, Rejection.UnknownItem, Rejection.ItemUnderWay, Rejection.UnknownComment, Rejection.CommentsFrozen,
            Rejection.CommentNotVisible, Rejection.CommentWithdrawn, Rejection.UnknownParticipant, Rejection.NoHand, Rejection.NoFloor, Rejection.HasFloor,
            Rejection.UnknownBallot, Rejection.BallotNotOpen, Rejection.BallotStillOpen, Rejection.BadChoice, Rejection.NotEntitled, Rejection.CountedByHand,
            Rejection.KeyLost, Rejection.NotOffered, Rejection.NoVoters, Rejection.NothingToReveal, Rejection.BadScene, Rejection.Quarantined,
            Rejection.AlreadyRaised, Rejection.TopicMerged, Rejection.TopicDeclined, Rejection.TopicCommitted, Rejection.BadMerge, Rejection.UnknownMeeting,
            Rejection.UnknownCommitment, Rejection.UnknownFile, Rejection.DueInThePast, Rejection.NotResolved, Rejection.NotReported, Rejection.NotFollowing,
            Rejection.UnknownEntry, Rejection.AlreadyRecorded, Rejection.UnknownMember, Rejection.NotAssigned, Rejection.MeetingStillOpen,
            Rejection.MinutesChanged, Rejection.AlreadyOpened, Rejection.MeetingCancelled, Rejection.SeatTaken, Rejection.StaleClaim, Rejection.OtherBody,
            Rejection.ContestedClaim, Rejection.TooManyClaims, Rejection.Muted, Rejection.CardUsed, Rejection.CardReplaced, Rejection.OtherSession,
            Rejection.SeatTakenBack, Rejection.PresenceNeeded, Rejection.PresenceStale, Rejection.NoRoom, Rejection.NothingVisible,
            Rejection.ControlCharacter, Rejection.DirectionControl, Rejection.BrokenCharacter, Rejection.CommitmentAnswered, Rejection.BothSit,
            Rejection.UnknownDraft, Rejection.Superseded, Rejection.UnknownDocument, Rejection.InBranch, Rejection.UnknownRound, Rejection.RoundNotOpen,
            Rejection.RoundStillOpen, Rejection.UnknownStatement, Rejection.StatementNotVisible, Rejection.AlikeStatement, Rejection.BadStatementMerge,
        ]);

    [Fact]
    public void A_store_that_is_out_of_reach_for_one_node_says_so_to_another()
    {
        var arrived =
            Serializer.Deserialize<Exception>(Serializer.SerializeToArray<Exception>(new StoreException("The database did not do it.", mayBeStored: true)));

        arrived.ShouldBeOfType<StoreException>().Message.ShouldBe("The database did not do it.");
        Perseverance.IsPassing(arrived).ShouldBeTrue();
        Serializer.Deserialize<Exception>(Serializer.SerializeToArray<Exception>(new OutdatedException("meetings/x"))).ShouldBeOfType<OutdatedException>();
    }

    private bool Arrives<TCommand>(TCommand command)
    {
        var ask = new Ask<TCommand>(42, new Actor("li", Role.Chair), "李", command);
        var arrived = Serializer.Deserialize<Ask<TCommand>>(Serializer.SerializeToArray(ask));
        arrived!.Command!.GetType().ShouldBe(command!.GetType());
        JsonSerializer.Serialize(arrived, JournalJson.CallOptions).ShouldBe(JsonSerializer.Serialize(ask, JournalJson.CallOptions));
        return true;
    }
}
