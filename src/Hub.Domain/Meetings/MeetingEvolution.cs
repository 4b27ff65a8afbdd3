using System.Collections.Immutable;
using Hub.Domain.Ballots;
using Hub.Domain.Opinion;
using static Hub.Domain.Meetings.MeetingEvent;

namespace Hub.Domain.Meetings;

/// <summary>What each event does to the meeting. Cannot refuse: what is stored has happened. An event it does not know is a bug, and throws.</summary>
public static class MeetingEvolution
{
    public static Meeting Evolve(Meeting? meeting, Recorded<MeetingEvent> recorded) => Named(WithAct(meeting, recorded), recorded);

    /// <summary>Whatever somebody does brings the name along that they have from there on.</summary>
    private static Meeting Named(Meeting meeting, Recorded<MeetingEvent> recorded) =>
        recorded.Name is not { } name || meeting.Names.GetValueOrDefault(recorded.Actor) == name
            ? meeting : meeting with { Names = meeting.Names.SetItem(recorded.Actor, name) };

    /// <summary>What changes the minutes of a closed meeting stands beside its approval.</summary>
    private static Meeting WithAct(Meeting? meeting, Recorded<MeetingEvent> recorded)
    {
        var next = Next(meeting, recorded);
        return MinutesAct.Of(meeting, recorded) is { } act ? next with { Minutes = next.Minutes.With(act) } : next;
    }

