using System.Collections.Immutable;
using Hub.Domain.Commitments;
using Hub.Domain.Meetings;
using Hub.Domain.Opinion;
using Hub.Domain.Texts;
using static Hub.Domain.Topics.TopicCommand;
using static Hub.Domain.Topics.TopicEvent;

namespace Hub.Domain.Topics;

using Decision = Decision<TopicEvent>;

/// <summary>
/// The rules of a topic. What lies outside it (whether a meeting has taken it on its agenda, whether the topic it is merged into takes it, whether a file
/// exists) is looked at by its grain, before or after.
/// </summary>
public static class TopicDecider
{
    /// <summary>Why a topic that was made of a commitment alone is declined once that is taken back. It is stored, like any reason.</summary>
    public const string TakenBackWhy = "会上撤回了交办 · Taken back in the meeting";

    public static Decision Decide(Topic? topic, TopicCommand command, Given given, Calendar calendar) => (topic, command) switch
    {
        (null, Raise c) => Raised(c),
        (not null, Raise) => Rejection.AlreadyRaised,
        (null, _) => Rejection.UnknownRoom,
        _ when !May(topic, given.Actor, command) => Rejection.Forbidden,
        _ when IdIsTaken(topic, command, given.Operation) => Rejection.BadOperation,
        _ => WrongTime(topic, command) is { } wrong ? wrong : InTopic(topic, command, given, calendar),
    };

    private static Decision Of(Decision<RoundEvent> round) => round switch
    {
        Decision<RoundEvent>.Accepted accepted => new Decision.Accepted([.. accepted.Events.Select(e => new InRound(e))]),
        Decision<RoundEvent>.Refused refused => new Decision.Refused(refused.Rejection, refused.Field, refused.Similar),
        _ => Decision.Already,
    };

    /// <summary>Why nobody could raise this, wherever and whenever.</summary>
    public static Refusal? Check(Raise c) => Limits.Check(c.Title, Limits.Title, "title")
        ?? Limits.Check(c.Text, Limits.TopicText, "text", Lines.Several)
        ?? Limits.CheckOptional(c.County, Limits.Word, "county")
        ?? Limits.CheckOptional(c.Venue, Limits.Title, "venue")
        ?? Limits.CheckOptional(c.Category, Limits.Word, "category")
        ?? Files(c.Files);

    /// <summary>What no line names is staff's.</summary>
    private static bool May(Topic topic, Actor actor, TopicCommand command) => command switch
    {
        TopicCommand.Comment or WithdrawComment or Follow or Rate => actor.Role >= Role.Attendee,

        // The round's own rules say who may.
        OfRound => true,
        EndMerge or Absorb or Hear or Escalate or RemoveTexts or TakeBack => actor == Actor.House,
        Progress c => actor.IsStaff || AnswersFor(topic.Commitment(c.Commitment), actor),
        Complete c => actor.IsStaff || AnswersFor(topic.Commitment(c.Commitment), actor),
        TopicCommand.Answer => actor.IsStaff || topic.Commitments.Exists(c => AnswersFor(c, actor)),
        Acknowledge c => actor.IsStaff || IsRaisers(topic, c.Commitment, actor),
        SendBack c => actor.IsStaff || IsRaisers(topic, c.Commitment, actor),
        _ => actor.IsStaff,
    };

    private static bool AnswersFor(Commitment? commitment, Actor actor) => commitment is not null && actor.For?.AnswersFor(commitment.Responsible) == true;

    /// <summary>Who reported something done does not acknowledge it themselves, also where they raised the topic.</summary>
    private static bool IsRaisers(Topic topic, string commitment, Actor actor) =>
        actor.Id == topic.Raiser && topic.Commitment(commitment)?.ReportedBy != actor.Id;

    private static bool IdIsTaken(Topic topic, TopicCommand command, Operation operation) => command switch
    {
        TopicCommand.Comment => topic.Comments.Find(operation.NewId()) is not null,
        Commit => topic.Commitment(operation.NewId()) is not null,
        _ => false,
    };

