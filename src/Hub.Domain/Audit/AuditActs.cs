using System.Collections.Immutable;
using System.Reflection;
using Hub.Domain.Meetings;
using Hub.Domain.Topics;

namespace Hub.Domain.Audit;

/// <summary>
/// What the audit log notes. Stored words: they never change, and one that is not here is shown as it is stored. To add one, declare it here, note it where it
/// is done, and give it its words in <c>audit.tsx</c>.
/// </summary>
public static class AuditActs
{
    public const string SignedIn = "signedIn";
    public const string SignedOut = "signedOut";

    /// <summary>One of one's own, from another device.</summary>
    public const string SessionEnded = "sessionEnded";

    public const string AccountMade = "accountMade";

    /// <summary>A new invitation: what the account signed in with stopped.</summary>
    public const string AccountInvited = "accountInvited";

    /// <summary>An invitation was taken up, with a new password.</summary>
    public const string InvitationAccepted = "invitationAccepted";

    /// <summary>Its name, its roles or its member.</summary>
    public const string AccountChanged = "accountChanged";

    /// <summary>By the account itself.</summary>
    public const string PasswordChanged = "passwordChanged";

    /// <summary>By the account itself; the next also.</summary>
    public const string PasskeyAdded = "passkeyAdded";

    public const string PasskeyRemoved = "passkeyRemoved";
    public const string AccountDisabled = "accountDisabled";
    public const string AccountEnabled = "accountEnabled";

    /// <summary>A code of a meeting was made in the place of the older one, or beside it.</summary>
    public const string CodeRenewed = "codeRenewed";

    public const string MemberKeyRenewed = "memberKeyRenewed";

    /// <summary>The link of the registration clerk.</summary>
    public const string DoorOpened = "doorOpened";

    public const string DoorClosed = "doorClosed";

    /// <summary>The link of a wall that shows the check-in code.</summary>
    public const string WallOpened = "wallOpened";

    public const string SeatCardsPrinted = "seatCardsPrinted";

    /// <summary>A crowd came to a copy of a meeting, of which nothing is left.</summary>
    public const string Rehearsed = "rehearsed";

    public const string NameRemoved = "nameRemoved";

    /// <summary>Closed records, too, forget whoever asked for it.</summary>
    public const string ForgettingAgreed = "forgettingAgreed";

    public const string ForgettingDeclined = "forgettingDeclined";

    /// <summary>Something was asked for that another account has to agree to.</summary>
    public const string ConsentAsked = "consentAsked";

    public const string ConsentGiven = "consentGiven";
    public const string ConsentDeclined = "consentDeclined";

    /// <summary>Nobody agreed in time, or whoever asked has no account any more.</summary>
    public const string ConsentLapsed = "consentLapsed";

    /// <summary>The operator key did what two accounts should, as there was none.</summary>
    public const string DoneAlone = "doneAlone";

    public const string BallotVoided = "ballotVoided";

    /// <summary>Others may see the record of a closed meeting, or no more.</summary>
    public const string RecordShown = "recordShown";

    public const string FileDeleted = "fileDeleted";
    public const string MeetingScheduled = "meetingScheduled";
    public const string MeetingEdited = "meetingEdited";

    /// <summary>Who may take the chair with a session of their own.</summary>
    public const string ChairsNamed = "chairsNamed";

    public const string MeetingCancelled = "meetingCancelled";
    public const string RollSet = "rollSet";
    public const string BallotRevealed = "ballotRevealed";
    public const string RegisterChanged = "registerChanged";

    /// <summary>A meeting's record, a table of members, the table of a year's report, or this log.</summary>
    public const string ExportRead = "exportRead";

    public const string TopicAccepted = "topicAccepted";
    public const string TopicDeclined = "topicDeclined";

    /// <summary>Declined, and its text taken off every page.</summary>
    public const string TopicHidden = "topicHidden";

    /// <summary>That it was accepted or declined was taken back.</summary>
    public const string TopicReconsidered = "topicReconsidered";

    public const string TopicMerged = "topicMerged";
    public const string TopicScheduled = "topicScheduled";
    public const string TopicAnswered = "topicAnswered";
    public const string CommitmentMade = "commitmentMade";
    public const string CommitmentProgressed = "commitmentProgressed";
    public const string CommitmentCompleted = "commitmentCompleted";
    public const string CommitmentReopened = "commitmentReopened";
    public const string CommitmentAcknowledged = "commitmentAcknowledged";
    public const string CommitmentSentBack = "commitmentSentBack";
    public const string CommentHidden = "commentHidden";
    public const string CommentRestored = "commentRestored";

    /// <summary>A process of the hub has started.</summary>
    public const string Started = "started";

    /// <summary>By the command: the whole database is in a file, of which the beginning of its hash is told.</summary>
    public const string BackupMade = "backupMade";

    /// <summary>By the command: this log goes on from a backup, and has nothing of what was done since that was made.</summary>
    public const string Restored = "restored";

    /// <summary>By the command, on what it was told to do: keys were listed, replaced or deleted.</summary>
    public const string KeysUsed = "keysUsed";

    /// <summary>By the command: the whole log was checked; refused where it is broken.</summary>
    public const string LogVerified = "logVerified";

    /// <summary>Blocks of addresses were deleted: of what is older than the day that it was done <c>on</c>.</summary>
    public const string NetworksPruned = "networksPruned";

    /// <summary>All of them.</summary>
    public static ImmutableArray<string> All { get; } =
        [.. typeof(AuditActs).GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!)];

    /// <summary>As what a command is noted; null: it is not, as it stands in its room's record and nobody but those who may gives it power.</summary>
    public static string? Of(object command) => command switch
    {
        MeetingCommand.RevealBallot => BallotRevealed,
        MeetingCommand.Cancel => MeetingCancelled,
        TopicCommand.Accept => TopicAccepted,
        TopicCommand.Decline { Hidden: true } => TopicHidden,
        TopicCommand.Decline => TopicDeclined,
        TopicCommand.Reconsider => TopicReconsidered,
        TopicCommand.MergeInto => TopicMerged,
        TopicCommand.Schedule => TopicScheduled,
        TopicCommand.Answer => TopicAnswered,
        TopicCommand.Commit => CommitmentMade,
        TopicCommand.Progress => CommitmentProgressed,
        TopicCommand.Complete => CommitmentCompleted,
        TopicCommand.Reopen => CommitmentReopened,
        TopicCommand.Acknowledge => CommitmentAcknowledged,
        TopicCommand.SendBack => CommitmentSentBack,
        TopicCommand.HideComment => CommentHidden,
        TopicCommand.RestoreComment => CommentRestored,
        _ => null,
    };
}