    private static Meeting Next(Meeting? meeting, Recorded<MeetingEvent> recorded)
    {
        var (at, actor) = (recorded.At, recorded.Actor);
        return (meeting, recorded.Event) switch
        {
            (null, MeetingScheduled e) => new Meeting
            {
                Title = e.Title,
                Format = e.Format,
                Rules = e.Rules,
                Visibility = e.Visibility,
                Venue = e.Venue,
                County = e.County,
                StartsAt = e.StartsAt,
                Expected = e.Expected,
                Agenda = [.. e.Agenda.Select(Planned)],
                RecordFormat = (RecordFormat)(e.RecordFormat ?? (int)RecordFormat.First),
                Scene = new Scene(e.RecordFormat >= (int)RecordFormat.Seventh ? SceneKind.Auto : SceneKind.Join),
                Roll = e.Roll is { } kind ? Roll.Of(kind) : null,
                Hub = e.Hub,
            },
            ({ } m, MeetingEdited e) => m with
            {
                Title = e.Title ?? m.Title,
                Venue = e.VenueCleared == true ? null : e.Venue ?? m.Venue,
                StartsAt = e.StartsAtCleared == true ? null : e.StartsAt ?? m.StartsAt,
                Visibility = e.Visibility ?? m.Visibility,
            },
            ({ } m, MeetingCancelled e) => m with
            {
                Status = MeetingStatus.Cancelled,
                Cancelled = new Cancellation(e.Reason, at),
                Floor = m.Floor with { Hands = [], Pinned = [] },
            },
            ({ } m, MeetingOpened) => m with { Status = MeetingStatus.Open },
            ({ } m, MeetingPaused) => Stopped(m, at) with { Status = MeetingStatus.Paused },
            ({ } m, MeetingResumed) => Running(m, at) with { Status = MeetingStatus.Open },
            ({ } m, MeetingClosed) => Stopped(m, at) with
            {
                Status = MeetingStatus.Closed,
                Agenda = Finished(Stopped(m, at).Agenda),
                Floor = m.Floor.Ended(at) with { Hands = [], Pinned = [] },
                Minutes = m.Minutes with { ChangedSeq = recorded.Seq },
            },

            ({ } m, CheckedIn e) => m with
            {
                Attendance = m.Attendance.SetItem(actor, e.Role),
                PresidingMembers = e.AsMember == true ? m.PresidingMembers.Add(actor) : m.PresidingMembers.Remove(actor),
            },
            ({ } m, CheckedOut) => m with { Attendance = m.Attendance.Remove(actor), PresidingMembers = m.PresidingMembers.Remove(actor) },
            ({ } m, Renamed) => m,
            ({ } m, SeatsRecorded e) => m with { Names = m.Names.SetItems(e.Seats.Select(s => KeyValuePair.Create(s.Participant, s.Name))) },
            ({ } m, NameRemoved e) => m with { NamesRemoved = m.NamesRemoved.Union(e.Hashes) },
            ({ } m, TextsRemoved e) => WithoutTexts(m, e.Seqs.ToHashSet(), recorded.Seq),

            ({ } m, MemberSeated e) => Seated(m, e.Participant, e.Member, e.Sector),
            ({ Roll: { } roll } m, RollSet e) =>
                AsRolled(m with { Roll = roll with { Members = e.Members.ToImmutableSortedDictionary(r => r.Member, r => r, StringComparer.Ordinal) } }),
            ({ Roll: { } roll } m, SeatClaimed e) => m with
            {
                Roll = roll with
                {
                    Claims = roll.Claims.SetItem(actor, e.Member),
                    Claimed = roll.Claimed.SetItem(actor, roll.Claimed.GetValueOrDefault(actor) + 1),
                },
            },
            ({ Roll: not null } m, SeatsConfirmed e) => e.Seats.Aggregate(m, (next, seat) => Seated(next, seat.Participant, seat.Member, seat.Sector)),
            ({ Roll: { } roll } m, Unseated e) => AsMember(m, e.Participant, isMember: false) with
            {
                UnseatedInBranch = actor == Actor.House.Id ? m.UnseatedInBranch.Add(e.Participant) : m.UnseatedInBranch.Remove(e.Participant),
                Members = m.Members.Remove(e.Participant),
                Roll = roll with
                {
                    Claims = roll.Claims.Remove(e.Participant),

                    // Only who sat as the member gets the seat back; a claim that was turned down is made anew.
                    Unseated = m.Members.ContainsKey(e.Participant) ? roll.Unseated.SetItem(e.Participant, e.Member) : roll.Unseated,
                },
            },
            ({ Roll: { } roll } m, SeatReplaced e) => Seated(
                m with { Roll = roll with { Replaced = roll.Replaced.Add(new SeatChange(e.Was, e.Outside == true ? null : e.Participant)) } },
                e.Participant, e.Member, e.Sector),
            ({ } m, SeatsChanged) => m,
            ({ Roll: { } roll } m, ClaimsStopped e) => m with
            {
                Roll = roll with { Claims = roll.Claims.Remove(e.Participant), Stopped = roll.Stopped.Add(e.Participant) },
            },
            ({ Roll: { } roll } m, MarkedPresent e) => m with { Roll = roll with { Marked = roll.Marked.Union(e.Members) } },
            ({ Roll: { } roll } m, UnmarkedPresent e) => m with { Roll = roll with { Marked = roll.Marked.Except(e.Members) } },
            ({ } m, Muted e) => m with { Muted = m.Muted.SetItem(e.Participant, e.Until ?? DateTimeOffset.MaxValue) },
            ({ } m, Unmuted e) => m with { Muted = m.Muted.Remove(e.Participant) },

            ({ } m, WeightSet e) => m with { Weights = e.Weight == Weight.One ? m.Weights.Remove(e.Participant) : m.Weights.SetItem(e.Participant, e.Weight) },
            ({ } m, Delegated e) =>
                m with { Delegations = e.To is null ? m.Delegations.Remove(actor) : m.Delegations.SetItem(actor, new Delegation(e.To, e.Role)) },

            ({ } m, ItemAdded e) => m with
            {
                Agenda = InsertAfter(
                    m.Agenda, e.After, Planned(e.Item) with { Returned = m.Removed.Find(r => r.Item.Id == e.Item.Id) is { } was ? was.Item.Returned + 1 : 0 }),
                Dropped = m.Dropped.RemoveAll(i => i.Id == e.Item.Id),
                Removed = m.Removed.RemoveAll(r => r.Item.Id == e.Item.Id),
            },
            ({ } m, ItemEdited e) => WithItem(m, e.Item, i => i with { Title = e.Title ?? i.Title, Kind = e.Kind ?? i.Kind, Minutes = e.Minutes ?? i.Minutes }),
            ({ } m, ItemMoved e) => m with { Agenda = InsertAfter(m.Agenda.RemoveAll(i => i.Id == e.Item), e.After, m.Item(e.Item)!) },
            ({ } m, ItemDropped e) => m with
            {
                Agenda = m.Agenda.RemoveAll(i => i.Id == e.Item),
                Dropped = m.Item(e.Item) is { Topic: not null, TopicTold: false } item ? m.Dropped.Add(item) : m.Dropped,
                Removed = [.. m.Removed.Add(new RemovedItem(m.Item(e.Item)!, [.. m.Agenda.TakeWhile(i => i.Id != e.Item).Select(i => i.Id)]))
                    .TakeLast(RemovedItem.Most)],
            },
            ({ } m, DocumentAdded e) => WithItem(m, e.Item, i => i with { Documents = [.. i.Documents ?? [], e.Document] }),
            ({ } m, DocumentDropped e) =>
                WithItem(m, e.Item, i => i with { Documents = NullWhereEmpty([.. (i.Documents ?? []).Where(d => d.Id != e.Document)]) }),
            ({ } m, ItemStarted e) => WithItem(m with { Agenda = Finished([.. m.Agenda.Select(i => i.Stopped(at))]) }, e.Item, i => i.Started(at)),
            ({ } m, ItemFinished e) => WithItem(m, e.Item, i => i.Stopped(at) with { Status = ItemStatus.Done }),
            ({ } m, TimeAdded e) => WithItem(m, e.Item, i => i with { Minutes = i.Minutes + (e.Seconds / 60.0) }),

            ({ } m, HandRaised e) => m with { Floor = m.Floor with { Hands = m.Floor.Hands.Add(new Hand(actor, at, e.About, Seq: recorded.Seq)) } },
            ({ } m, HandLowered) => m with { Floor = m.Floor.WithoutHand(actor) },
            ({ } m, HandDismissed e) => m with { Floor = m.Floor.WithoutHand(e.Participant) },
            ({ } m, HandsReordered e) =>
                m with { Floor = m.Floor with { Hands = [.. m.Floor.Hands.OrderBy(h => Place(e.Participants, h.Participant))], Pinned = [.. e.Participants] } },
            ({ } m, FloorPolicySet e) => m with { Floor = m.Floor with { Policy = e.Policy } },
            ({ } m, FloorGiven e) => m with
            {
                Floor = m.Floor.Ended(at).Overtaking(e.Participant).WithoutHand(e.Participant) with
                {
                    LastSpeaker = e.Participant,
                    Speaker = new Speaker(e.Participant, m.CurrentItem?.Id, e.Seconds, at, TimeSpan.Zero),
                },
            },
            ({ Floor.Speaker: { } speaker } m, FloorTimeAdded e) =>
                m with { Floor = m.Floor with { Speaker = speaker with { Seconds = speaker.Seconds + e.Seconds } } },
            ({ } m, FloorEnded) => m with { Floor = m.Floor.Ended(at) },

            ({ } m, Commented e) => m with
            {
                Comments = m.Comments.With(new Comment(
                    e.Comment, recorded.Seq, at, actor, e.Text, e.Waiting ? CommentStatus.Waiting : CommentStatus.Visible, Shown: !e.Waiting, e.Item, e.ReplyTo,
                    recorded.Name)),
            },
            ({ } m, CommentApproved e) => WithComment(m, e.Comment, CommentStatus.Visible),
            ({ } m, CommentWithdrawn e) => WithComment(m, e.Comment, CommentStatus.Withdrawn),
            ({ } m, CommentHidden e) => WithComment(m, e.Comment, CommentStatus.Hidden),
            ({ } m, CommentRestored e) => WithComment(m, e.Comment, e.Waiting == true ? CommentStatus.Waiting : CommentStatus.Visible),
            ({ } m, CommentPinned e) => m with { Comments = m.Comments with { Pinned = e.Comment, HiddenPinned = null } },
            ({ } m, ModerationSet e) => m with { Moderation = e.Mode },

            ({ } m, BallotDrafted e) => m with
            {
                Drafts = m.Draft(e.Draft.Id) is { } was ? m.Drafts!.Replace(was, e.Draft) : (m.Drafts ?? []).Add(e.Draft),
            },
            ({ } m, DraftDropped e) => WithoutDraft(m, e.Draft),
            ({ } m, BallotOpened e) => WithoutDraft(m, e.Draft) with { Ballots = m.Ballots.Add(Ballot.Opened(e, at)) },
            ({ } m, BallotClosing e) =>
                WithBallot(m, e.Ballot, b =>
                b with
                {
                    Status = BallotStatus.Closing,
                    Here = m.FreezesElectorate ? [.. m.Here.Order(StringComparer.Ordinal)] : null,
                    Replaced = m.Roll?.Replaced.Count,
                }),
            ({ } m, BallotClosed e) =>
                WithBallot(m, e.Ballot, b =>
                    b with
                    {
                        Status = BallotStatus.Closed,
                        Final = e.Tally,
                        Outcome = e.Outcome,
                        Root = e.Root,
                        Here = null,
                        Replaced = null,
                        EndedAt = at,
                    }),
            ({ } m, BallotRevealed e) => WithBallot(m, e.Ballot, b => b with { Revealed = true }),
            ({ } m, BallotVoided e) => WithBallot(m, e.Ballot, b => b with { Outcome = b.Outcome!.AsVoid(e.Reason) }),

            ({ } m, InRound e) => m with
            {
                Rounds = RoundEvolution.Evolve(m.Rounds, new Recorded<RoundEvent>(recorded.Seq, at, actor, recorded.Operation, e.Event, recorded.Name)),

                // The result of a round that ended with the meeting stands in the minutes.
                Minutes = m.Status == MeetingStatus.Closed && e.Event is RoundEvent.RoundClosed ? m.Minutes with { ChangedSeq = recorded.Seq } : m.Minutes,
            },

            ({ } m, CommitmentMade e) =>
                m with
                {
                    Commitments = m.Commitments.Add(
                        new MadeCommitment(e.Commitment, e.Topic, e.Department, e.What, e.Due, e.Item, e.Comment, e.DepartmentId))
                },
            ({ } m, CommitmentTakenBack e) => m with
            {
                Commitments = m.Commitments.RemoveAll(c => c.Commitment == e.Commitment),
                TakenBack = m.TakenBack.Add(e.Commitment),
            },
            ({ } m, TopicTold e) => WithItem(m with { Dropped = m.Dropped.RemoveAll(i => i.Id == e.Item) }, e.Item, i => i with { TopicTold = true }),

            ({ } m, MinutesCorrected e) => m with
            {
                Minutes = m.Minutes with
                {
                    Corrections = e.Text is null ? m.Minutes.Corrections.Remove(CamelCase.Of(e.Section))
                        : m.Minutes.Corrections.SetItem(CamelCase.Of(e.Section), e.Text),
                },
            },
            ({ } m, MinutesApproved e) => m with { Minutes = m.Minutes with { Approval = new Approval(at, actor, recorded.Seq, e.Covers) } },

            ({ } m, SceneShown e) => m with { Scene = e.Scene },

            ({ } m, BranchAdded e) => m with { Branches = m.Branches.SetItem(e.Branch, e.Title) },
            ({ } m, SeatedInBranch e) => m with { InBranch = m.InBranch.SetItem(e.Participant, e.Branch) },
            ({ } m, HubNoted e) => m with { Noted = e.Note },
            ({ } m, CommentForwarded e) => m with { Forwarded = m.Forwarded.Add(e.Comment) },
            ({ } m, HandForwarded) => m,
            _ => throw new InvalidOperationException($"No meeting evolves by {recorded.Event.GetType().Name} at {recorded.Seq}."),
        };
    }

