using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Hub.Domain.Commitments;
using Hub.Domain.Opinion;

namespace Hub.Domain.Topics;

/// <summary>
/// The life of a topic (议题), from the scanned code to the rated outcome. A stored format, like a meeting's events. The envelope's actor is the person, who is
/// never told outside: to others a person is a pseudonym that is good for this topic only.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "$type")]
[JsonDerivedType(typeof(TopicRaised), "topicRaised")]
[JsonDerivedType(typeof(TopicAccepted), "topicAccepted")]
[JsonDerivedType(typeof(TopicDeclined), "topicDeclined")]
[JsonDerivedType(typeof(TopicMerging), "topicMerging")]
[JsonDerivedType(typeof(TopicMerged), "topicMerged")]
[JsonDerivedType(typeof(MergeFailed), "mergeFailed")]
[JsonDerivedType(typeof(TopicAbsorbed), "topicAbsorbed")]
[JsonDerivedType(typeof(TopicScheduled), "topicScheduled")]
[JsonDerivedType(typeof(TopicUnscheduled), "topicUnscheduled")]
[JsonDerivedType(typeof(TopicDiscussed), "topicDiscussed")]
[JsonDerivedType(typeof(Followed), "followed")]
[JsonDerivedType(typeof(Unfollowed), "unfollowed")]
[JsonDerivedType(typeof(TopicCommented), "topicCommented")]
[JsonDerivedType(typeof(TopicCommentWithdrawn), "topicCommentWithdrawn")]
[JsonDerivedType(typeof(TopicCommentHidden), "topicCommentHidden")]
[JsonDerivedType(typeof(TopicCommentRestored), "topicCommentRestored")]
[JsonDerivedType(typeof(CommitmentMade), "commitmentMade")]
[JsonDerivedType(typeof(CommitmentTakenBack), "commitmentTakenBack")]
[JsonDerivedType(typeof(ProgressNoted), "progressNoted")]
[JsonDerivedType(typeof(CommitmentCompleted), "commitmentCompleted")]
[JsonDerivedType(typeof(CommitmentReopened), "commitmentReopened")]
[JsonDerivedType(typeof(CommitmentEscalated), "commitmentEscalated")]
[JsonDerivedType(typeof(CommitmentReported), "commitmentReported")]
[JsonDerivedType(typeof(CommitmentAcknowledged), "commitmentAcknowledged")]
[JsonDerivedType(typeof(CommitmentSentBack), "commitmentSentBack")]
[JsonDerivedType(typeof(Rated), "rated")]
[JsonDerivedType(typeof(OutcomeAnswered), "outcomeAnswered")]
[JsonDerivedType(typeof(TopicTextsRemoved), "topicTextsRemoved")]
[JsonDerivedType(typeof(TopicReconsidered), "topicReconsidered")]
[JsonDerivedType(typeof(TopicTaken), "topicTaken")]
[JsonDerivedType(typeof(TopicLetGo), "topicLetGo")]
[JsonDerivedType(typeof(InRound), "inRound")]
public abstract record TopicEvent
{
    private TopicEvent()
    {
    }

    /// <summary>What this event made, told in the receipt of its operation.</summary>
    [JsonIgnore]
    public Made? Made => this switch
    {
        TopicCommented e => new("comment", e.Comment),
        TopicScheduled e => new("item", e.Item),
        CommitmentMade e => new("commitment", e.Commitment),
        InRound e => e.Event.Made,
        _ => null,
    };

