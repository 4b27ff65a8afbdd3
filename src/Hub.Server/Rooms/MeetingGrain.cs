using System.Collections.Immutable;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using Hub.Domain.Opinion;
using Hub.Server.Access;
using Hub.Server.Ballots;
using Hub.Server.Common;
using Hub.Server.Contracts;
using Hub.Server.Feed;
using Hub.Server.Files;
using Hub.Server.Journal;
using Hub.Server.Telemetry;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using static Hub.Domain.Meetings.MeetingCommand;
using static Hub.Domain.Meetings.MeetingEvent;

namespace Hub.Server.Rooms;

/// <summary>
/// The owner of one meeting. The rules are <see cref="MeetingDecider"/>'s. What is left to the grain is whatever needs another grain or the directory: the two
/// protocols with the box (a ballot opens there first, and closes there before it is sealed here), the topics that hear of their items and commitments, the
/// seats and the vault of names, approvals, and the deadlines.
/// </summary>
[Reentrant]
internal sealed partial class MeetingGrain : RoomGrain<Meeting, MeetingEvent, MeetingCommand>, IMeetingGrain
{
    /// <summary>Wrong check-in codes of one participant at once, and how long each further one takes at least.</summary>
    private const int WallTries = 5;
    private const double SecondsPerWallTry = 30;

    private readonly IDirectory _directory;
    private readonly Presence _presence;
    private readonly IFileStore _files;
    private readonly ILogger _logger;
    private readonly Budgets<string> _wallTries;
    private readonly RoomRounds<Meeting?, MeetingEvent> _rounds;
    private bool _vaultIsBehind;
    private Task? _naming;

    public MeetingGrain(
        RoomServices services, IDirectory directory, Presence presence, IFileStore files, IOptions<BallotSettings> ballots, HubMeter meter,
        ILogger<MeetingGrain> logger)
        : base(
            services, (id, context) => new MeetingEncoder(id, context, ballots.Value.TallyBeforeVote), MeetingEvolution.Evolve, meter.Meetings, logger)
    {
        (_directory, _presence, _files, _logger, _wallTries) =
            (directory, presence, files, logger, new Budgets<string>(WallTries, 1 / SecondsPerWallTry, TimeSpan.FromMinutes(5), services.Clock));
        Context.BranchOf = participant => Meeting?.BranchOf(participant);
        _rounds = new RoomRounds<Meeting?, MeetingEvent>(
            Room, () => Meeting?.Rounds ?? Rounds.None, (operation, actor, command) => Decide(operation, actor, new OfRound(command)), () => GrainFactory, Loop,
            services.Clock, () => SetDeadline(), logger);
    }

    private Meeting? Meeting => State;

    public override Task<Answer> Do(Ask<MeetingCommand> ask)
    {
        ask = ask with { Actor = AsHere(ask.Actor) };
        if (ask.Name is { } called)
        {
            Note(new SeatNote(ask.Actor.Id, called, ask.Actor.Role, ask.Actor.Name?.Hash, ask.Actor.Name?.Known));
        }

        return base.Do(ask);
    }

    /// <summary>Under the name, and in the role, that the record gives them: where votes go by the roll, it says who is a member.</summary>
    private Actor AsHere(Actor actor) =>
        actor.Name is { } name && Loop.Tentative is { VotesByRoll: true } meeting
            ? actor with { Name = name with { As = meeting.RoleOf(actor), Known = KnownHere(actor.Id, name.Known) } }
            : actor;

    public Task<About?> About() => About(
        () => new About("", Visibility.Codes, MeetingStatus.Scheduled, 0, Rejection.Quarantined),
        m => new About(m.Title, m.Visibility, m.Status, Context.PresentNow)
        {
            StartsAt = m.StartsAt,
            Venue = m.Venue,
            County = m.County,
            Format = m.Format,
            Presence = m.Rules.Presence,
            Roll = m.Roll?.Kind,
            Hub = m.Hub,
        });

    public Task<BallotState?> Ballot(string ballot) => Task.FromResult(
        Meeting is { } m && m.Ballot(ballot) is { } b
            ? new BallotState(b.Status == BallotStatus.Closed, b.Status == BallotStatus.Closed && b.CountsShown, b.Secrecy, m.NamesRemoved.Count) : null);