    /// <summary>
    /// Where votes go by the roll, a member has one seat: the newer one, with what the member's vote weighs, whom they delegated to, and who delegated to them.
    /// Who was another member before keeps nothing of that one's.
    /// </summary>
    private static Meeting Seated(Meeting m, string participant, string member, string sector)
    {
        var members = m.Members.SetItem(participant, new SeatedMember(member, sector));
        if (m.Roll is not { Kind: RollKind.Register } roll)
        {
            return m with { Members = members };
        }

        var was = m.Members.GetValueOrDefault(participant)?.Member ?? roll.Unseated.GetValueOrDefault(participant);
        var next = was is not null && was != member
            ? m with { Weights = m.Weights.Remove(participant), Delegations = m.Delegations.Remove(participant) } : m;
        if (m.SeatOf(member) is { } before && before != participant)
        {
            next = AsMember(next, before, isMember: false) with
            {
                Weights = Moved(next.Weights, before, participant),
                Delegations = HandedOn(Moved(next.Delegations, before, participant), before, participant),
            };
            members = members.Remove(before);
        }

        return AsMember(
            next with { Members = members, Roll = roll.Seated(participant, member), UnseatedInBranch = next.UnseatedInBranch.Remove(participant) },
            participant, isMember: roll.Members.ContainsKey(member));
    }

