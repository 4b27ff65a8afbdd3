using Hub.Domain;
using Hub.Domain.Opinion;
using Hub.Server.Contracts;
using Hub.Server.Journal;

namespace Hub.Server.Rooms;

/// <summary>
/// The protocol of a room, of whichever kind, with the stances of its opinion rounds: what is new in a round is told to them before it is answered, and a round
/// that closes is counted there before its result is stored here. A crash at any step is resumed.
/// </summary>
/// <param name="room">Its name.</param>
/// <param name="rounds">As they are stored.</param>
/// <param name="decide">Decides a command of a round, and stores it.</param>
/// <param name="loop">The room's.</param>
/// <param name="grains">Of the room's grain.</param>
/// <param name="setDeadline">Something may be due at another time now.</param>
internal sealed partial class RoomRounds<TState, TEvent>(
    string room, Func<Rounds> rounds, Func<Operation, Actor, RoundCommand, Task<Answer>> decide, Func<IGrainFactory> grains, EventLoop<TState, TEvent> loop,
    TimeProvider clock, Action setDeadline, ILogger logger)
{
    private readonly Dictionary<string, Task<bool>> _counting = [];

    /// <summary>When something is to be done with nobody asking; null: nothing is.</summary>
    /// <param name="again">How soon a count that did not get through is tried again.</param>
    public DateTimeOffset? NextDeadline(TimeSpan again) =>
        rounds().All.Exists(r => r.Status == RoundStatus.Closing && !_counting.ContainsKey(r.Id)) ? clock.GetUtcNow() + again : rounds().NextDeadline;

    public async Task<Answer> Do(Operation operation, Actor actor, RoundCommand command)
    {
        var answer = await decide(operation, actor, command);
        return !answer.IsDone || RoundOf(operation, command) is not { } round || await Settle(round) ? answer : Answer.Retry;
    }

    /// <summary>What is due: a round that closes by itself, or one that is not counted yet.</summary>
    public async Task MeetDeadlines()
    {
        foreach (var round in rounds().All.Where(r => r.Status == RoundStatus.Open && r.ClosesAt <= clock.GetUtcNow()))
        {
            await Do(Operation.OfHouse($"close {room} {round.Id} in time"), Actor.House, new RoundCommand.CloseRound(round.Id));
        }

        await CountAll();
    }

    /// <returns>Whether every round that closes is counted.</returns>
    public async Task<bool> CountAll()
    {
        var all = true;
        foreach (var round in rounds().All.Where(r => r.Status == RoundStatus.Closing))
        {
            all &= await Count(round.Id);
        }

        return all;
    }

    /// <summary>What an activation before this one left half done.</summary>
    public void Resume()
    {
        foreach (var round in rounds().All.Where(r => r.Status == RoundStatus.Closing))
        {
            _ = Count(round.Id);
        }
    }

    private Round? RoundOf(Operation operation, RoundCommand command) => command switch
    {
        RoundCommand.OpenRound => rounds().Find(operation.NewId()),
        RoundCommand.CloseRound c => rounds().Find(c.Round),
        RoundCommand.AddStatement c => rounds().Find(c.Round),
        RoundCommand.CountGroups c => rounds().Find(c.Round),
        RoundCommand.HideStatement c => rounds().With(c.Statement),
        RoundCommand.ApproveStatement c => rounds().With(c.Statement),
        RoundCommand.MergeStatement c => rounds().With(c.Statement),
        _ => null,
    };

    /// <summary>Whoever is answered finds what they asked for wherever they look.</summary>
    private Task<bool> Settle(Round round) => round.Status switch
    {
        RoundStatus.Open => Tell(round),
        RoundStatus.Closing => Count(round.Id),
        _ => Task.FromResult(true),
    };

    private async Task<bool> Tell(Round round)
    {
        setDeadline();
        return await loop.WhileActive(Stances(round.Id).Tell(round));
    }

    private Task<bool> Count(string round)
    {
        if (!_counting.TryGetValue(round, out var counting))
        {
            _counting[round] = counting = CountOnce(round);
        }

        return counting;
    }

    private async Task<bool> CountOnce(string round)
    {
        await Task.Yield();
        try
        {
            return rounds().Find(round) is not { Status: RoundStatus.Closing } closing
                || (await loop.WhileActive(Stances(round).End(closing)) is { } result
                    && (await decide(Operation.OfHouse($"seal {room} {round}"), Actor.House, new RoundCommand.SealRound(round, result))).IsDone);
        }
#pragma warning disable CA1031 // The stances may be out of reach for a moment. The close is stored, and is taken up again by the deadline's timer.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogNotCounted(room, round, e);
            return false;
        }
        finally
        {
            _counting.Remove(round);
            setDeadline();
        }
    }

    private IStancesGrain Stances(string round) => grains().Grain<IStancesGrain>(StreamNames.StancesKey(room, round));

    [LoggerMessage(Level = LogLevel.Warning, Message = "Closing the round {Round} of {Room} did not get through; it will be tried again.")]
    private partial void LogNotCounted(string room, string round, Exception e);
}
