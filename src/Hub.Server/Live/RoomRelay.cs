using System.Collections.Concurrent;
using System.Threading.Channels;
using Hub.Server.Common;
using Hub.Server.Contracts;
using Hub.Server.Edge;
using Hub.Server.Feed;
using Hub.Server.Telemetry;
using Microsoft.AspNetCore.SignalR;

namespace Hub.Server.Live;

/// <summary>
/// One room as this node follows it: one registration with its owner's grain, and everyone here who listens. The lease is renewed every
/// <see cref="RenewEvery"/> and at once on any gap, and heals lost calls, moved grains and dead nodes alike.
/// </summary>
internal sealed partial class RoomRelay : IFeedObserver, IAsyncDisposable
{
    public static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(2);

    /// <summary>People come and go by the hundred: between two renewals at least this passes, and one that failed is tried again after it.</summary>
    private static readonly TimeSpan NoSooner = TimeSpan.FromMilliseconds(100);

    /// <summary>A call to a node that dies may be lost without a word; the renewal is one that may be asked again at any time.</summary>
    private static readonly TimeSpan NoAnswerFor = TimeSpan.FromSeconds(2);

    /// <summary>A join that the meeting does not answer in this time is told to try again.</summary>
    private static readonly TimeSpan JoinPatience = TimeSpan.FromSeconds(8);

    /// <summary>Frames passed on in one go: who joins or leaves waits no longer than for these.</summary>
    private const int MostAtOnce = 16;

    private readonly string _room;
    private readonly string _node;
    private readonly IRoomOwner _owner;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly HubMeter _meter;
    private readonly IGrainFactory _grains;
    private readonly IFeedObserver _self;
    private readonly bool _watchersHavePace;
    private readonly Lock _gate = new();
    private readonly Dictionary<Mailbox, Subscription> _subscriptions = [];
    private readonly Dictionary<string, int> _present = [];