    /// <summary>Whoever chose that member is represented by the one who sits there now; nobody by themselves.</summary>
    private static ImmutableSortedDictionary<string, Delegation> HandedOn(ImmutableSortedDictionary<string, Delegation> of, string from, string to) =>
        of.SetItems(of.Where(d => d.Value.To == from).Select(d => KeyValuePair.Create(d.Key, d.Value with { To = to }))) is var handed
            && handed.GetValueOrDefault(to)?.To == to ? handed.Remove(to) : handed;

    private static ImmutableSortedDictionary<string, T> Moved<T>(ImmutableSortedDictionary<string, T> of, string from, string to) =>
        of.TryGetValue(from, out var value) ? of.Remove(from).SetItem(to, value) : of;

    /// <summary>Everyone who is here as an attendee or a member, as the roll has them now.</summary>
    private static Meeting AsRolled(Meeting m) => m.Attendance.Keys.Aggregate(m, (next, p) => AsMember(next, p, next.MemberAt(p) is not null));

    /// <summary>Who is here as an attendee or a member is so as the roll has it.</summary>
    private static Meeting AsMember(Meeting m, string participant, bool isMember) =>
        m.Attendance.TryGetValue(participant, out var role) && role is Role.Attendee or Role.Member
            ? m with { Attendance = m.Attendance.SetItem(participant, isMember ? Role.Member : Role.Attendee) }
            : m;

