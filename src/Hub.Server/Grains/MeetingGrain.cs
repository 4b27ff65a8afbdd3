using System.Collections.Immutable;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using Hub.Server.Access;
using Hub.Server.Journal;
using Hub.Server.Live;
using Hub.Server.Telemetry;
using Orleans.Concurrency;
using static Hub.Domain.Meetings.MeetingCommand;
using static Hub.Domain.Meetings.MeetingEvent;

namespace Hub.Server.Grains;

/// <summary>
/// The owner of one meeting. It carries: the rules are <see cref="MeetingDecider"/>'s, storing is the loop's, telling is the feed's. Its own
/// are only the two protocols with the box (a ballot opens there first, and closes there before it is sealed here) and the deadlines.
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
    private readonly MeetingFeed _feed;
    private readonly EventLoop<Meeting?, MeetingEvent> _loop;
    private readonly Dictionary<string, Task<bool>> _sealing = [];
    private readonly Dictionary<Audience, (ReadVersion Version, byte[] Bytes)> _snapshots = [];
    private readonly Guid _activation = Guid.NewGuid();
    private IDisposable? _active;
    private IGrainTimer? _deadline;
    private long _boxVersion;
    private bool _boxSealed;
    private long _soft;

    public MeetingGrain(IJournal journal, IDirectory directory, TimeProvider clock, HubMeter meter, Drain drain, ILogger<MeetingGrain> logger)
    {
        _id = this.GetPrimaryKeyString();
        (_journal, _directory, _clock, _meter, _logger) = (journal, directory, clock, meter.Meetings, logger);
        _encoder = new MeetingEncoder(_id, _context);
        _feed = new MeetingFeed(
            Rooms.OfMeeting(_id), _encoder, () => _loop!.Committed, comments => _encoder.Tally(_loop!.Committed!, _boxVersion, comments), clock);
        _loop = new EventLoop<Meeting?, MeetingEvent>(
            Rooms.OfMeeting(_id), null, MeetingEvolution.Evolve, journal, clock, Published, DeactivateOnIdle, logger, _meter, drain.Over);
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
        await _loop.Load(cancellationToken);
        await StartFeed(cancellationToken);
        this.RegisterGrainTimer(ExpireWatchers, MeetingFeed.Lease, MeetingFeed.Lease);
        if (Meeting is null || _loop.Corrupt is not null)
        {
            return;
        }

        foreach (var seat in await _directory.ReadSeats(Rooms.OfMeeting(_id), cancellationToken))
        {
            _context.People[seat.Participant] = (seat.Name, seat.Role);
        }

        // What people are told of counts never goes back, also not while the box's next report is awaited.
        await PullCounts();
        ResumeWithBox();
        SetDeadline();
    }

    /// <summary>Those who followed the meeting at its last activation are a little behind its end, and go on from where they are.</summary>
    private async Task StartFeed(CancellationToken cancel)
    {
        var recalled = new List<(IReadOnlyList<Recorded<MeetingEvent>> Events, Head Head)>();
        var start = Head.None;
        try
        {
            start = await _journal.HeadBefore(Rooms.OfMeeting(_id), _loop.Head.Seq - MeetingFeed.Recalled + 1, cancel);
            await foreach (var commit in _journal.Read(Rooms.OfMeeting(_id), start, cancel))
            {
                // Whatever another activation still stores is for the next one to tell.
                if (commit.Number <= _loop.Head.Commit)
                {
                    recalled.Add((EventLoop<Meeting?, MeetingEvent>.Unpack(commit), commit.Head));
                }
            }
        }
        catch (CorruptStreamException)
        {
            // Told where the stream was loaded, or damaged before its snapshot: then whoever pages back is told.
            recalled.Clear();
            start = _loop.Head;
        }

        _feed.Start(start);
        recalled.ForEach(commit => _feed.Publish(commit.Events, commit.Head));
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _active?.Dispose();
        return _loop.SnapshotNow();
    }

    public async Task<Answer> Do(Ask<MeetingCommand> ask)
    {
        if (ask.Name is not null)
        {
            Note(new SeatNote(ask.Actor.Id, ask.Name, ask.Actor.Role));
        }

        var operation = new Operation(ask.Operation);
        return ask.Command switch
        {
            OpenBallot command => await OpenInBoxFirst(operation, ask.Actor, command),
            CloseBallot command => await CloseInBoxFirst(operation, ask.Actor, command),
            Close command => await CloseAndSeal(operation, ask.Actor, command),
            var command => await Decide(operation, ask.Actor, command),
        };
    }

    public async Task<Reading> Read(ReadRequest request)
    {
        if (_loop.Corrupt is not null || Meeting is null)
        {
            return new Reading(0, "", default, null, null, null, _loop.Corrupt is not null ? Rejection.Quarantined : Rejection.UnknownRoom);
        }

        await EndIfOutdated(request.Position);
        await PullCounts();
        _feed.Cut();
        var (to, position) = (_feed.Seq, _feed.Position);
        var version = new ReadVersion(_activation, to, _soft);
        if (request.Position is not null && _feed.Missed(request.Position, request.Audience) is { } missed)
        {
            var likes = Meeting.Comments.All.TakeLast(4 * MeetingEncoder.SnapshotComments).Select(c => c.Id).Where(_context.Likes.ContainsKey);
            return new Reading(to, position, version, null, missed.Length == 0 ? [] : [missed], _encoder.Tally(Meeting, _boxVersion, likes), null);
        }

        if (!_snapshots.TryGetValue(request.Audience, out var snapshot) || snapshot.Version != version)
        {
            _snapshots[request.Audience] = snapshot = (version, _encoder.Snapshot(Meeting, request.Audience));
        }

        return new Reading(to, position, version, request.Known == version ? null : snapshot.Bytes, null, null, null);
    }

    public async Task<WatchReply> Watch(WatchRequest request)
    {
        await EndIfOutdated(request.Position);
        var reply = _feed.Watch(request);
        CountPresent();
        return reply;
    }

    public async Task<EventsPage> ReadEvents(Audience audience, long after, int limit)
    {
        if (Meeting is null)
        {
            return new EventsPage([], _feed.Position);
        }

        if (_feed.Page(after, limit, audience) is { } near)
        {
            return new EventsPage([.. near], _feed.PositionAt(after + near.Count));
        }

        var events = new List<byte[]>();
        var upTo = _loop.Head.Seq;
        var start = await _journal.HeadBefore(Rooms.OfMeeting(_id), after + 1);
        await foreach (var commit in _journal.Read(Rooms.OfMeeting(_id), start))
        {
            if (commit.LastSeq > after)
            {
                events.AddRange(EventLoop<Meeting?, MeetingEvent>.Unpack(commit)
                    .Where(e => e.Seq > after && e.Seq <= upTo)
                    .Take(limit - events.Count)
                    .Select(e => _encoder.Event(Meeting, e, audience)));
            }

            if (events.Count >= limit || commit.LastSeq >= upTo)
            {
                break;
            }
        }

        return new EventsPage([.. events], _feed.PositionAt(Math.Min(upTo, after + events.Count)));
    }

    public async Task<CommentsPage> ReadComments(long before, int limit)
    {
        if (Meeting is null)
        {
            return new CommentsPage("[]"u8.ToArray(), null);
        }

        await PullCounts();
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
            : Meeting is { } m ? new About(m.Title, m.Visibility, m.Status, _context.PresentNow)
            : null);
    }

    public Task<BallotState?> Ballot(string ballot) => Task.FromResult(
        Meeting?.Ballot(ballot) is { } b ? new BallotState(b.Status == BallotStatus.Closed, b.Status == BallotStatus.Closed && b.CountsShown, b.Secrecy) : null);

    public async Task SeatTaken(SeatNote seat)
    {
        Note(seat);
        if (_loop.Tentative is { Status: not (MeetingStatus.Closed or MeetingStatus.Archived) } meeting
            && meeting.Attendance.TryGetValue(seat.Participant, out var role) && role != seat.Role)
        {
            // Who has checked in stays so with the role they have now: it says who votes.
            await Decide(Operation.OfHouse($"{seat.Participant} is here as {seat.Role}"), seat.Actor, new CheckIn());
        }
    }

    private void Note(SeatNote seat)
    {
        if (!_context.People.TryGetValue(seat.Participant, out var known) || known != (seat.Name, seat.Role))
        {
            _context.People[seat.Participant] = (seat.Name, seat.Role);
            SoftChanged();
        }
    }

    public Task<MineInMeeting> Mine(string participant) => Task.FromResult(new MineInMeeting(
        Meeting?.Attendance.ContainsKey(participant) ?? false,
        Meeting?.Floor.Hands.Find(h => h.Participant == participant) is { } hand ? _encoder.Hand(Meeting, hand) : null));

    public Task<PeopleHere?> People() => Task.FromResult(Meeting is not { } m ? null : new PeopleHere(
        m.Rules.Delegation == true, m.Rules.MissingNamed == true, m.Rules.Voters,
        [.. _context.People.Select(p => new PersonHere(
            p.Key, p.Value.Name, p.Value.Role, m.Attendance.ContainsKey(p.Key), m.Weights.TryGetValue(p.Key, out var weight) ? weight.ToString() : null, m.Delegations.GetValueOrDefault(p.Key)?.To))]));

    public Task<Rejection?> MayReact(string comment) => Task.FromResult<Rejection?>(
        Meeting is null ? Rejection.UnknownRoom
        : Meeting.Status is MeetingStatus.Closed or MeetingStatus.Archived ? Rejection.MeetingClosed
        : Meeting.Comments.Find(comment) switch
        {
            null or { Shown: false } => Rejection.UnknownComment,
            { Status: not CommentStatus.Visible } => Rejection.CommentNotVisible,
            _ => null,
        });

    public async Task Counted(BoxCounts counts)
    {
        if (counts.Since > _boxVersion)
        {
            // What came before was told to another activation of this meeting. Taken as it is, this would pass for the whole, and what is missing never be asked for.
            await PullCounts();
        }
        else
        {
            Take(counts);
        }
    }

    public Task Wake() => Task.CompletedTask;

    /// <summary>
    /// Who was told of more than this activation knows was told by another: this one has slept, or was cut off, and was replaced. It says nothing more. A position that the store
    /// does not know of either is of a record that was since restored from a backup.
    /// </summary>
    /// <exception cref="OutdatedException">So it is.</exception>
    private async Task EndIfOutdated(string? position)
    {
        if (position is null || MeetingFeed.SeqOf(position) is not { } seq || seq <= _loop.Head.Seq)
        {
            return;
        }

        // What this activation itself has stored, and not heard of yet, proves nothing.
        var stored = await _journal.HeadBefore(Rooms.OfMeeting(_id), seq == long.MaxValue ? seq : seq + 1);
        await _loop.Settled();
        if (stored.Seq > _loop.Head.Seq)
        {
            DeactivateOnIdle();
            throw new OutdatedException(Rooms.OfMeeting(_id));
        }
    }

    private Task<Answer> Decide(Operation operation, Actor actor, MeetingCommand command) =>
        HubTrace.Do(command).Until(_loop.Do(operation, actor, (meeting, given) => MeetingDecider.Decide(meeting, command, given)));

    private void Published(Batch<Meeting?, MeetingEvent> batch)
    {
        _feed.Publish(batch.Events, batch.Head, batch.Span?.Context ?? default);
        if (batch.Events.Exists(e => e.Event is BallotOpened or BallotClosing or BallotClosed or MeetingClosed))
        {
            SetDeadline();
        }

        if (batch.Events.Exists(e => e.Event is CheckedIn or CheckedOut))
        {
            SoftChanged();
        }
    }

    /// <summary>The box knows the ballot, and who may vote, before anybody is told of it.</summary>
    private async Task<Answer> OpenInBoxFirst(Operation operation, Actor actor, OpenBallot command)
    {
        // The electorate rests on check-ins that are stored.
        await _loop.Settled();
        if (_loop.Knows(operation) || _loop.Tentative is not { } meeting
            || MeetingDecider.Decide(meeting, command, new Given(actor, _clock.GetUtcNow(), operation)) is not Decision<MeetingEvent>.Accepted accepted)
        {
            return await Decide(operation, actor, command);
        }

        var ballot = (BallotOpened)accepted.Events[0];
        ImmutableArray<string>? electorate = meeting.Rules.CheckIn ? [.. meeting.Electorate(ballot.Voters)] : null;
        var opened = await _loop.WhileActive(Box.Do(new Ask<BoxCommand>(
            operation.Key, Actor.House, null,
            new BoxCommand.OpenQuestion(
                ballot.Ballot, [.. ballot.Options.Select(o => o.Id)], ballot.Max, ballot.Voters, electorate, ballot.Kind, ballot.Secrecy ?? Secrecy.Named,
                electorate is { } all ? meeting.WeightsOf(all) : null, electorate is { } who ? meeting.DelegatesOf(who, ballot.Voters) : null))));
        if (!opened.IsDone || await _loop.WhileActive(Box.Count(ballot.Ballot)) is not { } count)
        {
            return opened.IsDone ? Answer.Retry : opened;
        }

        if (count.Secrecy != (ballot.Secrecy ?? Secrecy.Named))
        {
            // The box runs on a node of an older build, which took the question for a named one. Nobody has been told of it.
            return Answer.Refused(Rejection.NotOffered, "secrecy");
        }

        // A box that took this ballot before a crash kept the electorate it had then: what counts is what it says.
        return await HubTrace.Do(command).Until(_loop.Do(operation, actor, (now, given) => MeetingDecider.Decide(now, command, given) switch
        {
            Decision<MeetingEvent>.Accepted { Events: [BallotOpened again] } => again with { Eligible = count.Eligible ?? _context.Seats(again.Voters) },
            var other => other,
        }));
    }

    /// <summary>Refuse, drain, then the one final event. Whoever asks for the close waits for its end; a crash in the middle resumes it.</summary>
    private async Task<Answer> CloseInBoxFirst(Operation operation, Actor actor, CloseBallot command)
    {
        var answer = await Decide(operation, actor, command);
        return !answer.IsDone || await Seal(command.Ballot) ? answer : Answer.Retry;
    }

    private async Task<Answer> CloseAndSeal(Operation operation, Actor actor, Close command)
    {
        var answer = await Decide(operation, actor, command);
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

            await PullCounts();
            var tally = new Tally(_boxVersion, count.Uncounted ? null : count.Counts.ToImmutableSortedDictionary(), count.Cast, count.Eligible ?? count.Cast, count.Present, count.Weights, count.Hands?.ToImmutableSortedDictionary(StringComparer.Ordinal));
            return (await Decide(Operation.OfHouse($"seal {_id} {ballot}"), Actor.House, new SealBallot(ballot, tally, count.Root))).IsDone;
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

    /// <summary>What a crash left half done with the box is done to its end; a box that is not sealed yet, by the deadline's timer.</summary>
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
        }).Append(Meeting.Status == MeetingStatus.Closed && !_boxSealed ? now.AddSeconds(1) : null).Min();
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

            if (Meeting.Status == MeetingStatus.Closed)
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

    /// <summary>A read shows every like and vote that was answered before it.</summary>
    private async Task PullCounts()
    {
        if (await _loop.WhileActive(Box.Counts(_boxVersion)) is var counts && counts.Version > _boxVersion)
        {
            Take(counts);
        }
    }

    private void Take(BoxCounts counts)
    {
        if (counts.Version <= _boxVersion || Meeting is null)
        {
            return;
        }

        _boxVersion = counts.Version;
        foreach (var (ballot, count) in counts.Ballots)
        {
            var eligible = count.Eligible ?? (Meeting.Ballot(ballot) is { } b ? Math.Max(_context.Seats(b.Voters), count.Cast) : count.Cast);
            _context.Tallies[ballot] = new Tally(counts.Version, count.Counts.ToImmutableSortedDictionary(), count.Cast, eligible, Weights: count.Weights, Hands: count.Hands?.ToImmutableSortedDictionary(StringComparer.Ordinal));
        }

        foreach (var (comment, likes) in counts.Likes)
        {
            _context.Likes[comment] = likes;
        }

        _soft++;
        _feed.PublishTally(counts.Likes.Keys);
    }

    private async Task ExpireWatchers()
    {
        _feed.Expire();
        CountPresent();
        if (Meeting?.Status == MeetingStatus.Open && _feed.PresentByNode.Any())
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
                LogNotCounted(_id, e);
            }
        }
    }

    private void CountPresent()
    {
        var sets = _feed.PresentByNode.ToList();
        var now = sets.Count == 1 ? sets[0].Count : sets.SelectMany(s => s).Distinct().Count();
        if (now != _context.PresentNow)
        {
            _context.PresentNow = now;
            SoftChanged();
        }
    }

    private void SoftChanged()
    {
        _soft++;
        if (Meeting is not null)
        {
            _feed.PublishTally([]);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Closing ballot {Ballot} of {Meeting}: the box said {Outcome} {Rejection}.")]
    private partial void LogCloseRefused(string meeting, string ballot, ReceiptOutcome outcome, Rejection? rejection);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The counts of {Meeting} could not be asked for; they will be again.")]
    private partial void LogNotCounted(string meeting, Exception e);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Closing ballot {Ballot} of {Meeting} did not get through; it will be tried again.")]
    private partial void LogSealFailed(string meeting, string ballot, Exception e);
}