    /// <summary>Those that the fan-out, one for the room, is telling.</summary>
    private readonly List<Mailbox> _told = [];
    private readonly Channel<FeedPacket> _arrived = Channel.CreateUnbounded<FeedPacket>(new UnboundedChannelOptions { SingleReader = true });
    private readonly SemaphoreSlim _renewNow = new(0, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<Audience, Coalesced<Reading>> _reads;
    private readonly ConcurrentDictionary<Audience, Reading> _lastRead = [];
    private readonly Dictionary<string, Coalesced<Reading>> _behind = [];
    private readonly TaskCompletionSource _watching = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;
    private Coalesced<bool>? _publicRead;

    /// <summary>Those that were told by a beat, and not written to yet.</summary>
    private List<Mailbox> _toldByBeat = [];
    private int _watchers;
    private bool _presentChanged = true;
    private string? _position;
    private long _to;
    private long _emptySince;

    public RoomRelay(
        string room, IRoomOwner owner, string node, IGrainFactory grains, TimeProvider clock, HubMeter meter, ILogger logger, PaceSettings pace)
    {
        (_room, _node, _grains, _clock, _meter, _logger) = (room, node, grains, clock, meter, logger);
        _owner = owner;
        _watchersHavePace = TimeSpan.FromMilliseconds(pace.Watchers) > RoomFeed.Pace;
        // The relay holds the reference's target, itself, for as long as it lives: Orleans holds observers weakly.
        _self = grains.CreateObjectReference<IFeedObserver>(this);
        _reads = Enum.GetValues<Audience>().ToDictionary(a => a, a => new Coalesced<Reading>(() => ReadShared(a)));
        _emptySince = clock.GetTimestamp();
        Paced = new PacedRoom(_gate, pace, () => _subscriptions.Count, () => _watchers, clock, Tell, WriteBeat, NotTold);
        _running = Task.WhenAll(Renew(), FanOut());
    }

    /// <summary>How long nobody has listened here.</summary>
    public TimeSpan EmptyFor
    {
        get
        {
            lock (_gate)
            {
                var unused = Paced.UnusedFor;
                var empty = _subscriptions.Count > 0 ? TimeSpan.Zero : _clock.GetElapsedTime(_emptySince);
                return unused < empty ? unused : empty;
            }
        }
    }

    /// <summary>The room as it is told to those who only watch.</summary>
    public PacedRoom Paced { get; }

    /// <summary>Completes when the owner has answered once: from then on this node knows where the room is.</summary>
    /// <exception cref="TimeoutException">It does not answer.</exception>
    public Task Watches => _watching.Task.IsCompleted ? _watching.Task : _watching.Task.WaitAsync(JoinPatience, _clock);

    /// <summary>Whether anybody may read the room: the house is asked once for all who ask at the same time, and never later than they do.</summary>
    /// <param name="ask">Asks the house.</param>
    public Task<bool> IsPublic(Func<Task<bool>> ask)
    {
        lock (_gate)
        {
            return (_publicRead ??= new Coalesced<bool>(ask)).Get();
        }
    }

    /// <summary>
    /// What followed a position by now, from the owner: read once for all who ask at the same time. Where the position is not known, nothing was missed, and
    /// the snapshot may be absent too.
    /// </summary>
    public async Task<Reading> ReadBehind(string position)
    {
        Coalesced<Reading> read;
        lock (_gate)
        {
            if (!_behind.TryGetValue(position, out read!))
            {
                _behind[position] = read = new Coalesced<Reading>(() => ReadFrom(position));
            }
        }

        try
        {
            return await read.Get();
        }
        finally
        {
            lock (_gate)
            {
                // Nothing of it is kept: whoever asks from here on asks anew.
                if (_behind.GetValueOrDefault(position) == read)
                {
                    _behind.Remove(position);
                }
            }
        }
    }

    /// <summary>How often this connection is told, where that is not as the room; null: as the room, or it follows no more.</summary>
    public TimeSpan? PaceOf(Mailbox mailbox)
    {
        lock (_gate)
        {
            return _subscriptions.TryGetValue(mailbox, out var subscription) && IsPaced(subscription) ? Paced.Pace : null;
        }
    }

    /// <summary>How many people with a seat follow it here, each once.</summary>
    public int PresentHere
    {
        get
        {
            lock (_gate)
            {
                return _present.Count;
            }
        }
    }

    /// <summary>Starts to keep what comes for a connection; it is told nothing until <see cref="GoLive"/>.</summary>
    /// <param name="me">Reads what is theirs in the room.</param>
    /// <param name="onlyWatches">It is told at the pace of those who watch.</param>
    public async Task Attach(Mailbox mailbox, Audience audience, string? participant, Func<Task<MeView?>> me, bool onlyWatches)
    {
        lock (_gate)
        {
            Remove(mailbox);
            var hasPace = onlyWatches && _watchersHavePace;
            _subscriptions[mailbox] = new Subscription(mailbox, audience, participant, subscription => TellMine(subscription, me))
            {
                HasPace = hasPace,
            };
            _watchers += hasPace ? 1 : 0;
            if (participant is not null)
            {
                _present[participant] = _present.GetValueOrDefault(participant) + 1;
                if (_present[participant] <= 2)
                {
                    PresentChanged();
                }
            }
        }

        await _watching.Task.WaitAsync(JoinPatience, _clock);
    }

    /// <summary>The connection has read the room up to a seq; frames follow from there.</summary>
    /// <param name="tally">Counts that were not in what it read.</param>
    public void GoLive(Mailbox mailbox, long to, Counted? tally)
    {
        lock (_gate)
        {
            if (_subscriptions.TryGetValue(mailbox, out var subscription) && subscription.Held is { } held)
            {
                (subscription.To, subscription.Held) = (to, null);
                mailbox.Reopen(_room);
                if (tally is not null)
                {
                    Tell(subscription, tally, LiveMessages.Tally(tally.Json));
                }

                held.ForEach(tell => tell(subscription));
            }
        }
    }

    public void Detach(Mailbox mailbox)
    {
        lock (_gate)
        {
            Remove(mailbox);
            if (_subscriptions.Count == 0)
            {
                _emptySince = _clock.GetTimestamp();
            }
        }
    }

    /// <summary>The room as of now, read once for all who ask at the same time.</summary>
    public Task<Reading> Read(Audience audience) => _reads[audience].Get();

    public Task Deliver(FeedPacket packet)
    {
        var (taken, gap) = (new List<Frame>(packet.Frames.Length), false);
        lock (_gate)
        {
            foreach (var frame in packet.Frames)
            {
                if (frame.From == _to)
                {
                    (_to, _position) = (frame.To, frame.Position);
                    taken.Add(frame);
                }
                else if (frame.To > _to)
                {
                    gap = true;
                    break;
                }
            }
        }

        if (taken.Count > 0 || packet.Tally is not null || packet.Mine is not null)
        {
            _arrived.Writer.TryWrite(packet with { Frames = [.. taken] });
        }

        if (gap)
        {
            RenewNow();
        }

        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Paced.Stop();
        _arrived.Writer.TryComplete();
        await _running;
        _grains.DeleteObjectReference<IFeedObserver>(_self);
        _stop.Dispose();
        _renewNow.Dispose();
    }

    /// <summary>Where the position is not known, the answer is the room as a whole, but not the same again: whoever makes positions up costs no more.</summary>
    private async Task<Reading> ReadFrom(string position)
    {
        var known = _lastRead.GetValueOrDefault(Audience.Room)?.Version ?? default;
        var reading = await _owner.Read(new ReadRequest(Audience.Room, position, known));
        if (reading is { Unreadable: null, Snapshot: not null })
        {
            _lastRead[Audience.Room] = reading;
        }

        return reading;
    }

    private async Task<Reading> ReadShared(Audience audience)
    {
        var known = _lastRead.GetValueOrDefault(audience);
        var reading = await _owner.Read(new ReadRequest(audience, null, known?.Version ?? default));
        return reading.Unreadable is not null ? reading : _lastRead[audience] = reading.Snapshot is null
            ? reading with { Snapshot = known!.Snapshot } : reading;
    }

    private async Task Renew()
    {
        HubTrace.Leave();
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await Watch();
                await _renewNow.WaitAsync(RenewEvery, _stop.Token);
                await Task.Delay(NoSooner, _clock, _stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The meeting is out of reach: its node may be dying. It is asked again until it answers, or nobody listens any more.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogOutOfReach(_room, e.GetType().Name);
                await Task.Delay(NoSooner, _clock, CancellationToken.None);
            }
        }
    }

