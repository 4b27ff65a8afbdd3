using System.Collections.Immutable;
using System.Text.Json;
using Hub.Server.Contracts;
using Hub.Server.Telemetry;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Hub.Server.Live;

/// <summary>
/// What waits to be written to one connection, bounded in bytes. A slow client costs only itself: nobody waits for it, counts that it has not read yet are
/// replaced by newer ones, and when too much waits everything is dropped and it is told to read the room again once it can.
/// </summary>
/// <param name="session">Under which the connection was made; null: under none.</param>
/// <param name="mayTell">Whether this node knows whose sessions have ended; while it does not, nothing is written that not everybody may read.</param>
/// <param name="failed">Is told of a fault in making the next message ready. The connection is closed then, and comes back with its position.</param>
internal sealed class Mailbox(
    HubConnectionContext connection, TimeProvider clock, HubMeter? meter = null, string? session = null, Func<bool>? mayTell = null,
    Action<Exception>? failed = null)
{
    /// <summary>Some seconds of a busy room for a phone.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>What waits leaves together, up to this much in one write.</summary>
    private const int MostInOneWrite = 64 * 1024;

    /// <summary>Counts of a room that wait, some seconds of them: who is further behind reads the room again.</summary>
    private const int MostTallies = 32;

    /// <summary>Only its name is asked for: messages are encoded for it alone.</summary>
    private static readonly JsonHubProtocol Json = new();

    /// <summary>A connection that reads nothing, or nothing to speak of, for this long is closed. It will come back with its position.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private readonly Queue<(string? Room, SerializedHubMessage Message, int Bytes)> _waiting = new();
    private readonly Dictionary<string, List<byte[]>> _tallies = [];

    /// <summary>Rooms of which something was dropped: they get nothing until they are read again.</summary>
    private readonly HashSet<string> _lapsed = [];
    private readonly Queue<string> _resync = new();

    /// <summary>Rooms that this connection reads by what it may, and not as anybody may.</summary>
    private readonly HashSet<string> _guarded = [];
    private int _bytes;
    private bool _ended;
    private volatile bool _held;
    private bool _writing;
    private int _gathering;
    private long _stuckSince;
    private bool _stuck;

    public HubConnectionContext Connection => connection;

    public string? Session => session;

    /// <summary>Whether it waits until this node hears of endings again.</summary>
    public bool IsHeld => _held;

    /// <summary>Whether the connection has been behind for longer than anyone waits.</summary>
    public bool IsStuck
    {
        get
        {
            lock (_gate)
            {
                return _stuck && clock.GetElapsedTime(_stuckSince) > Patience;
            }
        }
    }

    /// <summary>What comes from this room is not for everybody, or is again.</summary>
    public void Guard(string room, bool isForEverybody)
    {
        lock (_gate)
        {
            _ = isForEverybody ? _guarded.Remove(room) : _guarded.Add(room);
        }
    }

    /// <summary>The session has ended: nothing more is written, and the connection is closed.</summary>
    public void End()
    {
        lock (_gate)
        {
            _ended = true;
            _waiting.Clear();
            _tallies.Clear();
            _resync.Clear();
            _bytes = 0;
        }

        connection.Abort();
    }

    /// <summary>This node hears of endings again.</summary>
    public void GoOn()
    {
        _held = false;
        Pump();
    }

    /// <summary>The room was read anew: its messages count again.</summary>
    public void Reopen(string room)
    {
        lock (_gate)
        {
            _lapsed.Remove(room);
        }
    }

    /// <summary>
    /// What is posted from here on leaves in one write, at <see cref="Release"/>, or as soon as it fills one; several may gather at once.
    /// </summary>
    public void Gather() => Interlocked.Increment(ref _gathering);

    public void Release()
    {
        Interlocked.Decrement(ref _gathering);
        Pump();
    }

    /// <summary>
    /// A frame. One alone may be of any size; where too much waits, everything is dropped, and the client is told to read its rooms again once it can.
    /// </summary>
    public void Post(string room, SerializedHubMessage message, int bytes)
    {
        lock (_gate)
        {
            if (_lapsed.Contains(room))
            {
                return;
            }

            if (_bytes > 0 && _bytes + bytes > MaxBytes)
            {
                Overflow(room);
            }
            else
            {
                _waiting.Enqueue((room, message, bytes));
                _bytes += bytes;
            }
        }

        Pump();
    }

    /// <summary>Counts: of those that wait for this connection, only the newest of each id is kept.</summary>
    public void PostTally(string room, SerializedHubMessage message, byte[] json)
    {
        lock (_gate)
        {
            if (_lapsed.Contains(room))
            {
                return;
            }

            if (_writing)
            {
                Keep(room, json);
                return;
            }

            _waiting.Enqueue((room, message, json.Length));
            _bytes += json.Length;
        }

        Pump();
    }

    /// <summary>A message of the node itself, not of a room.</summary>
    public void PostNote(SerializedHubMessage message)
    {
        lock (_gate)
        {
            _waiting.Enqueue((null, message, 0));
        }

        Pump();
    }

    /// <summary>The room must be read again.</summary>
    public void PostResync(string room)
    {
        lock (_gate)
        {
            Lapse(room);
        }

        Pump();
    }

    /// <summary>Merged only when they leave, by this connection's own writing: a slow one costs nobody else a moment.</summary>
    private void Keep(string room, byte[] json)
    {
        if (!_tallies.TryGetValue(room, out var waiting))
        {
            _tallies[room] = waiting = [];
        }

        waiting.Add(json);
        if (waiting.Count > MostTallies)
        {
            Overflow(room);
        }
    }

    private void Overflow(string room)
    {
        meter?.Overflowed();
        Lapse(room);
        foreach (var dropped in _waiting)
        {
            if (dropped.Room is { } other)
            {
                Lapse(other);
            }
        }

        _waiting.Clear();
        _tallies.Clear();
        _bytes = 0;
        if (!_stuck)
        {
            (_stuck, _stuckSince) = (true, clock.GetTimestamp());
        }
    }

    private void Lapse(string room)
    {
        if (_lapsed.Add(room))
        {
            _resync.Enqueue(room);
            meter?.ToldToResync();
        }
    }

    private void Pump()
    {
        if (Volatile.Read(ref _gathering) > 0 && Volatile.Read(ref _bytes) < MostInOneWrite)
        {
            // Whoever gathers comes back here.
            return;
        }

        lock (_gate)
        {
            if (_writing)
            {
                return;
            }

            _writing = true;
        }

        // Mostly done in place: a write to a connection that keeps up completes at once.
        _ = WriteAll();
    }

    private async Task WriteAll()
    {
        while (NextOrEnd() is { } message)
        {
            try
            {
                await connection.WriteAsync(message);
            }
#pragma warning disable CA1031 // The connection is gone; whoever owns it is told by SignalR.
            catch (Exception)
#pragma warning restore CA1031
            {
                connection.Abort();
            }
        }
    }

    private SerializedHubMessage? NextOrEnd()
    {
        try
        {
            return Next();
        }
#pragma warning disable CA1031 // Nobody awaits the writing: left to itself, a fault here would keep the connection open, and it would never get anything again.
        catch (Exception e)
#pragma warning restore CA1031
        {
            failed?.Invoke(e);
            End();
            return null;
        }
    }

    private SerializedHubMessage? Next()
    {
        lock (_gate)
        {
            if (_ended)
            {
                // Also what came since, and with it that there is nobody to write to.
                return null;
            }

            if (_guarded.Count > 0 && mayTell is not null && !mayTell())
            {
                // Whoever asks next is told by then who may still read.
                (_held, _writing) = (true, false);
                return null;
            }

            if (_waiting.TryDequeue(out var next))
            {
                _bytes -= next.Bytes;
                return _waiting.Count == 0 ? next.Message : WithWhatFollows(next.Message, next.Bytes);
            }

            _stuck = false;
            if (_resync.TryDequeue(out var lapsed))
            {
                return LiveMessages.Resync(lapsed);
            }

            foreach (var (room, waiting) in _tallies)
            {
                _tallies.Remove(room);
                return LiveMessages.Tally(waiting.Aggregate(Merge));
            }

            _writing = false;
            return null;
        }
    }

    /// <summary>One message of the transport may hold several of the hub's: each ends with its separator.</summary>
    private SerializedHubMessage WithWhatFollows(SerializedHubMessage first, int bytes)
    {
        var together = new List<SerializedHubMessage> { first };
        while (_waiting.TryPeek(out var next) && bytes + next.Bytes <= MostInOneWrite)
        {
            bytes += next.Bytes;
            _bytes -= next.Bytes;
            together.Add(_waiting.Dequeue().Message);
        }

        if (together.Count == 1)
        {
            return first;
        }

        var parts = together.ConvertAll(m => m.GetSerializedMessage(Json));
        var (all, at) = (new byte[parts.Sum(p => p.Length)], 0);
        foreach (var part in parts)
        {
            part.CopyTo(all.AsMemory(at));
            at += part.Length;
        }

        return new SerializedHubMessage([new SerializedMessage(Json.Name, all)]);
    }

    /// <summary>
    /// The newer counts, and the likes that only the older one tells. Every update counts all open ballots: one that the newer leaves out has been closed, its
    /// sealed count went out with the frame before, and the older count under the newer version would pass for what came after it.
    /// </summary>
    public static byte[] Merge(byte[] older, byte[] newer)
    {
        var (was, now) = (JsonSerializer.Deserialize(older, WireJson.Of<TallyUpdate>())!, JsonSerializer.Deserialize(newer, WireJson.Of<TallyUpdate>())!);
        var ids = now.Tallies.Select(t => t.Id).ToHashSet();
        return WireJson.Bytes(now with { Tallies = [.. was.Tallies.Where(t => t.Cast is null && !ids.Contains(t.Id)), .. now.Tallies] });
    }
}
