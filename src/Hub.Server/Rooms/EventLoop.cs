using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Server.Contracts;
using Hub.Server.Journal;
using Hub.Server.Telemetry;

namespace Hub.Server.Rooms;

/// <summary>
/// The one loop behind every event-sourced grain: decide → store → evolve → publish → reply. It guarantees that
/// <list type="bullet">
/// <item>nothing is answered, read or published before it is stored;</item>
/// <item>an operation has one effect and one answer, however often it is sent;</item>
/// <item>after an append that was refused, or whose outcome is unknown, nothing is decided on the state that led to it: all that waits is answered
/// "retry" and the activation ends, to be loaded anew.</item>
/// </list>
/// Commands are decided and evolved at once, without waiting, on the <em>tentative</em> state; one append is in flight, and what arrives meanwhile
/// forms the next one. That is where the speed comes from. Not thread-safe: it lives on its grain's scheduler, and the grain is reentrant.
/// </summary>
/// <param name="published">Told of each commit, once, in order.</param>
/// <param name="abandon">Ends the activation.</param>
/// <param name="leaving">Completes when this node ends all its activations.</param>
/// <param name="remembered">How many operations are remembered at least, the newest; the whole stream's where nothing is said.</param>
internal sealed partial class EventLoop<TState, TEvent>(
    string stream,
    TState initial,
    Func<TState, Recorded<TEvent>, TState> evolve,
    IJournal journal,
    TimeProvider clock,
    Action<Batch<TState, TEvent>> published,
    Action abandon,
    ILogger logger,
    GrainMeter? meter = null,
    Task? leaving = null,
    int remembered = int.MaxValue)
{
    /// <summary>
    /// A snapshot is due after this many events, and a quarter of the stream: what a restart replays stays a fraction of it. In the midst of a burst it would
    /// take from those who wait: there it is due after ten times as many, and half of the stream.
    /// </summary>
    private const int SnapshotEvery = 5000;

    /// <summary>The version of a snapshot's shape; another one is passed over and the events are replayed.</summary>
    public const int SnapshotVersion = 11;

    private static readonly JsonTypeInfo<StoredEvent<TEvent>> EventJson = JournalJson.Of<StoredEvent<TEvent>>();
    private static readonly JsonWriterOptions Plainly = new() { Encoder = EventJson.Options.Encoder, SkipValidation = true };
    private static readonly JsonTypeInfo<StoredState<TState>> StateJson =
        JournalJson.OfState<TState>();

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Recorded<TEvent>> _taken = [];
    private readonly ArrayBufferWriter<byte> _encoded = new(256);
    private OperationMemory _operations = new(remembered);
    private TState _tentative = initial;
    private Batch<TState, TEvent>? _pending;
    private Batch<TState, TEvent>? _inFlight;
    private long _tentativeSeq;
    private long _snapshotSeq;
    private bool _abandoned;
    private bool _snapshotting;

    /// <summary>The state as stored: to read, publish and snapshot.</summary>
    public TState Committed { get; private set; } = initial;

    /// <summary>The state to decide on; part of it may not be stored yet.</summary>
    public TState Tentative => _tentative;

    /// <summary>The end of the stream as stored.</summary>
    public Head Head { get; private set; } = Head.None;

    /// <summary>Null, or why this stream cannot be read. It is set aside; every command to it is refused.</summary>
    public CorruptStreamException? Corrupt { get; private set; }

    public async Task Load(CancellationToken cancel)
    {
        var empty = Committed;
        try
        {
            if (await journal.ReadSnapshot(stream, cancel) is { Version: SnapshotVersion } snapshot && Unpack(snapshot) is { } stored)
            {
                (Committed, Head, _snapshotSeq) = (stored.State, snapshot.Head, snapshot.Head.Seq);
                _operations.Read(stored.Operations);
            }

            try
            {
                await Replay(cancel);
            }
            catch (CorruptStreamException e) when (_snapshotSeq > 0 && e.Commit == Head.Commit)
            {
                // A standby that lagged took over, or a backup was restored: what the stream still has is whole, or else says so itself.
                LogSnapshotAhead(stream, Head.Seq, e);
                (Committed, Head, _snapshotSeq, _operations) = (empty, Head.None, 0, _operations.Empty());
                await Replay(cancel);
            }
        }
        catch (CorruptStreamException corrupt)
        {
            Corrupt = corrupt;
            LogQuarantined(stream, corrupt);
        }

        (_tentative, _tentativeSeq) = (Committed, Head.Seq);
    }

    /// <summary>
    /// Decides a command on the state as it is now, and answers once everything that the decision rests on is stored. Idempotent by operation.
    /// </summary>
    public Task<Answer> Do(Operation operation, Actor actor, Func<TState, Given, Decision<TEvent>> decide)
    {
        var (answer, appends) = Decide(operation, actor, decide);
        var whenStored = WhenStored(answer);
        if (appends)
        {
            AppendWhatWaits();
        }

        return whenStored;
    }

    /// <summary>Many at once, each as in <see cref="Do"/>, which share one wait. Commands of one burst come together, and are stored together.</summary>
    /// <param name="decide">Which of them, and on what. One that throws is answered "retry", leaves nothing behind, and is no matter of the others.</param>
    /// <param name="span">Begins the span of one of them, which is current while it is decided; null where nobody traces it.</param>
    public async Task<Answer[]> DoAll(
        int count, Func<int, (Operation Operation, Actor Actor)> who, Func<int, TState, Given, Decision<TEvent>> decide, Func<int, Activity?> span)
    {
        var answers = new Answer[count];
        Activity?[]? spans = null;
        for (var i = 0; i < count; i++)
        {
            var (operation, actor) = who(i);
            if (span(i) is { } began)
            {
                (spans ??= new Activity?[count])[i] = began;
            }

            try
            {
                answers[i] = Decide(operation, actor, (state, given) => decide(i, state, given)).Answer;
            }
#pragma warning disable CA1031 // Whatever is wrong with this one: those before it are decided and must be stored, those behind it have a right to be.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogDecisionThrew(stream, e);
                answers[i] = Answer.Retry;
            }

            spans?[i].Decided();
        }

        var settled = Settled();
        AppendWhatWaits();
        if (!await settled)
        {
            Array.Fill(answers, Answer.Retry);
        }

        for (var i = 0; i < count && spans is not null; i++)
        {
            spans[i].Answered(answers[i]);
        }

        return answers;
    }

    /// <summary>The answer holds once what is decided up to now is stored.</summary>
    private (Answer Answer, bool Appends) Decide(Operation operation, Actor actor, Func<TState, Given, Decision<TEvent>> decide)
    {
        if (Corrupt is not null)
        {
            return (Answer.Refused(Rejection.Quarantined), false);
        }

        if (_abandoned)
        {
            return (Answer.Retry, false);
        }

        if (Recall(operation) is { } done)
        {
            return (done, false);
        }

        var given = Given(operation, actor);
        switch (decide(_tentative, given))
        {
            case Decision<TEvent>.Refused refused:
                return (Answer.Refused(refused.Rejection, refused.Field, refused.Similar), false);
            case Decision<TEvent>.AlreadySo:
                return (Answer.AlreadySo, false);
            case Decision<TEvent>.Accepted accepted:
                Take(accepted.Events, given);
                return (Recall(operation)!, true);
            case var other:
                throw new InvalidOperationException($"A decision {other.GetType().Name}?");
        }
    }

    /// <summary>What a command that comes now is decided on besides the state; also for a decision made to see what it would be.</summary>
    public Given Given(Operation operation, Actor actor) => new(actor, clock.GetUtcNow(), operation) { Format = journal.Format };

    /// <summary>
    /// All of them, or none: an evolution that throws leaves nothing behind. Encoded now, while an append is in flight, and not between two of them.
    /// </summary>
    private void Take(ImmutableArray<TEvent> events, Given given)
    {
        var state = _tentative;
        _taken.Clear();
        _encoded.ResetWrittenCount();
        using var json = new Utf8JsonWriter(_encoded, Plainly);

        // Of three choices a hash tells which; and a node of an older build would not know what it is.
        var operation = given.Format < RecordFormat.Fifth || events.Any(e => e is BoxEvent.VotedConfidentially)
            ? given.Operation with { Payload = 0 } : given.Operation;
        foreach (var happened in events)
        {
            var recorded = new Recorded<TEvent>(_tentativeSeq + 1 + _taken.Count, given.Now, given.Actor.Id, operation, happened, given.Actor.Name);
            state = evolve(state, recorded);
            if (_taken.Count > 0)
            {
                _encoded.Write(","u8);
            }

            json.Reset();
            JsonSerializer.Serialize(
                json, new StoredEvent<TEvent>(
                    1, given.Now.ToUnixTimeMilliseconds(), given.Actor.Id, operation.ToString(), happened, given.Actor.Name,
                    operation.Payload == 0 ? null : operation.Payload),
                EventJson);
            json.Flush();
            _taken.Add(recorded);
        }

        (_tentative, _tentativeSeq) = (state, _tentativeSeq + _taken.Count);
        _taken.ForEach(Remember);
        (_pending ??= new()).Add(_taken, _encoded.WrittenSpan, state);
    }

    private void AppendWhatWaits()
    {
        if (_inFlight is null && _pending is not null)
        {
            _ = AppendAll();
        }
    }

    /// <summary>Whether all that was decided is stored: then <see cref="Head"/> is the end of what the next command is decided on.</summary>
    public bool IsSettled => _pending is null && _inFlight is null;

    /// <summary>Waits until all that was decided up to now is stored. False where it was not, and this activation ends.</summary>
    public Task<bool> Settled() => (_pending ?? _inFlight)?.Stored.Task ?? Task.FromResult(!_abandoned);

    /// <summary>
    /// What another grain answers; not waited for any longer than this activation lasts. One that ends waits for its calls, and so would two that end at once
    /// for each other.
    /// </summary>
    /// <exception cref="OutdatedException">This activation ends.</exception>
    public async Task<T> WhileActive<T>(Task<T> asked) =>
        await (leaving is null ? Task.WhenAny(asked, _ended.Task) : Task.WhenAny(asked, _ended.Task, leaving)) == asked
            ? await asked : throw new OutdatedException(stream);

    /// <summary>Whether this operation was done before, stored or on its way.</summary>
    public bool Knows(Operation operation) => _operations.Find(operation) is not null;

    /// <summary>Where in the stream, as far as it is stored, an event is the kind that is looked for.</summary>
    public async Task<ImmutableArray<long>> Find(Func<Recorded<TEvent>, bool> wanted)
    {
        var found = ImmutableArray.CreateBuilder<long>();
        await foreach (var commit in journal.Read(stream, Head.None))
        {
            found.AddRange(StoredEvents.Unpack<TEvent>(commit).Where(wanted).Select(r => r.Seq));
        }

        return found.ToImmutable();
    }

    /// <summary>
    /// Replaces events in the commits that hold them, once an event that says so is stored: the state is without them since then. Idempotent: what was replaced
    /// is as it should be.
    /// </summary>
    /// <param name="without">The event as it is to stand, which may be as it stands.</param>
    /// <param name="by">The seq of the newest event that says so.</param>
    /// <param name="why">What that event gives as its reason.</param>
    /// <param name="forget">Told of each event that is replaced, with its commit, before anything is.</param>
    public async Task Redact(
        Func<Recorded<TEvent>, TEvent> without, long by, Func<TEvent, string?> why,
        Func<IReadOnlyList<(Commit Commit, Recorded<TEvent> Recorded)>, Task> forget)
    {
        var (redactions, gone, reason) = (new List<Redaction>(), new List<(Commit, Recorded<TEvent>)>(), "");
        await foreach (var commit in journal.Read(stream, Head.None))
        {
            var events = StoredEvents.Unpack<TEvent>(commit);
            var changed = events.Where(r => r.Seq < by && !without(r)!.Equals(r.Event)).ToDictionary(r => r.Seq);
            if (changed.Count > 0)
            {
                redactions.Add(new Redaction(
                    commit.Number, commit.Hash,
                    StoredEvents.Replaced<TEvent>(commit, (seq, was) => changed.TryGetValue(seq, out var recorded) ? without(recorded) : was)));
                gone.AddRange(changed.Values.Select(r => (commit, r)));
            }

            if (commit.LastSeq >= by)
            {
                reason = events.Where(r => r.Seq == by).Select(r => why(r.Event)).FirstOrDefault() ?? "";
                break;
            }
        }

        await forget(gone);
        await journal.Redact(stream, redactions, by, reason);
        _operations.Hide(gone.Select(g => g.Item2.Operation));
        if (_snapshotSeq >= by)
        {
            // Written since the event that says so: it is without the texts, and had what was asked for.
            await WriteSnapshot();
        }
    }

    /// <summary>Stores the state as it is, so that the next activation need not replay. Called when the activation ends in peace.</summary>
    /// <remarks>Not of one that was abandoned: the database may not have what this activation took for stored, and would then have a snapshot of what never
    /// was.</remarks>
    public Task SnapshotNow() => Corrupt is null && !_abandoned && Head.Seq > _snapshotSeq ? WriteSnapshot() : Task.CompletedTask;

    /// <returns>Null where the snapshot was changed or cannot be read: then the events say the same, only later.</returns>
    private StoredState<TState>? Unpack(Snapshot snapshot)
    {
        if (snapshot.Open(stream) is not { } state)
        {
            LogSnapshotChanged(stream, snapshot.Head.Seq);
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(state.Span, StateJson);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            LogSnapshotUnreadable(stream, snapshot.Head.Seq, e);
            return null;
        }
    }

    private async Task Replay(CancellationToken cancel)
    {
        await foreach (var commit in journal.Read(stream, Head, cancel))
        {
            Replay(commit);
            Head = commit.Head;
        }
    }

    private void Replay(Commit commit)
    {
        try
        {
            foreach (var recorded in StoredEvents.Unpack<TEvent>(commit))
            {
                Committed = evolve(Committed, recorded);
                Remember(recorded);
            }
        }
#pragma warning disable CA1031 // Each event may be well written and yet not fit the ones before it; how that shows is the evolution's.
        catch (Exception e) when (e is not CorruptStreamException)
#pragma warning restore CA1031
        {
            throw new CorruptStreamException(commit.Stream, commit.Number, "an event does not fit those before it", e);
        }
    }

    private async Task AppendAll()
    {
        HubTrace.Leave();
        while (_pending is { } batch)
        {
            (_pending, _inFlight) = (null, batch);
            batch.Span = HubTrace.Commit(batch.Commands, batch.Events.Count);
            var appended = await Append(batch);
            if (appended.Outcome != AppendOutcome.Stored)
            {
                Abandon(batch, appended.Outcome);
                batch.Span.End(appended.Outcome);
                return;
            }

            batch.Span.End(appended.Outcome);

            (Head, Committed, batch.Head) = (appended.Head, batch.State, appended.Head);
            if (!Publish(batch))
            {
                Abandon(batch, AppendOutcome.Stored);
                return;
            }

            _inFlight = null;
            batch.Stored.SetResult(true);
            SnapshotIfDue();
        }
    }

    /// <returns>False where it could not be told what is stored: nobody awaits the appending, and all that waits would wait for ever.</returns>
    private bool Publish(Batch<TState, TEvent> batch)
    {
        try
        {
            published(batch);
            return true;
        }
#pragma warning disable CA1031 // Whatever it is: the next activation tells from the journal what this one could not.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogPublishThrew(stream, e);
            return false;
        }
    }

    private async Task<Appended> Append(Batch<TState, TEvent> batch)
    {
        var (began, outcome) = (Stopwatch.GetTimestamp(), AppendOutcome.Unknown);
        try
        {
            var appended = await journal.Append(stream, Head, new Draft(batch.Events.Count, batch.Payload(), batch.Events[^1].At));
            outcome = appended.Outcome;
            return appended;
        }
#pragma warning disable CA1031 // Whatever went wrong on the way to the store, the outcome is the same: not known, so nobody is told "done".
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogAppendThrew(stream, e);
            return new Appended(outcome);
        }
        finally
        {
            meter?.Appended(outcome, batch.CommandCount, began);
        }
    }

    private void Abandon(Batch<TState, TEvent> batch, AppendOutcome outcome)
    {
        LogAbandoned(stream, Head.Seq, outcome);
        _abandoned = true;
        _ended.SetResult();
        batch.Stored.SetResult(false);
        _pending?.Stored.SetResult(false);
        _pending = null;
        abandon();
    }

    private async Task<Answer> WhenStored(Answer answer) =>
        (_pending ?? _inFlight) is not { } batch || await batch.Stored.Task ? answer : Answer.Retry;

    private Answer? Recall(Operation operation) => _operations.Find(operation) is not { } done ? null
        : operation.IsReused(done.Payload) ? Answer.Refused(Rejection.OtherBody, "op")
        : Answer.Done(done.Seq, done.Kind is { } kind ? new Made(kind, operation.NewId()) : null);

    private void Remember(Recorded<TEvent> recorded) => _operations.Add(recorded.Operation, recorded.Seq, MadeBy(recorded));

    /// <summary>What was made is named by its operation. An event that brings something back, under the id that it had, made nothing.</summary>
    private static string? MadeBy(Recorded<TEvent> recorded)
    {
        var made = recorded.Event switch
        {
            Hub.Domain.Meetings.MeetingEvent e => e.Made,
            Hub.Domain.Topics.TopicEvent e => e.Made,
            Hub.Domain.Registers.RegisterEvent e => e.Made,
            _ => null,
        };
        return made is not null && made.Id == recorded.Operation.NewId() ? made.Kind : null;
    }

    private void SnapshotIfDue()
    {
        var since = Head.Seq - _snapshotSeq;
        if (!_snapshotting && since >= Math.Max(SnapshotEvery, Head.Seq / 4) && (_pending is null || since >= Math.Max(10 * SnapshotEvery, Head.Seq / 2)))
        {
            _ = WriteSnapshot();
        }
    }

    private async Task WriteSnapshot()
    {
        _snapshotting = true;
        try
        {
            var (state, head, operations) = (Committed, Head, _operations.Write(Head.Seq));
            // The state is immutable: it is encoded beside the grain while the meeting goes on.
            var snapshot = await Task.Run(() => Snapshot.Seal(
                stream, head, SnapshotVersion, JsonSerializer.SerializeToUtf8Bytes(new StoredState<TState>(state, operations), StateJson)));
            await journal.WriteSnapshot(stream, snapshot);
            _snapshotSeq = head.Seq;
        }
#pragma warning disable CA1031 // A snapshot is a shortcut; without it the events say the same, only later.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogSnapshotFailed(stream, e);
        }
        finally
        {
            _snapshotting = false;
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "{Stream} stops at {Seq}: its append was {Outcome}. All that waits is answered 'retry', and it loads anew.")]
    private partial void LogAbandoned(string stream, long seq, AppendOutcome outcome);

    [LoggerMessage(Level = LogLevel.Error, Message = "One of many commands to {Stream} could not be decided; it is answered 'retry'.")]
    private partial void LogDecisionThrew(string stream, Exception e);

    [LoggerMessage(Level = LogLevel.Error, Message = "What is stored in {Stream} could not be published.")]
    private partial void LogPublishThrew(string stream, Exception e);

    [LoggerMessage(Level = LogLevel.Error, Message = "An append to {Stream} threw.")]
    private partial void LogAppendThrew(string stream, Exception e);

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Stream} is set aside: its record cannot be read. Nothing else is touched.")]
    private partial void LogQuarantined(string stream, Exception e);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The snapshot of {Stream} at {Seq} cannot be read; all events are replayed.")]
    private partial void LogSnapshotUnreadable(string stream, long seq, Exception e);

    [LoggerMessage(
        Level = LogLevel.Error, Message = "The snapshot of {Stream} at {Seq} was changed behind the hub's back, or is another's; all events are replayed.")]
    private partial void LogSnapshotChanged(string stream, long seq);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The snapshot of {Stream} at {Seq} is of a commit that the database does not have; all events are replayed. Was an older database taken "
            + "over or restored?")]
    private partial void LogSnapshotAhead(string stream, long seq, Exception e);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The snapshot of {Stream} could not be stored; a restart will replay more.")]
    private partial void LogSnapshotFailed(string stream, Exception e);
}

