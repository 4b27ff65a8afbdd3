using System.Collections.Immutable;
using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Domain.Opinion;
using Hub.Server.Common;
using Hub.Server.Contracts;
using Hub.Server.Feed;
using Hub.Server.Journal;
using Hub.Server.Telemetry;

namespace Hub.Server.Rooms;

/// <summary>What every owner of a room needs of its node.</summary>
internal sealed record RoomServices(IJournal Journal, TimeProvider Clock, Drain Drain, ForgetList ForgetList);

/// <summary>
/// The owner of one room, whichever kind of room it is: it carries commands to the rules and stores what they decide, publishes that to those who follow the
/// room, answers who reads it, and takes over what the room's box has counted. A kind adds its rules, its encoder, and what it has to ask other grains for. A
/// concrete grain must be reentrant, as the loop that stores is.
/// </summary>
/// <remarks>Its public calls are those of <see cref="IRoomGrain"/>.</remarks>
internal abstract class RoomGrain<TState, TEvent, TCommand> : Grain
    where TState : class
    where TEvent : class
    where TCommand : class
{
    /// <summary>How soon it is tried again to finish what was left half done with another grain.</summary>
    protected static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    /// <summary>A timer waits no longer than some weeks; one that fires early is set again.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(20);

    private static readonly TimeSpan DeadlineAgain = TimeSpan.FromSeconds(1);

    private readonly IJournal _journal;
    private readonly ForgetList _forgetList;
    private readonly ILogger _log;
    private readonly GrainMeter _meter;
    private readonly RoomFeed<TState, TEvent> _feed;
    private readonly Dictionary<Audience, (ReadVersion Version, byte[] Bytes)> _snapshots = [];
    private readonly Guid _activation = Guid.NewGuid();
    private IDisposable? _active;
    private IGrainTimer? _deadline;
    private Task _redacting = Task.CompletedTask;
    private bool _redactionIsBehind;
    private long _soft;

    /// <param name="encoder">Makes the encoder of the room with this id.</param>
    protected RoomGrain(
        RoomServices services, Func<string, RoomContext, RoomEncoder<TState, TEvent>> encoder, Func<TState?, Recorded<TEvent>, TState?> evolve,
        GrainMeter meter, ILogger logger)
    {
        Id = this.GetPrimaryKeyString();
        (_journal, Clock, _meter, _forgetList, _log) = (services.Journal, services.Clock, meter, services.ForgetList, logger);
        Encoder = encoder(Id, Context);
        Loop = new EventLoop<TState?, TEvent>(
            Room, null, evolve, _journal, Clock,
            batch =>
            {
                _feed!.Publish(batch.Events, batch.Head, batch.Span?.Context ?? default);
                TellMine(batch.Events.Select(e => FollowedAs(e.Actor)));
                Published(batch);
            },
            DeactivateOnIdle, logger, meter, services.Drain.Over);
        _feed = new RoomFeed<TState, TEvent>(
            Encoder, () => Loop.Committed, liked => Encoder.Tally(Loop.Committed!, BoxVersion, liked), Clock, e => RoomLog.NotTold(logger, Room, e));
    }

    /// <summary>The id of the room within its kind.</summary>
    protected string Id { get; }

    /// <summary>The room's name, which is also its stream's.</summary>
    protected string Room => Encoder.Room;

    /// <summary>Decides which audience reads what of the room.</summary>
    protected RoomEncoder<TState, TEvent> Encoder { get; }

    protected TimeProvider Clock { get; }

    protected RecordFormat Format => _journal.Format;

    protected RoomContext Context { get; } = new();

    protected EventLoop<TState?, TEvent> Loop { get; }

    /// <summary>The room as it is stored; null where nothing is.</summary>
    protected TState? State => Loop.Committed;

    protected IBoxGrain Box => GrainFactory.Grain<IBoxGrain>(StreamNames.BoxKey(Room));

    /// <summary>The box's version that the counts are of.</summary>
    protected long BoxVersion { get; private set; }

    /// <summary>Who follows the room over more than one connection, wherever: only they must be told what they did themselves.</summary>
    private HashSet<string> _several = [];

    protected bool IsFollowed => _feed.PresentByNode.Any();

    /// <summary>When this room has something to do by itself next; null: it has nothing.</summary>
    protected abstract DateTimeOffset? NextDeadline { get; }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await Load(cancellationToken);
        this.RegisterGrainTimer(ExpireWatchers, RoomFeed.Lease, RoomFeed.Lease);
        if (State is not null && Loop.Corrupt is null)
        {
            await TryToRedact();
            await Loaded(cancellationToken);
            SetDeadline();
        }

        _active = _meter.Activated();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _active?.Dispose();
        return Loop.SnapshotNow();
    }

    public virtual Task<Answer> Do(Ask<TCommand> ask) => Do(ask.ToOperation(), ask.Actor, ask.Command);

    public async Task<Reading> Read(ReadRequest request)
    {
        if (Loop.Corrupt is not null || Loop.Committed is not { } state)
        {
            return new Reading(0, "", default, null, null, null, Loop.Corrupt is not null ? Rejection.Quarantined : Rejection.UnknownRoom);
        }

        await EndIfOutdated(request.Position);
        await PullCounts();
        state = Loop.Committed;
        _feed.Cut();
        var (to, position) = (_feed.Seq, _feed.Position);
        var version = new ReadVersion(_activation, to, _soft);
        if (request.Position is not null && _feed.Missed(request.Position, request.Audience) is { } missed)
        {
            return new Reading(
                to, position, version, null, missed.Length == 0 ? [] : [missed], Encoder.Tally(state, BoxVersion, Encoder.NewestLiked(state)), null);
        }

        if (!_snapshots.TryGetValue(request.Audience, out var snapshot) || snapshot.Version != version)
        {
            _snapshots[request.Audience] = snapshot = (version, Encoder.Snapshot(state, request.Audience));
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
        if (Loop.Committed is not { } state)
        {
            return new EventsPage([], _feed.Position);
        }

        if (_feed.Page(after, limit, audience) is { } near)
        {
            return new EventsPage([.. near], _feed.PositionAt(after + near.Count));
        }

        var events = new List<byte[]>();
        var upTo = Loop.Head.Seq;
        var start = await _journal.HeadBefore(Room, after + 1);
        await foreach (var commit in _journal.Read(Room, start))
        {
            if (commit.LastSeq > after)
            {
                events.AddRange(StoredEvents.Unpack<TEvent>(commit)
                    .Where(e => e.Seq > after && e.Seq <= upTo)
                    .Take(limit - events.Count)
                    .Select(e => Encoder.Event(state, e, audience)));
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
        if (State is null)
        {
            return new CommentsPage("[]"u8.ToArray(), null);
        }

        await PullCounts();
        var page = Encoder.CommentsOf(State).Before(before, limit + 1);
        var items = page.TakeLast(limit).ToList();
        return new CommentsPage(Encoder.Comments(items), page.Count > limit ? items[0].Seq : null);
    }

    public Task<Rejection?> MayReact(string what) => Task.FromResult(State is { } state ? WhyNotReact(state, what) : Rejection.UnknownRoom);

    public Task<bool> HasComment(string comment) => Task.FromResult(State is { } state && Encoder.CommentsOf(state).Find(comment) is not null);

    /// <summary>The box reports what changed.</summary>
    public async Task Counted(BoxCounts counts)
    {
        if (counts.Since > BoxVersion)
        {
            // What came before was told to another activation of this room. Taken as it is, this would pass for the whole, and what is missing never be asked
            // for.
            await PullCounts();
        }
        else
        {
            Take(counts);
        }
    }

    /// <summary>Loads the room, which then keeps its time itself.</summary>
    public virtual Task Wake() => Task.CompletedTask;

    public Task<Round?> FindRound(string round) => Task.FromResult(State is { } state ? RoundsOf(state).Find(round) : null);

    public virtual Task<bool> CountGroups(string round, int groups) => Task.FromResult(false);

    public async Task RoundCounted(RoundCounts counts)
    {
        if (BoxVersion == 0)
        {
            // A tally has the box's version, and nobody takes one that is older than what they have.
            await PullCounts();
        }

        foreach (var (statement, count) in counts.Counts)
        {
            Context.Stances[statement] = new Dictionary<string, int> { ["agree"] = count.Agree, ["disagree"] = count.Disagree, ["pass"] = count.Pass };
        }

        Context.Stances[counts.Round] = new Dictionary<string, int> { ["people"] = counts.People, ["picture"] = (int)Math.Min(counts.Version, int.MaxValue) };
        _feed.PublishTally(counts.Counts.Keys.Append(counts.Round));
    }

    /// <summary>
    /// Whoever shows a round reads it anew once a statement of it is hidden, also where it is closed, and its stances need not hear of it.
    /// </summary>
    protected void TellHidden(IEnumerable<RoundEvent> happened)
    {
        var rounds = happened.OfType<RoundEvent.StatementHidden>().Select(e => RoundsOf(State!).With(e.Statement)!.Id).ToList();
        if (rounds.Count > 0)
        {
            _feed.PublishTally(rounds);
        }
    }

    /// <summary>The opinion rounds of a room of a kind that has any.</summary>
    protected virtual Rounds RoundsOf(TState state) => Rounds.None;

    /// <summary>What the rules say of a command, on a state and nothing else.</summary>
    protected abstract Decision<TEvent> Rules(TState? state, TCommand command, Given given);

    /// <summary>What a command needs besides its decision; of most commands nothing.</summary>
    protected virtual Task<Answer> Do(Operation operation, Actor actor, TCommand command) => Decide(operation, actor, command);

    /// <summary>What the activation must know besides the events, and what a crash left half done.</summary>
    protected virtual Task Loaded(CancellationToken cancel) => Task.CompletedTask;

    /// <summary>Under which name somebody who does something here follows the room.</summary>
    protected virtual string FollowedAs(string actor) => actor;

    /// <summary>Told of each commit, once, in order, after the feed has it.</summary>
    protected virtual void Published(Batch<TState?, TEvent> batch)
    {
    }

    /// <summary>Takes counts over that are newer than those before; likes are taken over already.</summary>
    protected virtual void Take(TState state, BoxCounts counts)
    {
    }

    /// <summary>Why this, or this comment, may not be liked; null where it may.</summary>
    protected abstract Rejection? WhyNotReact(TState state, string what);

    /// <summary>Does what is due. Whatever is in the way, it is asked again.</summary>
    protected abstract Task MeetDeadlines();

    /// <summary>Whether somebody who follows the room is counted among those who are here.</summary>
    protected virtual bool IsCounted(string participant) => true;

    /// <summary>Something has changed that only these participants are told.</summary>
    protected void TellThem(IReadOnlyCollection<string> participants) => _feed.PublishMine(participants);

    /// <summary>Now and then, while anybody may follow the room.</summary>
    protected virtual Task LookAround() => Task.CompletedTask;

    /// <summary>Which events' texts the record says are removed, and the newest event that says so; its seq is 0 where none does.</summary>
    protected virtual (IReadOnlySet<long> Seqs, long By) RemovedTexts(TState state) => (new HashSet<long>(), 0);

    /// <summary>The event without what its actor wrote in it.</summary>
    protected virtual TEvent WithoutText(TEvent happened) => happened;

    /// <summary>Why texts were removed, of the event that says so.</summary>
    protected virtual string? WhyRemoved(TEvent happened) => null;

    /// <summary>Where in the record somebody wrote something that can be removed.</summary>
    protected async Task<ImmutableArray<long>> TextsOf(string author)
    {
        await Loop.Settled();
        return await Loop.Find(r => r.Actor == author && !WithoutText(r.Event).Equals(r.Event));
    }

    /// <summary>
    /// The record says first that texts are removed, and nobody reads them from then on; then they are, where they are stored. A crash between the two is made
    /// good by the next activation.
    /// </summary>
    protected async Task<Answer> RemoveTexts(Operation operation, Actor actor, TCommand command)
    {
        var answer = await Decide(operation, actor, command);
        if (answer.IsDone)
        {
            try
            {
                await Redact();
            }
            finally
            {
                // With what this activation still remembers; whatever was in the way, the next one takes it up.
                DeactivateOnIdle();
            }
        }

        return answer;
    }

    /// <summary>Adds to the list of what a restored backup must forget again, before it is forgotten here.</summary>
    protected Task NoteForgotten(IEnumerable<Forgotten> forgotten) => _forgetList.Add(forgotten);

    /// <summary>One after the other: what the later one writes holds what the earlier one did.</summary>
    private Task Redact()
    {
        return _redacting = Then(_redacting);

        async Task Then(Task before)
        {
            await before.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Current);
            if (State is { } state && RemovedTexts(state) is (var seqs, > 0 and var by) && await _journal.RedactedBy(Room) < by)
            {
                await Loop.Redact(
                    r => seqs.Contains(r.Seq) ? WithoutText(r.Event) : r.Event, by, WhyRemoved,
                    gone => NoteForgotten(gone.Select(g => new Forgotten(Room, g.Recorded.Seq, g.Commit.Hash.ToString()))));
            }

            _redactionIsBehind = false;
        }
    }

    private async Task TryToRedact()
    {
        try
        {
            await Redact();
        }
#pragma warning disable CA1031 // Whatever it is: who reads the room must not wait for it. The state is without the texts, and it is tried again.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _redactionIsBehind = true;
            RoomLog.RedactionIsBehind(_log, Room, e);
        }
    }

    /// <summary>Decides and stores. Idempotent by operation.</summary>
    /// <param name="then">What stands in the place of a decision that accepts, found as it is made; absent: the decision.</param>
    protected Task<Answer> Decide(
        Operation operation, Actor actor, TCommand command, Func<TState?, Decision<TEvent>.Accepted, Given, Decision<TEvent>>? then = null) =>
        HubTrace.Do(command).Until(Loop.Do(operation, actor, (state, given) => Rules(state, command, given) switch
        {
            Decision<TEvent>.Accepted accepted when then is not null => then(state, accepted, given),
            var decided => decided,
        }));

    /// <summary>
    /// For a command whose event rests on what another grain answers: decides to see what would happen, asks, and decides again with the answer, on the state
    /// as it is by then. What the operation's id is derived for is asked twice where a crash came between, so the question must be idempotent by that
    /// operation.
    /// </summary>
    /// <param name="ask">Answers what the event becomes; or, where it comes to nothing, what the command is answered instead.</param>
    protected async Task<Answer> DecideAround<T>(Operation operation, Actor actor, TCommand command, Func<TState, T, Task<Asked<T>>> ask)
        where T : TEvent
    {
        if (Loop.Knows(operation) || Loop.Tentative is not { } state
            || Rules(state, command, Loop.Given(operation, actor)) is not Decision<TEvent>.Accepted { Events: [T would, ..] })
        {
            return await Decide(operation, actor, command);
        }

        var asked = await ask(state, would);
        return asked.Instead ?? await Decide(
            operation, actor, command, (_, accepted, _) => accepted.Events is [T again] ? new Decision<TEvent>.Accepted([asked.Becomes!(again)]) : accepted);
    }

    /// <summary>The little that others must know of the room; null where there is none.</summary>
    /// <param name="corrupt">Of a room whose record cannot be read.</param>
    protected Task<TAbout?> About<TAbout>(Func<TAbout> corrupt, Func<TState, TAbout> of)
        where TAbout : class
    {
        if (State is null && Loop.Corrupt is null && Loop.Tentative is null)
        {
            // Asked for by a name under which nothing is: it does not stay.
            DeactivateOnIdle();
        }

        return Task.FromResult(Loop.Corrupt is not null ? corrupt() : State is { } state ? of(state) : null);
    }

    /// <summary>A read shows every like and vote that was answered before it.</summary>
    protected async Task PullCounts()
    {
        if (await Loop.WhileActive(Box.Counts(BoxVersion)) is var counts && counts.Version > BoxVersion)
        {
            Take(counts);
        }
    }

    /// <summary>Something beside the events changed that is shown: names, who is here.</summary>
    protected void SoftChanged()
    {
        _soft++;
        if (Loop.Committed is not null)
        {
            _feed.PublishTally([]);
        }
    }

    /// <summary>A name may be told no more: nothing that was encoded with it is sent again.</summary>
    protected void Reencode()
    {
        _feed.Reencode();
        _snapshots.Clear();
        SoftChanged();
    }

    /// <summary>One timer, for what comes next. Deadlines are stored: they fire after a restart too, with nobody connected.</summary>
    /// <param name="least">So long it waits in any case.</param>
    protected void SetDeadline(TimeSpan least = default)
    {
        _deadline?.Dispose();
        _deadline = null;
        if (NextDeadline is { } due)
        {
            var wait = TimeSpan.FromTicks(Math.Clamp((due - Clock.GetUtcNow()).Ticks, least.Ticks, LongestTimer.Ticks));
            _deadline = this.RegisterGrainTimer(MeetDeadlinesAndGoOn, wait, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task MeetDeadlinesAndGoOn()
    {
        // One that fails is due still: at once again, it would keep the room busy with nothing else.
        var least = DeadlineAgain;
        try
        {
            await MeetDeadlines();
            least = TimeSpan.Zero;
        }
        finally
        {
            SetDeadline(least);
        }
    }

    /// <summary>Those who followed the room at its last activation are a little behind its end, and go on from where they are.</summary>
    private async Task Load(CancellationToken cancel)
    {
        await Loop.Load(cancel);
        var recalled = new List<(IReadOnlyList<Recorded<TEvent>> Events, Head Head)>();
        var start = Head.None;
        try
        {
            start = Loop.Head.Seq <= RoomFeed.Recalled ? Head.None : await _journal.HeadBefore(Room, Loop.Head.Seq - RoomFeed.Recalled + 1, cancel);
            if (Loop.Head.Seq > 0)
            {
                await foreach (var commit in _journal.Read(Room, start, cancel))
                {
                    // Whatever another activation still stores is for the next one to tell.
                    if (commit.Number <= Loop.Head.Commit)
                    {
                        recalled.Add((StoredEvents.Unpack<TEvent>(commit), commit.Head));
                    }
                }
            }
        }
        catch (CorruptStreamException)
        {
            // Told where the stream was loaded, or damaged before its snapshot: then whoever pages back is told.
            recalled.Clear();
            start = Loop.Head;
        }

        _feed.Start(start);
        recalled.ForEach(commit => _feed.Publish(commit.Events, commit.Head));
    }

    /// <summary>Forgets nodes that do not renew.</summary>
    private async Task ExpireWatchers()
    {
        _feed.Expire();
        CountPresent();
        if (_redactionIsBehind)
        {
            await TryToRedact();
        }

        await LookAround();
    }

    private void Take(BoxCounts counts)
    {
        if (counts.Version <= BoxVersion || Loop.Committed is null)
        {
            return;
        }

        BoxVersion = counts.Version;
        foreach (var (liked, likes) in counts.Likes)
        {
            Context.Likes[liked] = likes;
        }

        Take(Loop.Committed, counts);
        _soft++;
        _feed.PublishTally(counts.Likes.Keys);
        TellMine(counts.By is { } by ? by.Select(FollowedAs) : _several);
    }

    /// <summary>What somebody does on one device reaches their others; whoever has only one knows it already.</summary>
    private void TellMine(IEnumerable<string> by)
    {
        if (_several.Count > 0 && by.Where(_several.Contains).ToList() is { Count: > 0 } several)
        {
            _feed.PublishMine(several);
        }
    }

    private void CountPresent()
    {
        var sets = _feed.PresentByNode.ToList();
        var (all, several) = (sets is [HashSet<string> only] ? only : [], _feed.Several.ToHashSet());
        if (sets.Count != 1)
        {
            several.UnionWith(sets.SelectMany(s => s).Where(p => !all.Add(p)));
        }

        // Who follows over several from now on may have done something that the others of them, or an activation before this one, have not told.
        var before = _several;
        _several = several;
        TellMine(several.Where(p => !before.Contains(p)));
        var now = all.Count(IsCounted);
        if (now != Context.PresentNow)
        {
            Context.PresentNow = now;
            SoftChanged();
        }
    }

    /// <summary>
    /// Who was told of more than this activation knows was told by another: this one has slept, or was cut off, and was replaced. It says nothing more. A
    /// position that the store does not know of either is of a record that was since restored from a backup.
    /// </summary>
    /// <exception cref="OutdatedException">So it is.</exception>
    private async Task EndIfOutdated(string? position)
    {
        if (position is null || RoomFeed.SeqOf(position) is not { } seq || seq <= Loop.Head.Seq)
        {
            return;
        }

        // What this activation itself has stored, and not heard of yet, proves nothing.
        var stored = await _journal.HeadBefore(Room, seq == long.MaxValue ? seq : seq + 1);
        await Loop.Settled();
        if (stored.Seq > Loop.Head.Seq)
        {
            DeactivateOnIdle();
            throw new OutdatedException(Room);
        }
    }
}

internal static partial class RoomLog
{
    [LoggerMessage(LogLevel.Warning, "Texts that were removed from the record of {Room} could not be replaced where they are stored; it will be tried again.")]
    public static partial void RedactionIsBehind(ILogger logger, string room, Exception e);

    [LoggerMessage(LogLevel.Error, "What is new in {Room} could not be made ready for those who follow it; it is tried again.")]
    public static partial void NotTold(ILogger logger, string room, Exception e);
}

/// <summary>What another grain answered, as the event of a command needs it.</summary>
/// <param name="Becomes">The event with what was answered.</param>
/// <param name="Instead">What the command is answered where it comes to nothing.</param>
internal sealed record Asked<TEvent>(Func<TEvent, TEvent>? Becomes, Answer? Instead = null)
{
    public static implicit operator Asked<TEvent>(Answer instead) => new(null, instead);
}