    /// <summary>
    /// One that was merged lives on in another; one that was declined may still be accepted. What is under way to be merged waits for the end of that.
    /// </summary>
    private static Rejection? WrongTime(Topic topic, TopicCommand command) => (topic, command) switch
    {
        (_, EndMerge or Hear or Escalate or WithdrawComment or HideComment or RemoveTexts or TakeBack or OfRound) => null,
        ({ MergedInto: { } into }, MergeInto c) when into == c.Topic => null,
        ({ MergedInto: not null }, Absorb) => Rejection.BadMerge,
        ({ MergedInto: not null }, _) => Rejection.TopicMerged,
        ({ MergingInto: not null }, Absorb) => Rejection.BadMerge,
        ({ MergingInto: { } into }, MergeInto c) when into == c.Topic => null,
        ({ MergingInto: not null }, _) => Rejection.TopicMerged,
        ({ Declined: not null }, Accept or Decline or Follow or RestoreComment or Progress or Complete or Reopen or Acknowledge or SendBack
            or Reconsider or TakeOn or LetGo) => null,
        ({ Declined: not null }, _) => Rejection.TopicDeclined,
        _ => null,
    };

    private static Decision InTopic(Topic topic, TopicCommand command, Given given, Calendar calendar) => command switch
    {
        RemoveTexts c => Limits.Check(c.Reason, Limits.Reason, "reason", Lines.Several) is { } refusal ? refusal
            : given.Format < RecordFormat.Fifth ? new Refusal(Rejection.NotOffered, "texts")
            : c.Seqs.All(topic.TextsRemoved.Contains) ? Decision.Already
            : new TopicTextsRemoved([.. c.Seqs.Where(s => !topic.TextsRemoved.Contains(s)).Distinct().Order()], c.Reason.Trim()),
        TopicCommand.Comment c => Limits.Check(c.Text, Limits.Comment, "text", Lines.Several) is { } refusal ? refusal
            : c.ReplyTo is null ? new TopicCommented(given.Operation.NewId(), c.Text.Trim())
            : topic.Comments.Find(c.ReplyTo)?.Status switch
            {
                null => Rejection.UnknownComment,
                CommentStatus.Visible => new TopicCommented(given.Operation.NewId(), c.Text.Trim(), c.ReplyTo),
                _ => Rejection.CommentNotVisible,
            },
        WithdrawComment c => topic.Comments.Find(c.Id) switch
        {
            null => Rejection.UnknownComment,
            var x when x.Author != given.Actor.Id => Rejection.Forbidden,
            { Status: CommentStatus.Withdrawn } => Decision.Already,
            _ => new TopicCommentWithdrawn(c.Id),
        },
        HideComment c => Limits.CheckOptional(c.Reason, Limits.Reason, "reason", Lines.Several) is { } refusal
            ? refusal : topic.Comments.Find(c.Id)?.Status switch
            {
                null => Rejection.UnknownComment,
                CommentStatus.Hidden => Decision.Already,
                CommentStatus.Withdrawn => Rejection.CommentWithdrawn,
                _ => new TopicCommentHidden(c.Id, Trimmed(c.Reason)),
            },
        RestoreComment c => topic.Comments.Find(c.Id)?.Status switch
        {
            null => Rejection.UnknownComment,
            CommentStatus.Visible => Decision.Already,
            CommentStatus.Withdrawn => Rejection.CommentWithdrawn,
            _ => new TopicCommentRestored(c.Id),
        },

        // The one who raised it cannot do otherwise.
        Follow c => topic.IsFollowedBy(given.Actor.Id) == c.On || given.Actor.Id == topic.Raiser ? Decision.Already : c.On ? new Followed() : new Unfollowed(),
        Rate c => Rating(topic, c, given),

        OfRound when given.Format < RecordFormat.Ninth => new Refusal(Rejection.NotOffered, "round"),
        OfRound c => Of(RoundDecider.Decide(topic.Rounds, c.Command, given, RoundHost.Of(topic, given))),

        Accept => topic is { Accepted: true, Declined: null } ? Decision.Already : new TopicAccepted(),
        Decline c => Declining(topic, c),
        Reconsider or TakeOn or LetGo when given.Format < RecordFormat.Eighth => Rejection.NotOffered,
        Reconsider c => Reconsidering(topic, c),
        TakeOn { Account: null } => Rejection.NotOffered,
        TakeOn c => topic.Owner == c.Account ? Decision.Already : new TopicTaken(c.Account!),
        LetGo => topic.Owner is null ? Decision.Already : new TopicLetGo(),
        MergeInto c => Merging(topic, c),
        EndMerge c => topic.MergingInto != c.Into ? Decision.Already : c.Taken ? new TopicMerged(c.Into) : new MergeFailed(),
        Absorb c => topic.Absorbed.Exists(a => a.Topic == c.Topic) ? Decision.Already : new TopicAbsorbed(c.Topic, c.Title, c.People),

        Schedule c => topic.Meetings.Exists(m => m.Meeting == c.Meeting && m.Status == TopicMeetingStatus.Scheduled) ? Decision.Already
            : Accepting(topic, new TopicScheduled(c.Meeting, given.Operation.NewId())),
        Hear c => Heard(topic, c),

        Commit c => Committing(topic, c, given, calendar),
        TakeBack c => TakingBack(topic, c, given),
        Progress c => (Files(c.Files) ?? Limits.Check(c.Note, Limits.Note, "note", Lines.Several)) is { } refusal ? refusal
            : topic.Commitment(c.Commitment) is null ? Rejection.UnknownCommitment
            : new ProgressNoted(c.Commitment, c.Note.Trim(), c.Files),
        Complete c => (Files(c.Files) ?? Limits.Check(c.Note, Limits.Note, "note", Lines.Several)) is { } refusal ? refusal
            : topic.Commitment(c.Commitment) switch
            {
                null => Rejection.UnknownCommitment,
                { IsCompleted: true } => Decision.Already,
                _ when given.Actor.IsStaff => new CommitmentCompleted(c.Commitment, c.Note.Trim(), c.Files),
                { Status: CommitmentStatus.Reported } => Decision.Already,
                _ when given.Format < RecordFormat.Fifth => Rejection.NotOffered,
                _ => new CommitmentReported(c.Commitment, c.Note.Trim(), c.Files),
            },
        Acknowledge c => Limits.CheckOptional(c.Note, Limits.Note, "note", Lines.Several) is { } refusal ? refusal
            : topic.Commitment(c.Commitment) switch
            {
                null => Rejection.UnknownCommitment,
                { IsCompleted: true } => Decision.Already,
                { Status: CommitmentStatus.Reported } => new CommitmentAcknowledged(c.Commitment, Trimmed(c.Note), ByRaiser(given.Actor)),
                _ => Rejection.NotReported,
            },
        SendBack c => Limits.Check(c.Reason, Limits.Reason, "reason", Lines.Several) is { } refusal ? refusal
            : topic.Commitment(c.Commitment) switch
            {
                null => Rejection.UnknownCommitment,
                { Status: CommitmentStatus.Reported } => new CommitmentSentBack(c.Commitment, c.Reason.Trim(), ByRaiser(given.Actor)),
                _ => Rejection.NotReported,
            },
        Reopen c => Limits.Check(c.Reason, Limits.Reason, "reason", Lines.Several) is { } refusal ? refusal
            : topic.Commitment(c.Commitment) switch
            {
                null => Rejection.UnknownCommitment,
                { IsCompleted: false } => Decision.Already,
                _ => new CommitmentReopened(c.Commitment, c.Reason.Trim()),
            },
        TopicCommand.Answer c => Limits.Check(c.Text, Limits.Note, "text", Lines.Several) is { } refusal ? refusal
            : topic.Ratings.IsEmpty && topic.Apart.IsEmpty ? Rejection.NotResolved
            : new OutcomeAnswered(c.Text.Trim()),
        Escalate => Escalating(topic, given),
        _ => throw new InvalidOperationException($"No rule for {command.GetType().Name}."),
    };