/// <summary>The events of one commit, and the state behind them.</summary>
internal sealed class Batch<TState, TEvent>
{
    private readonly ArrayBufferWriter<byte> _payload = new(256);

    public List<Recorded<TEvent>> Events { get; } = [];

    public TState State { get; private set; } = default!;

    /// <summary>The end of the stream with this batch; set once it is stored.</summary>
    public Head Head { get; set; }

    /// <summary>How many commands led to these events.</summary>
    public int CommandCount { get; private set; }

    /// <summary>The spans of those that are traced; null where none is.</summary>
    public List<ActivityContext>? Commands { get; private set; }

    /// <summary>The commit's span; null where it is not traced.</summary>
    public Activity? Span { get; set; }

    public TaskCompletionSource<bool> Stored { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="json">The events as JSON, with commas between.</param>
    public void Add(List<Recorded<TEvent>> events, ReadOnlySpan<byte> json, TState state)
    {
        _payload.Write(_payload.WrittenCount == 0 ? "["u8 : ","u8);
        _payload.Write(json);
        Events.AddRange(events);
        State = state;
        CommandCount++;
        if (HubTrace.Deciding is { } command)
        {
            (Commands ??= []).Add(command.Context);
        }
    }

    /// <summary>The commit's payload: a JSON array. Asked for once, when nothing is added any more.</summary>
    public ReadOnlyMemory<byte> Payload()
    {
        _payload.Write("]"u8);
        return _payload.WrittenMemory;
    }
}

/// <summary>
/// Every operation done in a stream, or the newest of them: 16 bytes of key → the seq it led to, what it asked for and the kind of what it made.
/// </summary>
/// <param name="most">How many are remembered at least; the oldest are forgotten once there are a quarter more.</param>
internal sealed class OperationMemory(int most = int.MaxValue)
{
    private const int EntrySize = 33;