    public async Task<ClaimedSeatNote> Claim(SeatAsk ask, string member)
    {
        if (Loop.Tentative is not { } meeting)
        {
            return new ClaimedSeatNote(null, Rejection.UnknownRoom);
        }

        if (meeting.IsOver)
        {
            return new ClaimedSeatNote(null, Rejection.MeetingClosed);
        }

        // Looked at before the seat is taken, so that who is refused takes nobody's name.
        var participant = (await _directory.FindSeat(StreamNames.OfMeeting(Id), ask.Person))?.Participant ?? ask.Participant;
        if (MeetingDecider.WhyNotClaim(Loop.Tentative, participant, member) is { } refused)
        {
            if (refused.Rejection == Rejection.TooManyClaims && Format >= RecordFormat.Fourth && !Loop.Tentative.Roll!.Stopped.Contains(participant))
            {
                await Decide(Operation.OfHouse($"{participant} says no more: {Guid.NewGuid()}"), Actor.House, new StopClaims(participant));
            }

            return new ClaimedSeatNote(null, refused.Rejection);
        }

        var seat = await Sit(ask, isClaim: true);

        // Claiming the same again changes nothing, so that each try may be an operation of its own.
        var answer = await Decide(
            Operation.OfHouse($"{seat.Participant} says to be {member}: {Guid.NewGuid()}"), AsHere(seat.Actor with { Role = Role.Attendee }),
            new ClaimSeat(member));
        return answer.IsDone ? new ClaimedSeatNote(seat, IsSeated: Loop.Tentative.MemberAt(seat.Participant) == member)
            : answer.Rejection is { } rejection ? new ClaimedSeatNote(null, rejection)
            : throw new TimeoutException($"Meeting {Id} did not take note of who says to be a member.");
    }

    public Task<RollNow?> Roll()
    {
        if (Meeting is not { Roll: { } roll } m)
        {
            return Task.FromResult<RollNow?>(null);
        }

        var seats = m.Members.Where(s => roll.Members.ContainsKey(s.Value.Member)).ToDictionary(s => s.Value.Member, s => s.Key);
        var (claims, now) = (roll.Claims.ToLookup(c => c.Value, c => c.Key), Clock.GetUtcNow());
        return Task.FromResult<RollNow?>(new RollNow(
            roll.Kind,
            [.. roll.Members.Values.Select(r => new RollPlace(
                r.Member, r.Sector, seats.GetValueOrDefault(r.Member), [.. claims[r.Member]], roll.Marked.Contains(r.Member),
                seats.TryGetValue(r.Member, out var seat) && m.IsMuted(seat, now) ? m.Muted[seat] : null))],
            m.VotesByRoll ? m.Entitled : 0, m.VotesByRoll ? m.PresentByRoll : 0, [.. m.Members.Values.Select(s => s.Member).Concat(roll.Marked).Distinct()]));
    }

    public async Task<ClaimedSeatNote> SitByCard(SeatAsk ask, SeatedMember member)
    {
        // Looked at before the seat is taken, so that who is refused takes nobody's name.
        var participant = (await _directory.FindSeat(StreamNames.OfMeeting(Id), ask.Person))?.Participant ?? ask.Participant;
        if (WhyNotByCard(participant, member.Member) is { } refused)
        {
            return new ClaimedSeatNote(null, refused);
        }

        var seat = await Sit(ask, isClaim: false);
        if (WhyNotByCard(seat.Participant, member.Member) is { } meanwhile)
        {
            return new ClaimedSeatNote(null, meanwhile);
        }

        var answer = await Do(
            Operation.OfHouse($"{seat.Participant} sits as {member.Member} by a card: {Guid.NewGuid()}"), Actor.House,
            new SeatMember(seat.Participant, member.Member, member.Sector));
        return answer.IsDone ? new ClaimedSeatNote(seat with { Role = RoleHere(seat.Participant) }, IsSeated: true)
            : answer.Rejection is { } rejection ? new ClaimedSeatNote(null, rejection)
            : throw new TimeoutException($"Meeting {Id} did not take note of who sits there by a card.");
    }

