using System.Collections.Immutable;
using System.Globalization;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Commitments;
using Hub.Domain.Meetings;
using Hub.Domain.Topics;
using Hub.Server.Access;
using Hub.Server.Common;
using Hub.Server.Contracts;
using Hub.Server.Feed;
using Hub.Server.Journal;
using Hub.Server.Telemetry;
using Orleans.Concurrency;
using static Hub.Domain.Meetings.MeetingCommand;
using static Hub.Domain.Meetings.MeetingEvent;

namespace Hub.Server.Rooms;

/// <summary>
/// The owner of one meeting. The rules are <see cref="MeetingDecider"/>'s, the loop stores, and the feed publishes. What is left to the grain is whatever needs another grain or the directory: the two protocols with
/// the box (a ballot opens there first, and closes there before it is sealed here), the topics that hear of their items and commitments, the seats and the vault of names, approvals, and the deadlines.
/// </summary>
[Reentrant]
internal sealed partial class MeetingGrain : Grain, IMeetingGrain
{
    private readonly string _id;
    private readonly IJournal _journal;
    private readonly IDirectory _directory;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly GrainMeter _meter;
    private readonly RoomContext _context = new();
    private readonly MeetingEncoder _encoder;
    private readonly RoomOwner<Meeting, MeetingEvent> _room;
    private readonly EventLoop<Meeting?, MeetingEvent> _loop;
    private readonly Dictionary<string, Task<bool>> _sealing = [];
    private IDisposable? _active;
    private IGrainTimer? _deadline;
    private bool _boxSealed;
    private bool _vaultIsBehind;
    private Task? _telling;

    public MeetingGrain(IJournal journal, IDirectory directory, TimeProvider clock, HubMeter meter, Drain drain, ILogger<MeetingGrain> logger)
    {
        _id = this.GetPrimaryKeyString();
        (_journal, _directory, _clock, _meter, _logger) = (journal, directory, clock, meter.Meetings, logger);
        _encoder = new MeetingEncoder(_id, _context);
        _room = new RoomOwner<Meeting, MeetingEvent>(
            _encoder, _context, MeetingEvolution.Evolve, journal, clock, Published, since => Box.Counts(since), Take, DeactivateOnIdle, logger, _meter, drain.Over);
        _loop = _room.Loop;
    }

    private IBoxGrain Box => GrainFactory.GetGrain<IBoxGrain>(_id);