    /// <summary>
    /// The event as it stands once what its actor wrote in it, or what it quotes of somebody, is removed by law; null where it holds no such text. What staff
    /// and departments write is the house's.
    /// </summary>
    public TopicEvent? WithoutText() => this switch
    {
        TopicRaised e => e with { Title = RemovedText.Sentence, Text = RemovedText.Sentence, Files = null, Source = e.Source?.WithoutQuote() },
        TopicCommented e => e with { Text = RemovedText.Sentence },
        Rated { Text: not null } e => e with { Text = RemovedText.Sentence },
        TopicAbsorbed e => e with { Title = RemovedText.Sentence },
        CommitmentReopened { Score: not null, Reason: not null } e => e with { Reason = RemovedText.Sentence },
        CommitmentAcknowledged { ByRaiser: true, Note: not null } e => e with { Note = RemovedText.Sentence },
        CommitmentSentBack { ByRaiser: true } e => e with { Reason = RemovedText.Sentence },
        InRound e => e.Event.WithoutText() is { } without ? new InRound(without) : null,
        CommitmentMade { Source.Quote: not null } e => e with { Source = e.Source.WithoutQuote() },
        _ => null,
    };

    /// <summary>Something of an opinion round. Builds before <see cref="RecordFormat.Ninth"/> do not know this event.</summary>
    public sealed record InRound(RoundEvent Event) : TopicEvent;

    // The topic.
    /// <param name="Source">Absent where somebody scanned a code; else what was said in a meeting.</param>
    /// <param name="Member">The id in the members' register of who raised it as a member; absent: nobody did.</param>
    public sealed record TopicRaised(
        string Title, string Text, string? County = null, string? Venue = null, string? Category = null, ImmutableArray<string>? Files = null,
        Source? Source = null, string? Member = null) : TopicEvent;

    public sealed record TopicAccepted : TopicEvent;

    /// <param name="Hidden">Title, text and files are not shown any more; absent: they are.</param>
    public sealed record TopicDeclined(string Reason, bool? Hidden = null) : TopicEvent;

    /// <summary>The other topic is asked to take this one in. A crash from here on resumes the merge.</summary>
    public sealed record TopicMerging(string Into) : TopicEvent;

    public sealed record TopicMerged(string Into) : TopicEvent;

    /// <summary>The other topic did not take it: it was merged itself.</summary>
    public sealed record MergeFailed : TopicEvent;

    /// <summary>This topic took another in, with those who raised and follow it.</summary>
    /// <param name="Topic">Its id.</param>
    /// <param name="People">Person ids.</param>
    public sealed record TopicAbsorbed(string Topic, string Title, ImmutableArray<string> People) : TopicEvent;

    /// <summary>It stands on a meeting's agenda.</summary>
    /// <param name="Again">The item had been taken off, and came back; absent: it is new.</param>
    public sealed record TopicScheduled(string Meeting, string Item, bool? Again = null) : TopicEvent;

    /// <summary>It was taken off the agenda, or the meeting ended without coming to it.</summary>
    public sealed record TopicUnscheduled(string Meeting, string Item) : TopicEvent;

    /// <param name="Comments">How many were made on the agenda item.</param>
    /// <param name="Seconds">The time it took.</param>
    public sealed record TopicDiscussed(string Meeting, string Item, int Comments, int Seconds) : TopicEvent;

    // Those whom it concerns.
    public sealed record Followed : TopicEvent;

    public sealed record Unfollowed : TopicEvent;

    public sealed record TopicCommented(string Comment, string Text, string? ReplyTo = null) : TopicEvent;

    public sealed record TopicCommentWithdrawn(string Comment) : TopicEvent;

    public sealed record TopicCommentHidden(string Comment, string? Reason = null) : TopicEvent;

    public sealed record TopicCommentRestored(string Comment) : TopicEvent;

    // What is done about it.
    /// <param name="Department">As it was said; the record is read from this, and not from the register.</param>
    /// <param name="Due">The last day, in the house's time zone; <paramref name="DueAt"/>: its end.</param>
    /// <param name="DepartmentId">Of the department in its register; absent: it was not listed there, or there was no such register.</param>
    public sealed record CommitmentMade(
        string Commitment, string Department, string What, DateOnly Due, DateTimeOffset DueAt, Source? Source = null, string? DepartmentId = null)
        : TopicEvent;