    /// <summary>Why a card does not seat this participant as this member; null where it does, or has.</summary>
    private Rejection? WhyNotByCard(string participant, string member) =>
        Loop.Tentative is not { } meeting ? Rejection.UnknownRoom
        : meeting.IsOver ? Rejection.MeetingClosed
        : !meeting.VotesByRoll ? Rejection.NotOffered
        : !meeting.Roll!.Members.ContainsKey(member) ? Rejection.UnknownMember
        : meeting.Roll.Unseated.GetValueOrDefault(participant) == member ? Rejection.SeatTakenBack

        // Who sits as an entry that left the roll, as one does that was merged into another, may sit as whom the card seats.
        : meeting.Members.TryGetValue(participant, out var sits) && sits.Member != member && meeting.Roll.Members.ContainsKey(sits.Member) ? Rejection.SeatTaken
        : meeting.SeatOf(member) is { } other && other != participant && Context.Person(other).Known is KnownBy.Link or KnownBy.Account ? Rejection.SeatTaken
        : null;

    public async Task<SeatNote?> Sit(SeatAsk ask)
    {
        // A node of an older build would not understand this answer.
        var isWallCode = ask is { Known: null, Role: < Role.Member };
        return isWallCode && Loop.Tentative is { IsOver: true } && Format >= RecordFormat.Fourth
            && await _directory.FindSeat(StreamNames.OfMeeting(Id), ask.Person) is null
                ? null : await Sit(ask, isClaim: false);
    }

    private async Task<SeatNote> Sit(SeatAsk ask, bool isClaim)
    {
        var room = StreamNames.OfMeeting(Id);
        if (Loop.Tentative is { VotesByRoll: true, IsOver: false } byRoll && !isClaim && !ask.IsMember
            && await _directory.FindSeat(room, ask.Person) is { Name.Length: > 0 } sitting
            && (byRoll.Members.ContainsKey(sitting.Participant) || byRoll.Roll!.Claims.ContainsKey(sitting.Participant)))
        {
            // Who sits as a member, or says to be one, goes by the register's name, whatever is typed: it is what the chair confirms.
            ask = ask with { Name = sitting.Name, Known = sitting.Known };
        }

        if (Loop.Tentative is { IsOver: true })
        {
            ask = ask with { Role = ask.Role == Role.Chair ? ask.Role : Role.Observer, IsMember = false };
            if (await _directory.FindSeat(room, ask.Person) is { } before)
            {
                if (before.Name.Length == 0)
                {
                    // Their name was removed from this record, and none comes into it in its place.
                    return before.Note with { Role = Role.Observer };
                }

                ask = ask with { Name = before.Name, Known = before.Known };
                if (before.NameHash is not null && Seat.Acting(before.Role, ask.Role) == before.Role)
                {
                    return before.Note;
                }
            }
        }

        var seat = (await _directory.TakeSeat(room, ask.Person, ask.Name, ask.Role, ask.Participant, ask.Known, ask.IsMember)).Note;
        await SeatTaken(seat);

        // The members' code is known to many: who comes with it is a member once the chair has confirmed who they are.
        return seat with { Role = Loop.Tentative?.RoleOf(seat.Actor) ?? seat.Role, Hub = Loop.Tentative?.Hub };
    }

    public async Task SeatTaken(SeatNote seat)
    {
        Note(seat);
        if (Loop.Tentative is not { IsOver: false } meeting)
        {
            return;
        }

        if (meeting.Names.TryGetValue(seat.Participant, out var named) && named.Hash != seat.NameHash)
        {
            Require(await Decide(Operation.OfHouse($"{seat.Participant} is called {seat.NameHash} after {Loop.Head.Seq}"), AsHere(seat.Actor), new Rename()));
        }

        if (meeting.Attendance.TryGetValue(seat.Participant, out var role) && role != seat.Role)
        {
            // Who has checked in stays so with the role they have now: it says who votes.
            Require(await Decide(
                Operation.OfHouse($"{seat.Participant} is here as {seat.Role} after {Loop.Head.Seq}"), AsHere(seat.Actor), new CheckIn { IsProven = true }));
        }

        void Require(Answer answer)
        {
            // The seat is stored, and who asks again finds it. Without the event the room would go on with the name and the role from before.
            if (answer.Outcome == ReceiptOutcome.Retry)
            {
                throw new TimeoutException($"Meeting {Id} did not take note of how {seat.Participant} sits there now.");
            }
        }
    }

