using System.Collections.Frozen;
using Hub.Domain.Meetings;
using Hub.Domain.Topics;

namespace Hub.Domain.Opinion;

/// <summary>What a round has to know of the meeting or topic that it is held on, and of the one who asks.</summary>
/// <param name="Leads">Who asks leads the room: they open, close, approve, hide and merge.</param>
/// <param name="Moderation">How statements that people add reach the room: as comments do.</param>
/// <param name="Muted">Who asks may not write now.</param>
/// <param name="WhyNot">Why nothing of a round can be done in the room now; null: it can.</param>
/// <param name="Items">The agenda's items.</param>
public sealed record RoundHost(
    bool Leads, Moderation Moderation = Moderation.Post, bool Muted = false, Rejection? WhyNot = null, FrozenSet<string>? Items = null)
{
    public static RoundHost Of(Meeting meeting, Given given) => new(
        given.Actor.Role == Role.Chair,
        meeting.Moderation,
        meeting.IsMuted(given.Actor.Id, given.Now),
        meeting.Status switch
        {
            MeetingStatus.Scheduled => Rejection.NotOpen,
            MeetingStatus.Closed => Rejection.MeetingClosed,
            MeetingStatus.Cancelled => Rejection.MeetingCancelled,
            _ => null,
        },
        meeting.Agenda.Select(i => i.Id).ToFrozenSet());

    public static RoundHost Of(Topic topic, Given given) => new(
        given.Actor.IsStaff,
        WhyNot: topic.MergedInto is not null || topic.MergingInto is not null ? Rejection.TopicMerged
            : topic.Declined is not null ? Rejection.TopicDeclined
            : null);
}
