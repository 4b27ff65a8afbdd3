using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using Hub.Server.Contracts;
using Hub.Server.Journal;
using static Hub.Domain.Meetings.MeetingCommand;
using static Hub.Domain.Meetings.MeetingEvent;

namespace Hub.Server.Rooms;

/// <summary>
/// The meeting as a hub (主会场), or as a branch (分会场) of one. Whoever sits in a branch has a seat at the hub as well: they follow the hub's room and vote in
/// its box as everybody does, so that there is one electorate and one count. Besides, a branch tells its figures, which the hub keeps in memory and publishes
/// in sum alone, and notes in its own record what the hub decided. A branch that does not reach its hub goes on by itself.
/// </summary>
internal sealed partial class MeetingGrain
{
    /// <summary>Of a hub: what each branch said last, and when.</summary>
    private readonly Dictionary<string, (BranchNow Now, long At)> _branches = [];

    /// <summary>Of a hub where votes go by the roll: by participant, how their branch said last that they sit there.</summary>
    private readonly Dictionary<string, BranchSeat> _seatsHeard = [];

    /// <summary>Of a branch: by participant, the seqs of events that changed whose seat is whose, and of which the hub may not know yet.</summary>
    private readonly Dictionary<string, long> _seatsToTell = [];
    private Task _tellingSeats = Task.CompletedTask;
    private IGrainTimer? _sums;
    private IGrainTimer? _following;
    private BranchNow? _toldHub;
    private long _toldHubAt;
    private bool _tellingHub;
    private bool _isCutOff;

    // What a hub does.

    protected override bool IsCounted(string participant) => Meeting?.InBranch.ContainsKey(participant) != true;

    public async Task<bool> SitInBranch(SeatNote seat, BranchSeat from)
    {
        if (Loop.Tentative is not { IsOver: false } || seat.Role == Role.Chair)
        {
            return true;
        }

        if (IsOvertaken(seat.Participant, from))
        {
            return true;
        }

        if (Loop.Tentative.VotesByRoll)
        {
            _seatsHeard[seat.Participant] = from;
        }

        Note(seat);
        var seated = await Decide(House("sits in a branch"), Actor.House, new SeatInBranch(seat.Participant, from.Branch));
        if (!seated.IsDone || Loop.Tentative is not { } meeting || meeting.InBranch.GetValueOrDefault(seat.Participant) != from.Branch)
        {
            // What is refused here stays so; and who sits at the hub says there by themselves what they are.
            return seated.Outcome != ReceiptOutcome.Retry;
        }

        if (!IsOvertaken(seat.Participant, from) && WhoseSeat(meeting, seat, from) is { } whose
            && (await Do(House("has the seat that the branch says"), Actor.House, whose)).Outcome == ReceiptOutcome.Retry)
        {
            return false;
        }

        if (!meeting.Rules.CheckIn || Loop.Tentative.Attendance.ContainsKey(seat.Participant) == from.CheckedIn)
        {
            return true;
        }

        // Who stands in the branch stands where its wall is.
        MeetingCommand here = from.CheckedIn ? new CheckIn { IsProven = true } : new CheckOut();
        return (await Decide(House("is there"), AsHere(seat.Actor), here)).Outcome != ReceiptOutcome.Retry;

        // Each of them changes nothing where it is so already, so that each try may be an operation of its own.
        Operation House(string what) => Operation.OfHouse($"{seat.Participant} {what}: {Guid.NewGuid()}");
    }

    /// <summary>Whether the same branch has said something newer of this seat, and was quicker.</summary>
    private bool IsOvertaken(string participant, BranchSeat from) =>
        _seatsHeard.TryGetValue(participant, out var heard) && heard.Branch == from.Branch && heard.Seq > from.Seq;

    /// <summary>
    /// What a branch says of a seat, as a command of the hub's own roll; null: nothing new. A seat that the branch's chair takes is taken here as by the hub's
    /// chair: what was voted in a ballot that is open stands. That chair gives it back, too, and nobody else does but the hub's.
    /// </summary>
    private MeetingCommand? WhoseSeat(Meeting meeting, SeatNote seat, BranchSeat from)
    {
        var sits = meeting.Members.GetValueOrDefault(seat.Participant)?.Member;
        if (from.Unseated is { } taken)
        {
            return meeting.VotesByRoll && sits == taken ? new Unseat(seat.Participant, $"席位在{meeting.BranchOf(seat.Participant)}被收回") : null;
        }

        // Also where votes do not go by the roll: the duty record of whoever attends in a branch says that they attended the hub's meeting.
        return from.Member is not { } member || sits == member.Member ? null
            : meeting.UnseatedInBranch.Contains(seat.Participant) && meeting.Roll?.Unseated.GetValueOrDefault(seat.Participant) == member.Member
                ? new ConfirmSeats([new ClaimedSeat(seat.Participant, member.Member)])
            : MaySitAs(meeting, seat, member.Member, from.Branch) ? new SeatMember(seat.Participant, member.Member, member.Sector, seat.Role)
            : null;
    }

