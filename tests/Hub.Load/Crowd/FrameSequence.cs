namespace Hub.Load.Crowd;

/// <summary>
/// What one client was told of a room, checked as it comes: every frame starts where the one before ended and accounts for each seq in it, nothing
/// comes twice, and neither the room nor its counts ever go back. Survives reconnects; not safe for several threads.
/// </summary>
public sealed class FrameSequence
{
    private long _tallyVersion = long.MinValue;

    /// <summary>Where the client stands, to be handed to the next Join; null before the first.</summary>
    public string? Position { get; private set; }

    public long To { get; private set; }
    public long Frames { get; private set; }
    public long Omitted { get; private set; }
    public long Tallies { get; private set; }
    public int Gaps { get; private set; }
    public int Duplicates { get; private set; }
    public int TallyRegressions { get; private set; }

    /// <summary>How often a room came back shorter than it had been shown: something that was told had not been stored.</summary>
    public int Rewinds { get; private set; }

    public void Take(JoinAnswer answer)
    {
        if (Position is not null && answer.To < To)
        {
            Rewinds++;
        }

        if (answer.Missed is { } missed)
        {
            foreach (var frame in missed)
            {
                Take(frame);
            }

            Gaps += answer.To > To ? 1 : 0;
        }

        (To, Position) = (answer.To, answer.Position);
    }

    /// <returns>Whether the frame tells anything new.</returns>
    public bool Take(Frame frame)
    {
        Frames++;
        Omitted += frame.Omitted ?? 0;
        if (frame.From < To)
        {
            Duplicates++;
        }
        else if (frame.From > To || !IsWhole(frame))
        {
            Gaps++;
        }

        if (frame.To <= To)
        {
            return false;
        }

        (To, Position) = (frame.To, frame.Position);
        return true;
    }

    public void Take(TallyUpdate tally)
    {
        Tallies++;
        TallyRegressions += tally.Version < _tallyVersion ? 1 : 0;
        _tallyVersion = Math.Max(_tallyVersion, tally.Version);
    }

    /// <summary>Each seq from the start to the end is an event, in order, or counted as left out.</summary>
    private static bool IsWhole(Frame frame)
    {
        var last = frame.From;
        foreach (var happened in frame.Events)
        {
            if (happened.Seq <= last || happened.Seq > frame.To)
            {
                return false;
            }

            last = happened.Seq;
        }

        return frame.Events.Count + (frame.Omitted ?? 0) == frame.To - frame.From;
    }
}