    /// <summary>By the byte that snapshots hold: a new one goes to the end.</summary>
    private static readonly string?[] Kinds = [null, "comment", "ballot", "item", "commitment", "entry", "document", "draft", "round", "statement"];

    private readonly Dictionary<UInt128, Done> _byKey = [];
    private readonly List<(UInt128 Key, Done Done)> _inOrder = [];

    public (long Seq, long Payload, string? Kind)? Find(Operation operation) =>
        _byKey.TryGetValue(operation.Key, out var done) ? (done.Seq, done.Payload, Kinds[done.Kind]) : null;

    /// <summary>Of several events of one operation the last one's seq is told, and what any of them made.</summary>
    public void Add(Operation operation, long seq, string? kind)
    {
        var at = Array.IndexOf(Kinds, kind);
        var made = at >= 0 ? (byte)at : throw new InvalidOperationException($"The memory of operations has no word for a {kind}.");
        _byKey[operation.Key] = new Done(seq, operation.Payload, made == 0 && _byKey.TryGetValue(operation.Key, out var before) ? before.Kind : made);
        _inOrder.Add((operation.Key, new Done(seq, operation.Payload, made)));
        if (_inOrder.Count - (most / 4) > most)
        {
            ForgetOldest(_inOrder.Count - most);
        }
    }

