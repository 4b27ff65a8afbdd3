using Hub.Server.Common;
using Hub.Server.Contracts;
using Hub.Server.Feed;
using Hub.Server.Telemetry;

namespace Hub.Server.Live;

/// <summary>
/// One room as this node tells it to those who only watch: over the live hub, and over HTTP to whoever asks. The first news after a quiet while are told at
/// once, what comes soon after it together a pace later. Some of what was told is kept for streams that are a little behind; from an event on that takes
/// something back, nothing is kept of what was told before it.
/// </summary>
/// <remarks>It is the room's relay's own, and under its lock.</remarks>
/// <param name="followers">How many follow the room here over the live hub.</param>
/// <param name="watchers">How many of them are told at the pace of those who only watch.</param>
/// <param name="tell">Called under the lock with each beat; never throws.</param>
/// <param name="write">Called once the lock is given back after a beat that was told by the clock.</param>
/// <param name="failed">Is told of a fault in making a beat ready: what follows is told, and who was to be told this reads the room again.</param>
internal sealed class PacedRoom(
    Lock gate, PaceSettings settings, Func<int> followers, Func<int> watchers, TimeProvider clock, Action<Beat> tell, Action write, Action<Exception> failed)
{
    private const int MostKept = 500;
    private const int MostBytes = 256 * 1024;

    /// <summary>Counts that are kept for who is a little behind; who is further behind reads the room again.</summary>
    private const int MostTallies = 32;

    private readonly List<KeptFrame> _kept = [];
    private readonly Queue<(long Number, byte[] Json)> _tallies = new();
    private TaskCompletionSource _changed = NotYet();
    private Beat? _last;
    private Counted? _tally;
    private string? _latest;
    private string? _toldAt;
    private long _to;
    private long _told;
    private long _number;
    private long _epoch;
    private long _usedAt = clock.GetTimestamp();
    private int _keptBytes;
    private int _streams;
    private bool _used;
    private bool _pacing;
    private bool _isOver;

    /// <summary>How often those who watch are told now.</summary>
    public TimeSpan Pace => settings.Of(Followers);

    /// <summary>This node leaves the room: nothing more is told here.</summary>
    public bool IsOver
    {
        get
        {
            lock (gate)
            {
                return _isOver;
            }
        }
    }

    /// <summary>Whether so many follow here that everybody but the chair is told at this pace. Changes only where nothing waits to be told.</summary>
    public bool IsCrowd { get; private set; }

    /// <summary>How long nobody has asked for it over HTTP.</summary>
    public TimeSpan UnusedFor
    {
        get
        {
            lock (gate)
            {
                return _streams > 0 ? TimeSpan.Zero : _used ? clock.GetElapsedTime(_usedAt) : TimeSpan.MaxValue;
            }
        }
    }

    private int Followers => followers() + _streams;

    private bool IsWatched => IsCrowd || watchers() > 0 || Followers >= settings.CrowdFrom || UnusedFor < NodeRelay.LetGoAfter;

    /// <summary>Somebody asks over HTTP: from here on some of what is told is kept.</summary>
    public void Use()
    {
        lock (gate)
        {
            (_used, _usedAt) = (true, clock.GetTimestamp());
        }
    }

    /// <summary>Counts one who follows over HTTP, until what this answers is disposed of.</summary>
    public IDisposable Follow()
    {
        lock (gate)
        {
            _streams++;
        }

        Use();
        return new Follower(this);
    }

    /// <summary>The room goes on from a place that this node was not told up to.</summary>
    public void StartAt(long to, string? position)
    {
        lock (gate)
        {
            if (position is not null && to == _to && position == _latest)
            {
                return;
            }

            Forget();
            _last = null;
            (_to, _told, _latest, _toldAt) = (to, to, position, position);
            _epoch++;
            Signal();
        }
    }

    /// <summary>What came from the room's owner; it is told at once, or with the next beat.</summary>
    public void Add(IReadOnlyList<Frame> frames, Counted? tally)
    {
        lock (gate)
        {
            if (!IsWatched)
            {
                Pass(frames);
                return;
            }

            foreach (var frame in frames)
            {
                Take(frame);
            }

            if (tally is not null && tally.Version >= (_tally?.Version ?? 0))
            {
                _tally = _tally is { } older ? new Counted(tally.Version, Mailbox.Merge(older.Json, tally.Json)) : tally;
            }

            if (!_pacing && (_told < _to || _tally is not null))
            {
                _pacing = true;
                _ = TellWhileBusy();
            }
        }
    }

    /// <summary>Tells what waits, now.</summary>
    public void Flush()
    {
        lock (gate)
        {
            if (_told < _to || _tally is not null)
            {
                Tell();
            }
        }
    }

    /// <summary>Nobody goes on from what was told before: the room is not public any more, or a beat could not be told. Everyone who waits is woken.</summary>
    public void End()
    {
        lock (gate)
        {
            _epoch++;
            Forget();
            _last = null;
            Signal();
        }
    }

    /// <summary>This node leaves the room for good.</summary>
    public void Stop()
    {
        lock (gate)
        {
            _isOver = true;
            End();
        }
    }

    /// <summary>Wakes who follows, though nothing is new: what they hold open is to be kept open.</summary>
    public void Nudge()
    {
        lock (gate)
        {
            if (_streams > 0)
            {
                Signal();
            }
        }
    }

    /// <summary>The place from where somebody follows who reads the room now.</summary>
    public Place Here()
    {
        lock (gate)
        {
            return new Place(_to, _number, _epoch);
        }
    }

    /// <summary>The position up to which the room is told, once that is behind this one; null as long as it is not.</summary>
    /// <param name="after">Null: whatever it is.</param>
    /// <param name="changed">Completes when that may have changed: the same task for all who wait.</param>
    /// <param name="isAhead">The position lies ahead of what this node told: it is about to be told, or of a record that was restored since.</param>
    public string? HeadAfter(string? after, out Task changed, out bool isAhead)
    {
        lock (gate)
        {
            changed = _changed.Task;
            isAhead = after is not null && RoomFeed.SeqOf(after) > _told;
            return isAhead || after == _toldAt ? null : _toldAt;
        }
    }

    /// <summary>What is told behind a place, for who follows from there.</summary>
    public News Behind(Place place)
    {
        lock (gate)
        {
            if (place.Epoch != _epoch)
            {
                return new News(_changed.Task, place, null, IsLost: true);
            }

            if (place.To >= _told && place.Tallies == _number)
            {
                return new News(_changed.Task, place, null, IsLost: false);
            }

            var here = new Place(Math.Max(place.To, _told), _number, _epoch);
            if (_last is { Parts.Count: > 0 } beat && place.To == beat.From && place.Tallies == beat.TalliesBefore)
            {
                return new News(_changed.Task, here, beat.Events, IsLost: false, _toldAt);
            }

            if (_last is { Parts.Count: 0 } counts && place.To >= _told && place.Tallies == counts.TalliesBefore)
            {
                return new News(_changed.Task, here, counts.Events, IsLost: false, _toldAt);
            }

            var first = place.To >= _told ? _kept.Count : _kept.FindIndex(k => k.Frame.From == place.To);
            if (first < 0 || (_tallies.TryPeek(out var oldest) && oldest.Number > place.Tallies + 1))
            {
                return new News(_changed.Task, place, null, IsLost: true);
            }

            return new News(_changed.Task, here, Events(first, place.Tallies), IsLost: false, _toldAt);
        }
    }

    private static TaskCompletionSource NotYet() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Nobody is there to be told: whoever comes begins where the room is by then.</summary>
    private void Pass(IReadOnlyList<Frame> frames)
    {
        Forget();
        (_last, _tally) = (null, null);
        if (frames.Count > 0 && frames[^1].To > _to)
        {
            (_to, _latest) = (frames[^1].To, frames[^1].Position);
        }

        (_told, _toldAt) = (_to, _latest);
    }

    private void Take(Frame frame)
    {
        if (frame.To <= _to)
        {
            return;
        }

        if (frame.From != _to)
        {
            StartAt(frame.From, null);
        }

        if (frame.TakesBack != false)
        {
            // Those who watch live have a right to what waits, as the room had; nobody is told it later.
            if (_told < _to)
            {
                Tell();
            }

            Forget();
            _last = null;
        }

        _kept.Add(new KeptFrame(frame));
        _keptBytes += frame.Room.Length;
        (_to, _latest) = (frame.To, frame.Position);
    }

    private async Task TellWhileBusy()
    {
        HubTrace.Leave();
        try
        {
            do
            {
                // Others are told first: this pace never delays the room's own.
                await Task.Yield();
            }
            while (await TellWaiting());
        }
#pragma warning disable CA1031 // A bug in telling one beat must not silence the room: everyone reads it again, and what follows is told.
        catch (Exception e)
#pragma warning restore CA1031
        {
            lock (gate)
            {
                _pacing = false;
                End();
            }

            failed(e);
        }
    }

    private async Task<bool> TellWaiting()
    {
        TimeSpan pace;
        lock (gate)
        {
            if (_isOver || (_told == _to && _tally is null))
            {
                _pacing = false;
                return false;
            }

            Tell();
            IsCrowd = Followers >= settings.CrowdFrom && Pace > RoomFeed.Pace;
            pace = Pace;
        }

        write();
        await Task.Delay(pace, clock);
        return true;
    }

    private void Tell()
    {
        var parts = _kept.Where(k => k.Frame.From >= _told).ToArray();
        if (parts.Length > 0)
        {
            parts[^1].EndsBeat = true;
        }

        if (_tally is not null)
        {
            _number++;
            _tallies.Enqueue((_number, _tally.Json));
            if (_tallies.Count > MostTallies)
            {
                _tallies.Dequeue();
            }
        }

        var beat = new Beat(parts, _tally, _number);
        (_told, _toldAt, _tally, _last) = (_to, _latest, null, beat);
        tell(beat);
        if (_streams > 0)
        {
            // Before anybody is woken: encoded by one, for all.
            _ = beat.Events;
        }

        Trim();
        Signal();
    }

    /// <summary>Where nobody asks over HTTP, nothing is kept of what was told.</summary>
    private void Trim()
    {
        if (UnusedFor > NodeRelay.LetGoAfter)
        {
            Forget();
            _tallies.Clear();
            _last = null;
        }

        while (_kept.Count > MostKept || (_kept.Count > 1 && _keptBytes > MostBytes))
        {
            _keptBytes -= _kept[0].Frame.Room.Length;
            _kept.RemoveAt(0);
        }
    }

    private void Forget()
    {
        _kept.Clear();
        _keptBytes = 0;
    }

    private byte[] Merged(int first) => _kept[first].Merged ??= FrameJson.Merge([.. UpToBeat(first).Select(k => k.Frame.Room)]);

    private IEnumerable<KeptFrame> UpToBeat(int first)
    {
        for (var i = first; i < _kept.Count; i++)
        {
            yield return _kept[i];
            if (_kept[i].EndsBeat)
            {
                yield break;
            }
        }
    }

    /// <summary>Of who is a beat or more behind: each frame that they miss, and the newest counts.</summary>
    private byte[] Events(int first, long tallies)
    {
        var events = new List<byte>();
        for (var i = first; i < _kept.Count && _kept[i].Frame.From < _told;)
        {
            var parts = UpToBeat(i).ToList();
            events.AddRange(ServerSent.Event("frame", parts[^1].Frame.Position, Merged(i)));
            i += parts.Count;
        }

        if (_tallies.Where(t => t.Number > tallies).Select(t => t.Json).ToList() is { Count: > 0 } missed)
        {
            events.AddRange(ServerSent.Event("tally", null, missed.Aggregate(Mailbox.Merge)));
        }

        return [.. events];
    }

    private void Signal()
    {
        var was = _changed;
        _changed = NotYet();
        was.SetResult();
    }

    private void Leave()
    {
        lock (gate)
        {
            _streams--;
            _usedAt = clock.GetTimestamp();
        }
    }

    private sealed class Follower(PacedRoom room) : IDisposable
    {
        private int _gone;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _gone, 1) == 0)
            {
                room.Leave();
            }
        }
    }
}

/// <summary>Up to where somebody who follows over HTTP was told.</summary>
/// <param name="To">The seq.</param>
/// <param name="Tallies">How many counts the room had told by then.</param>
/// <param name="Epoch">Changes where the room does not go on from where it was told to.</param>
internal readonly record struct Place(long To, long Tallies, long Epoch);

/// <param name="Changed">Completes when there may be more.</param>
/// <param name="Place">Where who is told this is then.</param>
/// <param name="Events">As server-sent events; null: nothing is new.</param>
/// <param name="IsLost">What follows that place is not kept here: the room is asked.</param>
/// <param name="Position">Up to where the room is told; null where this node does not know it.</param>
internal sealed record News(Task Changed, Place Place, byte[]? Events, bool IsLost, string? Position = null);
