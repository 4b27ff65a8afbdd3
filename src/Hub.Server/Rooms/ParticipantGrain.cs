using System.Collections.Immutable;
using System.Security.Cryptography;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using Hub.Domain.Opinion;
using Hub.Server.Access;
using Hub.Server.Common;
using Hub.Server.Contracts;
using Hub.Server.Journal;
using Hub.Server.Telemetry;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Placement;

namespace Hub.Server.Rooms;

/// <summary>
/// One person's seat in a room, the same for all their devices: role and name from the directory, an allowance of commands, and a guard that makes
/// one operation of a double click, whichever way it came.
/// </summary>
[Reentrant, PreferLocalPlacement]
internal sealed partial class ParticipantGrain : Grain, IParticipantGrain
{
    /// <summary>Answers of the last operations, for a repeat that comes while, or soon after, the first is done. Older ones the streams remember.</summary>
    private const int Remembered = 64;

    private static readonly TimeSpan NoAnswerFor = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(8);

    private readonly string _meeting;
    private readonly string _person;
    private readonly IDirectory _directory;
    private readonly IJournal _journal;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly VoteCarrier _votes;
    private readonly Dictionary<string, (long Payload, Task<Answer>? Answer)> _answers = [];
    private readonly Queue<string> _order = new();

    /// <summary>
    /// The seat, or that there is none; absent until somebody asks. Whoever comes to take it needs no look at it before: the directory looks as it stores.
    /// </summary>
    private Task<SeatNote?>? _seat;
    private readonly Allowance _allowance;

    /// <summary>In a branch: how I sit here, as its hub was told last; null: not yet.</summary>
    private BranchSeat? _hubKnows;

    /// <summary>Whether this meeting is a branch; null: nobody has asked yet since this activation began.</summary>
    private bool? _hasHub;
    private IGrainTimer? _again;

    public ParticipantGrain(
        IDirectory directory, IJournal journal, VoteCarrier votes, TimeProvider clock, IOptions<LimitSettings> limits, ILogger<ParticipantGrain> logger)
    {
        (_votes, _logger) = (votes, logger);
        var key = this.GetPrimaryKeyString().Split('/');
        (_meeting, _person) = (key[0], key[1]);
        (_directory, _journal, _clock) = (directory, journal, clock);
        _allowance = new Allowance(limits.Value.CommandBurst, limits.Value.CommandsPerSecond, clock);
    }

    private IMeetingGrain Meeting => GrainFactory.Grain<IMeetingGrain>(_meeting);

    private IBoxGrain Box => GrainFactory.Grain<IBoxGrain>(_meeting);

    public Task<SeatNote?> Sit(string name, Role role) => Take(name, role, known: null, isMember: false);

    public Task NameRemoved()
    {
        _seat = Task.FromResult<SeatNote?>(null);
        return Task.CompletedTask;
    }

    /// <returns>Null: see <see cref="IMeetingGrain.Sit"/>.</returns>
    private async Task<SeatNote?> Take(string name, Role role, KnownBy? known, bool isMember)
    {
        await AfterReading();
        var ask = new SeatAsk(_person, name, role, NewParticipant(), known, isMember);
        var seat = _journal.Format >= RecordFormat.Second ? await Meeting.Sit(ask) : await SitAmongOlderNodes(ask);
        _seat = Task.FromResult(seat);
        await TellHubOf(seat);
        return seat;
    }

