using System.Diagnostics;
using System.Globalization;
using System.Text;
using Hub.Load.Crowd;

namespace Hub.Load.Bench;

/// <summary>What all followers of one side have had since counting began: of each message whom it reached, how often, and when.</summary>
internal sealed class FollowersCount(int clients)
{
    private volatile Window _window = new(0, 0, 0);
    private byte[] _lastFrame = [];
    private int _cutOff;
    private int _resyncs;

    /// <summary>The last frame's argument, as it stood in the message.</summary>
    public string LastFrame => Convert.ToBase64String(_lastFrame);

    /// <summary>From now on these numbers are counted.</summary>
    public void Begin(int first, int messages)
    {
        (_cutOff, _resyncs) = (0, 0);
        _window = new Window(first, messages, clients);
    }

    public void Frame(int follower, ReadOnlySpan<byte> record, int head)
    {
        var window = _window;
        Interlocked.Increment(ref window.Frames);
        Interlocked.Add(ref window.Bytes, record.Length);
        Missed(follower, record);
        if (follower == 0)
        {
            _lastFrame = record[head..^2].ToArray();
        }
    }

    /// <summary>Bytes, whatever stands in them.</summary>
    public void Came(int bytes) => Interlocked.Add(ref _window.Bytes, bytes);

    /// <summary>Messages in a frame, or in what somebody who came back had missed.</summary>
    public void Missed(int follower, ReadOnlySpan<byte> record)
    {
        var window = _window;
        Stamp.Find(record, (number, sent) => window.Take(follower, number, sent));
    }

    public void Lost() => Interlocked.Increment(ref _cutOff);

    public void ToldToResync() => Interlocked.Increment(ref _resyncs);

    /// <summary>Waits until everybody has everything, or nothing has come for so long.</summary>
    /// <param name="failed">Numbers whose sending failed, and of which nobody expects anything.</param>
    public async Task<string> Settle(TimeSpan quiet, HashSet<int> failed)
    {
        var window = _window;
        var expected = (long)clients * (window.Messages - failed.Count);
        var began = Stopwatch.GetTimestamp();
        while (window.Heard < expected && Stopwatch.GetElapsedTime(Math.Max(Volatile.Read(ref window.LastHeard), began)) < quiet)
        {
            await Task.Delay(20);
        }

        var missing = Enumerable.Range(0, clients).Sum(follower => window.Lacks(follower, failed));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{window.Heard} {window.Frames} {window.Bytes} {missing} {window.Doubles} {window.Waits.Percentile(0.5)} {window.Waits.Percentile(0.99)} "
            + $"{window.FirstSent} {window.LastHeard} {_cutOff} {_resyncs}");
    }

    private sealed class Window(int first, int messages, int clients)
    {
        private readonly bool[][] _had = [.. Enumerable.Range(0, clients).Select(_ => new bool[messages])];

        public long Frames;
        public long Bytes;
        public long Heard;
        public long Doubles;
        public long LastHeard;
        public long FirstSent = long.MaxValue;

        public int Messages => messages;

        public Latencies Waits { get; } = new();

        /// <summary>One follower's messages come one after another.</summary>
        public void Take(int follower, int number, long sent)
        {
            if (number < first || number >= first + messages)
            {
                return;
            }

            if (_had[follower][number - first])
            {
                Interlocked.Increment(ref Doubles);
                return;
            }

            _had[follower][number - first] = true;
            Waits.Add(Stopwatch.GetElapsedTime(sent));
            Volatile.Write(ref LastHeard, Stopwatch.GetTimestamp());
            if (sent < Volatile.Read(ref FirstSent))
            {
                Volatile.Write(ref FirstSent, sent);
            }

            Interlocked.Increment(ref Heard);
        }

        public int Lacks(int follower, HashSet<int> failed) => Enumerable.Range(0, messages).Count(i => !_had[follower][i] && !failed.Contains(first + i));
    }
}