    /// <summary>A name is known here before an event refers to it. Of a meeting that is over nobody is called otherwise than at its end.</summary>
    private void Note(SeatNote seat)
    {
        seat = seat with { Known = KnownHere(seat.Participant, seat.Known) };

        // Whoever asks again for a while may still say a name that was removed meanwhile.
        var isGone = seat.Name.Length == 0 || (seat.NameHash is not null && Meeting?.NamesRemoved.Contains(seat.NameHash) == true);
        var named = isGone ? new Named(null, seat.Role) : new Named(seat.Name, seat.Role, seat.Known, seat.NameHash);
        if (named is { Hash: { } hash, Name: { } name })
        {
            Context.Names[hash] = name;
        }

        if (Loop.Tentative is not { IsOver: true } && Context.People.GetValueOrDefault(seat.Participant) != named)
        {
            Context.People[seat.Participant] = named;
            SoftChanged();
        }
    }

    /// <summary>How somebody is known here: the chair may have confirmed who sits where the name was typed in.</summary>
    private KnownBy? KnownHere(string participant, KnownBy? known) =>
        Loop.Tentative is not { VotesByRoll: true } meeting ? known
        : known is null && meeting.MemberAt(participant) is not null ? KnownBy.Confirmed
        : known is KnownBy.Confirmed or KnownBy.Card && meeting.MemberAt(participant) is null ? null
        : known;

    /// <summary>In which role somebody is here: their seat's, or what the roll says of it.</summary>
    private Role RoleHere(string participant) =>
        Loop.Tentative is { } meeting ? meeting.RoleOf(new Actor(participant, Context.Person(participant).Role)) : Context.Person(participant).Role;

    public Task<MineInMeeting> Mine(string participant) => Task.FromResult(new MineInMeeting(
        Meeting?.Attendance.ContainsKey(participant) ?? false,
        Meeting?.Floor.Hands.Find(h => h.Participant == participant) is { } hand ? ((MeetingEncoder)Encoder).Hand(Meeting, hand) : null,
        Meeting?.Rules.ChairVotes == true,
        Meeting is not { VotesByRoll: true, IsOver: false } m ? null
            : m.MemberAt(participant) is not null ? SeatState.Seated : m.Roll!.Claims.ContainsKey(participant) ? SeatState.Claimed : null,
        Meeting?.IsMuted(participant, Clock.GetUtcNow()) == true ? Meeting.Muted[participant] : null,
        Meeting is { VotesByRoll: true } ? RoleHere(participant) : null,
        Meeting is { Comments: { } comments } && comments.All.Count > comments.Total
            ? [.. comments.All.Where(c => c.Status == CommentStatus.Waiting && c.Author == participant).Select(c => new WaitingComment(c.Id, c.ShownText))]
            : null,
        SeatInBranch(participant)));

    public Task<PeopleHere?> People() => Task.FromResult(Meeting is not { } m ? null : new PeopleHere(
        m.Rules.Delegation == true, m.Rules.MissingNamed == true, m.Rules.Voters,
        [.. Context.People.Select(p => new PersonHere(
            p.Key, p.Value.Name, RoleHere(p.Key), m.Attendance.ContainsKey(p.Key), m.Weights.TryGetValue(p.Key, out var weight) ? weight.ToString() : null,
            m.Delegations.GetValueOrDefault(p.Key)?.To,
            p.Value.Verified, m.PresidingMembers.Contains(p.Key)))]));

    public Task<FloorOrder?> FloorOrder() =>
        Task.FromResult(Meeting is not { } m ? null : new FloorOrder(m.Floor.Policy, [.. SpeakingOrder.Of(m).Select(t => new FloorTurn(
        t.Hand.Participant, Context.Name(t.Hand.Participant), m.Members.GetValueOrDefault(t.Hand.Participant)?.Sector,
        m.Floor.Spoken.GetValueOrDefault(t.Hand.Participant).TotalSeconds, t.Why,
        Context.Person(t.Hand.Participant).Verified, Context.IsRemoved(t.Hand.Participant)))]));

