using System.Collections.Immutable;
using CsCheck;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using Hub.Domain.Opinion;
using static Hub.Domain.Ballots.BoxCommand;
using static Hub.Domain.Meetings.MeetingCommand;
using static Hub.Domain.Tests.People;

namespace Hub.Domain.Tests;

/// <summary>
/// One step of a random consultation: who, which command, and numbers from which its arguments are picked, among what is there and what is not.
/// Plain numbers, so that a failing script shrinks to the few steps that matter.
/// </summary>
internal sealed record Step(int Who, int What, int Pick, int Other, bool Flag)
{
    public static readonly Gen<Step[]> Script =
        Gen.Select(Gen.Int[0, 8], Gen.Int[0, 66], Gen.Int[0, 20], Gen.Int[0, 20], Gen.Bool, (who, what, pick, other, flag) =>
            new Step(who, what, pick, other, flag)).Array[0, 150];
}

/// <summary>
/// A meeting and its box, played together as the grains do: the box hears of a ballot before the room, and closes before the count is sealed.
/// </summary>
internal sealed class Consultation
{
    private static readonly ImmutableArray<Actor> Cast = [Chair, Chair, Chair, Chair, Li, Wang, Zhao, Qian, Guest];

    public Room Room { get; }
    public Urn Urn { get; } = new();

    /// <summary>How often each of them has taken another name.</summary>
    private readonly Dictionary<string, int> _names = [];

    /// <param name="roll">By what the meeting knows who votes; of a register the two members sit as members of its roll.</param>
    private Consultation(Format format, RollKind? roll)
    {
        // One is a branch; the others have some.
        Room = new Room().Given(Clerk, new Schedule("城市复兴", format, Roll: roll, Hub: format == Room.Grassroots ? "k9" : null));
        if (roll == RollKind.Register)
        {
            Room.Given(Clerk, Roll(4)).Given(Actor.House, new SeatMember(Li.Id, "m0", "教育界")).Given(Actor.House, new SeatMember(Wang.Id, "m1", "妇联"));
        }
    }

    /// <summary>Of ballots by the roll, those entitled as each opened, and the member each was.</summary>
    public List<(string Ballot, string Voter, string? Member)> Entitled { get; } = [];

    public static Consultation Play(Step[] script, Format format, RollKind? roll = null)
    {
        var consultation = new Consultation(format, roll);
        foreach (var step in script)
        {
            consultation.Take(step);
        }

        return consultation;
    }

    private void Take(Step step)
    {
        var who = Named(Cast[step.Who]);
        Room.Later(step.Other);
        switch (step.What)
        {
            case 0 or 1:
                Vote(who, step);
                break;
            case 2:
                Urn.When(who, new React(Pick(Comments, step.Pick), step.Flag));
                break;
            case 3 or 35:
                SealWhatCloses();
                break;
            case 45:
                Room.When(Clerk, new EditMeeting(step.Flag ? $"改名 {step.Pick}" : null, step.Pick % 3 == 0 ? "二楼" : null, ClearVenue: step.Pick % 3 == 1));
                break;
            case 39:
                Room.When(Actor.House, new AddTopic("t1", "晚班车"));
                break;
            case 40:
                Room.When(Actor.House, new NoteTopicTold(Pick([.. Room.Meeting.TopicsToTell.Select(i => i.Id), .. Items], step.Pick)));
                break;
            case 41:
                Room.When(Actor.House, new SeatMember(Pick(Persons, step.Pick), $"m{step.Other % 3}", step.Flag ? "教育界" : "妇联"));
                Follow();
                break;
            case 46:
                _names[who.Id] = _names.GetValueOrDefault(who.Id) + 1;
                Room.When(Named(who), new Rename());
                break;
            case 47:
                Room.When(Actor.House, new RecordSeats(
                    [.. Cast.Skip(step.Pick % Cast.Length).DistinctBy(a => a.Id).Select(a => new RecordedSeat(a.Id, Named(a).Name!))]));
                break;
            case 48:
                Room.When(Clerk, new RemoveName(Pick(Persons, step.Pick), "本人申请", [$"hash of {step.Pick}"]));
                break;
            case 59:
                Room.When(Actor.House, new RemoveTexts(
                    null, "本人申请", [.. Room.Story.Where(e => e.Event.WithoutText() is not null).Select(e => e.Seq).Skip(step.Pick).Take(1 + (step.Other % 2))]));
                break;
            case 50:
                Room.When(Clerk, Roll(step.Pick % 6));
                break;
            case 51 or 52:
                Claim(who, step.Pick);
                break;
            case 60:
                // Somebody who tries one name after the other.
                for (var i = 0; i < 5; i++)
                {
                    Claim(who, step.Pick + i);
                }

                break;
            case 61:
                Room.When(Actor.House, new VoidBallot(
                    Pick([.. Room.Meeting.Ballots.Where(b => step.Flag || b.Status == BallotStatus.Closed).Select(b => b.Id).DefaultIfEmpty("b9")], step.Pick),
                    step.Other > 0 ? "名册有误" : " "));
                break;
            case 65:
                Room.When(
                    Actor.House,
                    step.Flag ? new AddBranch($"k{step.Pick % 3}", "分会场") : (MeetingCommand)new SeatInBranch(Pick(Persons, step.Pick), $"k{step.Other % 3}"));
                break;
            case 66:
                Join(who, step);
                break;
            default:
                Room.When(who, Asked(step));
                Follow();
                break;
        }
    }

