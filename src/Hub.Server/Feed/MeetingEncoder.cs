using System.Collections.Immutable;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using Hub.Server.Contracts;
using Hub.Server.Journal;
using static Hub.Domain.Meetings.MeetingEvent;

namespace Hub.Server.Feed;

/// <summary>Somebody with a seat, as they are called.</summary>
/// <param name="Name">Null where the name was removed.</param>
/// <param name="Known">How the house knows that it is they; null: the name was typed in.</param>
/// <param name="Hash">Of the name; null in a seat that a node of the older build wrote last.</param>
internal sealed record Named(string? Name, Role Role, KnownBy? Known = null, string? Hash = null)
{
    public static readonly Named Nobody = new(null, Role.Observer);

    /// <summary>As it is said on the wire: absent where it is not so, or there is no name to verify.</summary>
    public bool? Verified => Known is not null && Name is not null ? true : null;
}

/// <summary>Names and counts that stand beside a meeting's own state: names are the vault's, counts come from the box.</summary>
internal sealed class RoomContext
{
    /// <summary>By participant, as they are called now; of a meeting that is over, as they were called at its end.</summary>
    public Dictionary<string, Named> People { get; } = [];

    /// <summary>The vault's names, by their hash.</summary>
    public Dictionary<string, string> Names { get; } = [];

    /// <summary>Of those who did something in the first release, which recorded no names: the one that was fixed for it.</summary>
    public Dictionary<string, RecordedName> Fixed { get; } = [];

    public Dictionary<string, int> Likes { get; } = [];

    public Dictionary<string, Tally> Tallies { get; } = [];

    /// <summary>
    /// What everybody may see of opinion rounds: by statement, how it is answered; by round, of how many people its picture is, and which it is.
    /// </summary>
    public Dictionary<string, Dictionary<string, int>> Stances { get; } = [];

    public int PresentNow { get; set; }

    /// <summary>Of a hub, what its branches said last, in sum.</summary>
    public BranchSums? Branches { get; set; }

    /// <summary>Of a hub, what the branch is called in which somebody sits: the hub names them with it.</summary>
    public Func<string, string?> BranchOf { get; set; } = _ => null;

    /// <summary>The likes of a comment, or the answers to a statement.</summary>
    public TallyItem Counted(string id) =>
        new(id, Stances.GetValueOrDefault(id) ?? new Dictionary<string, int> { ["like"] = Likes.GetValueOrDefault(id) });

    public Named Person(string participant) => People.GetValueOrDefault(participant) ?? Named.Nobody;

    public string? Name(string participant) => WithBranch(participant, Person(participant).Name);

    /// <summary>True of somebody whose name was removed; else null, also of one who is not known.</summary>
    public bool? IsRemoved(string participant) => People.TryGetValue(participant, out var person) && person.Name is null ? true : null;

    /// <summary>
    /// Under which name somebody did something; where that was not recorded, the name that was fixed for them, or else as they are called now.
    /// </summary>
    public PersonView View(string participant, RecordedName? recorded) =>
        (recorded ?? Fixed.GetValueOrDefault(participant)) is not { } name ? People.TryGetValue(participant, out var now)
            ? View(participant, now) : new PersonView(participant, null)
        : View(participant, new Named(Names.GetValueOrDefault(name.Hash), name.As, name.Known));

    private PersonView View(string participant, Named person) =>
        new(participant, WithBranch(participant, person.Name), person.Role, person.Verified, person.Name is null ? true : null);

    private string? WithBranch(string participant, string? name) => name is not null && BranchOf(participant) is { } branch ? $"{name} · {branch}" : name;

    public int Seats(Voters voters) => People.Values.Count(p => voters.Include(p.Role));
}

