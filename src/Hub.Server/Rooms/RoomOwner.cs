using Hub.Domain;
using Hub.Server.Contracts;
using Hub.Server.Feed;
using Hub.Server.Journal;
using Hub.Server.Telemetry;

namespace Hub.Server.Rooms;

/// <summary>
/// What the owner of a room does alike for every kind of room: keeps its loop, tells those who follow it, answers who reads it, and takes over what its box has counted.
/// Lives in the owner's grain, on its scheduler.
/// </summary>
internal sealed class RoomOwner<TState, TEvent>
    where TState : class
    where TEvent : class
{
    private readonly IJournal _journal;
    private readonly RoomEncoder<TState, TEvent> _encoder;
    private readonly RoomContext _context;
    private readonly RoomFeed<TState, TEvent> _feed;
    private readonly Func<long, Task<BoxCounts>> _box;
    private readonly Action<BoxCounts> _taken;
    private readonly Action _abandon;
    private readonly Dictionary<Audience, (ReadVersion Version, byte[] Bytes)> _snapshots = [];
    private readonly Guid _activation = Guid.NewGuid();
    private long _soft;

    /// <param name="published">Told of each commit after the feed has it.</param>
    /// <param name="box">Asks the box for the counts that changed after a version.</param>
    /// <param name="taken">Takes counts over that are newer than those before; likes are taken over already.</param>
    /// <param name="abandon">Ends the activation.</param>
    /// <param name="leaving">Completes when this node ends all its activations.</param>
    public RoomOwner(
        RoomEncoder<TState, TEvent> encoder, RoomContext context, Func<TState?, Recorded<TEvent>, TState?> evolve, IJournal journal, TimeProvider clock,
        Action<Batch<TState?, TEvent>> published, Func<long, Task<BoxCounts>> box, Action<BoxCounts> taken, Action abandon, ILogger logger, GrainMeter meter, Task? leaving)
    {
        (_encoder, _context, _journal, _box, _taken, _abandon) = (encoder, context, journal, box, taken, abandon);
        Loop = new EventLoop<TState?, TEvent>(
            encoder.Room, null, evolve, journal, clock,
            batch =>
            {
                _feed!.Publish(batch.Events, batch.Head, batch.Span?.Context ?? default);
                published(batch);
            },
            abandon, logger, meter, leaving);
        _feed = new RoomFeed<TState, TEvent>(encoder, () => Loop.Committed, liked => encoder.Tally(Loop.Committed!, BoxVersion, liked), clock);
    }

    public EventLoop<TState?, TEvent> Loop { get; }

    /// <summary>The box's version that the counts are of.</summary>
    public long BoxVersion { get; private set; }

    public bool IsFollowed => _feed.PresentByNode.Any();

    private string Stream => _encoder.Room;

    /// <summary>Those who followed the room at its last activation are a little behind its end, and go on from where they are.</summary>
    public async Task Load(CancellationToken cancel)
    {
        await Loop.Load(cancel);
        var recalled = new List<(IReadOnlyList<Recorded<TEvent>> Events, Head Head)>();
        var start = Head.None;
        try
        {
            start = Loop.Head.Seq <= RoomFeed.Recalled ? Head.None : await _journal.HeadBefore(Stream, Loop.Head.Seq - RoomFeed.Recalled + 1, cancel);
            if (Loop.Head.Seq > 0)
            {
                await foreach (var commit in _journal.Read(Stream, start, cancel))
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
            return new Reading(to, position, version, null, missed.Length == 0 ? [] : [missed], _encoder.Tally(state, BoxVersion, _encoder.NewestLiked(state)), null);
        }

        if (!_snapshots.TryGetValue(request.Audience, out var snapshot) || snapshot.Version != version)
        {
            _snapshots[request.Audience] = snapshot = (version, _encoder.Snapshot(state, request.Audience));
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
        var start = await _journal.HeadBefore(Stream, after + 1);
        await foreach (var commit in _journal.Read(Stream, start))
        {
            if (commit.LastSeq > after)
            {
                events.AddRange(StoredEvents.Unpack<TEvent>(commit)
                    .Where(e => e.Seq > after && e.Seq <= upTo)
                    .Take(limit - events.Count)
                    .Select(e => _encoder.Event(state, e, audience)));
            }

            if (events.Count >= limit || commit.LastSeq >= upTo)
            {
                break;
            }
        }

        return new EventsPage([.. events], _feed.PositionAt(Math.Min(upTo, after + events.Count)));
    }

    /// <summary>The box reports what changed.</summary>
    public async Task Counted(BoxCounts counts)
    {
        if (counts.Since > BoxVersion)
        {
            // What came before was told to another activation of this room. Taken as it is, this would pass for the whole, and what is missing never be asked for.
            await PullCounts();
        }
        else
        {
            Take(counts);
        }
    }

    /// <summary>A read shows every like and vote that was answered before it.</summary>
    public async Task PullCounts()
    {
        if (await Loop.WhileActive(_box(BoxVersion)) is var counts && counts.Version > BoxVersion)
        {
            Take(counts);
        }
    }

    /// <summary>Something beside the events changed that is shown: names, who is here.</summary>
    public void SoftChanged()
    {
        _soft++;
        if (Loop.Committed is not null)
        {
            _feed.PublishTally([]);
        }
    }

    /// <summary>A name may be told no more: nothing that was encoded with it is sent again.</summary>
    public void Reencode()
    {
        _feed.Reencode();
        _snapshots.Clear();
        SoftChanged();
    }

    /// <summary>Forgets nodes that do not renew.</summary>
    public void Expire()
    {
        _feed.Expire();
        CountPresent();
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
            _context.Likes[liked] = likes;
        }

        _taken(counts);
        _soft++;
        _feed.PublishTally(counts.Likes.Keys);
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

    /// <summary>
    /// Who was told of more than this activation knows was told by another: this one has slept, or was cut off, and was replaced. It says nothing more. A position that the store
    /// does not know of either is of a record that was since restored from a backup.
    /// </summary>
    /// <exception cref="OutdatedException">So it is.</exception>
    private async Task EndIfOutdated(string? position)
    {
        if (position is null || RoomFeed.SeqOf(position) is not { } seq || seq <= Loop.Head.Seq)
        {
            return;
        }

        // What this activation itself has stored, and not heard of yet, proves nothing.
        var stored = await _journal.HeadBefore(Stream, seq == long.MaxValue ? seq : seq + 1);
        await Loop.Settled();
        if (stored.Seq > Loop.Head.Seq)
        {
            _abandon();
            throw new OutdatedException(Stream);
        }
    }
}