    protected override Decision<MeetingEvent> Rules(Meeting? state, MeetingCommand command, Given given) => MeetingDecider.Decide(state, command, given);

    protected override Task<Answer> Do(Operation operation, Actor actor, MeetingCommand command) => command switch
    {
        OpenBallot open => OpenInBoxFirst(operation, actor, open),
        CloseBallot close => CloseInBoxFirst(operation, actor, close),
        Close or Cancel => EndAndSeal(operation, actor, command),
        StartItem or FinishItem or DropItem => DecideAndTell(operation, actor, command),
        RestoreItem restore => RestoreAndTell(operation, actor, restore),
        AddDocument add => KeepFileFirst(operation, actor, add),
        DropDocument drop => DropFileAfterwards(operation, actor, drop),
        SeatMember seat => SeatInBoxToo(operation, actor, seat),
        ApproveMinutes approve => ApproveWhatIsStored(operation, actor, approve),
        MeetingCommand.Commit commit => CommitInTopicFirst(operation, actor, commit),
        TakeBackCommitment back => TakeBackInTopicFirst(operation, actor, back),
        RemoveName remove => RemoveFromVaultToo(operation, actor, remove),
        MeetingCommand.RemoveTexts remove => RemoveWhatIsTheirs(operation, actor, remove),
        CheckIn { Code: { } code } checkIn => CheckInAtTheWall(operation, actor, checkIn, code),
        Unseat unseat when Meeting?.Hub is not null => UnseatAtHubToo(operation, actor, unseat),
        ForwardComment forward => CommentAtHubFirst(operation, actor, forward),
        ForwardHand forward => HandAtHubFirst(operation, actor, forward),
        OfRound round => _rounds.Do(operation, actor, round.Command),
        _ => Decide(operation, actor, command),
    };

    public override async Task<bool> CountGroups(string round, int groups) => (await Do(
        Operation.OfHouse($"{groups} groups in {Id} {round} after {Loop.Head.Seq}: {Guid.NewGuid()}"), Actor.House,
        new OfRound(new RoundCommand.CountGroups(round, groups)))).IsDone;

    protected override Rounds RoundsOf(Meeting state) => state.Rounds;

    protected override (IReadOnlySet<long> Seqs, long By) RemovedTexts(Meeting state) => (state.TextsRemoved, state.TextsRemovedAt);

    protected override MeetingEvent WithoutText(MeetingEvent happened) => happened.WithoutText() ?? happened;

    protected override string? WhyRemoved(MeetingEvent happened) => (happened as TextsRemoved)?.Reason;

    private async Task<Answer> RemoveWhatIsTheirs(Operation operation, Actor actor, MeetingCommand.RemoveTexts command) => await RemoveTexts(
        operation, actor, command.Author is { } author ? command with { Seqs = await TextsOf(author) } : command);

    /// <summary>
    /// The file stays before anybody is told of it, and only where the rules take the document: what is refused leaves its file loose
    /// (<see cref="LooseFiles"/>), and it is deleted by itself.
    /// </summary>
    private Task<Answer> KeepFileFirst(Operation operation, Actor actor, AddDocument command) =>
        DecideAround<DocumentAdded>(operation, actor, command, async (_, _) =>
    {
        if (!FileContent.IsId(command.File) || !await _files.Exist([command.File]))
        {
            return Answer.Refused(Rejection.UnknownFile, "file");
        }

        // Asked again once it stays: it may have been deleted in between.
        await _files.Attach([command.File]);
        return await _files.Exist([command.File]) ? new Asked<DocumentAdded>(added => added) : Answer.Refused(Rejection.UnknownFile, "file");
    });