/// <summary>
/// What a meeting says to the outside: the one place that decides which audience reads what. The room is not told what waits for approval,
/// who checked in, or a count that is not shown yet; nobody reads a hidden text.
/// </summary>
/// <param name="tallyBeforeVote">What the house says of it; see <see cref="MeetingView.TallyBeforeVote"/>.</param>
internal sealed class MeetingEncoder(string id, RoomContext context, bool tallyBeforeVote = true)
    : RoomEncoder<Meeting, MeetingEvent>(StreamNames.OfMeeting(id))
{
    public override bool IsRoomComment(MeetingEvent happened) => happened is Commented { Waiting: false };

    public override string? Hidden(MeetingEvent happened) => happened is InRound round ? RoundEncoding.Hidden(round.Event) : CommentOf(happened);

    public override string? CommentIn(MeetingEvent happened) => happened switch
    {
        Commented e => e.Comment,
        CommentApproved e => e.Comment,
        CommentRestored e => e.Comment,
        CommentPinned e => e.Comment,
        InRound e => RoundEncoding.TextIn(e.Event),
        _ => null,
    };

    public override IEnumerable<string> Concerns(Meeting meeting, MeetingEvent happened) => happened switch
    {
        Muted e => [e.Participant],
        Unmuted e => [e.Participant],
        SeatedInBranch e => [e.Participant],
        Commented { Waiting: true } or CommentApproved or CommentRestored or CommentHidden or CommentWithdrawn when
            meeting.Comments.Find(CommentIn(happened) ?? CommentOf(happened)) is { } comment => [comment.Author],
        _ => [],
    };

    public override bool EndsPublicReading(MeetingEvent happened) => happened is MeetingEdited { Visibility: Visibility.Codes };

    public override bool TakesBack(MeetingEvent happened) => happened is TextsRemoved or NameRemoved || base.TakesBack(happened);

    protected override object? Data(Meeting meeting, Recorded<MeetingEvent> recorded, Audience audience) => recorded.Event switch
    {
        CheckedIn or CheckedOut or WeightSet or Delegated when audience == Audience.Room => null,
        TopicTold or SeatsRecorded => null,

        // Whoever sits in a branch follows the hub itself; what a branch notes of it is for the record.
        BranchAdded or SeatedInBranch or HubNoted or CommentForwarded or HandForwarded => null,

        // What is prepared is the chair's alone until it opens.
        BallotDrafted or DraftDropped when audience == Audience.Room => null,
        BallotOpened { Draft: not null } e when audience == Audience.Room => e with { Draft = null },

        // Each says what there is now: whoever follows puts it in the place of what was.
        DocumentAdded e => new EventData.ItemDocuments(e.Item, meeting.Item(e.Item)?.Documents),
        DocumentDropped e => new EventData.ItemDocuments(e.Item, meeting.Item(e.Item)?.Documents),

        // Who says to be whom, and who is muted, the chair is told; the room, whose seat is a member's from now on, or not any more.
        RollSet or SeatClaimed or MemberSeated or ClaimsStopped or MarkedPresent or UnmarkedPresent or Muted or Unmuted when audience == Audience.Room => null,
        RollSet e => new EventData.RollLength(e.Members.Length),
        SeatsConfirmed e => new EventData.Seats([.. e.Seats.Select(s => s.Participant)]),
        Unseated e => new EventData.Seats([e.Participant]),
        SeatReplaced e => new EventData.Seats([e.Participant, e.Was]),
        SeatsChanged e => new EventData.Seats(e.Participants),
        ClaimsStopped e => new EventData.Seats([e.Participant]),
        TextsRemoved e => new EventData.TextsGone(e.Seqs),
        InRound e => RoundEncoding.Data(meeting.Rounds, e.Event, audience),
        NameRemoved e => new EventData.NameGone(e.Participant, audience == Audience.Chair ? e.Reason : null),

        // Whom the room does not see it is not told of.
        Renamed when audience == Audience.Room && meeting.Floor.Speaker?.Participant != recorded.Actor
            && !meeting.Floor.Hands.Exists(h => h.Participant == recorded.Actor) => null,
        Renamed e => Renaming(context.View(recorded.Actor, recorded.Name), audience == Audience.Chair ? context.Names.GetValueOrDefault(e.Was) : null),
        Commented { Waiting: true } when audience == Audience.Room => null,
        Commented e => e with { Text = meeting.Comments.Find(e.Comment)!.ShownText },
        CommentHidden or CommentWithdrawn when audience == Audience.Room && !meeting.Comments.Find(CommentOf(recorded.Event))!.Shown => null,
        CommentApproved e => new EventData.CommentShown(e.Comment, Comment(meeting.Comments.Find(e.Comment)!)),
        CommentRestored { Waiting: true } when audience == Audience.Room => null,
        CommentRestored e => new EventData.CommentShown(e.Comment, Comment(meeting.Comments.Find(e.Comment)!), e.Waiting),
        CommentPinned e => new EventData.CommentPinned(e.Comment, meeting.Comments.Find(e.Comment) is { } comment ? Comment(comment) : null),
        HandRaised { About: not null } when meeting.TextsRemoved.Contains(recorded.Seq) =>
            new EventData.HandUp(RemovedText.Sentence, Spoken(meeting, recorded.Actor)),
        HandRaised e => new EventData.HandUp(e.About, Spoken(meeting, recorded.Actor)),
        FloorGiven e => FloorGivenTo(context.View(e.Participant, e.Name), e.Seconds, Spoken(meeting, e.Participant)),
        FloorEnded e => new EventData.About(e.Participant, context.View(e.Participant, e.Name).Name),
        HandDismissed e => new EventData.About(e.Participant, context.View(e.Participant, e.Name).Name),
        BallotClosed e => Counted(meeting.Ballot(e.Ballot)!, e.Tally, e.Outcome, audience) with { Root = e.Root },
        BallotRevealed e => Counted(meeting.Ballot(e.Ballot)!, meeting.Ballot(e.Ballot)!.Final!, meeting.Ballot(e.Ballot)!.Outcome, audience),
        BallotVoided e => Counted(meeting.Ballot(e.Ballot)!, meeting.Ballot(e.Ballot)!.Final!, meeting.Ballot(e.Ballot)!.Outcome, audience) with
        {
            Root = meeting.Ballot(e.Ballot)!.Root,
        },
        var happened => happened,
    };

    public override byte[] Snapshot(Meeting meeting, Audience audience) => WireJson.Bytes(View(meeting, audience));

    public override Comments CommentsOf(Meeting meeting) => meeting.Comments;

    /// <summary>With every open ballot.</summary>
    public override Counted Tally(Meeting meeting, long version, IEnumerable<string> comments) => new(version, WireJson.Bytes(new TallyUpdate(
        Room,
        version,
        Present(meeting),
        [
            .. meeting.Ballots.Where(b => b.Status != BallotStatus.Closed).Select(b => Turnout(meeting, b)),
            .. comments.Select(context.Counted),
        ])));

    public HandView Hand(Meeting meeting, Hand hand) =>
        new(hand.Participant, context.Name(hand.Participant), hand.About, hand.RaisedAt, Spoken(meeting, hand.Participant), Verified(hand.Participant),
            context.IsRemoved(hand.Participant));

    public override IEnumerable<string> NewestLiked(Meeting meeting) =>
        meeting.Comments.All.TakeLast(4 * RoomFeed.SnapshotComments).Select(c => c.Id).Where(context.Likes.ContainsKey);

    private MeetingView View(Meeting meeting, Audience audience)
    {
        var newest = meeting.Comments.Before(long.MaxValue, RoomFeed.SnapshotComments);
        return new MeetingView(
            id, meeting.Title, meeting.Format, meeting.Status, meeting.Venue, meeting.StartsAt, meeting.Visibility, meeting.Rules.CheckIn,
            meeting.Rules.Weighted, meeting.Rules.Delegation, meeting.Rules.MissingNamed, meeting.Moderation,
            new AgendaView([.. meeting.Agenda.Select(Item)], meeting.CurrentItem?.Id),
            new FloorView(
                Speaker(meeting), [.. meeting.Floor.Hands.Select(h => Hand(meeting, h))],
                meeting.Floor.Policy == FloorPolicy.Arrival ? null : meeting.Floor.Policy),
            new CommentsView(
                [.. newest.Select(Comment)], meeting.Comments.Total, meeting.Comments.Pinned,
                meeting.Comments.Find(meeting.Comments.Pinned) is { } pinned ? Comment(pinned) : null,
                audience == Audience.Chair ? [.. meeting.Comments.All.Where(c => c.Status == CommentStatus.Waiting).Select(Comment)] : null),
            [.. meeting.Ballots.Select(b => Ballot(meeting, b, audience))],
            Present(meeting), meeting.Scene, meeting.County, meeting.Commitments.IsEmpty ? null : [.. meeting.Commitments], meeting.Cancelled,
            meeting.Roll is { Kind: var kind } ? kind == RollKind.Register : null, meeting.Rules.Presence,
            audience == Audience.Chair ? [.. meeting.Drafts ?? []] : null, tallyBeforeVote ? null : false, meeting.Hub, Branches(meeting),
            RoundEncoding.View(meeting.Rounds));
    }

    protected override string NameOf(MeetingEvent happened) => happened is InRound round ? RoundEncoding.NameOf(round.Event) : base.NameOf(happened);

    private BranchSums? Branches(Meeting meeting) =>
        meeting.Branches.IsEmpty ? null : (context.Branches ?? new BranchSums(0, 0, 0, 0, 0)) with { Count = meeting.Branches.Count };

    private static EventData.FloorGivenTo FloorGivenTo(PersonView speaker, int? seconds, double spoken) =>
        new(speaker.Participant, speaker.Name, seconds, spoken, speaker.Verified, speaker.Removed);

    private static ItemView Item(AgendaItem item) =>
        new(item.Id, item.Title, item.Kind, item.Status, item.Minutes, item.StartedAt, item.Spent.TotalSeconds, item.Topic, item.Documents);

    private SpeakerView? Speaker(Meeting meeting) => meeting.Floor.Speaker is { } s
        ? new(
            s.Participant, context.Name(s.Participant), s.Item, s.Seconds, s.Since, s.Spent.TotalSeconds, Spoken(meeting, s.Participant),
            Verified(s.Participant), context.IsRemoved(s.Participant))
        : null;

    protected override CommentView Comment(Comment c) =>
        new(c.Id, c.Seq, c.At, context.View(c.Author, c.Name), c.ShownText, c.Item, c.ReplyTo, c.Status, context.Likes.GetValueOrDefault(c.Id));

    private BallotView Ballot(Meeting meeting, Ballot b, Audience audience) => new(
        b.Id, b.Question, b.Rules.Kind, b.Rules.Options, b.Rules.Max, b.Voters, b.Status, b.Secrecy, b.Results, b.Rules.Majority, b.Rules.Base, b.Rules.Quorum,
        b.Item, b.OpenedAt, b.ClosesAt, b.Revealed,
        TallyNow(meeting, b, audience), OutcomeFor(b, b.Outcome, audience), b.Root,
        b.Rules.AbstentionsCount ? true : null, b.EndedAt);

    private TallyItem Turnout(Meeting meeting, Ballot b)
    {
        var tally = TallyNow(meeting, b, Audience.Room);
        return new TallyItem(b.Id, tally.Counts, tally.Cast, tally.Eligible, tally.Weights, tally.Hands);
    }

    /// <summary>The sealed count, or what the box last told. An open electorate counts the seats there are now.</summary>
    private Tally TallyNow(Meeting meeting, Ballot b, Audience audience)
    {
        var tally = b.Final ?? context.Tallies.GetValueOrDefault(b.Id)
            ?? new Tally(0, Choices.Of(b.Rules).ToImmutableSortedDictionary(o => o, _ => 0, StringComparer.Ordinal), 0, b.Eligible);
        if (b.Final is null && !meeting.FreezesElectorate)
        {
            tally = tally with { Eligible = Math.Max(context.Seats(b.Voters), tally.Cast) };
        }

        // The hands were counted for the chair by eye, whatever the room sees of them.
        return Shows(b, audience) ? tally : audience == Audience.Chair ? tally.WithoutCounts() with { Hands = tally.Hands } : tally.WithoutCounts();
    }

    private static bool Shows(Ballot b, Audience audience) => b.CountsShown || (audience == Audience.Chair && b.Status == BallotStatus.Closed);

    private static EventData.BallotCounted Counted(Ballot b, Tally tally, Outcome? outcome, Audience audience) =>
        new(b.Id, Shows(b, audience) ? tally : tally.WithoutCounts(), OutcomeFor(b, outcome, audience));

    /// <summary>That a ballot is void tells nothing of how it was voted.</summary>
    private static Outcome? OutcomeFor(Ballot b, Outcome? outcome, Audience audience) =>
        Shows(b, audience) || outcome?.Void is not null ? outcome : null;

    private PresentView Present(Meeting meeting) => new(
        context.PresentNow, meeting.Attendance.Count,
        meeting.VotesByRoll ? meeting.PresentByRoll : meeting.FreezesElectorate ? meeting.VotersHere(meeting.Rules.Voters).Count() : null,
        meeting.VotesByRoll ? meeting.Entitled : null, Branches(meeting));

    protected override PersonView Person(Recorded<MeetingEvent> recorded) => context.View(recorded.Actor, recorded.Name);

    private static EventData.PersonRenamed Renaming(PersonView now, string? was) => new(now.Participant, now.Name, was, now.Verified);

    private bool? Verified(string participant) => context.Person(participant).Verified;

    private static double Spoken(Meeting meeting, string participant) => meeting.Floor.Spoken.GetValueOrDefault(participant).TotalSeconds;

    private static string? CommentOf(MeetingEvent happened) => happened switch
    {
        CommentHidden e => e.Comment,
        CommentWithdrawn e => e.Comment,
        _ => null,
    };
}