    private async Task Watch()
    {
        string[]? present, several;
        string? position;
        lock (_gate)
        {
            present = _presentChanged ? [.. _present.Keys] : null;
            several = _presentChanged ? [.. _present.Where(p => p.Value > 1).Select(p => p.Key)] : null;
            _presentChanged = false;
            position = _position;
        }

        WatchReply reply;
        try
        {
            reply = await _owner.Watch(new WatchRequest(_node, _self, position, present, several)).WaitAsync(NoAnswerFor, _clock);
        }
        catch
        {
            _presentChanged = true;
            throw;
        }

        lock (_gate)
        {
            _presentChanged |= reply.NeedsPresent;
            if (position is null || (reply.Position != position && _position == position))
            {
                // The feed starts elsewhere than where this node is: whoever is not there by themselves reads the room again.
                (_to, _position) = (reply.To, reply.Position);
                Paced.StartAt(_to, _position);
                foreach (var subscription in _subscriptions.Values.Where(s => s.Held is null && s.To != _to))
                {
                    subscription.Mailbox.PostResync(_room);
                }
            }
        }

        _watching.TrySetResult();
        if (reply.NeedsPresent)
        {
            RenewNow();
        }
    }

    private async Task FanOut()
    {
        HubTrace.Leave();
        var (news, ofPersons) = (new List<Action<Subscription>>(), new List<Action<Subscription>>());
        var (origins, packets) = (new List<FrameOrigin>(), new List<FeedPacket>());
        while (await _arrived.Reader.WaitToReadAsync())
        {
            try
            {
                news.Clear();
                ofPersons.Clear();
                origins.Clear();
                packets.Clear();
                var endsPublicReading = false;
                while (!endsPublicReading && news.Count < MostAtOnce && _arrived.Reader.TryRead(out var packet))
                {
                    news.AddRange(News(packet));
                    if (packet.Mine is { } mine)
                    {
                        var participants = mine.ToHashSet();
                        ofPersons.Add(s => s.TellMineWhereOf(participants));
                        news.Add(ofPersons[^1]);
                    }

                    packets.Add(packet);
                    endsPublicReading |= packet.Frames.Any(f => f.EndsPublicReading);
                    if (packet.Origin is { } origin)
                    {
                        origins.Add(origin);
                    }
                }

                using var span = HubTrace.Tell(origins);
                Tell(news, ofPersons, packets);
                if (endsPublicReading)
                {
                    EndPublicReading();
                }

                origins.ForEach(origin => _meter.FrameTold(_clock.GetUtcNow() - origin.StoredAt));
            }
#pragma warning disable CA1031 // A bug in telling one packet must not silence the room: everyone reads it again, and what follows is told.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogNotTold(_room, e);
                lock (_gate)
                {
                    foreach (var subscription in _subscriptions.Values)
                    {
                        subscription.Mailbox.PostResync(_room);
                    }

                    Paced.End();
                }
            }
        }
    }

    /// <summary>What a packet tells each connection, made ready once for all of them.</summary>
    private IEnumerable<Action<Subscription>> News(FeedPacket packet)
    {
        foreach (var frame in packet.Frames)
        {
            var room = LiveMessages.Frame(frame.Room);
            var chair = ReferenceEquals(frame.Room, frame.Chair) ? room : LiveMessages.Frame(frame.Chair);
            yield return s => Tell(s, frame, s.Audience == Audience.Chair ? chair : room);
        }

        if (packet.Tally is { } tally)
        {
            var message = LiveMessages.Tally(tally.Json);
            yield return s => Tell(s, tally, message);
        }
    }

    /// <summary>
    /// Where several have come, each connection gets them in one write to its socket. Written is once nobody holds the room any more, but for news that fill a
    /// write by themselves: who joins, and what arrives next, does not wait for the writes of everybody here.
    /// </summary>
    /// <param name="ofPersons">Those of the news that also who is told of the room at another pace is told at once.</param>
    private void Tell(List<Action<Subscription>> news, List<Action<Subscription>> ofPersons, List<FeedPacket> packets)
    {
        try
        {
            lock (_gate)
            {
                // At the same time, so that whoever begins or ceases to be told at another pace in between misses nothing.
                packets.ForEach(packet => Paced.Add(packet.Frames, packet.Tally));
                foreach (var subscription in _subscriptions.Values)
                {
                    var toTell = IsPaced(subscription) ? ofPersons : news;
                    if (toTell.Count == 0)
                    {
                        continue;
                    }

                    if (subscription.Held is { } held)
                    {
                        held.AddRange(toTell);
                        continue;
                    }

                    subscription.Mailbox.Gather();
                    _told.Add(subscription.Mailbox);
                    foreach (var tell in toTell)
                    {
                        tell(subscription);
                    }
                }
            }
        }
        finally
        {
            _told.ForEach(mailbox => mailbox.Release());
            _told.Clear();
            WriteBeat();
        }
    }

    /// <summary>
    /// Tells those who only watch what a beat has for them, and where the room has a crowd, everybody but the chair. It leaves with <see cref="WriteBeat"/>.
    /// </summary>
    private void Tell(Beat beat)
    {
        if (_watchers == 0 && !Paced.IsCrowd)
        {
            return;
        }

        try
        {
            foreach (var subscription in _subscriptions.Values.Where(IsPaced))
            {
                if (subscription.Held is { } held)
                {
                    held.Add(s => Tell(s, beat));
                    continue;
                }

                subscription.Mailbox.Gather();
                _toldByBeat.Add(subscription.Mailbox);
                Tell(subscription, beat);
            }
        }
#pragma warning disable CA1031 // As in FanOut.
        catch (Exception e)
#pragma warning restore CA1031
        {
            NotTold(e);
        }
    }

    /// <summary>Beats could not be made ready: who is told by them reads the room again.</summary>
    private void NotTold(Exception e)
    {
        LogNotTold(_room, e);
        lock (_gate)
        {
            foreach (var subscription in _subscriptions.Values.Where(IsPaced))
            {
                subscription.Mailbox.PostResync(_room);
            }
        }
    }

    /// <summary>What a beat told is written once nobody holds the room any more.</summary>
    private void WriteBeat()
    {
        List<Mailbox> told;
        lock (_gate)
        {
            if (_toldByBeat.Count == 0)
            {
                return;
            }

            (told, _toldByBeat) = (_toldByBeat, []);
        }

        told.ForEach(mailbox => mailbox.Release());
    }

    private void Tell(Subscription subscription, Beat beat)
    {
        var tally = beat.Tally is { } counts && counts.Version >= subscription.TallyVersion ? counts : null;
        if (beat.Parts.Count > 0 && beat.From == subscription.To)
        {
            subscription.To = beat.To;
            subscription.Mailbox.Post(_room, tally is null ? beat.FrameMessage : beat.Message, beat.Frame!.Length + (tally?.Json.Length ?? 0));
        }
        else
        {
            // They read the room in the middle of it, or are told at this pace since then.
            foreach (var part in beat.Parts.Where(p => p.Frame.To > subscription.To))
            {
                Tell(subscription, part.Frame, LiveMessages.Frame(part.Frame.Room));
            }

            if (tally is not null)
            {
                subscription.Mailbox.PostTally(_room, beat.TallyMessage, tally.Json);
            }
        }

        subscription.TallyVersion = tally?.Version ?? subscription.TallyVersion;
    }

    private bool IsPaced(Subscription subscription) => subscription.HasPace || (Paced.IsCrowd && subscription.Audience != Audience.Chair);

    /// <summary>
    /// Who follows without a seat is told nothing more until they have joined again, and the room was asked whether they may; also who is just joining, and was
    /// let in before.
    /// </summary>
    private void EndPublicReading()
    {
        lock (_gate)
        {
            Paced.Flush();
            Paced.End();
            foreach (var (mailbox, _) in _subscriptions.Where(s => s.Value.Participant is null).ToList())
            {
                Remove(mailbox);
                mailbox.PostResync(_room);
            }
        }

        WriteBeat();
    }

    /// <summary>
    /// Reads what is theirs, and tells it. One read at a time for each connection, so that an older one never follows a newer; where it cannot be read, the
    /// client reads the room anew, with what is theirs.
    /// </summary>
    private async Task<bool> TellMine(Subscription subscription, Func<Task<MeView?>> read)
    {
        HubTrace.Leave();
        await Task.Yield();
        try
        {
            if (await read() is { } me)
            {
                var json = WireJson.Bytes(new MineUpdate(_room, me));
                subscription.Mailbox.Post(_room, LiveMessages.Mine(json), json.Length);
            }
        }
#pragma warning disable CA1031 // Whoever is asked may be moving, or its node dying.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogOutOfReach(_room, e.GetType().Name);
            subscription.Mailbox.PostResync(_room);
        }

        return true;
    }

    private void Tell(Subscription subscription, Counted tally, SerializedHubMessage message)
    {
        if (tally.Version >= subscription.TallyVersion)
        {
            subscription.TallyVersion = tally.Version;
            subscription.Mailbox.PostTally(_room, message, tally.Json);
        }
    }

    private void Tell(Subscription subscription, Frame frame, SerializedHubMessage message)
    {
        if (frame.To <= subscription.To)
        {
            return;
        }

        if (frame.From != subscription.To)
        {
            // It has missed something that this node has already passed on.
            subscription.Mailbox.PostResync(_room);
            return;
        }

        subscription.To = frame.To;
        subscription.Mailbox.Post(_room, message, subscription.Audience == Audience.Chair ? frame.Chair.Length : frame.Room.Length);
    }

    private void Remove(Mailbox mailbox)
    {
        if (!_subscriptions.Remove(mailbox, out var subscription))
        {
            return;
        }

        _watchers -= subscription.HasPace ? 1 : 0;
        if (subscription.Participant is { } participant && --_present[participant] <= 1)
        {
            if (_present[participant] == 0)
            {
                _present.Remove(participant);
            }

            PresentChanged();
        }
    }

    private void PresentChanged()
    {
        _presentChanged = true;
        RenewNow();
    }

    private void RenewNow()
    {
        lock (_gate)
        {
            if (_renewNow.CurrentCount == 0)
            {
                _renewNow.Release();
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "What is new in {Room} could not be told here; everyone is asked to read it again.")]
    private partial void LogNotTold(string room, Exception e);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Room} is out of reach ({Error}); it is asked again.")]
    private partial void LogOutOfReach(string room, string error);

    private sealed class Subscription
    {
        private readonly Coalesced<bool> _tellMine;

        public Subscription(Mailbox mailbox, Audience audience, string? participant, Func<Subscription, Task<bool>> tellMine) =>
            (Mailbox, Audience, Participant, _tellMine) = (mailbox, audience, participant, new Coalesced<bool>(() => tellMine(this)));

        public Mailbox Mailbox { get; }

        public Audience Audience { get; }

        public string? Participant { get; }

        /// <summary>They are told at the pace of those who only watch.</summary>
        public bool HasPace { get; init; }

        public long To { get; set; }

        public long TallyVersion { get; set; }

        /// <summary>What came while the snapshot was read; null once live.</summary>
        public List<Action<Subscription>>? Held { get; set; } = [];

        public void TellMineWhereOf(HashSet<string> participants)
        {
            if (Participant is not null && participants.Contains(Participant))
            {
                _ = _tellMine.Get();
            }
        }
    }
}
