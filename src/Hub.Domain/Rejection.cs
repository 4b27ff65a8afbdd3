using System.Text.Json.Serialization;

namespace Hub.Domain;

/// <summary>
/// Why a command was refused: the closed list. The name in camelCase is the stable code on the wire; the sentences for people
/// (zh and en) are the client's, and a test holds the two lists together. Between nodes a reason is its number: a new one goes to the end.
/// </summary>
[JsonConverter(typeof(CamelCase<Rejection>))]
public enum Rejection
{
    /// <summary>Happens when the message is not JSON, lacks a field, or has one of a wrong shape.</summary>
    Unreadable,

    /// <summary>Happens when <c>$type</c> names no command of this room.</summary>
    UnknownCommand,

    /// <summary>Happens when the operation id is not 32 lowercase hex digits.</summary>
    BadOperation,

    /// <summary>Happens when nothing has been scheduled under this room's name.</summary>
    UnknownRoom,

    /// <summary>Happens when the seat's role may not do this, or there is no seat at all.</summary>
    Forbidden,

    /// <summary>Happens when one person sends more commands than the allowance.</summary>
    TooFast,

    /// <summary>Happens when a text that must say something is blank.</summary>
    Empty,

    /// <summary>Happens when a text or a list is longer than allowed.</summary>
    TooLong,

    /// <summary>Happens when a number is outside what makes sense.</summary>
    OutOfRange,

    /// <summary>Happens when the meeting has not been opened yet.</summary>
    NotOpen,

    /// <summary>Happens when the meeting is paused and the command needs it running.</summary>
    Paused,

    /// <summary>Happens when the meeting is closed: its record does not change any more.</summary>
    MeetingClosed,

    /// <summary>Happens when a meeting is scheduled twice under one id.</summary>
    AlreadyScheduled,

    /// <summary>Happens when no agenda item has this id.</summary>
    UnknownItem,

    /// <summary>Happens when an item that runs or is finished should be dropped.</summary>
    ItemUnderWay,

    /// <summary>Happens when no comment has this id, or it is not visible to the one who asks.</summary>
    UnknownComment,

    /// <summary>Happens when the chair has frozen the comments.</summary>
    CommentsFrozen,

    /// <summary>Happens when a hidden or withdrawn comment should be pinned, answered or approved.</summary>
    CommentNotVisible,

    /// <summary>Happens when the author has taken the comment back: nobody else may bring it out again.</summary>
    CommentWithdrawn,

    /// <summary>Happens when someone not known to this meeting should be given the floor.</summary>
    UnknownParticipant,

    /// <summary>Happens when a hand is asked for that is not up.</summary>
    NoHand,

    /// <summary>Happens when nobody, or somebody else, has the floor.</summary>
    NoFloor,

    /// <summary>Happens when the one who has the floor raises a hand.</summary>
    HasFloor,

    /// <summary>Happens when no ballot has this id.</summary>
    UnknownBallot,

    /// <summary>Happens when a ballot must be open and is not any more, or not yet.</summary>
    BallotNotOpen,

    /// <summary>Happens when the meeting should be closed while a ballot is open.</summary>
    BallotStillOpen,

    /// <summary>Happens when the choices are not the ballot's, too many, or none.</summary>
    BadChoice,

    /// <summary>Happens when the seat was not in the electorate as it stood when the ballot opened.</summary>
    NotEntitled,

    /// <summary>Happens when hands and devices together have counted everyone of the electorate, and somebody not counted by device votes.</summary>
    CountedByHand,

    /// <summary>Happens when the key of a confidential ballot is gone: it takes no more votes and cannot be counted.</summary>
    KeyLost,

    /// <summary>Happens when a ballot is asked for that this house does not offer (kind, majority, base, secrecy).</summary>
    NotOffered,

    /// <summary>Happens when a ballot would be opened for nobody.</summary>
    NoVoters,

    /// <summary>Happens when results are revealed that are not hidden, or of a ballot still open.</summary>
    NothingToReveal,

    /// <summary>Happens when the projector should show something that is not there.</summary>
    BadScene,

    /// <summary>Happens when the room's record cannot be read: it is set aside, whole, until an operator looks at it.</summary>
    Quarantined,

    /// <summary>Happens when a topic is raised twice under one id.</summary>
    AlreadyRaised,

    /// <summary>Happens when the topic lives on in the one it was merged into, or is just being merged.</summary>
    TopicMerged,

    /// <summary>Happens when a topic was declined: it must be accepted first.</summary>
    TopicDeclined,

    /// <summary>Happens when a topic on which something was promised should be declined or merged away.</summary>
    TopicCommitted,

    /// <summary>Happens when a topic should be merged into itself, into none, or into one that is itself merged.</summary>
    BadMerge,

    /// <summary>Happens when a topic should be put on the agenda of a meeting that is not there.</summary>
    UnknownMeeting,

    /// <summary>Happens when no commitment of the topic has this id.</summary>
    UnknownCommitment,