    /// <summary>
    /// Whether somebody from a branch takes a member's seat of the hub's roll. A link or an account of their own outranks whoever was believed before, as it
    /// does everywhere; whom a branch's chair has confirmed displaces nobody but who sat in the same branch, and a card nobody who came by a link.
    /// </summary>
    private bool MaySitAs(Meeting meeting, SeatNote seat, string member, string branch) =>
        !meeting.VotesByRoll || meeting.SeatOf(member) is not { } other || other == seat.Participant || meeting.InBranch.GetValueOrDefault(other) == branch
        || seat.Known is KnownBy.Link or KnownBy.Account
        || (seat.Known == KnownBy.Card && Context.Person(other).Known is not (KnownBy.Link or KnownBy.Account));

    public Task<HubNote?> BranchNow(BranchNow now)
    {
        if (Meeting is not { } hub || !hub.Branches.ContainsKey(now.Branch))
        {
            return Task.FromResult<HubNote?>(null);
        }

        var isNews = !_branches.TryGetValue(now.Branch, out var was) || was.Now != now;
        _branches[now.Branch] = (now, Clock.GetTimestamp());
        if (isNews)
        {
            SumSoon();
        }

        // What only codes open is not written into a record that everybody reads.
        return Task.FromResult(now.IsPublic && hub.Visibility != Visibility.Public ? null : HubNote.Of(hub));
    }

    public async Task<BranchesNow?> Branches(BranchesAsk ask)
    {
        if (Meeting is not { } hub)
        {
            return null;
        }

        var behind = hub.Branches.Keys.Where(id => ask.After is null || string.CompareOrdinal(id, ask.After) > 0).Order(StringComparer.Ordinal)
            .Take(ask.Limit + 1).ToArray();
        var page = behind.Take(ask.Limit).ToArray();
        var seats = hub.InBranch.ToLookup(s => s.Value, s => s.Key);
        var ballot = ask.Ballot is null ? hub.Ballots.LastOrDefault() : hub.Ballot(ask.Ballot);
        var cast = ballot is null ? null : await Loop.WhileActive(Box.CastBy(ballot.Id, [.. page.Select(id => seats[id].ToArray())]));
        var isShown = ballot is not null && (ballot.CountsShown || (ask.Audience == Audience.Chair && ballot.Status == BallotStatus.Closed));
        return new BranchesNow(
            [.. page.Select((id, i) =>
            {
                var now = Heard(id) is { } heard && (ask.Inside || heard.IsPublic) ? heard : null;
                return new BranchItem(
                    id, now?.Title ?? hub.Branches[id], now?.Status, now?.Present, now?.CheckedIn, now?.Hands, now?.Comments, seats[id].Count(), cast?[i].Cast,
                    isShown ? cast?[i].Counts : null);
            })],
            behind.Length > page.Length ? page[^1] : null, ballot?.Id);
    }

    private BranchNow? Heard(string branch) =>
        _branches.TryGetValue(branch, out var heard) && Clock.GetElapsedTime(heard.At) < BranchPace.Lost ? heard.Now : null;

    /// <summary>Whoever checks in from a branch has done nothing here themselves: their page is told what is theirs now.</summary>
    private void TellBranchPeople(IEnumerable<Recorded<MeetingEvent>> events)
    {
        if (Meeting is not { InBranch.IsEmpty: false } hub)
        {
            return;
        }

        var theirs = events.Where(e => e.Event is CheckedIn or CheckedOut && hub.InBranch.ContainsKey(e.Actor)).Select(e => e.Actor).ToHashSet();
        if (theirs.Count > 0)
        {
            TellThem(theirs);
        }
    }

    /// <summary>A thousand branches change something all the time: the room is told at most once in <see cref="BranchPace.Told"/>.</summary>
    private void SumSoon() => _sums ??= this.RegisterGrainTimer(SumBranches, BranchPace.Told, Timeout.InfiniteTimeSpan);

