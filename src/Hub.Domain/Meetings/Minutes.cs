using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Hub.Domain.Opinion;
using static Hub.Domain.Meetings.MeetingEvent;

namespace Hub.Domain.Meetings;

/// <summary>
/// What the chair made of what was drafted from the events, and whether the chair stands for it. An approval covers the record as it stood at one moment.
/// Whatever changes afterwards what the minutes show is an act that stands beside the approval, and asks for a new one; the approval itself is never taken away
/// in silence.
/// </summary>
public sealed record Minutes
{
    /// <summary>By the section's name, as it is stored.</summary>
    public ImmutableSortedDictionary<string, string> Corrections { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The last one, also where something has changed since; null: there was none.</summary>
    public Approval? Approval { get; init; }

    /// <summary>The seq of the close, and then of whatever changed the minutes last.</summary>
    public long ChangedSeq { get; init; }

    [JsonIgnore]
    public bool IsApproved => Approval is { Since.IsEmpty: true };

    public Minutes With(MinutesAct act) => this with
    {
        ChangedSeq = act.Seq,
        Approval = Approval is null ? null : Approval with { Since = Approval.Since.Add(act) },
    };
}

/// <param name="By">The participant.</param>
/// <param name="Seq">The event of the approval itself.</param>
/// <param name="Covers">Null: it was given by a build that did not name the head.</param>
public sealed record Approval(DateTimeOffset At, string By, long Seq, CoveredHead? Covers = null)
{
    /// <summary>What has changed the minutes since, oldest first.</summary>
    public ImmutableList<MinutesAct> Since { get; init; } = [];
}

/// <summary>The end of a record, as an approval names it.</summary>
/// <param name="Hash">The chain's hash of the commit that ends at this seq: SHA-256 in hex.</param>
public sealed record CoveredHead(long Seq, string Hash);

/// <summary>Something that was done after the close and changes what the minutes show.</summary>
/// <param name="By">The participant who did it.</param>
/// <param name="About">The ballot or the comment; of a correction the section; the participant whose name was removed; the new title.</param>
public sealed record MinutesAct(long Seq, DateTimeOffset At, string By, MinutesActKind Kind, string About)
{
    /// <summary>
    /// The one rule of which events ask for a new approval of a closed meeting's minutes: those that change what the minutes show, and those that take away a
    /// comment which the room was shown, though the minutes only count it.
    /// </summary>
    /// <param name="meeting">As it was before.</param>
    /// <returns>Null where the event asks for none.</returns>
    public static MinutesAct? Of(Meeting? meeting, Recorded<MeetingEvent> recorded)
    {
        if (meeting?.Status is not MeetingStatus.Closed)
        {
            return null;
        }

        // What the room was never shown is in no minutes.
        bool WasShown(string comment) => meeting.Comments.Find(comment) is { Shown: true };
        (MinutesActKind Kind, string About)? act = recorded.Event switch
        {
            BallotRevealed e => (MinutesActKind.ResultRevealed, e.Ballot),
            BallotVoided e => (MinutesActKind.BallotVoided, e.Ballot),
            CommentHidden e when WasShown(e.Comment) => (MinutesActKind.CommentHidden, e.Comment),
            InRound { Event: RoundEvent.StatementHidden e } when meeting.Rounds.With(e.Statement)?.Find(e.Statement) is { Status: StatementStatus.Visible } =>
                (MinutesActKind.CommentHidden, e.Statement),
            CommentWithdrawn e when WasShown(e.Comment) => (MinutesActKind.CommentWithdrawn, e.Comment),
            MinutesCorrected e => (MinutesActKind.Corrected, CamelCase.Of(e.Section)),
            NameRemoved e => (MinutesActKind.NameRemoved, e.Participant),
            MeetingEdited { Title: { } title } => (MinutesActKind.TitleEdited, title),
            _ => null,
        };
        return act is { } a ? new MinutesAct(recorded.Seq, recorded.At, recorded.Actor, a.Kind, a.About) : null;
    }
}

[JsonConverter(typeof(CamelCase<MinutesActKind>))]
public enum MinutesActKind
{
    ResultRevealed,
    CommentHidden,
    CommentWithdrawn,
    Corrected,
    NameRemoved,
    TitleEdited,
    BallotVoided,
}

/// <summary>The parts of the minutes (会议纪要).</summary>
[JsonConverter(typeof(CamelCase<MinutesSection>))]
public enum MinutesSection
{
    Attendance,
    Agenda,
    Speakers,
    Decisions,
    Commitments,

    /// <summary>The chair's own; nothing is drafted.</summary>
    Summary,
}