    /// <summary>What goes between a branch and its hub, at either end.</summary>
    private void Join(Actor who, Step step)
    {
        switch (step.Other % 5)
        {
            case 0:
                Room.When(Actor.House, new NoteHub(new HubNote("城市复兴", MeetingStatus.Open, [$"第 {step.Pick % 3} 项"], [])));
                break;
            case 1:
                Room.When(who, new ForwardComment(Pick(Comments, step.Pick)));
                break;
            case 2:
                Room.When(who, new ForwardHand(Pick(Hands, step.Pick)));
                break;
            case 3:
                Room.When(who, new CommentFromBranch("说一句"));
                break;
            default:
                Room.When(who, new HandFromBranch());
                break;
        }
    }

    private void Claim(Actor who, int member)
    {
        if (Room.When(who, new ClaimSeat($"m{member % 5}")).Refusal == Rejection.TooManyClaims)
        {
            Room.When(Actor.House, new StopClaims(who.Id));
        }
    }

    private Actor Named(Actor who) =>
        who with { Name = new RecordedName($"{who.Id}-{_names.GetValueOrDefault(who.Id)}", who.Role, who.Id == Wang.Id ? KnownBy.Link : null) };

    private void Vote(Actor who, Step step)
    {
        var ballot = Room.Meeting.Ballots.ElementAtOrDefault(step.Pick % (Room.Meeting.Ballots.Count + 1));
        ImmutableArray<string> options = [.. ballot?.Rules.Options.Select(o => o.Id) ?? ["o1"]];
        if (who.Role == Role.Chair)
        {
            Urn.When(who, new CountHands(
                ballot?.Id ?? "b9", Choices.Of(ballot?.Rules.Kind ?? BallotKind.Single, options).ToImmutableSortedDictionary(c => c, _ => step.Other % 3)));
            return;
        }

        options = Choices.Of(ballot?.Rules.Kind ?? BallotKind.Single, options);
        ImmutableArray<string> choices = step.Flag ? [Pick(options, step.Other)] : [.. options.Take(step.Other % 4)];
        Urn.When(who, ballot?.Secrecy == Secrecy.Confidential ? new VoteSealed(ballot.Id, choices, Closed(choices)) : new Vote(ballot?.Id ?? "b9", choices));
    }

    private void Follow()
    {
        foreach (var happened in Room.Happened)
        {
            switch (happened)
            {
                case MeetingEvent.BallotOpened e:
                    if (Room.Meeting.VotesByRoll)
                    {
                        Entitled.AddRange(Electorate(e.Voters)!.Value.Select(p => (e.Ballot, p, Room.Meeting.MemberAt(p))));
                    }

                    var byRoll = e.Turnout == TurnoutRule.ByRoll;
                    Urn.Given(Actor.House, new OpenQuestion(
                        e.Ballot, [.. e.Options.Select(o => o.Id)], e.Max, e.Voters,
                        Electorate(e.Voters), e.Kind, e.Secrecy ?? Secrecy.Named, Electorate(e.Voters) is { } weighed ? Room.Meeting.WeightsOf(weighed) : null,
                        Electorate(e.Voters) is { } all ? Room.Meeting.DelegatesOf(all, e.Voters) : null,
                        Turnout: e.Turnout, Entitled: byRoll ? e.Eligible : null,
                        Marked: byRoll ? [.. Room.Meeting.HereByMark(Room.Meeting.Electorate(e.Voters))] : null, Replaced: Room.Meeting.Roll?.Replaced.Count));
                    break;
                case MeetingEvent.SeatReplaced:
                    foreach (var ballot in Room.Meeting.Ballots.Where(b => b.Status == BallotStatus.Open))
                    {
                        Urn.Given(Actor.House, new ReplaceSeats(ballot.Id, [.. Room.Meeting.Roll!.Replaced]));
                    }

                    break;
                case MeetingEvent.MeetingClosed or MeetingEvent.MeetingCancelled:
                    Urn.Given(Actor.House, new Seal());
                    break;
            }
        }
    }

    private ImmutableArray<string>? Electorate(Voters voters) => Room.Meeting.FreezesElectorate ? [.. Room.Meeting.Electorate(voters)] : null;