    /// <summary>What was discussed stays so. What was taken off an agenda may stand on it again, and be discussed then.</summary>
    private static Decision Heard(Topic topic, Hear c)
    {
        var known = topic.Meetings.Find(m => m.Meeting == c.Meeting && m.Item == c.Item)?.Status;
        return known == TopicMeetingStatus.Discussed ? Decision.Already
            : c.Back ? known == TopicMeetingStatus.Dropped ? new TopicScheduled(c.Meeting, c.Item, Again: true) : Decision.Already
            : c.Discussed ? new TopicDiscussed(c.Meeting, c.Item, c.Comments, c.Seconds)
            : known == TopicMeetingStatus.Dropped ? Decision.Already
            : new TopicUnscheduled(c.Meeting, c.Item);
    }

    private static Decision Raised(Raise c) =>
        Check(c) is { } refusal ? refusal
            : new TopicRaised(
                c.Title.Trim(), c.Text.Trim(), Trimmed(c.County), Trimmed(c.Venue), Trimmed(c.Category), c.Files is { IsEmpty: true } ? null : c.Files,
                c.Source, c.Member);

    private static Decision Rating(Topic topic, Rate c, Given given)
    {
        var refusal = Limits.CheckRange(c.Score, 1, 5, "score") ?? Limits.CheckOptional(c.Text, Limits.Option, "text", Lines.Several);
        if (refusal is not null)
        {
            return refusal;
        }

        if (!topic.IsFollowedBy(given.Actor.Id))
        {
            return Rejection.NotFollowing;
        }

        if (topic.Status is not (TopicStatus.Resolved or TopicStatus.Rated) || topic.LastCompleted is not { } completed)
        {
            return Rejection.NotResolved;
        }

        var text = Trimmed(c.Text);
        var tellsKnown = given.Format >= RecordFormat.Fourth;
        var known = tellsKnown ? given.Actor.Known : null;
        var isApart = given.Format >= RecordFormat.Second && !topic.IsCounted(given.Actor.Id, !tellsKnown || known is not null);
        return topic.RatingOf(given.Actor.Id) is { } was && was.IsApart == isApart && was.Rating.IsSince(completed)
            && (was.Rating.Score, was.Rating.Text) == (c.Score, text) ? Decision.Already
            : isApart ? new Rated(c.Score, text, Apart: true, known)
            : c.Score > Satisfaction.Low || !topic.IsReopenedBy(given.Actor.Id) ? new Rated(c.Score, text, Known: known)
            : new TopicEvent[]
            {
                new Rated(c.Score, text, Known: known), new CommitmentReopened(
                    completed.Id, text, c.Score, given.Actor.Id == topic.Raiser ? null : Satisfaction.LowFollowers),
            };
    }

