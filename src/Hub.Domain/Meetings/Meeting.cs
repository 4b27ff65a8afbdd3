using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Hub.Domain.Ballots;
using Hub.Domain.Opinion;

namespace Hub.Domain.Meetings;

/// <summary>
/// One consultation meeting (协商会议) as its events have made it. Immutable: the grain keeps one to decide on and one that is stored,
/// and they share all that is equal; a snapshot is written while the meeting goes on. What may be null may be absent: a snapshot leaves it out.
/// </summary>
public sealed record Meeting
{
    public required string Title { get; init; }
    public required string Format { get; init; }
    public required FormatRules Rules { get; init; }
    public required Visibility Visibility { get; init; }
    public string? Venue { get; init; }
    public string? County { get; init; }
    public DateTimeOffset? StartsAt { get; init; }
    public int? Expected { get; init; }

    /// <summary>Of a branch (分会场): the id of the hub (主会场) that it follows. Null: it is none.</summary>
    public string? Hub { get; init; }

    /// <summary>Of a branch: what it has noted of its hub last.</summary>
    public HubNote? Noted { get; init; }

    /// <summary>Of a branch: the comments that were put forward to its hub.</summary>
    public ImmutableSortedSet<string> Forwarded { get; init; } = [];

    /// <summary>Of a hub: the titles of its branches, by id, as they were when they were added.</summary>
    public ImmutableSortedDictionary<string, string> Branches { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Of a hub: by participant, the branch in which they sit. Who sits at the hub itself stands not here.</summary>
    public ImmutableDictionary<string, string> InBranch { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Of a hub: by participant, those whose seat the chair of the branch took in which they sit. That chair gives it back, too.</summary>
    public ImmutableSortedSet<string> UnseatedInBranch { get; init; } = [];

    /// <summary>The format of the record when this meeting was scheduled.</summary>
    public RecordFormat RecordFormat { get; init; } = RecordFormat.First;

    public MeetingStatus Status { get; init; } = MeetingStatus.Scheduled;

    /// <summary>Of a meeting that was called off: why, and when.</summary>
    public Cancellation? Cancelled { get; init; }
    public ImmutableList<AgendaItem> Agenda { get; init; } = [];
    public Floor Floor { get; init; } = new();
    public Comments Comments { get; init; } = new();
    public Moderation Moderation { get; init; } = Moderation.Post;

    /// <summary>Those checked in, with the role they have.</summary>
    public ImmutableDictionary<string, Role> Attendance { get; init; } = ImmutableDictionary<string, Role>.Empty;

    /// <summary>Who of the register sits where, by participant.</summary>
    public ImmutableSortedDictionary<string, SeatedMember> Members { get; init; } = ImmutableSortedDictionary<string, SeatedMember>.Empty;

    /// <summary>Who votes; absent: scheduled before meetings had a roll, where every seat of the voters' role does.</summary>
    public Roll? Roll { get; init; }

    /// <summary>By participant, until when they neither write nor raise a hand; <see cref="DateTimeOffset.MaxValue"/>: as long as the meeting lasts.</summary>
    public ImmutableSortedDictionary<string, DateTimeOffset> Muted { get; init; } = ImmutableSortedDictionary<string, DateTimeOffset>.Empty;

    /// <summary>By participant, the name that each has in the record up to now.</summary>
    public ImmutableSortedDictionary<string, RecordedName> Names { get; init; } = ImmutableSortedDictionary<string, RecordedName>.Empty;

    /// <summary>The hashes of the names that were removed from the record.</summary>
    public ImmutableSortedSet<string> NamesRemoved { get; init; } = [];

    /// <summary>The seqs of the events whose texts were removed from the record.</summary>
    public ImmutableSortedSet<long> TextsRemoved { get; init; } = [];

    /// <summary>The seq of the newest <see cref="MeetingEvent.TextsRemoved"/>; 0: there is none.</summary>
    public long TextsRemovedAt { get; init; }

    /// <summary>Of the chairs who checked in, those who vote as members.</summary>
    public ImmutableSortedSet<string> PresidingMembers { get; init; } = [];

    /// <summary>Of those whose vote weighs something else than one.</summary>
    public ImmutableSortedDictionary<string, Weight> Weights { get; init; } = ImmutableSortedDictionary<string, Weight>.Empty;

    /// <summary>By the one who delegates.</summary>
    public ImmutableSortedDictionary<string, Delegation> Delegations { get; init; } = ImmutableSortedDictionary<string, Delegation>.Empty;
    public ImmutableList<Ballot> Ballots { get; init; } = [];

    /// <summary>Ballots that are prepared and not opened yet, oldest first: the chair's alone. Null: there are none.</summary>
    public ImmutableList<BallotDraft>? Drafts { get; init; }

    public Rounds Rounds { get; init; } = Rounds.None;

    /// <summary>
    /// What the chair has chosen for the room's screen. Until then the screen of a meeting that was scheduled from <see cref="RecordFormat.Seventh"/> on
    /// follows it, and that of an older one shows how to join.
    /// </summary>
    public Scene Scene { get; init; } = new(SceneKind.Join);

    /// <summary>What departments promised here. Their progress is the topics'.</summary>
    public ImmutableList<MadeCommitment> Commitments { get; init; } = [];

    /// <summary>The ids of commitments that were given here, and taken back.</summary>
    public ImmutableList<string> TakenBack { get; init; } = [];

    /// <summary>What the chair made of the minutes.</summary>
    public Minutes Minutes { get; init; } = new();

    /// <summary>Items about a topic that were taken off the agenda, until the topic has been told.</summary>
    public ImmutableList<AgendaItem> Dropped { get; init; } = [];

    /// <summary>The items taken off the agenda last, oldest first: what is taken back comes back whole.</summary>
    public ImmutableList<RemovedItem> Removed { get; init; } = [];

    /// <summary>Items whose topic is to be told what became of them: discussed, taken off, or not come to.</summary>
    public IEnumerable<AgendaItem> TopicsToTell => Agenda
        .Where(i => i is { Topic: not null, TopicTold: false } && (i.Status == ItemStatus.Done || IsOver))
        .Concat(Dropped);

    /// <summary>Held or called off: nobody takes part any more.</summary>
    public bool IsOver => Status is MeetingStatus.Closed or MeetingStatus.Cancelled;

    public AgendaItem? CurrentItem => Agenda.Find(i => i.Status == ItemStatus.Active);

    public AgendaItem? Item(string? id) => Agenda.Find(i => i.Id == id);

    public Ballot? Ballot(string? id) => Ballots.Find(b => b.Id == id);

    public BallotDraft? Draft(string? id) => Drafts?.Find(d => d.Id == id);

    /// <summary>Whether only members of the roll vote.</summary>
    public bool VotesByRoll => Roll is { Kind: RollKind.Register };

    /// <summary>Whether those who may vote in a ballot are fixed when it opens.</summary>
    public bool FreezesElectorate => Rules.CheckIn || VotesByRoll;

    /// <summary>The member of the roll whose seat this is; null: none's.</summary>
    public string? MemberAt(string participant) =>
        VotesByRoll && Members.TryGetValue(participant, out var seated) && Roll!.Members.ContainsKey(seated.Member) ? seated.Member : null;

    /// <summary>Where this member sits; null: nowhere.</summary>
    public string? SeatOf(string member) => Members.Where(m => m.Value.Member == member).Select(m => m.Key).FirstOrDefault();

    /// <summary>The role in which somebody is here: where votes go by the roll, it says who is a member, whatever code opened the door.</summary>
    public Role RoleOf(Actor actor) =>
        !VotesByRoll || actor.Role is Role.Chair or Role.Observer ? actor.Role : MemberAt(actor.Id) is null ? Role.Attendee : Role.Member;

    /// <summary>Whether this participant has a part in the record.</summary>
    public bool Knows(string participant) => Attendance.ContainsKey(participant) || Names.ContainsKey(participant) || Members.ContainsKey(participant);

    /// <summary>What the branch is called in which somebody sits; null: they sit here.</summary>
    public string? BranchOf(string participant) => InBranch.TryGetValue(participant, out var branch) ? Branches.GetValueOrDefault(branch) : null;

    /// <summary>Whether this participant may not write now.</summary>
    public bool IsMuted(string participant, DateTimeOffset now) => Muted.TryGetValue(participant, out var until) && now < until;

    /// <summary>Who is here: checked in, or, where the format asks nobody to and votes go by the roll, seated as a member.</summary>
    public IEnumerable<string> Here => Rules.CheckIn || !VotesByRoll ? Attendance.Keys : Members.Keys;

    /// <summary>
    /// Who is entitled (应到) where votes go by the roll: its members, here or not. One who chairs and does not vote stands outside.
    /// </summary>
    public int Entitled
    {
        get
        {
            var outside = Members.Where(m => IsOutside(m.Key)).Select(m => m.Value.Member).ToHashSet();
            return Roll!.Members.Keys.Count(m => !outside.Contains(m));
        }
    }

    /// <summary>The members of the roll who are here without a device: those marked who do not sit among these.</summary>
    public IEnumerable<string> HereByMark(IEnumerable<string> devices)
    {
        var seated = devices.Select(MemberAt).ToHashSet();
        var outside = Members.Where(m => IsOutside(m.Key)).Select(m => m.Value.Member).ToHashSet();
        return Roll!.Marked.Where(m => Roll.Members.ContainsKey(m) && !seated.Contains(m) && !outside.Contains(m));
    }

    /// <summary>How many members of the roll are present (出席): seated, and checked in where the format asks for it, or marked.</summary>
    public int PresentByRoll
    {
        get
        {
            var seated = VotersHere(Rules.Voters).ToList();
            return seated.Count + HereByMark(seated).Count();
        }
    }

    /// <summary>Those of them who may vote.</summary>
    public IEnumerable<string> VotersHere(Voters voters) => Here.Where(p => VotesHere(p, voters));

    /// <summary>Who may vote in a ballot that opens now: those who are here, and those who are not but for whom somebody who is here votes.</summary>
    public IEnumerable<string> Electorate(Voters voters) =>
        VotersHere(voters).Concat(Delegations.Where(d => !Attendance.ContainsKey(d.Key) && Counts(d.Key, d.Value, voters)).Select(d => d.Key));

    /// <summary>Of this electorate, whose vote weighs something else than one; null where nobody's does.</summary>
    public ImmutableSortedDictionary<string, Weight>? WeightsOf(IReadOnlyCollection<string> electorate) =>
        NullWhereEmpty(electorate.Where(Weights.ContainsKey).ToImmutableSortedDictionary(p => p, p => Weights[p], StringComparer.Ordinal));

    /// <summary>Of this electorate, who has whom vote for them; null where nobody has.</summary>
    public ImmutableSortedDictionary<string, string>? DelegatesOf(IReadOnlyCollection<string> electorate, Voters voters) =>
        NullWhereEmpty(
            electorate.Where(p => Delegations.TryGetValue(p, out var delegation) && Counts(p, delegation, voters))
            .ToImmutableSortedDictionary(p => p, p => Delegations[p].To, StringComparer.Ordinal));

    private bool Counts(string participant, Delegation delegation, Voters voters) =>
        (VotesByRoll ? MemberAt(participant) is not null && delegation.Role != Role.Chair && !IsOutside(participant) : voters.Include(delegation.Role))
            && VotesHere(delegation.To, voters);

    /// <summary>
    /// Whether somebody is here and may vote; who chairs does not, unless they preside as a member. By the roll every member of it votes, whatever the ballot
    /// says of its voters.
    /// </summary>
    public bool VotesHere(string participant, Voters voters) =>
        VotesByRoll ? VotesHereByRoll(participant)
        : Attendance.TryGetValue(participant, out var role) && (voters.Include(role) || PresidingMembers.Contains(participant));

    private bool VotesHereByRoll(string participant) =>
        MemberAt(participant) is not null && !IsOutside(participant) && (!Rules.CheckIn || Attendance.ContainsKey(participant));

    /// <summary>Whether who sits there chairs and does not vote.</summary>
    private bool IsOutside(string participant) =>
        !PresidingMembers.Contains(participant) && Chairs(participant);

    /// <summary>Whether this participant chairs, as far as the record says.</summary>
    public bool Chairs(string participant) =>
        Attendance.TryGetValue(participant, out var here) ? here == Role.Chair : Names.GetValueOrDefault(participant)?.As == Role.Chair;

    private static ImmutableSortedDictionary<string, T>? NullWhereEmpty<T>(ImmutableSortedDictionary<string, T> entries) => entries.IsEmpty ? null : entries;
}

/// <summary>That a meeting is not held.</summary>
public sealed record Cancellation(string Reason, DateTimeOffset At);

/// <param name="Member">The id in the members' register.</param>
/// <param name="Sector">界别, as it was when the seat was taken.</param>
public sealed record SeatedMember(string Member, string Sector);

/// <param name="To">Who votes.</param>
/// <param name="Role">Of the one who delegates.</param>
public sealed record Delegation(string To, Role Role);

/// <param name="StartedAt">Since when its time runs; absent while it does not (planned, done, or the meeting is paused).</param>
/// <param name="Spent">The time used before <paramref name="StartedAt"/>.</param>
/// <param name="Topic">The topic it is about.</param>
/// <param name="TopicTold">The topic knows what became of it.</param>
/// <param name="Returned">How often it was taken off the agenda and came back.</param>
/// <param name="Documents">What is read with it, in the order in which it was added; null: nothing.</param>
public sealed record AgendaItem(
    string Id, string Title, string Kind, double Minutes, ItemStatus Status, DateTimeOffset? StartedAt = null, TimeSpan Spent = default, string? Topic = null,
    bool TopicTold = false, int Returned = 0, ImmutableArray<ItemDocument>? Documents = null)
{
    public ItemDocument? Document(string id) => Documents?.FirstOrDefault(d => d.Id == id);

    public AgendaItem Started(DateTimeOffset at) => this with { Status = ItemStatus.Active, StartedAt = at };

    public AgendaItem Stopped(DateTimeOffset at) => StartedAt is { } since ? this with { StartedAt = null, Spent = Spent + (at - since) } : this;
}

/// <param name="Before">The ids of the items that stood before it, in their order.</param>
public sealed record RemovedItem(AgendaItem Item, ImmutableArray<string> Before)
{
    /// <summary>How many of them are kept.</summary>
    public const int Most = 20;
}

/// <summary>A commitment (交办事项) as it was made in the meeting.</summary>
/// <param name="Topic">The topic that it belongs to, and that knows what became of it.</param>
/// <param name="DepartmentId">Of the department in its register; absent: it was named in words alone.</param>
public sealed record MadeCommitment(
    string Commitment, string Topic, string Department, string What, DateOnly Due, string? Item = null, string? Comment = null, string? DepartmentId = null);

/// <summary>The floor (发言席): who speaks, who waits, and how long each has spoken.</summary>
public sealed record Floor
{
    public Speaker? Speaker { get; init; }
    public ImmutableList<Hand> Hands { get; init; } = [];

    /// <summary>The time account of each person who spoke, finished turns only.</summary>
    public ImmutableDictionary<string, TimeSpan> Spoken { get; init; } = ImmutableDictionary<string, TimeSpan>.Empty;

    public FloorPolicy Policy { get; init; }

    /// <summary>Whom the chair has put first, in the chair's order.</summary>
    public ImmutableList<string> Pinned { get; init; } = [];

    /// <summary>Who has the floor, or had it last.</summary>
    public string? LastSpeaker { get; init; }

    public bool HasHand(string participant) => Hands.Exists(h => h.Participant == participant);

    public Floor WithoutHand(string participant) =>
        this with { Hands = Hands.RemoveAll(h => h.Participant == participant), Pinned = Pinned.Remove(participant) };

    /// <summary>Somebody is given the floor: every hand that was raised before theirs was overtaken once.</summary>
    public Floor Overtaking(string participant) => Hands.Find(h => h.Participant == participant) is { } taken
        ? this with { Hands = [.. Hands.Select(h => h.Participant != participant && h.RaisedAt < taken.RaisedAt ? h with { Overtaken = h.Overtaken + 1 } : h)] }
        : this;

    public Floor Ended(DateTimeOffset at) => Speaker is not { } speaker
        ? this
        : this with { Speaker = null, Spoken = Spoken.SetItem(speaker.Participant, Spoken.GetValueOrDefault(speaker.Participant) + speaker.Stopped(at).Spent) };
}

/// <param name="Seconds">The time granted; null: no limit.</param>
/// <param name="Since">Since when the time runs; absent while the meeting is paused.</param>
public sealed record Speaker(string Participant, string? Item = null, int? Seconds = null, DateTimeOffset? Since = null, TimeSpan Spent = default)
{
    public Speaker Stopped(DateTimeOffset at) => Since is { } since ? this with { Since = null, Spent = Spent + (at - since) } : this;
}

/// <param name="Overtaken">How often somebody who raised later was given the floor.</param>
/// <param name="Seq">The event in which it was raised.</param>
public sealed record Hand(string Participant, DateTimeOffset RaisedAt, string? About = null, int Overtaken = 0, long Seq = 0);

/// <summary>All comments in the order they were made, and where each stands.</summary>
public sealed record Comments
{
    public ImmutableList<Comment> All { get; init; } = [];
    public ImmutableDictionary<string, int> Index { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>How many the room has been shown; hidden and withdrawn ones keep their place and count.</summary>
    public int Total { get; init; }
    public string? Pinned { get; init; }

    /// <summary>The comment that lost its pin by being hidden: if it is restored before another is pinned, it has its pin again.</summary>
    public string? HiddenPinned { get; init; }

    public Comment? Find(string? id) => id is not null && Index.TryGetValue(id, out var at) ? All[at] : null;

    /// <summary>The newest comments before a seq that the room has been shown, oldest first.</summary>
    public List<Comment> Before(long seq, int limit)
    {
        var page = new List<Comment>(limit);
        for (var i = All.Count - 1; i >= 0 && page.Count < limit; i--)
        {
            if (All[i].Shown && All[i].Seq < seq)
            {
                page.Add(All[i]);
            }
        }

        page.Reverse();
        return page;
    }

    public Comments With(Comment comment) => this with
    {
        Index = Index.Add(comment.Id, All.Count),
        All = All.Add(comment),
        Total = Total + (comment.Shown ? 1 : 0),
    };

    /// <summary>The same with those texts removed that these events held.</summary>
    public Comments Without(IReadOnlySet<long> seqs) =>
        this with { All = [.. All.Select(c => seqs.Contains(c.Seq) ? c with { Text = RemovedText.Sentence } : c)] };

    public Comments Set(string id, CommentStatus status)
    {
        var at = Index[id];
        var was = All[at];
        var shown = was.Shown || status == CommentStatus.Visible;
        return this with
        {
            All = All.SetItem(at, was with { Status = status, Shown = shown }),
            Total = Total + (shown && !was.Shown ? 1 : 0),
            Pinned = Pinned == id && status != CommentStatus.Visible ? null : Pinned,
            HiddenPinned = Pinned == id && status == CommentStatus.Hidden ? id : HiddenPinned == id ? null : HiddenPinned,
        };
    }
}

/// <param name="Seq">Where it stands in the meeting's stream; lists page by it.</param>
/// <param name="Shown">The room has been shown it at some time. What never was (waiting, or refused while waiting) is the chair's alone.</param>
/// <param name="Name">Under which name it was written; absent in topics, where nobody has one, and in what the first release stored.</param>
public sealed record Comment(
    string Id, long Seq, DateTimeOffset At, string Author, string Text, CommentStatus Status, bool Shown, string? Item = null, string? ReplyTo = null,
    RecordedName? Name = null)
{
    /// <summary>The text for whoever reads it now: a hidden or withdrawn one is blank, for everyone.</summary>
    public string ShownText => Status is CommentStatus.Hidden or CommentStatus.Withdrawn ? "" : Text;
}