    private static Meeting WithoutTexts(Meeting m, HashSet<long> seqs, long at) => m with
    {
        TextsRemoved = m.TextsRemoved.Union(seqs),
        TextsRemovedAt = at,
        Comments = m.Comments.Without(seqs),
        Rounds = m.Rounds.Without(seqs),
        Floor = m.Floor with { Hands = [.. m.Floor.Hands.Select(h => seqs.Contains(h.Seq) ? h with { About = RemovedText.Sentence } : h)] },
    };

    private static AgendaItem Planned(PlannedItem item) =>
        new(item.Id, item.Title, item.Kind, item.Minutes, ItemStatus.Planned, Topic: item.Topic, Documents: item.Documents);

    private static Meeting WithoutDraft(Meeting m, string? draft) =>
        m.Draft(draft) is { } was ? m with { Drafts = m.Drafts!.Count == 1 ? null : m.Drafts.Remove(was) } : m;

    private static ImmutableArray<ItemDocument>? NullWhereEmpty(ImmutableArray<ItemDocument> documents) => documents.IsEmpty ? null : documents;

    private static Meeting Stopped(Meeting m, DateTimeOffset at) => m with
    {
        Agenda = [.. m.Agenda.Select(i => i.Stopped(at))],
        Floor = m.Floor with { Speaker = m.Floor.Speaker?.Stopped(at) },
    };

    private static Meeting Running(Meeting m, DateTimeOffset at) => m with
    {
        Agenda = [.. m.Agenda.Select(i => i.Status == ItemStatus.Active ? i.Started(at) : i)],
        Floor = m.Floor with { Speaker = m.Floor.Speaker is { } speaker ? speaker with { Since = at } : null },
    };

    private static ImmutableList<AgendaItem> Finished(ImmutableList<AgendaItem> agenda) =>
        [.. agenda.Select(i => i.Status == ItemStatus.Active ? i with { Status = ItemStatus.Done } : i)];

    private static ImmutableList<AgendaItem> InsertAfter(ImmutableList<AgendaItem> agenda, string? after, AgendaItem item) =>
        agenda.Insert(agenda.FindIndex(i => i.Id == after) + 1, item);

    private static Meeting WithItem(Meeting m, string id, Func<AgendaItem, AgendaItem> change) =>
        m with { Agenda = [.. m.Agenda.Select(i => i.Id == id ? change(i) : i)] };

    private static Meeting WithBallot(Meeting m, string id, Func<Ballot, Ballot> change) =>
        m with { Ballots = [.. m.Ballots.Select(b => b.Id == id ? change(b) : b)] };

    private static Meeting WithComment(Meeting m, string id, CommentStatus status) => m with { Comments = m.Comments.Set(id, status) };

    private static int Place(ImmutableArray<string> order, string participant) => order.IndexOf(participant) is var at and >= 0 ? at : int.MaxValue;
}