    private static Decision Declining(Topic topic, Decline c) =>
        Limits.Check(c.Reason, Limits.Reason, "reason", Lines.Several) is { } refusal ? refusal
        : !topic.Commitments.IsEmpty ? Rejection.TopicCommitted
        : topic.Declined == new Declined(c.Reason.Trim(), c.Hidden) ? Decision.Already
        : new TopicDeclined(c.Reason.Trim(), c.Hidden ? true : null);

    /// <summary>
    /// What somebody else decided since stands, and so does a decision on which something was built: it is on an agenda, was discussed, a department is
    /// committed to something, or another topic was merged into it.
    /// </summary>
    private static Decision Reconsidering(Topic topic, Reconsider c) =>
        topic.Ruling is not { } ruling || ruling.Seq != c.Decision || topic.Status is not (TopicStatus.Accepted or TopicStatus.Declined)
            || topic.AbsorbedAt.Values.Any(at => at > ruling.Seq)
            ? Rejection.Superseded
            : new TopicReconsidered(
                ruling.Seq, ruling.WasAccepted ? true : null, ruling.WasDeclined?.Reason, ruling.WasDeclined is { Hidden: true } ? true : null);

    /// <summary>What was promised stays with the topic it was promised for.</summary>
    private static Decision Merging(Topic topic, MergeInto c) =>
        topic.MergedInto == c.Topic || topic.MergingInto == c.Topic ? Decision.Already
        : !topic.Commitments.IsEmpty ? Rejection.TopicCommitted
        : new TopicMerging(c.Topic);