    /// <summary>
    /// The file goes a day after nothing names it any more (<see cref="LooseFiles"/>). Where this cannot be noted, as after a crash in between, it stays, and
    /// costs room.
    /// </summary>
    private async Task<Answer> DropFileAfterwards(Operation operation, Actor actor, DropDocument command)
    {
        var file = Loop.Tentative?.Item(command.Item)?.Document(command.Document)?.File;
        var answer = await Decide(operation, actor, command);

        // A node of an older build would delete it, whatever else names it.
        if (file is not null && answer.IsDone && Format >= RecordFormat.Ninth)
        {
            try
            {
                await _files.Drop(file);
            }
            catch (StoreException e)
            {
                LogFileStays(Id, e);
            }
        }

        return answer;
    }

    /// <summary>Six digits could be guessed by whoever may go on for long: who has tried some wrong ones waits ever longer.</summary>
    private Task<Answer> CheckInAtTheWall(Operation operation, Actor actor, CheckIn checkIn, string code)
    {
        var isProven = _presence.IsGood(Id, code, Clock.GetUtcNow());
        if (_wallTries.Wait(actor.Id) is not null)
        {
            return Task.FromResult(Answer.Refused(Rejection.TooFast));
        }

        if (!isProven)
        {
            _wallTries.Take(actor.Id);
        }

        return Decide(operation, actor, checkIn with { IsProven = isProven });
    }

    protected override async Task Loaded(CancellationToken cancel)
    {
        await ReadPeople(cancel);

        // What people are told of counts never goes back, also not while the box's next report is awaited.
        await PullCounts();
        if (!await ReplaceInBox())
        {
            throw new TimeoutException($"The box of {Id} did not take note of who sits where.");
        }

        _maybeGivenUp.UnionWith(Meeting!.Commitments.Select(c => c.Commitment));
        ResumeWithBox();
        TellTakenSeatsAgain();
        FollowHub();
    }

    protected override void Published(Batch<Meeting?, MeetingEvent> batch)
    {
        FollowHub();
        TellBranchPeople(batch.Events);
        NoteSeatsToTell(batch.Events);
        foreach (var removed in batch.Events.Select(e => e.Event).OfType<NameRemoved>())
        {
            Forget(removed);
        }

        if (batch.Events.Exists(e => e.Event is TextsRemoved))
        {
            Reencode();
        }

        TellHidden(batch.Events.Select(e => e.Event).OfType<InRound>().Select(e => e.Event));
        if (batch.Events.Exists(e => e.Event is BallotOpened or BallotClosing or BallotClosed or InRound or MeetingClosed or MeetingCancelled))
        {
            SetDeadline();
        }

        if (batch.Events.Exists(e => e.Event is BranchAdded || (e.Event is BallotOpened or BallotClosed && Meeting is { Branches.IsEmpty: false })))
        {
            SumSoon();
        }

        if (batch.Events.Exists(e => e.Event is CheckedIn or CheckedOut or MarkedPresent or UnmarkedPresent))
        {
            SoftChanged();
        }

        if (batch.Events.Exists(e => e.Event is SeatsConfirmed or Unseated or MemberSeated or SeatReplaced or RollSet))
        {
            NoteWhoIsKnown();
        }
    }

    /// <summary>Who was confirmed is known from now on, and whose seat was taken not any more.</summary>
    private void NoteWhoIsKnown()
    {
        foreach (var (participant, person) in Context.People.ToList())
        {
            if (KnownHere(participant, person.Known) is var known && known != person.Known)
            {
                Context.People[participant] = person with { Known = known };
                SoftChanged();
            }
        }
    }

    protected override Rejection? WhyNotReact(Meeting state, string what) =>
        state.Status == MeetingStatus.Cancelled ? Rejection.MeetingCancelled
        : state.IsOver ? Rejection.MeetingClosed
        : state.Comments.Find(what) switch
        {
            null or { Shown: false } => Rejection.UnknownComment,
            { Status: not CommentStatus.Visible } => Rejection.CommentNotVisible,
            _ => null,
        };