    /// <summary>One that has heard of nothing yet, and remembers as many.</summary>
    public OperationMemory Empty() => new(most);

    private void ForgetOldest(int count)
    {
        foreach (var (key, done) in CollectionsMarshal.AsSpan(_inOrder)[..count])
        {
            // Of several events of one operation the last one tells; as long as that is remembered, so is the operation.
            if (_byKey.TryGetValue(key, out var last) && last.Seq == done.Seq)
            {
                _byKey.Remove(key);
            }
        }

        _inOrder.RemoveRange(0, count);
    }

    /// <summary>What these asked for is not kept any more: it would help to guess a text that was removed.</summary>
    public void Hide(IEnumerable<Operation> operations)
    {
        var hidden = operations.Select(o => o.Key).ToHashSet();
        foreach (ref var done in CollectionsMarshal.AsSpan(_inOrder))
        {
            if (hidden.Contains(done.Key))
            {
                done.Done = new Done(done.Done.Seq, 0, done.Done.Kind);
                _byKey[done.Key] = new Done(_byKey[done.Key].Seq, 0, _byKey[done.Key].Kind);
            }
        }
    }

    /// <summary>Encodes what was done up to a seq.</summary>
    public byte[] Write(long upTo)
    {
        var count = _inOrder.Count;
        while (count > 0 && _inOrder[count - 1].Done.Seq > upTo)
        {
            count--;
        }

        var bytes = new byte[count * EntrySize];
        var entry = bytes.AsSpan();
        foreach (var (key, done) in CollectionsMarshal.AsSpan(_inOrder)[..count])
        {
            BinaryPrimitives.WriteUInt128BigEndian(entry, key);
            BinaryPrimitives.WriteInt64BigEndian(entry[16..], done.Seq);
            BinaryPrimitives.WriteInt64BigEndian(entry[24..], done.Payload);
            entry[32] = done.Kind;
            entry = entry[EntrySize..];
        }

        return bytes;
    }

    public void Read(ReadOnlySpan<byte> bytes)
    {
        _byKey.EnsureCapacity(bytes.Length / EntrySize);
        for (; !bytes.IsEmpty; bytes = bytes[EntrySize..])
        {
            Add(
                new Operation(BinaryPrimitives.ReadUInt128BigEndian(bytes)) { Payload = BinaryPrimitives.ReadInt64BigEndian(bytes[24..]) },
                BinaryPrimitives.ReadInt64BigEndian(bytes[16..]), Kinds[bytes[32]]);
        }
    }

    /// <summary>16 bytes, as there may be a million of them: a payload has 48 bits (<see cref="Contracts.Payload"/>), and the kind lies beside it.</summary>
    private readonly struct Done(long seq, long payload, byte kind)
    {
        private readonly long _asked = (payload << 8) | kind;

        public long Seq => seq;

        public long Payload => _asked >> 8;

        public byte Kind => (byte)_asked;
    }
}
