using System.Diagnostics;
using System.Globalization;
using Hub.Domain;
using Hub.Server.Contracts;
using Hub.Server.Journal;
using Hub.Server.Telemetry;

namespace Hub.Server.Feed;

/// <summary>What every room's feed keeps to, and how positions are written.</summary>
internal static class RoomFeed
{
    /// <summary>At most ten frames a second to a phone, whatever the room does.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    /// <summary>A node that does not renew is forgotten, and its people are no longer counted as present.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    /// <summary>What a new activation of the room reads again to begin with.</summary>
    public const int Recalled = 500;

    /// <summary>How many comments a snapshot carries; older ones page.</summary>
    public const int SnapshotComments = 50;

    public static string At(Head head) => string.Create(CultureInfo.InvariantCulture, $"{head.Seq}-{head.Hash.Prefix}");

    /// <returns>The seq that a position is of, or null where this is none.</returns>
    public static long? SeqOf(string position)
    {
        var dash = position.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 && long.TryParse(position.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var seq) ? seq : null;
    }
}

/// <summary>
/// The one voice of a room: turns what is stored into frames and brings them to every node that watches. It guarantees that the frames of
/// a node follow each other without gap, whatever calls are lost: a node's lease says where it is, and what it lacks is sent again.
/// Lives in the grain of the room's owner, on its scheduler.
/// </summary>
/// <remarks>
/// Frames leave at once when the room is quiet and at most every <see cref="RoomFeed.Pace"/> when it is not. One call a node is in flight; what is stored
/// meanwhile is merged. A frame never crosses a <see cref="Cut"/>: whoever joined at that seq goes on from there.
/// </remarks>
/// <param name="state">The room as it is stored.</param>
/// <param name="tally">The counts of these, with all that are always told.</param>
/// <param name="failed">Is told of a fault in making what is to be sent ready; it is made again when a node renews its lease.</param>
internal sealed class RoomFeed<TState, TEvent>(
    RoomEncoder<TState, TEvent> encoder, Func<TState?> state, Func<IEnumerable<string>, Counted> tally, TimeProvider clock, Action<Exception>? failed = null)
    where TState : class
    where TEvent : class
{
    /// <summary>Above this many comments a second the room's frames carry a sample and count the rest.</summary>
    private const int CommentsPerSecond = 20;

    /// <summary>What a returning client can be told event by event; who missed more gets a whole snapshot.</summary>
    private const int Remembered = 4000;

    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(3);

    private readonly List<Entry> _entries = [];
    private readonly SortedDictionary<long, string> _positions = [];
    private readonly SortedSet<long> _cuts = [];
    private readonly Dictionary<string, Watcher> _watchers = [];
    private readonly HashSet<string> _likesToTell = [];
    private readonly FrameTrail _trail = new();
    private double _commentAllowance = CommentsPerSecond;
    private long _allowanceAt = clock.GetTimestamp();
    private long _tallyVersion;
    private bool _pacing;

    /// <summary>The last stored event.</summary>
    public long Seq { get; private set; }

    public string Position => _positions.TryGetValue(Seq, out var position) ? position : encoder.PositionOf(Head.None);

    /// <summary>The position of a seq: one that <see cref="Missed"/> knows where a commit ends there; else one that leads to a whole snapshot.</summary>
    public string PositionAt(long seq) => _positions.TryGetValue(seq, out var position) ? position : string.Create(CultureInfo.InvariantCulture, $"{seq}-");

    public IEnumerable<IReadOnlySet<string>> PresentByNode => _watchers.Values.Select(w => w.Present);

    /// <summary>Who follows the room over more than one connection to the same node.</summary>
    public IEnumerable<string> Several => _watchers.Values.SelectMany(w => w.Several);

    /// <summary>Where the feed starts: everything up to here is in snapshots only.</summary>
    public void Start(Head head)
    {
        Seq = head.Seq;
        _positions[head.Seq] = encoder.PositionOf(head);
    }

    /// <summary>Events that are stored. The room is told at once, or with the next frame.</summary>
    public void Publish(IReadOnlyList<Recorded<TEvent>> events, Head head, ActivityContext commit = default)
    {
        _trail.Add(head.Seq, clock.GetUtcNow(), commit);
        foreach (var recorded in events)
        {
            if (encoder.Hidden(recorded.Event) is { } hidden)
            {
                Forget(hidden);
            }

            _entries.Add(new Entry(recorded));
        }

        Seq = head.Seq;
        _positions[head.Seq] = encoder.PositionOf(head);
        foreach (var watcher in _watchers.Values)
        {
            watcher.MineToTell.UnionWith(ConcernedBy(events).Where(watcher.Present.Contains));
        }

        if (_entries.Count > Remembered * 5 / 4)
        {
            _entries.RemoveRange(0, _entries.Count - Remembered);
            foreach (var old in _positions.Keys.TakeWhile(seq => seq < _entries[0].Recorded.Seq - 1).ToList())
            {
                _positions.Remove(old);
            }

            _cuts.RemoveWhere(cut => !_positions.ContainsKey(cut));
        }

        Wake();
    }

    /// <summary>Counts changed: the newest go out with the next frame, the ones between are never sent.</summary>
    public void PublishTally(IEnumerable<string> comments)
    {
        _likesToTell.UnionWith(comments);
        _tallyVersion++;
        Wake();
    }

    /// <summary>Something has changed that only these participants are told: each node tells every connection of theirs, with the next frame.</summary>
    public void PublishMine(IReadOnlyCollection<string> participants)
    {
        foreach (var watcher in _watchers.Values)
        {
            watcher.MineToTell.UnionWith(participants.Where(watcher.Present.Contains));
        }

        Wake();
    }

    /// <summary>Somebody reads the room as of now and goes on from here.</summary>
    public void Cut() => _cuts.Add(Seq);

    /// <summary>
    /// The frame from a client's position to now; empty bytes where nothing happened since; null where that position is not known, or too long ago.
    /// </summary>
    public byte[]? Missed(string position, Audience audience)
    {
        if (Known(position) is not { } from)
        {
            return null;
        }

        if (from == Seq)
        {
            return [];
        }

        // A returning client shows no more comments than one that joins; the rest is counted, and pages.
        var events = Between(from, Seq);
        var comments = events.Count(e => encoder.IsRoomComment(e.Recorded.Event));
        var skip = audience == Audience.Chair ? 0 : Math.Max(0, comments - RoomFeed.SnapshotComments);
        var omitted = 0;
        return encoder.Frame(
            from, Seq, events.Where(e => !(encoder.IsRoomComment(e.Recorded.Event) && omitted < skip && ++omitted > 0)).Select(e => Bytes(e, audience))
            .ToList(), skip, Position);
    }

    /// <summary>Events of the record after a seq that are remembered here; null where the record must be read.</summary>
    public IReadOnlyList<byte[]>? Page(long after, int limit, Audience audience) =>
        _entries.Count > 0 && _entries[0].Recorded.Seq <= after + 1
            ? [.. Between(after, Seq).Take(limit).Select(e => Bytes(e, audience))]
            : after >= Seq ? [] : null;

    /// <summary>Registers a node or renews its lease, and sees to it that the node gets all behind its position.</summary>
    public WatchReply Watch(WatchRequest request)
    {
        var known = request.Position is null ? null : Known(request.Position);
        if (!_watchers.TryGetValue(request.Node, out var watcher) || known is null)
        {
            // First call, a new activation of this room, or a node that is too far behind: it starts from here, and its clients read again.
            var fresh = new Watcher(
                request.Observer)
            {
                SentTo = known ?? Seq,
                Present = watcher?.Present ?? new HashSet<string>(),
                KnowsPresent = watcher?.KnowsPresent ?? false,
                Several = watcher?.Several ?? [],
                MineToTell = watcher?.MineToTell ?? [],
            };
            _watchers[request.Node] = watcher = fresh;
            _cuts.Add(fresh.SentTo);
            fresh.MineToTell.UnionWith(ConcernedBy(Between(fresh.SentTo, Seq).Select(e => e.Recorded)));
        }
        else if (!watcher.InFlight || watcher.Lost)
        {
            // A call was lost, or answered and yet not taken: go on from where the node really is.
            (watcher.SentTo, watcher.InFlight, watcher.Lost) = (known.Value, false, false);
        }

        if (request.Present is not null)
        {
            (watcher.Present, watcher.KnowsPresent, watcher.Several) = (request.Present.ToHashSet(), true, request.Several ?? []);
        }

        watcher.Observer = request.Observer;
        watcher.RenewedAt = clock.GetTimestamp();
        Wake();
        return known is { } at ? new WatchReply(at, request.Position!, !watcher.KnowsPresent) : new WatchReply(Seq, Position, !watcher.KnowsPresent);
    }

    /// <summary>Forgets nodes whose lease ran out.</summary>
    public void Expire()
    {
        var gone = _watchers.Where(w => clock.GetElapsedTime(w.Value.RenewedAt) > RoomFeed.Lease).Select(w => w.Key).ToList();
        gone.ForEach(node => _watchers.Remove(node));
    }

    private void Wake()
    {
        if (!_pacing && _watchers.Count > 0)
        {
            _ = PaceWhileBusy();
        }
    }

    private async Task PaceWhileBusy()
    {
        HubTrace.Leave();
        _pacing = true;
        Exception? fault = null;
        try
        {
            // The first send waits for the end of the turn, so that a batch of commands leaves as one frame.
            await Task.Yield();
            while (SendAll())
            {
                await Task.Delay(RoomFeed.Pace, clock);
            }
        }
#pragma warning disable CA1031 // Nobody awaits this: left to itself, a fault would silence the room without a word.
        catch (Exception e)
#pragma warning restore CA1031
        {
            fault = e;
        }

        _pacing = false;
        if (fault is not null)
        {
            failed?.Invoke(fault);
        }
    }

    /// <returns>Whether anything was sent: then the next comes a pace later.</returns>
    private bool SendAll()
    {
        var sent = false;
        var cache = new Dictionary<(long, long), Frame>();
        Counted? counts = null;
        var likes = _likesToTell.ToArray();
        foreach (var watcher in _watchers.Values)
        {
            if (watcher.InFlight || !watcher.Lacks(Seq, _tallyVersion))
            {
                continue;
            }

            var tellTally = watcher.TallySent != _tallyVersion;
            counts = tellTally ? counts ?? tally(likes) : counts;
            string[]? mine = watcher.MineToTell.Count == 0 ? null : [.. watcher.MineToTell];
            watcher.MineToTell.Clear();
            _ = Send(watcher, new FeedPacket(encoder.Room, Frames(watcher.SentTo, cache), tellTally ? counts : null) { Mine = mine }, likes);
            sent = true;
        }

        if (_watchers.Values.All(w => w.TallySent == _tallyVersion))
        {
            _likesToTell.Clear();
        }

        if (_cuts.Count > 0 && _watchers.Values.All(w => w.SentTo == Seq && !w.InFlight))
        {
            _cuts.Clear();
        }

        return sent;
    }

    private async Task Send(Watcher watcher, FeedPacket packet, string[] likes)
    {
        var (from, tallyFrom) = (watcher.SentTo, watcher.TallySent);
        using var span = packet.Frames.Length == 0 ? null : HubTrace.Send(_trail.SpansBehind(from));
        (watcher.InFlight, watcher.SentTo, watcher.TallySent) = (true, Seq, packet.Tally is null ? tallyFrom : _tallyVersion);
        try
        {
            await watcher.Observer.Deliver(packet.Frames.Length == 0 ? packet : packet with { Origin = _trail.Behind(from, span) })
                .WaitAsync(CallTimeout, clock);
        }
#pragma warning disable CA1031 // Lost, refused or late are the same here: the node may not have it. The next renewal says where it is, and it is sent again.
        catch (Exception)
#pragma warning restore CA1031
        {
            (watcher.SentTo, watcher.TallySent, watcher.Lost) = (from, tallyFrom, true);
            _likesToTell.UnionWith(likes);
            watcher.MineToTell.UnionWith(packet.Mine ?? []);
            return;
        }

        watcher.InFlight = false;
        if (watcher.Lacks(Seq, _tallyVersion))
        {
            Wake();
        }
    }

    private Frame[] Frames(long from, Dictionary<(long, long), Frame> cache)
    {
        // A node that is behind everything remembered sees a gap, and reads again.
        from = _positions.ContainsKey(from) ? from : _positions.Keys.First();
        var frames = new List<Frame>();
        foreach (var to in _cuts.Where(cut => cut > from && cut < Seq).Append(Seq))
        {
            if (to > from)
            {
                if (!cache.TryGetValue((from, to), out var frame))
                {
                    cache[(from, to)] = frame = Encode(from, to);
                }

                frames.Add(frame);
                from = to;
            }
        }

        return [.. frames];
    }

    private Frame Encode(long from, long to)
    {
        var events = Between(from, to).ToList();
        var chair = events.ConvertAll(e => Bytes(e, Audience.Chair));
        var (room, omitted, differs) = (new List<byte[]>(events.Count), 0, false);
        foreach (var entry in events)
        {
            if (encoder.IsRoomComment(entry.Recorded.Event) && !TakeComment(entry))
            {
                omitted++;
                continue;
            }

            var bytes = Bytes(entry, Audience.Room);
            differs |= !ReferenceEquals(bytes, Bytes(entry, Audience.Chair));
            room.Add(bytes);
        }

        var position = _positions[to];
        var forRoom = encoder.Frame(from, to, room, omitted, position);
        return new Frame(from, to, position, forRoom, omitted > 0 || differs ? encoder.Frame(from, to, chair, 0, position) : forRoom)
        {
            EndsPublicReading = events.Exists(e => encoder.EndsPublicReading(e.Recorded.Event)),
            TakesBack = events.Exists(e => encoder.TakesBack(e.Recorded.Event)),
        };
    }

    private IEnumerable<string> ConcernedBy(IEnumerable<Recorded<TEvent>> events) => events.SelectMany(e => encoder.Concerns(state()!, e.Event));

    /// <summary>A token bucket over comments. A comment once taken, or left out, is so for every node.</summary>
    private bool TakeComment(Entry entry)
    {
        if (entry.Sampled is { } decided)
        {
            return decided;
        }

        _commentAllowance = Math.Min(CommentsPerSecond, _commentAllowance + (clock.GetElapsedTime(_allowanceAt).TotalSeconds * CommentsPerSecond));
        _allowanceAt = clock.GetTimestamp();
        entry.Sampled = _commentAllowance >= 1;
        _commentAllowance -= entry.Sampled.Value ? 1 : 0;
        return entry.Sampled.Value;
    }

    private byte[] Bytes(Entry entry, Audience audience)
    {
        if (entry.Room is null)
        {
            entry.Room = encoder.Event(state()!, entry.Recorded, Audience.Room);
            var chair = encoder.Event(state()!, entry.Recorded, Audience.Chair);
            entry.Chair = chair.AsSpan().SequenceEqual(entry.Room) ? entry.Room : chair;
        }

        return audience == Audience.Chair ? entry.Chair! : entry.Room;
    }

    /// <summary>Whatever was encoded before is encoded anew where it is sent again: a name that it carries may be told no more.</summary>
    public void Reencode() => _entries.ForEach(entry => (entry.Room, entry.Chair) = (null, null));

    /// <summary>A text that is hidden now must not come back with a frame encoded before.</summary>
    private void Forget(string comment)
    {
        foreach (var entry in _entries.Where(x => encoder.CommentIn(x.Recorded.Event) == comment))
        {
            (entry.Room, entry.Chair) = (null, null);
        }
    }

    private long? Known(string position) => RoomFeed.SeqOf(position) is { } seq && _positions.TryGetValue(seq, out var known) && known == position ? seq : null;

    private IEnumerable<Entry> Between(long from, long to)
    {
        if (_entries.Count == 0)
        {
            yield break;
        }

        for (var i = (int)Math.Max(0, from + 1 - _entries[0].Recorded.Seq); i < _entries.Count && _entries[i].Recorded.Seq <= to; i++)
        {
            yield return _entries[i];
        }
    }

    private sealed class Entry(Recorded<TEvent> recorded)
    {
        public Recorded<TEvent> Recorded { get; } = recorded;

        public byte[]? Room { get; set; }

        public byte[]? Chair { get; set; }

        /// <summary>Whether a storm let this comment through; null until it was asked.</summary>
        public bool? Sampled { get; set; }
    }

    private sealed class Watcher(IFeedObserver observer)
    {
        public IFeedObserver Observer { get; set; } = observer;

        public long SentTo { get; set; }

        public long TallySent { get; set; } = -1;

        public bool InFlight { get; set; }

        /// <summary>The last call's outcome is unknown: nothing more is sent until the node says where it is.</summary>
        public bool Lost { get; set; }

        public long RenewedAt { get; set; }

        public IReadOnlySet<string> Present { get; set; } = new HashSet<string>();

        public bool KnowsPresent { get; set; }

        /// <summary>Of those present, who follows over more than one connection.</summary>
        public string[] Several { get; set; } = [];

        /// <summary>Who at this node is still to be told what is theirs.</summary>
        public HashSet<string> MineToTell { get; init; } = [];

        /// <summary>Whether there is anything that this node was not sent yet.</summary>
        public bool Lacks(long seq, long tallyVersion) => SentTo != seq || TallySent != tallyVersion || MineToTell.Count > 0;
    }
}
