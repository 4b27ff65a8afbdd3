using Hub.Domain;
using Hub.Domain.Meetings;

namespace Hub.Verify;

/// <summary>
/// From where on a record is of the second format. A meeting that was scheduled in it says so, and its record is of it from the start. Of a meeting that was
/// under way when its house was upgraded, it is from the first event that only the second format has: a house never goes back. Behind that, nothing may look as
/// the first release wrote it.
/// </summary>
/// <param name="From">The seq of the first event of that format; <see cref="long.MaxValue"/>: there is none.</param>
/// <param name="Since">When that was stored; <see cref="long.MinValue"/> where the whole record is of that format.</param>
internal sealed record SecondFormat(long From, long Since)
{
    public static SecondFormat Of(Export export)
    {
        foreach (var (seq, stored) in Record.MeetingOf(export))
        {
            if (stored.Event is MeetingEvent.MeetingScheduled { RecordFormat: not null })
            {
                return new SecondFormat(0, long.MinValue);
            }

            if (IsOfSecondOnly(stored.Event))
            {
                return new SecondFormat(seq, stored.At);
            }
        }

        return new SecondFormat(long.MaxValue, long.MaxValue);
    }

    /// <summary>Whether the record began in it: there was nothing to take over from the first release.</summary>
    public bool IsWhole => Since == long.MinValue;

    public bool Binds(long seq) => seq >= From;

    /// <summary>Whether somebody with a seat did it, and not the house or its operator.</summary>
    public static bool IsPerson(string actor) => actor != Actor.House.Id && actor != Actor.Operator.Id && actor != Actor.Clerk.Id;

    /// <summary>
    /// Names, heads that approvals cover, and members who preside may also stand in what a newer node stored while the format was still the first: they tell
    /// nothing.
    /// </summary>
    private static bool IsOfSecondOnly(MeetingEvent happened) => happened is
        MeetingEvent.SeatsRecorded or MeetingEvent.Renamed or MeetingEvent.NameRemoved or MeetingEvent.MeetingEdited or MeetingEvent.MeetingCancelled
        or MeetingEvent.BallotOpened { Turnout: not null } or MeetingEvent.CommentRestored { Waiting: true };
}
