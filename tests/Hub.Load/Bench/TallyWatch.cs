using System.Buffers.Text;
using System.Diagnostics;
using System.Text;

namespace Hub.Load.Bench;

/// <summary>What one screen is told while a ballot is open: when its tally was complete, and how many bytes came until then.</summary>
/// <param name="voters">How many votes the complete tally has.</param>
internal sealed class TallyWatch(string ballot, int voters)
{
    private readonly byte[] _item = Encoding.UTF8.GetBytes($"{{\"id\":\"{ballot}\"");
    private readonly TaskCompletionSource<long> _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _cast = -1;

    /// <summary>The moment at which the tally was complete.</summary>
    public Task<long> Complete => _complete.Task;

    /// <summary>Of tallies.</summary>
    public long TallyBytes { get; private set; }

    public int Tallies { get; private set; }

    /// <summary>Of everything that was told to all, tallies and frames and pings.</summary>
    public long Bytes { get; private set; }

    private static ReadOnlySpan<byte> TallyHead => """{"type":1,"target":"tally","arguments":["""u8;

    private static ReadOnlySpan<byte> ResyncHead => """{"type":1,"target":"resync","""u8;

    private static ReadOnlySpan<byte> CastHead => "\"cast\":"u8;

    public void Take(ReadOnlySpan<byte> record)
    {
        if (_complete.Task.IsCompleted)
        {
            return;
        }

        Bytes += record.Length + 1;
        if (record.StartsWith(TallyHead))
        {
            (Tallies, TallyBytes) = (Tallies + 1, TallyBytes + record.Length + 1);
            Count(record);
        }
        else if (record.StartsWith(ResyncHead))
        {
            _complete.SetException(
                new InvalidOperationException("A screen was too slow, and was told to read the room again: this machine cannot bear so many."));
        }
    }

    private void Count(ReadOnlySpan<byte> record)
    {
        var item = record.IndexOf(_item) is var at and >= 0 ? record[at..] : default;
        if (item.IndexOf(CastHead) is not (var head and >= 0) || !Utf8Parser.TryParse(item[(head + CastHead.Length)..], out int cast, out _))
        {
            return;
        }

        if (cast < _cast)
        {
            _complete.SetException(new InvalidOperationException($"A tally went back from {_cast} to {cast}."));
        }
        else if (cast >= voters)
        {
            _complete.SetResult(Stopwatch.GetTimestamp());
        }

        _cast = cast;
    }
}
