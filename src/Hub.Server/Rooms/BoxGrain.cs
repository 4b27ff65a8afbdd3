using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Server.Ballots;
using Hub.Server.Common;
using Hub.Server.Contracts;
using Hub.Server.Edge;
using Hub.Server.Feed;
using Hub.Server.Journal;
using Hub.Server.Telemetry;
using Orleans.Concurrency;

namespace Hub.Server.Rooms;

/// <summary>
/// The owner of a room's box: votes and likes, a whole burst of them one commit. It reports counts, of constant size, to the room's owner about
/// every <see cref="ReportEvery"/>; the owner tells the room.
/// </summary>
[Reentrant]
internal sealed partial class BoxGrain : Grain, IBoxGrain
{
    public static readonly TimeSpan ReportEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>How soon a key that could not be destroyed is tried again.</summary>
    public static readonly TimeSpan RemainingKeysAgain = TimeSpan.FromMinutes(1);

    private readonly string _room;
    private readonly IRoomOwner _owner;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly ConfidentialVotes _confidential;
    private readonly GrainMeter _meter;
    private readonly EventLoop<Box, BoxEvent> _loop;

    /// <summary>The box's version at which each count changed last.</summary>
    private readonly Dictionary<string, long> _ballotChanged = [];
    private readonly Dictionary<string, long> _likesChanged = [];

    /// <summary>The version at which each person voted or liked last, since this activation began.</summary>
    private readonly Dictionary<string, long> _actedAt = [];
    private readonly Dictionary<string, VoteTree> _trees = [];
    private readonly HashSet<string> _destroyed = [];
    private IDisposable? _active;
    private IGrainTimer? _remainingKeys;
    private long _reported;
    private long _actsKnownSince;
    private bool _reporting;

    public BoxGrain(
        IJournal journal, RoomKinds kinds, ConfidentialVotes confidential, TimeProvider clock, HubMeter meter, Drain drain, ILogger<BoxGrain> logger)
    {
        _room = this.GetPrimaryKeyString();
        _owner = kinds.Find(StreamNames.OfBox(StreamNames.BoxStream(_room)))?.Owner ?? throw new ArgumentException($"There is no room whose box is '{_room}'.");
        (_confidential, _clock, _meter, _logger) = (confidential, clock, meter.Boxes, logger);
        _loop = new EventLoop<Box, BoxEvent>(
            StreamNames.BoxStream(_room), Box.Empty, BoxEvolution.Evolve, journal, clock, Published, DeactivateOnIdle, logger, _meter, drain.Over);
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _active = _meter.Activated();
        await _loop.Load(cancellationToken);
        _actsKnownSince = _loop.Head.Seq;
        foreach (var ballot in _loop.Committed.Questions.Keys)
        {
            _ballotChanged[ballot] = _loop.Head.Seq;
        }

        foreach (var comment in _loop.Committed.LikeCounts.Keys)
        {
            _likesChanged[comment] = _loop.Head.Seq;
        }

        // Counted before a crash came between the count and the key.
        DestroyKeys();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _active?.Dispose();
        foreach (var ballot in _loop.Committed.Questions.Keys)
        {
            _confidential.Forget(ballot);
        }

        return _loop.SnapshotNow();
    }

    public async Task<Answer> Do(Ask<BoxCommand> ask)
    {
        // Asked each time: what may be liked ends with a comment that is hidden, and with the meeting.
        if (ask.Command is BoxCommand.React reaction && !_loop.Knows(ask.ToOperation())
            && await _loop.WhileActive(_owner.MayReact(reaction.Comment)) is { } rejection)
        {
            return Answer.Refused(rejection);
        }

        if (ask.Command is BoxCommand.OpenQuestion { Secrecy: Secrecy.Confidential } opening && !_loop.Tentative.Questions.ContainsKey(opening.Ballot))
        {
            if (KeyFolderFor(opening.Ballot) is not { } folder)
            {
                return Answer.Refused(Rejection.NotOffered, "secrecy");
            }

            ask = ask with { Command = opening with { KeyFolder = folder } };
        }

        var answer =
            await HubTrace.Do(ask.Command)
            .Until(_loop.Do(ask.ToOperation(), ask.Actor, (box, given) =>
            BoxDecider.Decide(box, Confidentially(box, ask.Actor, ask.Command), given)));
        if (answer.IsDone && ask.Command is (BoxCommand.CloseQuestion or BoxCommand.Seal))
        {
            DestroyKeys();
        }

        return answer;
    }