    private Meeting? Meeting => _loop.Committed;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await Activate(cancellationToken);
        _active = _meter.Activated();
    }

    private async Task Activate(CancellationToken cancellationToken)
    {
        await _room.Load(cancellationToken);
        this.RegisterGrainTimer(ExpireWatchers, RoomFeed.Lease, RoomFeed.Lease);
        if (Meeting is null || _loop.Corrupt is not null)
        {
            return;
        }

        await ReadPeople(cancellationToken);

        // What people are told of counts never goes back, also not while the box's next report is awaited.
        await _room.PullCounts();
        ResumeWithBox();
        SetDeadline();
    }

    /// <summary>Of a meeting that goes on people are called as they sit there now; of one that is over, as they were called at its end, whatever became of their seats.</summary>
    private async Task ReadPeople(CancellationToken cancel)
    {
        var room = StreamNames.OfMeeting(_id);
        await RemoveNamesFromVault();
        var vault = await _directory.ReadNames(room, cancel);
        foreach (var name in vault.Where(n => !n.IsRemoved && !Meeting!.NamesRemoved.Contains(n.Hash)))
        {
            _context.Names[name.Hash] = name.Name;
        }

        foreach (var name in vault.Where(n => n.IsFixed))
        {
            _context.Fixed[name.Participant] = name.Recorded;
        }

        if (Meeting!.IsOver)
        {
            foreach (var (participant, recorded) in vault.Where(n => n.IsFixed).Select(n => (n.Participant, n.Recorded)).Concat(Meeting.Names.Select(n => (n.Key, n.Value))))
            {
                _context.People[participant] = new Named(_context.Names.GetValueOrDefault(recorded.Hash), recorded.As, recorded.Known, recorded.Hash);
            }

            return;
        }

        foreach (var seat in await _directory.ReadSeats(room, cancel))
        {
            Note(seat.Note);
        }
    }

    /// <summary>A crash, or a database that takes no writes, may have come between the event and the vault. Nobody is told the name meanwhile, and it is tried again.</summary>
    private async Task RemoveNamesFromVault()
    {
        try
        {
            if (!Meeting!.NamesRemoved.IsEmpty)
            {
                await _directory.RemoveNames(StreamNames.OfMeeting(_id), Meeting.NamesRemoved);
            }

            _vaultIsBehind = false;
        }
#pragma warning disable CA1031 // Whatever it is: who reads the meeting must not wait for it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _vaultIsBehind = true;
            LogVaultIsBehind(_id, e);
        }
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _active?.Dispose();
        return _loop.SnapshotNow();
    }

    public async Task<Answer> Do(Ask<MeetingCommand> ask)
    {
        if (ask.Name is { } name)
        {
            Note(new SeatNote(ask.Actor.Id, name, ask.Actor.Role, ask.Actor.Name?.Hash, ask.Actor.Name?.Known));
        }

        var operation = new Operation(ask.Operation);
        return ask.Command switch
        {
            OpenBallot command => await OpenInBoxFirst(operation, ask.Actor, command),
            CloseBallot command => await CloseInBoxFirst(operation, ask.Actor, command),
            Close or Cancel => await EndAndSeal(operation, ask.Actor, ask.Command),
            StartItem or FinishItem or DropItem => await DecideAndTell(operation, ask.Actor, ask.Command),
            RestoreItem command => await RestoreAndTell(operation, ask.Actor, command),
            ApproveMinutes command => await ApproveWhatIsStored(operation, ask.Actor, command),
            MeetingCommand.Commit command => await CommitInTopicFirst(operation, ask.Actor, command),
            RemoveName command => await RemoveFromVaultToo(operation, ask.Actor, command),
            var command => await Decide(operation, ask.Actor, command),
        };
    }

    public Task<Reading> Read(ReadRequest request) => _room.Read(request);

    public Task<WatchReply> Watch(WatchRequest request) => _room.Watch(request);

    public Task<EventsPage> ReadEvents(Audience audience, long after, int limit) => _room.ReadEvents(audience, after, limit);

    public async Task<CommentsPage> ReadComments(long before, int limit)
    {
        if (Meeting is null)
        {
            return new CommentsPage("[]"u8.ToArray(), null);
        }

        await _room.PullCounts();
        var page = Meeting.Comments.Before(before, limit + 1);
        var items = page.TakeLast(limit).ToList();
        return new CommentsPage(_encoder.Comments(items), page.Count > limit ? items[0].Seq : null);
    }

    public Task<About?> About()
    {
        if (Meeting is null && _loop.Corrupt is null && _loop.Tentative is null)
        {
            // Asked for by a name that nothing was scheduled under: it does not stay.
            DeactivateOnIdle();
        }

        return Task.FromResult(
            _loop.Corrupt is not null ? new About("", Visibility.Codes, MeetingStatus.Scheduled, 0, Rejection.Quarantined)
            : Meeting is { } m ? new About(m.Title, m.Visibility, m.Status, _context.PresentNow) { StartsAt = m.StartsAt }
            : null);
    }

    public Task<BallotState?> Ballot(string ballot) => Task.FromResult(
        Meeting is { } m && m.Ballot(ballot) is { } b ? new BallotState(b.Status == BallotStatus.Closed, b.Status == BallotStatus.Closed && b.CountsShown, b.Secrecy, m.NamesRemoved.Count) : null);

    public async Task<SeatNote> Sit(SeatAsk ask)
    {
        var room = StreamNames.OfMeeting(_id);
        if (_loop.Tentative is { IsOver: true })
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
        return seat;
    }

    public async Task SeatTaken(SeatNote seat)
    {
        Note(seat);
        if (_loop.Tentative is not { IsOver: false } meeting)
        {
            return;
        }

        if (meeting.Names.TryGetValue(seat.Participant, out var named) && named.Hash != seat.NameHash)
        {
            Require(await Decide(Operation.OfHouse($"{seat.Participant} is called {seat.NameHash} after {_loop.Head.Seq}"), seat.Actor, new Rename()));
        }

        if (meeting.Attendance.TryGetValue(seat.Participant, out var role) && role != seat.Role)
        {
            // Who has checked in stays so with the role they have now: it says who votes.
            Require(await Decide(Operation.OfHouse($"{seat.Participant} is here as {seat.Role} after {_loop.Head.Seq}"), seat.Actor, new CheckIn()));
        }

        void Require(Answer answer)
        {
            // The seat is stored, and who asks again finds it. Without the event the room would go on with the name and the role from before.
            if (answer.Outcome == ReceiptOutcome.Retry)
            {
                throw new TimeoutException($"Meeting {_id} did not take note of how {seat.Participant} sits there now.");
            }
        }
    }

    /// <summary>A name is known here before an event refers to it. Of a meeting that is over nobody is called otherwise than at its end.</summary>
    private void Note(SeatNote seat)
    {
        // Whoever asks again for a while may still say a name that was removed meanwhile.
        var isGone = seat.Name.Length == 0 || (seat.NameHash is not null && Meeting?.NamesRemoved.Contains(seat.NameHash) == true);
        var named = isGone ? new Named(null, seat.Role) : new Named(seat.Name, seat.Role, seat.Known, seat.NameHash);
        if (named is { Hash: { } hash, Name: { } name })
        {
            _context.Names[hash] = name;
        }

        if (_loop.Tentative is not { IsOver: true } && _context.People.GetValueOrDefault(seat.Participant) != named)
        {
            _context.People[seat.Participant] = named;
            _room.SoftChanged();
        }
    }

    /// <summary>
    /// Decides, and records before it all who take part and whom the record does not know yet as they are called now: in one commit, so that the one is never without the other. Whoever only voted, or only listened,
    /// did nothing in this stream that would have named them.
    /// </summary>
    private async Task<Answer> DecideNamingSeats(Operation operation, Actor actor, MeetingCommand command)
    {
        await NameSeats();
        return await HubTrace.Do(command).Until(_loop.Do(operation, actor, (meeting, given) => MeetingDecider.Decide(meeting, command, given) switch
        {
            Decision<MeetingEvent>.Accepted accepted when MeetingDecider.Decide(meeting, SeatsOf(meeting!), given with { Actor = Actor.House }) is Decision<MeetingEvent>.Accepted seats =>
                new Decision<MeetingEvent>.Accepted([.. seats.Events, .. accepted.Events]),
            var other => other,
        }));
    }

    /// <summary>
    /// A seat that a node of an older build wrote has no name in the vault as this grain knows it: it has got one since, when the record moved on to the second format or when they did something here, or it gets one now.
    /// </summary>
    private async Task NameSeats()
    {
        if (_journal.Format < RecordFormat.Second || Meeting is not { IsOver: false } || _context.People.Values.All(p => p.Hash is not null || p.Name is null))
        {
            return;
        }

        var room = StreamNames.OfMeeting(_id);
        foreach (var seat in await _directory.ReadSeats(room))
        {
            Note((seat is { NameHash: null, Name.Length: > 0 } ? await _directory.TakeSeat(room, seat.Person, seat.Name, seat.Role, seat.Participant, seat.Known, seat.IsMember) : seat).Note);
        }
    }

    /// <summary>Those who take part: where one checks in, who has; otherwise everyone with a seat who may speak.</summary>
    private RecordSeats SeatsOf(Meeting meeting) => new(
        [.. _context.People.Where(p => p.Value.Hash is not null && (meeting.Rules.CheckIn ? meeting.Attendance.ContainsKey(p.Key) : p.Value.Role >= Role.Attendee))
            .OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => new RecordedSeat(p.Key, new RecordedName(p.Value.Hash!, p.Value.Role, p.Value.Known)))]);

    /// <summary>The record says first that the name is removed; then it is. A crash between the two is made good by the next activation.</summary>
    private async Task<Answer> RemoveFromVaultToo(Operation operation, Actor actor, RemoveName command)
    {
        var room = StreamNames.OfMeeting(_id);
        var hashes = (await _directory.ReadNames(room)).Where(n => n.Participant == command.Participant).Select(n => n.Hash).ToImmutableArray();

        // Whoever only voted is named by no event yet: the record refers to them before they are without a name.
        var answer = await DecideNamingSeats(operation, actor, command with { Hashes = hashes });
        if (answer.IsDone || answer.Outcome == ReceiptOutcome.Already)
        {
            try
            {
                await _directory.RemoveNames(room, hashes);
                if ((await _directory.ReadSeats(room)).FirstOrDefault(s => s.Participant == command.Participant) is { } seat)
                {
                    await GrainFactory.GetGrain<IParticipantGrain>(IParticipantGrain.Key(_id, seat.Person)).NameRemoved();
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
            _context.Names.Remove(hash);
        }

        if (_context.People.TryGetValue(removed.Participant, out var person))
        {
            _context.People[removed.Participant] = new Named(null, person.Role);
        }

        _room.Reencode();
    }

    public Task<MineInMeeting> Mine(string participant) => Task.FromResult(new MineInMeeting(
        Meeting?.Attendance.ContainsKey(participant) ?? false,
        Meeting?.Floor.Hands.Find(h => h.Participant == participant) is { } hand ? _encoder.Hand(Meeting, hand) : null, Meeting?.Rules.ChairVotes == true));

    public Task<PeopleHere?> People() => Task.FromResult(Meeting is not { } m ? null : new PeopleHere(
        m.Rules.Delegation == true, m.Rules.MissingNamed == true, m.Rules.Voters,
        [.. _context.People.Select(p => new PersonHere(
            p.Key, p.Value.Name, p.Value.Role, m.Attendance.ContainsKey(p.Key), m.Weights.TryGetValue(p.Key, out var weight) ? weight.ToString() : null, m.Delegations.GetValueOrDefault(p.Key)?.To,
            p.Value.Verified, m.PresidingMembers.Contains(p.Key)))]));

    public Task<FloorOrder?> FloorOrder() => Task.FromResult(Meeting is not { } m ? null : new FloorOrder(m.Floor.Policy, [.. SpeakingOrder.Of(m).Select(t => new FloorTurn(
        t.Hand.Participant, _context.Name(t.Hand.Participant), m.Members.GetValueOrDefault(t.Hand.Participant)?.Sector, m.Floor.Spoken.GetValueOrDefault(t.Hand.Participant).TotalSeconds, t.Why,
        _context.Person(t.Hand.Participant).Verified, _context.IsRemoved(t.Hand.Participant)))]));

    public Task<Rejection?> MayReact(string comment) => Task.FromResult<Rejection?>(
        Meeting is null ? Rejection.UnknownRoom
        : Meeting.Status == MeetingStatus.Cancelled ? Rejection.MeetingCancelled
        : Meeting.IsOver ? Rejection.MeetingClosed
        : Meeting.Comments.Find(comment) switch
        {
            null or { Shown: false } => Rejection.UnknownComment,
            { Status: not CommentStatus.Visible } => Rejection.CommentNotVisible,
            _ => null,
        });

    public Task<bool> HasComment(string comment) => Task.FromResult(Meeting?.Comments.Find(comment) is not null);

    public Task Counted(BoxCounts counts) => _room.Counted(counts);

    public Task Wake() => Task.CompletedTask;

    private Task<Answer> Decide(Operation operation, Actor actor, MeetingCommand command) =>
        HubTrace.Do(command).Until(_loop.Do(operation, actor, (meeting, given) => MeetingDecider.Decide(meeting, command, given)));

    private void Published(Batch<Meeting?, MeetingEvent> batch)
    {
        foreach (var removed in batch.Events.Select(e => e.Event).OfType<NameRemoved>())
        {
            Forget(removed);
        }

        if (batch.Events.Exists(e => e.Event is BallotOpened or BallotClosing or BallotClosed or MeetingClosed or MeetingCancelled))
        {
            SetDeadline();
        }

        if (batch.Events.Exists(e => e.Event is CheckedIn or CheckedOut))
        {
            _room.SoftChanged();
        }
    }

    /// <summary>The box knows the ballot, and who may vote, before anybody is told of it.</summary>
    private async Task<Answer> OpenInBoxFirst(Operation operation, Actor actor, OpenBallot command)
    {
        // The electorate rests on check-ins that are stored.
        await _loop.Settled();
        if (_loop.Knows(operation) || _loop.Tentative is not { } meeting
            || MeetingDecider.Decide(meeting, command, _loop.Given(operation, actor)) is not Decision<MeetingEvent>.Accepted accepted)
        {
            return await Decide(operation, actor, command);
        }

        var ballot = (BallotOpened)accepted.Events[0];
        ImmutableArray<string>? electorate = meeting.Rules.CheckIn ? [.. meeting.Electorate(ballot.Voters)] : null;
        var opened = await _loop.WhileActive(Box.Do(new Ask<BoxCommand>(
            operation.Key, Actor.House, null,
            new BoxCommand.OpenQuestion(
                ballot.Ballot, [.. ballot.Options.Select(o => o.Id)], ballot.Max, ballot.Voters, electorate, ballot.Kind, ballot.Secrecy ?? Secrecy.Named,
                electorate is { } all ? meeting.WeightsOf(all) : null, electorate is { } who ? meeting.DelegatesOf(who, ballot.Voters) : null,
                Turnout: ballot.Turnout))));
        if (!opened.IsDone || await _loop.WhileActive(Box.Count(ballot.Ballot)) is not { } count)
        {
            return opened.IsDone ? Answer.Retry : opened;
        }

        if (count.Secrecy != (ballot.Secrecy ?? Secrecy.Named))
        {
            // The box runs on a node of an older build, which took the question for a named one. Nobody has been told of it.
            return Answer.Refused(Rejection.NotOffered, "secrecy");
        }

        // A box that took this ballot before a crash kept the electorate, and the rule of turnout, that it had then: what counts is what it says.
        return await HubTrace.Do(command).Until(_loop.Do(operation, actor, (now, given) => MeetingDecider.Decide(now, command, given) switch
        {
            Decision<MeetingEvent>.Accepted { Events: [BallotOpened again] } => again with { Eligible = count.Eligible ?? _context.Seats(again.Voters), Turnout = count.Turnout },
            var other => other,
        }));
    }

    /// <summary>Refuse, drain, then the one final event. Whoever asks for the close waits for its end; a crash in the middle resumes it.</summary>
    private async Task<Answer> CloseInBoxFirst(Operation operation, Actor actor, CloseBallot command)
    {
        var answer = await Decide(operation, actor, command);
        return !answer.IsDone || await Seal(command.Ballot) ? answer : Answer.Retry;
    }

    /// <summary>Whoever is answered that the meeting is over finds its box sealed and its topics told.</summary>
    private async Task<Answer> EndAndSeal(Operation operation, Actor actor, MeetingCommand command)
    {
        var answer = await DecideNamingSeats(operation, actor, command);
        if (answer.IsDone)
        {
            await TellTopics();
        }

        return answer.IsDone && !await SealBox() ? Answer.Retry : answer;
    }

    private Task<bool> Seal(string ballot)
    {
        if (!_sealing.TryGetValue(ballot, out var sealing))
        {
            _sealing[ballot] = sealing = SealOnce(ballot);
        }

        return sealing;
    }

    private async Task<bool> SealOnce(string ballot)
    {
        await Task.Yield();
        try
        {
            if (Meeting?.Ballot(ballot) is not { Status: BallotStatus.Closing } closing)
            {
                return true;
            }

            var closed = await _loop.WhileActive(Box.Do(new Ask<BoxCommand>(
                Operation.OfHouse($"close {_id} {ballot}").Key, Actor.House, null, new BoxCommand.CloseQuestion(ballot, _context.Seats(closing.Voters), closing.Here))));
            if (!closed.IsDone || await _loop.WhileActive(Box.Count(ballot)) is not { } count)
            {
                LogCloseRefused(_id, ballot, closed.Outcome, closed.Rejection);
                return false;
            }

            await _room.PullCounts();
            var tally = new Tally(_room.BoxVersion, count.Uncounted ? null : count.Counts.ToImmutableSortedDictionary(), count.Cast, count.Eligible ?? count.Cast, count.Present, count.Weights, count.Hands?.ToImmutableSortedDictionary(StringComparer.Ordinal),
                count.Represented);
            return (await DecideNamingSeats(Operation.OfHouse($"seal {_id} {ballot}"), Actor.House, new SealBallot(ballot, tally, count.Root))).IsDone;
        }
#pragma warning disable CA1031 // The box may be out of reach for a moment. The close is stored, and is taken up again by the deadline's timer.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogSealFailed(_id, ballot, e);
            return false;
        }
        finally
        {
            _sealing.Remove(ballot);
            SetDeadline();
        }
    }

    private async Task<bool> SealBox() =>
        _boxSealed = _boxSealed || (await _loop.WhileActive(Box.Do(new Ask<BoxCommand>(Operation.OfHouse($"seal box {_id}").Key, Actor.House, null, new BoxCommand.Seal())))).IsDone;

    /// <summary>The topic has the commitment, and the topic itself is there, before the room is told. All ids are derived from the operation: a repeat after a crash makes one.</summary>
    private async Task<Answer> CommitInTopicFirst(Operation operation, Actor actor, MeetingCommand.Commit command)
    {
        if (_loop.Knows(operation) || _loop.Tentative is not { } meeting
            || MeetingDecider.Decide(meeting, command, _loop.Given(operation, actor)) is not Decision<MeetingEvent>.Accepted { Events: [CommitmentMade made] })
        {
            return await Decide(operation, actor, command);
        }

        var said = meeting.Comments.Find(command.CommentId);
        var source = new Source(_id, command.Item ?? said?.Item, command.CommentId, said?.ShownText ?? meeting.Item(command.Item)?.Title);
        var topic = made.Topic;
        if (MeetingDecider.TopicOf(meeting, command) is null)
        {
            var raised = await _loop.WhileActive(Topic(topic).Do(new Ask<TopicCommand>(
                Operation.OfHouse($"topic of {operation}").Key, new Actor(await PersonOf(said?.Author) ?? Actor.House.Id, Role.Attendee), null,
                new TopicCommand.Raise(Limits.Shortened(source.Quote!, Limits.Title), source.Quote!, meeting.County, meeting.Venue, Source: source))));
            if (!raised.IsDone && raised.Rejection != Rejection.AlreadyRaised)
            {
                return raised;
            }
        }
        else
        {
            // What was merged lives on in another.
            while (await _loop.WhileActive(Topic(topic).About()) is { MergedInto: { } into })
            {
                topic = into;
            }
        }

        var taken = await _loop.WhileActive(Topic(topic).Do(new Ask<TopicCommand>(
            operation.Key, Actor.House, null, new TopicCommand.Commit(command.Department, command.What, command.Due, source))));
        return !taken.IsDone ? taken : await HubTrace.Do(command).Until(_loop.Do(operation, actor, (now, given) => MeetingDecider.Decide(now, command, given) switch
        {
            Decision<MeetingEvent>.Accepted { Events: [CommitmentMade again] } => again with { Topic = topic },
            var other => other,
        }));
    }

    /// <summary>Who is answered that an item is done finds it in the topic, too.</summary>
    private async Task<Answer> DecideAndTell(Operation operation, Actor actor, MeetingCommand command)
    {
        var answer = await Decide(operation, actor, command);
        if (answer.IsDone)
        {
            await TellTopics();
        }

        return answer;
    }

    /// <summary>The topic hears that its item is back, also where this is asked again after a crash. What it hears first is that the item was taken off.</summary>
    private async Task<Answer> RestoreAndTell(Operation operation, Actor actor, RestoreItem command)
    {
        if (_telling is { } telling)
        {
            await telling;
        }

        var answer = await Decide(operation, actor, command);
        if (!answer.IsDone || Meeting!.Item(command.Item) is not { Topic: { } topic, TopicTold: false } item)
        {
            return answer;
        }

        var heard = await _loop.WhileActive(Topic(topic).Do(new Ask<TopicCommand>(
            Operation.OfHouse($"back on {_id} {item.Id} {item.Returned}").Key, Actor.House, null, new TopicCommand.Hear(_id, item.Id, false, 0, 0, Back: true))));
        return heard.Outcome == ReceiptOutcome.Retry ? Answer.Retry : answer;
    }

    /// <summary>An approval names the head that it rests on. It is decided when all before it is stored: what comes in between is settled first.</summary>
    private async Task<Answer> ApproveWhatIsStored(Operation operation, Actor actor, ApproveMinutes command)
    {
        while (!_loop.IsSettled)
        {
            if (!await _loop.Settled())
            {
                return Answer.Retry;
            }
        }

        return await HubTrace.Do(command).Until(_loop.Do(operation, actor, (meeting, given) => MeetingDecider.Decide(meeting, command, given) switch
        {
            Decision<MeetingEvent>.Accepted when command.Head > _loop.Head.Seq => new Refusal(Rejection.OutOfRange, "head"),
            Decision<MeetingEvent>.Accepted { Events: [MinutesApproved approved] } => approved with { Covers = new CoveredHead(_loop.Head.Seq, _loop.Head.Hash.ToString()) },
            var other => other,
        }));
    }

    private ITopicGrain Topic(string id) => GrainFactory.GetGrain<ITopicGrain>(id);

    private async Task<string?> PersonOf(string? participant) => participant is null
        ? null
        : (await _directory.ReadSeats(StreamNames.OfMeeting(_id))).FirstOrDefault(s => s.Participant == participant)?.Person;

    /// <summary>Each topic that stood on the agenda hears what became of it, however often this is asked. That it has is stored; what is not told yet, the deadline's timer takes up again.</summary>
    private Task TellTopics() => Meeting!.TopicsToTell.Any() ? _telling ??= TellTopicsOnce() : Task.CompletedTask;

    private async Task TellTopicsOnce()
    {
        try
        {
            await Task.Yield();
            while (Meeting!.TopicsToTell.FirstOrDefault() is { } item)
            {
                var heard = await _loop.WhileActive(Topic(item.Topic!).Do(new Ask<TopicCommand>(
                    Operation.OfHouse($"tell of {_id} {item.Id}{Turn(item)}").Key, Actor.House, null,
                    new TopicCommand.Hear(_id, item.Id, item.Status == ItemStatus.Done, Meeting.Comments.All.Count(c => c.Item == item.Id && c.Shown), (int)item.Spent.TotalSeconds))));
                if (heard.Outcome == ReceiptOutcome.Retry || !(await Decide(Operation.OfHouse($"told of {_id} {item.Id}{Turn(item)}"), Actor.House, new NoteTopicTold(item.Id))).IsDone)
                {
                    break;
                }
            }
        }
#pragma warning disable CA1031 // The topic may be out of reach for a moment; the timer comes back to it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogNotTold(_id, e);
        }
        finally
        {
            _telling = null;
            SetDeadline();
        }
    }

    /// <summary>An item that came back is told of anew.</summary>
    private static string Turn(AgendaItem item) => item.Returned == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" turn {item.Returned}");

    /// <summary>What a crash left half done with the box is done to its end; a box that is not sealed yet, and topics not told yet, by the deadline's timer.</summary>
    private void ResumeWithBox()
    {
        foreach (var ballot in Meeting!.Ballots.Where(b => b.Status == BallotStatus.Closing))
        {
            _ = Seal(ballot.Id);
        }
    }

    /// <summary>One timer, for the ballot that closes next. Deadlines are stored: they fire after a restart too, with nobody connected.</summary>
    private void SetDeadline()
    {
        _deadline?.Dispose();
        _deadline = null;
        var now = _clock.GetUtcNow();
        var next = Meeting?.Ballots.Select(b => b.Status switch
        {
            BallotStatus.Open => b.ClosesAt,
            BallotStatus.Closing when !_sealing.ContainsKey(b.Id) => now.AddSeconds(1),
            _ => null,
        }).Append((Meeting.IsOver && !_boxSealed) || (_telling is null && Meeting.TopicsToTell.Any()) ? now.AddSeconds(1) : null).Min();
        if (next is { } due)
        {
            _deadline = this.RegisterGrainTimer(MeetDeadlines, TimeSpan.FromTicks(Math.Max(0, (due - now).Ticks)), Timeout.InfiniteTimeSpan);
        }
    }

    private async Task MeetDeadlines()
    {
        try
        {
            foreach (var ballot in Meeting!.Ballots.Where(b => b.Status == BallotStatus.Closing || (b.Status == BallotStatus.Open && b.ClosesAt <= _clock.GetUtcNow())))
            {
                await CloseInBoxFirst(Operation.OfHouse($"close {_id} {ballot.Id} in time"), Actor.House, new CloseBallot(ballot.Id));
            }

            await TellTopics();

            if (Meeting.IsOver)
            {
                await SealBox();
            }
        }
        finally
        {
            // Whatever was in the way, it is tried again.
            SetDeadline();
        }
    }

    private void Take(BoxCounts counts)
    {
        foreach (var (ballot, count) in counts.Ballots)
        {
            var eligible = count.Eligible ?? (Meeting!.Ballot(ballot) is { } b ? Math.Max(_context.Seats(b.Voters), count.Cast) : count.Cast);
            _context.Tallies[ballot] = new Tally(counts.Version, count.Counts.ToImmutableSortedDictionary(), count.Cast, eligible, Weights: count.Weights, Hands: count.Hands?.ToImmutableSortedDictionary(StringComparer.Ordinal));
        }
    }

    private async Task ExpireWatchers()
    {
        _room.Expire();
        if (_vaultIsBehind)
        {
            await RemoveNamesFromVault();
        }

        if (Meeting?.Status == MeetingStatus.Open && _room.IsFollowed)
        {
            try
            {
                // A box that died before it could report is woken by whoever asks it.
                await _room.PullCounts();
            }
#pragma warning disable CA1031 // It is asked again with the next turn of the timer.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogNotCounted(_id, e);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Closing ballot {Ballot} of {Meeting}: the box said {Outcome} {Rejection}.")]
    private partial void LogCloseRefused(string meeting, string ballot, ReceiptOutcome outcome, Rejection? rejection);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A topic on the agenda of {Meeting} could not be told; it will be again.")]
    private partial void LogNotTold(string meeting, Exception e);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Names that were removed from the record of {Meeting} could not be deleted from the vault; it will be tried again.")]
    private partial void LogVaultIsBehind(string meeting, Exception e);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The counts of {Meeting} could not be asked for; they will be again.")]
    private partial void LogNotCounted(string meeting, Exception e);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Closing ballot {Ballot} of {Meeting} did not get through; it will be tried again.")]
    private partial void LogSealFailed(string meeting, string ballot, Exception e);
}
