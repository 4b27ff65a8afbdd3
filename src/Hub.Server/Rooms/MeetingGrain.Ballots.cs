using System.Collections.Immutable;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using Hub.Server.Contracts;
using static Hub.Domain.Meetings.MeetingCommand;
using static Hub.Domain.Meetings.MeetingEvent;

namespace Hub.Server.Rooms;

/// <summary>
/// The meeting's protocol with its box: a ballot opens there before the room is told of it, and closes there before its result is sealed here. A crash at any
/// step is resumed.
/// </summary>
internal sealed partial class MeetingGrain
{
    private readonly Dictionary<string, Task<bool>> _sealing = [];
    private bool _boxSealed;

    protected override DateTimeOffset? NextDeadline
    {
        get
        {
            var again = Clock.GetUtcNow() + Again;
            return Meeting?.Ballots.Select(b => b.Status switch
            {
                BallotStatus.Open => b.ClosesAt,
                BallotStatus.Closing when !_sealing.ContainsKey(b.Id) => again,
                _ => null,
            }).Append((Meeting.IsOver && !_boxSealed) || (_telling is null && Meeting.TopicsToTell.Any()) ? again : null)
                .Append(_rounds.NextDeadline(Again)).Min();
        }
    }

    protected override async Task MeetDeadlines()
    {
        foreach (var ballot in Meeting!.Ballots.Where(b =>
            b.Status == BallotStatus.Closing || (b.Status == BallotStatus.Open && b.ClosesAt <= Clock.GetUtcNow())))
        {
            await CloseInBoxFirst(Operation.OfHouse($"close {Id} {ballot.Id} in time"), Actor.House, new CloseBallot(ballot.Id));
        }

        await _rounds.MeetDeadlines();
        await TellTopics();

        if (Meeting.IsOver)
        {
            await SealBox();
        }
    }

    protected override void Take(Meeting state, BoxCounts counts)
    {
        if (!state.Branches.IsEmpty && counts.Ballots.Count > 0)
        {
            SumSoon();
        }

        foreach (var (ballot, count) in counts.Ballots)
        {
            var eligible = count.Eligible ?? (state.Ballot(ballot) is { } b ? Math.Max(Context.Seats(b.Voters), count.Cast) : count.Cast);
            Context.Tallies[ballot] =
                new Tally(counts.Version, count.Counts.ToImmutableSortedDictionary(), count.Cast, eligible, Weights: count.Weights,
                Hands: count.Hands?.ToImmutableSortedDictionary(StringComparer.Ordinal));
        }
    }

    /// <summary>The box knows the ballot, and who may vote, before anybody is told of it.</summary>
    private async Task<Answer> OpenInBoxFirst(Operation operation, Actor actor, OpenBallot command)
    {
        // The electorate rests on check-ins that are stored.
        await Loop.Settled();
        var answer = await DecideAround<BallotOpened>(operation, actor, command, async (meeting, ballot) =>
        {
            var byRoll = ballot.Turnout == TurnoutRule.ByRoll;
            ImmutableArray<string>? electorate = meeting.FreezesElectorate ? [.. meeting.Electorate(ballot.Voters)] : null;
            var opened = await Loop.WhileActive(Box.Do(new Ask<BoxCommand>(
                operation.Key, Actor.House, null,
                new BoxCommand.OpenQuestion(
                    ballot.Ballot, [.. ballot.Options.Select(o => o.Id)], ballot.Max, ballot.Voters, electorate, ballot.Kind, ballot.Secrecy ?? Secrecy.Named,
                    electorate is { } all ? meeting.WeightsOf(all) : null, electorate is { } who ? meeting.DelegatesOf(who, ballot.Voters) : null,
                    Turnout: ballot.Turnout, Entitled: byRoll ? ballot.Eligible : null, Marked: byRoll ? [.. meeting.HereByMark(electorate ?? [])] : null,
                    Replaced: meeting.Roll is { Replaced: { Count: > 0 and var replaced } } ? replaced : null),
                operation.Payload)));
            if (!opened.IsDone || await Loop.WhileActive(Box.Count(ballot.Ballot)) is not { } count)
            {
                return opened.IsDone ? Answer.Retry : opened;
            }

            if (count.Secrecy != (ballot.Secrecy ?? Secrecy.Named))
            {
                // The box runs on a node of an older build, which took the question for a named one. Nobody has been told of it.
                return Answer.Refused(Rejection.NotOffered, "secrecy");
            }

            // A box that took this ballot before a crash kept the electorate, and the rule of turnout, that it had then: what counts is what it says.
            return new Asked<BallotOpened>(again => again with { Eligible = count.Eligible ?? Context.Seats(again.Voters), Turnout = count.Turnout });
        });

        // A seat that went to another while the box was asked.
        return !answer.IsDone || await ReplaceInBox() ? answer : Answer.Retry;
    }