    private static SetRoll Roll(int members) => new([.. Enumerable.Range(0, members).Select(m => new RollMember($"m{m}", "教育界"))]);

    private void SealWhatCloses()
    {
        foreach (var ballot in Room.Meeting.Ballots.Where(b => b.Status == BallotStatus.Closing))
        {
            Urn.Given(Actor.House, new CloseQuestion(ballot.Id, 3, ballot.Here, Opened(ballot.Id)));
            Room.Given(Actor.House, new SealBallot(ballot.Id, Urn.Tally(ballot.Id)));
        }

        foreach (var round in Room.Meeting.Rounds.All.Where(r => r.Status == RoundStatus.Closing))
        {
            Room.Given(Actor.House, new OfRound(new RoundCommand.SealRound(round.Id, new RoundResult(0, 0, [], new Confidence(Finding.TooFew, 0)))));
        }
    }

    /// <summary>Stands for the cipher: what the rules do with it does not depend on it.</summary>
    public static byte[] Closed(ImmutableArray<string> choices) => System.Text.Encoding.UTF8.GetBytes(string.Join(' ', choices));

    public static ImmutableArray<string> Opened(byte[] vote) => [.. System.Text.Encoding.UTF8.GetString(vote).Split(' ')];

    private ImmutableSortedDictionary<string, int>? Opened(string ballot) =>
        Urn.Box.Questions[ballot].Sealed?.Values.SelectMany(vote => Opened(vote)).GroupBy(c => c).ToImmutableSortedDictionary(c => c.Key, c => c.Count());

    private MeetingCommand Asked(Step s) => s.What switch
    {
        4 => new Open(),
        5 => new Pause(),
        6 => new Resume(),
        7 => s is { Pick: 0 } ? new Close() : s is { Pick: 1 } ? new Cancel(s.Flag ? "台风" : "") : new Open(),
        8 => new AddItem("再议一项", After: s.Flag ? Pick(Items, s.Pick) : null),
        9 => new EditItem(Pick(Items, s.Pick), s.Flag ? "改一改" : null, Minutes: s.Other),
        10 => new MoveItem(Pick(Items, s.Pick), s.Flag ? Pick(Items, s.Other) : null),
        11 => new DropItem(Pick(Items, s.Pick)),
        12 => new StartItem(Pick(Items, s.Pick)),
        13 => new FinishItem(Pick(Items, s.Pick)),
        14 => new AddTime(Pick(Items, s.Pick), (s.Other - 10) * 60),
        15 => new GiveFloor(Pick(Persons, s.Pick), s.Flag ? s.Other * 10 : null),
        16 => new AddFloorTime((s.Other - 10) * 10),
        17 => new EndFloor(),
        18 => new ReorderHands([Pick(Hands, s.Pick), Pick(Hands, s.Other)]),
        19 => new DismissHand(Pick(Persons, s.Pick)),
        20 => new HideComment(Pick(Comments, s.Pick)),
        21 => new RestoreComment(Pick(Comments, s.Pick)),
        22 => new ApproveComment(Pick(Comments, s.Pick)),
        23 => new PinComment(s.Flag ? Pick(Comments, s.Pick) : null),
        24 => new SetModeration((Moderation)(s.Pick % 3)),
        25 => new OpenBallot(
            "怎么办?", (BallotKind)(s.Pick % 5), s.Pick % 5 is 0 or 3 ? null : ["甲", "乙", "丙"], s.Pick % 5 is 2 or 4 ? 2 : null,
            s.Other % 5 == 0 ? "2/3" : null, s.Other % 7 == 0 ? "present" : null, s.Other % 6 == 0 ? "1/2" : null,
            Secrecy: s.Other % 3 == 0 ? "confidential" : null, Voters: s.Flag ? Voters.All : null,
            Results: s.Other % 2 == 0 ? ResultsShown.OnReveal : ResultsShown.AfterClose),
        26 => new CloseBallot(Pick(Ballots, s.Pick)),
        62 => s.Flag ? new AddDocument(Pick(Items, s.Pick), $"f{s.Other}", "情况说明")
            : new DropDocument(Pick(Items, s.Pick), Room.Meeting.Item(Pick(Items, s.Pick))?.Documents?[0].Id ?? "d9"),
        63 => new DraftBallot(
            "还议不议?", s.Flag ? BallotKind.Approval : BallotKind.Single, s.Flag ? null : ["议", "不议"], Item: s.Other % 3 == 0 ? Pick(Items, s.Pick) : null,
            Draft: s.Other % 4 == 1 ? Pick(Drafts, s.Pick) : null),
        64 => s.Flag ? new DropDraft(Pick(Drafts, s.Pick)) : new OpenBallot("还议不议?", BallotKind.Approval, Draft: Pick(Drafts, s.Pick)),
        58 => new OfRound(AskedOfRound(s)),
        27 or >= 57 => new RevealBallot(Pick(Ballots, s.Pick)),
        28 => new ShowScene((SceneKind)(s.Pick % 9), s.Flag ? Pick(Ballots, s.Other) : null),
        29 => new CheckIn(),
        30 => new CheckOut(),
        31 => new MeetingCommand.Comment("说一句", s.Flag ? Pick(Items, s.Pick) : null, s.Other > 12 ? Pick(Comments, s.Pick) : null),
        32 => new WithdrawComment(Pick(Comments, s.Pick)),
        33 => s.Flag ? new RaiseHand() : new LowerHand(),
        34 => new YieldFloor(),
        36 => new SetWeight(Pick(Persons, s.Pick), s.Flag ? "1.5" : "2"),
        37 => new MeetingCommand.Delegate(s.Other % 4 == 0 ? null : Pick(Persons, s.Pick)),
        38 when s.Other % 3 == 0 && !Room.Meeting.Commitments.IsEmpty =>
            new TakeBackCommitment(Pick([.. Room.Meeting.Commitments.Select(c => c.Commitment)], s.Pick)),
        38 => new Commit("市交通运输局", "加开两班", new DateOnly(2022, 12, 31), s.Flag ? Pick(Items, s.Pick) : null, s.Other % 2 == 0 ? Pick(Comments, s.Other) : null),
        42 => new CorrectMinutes((MinutesSection)(s.Pick % 6), s.Flag ? "照此办理" : null),
        43 => new ApproveMinutes(),
        44 => new SetFloorPolicy(s.Flag ? FloorPolicy.Fair : FloorPolicy.Arrival),
        49 => new RestoreItem(s.Flag || Room.Meeting.Removed.IsEmpty ? Pick(Items, s.Pick) : Room.Meeting.Removed[^1].Item.Id),
        53 => new ConfirmSeats(
            Room.Meeting.Roll is { } roll ? [.. roll.Claims.Skip(s.Pick % 3).Take(s.Flag ? 1 : 3).Select(c => new ClaimedSeat(c.Key, c.Value)),
                .. s.Other == 0 ? [new ClaimedSeat(Pick(Persons, s.Pick), "m1")] : ImmutableArray<ClaimedSeat>.Empty] : []),
        56 => s.Flag ? new MarkPresent([$"m{s.Pick % 5}"]) : new UnmarkPresent([$"m{s.Pick % 5}"]),
        54 => new Unseat(Pick(Persons, s.Pick), "认错人"),
        55 => new Mute(Pick(Persons, s.Pick), s.Flag ? s.Other % 3 : null),
        _ => throw new InvalidOperationException($"No command {s.What}."),
    };