    private async Task SumBranches()
    {
        _sums?.Dispose();
        _sums = null;
        if (Meeting is not { Branches.IsEmpty: false } hub)
        {
            return;
        }

        var open = hub.Ballots.FindLast(b => b.Status != BallotStatus.Closed);
        int? cast = null;
        try
        {
            cast = open is null ? null : (await Loop.WhileActive(Box.CastBy(open.Id, [[.. hub.InBranch.Keys]])))?[0].Cast;
        }
#pragma warning disable CA1031 // The box may be out of reach for a moment; the sum of the next turn has it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogNotCounted(Id, e);
        }

        var heard = hub.Branches.Keys.Select(Heard).OfType<BranchNow>().ToList();
        var sums = new BranchSums(
            hub.Branches.Count, heard.Sum(b => b.Present), heard.Sum(b => b.CheckedIn), heard.Sum(b => b.Hands), heard.Sum(b => b.Comments), cast);
        if (sums != Context.Branches)
        {
            Context.Branches = sums;
            SoftChanged();
        }
    }

    // What a branch does.

    private IMeetingGrain HubGrain(string hub) => GrainFactory.Grain<IMeetingGrain>(hub);

    /// <summary>How somebody sits here, for the hub; null where there is none, or this is over.</summary>
    private BranchSeat? SeatInBranch(string participant) =>
        Meeting is not { Hub: { } hub, IsOver: false } m ? null
        : new BranchSeat(
            hub, Id, RoleHere(participant) is var role && role == Role.Chair ? Role.Attendee : role,
            m.Rules.CheckIn ? m.Attendance.ContainsKey(participant) : role >= Role.Attendee, m.Members.GetValueOrDefault(participant),
            m.Roll?.Unseated.GetValueOrDefault(participant), Loop.Head.Seq);

    /// <summary>Begins to tell the hub of this branch, and to note what it decides; ends with the meeting.</summary>
    private void FollowHub()
    {
        if (Meeting is { Hub: not null, IsOver: false })
        {
            _following ??= this.RegisterGrainTimer(KeepTelling, BranchPace.Told, BranchPace.Told);
        }
        else if (_following is not null)
        {
            _following.Dispose();
            _following = null;
        }
    }

    private Task KeepTelling()
    {
        if (_seatsToTell.Count > 0 && !_isCutOff && _tellingSeats.IsCompleted)
        {
            _tellingSeats = TellSeats();
        }

        var isDue = Clock.GetElapsedTime(_toldHubAt) >= BranchPace.Renewed;
        return Meeting is { Hub: { } hub, IsOver: false } m && !_tellingHub && (isDue || (!_isCutOff && Now(m) != _toldHub))
            ? TellHub(hub, Now(m)) : Task.CompletedTask;
    }

    /// <summary>Whose seat the chair takes or gives back is told to the hub, also where the person's own page is away.</summary>
    private void NoteSeatsToTell(IEnumerable<Recorded<MeetingEvent>> events)
    {
        if (Meeting is not { Hub: not null, IsOver: false })
        {
            return;
        }

        foreach (var (participant, seq) in events.SelectMany(recorded => ChairSaysOf(recorded.Event).Select(p => (p, recorded.Seq))))
        {
            _seatsToTell[participant] = seq;
        }

        static IEnumerable<string> ChairSaysOf(MeetingEvent happened) => happened switch
        {
            Unseated e => [e.Participant],
            SeatsConfirmed e => e.Seats.Select(s => s.Participant),
            _ => [],
        };
    }

    /// <summary>What an activation before this one may not have told.</summary>
    private void TellTakenSeatsAgain()
    {
        if (Meeting is { Hub: not null, IsOver: false, Roll: { } roll })
        {
            foreach (var participant in roll.Unseated.Keys)
            {
                _seatsToTell[participant] = Loop.Head.Seq;
            }
        }
    }

    /// <summary>Whoever is answered that a seat is taken finds it so at the hub, too, where that answers soon; else it hears of it later.</summary>
    private async Task<Answer> UnseatAtHubToo(Operation operation, Actor actor, Unseat command)
    {
        var answer = await Decide(operation, actor, command);
        if (answer.IsDone && _seatsToTell.ContainsKey(command.Participant))
        {
            await TellSeats(command.Participant);
        }

        return answer;
    }

    /// <param name="only">Of this participant alone; null: of all.</param>
    private async Task TellSeats(string? only = null)
    {
        try
        {
            var people = (await _directory.ReadSeats(StreamNames.OfMeeting(Id))).ToDictionary(s => s.Participant, s => s.Person);
            foreach (var (participant, seq) in _seatsToTell.Where(s => only is null || s.Key == only).ToList())
            {
                if ((!people.TryGetValue(participant, out var person)
                    || await Loop.WhileActive(GrainFactory.Grain<IParticipantGrain>(IParticipantGrain.Key(Id, person)).TellHub()))
                    && _seatsToTell.GetValueOrDefault(participant) == seq)
                {
                    _seatsToTell.Remove(participant);
                }
            }
        }
#pragma warning disable CA1031 // Whatever it is: the branch goes on by itself, and tells what is left with the next turn of the timer.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogSeatsNotTold(Id, e);
        }
    }

    private BranchNow Now(Meeting m) =>
        new(
            Id, m.Title, m.Status, Context.PresentNow, m.Attendance.Count, m.Floor.Hands.Count, m.Comments.Total, m.Visibility == Visibility.Public);

    /// <summary>Tells the figures, and notes what has come of it at the hub. Where the hub is out of reach, later.</summary>
    private async Task TellHub(string hub, BranchNow now)
    {
        _tellingHub = true;
        try
        {
            // Also where it fails: a hub that is away is not asked every second by all of its branches.
            _toldHubAt = Clock.GetTimestamp();
            var note = await Loop.WhileActive(HubGrain(hub).BranchNow(now)).WaitAsync(BranchPace.Patience, Clock);
            (_toldHub, _isCutOff) = (now, false);
            if (note is not null && !note.SaysAs(Loop.Tentative?.Noted))
            {
                await Decide(Operation.OfHouse($"note the hub of {Id}: {Guid.NewGuid()}"), Actor.House, new NoteHub(note));
            }
        }
#pragma warning disable CA1031 // Whatever it is: the branch goes on by itself, and tells the hub when it is back.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (!_isCutOff)
            {
                LogCutOff(Id, hub, e);
            }

            _isCutOff = true;
        }
        finally
        {
            _tellingHub = false;
        }
    }

    /// <summary>What the hub had decided by then stands in the record of a branch that closes, as far as the hub can be asked.</summary>
    private Task NoteHubBeforeClose() =>
        Meeting is { Hub: { } hub, Status: MeetingStatus.Open or MeetingStatus.Paused } m ? TellHub(hub, Now(m)) : Task.CompletedTask;

    /// <summary>The hub has the comment before this record says that it was put forward, and may refuse it.</summary>
    private Task<Answer> CommentAtHubFirst(Operation operation, Actor actor, ForwardComment command) =>
        DecideAround<CommentForwarded>(operation, actor, command, async (meeting, forwarded) =>
            Forwarded<CommentForwarded>(await InTheirName(
                meeting, meeting.Comments.Find(forwarded.Comment)!.Author, $"put {forwarded.Comment} of {Id} forward",
                new CommentFromBranch(meeting.Comments.Find(forwarded.Comment)!.Text))));

    /// <summary>The same with a hand: one that waits at the hub already goes down here, too.</summary>
    private Task<Answer> HandAtHubFirst(Operation operation, Actor actor, ForwardHand command) =>
        DecideAround<HandForwarded>(operation, actor, command, async (meeting, forwarded) =>
        {
            var hand = meeting.Floor.Hands.Find(h => h.Participant == forwarded.Participant)!;
            return Forwarded<HandForwarded>(await InTheirName(
                meeting, hand.Participant, $"put the hand of {hand.Participant} in {Id} up at {hand.Seq} forward", new HandFromBranch(hand.About)));
        });

    private static Asked<T> Forwarded<T>(Answer answer) => answer.IsDone ? new Asked<T>(again => again) : answer;

    /// <summary>At the hub, from the seat that they have there.</summary>
    private async Task<Answer> InTheirName(Meeting meeting, string participant, string what, MeetingCommand command)
    {
        if (await PersonOf(participant) is not { } person || SeatInBranch(participant) is not { } from
            || Context.Person(participant) is not { Name: { } name } who)
        {
            return Answer.Refused(Rejection.UnknownParticipant);
        }

        var theirs = GrainFactory.Grain<IParticipantGrain>(IParticipantGrain.Key(meeting.Hub!, person));
        return await Loop.WhileActive(theirs.SitFrom(name, who.Known, from)) && await Loop.WhileActive(theirs.Seat()) is { } seat
            ? await Loop.WhileActive(HubGrain(meeting.Hub!).Do(new Ask<MeetingCommand>(Operation.OfHouse(what).Key, seat.Actor, seat.Name, command)))
            : Answer.Retry;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The branch {Meeting} does not reach its hub {Hub}; it goes on by itself, and asks again.")]
    private partial void LogCutOff(string meeting, string hub, Exception e);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The hub of {Meeting} was not told whose seat was taken there; it is told again.")]
    private partial void LogSeatsNotTold(string meeting, Exception e);
}