    /// <summary>The meeting in which it was given took it back. Builds before <see cref="RecordFormat.Eighth"/> do not know this event.</summary>
    public sealed record CommitmentTakenBack(string Commitment) : TopicEvent;

    public sealed record ProgressNoted(string Commitment, string Note, ImmutableArray<string>? Files = null) : TopicEvent;

    public sealed record CommitmentCompleted(string Commitment, string Note, ImmutableArray<string>? Files = null) : TopicEvent;

    /// <param name="Score">The rating that did it, where one did; absent where staff did.</param>
    /// <param name="Followers">Of how many followers the low scores did it together, the last of them with this one; absent: one rating alone did, or
    /// staff.</param>
    public sealed record CommitmentReopened(string Commitment, string? Reason = null, int? Score = null, int? Followers = null) : TopicEvent;

    /// <param name="Level">See <see cref="Escalation"/>.</param>
    public sealed record CommitmentEscalated(string Commitment, int Level) : TopicEvent;

    // From the fifth format on.
    /// <summary>Its department says that it is done. It counts as resolved once that is acknowledged.</summary>
    /// <param name="Note">What was done: the department's answer.</param>
    /// <param name="Files">Evidence.</param>
    public sealed record CommitmentReported(string Commitment, string Note, ImmutableArray<string>? Files = null) : TopicEvent;

    /// <summary>What was reported done is: it is completed by this.</summary>
    /// <param name="ByRaiser">Who raised the topic says so; absent: staff do.</param>
    public sealed record CommitmentAcknowledged(string Commitment, string? Note = null, bool? ByRaiser = null) : TopicEvent;

    /// <summary>What was reported done is not: it is open again.</summary>
    /// <param name="ByRaiser">Who raised the topic says so; absent: staff do.</param>
    public sealed record CommitmentSentBack(string Commitment, string Reason, bool? ByRaiser = null) : TopicEvent;

    /// <summary>The actor's rating of the outcome from here on.</summary>
    /// <param name="Score">1 to 5.</param>
    /// <param name="Apart">It is shown apart and moves nothing, as its author followed only after the completion, or is a guest: see
    /// <see cref="Topic.IsCounted"/>. Absent: it counts.</param>
    /// <param name="Known">How the house knew who its author is; absent: it did not, or it was given before this was recorded, when it counted without.</param>
    public sealed record Rated(int Score, string? Text = null, bool? Apart = null, KnownBy? Known = null) : TopicEvent;

    /// <summary>The department's word on the ratings.</summary>
    public sealed record OutcomeAnswered(string Text) : TopicEvent;

    /// <summary>As <see cref="Meetings.MeetingEvent.TextsRemoved"/>. Builds before <see cref="RecordFormat.Fifth"/> do not know this event.</summary>
    /// <param name="Seqs">Of the events that held the texts, all before this one.</param>
    public sealed record TopicTextsRemoved(ImmutableArray<long> Seqs, string Reason) : TopicEvent;

    // From the eighth format on.
    /// <summary>The newest decision was taken back: the topic is as it was before it.</summary>
    /// <param name="Decision">The seq of the event that had decided.</param>
    /// <param name="Accepted">It was accepted before; absent: it was not.</param>
    /// <param name="Reason">Why it was declined before; absent: it was not.</param>
    /// <param name="Hidden">It was hidden before; absent: it was not.</param>
    public sealed record TopicReconsidered(long Decision, bool? Accepted = null, string? Reason = null, bool? Hidden = null) : TopicEvent;

    /// <summary>Somebody of the staff sees to it from now on; told only staff.</summary>
    /// <param name="Account">The id of their account.</param>
    public sealed record TopicTaken(string Account) : TopicEvent;

    /// <summary>Nobody of the staff sees to it any more; told only staff.</summary>
    public sealed record TopicLetGo : TopicEvent;
}