    public Task<Answer[]> Vote(VoteAsk[] asks) => _loop.DoAll(
        asks.Length,
        i => (new Operation(asks[i].Operation) { Payload = asks[i].Payload }, new Actor(asks[i].Participant, asks[i].Role)),
        (i, box, given) => BoxDecider.Decide(box, Confidentially(box, given.Actor, VoteOf(asks[i])), given),
        i => asks[i].Trace is { } trace ? HubTrace.Do(VoteOf(asks[i]), trace) : null);

    private static BoxCommand.Vote VoteOf(VoteAsk ask) => new(ask.Ballot, ImmutableCollectionsMarshal.AsImmutableArray(ask.Choices));

    /// <summary>
    /// Of every ballot that is counted; of a sealed box also those of questions that nobody was ever told of, because a crash or a pause came between. A key
    /// that cannot be destroyed now keeps nobody out of the room: it is said, and tried again.
    /// </summary>
    private void DestroyKeys()
    {
        _remainingKeys?.Dispose();
        _remainingKeys = null;
        foreach (var (ballot, question) in _loop.Committed.Questions)
        {
            if (question.Secrecy != Secrecy.Confidential || !(question.Closed || _loop.Committed.Sealed) || _destroyed.Contains(ballot))
            {
                continue;
            }

            try
            {
                _confidential.Destroy(ballot, question);
                _destroyed.Add(ballot);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                LogKeyRemains(ballot, e);
                _remainingKeys ??= this.RegisterGrainTimer(DestroyLater, RemainingKeysAgain, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private Task DestroyLater()
    {
        DestroyKeys();
        return Task.CompletedTask;
    }

    /// <summary>The key is there before anybody may vote.</summary>
    /// <returns>Null where this house cannot keep a secret.</returns>
    private string? KeyFolderFor(string ballot)
    {
        if (!_confidential.IsOffered)
        {
            return null;
        }

        try
        {
            return _confidential.Prepare(ballot);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNoKey(ballot, e);
            return null;
        }
    }

    /// <summary>Decided on together with the state: a vote is counted, or it was refused, whatever comes at the moment of the close.</summary>
    /// <exception cref="StoreException">The keys are out of reach for now: nothing is decided, and the same may be asked again.</exception>
    private BoxCommand Confidentially(Box box, Actor actor, BoxCommand asked)
    {
        try
        {
            return Sealed(box, actor, asked);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(e.Message, mayBeStored: false);
        }
    }

    private BoxCommand Sealed(Box box, Actor actor, BoxCommand asked) => asked switch
    {
        BoxCommand.Vote c when box.Questions.TryGetValue(c.Ballot, out var question) && question is { Secrecy: Secrecy.Confidential, Closed: false }
            && Choices.Check(question.Kind, question.Options, question.Max, c.Choices) is null =>
            new BoxCommand.VoteSealed(c.Ballot, c.Choices, _confidential.Seal(c.Ballot, question, actor.Id, c.Choices)!),
        BoxCommand.CloseQuestion c when box.Questions.TryGetValue(c.Ballot, out var question) && question is { Secrecy: Secrecy.Confidential, Closed: false } =>
            c with { Opened = Counted(c.Ballot, question) },
        var command => command,
    };

    /// <summary>A vote or a key that was changed behind the house's back is lost, and with it the count: said once, and the meeting goes on.</summary>
    private ImmutableSortedDictionary<string, int>? Counted(string ballot, Question question)
    {
        try
        {
            return _confidential.Count(ballot, question);
        }
        catch (Exception e) when (e is CryptographicException or KeyNotFoundException)
        {
            LogUnreadableVotes(ballot, e);
            return null;
        }
    }

    public Task<CountOf?> Count(string ballot) =>
        Task.FromResult(
            _loop.Committed.Questions.TryGetValue(ballot, out var question) ? TreeOf(ballot) is { } tree
            ? CountOf(question) with { Root = Hex(tree.Tree.Root), Size = tree.Tree.Size } : CountOf(question) : null);

    public Task<NamedVotes?> Votes(string ballot) => Task.FromResult(
        TreeOf(ballot) is { } tree ? new NamedVotes(Hex(tree.Tree.Root), [.. tree.Voters.Select(v => VoteOf(ballot, v))]) : null);

    public Task<VoteProof?> Prove(string ballot, string participant) => Task.FromResult(
        TreeOf(ballot) is { } tree && tree.Voters.BinarySearch(participant, StringComparer.Ordinal) is >= 0 and var at
            ? new VoteProof(VoteOf(ballot, participant), at, tree.Tree.Size, [.. tree.Tree.Path(at).Select(Hex)], Hex(tree.Tree.Root))
            : null);

    /// <summary>Of a ballot that is closed and named: what it is built of does not change any more.</summary>
    private VoteTree? TreeOf(string ballot)
    {
        if (_trees.TryGetValue(ballot, out var known))
        {
            return known;
        }

        return _loop.Committed.Questions.TryGetValue(ballot, out var question) && question is { Closed: true, Secrecy: Secrecy.Named }
            ? _trees[ballot] = VoteTree.Of(ballot, question)
            : null;
    }

    private NamedVote VoteOf(string ballot, string voter)
    {
        var question = _loop.Committed.Questions[ballot];
        var vote = question.Votes[voter];
        return new NamedVote(
            voter, [.. vote.Choices], vote.Operation.ToString(), question.Power is { IsWeighted: true } weighing ? weighing.WeightOf(voter).ToString() : null,
            question.Power is { } power ? [.. power.RepresentedBy(voter).Where(r => !question.Votes.ContainsKey(r))
                .Select(r => new RepresentedVoter(r, power.IsWeighted ? power.WeightOf(r).ToString() : null))] : []);
    }

    public Task<string[]?> Missing(string ballot) => Task.FromResult(
        _loop.Committed.Questions.TryGetValue(ballot, out var question)
            && question is { Closed: false, Electorate: not null } ? question.Missing().ToArray() : null);

    private static string Hex(ReadOnlyMemory<byte> hash) => Convert.ToHexStringLower(hash.Span);

    public Task<CastBy[]?> CastBy(string ballot, string[][] groups)
    {
        if (!_loop.Committed.Questions.TryGetValue(ballot, out var question))
        {
            return Task.FromResult<CastBy[]?>(null);
        }

        return Task.FromResult<CastBy[]?>([.. groups.Select(group =>
        {
            if (question.Secrecy == Secrecy.Confidential)
            {
                return new CastBy(group.Count(p => question.Voted?.Contains(p) ?? question.Sealed?.ContainsKey(p) ?? false), null);
            }

            var votes = group.Where(question.Votes.ContainsKey).Select(p => question.Votes[p]).ToList();
            return new CastBy(
                votes.Count, question.Counts.Keys.ToDictionary(choice => choice, choice => votes.Count(v => v.Choices.Contains(choice))));
        })]);
    }

    public Task<BoxCounts> Counts(long since) => Task.FromResult(ChangedAfter(since));

    public Task<MineInBox> Mine(string participant)
    {
        var box = _loop.Committed;
        return Task.FromResult(new MineInBox(
            VotesOf(box, participant),
            box.Likes.GetValueOrDefault(participant)?.ToArray() ?? [],
            [.. box.Questions.Where(q => q.Value is { Closed: false, Electorate: { } electorate } && electorate.Contains(participant)).Select(q => q.Key)]));
    }

    /// <summary>Of a confidential ballot what one chose while it is open, and that one voted, without choices, when it is counted.</summary>
    private Dictionary<string, string[]> VotesOf(Box box, string participant)
    {
        var votes = new Dictionary<string, string[]>();
        foreach (var (ballot, question) in box.Questions)
        {
            if (question.Votes.TryGetValue(participant, out var vote))
            {
                votes[ballot] = [.. vote.Choices];
            }
            else if (question.Secrecy == Secrecy.Confidential && (question.Voted?.Contains(participant) ?? question.Sealed?.ContainsKey(participant) ?? false))
            {
                votes[ballot] = Opened(ballot, question, participant);
            }
        }

        return votes;
    }

    private string[] Opened(string ballot, Question question, string participant)
    {
        try
        {
            return _confidential.Open(ballot, question, participant)?.ToArray() ?? [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            // The keys are out of reach, or the vote was changed; that is no reason not to read the room.
            return [];
        }
    }

    private void Published(Batch<Box, BoxEvent> batch)
    {
        foreach (var recorded in batch.Events)
        {
            _actedAt[recorded.Actor] = recorded.Seq;
            switch (recorded.Event)
            {
                case BoxEvent.Voted e: _ballotChanged[e.Ballot] = recorded.Seq; break;
                case BoxEvent.VotedConfidentially e: _ballotChanged[e.Ballot] = recorded.Seq; break;
                case BoxEvent.HandsCounted e: _ballotChanged[e.Ballot] = recorded.Seq; break;
                case BoxEvent.QuestionOpened e: _ballotChanged[e.Ballot] = recorded.Seq; break;
                case BoxEvent.QuestionClosed e: _ballotChanged[e.Ballot] = recorded.Seq; break;
                case BoxEvent.Reacted e: _likesChanged[e.Comment] = recorded.Seq; break;
                case BoxEvent.SeatsReplaced e: _ballotChanged[e.Ballot] = recorded.Seq; break;
                case BoxEvent.BoxSealed: break;
                default: throw new InvalidOperationException($"The box is told of {recorded.Event.GetType().Name}?");
            }
        }

        if (!_reporting)
        {
            _ = Report();
        }
    }

    private async Task Report()
    {
        _reporting = true;
        while (_reported < _loop.Head.Seq)
        {
            await Task.Delay(ReportEvery, _clock);
            try
            {
                var counts = ChangedAfter(_reported);
                await _owner.Counted(counts);
                _reported = counts.Version;
            }
#pragma warning disable CA1031 // The owner may be moving. Nothing is lost: it is told with the next try, and one that loads asks by itself.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogReportFailed(_room, e);
                await Task.Delay(10 * ReportEvery, _clock);
            }
        }

        _reporting = false;
    }

    private BoxCounts ChangedAfter(long since) => since >= _loop.Head.Seq ? new BoxCounts(_loop.Head.Seq, [], [], since, []) : new BoxCounts(
        _loop.Head.Seq,
        _ballotChanged.Where(b => b.Value > since).ToDictionary(b => b.Key, b => CountOf(_loop.Committed.Questions[b.Key])),
        _likesChanged.Where(l => l.Value > since).ToDictionary(l => l.Key, l => _loop.Committed.LikeCounts[l.Key]),
        since,
        since < _actsKnownSince ? null : [.. _actedAt.Where(a => a.Value > since).Select(a => a.Key)]);

    private static CountOf CountOf(Question question)
    {
        var (counts, weights) = question.CountsNow();
        return new(counts.ToDictionary(), question.Cast, question.Entitled ?? question.Electorate?.Count ?? question.Eligible, question.Present,
            question.Uncounted,
            Weights: weights, Secrecy: question.Secrecy,
            Hands: question.Hands?.ToDictionary(), Turnout: question.Turnout, Represented: question.ByDelegate);
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The key of the confidential ballot {Ballot}, which is counted, cannot be destroyed; its votes can still be read until it is. It is tried "
            + "again every minute.")]
    private partial void LogKeyRemains(string ballot, Exception e);

    [LoggerMessage(Level = LogLevel.Error, Message = "A vote of the confidential ballot {Ballot}, or its key, was changed: it cannot be counted.")]
    private partial void LogUnreadableVotes(string ballot, Exception e);

    [LoggerMessage(Level = LogLevel.Error, Message = "The key of the confidential ballot {Ballot} cannot be stored; the ballot is refused.")]
    private partial void LogNoKey(string ballot, Exception e);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The box of {Room} could not report its counts; it is tried again.")]
    private partial void LogReportFailed(string room, Exception e);
}