    /// <summary>Whoever reads the seat may still have to give it a name in the vault, and must not do so after it is taken anew.</summary>
    private async Task AfterReading()
    {
        if (_seat is { IsCompleted: false } reading)
        {
            await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The meeting may be on a node of the build before <see cref="RecordFormat.Second"/>, which only hears of a seat that is taken.</summary>
    private async Task<SeatNote> SitAmongOlderNodes(SeatAsk ask)
    {
        var seat = (await _directory.TakeSeat(StreamNames.OfMeeting(_meeting), ask.Person, ask.Name, ask.Role, ask.Participant, ask.Known, ask.IsMember)).Note;
        await Meeting.SeatTaken(seat);
        return seat;
    }

    public async Task<SeatNote> SitAs(string name, Role role, SeatedMember member)
    {
        var seat = (await Take(name, role == Role.Attendee ? Role.Member : role, KnownBy.Link, isMember: role > Role.Observer))!;

        // Sitting there already changes nothing, so that each try may be an operation of its own: a seat that went to another meanwhile is taken back.
        var answer = await Meeting.Do(new Ask<MeetingCommand>(
            Operation.OfHouse($"{seat.Participant} sits as {member.Member}: {Guid.NewGuid()}").Key, Actor.House, null,
            new MeetingCommand.SeatMember(seat.Participant, member.Member, member.Sector, seat.Role)));

        await TellHubOf(seat);

        // A meeting that is over has its record; who looks in afterwards adds nothing to it.
        return answer.IsDone || answer.Rejection is Rejection.MeetingClosed or Rejection.MeetingCancelled
            ? seat : throw new TimeoutException($"Meeting {_meeting} did not take note of who sits there: {answer.Outcome} {answer.Rejection}.");
    }

    public async Task<ClaimedSeatNote> Claim(string name, string member)
    {
        await AfterReading();
        var claimed = await Meeting.Claim(new SeatAsk(_person, name, Role.Attendee, NewParticipant(), null, IsMember: false), member);
        _seat = claimed.Seat is { } seat ? Task.FromResult<SeatNote?>(seat) : null;
        await TellHubOf(claimed.Seat);
        return claimed;
    }

    public async Task<ClaimedSeatNote> SitByCard(string name, SeatedMember member, KnownBy known)
    {
        await AfterReading();
        var seated = await Meeting.SitByCard(new SeatAsk(_person, name, Role.Member, NewParticipant(), known, IsMember: true), member);
        _seat = seated.Seat is { } seat ? Task.FromResult<SeatNote?>(seat) : null;
        await TellHubOf(seated.Seat);
        return seated;
    }

    public Task<SeatNote?> Seat()
    {
        if (_seat is null or { IsCompleted: true, IsCompletedSuccessfully: false })
        {
            _seat = Read();
        }

        return _seat;
    }

    private async Task<SeatNote?> Read()
    {
        var room = StreamNames.OfMeeting(_meeting);
        return await _directory.FindSeat(room, _person) is not { Name.Length: > 0 } seat ? null

            // A node of the older build gave this seat its name: it goes into the vault before anything is done under it.
            : (seat.NameHash is null ? await _directory.TakeSeat(room, _person, seat.Name, seat.Role, seat.Participant, seat.Known, seat.IsMember) : seat).Note;
    }

    public async Task<MeView?> Me()
    {
        if (await Seat() is not { } seat)
        {
            return null;
        }

        var (inMeeting, inBox) = (Meeting.Mine(seat.Participant), Box.Mine(seat.Participant));
        var (mine, counted) = (await inMeeting, await inBox);
        await TellHub(seat, mine.Branch);
        return new MeView(
            seat.Participant, seat.Name, mine.Role ?? seat.Role, mine.CheckedIn, mine.Hand,
            counted.Votes.ToImmutableSortedDictionary(v => v.Key, v => v.Value.ToImmutableArray()), [.. counted.Likes],
            counted.Entitled is { } entitled ? [.. entitled] : null,
            Verified: seat.Known is null or KnownBy.Card && mine.State != SeatState.Seated && mine.Role != Role.Member ? null : true,
            Presides: mine.ChairVotes && seat is { Role: Role.Chair, IsMember: true } ? true : null, State: mine.State, MutedUntil: mine.MutedUntil,
            Waiting: mine.Waiting is { Length: > 0 } waiting ? [.. waiting] : null);
    }

    public async Task<Answer> Do(string op, MeetingCommand command)
    {
        var answer = await Once(op, Payload.Of(command), (seat, operation) => Surely(() => Meeting.Do(
            new Ask<MeetingCommand>(operation.Key, seat.Actor, seat.Name, command, operation.Payload))));
        if (answer.IsDone && command is (MeetingCommand.CheckIn or MeetingCommand.CheckOut) && _hasHub != false && await Seat() is { } here)
        {
            // Also where this activation has told nothing yet: between taking a seat and the roll call people wait for longer than one stays.
            await TellHub(here, (await Meeting.Mine(here.Participant)).Branch);
        }

        return answer;
    }

    public async Task<bool> SitFrom(string name, KnownBy? known, BranchSeat from)
    {
        var seat = await Seat();
        if (seat is null || seat.Role < from.Role)
        {
            seat = await Take(name, from.Role, known, isMember: from.Role >= Role.Member);
        }

        return seat is null || await Meeting.SitInBranch(seat, from);
    }

    public async Task<bool> TellHub()
    {
        if (await Seat() is not { } seat || (await Meeting.Mine(seat.Participant)).Branch is not { } now)
        {
            return true;
        }

        await TellHub(seat, now);
        return _hubKnows?.AtAnyTime == now.AtAnyTime;
    }

    private async Task TellHubOf(SeatNote? taken)
    {
        if (taken?.Hub is not null)
        {
            await TellHub(taken, (await Meeting.Mine(taken.Participant)).Branch);
        }
    }

    /// <summary>
    /// The hub knows how somebody sits in its branch before they go on there; where it does not answer, they do not wait for it, and it is asked again.
    /// </summary>
    private async Task TellHub(SeatNote seat, BranchSeat? now)
    {
        _hasHub = now is not null;

        // Where it is to be asked again, nobody waits for it meanwhile.
        if (now is null || now.AtAnyTime == _hubKnows?.AtAnyTime || _again is not null)
        {
            return;
        }

        try
        {
            var hub = GrainFactory.Grain<IParticipantGrain>(IParticipantGrain.Key(now.Hub, _person));
            if (await hub.SitFrom(seat.Name, seat.Known, now).WaitAsync(BranchPace.Patience, _clock))
            {
                // What was said before and is answered later is not what the hub knows now.
                _hubKnows = now.Seq < _hubKnows?.Seq ? _hubKnows : now;
                return;
            }
        }
#pragma warning disable CA1031 // Whatever it is: who sits in the branch goes on there.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogHubAway(_meeting, e);
        }

        _again ??= this.RegisterGrainTimer(TellHubAgain, BranchPace.Renewed, Timeout.InfiniteTimeSpan);
    }

    private async Task TellHubAgain()
    {
        _again?.Dispose();
        _again = null;
        if (await Seat() is { } seat)
        {
            await TellHub(seat, (await Meeting.Mine(seat.Participant)).Branch);
        }
    }

    public Task<Answer> Do(string op, BoxCommand command) =>
        Once(op, Payload.Of(command), (seat, operation) => command is BoxCommand.Vote vote && !vote.Choices.IsDefault
            ? Surely(
                () => _votes.Vote(_meeting, new VoteAsk(
                    operation.Key, seat.Participant, seat.Role, vote.Ballot, [.. vote.Choices], HubTrace.Cause, operation.Payload)),
                () => Box.Do(new Ask<BoxCommand>(operation.Key, seat.Voter, seat.Name, command, operation.Payload)))
            : Surely(() => Box.Do(new Ask<BoxCommand>(operation.Key, seat.Voter, seat.Name, command, operation.Payload))));

    public Task<Answer> Do(string op, RoundCommand command) => command switch
    {
        // The id names a grain.
        RoundCommand.TakeStance stance when !StreamNames.IsId(stance.Round) => Task.FromResult(Answer.Refused(Rejection.UnknownRound)),
        RoundCommand.TakeStance stance => Once(op, Payload.Of(command), (seat, operation) => Surely(() =>
            GrainFactory.Grain<IStancesGrain>(StreamNames.StancesKey(StreamNames.OfMeeting(_meeting), stance.Round))
                .Take(new Ask<RoundCommand>(operation.Key, seat.Voter, null, command, operation.Payload)))),
        _ => Once(op, Payload.Of(command), (seat, operation) => Surely(() => Meeting.Do(
            new Ask<MeetingCommand>(operation.Key, seat.Actor, seat.Name, new MeetingCommand.OfRound(command), operation.Payload)))),
    };

    /// <summary>
    /// Asks again when no answer comes: a call to a node that dies may be lost without a word, and would be given up only after <see cref="LongestWait"/>. The
    /// command carries its operation: of two calls that arrive, the second is answered as the first.
    /// </summary>
    /// <param name="again">How it is asked again, also where the first way is not known to the other side: a node of an older build; absent: as before.</param>
    private async Task<Answer> Surely(Func<Task<Answer>> ask, Func<Task<Answer>>? again = null)
    {
        for (var began = _clock.GetTimestamp(); ;)
        {
            try
            {
                return await ask().WaitAsync(NoAnswerFor, _clock);
            }
            catch (TimeoutException) when (_clock.GetElapsedTime(began) < LongestWait)
            {
                LogAskedAgain(_meeting);
                ask = again ?? ask;
            }
            catch (Exception e) when (again is not null && ask != again && e is not TimeoutException)
            {
                ask = again;
            }
        }
    }

    private async Task<Answer> Once(string op, long payload, Func<SeatNote, Operation, Task<Answer>> send)
    {
        // Whose name was removed from the record of a meeting that is over may read it; what they did would stand there without one.
        if (await Seat() is not { Name.Length: > 0 } seat)
        {
            return Answer.Refused(Rejection.Forbidden);
        }

        var operation = Operation.Of(seat.Participant, op) with { Payload = payload };
        if (_answers.TryGetValue(op, out var known) && known.Answer is { } answer)
        {
            // What the first one asks for is not stored yet, perhaps, and may still come to nothing; whatever becomes of it, this is not it.
            return operation.IsReused(known.Payload) ? Answer.Refused(Rejection.OtherBody, "op") : await answer;
        }

        // A repeat is free, also of one that came to nothing.
        return _answers.ContainsKey(op)
            || _allowance.Take() ? await Remember(op, payload, Sent(op, send(seat, operation))) : Answer.Refused(Rejection.TooFast);
    }

    private async Task<Answer> Sent(string op, Task<Answer> sending)
    {
        // Registered before it runs to its end, so that a repeat meanwhile waits for the same answer.
        await Task.Yield();
        try
        {
            var answer = await sending;
            if (!answer.IsDone)
            {
                Forget(op);
            }

            return answer;
        }
        catch
        {
            Forget(op);
            throw;
        }
    }

    /// <summary>Refusals and lost answers are not remembered, only that they were asked.</summary>
    private void Forget(string op)
    {
        if (_answers.TryGetValue(op, out var asked))
        {
            _answers[op] = asked with { Answer = null };
        }
    }

    private Task<Answer> Remember(string op, long payload, Task<Answer> answer)
    {
        if (!_answers.ContainsKey(op))
        {
            _order.Enqueue(op);
            if (_order.Count > Remembered)
            {
                _answers.Remove(_order.Dequeue());
            }
        }

        _answers[op] = (payload, answer);

        return answer;
    }

    private static string NewParticipant() => Operation.Of("seat", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))).NewId();

    [LoggerMessage(Level = LogLevel.Debug, Message = "The hub of {Meeting} was not told who sits in its branch; it is told again.")]
    private partial void LogHubAway(string meeting, Exception e);

    [LoggerMessage(Level = LogLevel.Information, Message = "Meeting {Meeting} has not answered for a while; it is asked again.")]
    private partial void LogAskedAgain(string meeting);
}
