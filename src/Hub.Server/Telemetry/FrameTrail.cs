using System.Diagnostics;
using Hub.Server.Contracts;

namespace Hub.Server.Telemetry;

/// <summary>The last commits of a meeting: when each was stored and by which span, for the frames that will carry them. Lives in the meeting's feed.</summary>
internal sealed class FrameTrail
{
    /// <summary>A second of a busy room. A node that is further behind is told the oldest of these.</summary>
    private const int Remembered = 256;

    private readonly Queue<(long Seq, DateTimeOffset At, ActivityContext Span)> _commits = new();

    /// <param name="seq">The commit's last event.</param>
    public void Add(long seq, DateTimeOffset at, ActivityContext span)
    {
        _commits.Enqueue((seq, at, span));
        if (_commits.Count > Remembered)
        {
            _commits.Dequeue();
        }
    }

    /// <summary>The origin of frames that begin behind a seq, sent by the current span of <see cref="SpansBehind"/>.</summary>
    public FrameOrigin? Behind(long from, Activity? sending)
    {
        foreach (var commit in _commits)
        {
            if (commit.Seq > from)
            {
                return new FrameOrigin(commit.At, sending?.Id);
            }
        }

        return null;
    }

    /// <returns>Null where no commit behind this seq has a span.</returns>
    public List<ActivityContext>? SpansBehind(long from)
    {
        List<ActivityContext>? spans = null;
        foreach (var commit in _commits)
        {
            if (commit.Seq > from && commit.Span != default)
            {
                (spans ??= []).Add(commit.Span);
            }
        }

        return spans;
    }
}