    private RoundCommand AskedOfRound(Step s) => (s.Other % 7) switch
    {
        0 or 1 => new RoundCommand.OpenRound("车站往哪里搬?", s.Flag ? ["往东", "往西"] : null, s.Pick > 15 ? Pick(Items, s.Pick) : null, Add: !s.Flag || s.Pick > 5),
        2 => new RoundCommand.AddStatement(Pick(Rounds, s.Pick), $"第 {s.Pick} 种说法", s.Flag),
        3 => new RoundCommand.HideStatement(Pick(Statements, s.Pick), s.Flag ? "与议题无关" : null),
        4 => new RoundCommand.ApproveStatement(Pick(Statements, s.Pick)),
        5 => new RoundCommand.MergeStatement(Pick(Statements, s.Pick), Pick(Statements, s.Pick + 1)),
        _ => new RoundCommand.CloseRound(Pick(Rounds, s.Pick)),
    };

    private ImmutableArray<string> Rounds => [.. Room.Meeting.Rounds.All.Select(r => r.Id).TakeLast(2), "r99"];

    private ImmutableArray<string> Statements => [.. Room.Meeting.Rounds.All.SelectMany(r => r.Statements).Select(s => s.Id).TakeLast(6), "s99"];

    private ImmutableArray<string> Items => [.. Room.Meeting.Agenda.Select(i => i.Id), "i99"];

    private ImmutableArray<string> Comments => [.. Room.Meeting.Comments.All.Select(c => c.Id).TakeLast(5), "c99"];

    private ImmutableArray<string> Ballots => [.. Room.Meeting.Ballots.Select(b => b.Id).TakeLast(2), "b99"];

    private ImmutableArray<string> Drafts => [.. (Room.Meeting.Drafts ?? []).Select(d => d.Id), "d99"];

    private ImmutableArray<string> Hands => [.. Room.Meeting.Floor.Hands.Select(h => h.Participant).Reverse(), "nobody"];

    private static ImmutableArray<string> Persons => [.. Cast.Select(a => a.Id).Distinct(), "nobody"];

    private static string Pick(ImmutableArray<string> from, int pick) => from[pick % from.Length];
}
