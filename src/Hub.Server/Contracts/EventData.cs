using Hub.Domain.Ballots;

namespace Hub.Server.Contracts;

/// <summary>What an event says on the wire where that is more, or less, than what is stored.</summary>
internal static class EventData
{
    /// <summary>Of commentApproved and commentRestored: the comment comes along, since the room may not have it.</summary>
    /// <param name="Waiting">It waits for approval again: the chair's alone; absent: the room sees it.</param>
    public sealed record CommentShown(string Comment, CommentView View, bool? Waiting = null);

    /// <summary>Of commentPinned: the comment too; neither where the pin was taken off.</summary>
    public sealed record CommentPinned(string? Comment, CommentView? View);

    /// <summary>Of handRaised: what the one who waits has spoken so far comes along.</summary>
    public sealed record HandUp(string? About, double SpokenSeconds);

    public sealed record FloorGivenTo(string Participant, string? Name, int? Seconds, double SpokenSeconds, bool? Verified = null, bool? Removed = null);

    /// <summary>Of renamed. What they were called before, only the chair is told.</summary>
    public sealed record PersonRenamed(string Participant, string? Name, string? Was, bool? Verified = null);

    /// <summary>Of nameRemoved. Why, only the chair is told.</summary>
    public sealed record NameGone(string Participant, string? Reason);

    /// <summary>Of textsRemoved and topicTextsRemoved: the events whose texts are gone. Why, nobody is told here.</summary>
    public sealed record TextsGone(System.Collections.Immutable.ImmutableArray<long> Seqs);

    /// <summary>Of rollSet, for the chair.</summary>
    public sealed record RollLength(int Members);

    /// <summary>
    /// Of seatsConfirmed, unseated, seatReplaced (who sits there now, and who did) and seatsChanged, as the room is told of them; of claimsStopped, for the
    /// chair.
    /// </summary>
    public sealed record Seats(System.Collections.Immutable.ImmutableArray<string> Participants);

    /// <summary>Of documentAdded and documentDropped: all that is under the item now; absent: nothing.</summary>
    public sealed record ItemDocuments(string Item, System.Collections.Immutable.ImmutableArray<Hub.Domain.Meetings.ItemDocument>? Documents);

    /// <summary>Of statementAdded and statementApproved.</summary>
    /// <param name="Text">Blank where it was hidden since.</param>
    /// <param name="Waiting">It waits for approval: the chair's alone; absent: the room sees it.</param>
    public sealed record StatementShown(string Round, string Statement, string Text, bool? Waiting = null);

    /// <summary>Of statementHidden. Why, only who leads is told.</summary>
    public sealed record StatementGone(string Round, string Statement, string? Reason = null);

    /// <summary>Of statementMerged: from now on what is said to the one is said to the other.</summary>
    public sealed record StatementsJoined(string Round, string Statement, string Into);

    /// <summary>Of roundOpened, groupsCounted, roundClosing and roundClosed: the round as it is now.</summary>
    public sealed record RoundNow(RoundView Round);

    /// <summary>Of floorEnded and handDismissed.</summary>
    public sealed record About(string Participant, string? Name);

    /// <summary>Of rated: what the newest of those who rated wrote, this one's new word in the place of an older.</summary>
    /// <param name="Apart">It is shown apart and moves nothing; absent: it counts.</param>
    public sealed record OutcomeRated(int Score, System.Collections.Immutable.ImmutableArray<RatingWord> Words, bool? Apart = null);

    /// <summary>Of ballotClosed and ballotRevealed: no counts and no outcome where they are not shown to this audience.</summary>
    public sealed record BallotCounted(string Ballot, Tally Tally, Outcome? Outcome, string? Root = null);
}