    /// <summary>
    /// The record has the seat first, then the box: whoever is answered that they sit there finds their place in every open ballot. What a crash leaves between
    /// the two is made good by the next activation, and at the latest by the close.
    /// </summary>
    private async Task<Answer> SeatInBoxToo(Operation operation, Actor actor, SeatMember command)
    {
        var answer = await Decide(operation, actor, command);
        return !answer.IsDone || await ReplaceInBox() ? answer : Answer.Retry;
    }

    private async Task<bool> ReplaceInBox()
    {
        foreach (var ballot in Meeting?.Ballots.Where(b => b.Status != BallotStatus.Closed) ?? [])
        {
            if (!await ReplaceInBox(ballot))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>In a ballot that is closing, only those seats that had been replaced when it was closed.</summary>
    private async Task<bool> ReplaceInBox(Ballot ballot)
    {
        var replaced = Meeting!.Roll?.Replaced.Take(ballot.Replaced ?? int.MaxValue).ToImmutableArray() ?? [];
        return replaced.IsEmpty || (await Loop.WhileActive(Box.Do(new Ask<BoxCommand>(
            Operation.OfHouse($"replace {replaced.Length} in {Id} {ballot.Id}").Key, Actor.House, null, new BoxCommand.ReplaceSeats(ballot.Id, replaced)))))
                .IsDone;
    }

    /// <summary>Refuse, drain, then the one final event. Whoever asks for the close waits for its end; a crash in the middle resumes it.</summary>
    private async Task<Answer> CloseInBoxFirst(Operation operation, Actor actor, CloseBallot command)
    {
        var answer = await Decide(operation, actor, command);
        return !answer.IsDone || await Seal(command.Ballot) ? answer : Answer.Retry;
    }

    /// <summary>Whoever is answered that the meeting is over finds its box sealed, its rounds counted and its topics told.</summary>
    private async Task<Answer> EndAndSeal(Operation operation, Actor actor, MeetingCommand command)
    {
        var answer = await DecideTheEnd(operation, actor, command);
        if (answer.IsDone)
        {
            await TellTopics();
        }

        return answer.IsDone && (!await SealBox() || !await _rounds.CountAll()) ? Answer.Retry : answer;
    }

    private async Task<Answer> DecideTheEnd(Operation operation, Actor actor, MeetingCommand command)
    {
        var decided = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ending = Task.WhenAll(_ending, decided.Task);
        try
        {
            await _takingBack;
            await NoteHubBeforeClose();
            return Rules(Loop.Tentative, command, Loop.Given(operation, actor)) is Decision<MeetingEvent>.Accepted && !await TakeBackWhatTopicsGaveUp()
                ? Answer.Retry
                : await DecideNamingSeats(operation, actor, command);
        }
        finally
        {
            decided.SetResult();
        }
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

            if (!await ReplaceInBox(closing))
            {
                return false;
            }

            var closed = await Loop.WhileActive(Box.Do(new Ask<BoxCommand>(
                Operation.OfHouse($"close {Id} {ballot}").Key, Actor.House, null,
                new BoxCommand.CloseQuestion(ballot, Context.Seats(closing.Voters), closing.Here))));
            if (!closed.IsDone || await Loop.WhileActive(Box.Count(ballot)) is not { } count)
            {
                LogCloseRefused(Id, ballot, closed.Outcome, closed.Rejection);
                return false;
            }

            await PullCounts();
            var tally = new Tally(
                BoxVersion, count.Uncounted ? null : count.Counts.ToImmutableSortedDictionary(), count.Cast, count.Eligible ?? count.Cast, count.Present,
                count.Weights, count.Hands?.ToImmutableSortedDictionary(StringComparer.Ordinal),
                count.Represented);
            return (await DecideNamingSeats(Operation.OfHouse($"seal {Id} {ballot}"), Actor.House, new SealBallot(ballot, tally, count.Root))).IsDone;
        }
#pragma warning disable CA1031 // The box may be out of reach for a moment. The close is stored, and is taken up again by the deadline's timer.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogSealFailed(Id, ballot, e);
            return false;
        }
        finally
        {
            _sealing.Remove(ballot);
            SetDeadline();
        }
    }

    private async Task<bool> SealBox() =>
        _boxSealed =
            _boxSealed || (await Loop.WhileActive(
            Box.Do(new Ask<BoxCommand>(Operation.OfHouse($"seal box {Id}").Key, Actor.House, null, new BoxCommand.Seal())))).IsDone;

    /// <summary>
    /// What a crash left half done with the box is done to its end; a box that is not sealed yet, and topics not told yet, by the deadline's timer.
    /// </summary>
    private void ResumeWithBox()
    {
        foreach (var ballot in Meeting!.Ballots.Where(b => b.Status == BallotStatus.Closing))
        {
            _ = Seal(ballot.Id);
        }

        _rounds.Resume();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Closing ballot {Ballot} of {Meeting}: the box said {Outcome} {Rejection}.")]
    private partial void LogCloseRefused(string meeting, string ballot, ReceiptOutcome outcome, Rejection? rejection);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Closing ballot {Ballot} of {Meeting} did not get through; it will be tried again.")]
    private partial void LogSealFailed(string meeting, string ballot, Exception e);
}