    private static Decision Committing(Topic topic, Commit c, Given given, Calendar calendar)
    {
        var today = calendar.DayOf(given.Now);
        var refusal = Limits.Check(c.Department, Limits.Department, "department")
            ?? ResponsibleDepartment.CheckId(c.DepartmentId, given.Format)
            ?? Limits.Check(c.What, Limits.Reason, "what", Lines.Several)
            ?? Limits.CheckOptional(c.Source?.Quote, Limits.Comment, "source", Lines.Several)
            ?? (c.Due < today ? new Refusal(Rejection.DueInThePast, "due") : null)
            ?? (c.Due > today.AddYears(100) ? new Refusal(Rejection.OutOfRange, "due") : null)
            ?? (topic.Commitments.Count >= Limits.Commitments ? new Refusal(Rejection.TooLong, "commitments") : null);
        return refusal is not null
            ? refusal
            : Accepting(topic, new CommitmentMade(
                given.Operation.NewId(), c.Department.Trim(), c.What.Trim(), c.Due, calendar.EndOf(c.Due), c.Source, c.DepartmentId));
    }

    /// <summary>
    /// That it came late is no answer; whatever the department, staff or the raiser have done about it is. A topic that was made of it alone, and of which
    /// nobody has made anything since, goes off the pages with it: before, there was none. Staff may still accept it.
    /// </summary>
    private static Decision TakingBack(Topic topic, TakeBack c, Given given)
    {
        if (topic.Commitment(c.Commitment) is not { } commitment)
        {
            return topic.TakenBack.Contains(c.Commitment) ? Decision.Already : Rejection.UnknownCommitment;
        }

        if (given.Format < RecordFormat.Eighth)
        {
            return new Refusal(Rejection.NotOffered, "commitment");
        }

        if (commitment.Notes.Exists(n => n.Kind != NoteKind.Escalated))
        {
            return Rejection.CommitmentAnswered;
        }

        var takenBack = new CommitmentTakenBack(c.Commitment);
        return IsMadeOf(topic, commitment) ? new TopicEvent[] { takenBack, new TopicDeclined(TakenBackWhy, Hidden: true) } : takenBack;
    }

    private static bool IsMadeOf(Topic topic, Commitment commitment) =>
        topic is
        {
            Source: { } source, Owner: null, Meetings.IsEmpty: true, Followers.IsEmpty: true, Absorbed.IsEmpty: true, Comments.Total: 0, Commitments.Count: 1
        }
            && commitment.Source is { } given && (given.Meeting, given.Item, given.Comment) == (source.Meeting, source.Item, source.Comment);

    private static bool? ByRaiser(Actor actor) => actor.IsStaff ? null : true;

    private static Decision Escalating(Topic topic, Given given)
    {
        // One that has been late for long when this is asked first goes to its level at once.
        var late = topic.Commitments
            .Select(c =>
                (c.Id, c.Level, Now: Enumerable.Range(c.Level + 1, Escalation.Highest)
                .LastOrDefault(level => c.IsDue && Escalation.At(c.DueAt, level) <= given.Now)))
            .Where(c => c.Now > c.Level)
            .Select(TopicEvent (c) => new CommitmentEscalated(c.Id, c.Now))
            .ToArray();
        return late.Length == 0 ? Decision.Already : late;
    }

    /// <summary>Whoever acts on a topic has accepted it by that.</summary>
    private static Decision Accepting(Topic topic, TopicEvent happened) => topic.Accepted ? happened : new TopicEvent[] { new TopicAccepted(), happened };

    private static Refusal? Files(ImmutableArray<string>? files) =>
        files is not { } ids ? null
        : ids.Length > Limits.Files ? new Refusal(Rejection.TooLong, "files")
        : ids.Any(id => id is not { Length: > 0 and <= 64 }) ? new Refusal(Rejection.UnknownFile, "files")
        : null;

    private static string? Trimmed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