    protected override async Task LookAround()
    {
        if (_vaultIsBehind)
        {
            await RemoveNamesFromVault();
        }

        // A branch that was not heard for a while is not in the sums any more.
        if (Meeting is { Branches.IsEmpty: false })
        {
            SumSoon();
        }

        if (Meeting?.Status == MeetingStatus.Open && IsFollowed)
        {
            try
            {
                // A box that died before it could report is woken by whoever asks it.
                await PullCounts();
            }
#pragma warning disable CA1031 // It is asked again with the next turn of the timer.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogNotCounted(Id, e);
            }
        }
    }

    /// <summary>
    /// Of a meeting that goes on people are called as they sit there now; of one that is over, as they were called at its end, whatever became of their seats.
    /// </summary>
    private async Task ReadPeople(CancellationToken cancel)
    {
        var room = StreamNames.OfMeeting(Id);
        await RemoveNamesFromVault();
        var vault = await _directory.ReadNames(room, cancel);
        foreach (var name in vault.Where(n => !n.IsRemoved && !Meeting!.NamesRemoved.Contains(n.Hash)))
        {
            Context.Names[name.Hash] = name.Name;
        }

        foreach (var name in vault.Where(n => n.IsFixed))
        {
            Context.Fixed[name.Participant] = name.Recorded;
        }

        if (Meeting!.IsOver)
        {
            foreach (var (participant, recorded) in vault.Where(n => n.IsFixed).Select(n => (n.Participant, n.Recorded))
                .Concat(Meeting.Names.Select(n => (n.Key, n.Value))))
            {
                Context.People[participant] = new Named(Context.Names.GetValueOrDefault(recorded.Hash), recorded.As, recorded.Known, recorded.Hash);
            }

            return;
        }

        foreach (var seat in await _directory.ReadSeats(room, cancel))
        {
            Note(seat.Note);
        }
    }

    /// <summary>
    /// A crash, or a database that takes no writes, may have come between the event and the vault. Nobody is told the name meanwhile, and it is tried again.
    /// </summary>
    private async Task RemoveNamesFromVault()
    {
        try
        {
            if (!Meeting!.NamesRemoved.IsEmpty)
            {
                await RemoveNamesFromVault([.. (await _directory.ReadNames(StreamNames.OfMeeting(Id)))
                    .Where(n => !n.IsRemoved && Meeting.NamesRemoved.Contains(n.Hash)).Select(n => n.Hash)]);
            }

            _vaultIsBehind = false;
        }
#pragma warning disable CA1031 // Whatever it is: who reads the meeting must not wait for it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _vaultIsBehind = true;
            LogVaultIsBehind(Id, e);
        }
    }

    private async Task RemoveNamesFromVault(IReadOnlyCollection<string> hashes)
    {
        if (hashes.Count > 0)
        {
            var room = StreamNames.OfMeeting(Id);
            await NoteForgotten(hashes.Select(hash => new Forgotten(room, Name: hash)));
            await _directory.RemoveNames(room, hashes);
        }
    }

    /// <summary>
    /// Decides, and records before it all who take part and whom the record does not know yet as they are called now: in one commit, so that the one is never
    /// without the other. Whoever only voted, or only listened, did nothing in this stream that would have named them.
    /// </summary>
    private async Task<Answer> DecideNamingSeats(Operation operation, Actor actor, MeetingCommand command)
    {
        await NameSeats();
        return await Decide(
            operation, actor, command,
            (meeting, accepted, given) => Rules(meeting, SeatsOf(meeting!), given with { Actor = Actor.House }) is Decision<MeetingEvent>.Accepted seats
                ? new Decision<MeetingEvent>.Accepted([.. seats.Events, .. accepted.Events])
                : accepted);
    }

    /// <summary>
    /// A seat that a node of an older build wrote has no name in the vault as this grain knows it. It has got one since, when the record moved on to
    /// the second format or when its person did something here, or gets one now, from the one grain that also takes the seat's next name.
    /// </summary>
    private Task NameSeats() =>
        Format < RecordFormat.Second || Meeting is not { IsOver: false } || Context.People.Values.All(p => p.Hash is not null || p.Name is null)
            ? Task.CompletedTask
            : _naming ??= NameSeatsOnce();

    private async Task NameSeatsOnce()
    {
        try
        {
            await Task.Yield();
            var nameless = Context.People.Where(p => p.Value is { Hash: null, Name: not null }).Select(p => p.Key).ToHashSet();
            await Task.WhenAll((await _directory.ReadSeats(StreamNames.OfMeeting(Id))).Where(s => nameless.Contains(s.Participant)).Select(async seat =>
            {
                if (await Loop.WhileActive(GrainFactory.Grain<IParticipantGrain>(IParticipantGrain.Key(Id, seat.Person)).Seat()) is { } named)
                {
                    Note(named);
                }
            }));
        }
        finally
        {
            _naming = null;
        }
    }

    /// <summary>
    /// Those who take part: where one checks in, who has, and who sits as a member of the roll, as they may vote in the place of whoever sat there before;
    /// otherwise everyone with a seat who may speak.
    /// </summary>
    private RecordSeats SeatsOf(Meeting meeting) => new(
        [.. Context.People.Where(p =>
            p.Value.Hash is not null && (meeting.Rules.CheckIn ? meeting.Attendance.ContainsKey(p.Key)
                || meeting.MemberAt(p.Key) is not null : p.Value.Role >= Role.Attendee))
            .OrderBy(p => p.Key, StringComparer.Ordinal)
                .Select(p => new RecordedSeat(p.Key, new RecordedName(p.Value.Hash!, RoleHere(p.Key), p.Value.Known)))]);

    /// <summary>The record says first that the name is removed; then it is. A crash between the two is made good by the next activation.</summary>
    private async Task<Answer> RemoveFromVaultToo(Operation operation, Actor actor, RemoveName command)
    {
        // A name that it gets only now is removed with the others.
        await NameSeats();
        var room = StreamNames.OfMeeting(Id);
        var named = (await _directory.ReadNames(room)).Where(n => n.Participant == command.Participant).ToList();
        var hashes = named.Select(n => n.Hash).ToImmutableArray();

        // Whoever only voted is named by no event yet: the record refers to them before they are without a name.
        var answer = await DecideNamingSeats(operation, actor, command with { Hashes = hashes });
        if (answer.IsDone || answer.Outcome == ReceiptOutcome.Already)
        {
            try
            {
                await RemoveNamesFromVault([.. named.Where(n => !n.IsRemoved).Select(n => n.Hash)]);
                if ((await _directory.ReadSeats(room)).FirstOrDefault(s => s.Participant == command.Participant) is { } seat)
                {
                    await GrainFactory.Grain<IParticipantGrain>(IParticipantGrain.Key(Id, seat.Person)).NameRemoved();
                }
            }
            finally
            {
                // Whatever was in the way: the next activation takes it up.
                DeactivateOnIdle();
            }
        }

        return answer;
    }

    /// <summary>From the event on nobody is told the name, also where the vault cannot be reached: not in what was encoded with it before, either.</summary>
    private void Forget(NameRemoved removed)
    {
        foreach (var hash in removed.Hashes)
        {
            Context.Names.Remove(hash);
        }

        if (Context.People.TryGetValue(removed.Participant, out var person))
        {
            Context.People[removed.Participant] = new Named(null, person.Role);
        }

        Reencode();
    }

    /// <summary>An approval names the head that it rests on. It is decided when all before it is stored: what comes in between is settled first.</summary>
    private async Task<Answer> ApproveWhatIsStored(Operation operation, Actor actor, ApproveMinutes command)
    {
        while (!Loop.IsSettled)
        {
            if (!await Loop.Settled())
            {
                return Answer.Retry;
            }
        }

        return await Decide(operation, actor, command, (_, accepted, _) =>
            command.Head > Loop.Head.Seq ? new Refusal(Rejection.OutOfRange, "head")
            : accepted.Events is [MinutesApproved approved] ? approved with { Covers = new CoveredHead(Loop.Head.Seq, Loop.Head.Hash.ToString()) }
            : accepted);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Names that were removed from the record of {Meeting} could not be deleted from the vault; it will be tried again.")]
    private partial void LogVaultIsBehind(string meeting, Exception e);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A document of {Meeting} was dropped, and its file stays: this could not be noted.")]
    private partial void LogFileStays(string meeting, Exception e);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The counts of {Meeting} could not be asked for; they will be again.")]
    private partial void LogNotCounted(string meeting, Exception e);
}