    /// <summary>Happens when no file was uploaded under this id.</summary>
    UnknownFile,

    /// <summary>Happens when something is promised for a day that is over.</summary>
    DueInThePast,

    /// <summary>Happens when an outcome is rated, or a rating answered, that there is none of yet.</summary>
    NotResolved,

    /// <summary>Happens when a commitment is acknowledged or sent back that its department has not reported done.</summary>
    NotReported,

    /// <summary>Happens when someone rates an outcome who neither raised nor follows the topic.</summary>
    NotFollowing,

    /// <summary>Happens when nothing stands in the register under this id, or it was withdrawn.</summary>
    UnknownEntry,

    /// <summary>Happens when the register has this already, and there may be one only.</summary>
    AlreadyRecorded,

    /// <summary>Happens when nobody stands in the members' register under this id.</summary>
    UnknownMember,

    /// <summary>Happens when a proposal is answered that no department was given.</summary>
    NotAssigned,

    /// <summary>Happens when the minutes of a meeting are corrected or approved that still goes on.</summary>
    MeetingStillOpen,

    /// <summary>Happens when minutes should be approved as they were read, and something has changed them since.</summary>
    MinutesChanged,

    /// <summary>Happens when a meeting that was opened should be cancelled, or anything but its title be edited.</summary>
    AlreadyOpened,

    /// <summary>Happens when the meeting was cancelled: it is not held, and nothing is done in it.</summary>
    MeetingCancelled,

    /// <summary>Happens when somebody says to be a member as whom another sits, or sits as a member already.</summary>
    SeatTaken,

    /// <summary>Happens when a seat should be confirmed whose holder does not say to be that member, or not any more.</summary>
    StaleClaim,

    /// <summary>The operation was done before, and asked for something else then.</summary>
    OtherBody,

    /// <summary>Happens when several seats are confirmed at once, and more than one says to be the same member: the chair looks at each.</summary>
    ContestedClaim,

    /// <summary>Happens when one device has said to be too many members, one after the other.</summary>
    TooManyClaims,

    /// <summary>Happens when the chair has muted this participant.</summary>
    Muted,

    /// <summary>Happens when a seat card is shown that has seated somebody on another device.</summary>
    CardUsed,

    /// <summary>Happens when a seat card is shown in whose place a newer one was printed.</summary>
    CardReplaced,

    /// <summary>Happens when a seat card is shown on a device that is signed in as another member, or as staff.</summary>
    OtherSession,

    /// <summary>Happens when somebody comes back to a member's seat that the chair has taken from them.</summary>
    SeatTakenBack,

    /// <summary>Happens when somebody checks in without the code that the hall's wall shows, where the format asks for it.</summary>
    PresenceNeeded,

    /// <summary>Happens when the check-in code is not, or not any more, the one on the hall's wall.</summary>
    PresenceStale,

    /// <summary>Happens when somebody whom nobody knows wants to write, and the last of the disk is for meetings.</summary>
    NoRoom,

    /// <summary>Happens when a text that must say something has characters, and nothing of them can be seen.</summary>
    NothingVisible,

    /// <summary>Happens when a text holds a control character, or a name, a title or an option a line end or a tab.</summary>
    ControlCharacter,

    /// <summary>Happens when a name, a title or an option holds a character that turns the direction of writing.</summary>
    DirectionControl,

    /// <summary>Happens when a text holds half a character, or one that means nothing in any script.</summary>
    BrokenCharacter,

    /// <summary>Happens when a commitment should be taken back that its department has answered already.</summary>
    CommitmentAnswered,

    /// <summary>Happens when two members of the register should be merged who both sit in a meeting that is not over.</summary>
    BothSit,

    /// <summary>Happens when a ballot is opened, or changed, of a draft that is not there, or not any more: it was dropped, or opened already.</summary>
    UnknownDraft,

    /// <summary>Happens when a decision on a topic should be reconsidered that is not the newest, or on which something was built since.</summary>
    Superseded,

    /// <summary>Happens when a document should be taken off an agenda item that does not have it, or not any more.</summary>
    UnknownDocument,

    /// <summary>Happens when somebody who sits in a branch writes, or raises a hand, in the hub itself.</summary>
    InBranch,

    /// <summary>Happens when no opinion round has this id.</summary>
    UnknownRound,

    /// <summary>Happens when an opinion round must be open and is not any more.</summary>
    RoundNotOpen,

    /// <summary>Happens when an opinion round should be sealed that takes stances still.</summary>
    RoundStillOpen,

    /// <summary>Happens when no statement of an opinion round has this id.</summary>
    UnknownStatement,

    /// <summary>Happens when a statement is answered that waits or was hidden, or one should be hidden, approved or merged that is a part of another.</summary>
    StatementNotVisible,

    /// <summary>Happens when a statement says nearly the same as one that is there.</summary>
    AlikeStatement,

    /// <summary>Happens when a statement should be merged into itself, into one of another round, or into one that is not shown.</summary>
    BadStatementMerge,
}
