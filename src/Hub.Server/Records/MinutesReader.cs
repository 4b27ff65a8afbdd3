using System.Collections.Immutable;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using Hub.Domain.Opinion;
using Hub.Server.Access;
using Hub.Server.Contracts;
using Hub.Server.Journal;
using static Hub.Domain.Meetings.MeetingEvent;

namespace Hub.Server.Records;

/// <summary>The minutes of a meeting (会议纪要): what its stored events say, and beside it what the chair made of that.</summary>
/// <param name="Chain">The end of the meeting's chain of hashes: at the close, and as it is while the meeting goes on.</param>
/// <param name="Attendance">Who was here.</param>
/// <param name="Speakers">In the order in which they first had the floor.</param>
/// <param name="Decisions">Ballots that were closed, in their order; their counts where the room may see them.</param>
/// <param name="Comments">How many the room was shown.</param>
/// <param name="Corrections">The chair's words, by section; they stand in the place of the draft.</param>
/// <param name="ApprovedAt">Absent where nobody approved, or something has changed since.</param>
/// <param name="History">Corrections and approvals, oldest first.</param>
/// <param name="Changes">What was edited of the meeting itself, and that it was cancelled; oldest first.</param>
/// <param name="Cancelled">Why it was not held.</param>
/// <param name="Approval">The last approval, also where something has changed since; absent where there was none.</param>
/// <param name="AsOf">The last event that changed what is shown here: what an approval of it names as its <c>head</c>. Absent while the meeting goes
/// on.</param>
/// <param name="Layout">2: the document has the decisions before the annexes; absent: the meeting was scheduled before
/// <see cref="RecordFormat.Seventh"/>, and its document stays in the order in which it was approved.</param>
/// <param name="Hub">Of a branch, what it has noted of its hub; absent: it is none, or was cut off.</param>
/// <param name="Rounds">Opinion rounds that are closed, in their order; absent: there are none.</param>
public sealed record MinutesView(
    string Meeting, string Title, string Format, MeetingStatus Status, string? Venue, string? County, DateTimeOffset? StartsAt, DateTimeOffset? OpenedAt,
    DateTimeOffset? ClosedAt, ChainEnd Chain,
    AttendanceView Attendance, ImmutableArray<AgendaTimes> Agenda, ImmutableArray<SpeakerTimes> Speakers, ImmutableArray<DecisionView> Decisions,
    ImmutableArray<MadeCommitment> Commitments, int Comments,
    ImmutableSortedDictionary<string, string> Corrections, DateTimeOffset? ApprovedAt, string? ApprovedBy, ImmutableArray<MinutesChange> History,
    ImmutableArray<MeetingChange> Changes, Cancellation? Cancelled = null, ApprovalView? Approval = null, long? AsOf = null,
    int? Layout = null, HubNote? Hub = null, ImmutableArray<RoundMinutes>? Rounds = null);

/// <summary>What an opinion round said in the end.</summary>
/// <param name="Words">What can be said of groups, and how surely.</param>
/// <param name="Statements">Those that enough people answered and nobody hid, what bridges most first.</param>
public sealed record RoundMinutes(string Id, string Question, int People, int Stances, Text Words, ImmutableArray<StatementMinutes> Statements);

/// <param name="Bridging">How much people of different minds agree on it, from 0 to 1; absent: too few for slices of the map.</param>
public sealed record StatementMinutes(string Text, int Agree, int Disagree, int Pass, double? Bridging = null);

/// <param name="Hash">SHA-256 in hex; see <see cref="Chain"/>.</param>
public sealed record ChainEnd(long Seq, string Hash);

/// <param name="CheckIn">Whether one had to check in; else everyone with a seat is counted.</param>
/// <param name="Members">How many of them as members, those who preside as members among them.</param>
/// <param name="Entitled">Where votes go by the roll, how many of it are entitled (应到).</param>
/// <param name="Present">Of these, how many are present (出席): with a seat, or marked as here without a device.</param>
/// <param name="People">For the chair and the operator everyone; for anybody else those whose office is public: members and chairs.</param>
public sealed record AttendanceView(
    bool CheckIn, int Total, int Members, ImmutableArray<PersonAttending> People, int? Entitled = null, int? Present = null);

/// <param name="Name">At the close.</param>
/// <param name="Sector">Of a member of the register.</param>
/// <param name="Verified">See <see cref="PersonView.Verified"/>, here and below.</param>
/// <param name="Removed">See <see cref="PersonView.Removed"/>, here and below.</param>
public sealed record PersonAttending(string Participant, string? Name, Role Role, string? Sector, bool? Verified = null, bool? Removed = null);

/// <param name="Documents">What was read with it; absent: nothing.</param>
public sealed record AgendaTimes(
    string Id, string Title, ItemStatus Status, double PlannedMinutes, double SpentSeconds, string? Topic, ImmutableArray<ItemDocument>? Documents = null);

public sealed record SpeakerTimes(string Participant, string? Name, int Turns, double Seconds, bool? Verified = null, bool? Removed = null);

public sealed record DecisionView(
    string Ballot, string Question, BallotKind Kind, Secrecy Secrecy, ImmutableArray<BallotOption> Options, DateTimeOffset ClosedAt, Tally Tally,
    Outcome? Outcome);

/// <param name="Section">Absent: an approval.</param>
/// <param name="Text">Absent of a correction: the draft was put back.</param>
public sealed record MinutesChange(
    long Seq, DateTimeOffset At, string? Name, MinutesSection? Section = null, string? Text = null, bool? Verified = null, bool? Removed = null);

/// <summary>The meeting itself was edited or called off. What did not change is absent.</summary>
/// <param name="Name">Of whoever did it from a seat.</param>
/// <param name="ByStaff">The operator did it, without a seat.</param>
/// <param name="ByClerk">The registration clerk did it, at the hall's door.</param>
/// <param name="Cancelled">The reason.</param>
public sealed record MeetingChange(
    long Seq, DateTimeOffset At, string? Name, bool ByStaff, TextChange? Title = null, TextChange? Venue = null, TimeChange? StartsAt = null,
    VisibilityChange? Visibility = null,
    string? Cancelled = null, bool? Verified = null, bool? Removed = null, RollChange? Roll = null, bool? ByClerk = null);

/// <summary>What became of the roll's seats while the meeting went on.</summary>
/// <param name="Name">Of whose seat was taken, or went to another; told to the chair and to staff.</param>
/// <param name="Reason">Of a seat that the chair took; told to them, too.</param>
/// <param name="Members">How many members were marked present, or not any more.</param>
public sealed record RollChange(
    RollAct Act, string? Participant = null, string? Name = null, string? Reason = null, int? Members = null, bool? Verified = null, bool? Removed = null);

[System.Text.Json.Serialization.JsonConverter(typeof(CamelCase<RollAct>))]
public enum RollAct
{
    /// <summary>The chair took a seat, or turned a claim down.</summary>
    Unseated,

    /// <summary>A member came with their own link, account or card, and has the seat of whoever was believed to be them.</summary>
    Replaced,

    /// <summary>Members are here without a device.</summary>
    Marked,

    Unmarked,
}

/// <param name="From">Absent: there was none.</param>
/// <param name="To">Absent: there is none any more.</param>
public sealed record TextChange(string? From, string? To);

/// <inheritdoc cref="TextChange"/>
public sealed record TimeChange(DateTimeOffset? From, DateTimeOffset? To);

public sealed record VisibilityChange(Visibility From, Visibility To);

/// <summary>Reads a meeting's stream and drafts its minutes.</summary>
internal sealed class MinutesReader(IJournal journal, IDirectory directory)
{
    /// <returns>Null where there is no such meeting.</returns>
    /// <exception cref="CorruptStreamException">The record cannot be read.</exception>
    public async Task<MinutesView?> Read(string id, Audience audience, bool isStaff, CancellationToken cancel)
    {
        Meeting? meeting = null;
        var (names, closedAt) = (new RecordedNames(), long.MaxValue);
        var (chain, sealedAtClose, opened, closed) = (default(ChainEnd), false, default(DateTimeOffset?), default(DateTimeOffset?));
        var changes = new List<(string Actor, MeetingChange Change)>();
        var (present, presided, turns, decided, history) =
            (new Dictionary<string, Role>(), new HashSet<string>(), new List<(string Participant, long Seq)>(), new Dictionary<string, DateTimeOffset>(),
            new List<(Recorded<MeetingEvent> Recorded, MinutesSection? Section, string? Text)>());
        await foreach (var commit in journal.Read(StreamNames.OfMeeting(id), Head.None, cancel))
        {
            foreach (var recorded in StoredEvents.Unpack<MeetingEvent>(commit))
            {
                var before = meeting;
                meeting = MeetingEvolution.Evolve(meeting, recorded);
                names.Take(recorded);
                switch (recorded.Event)
                {
                    case MeetingOpened:
                        opened = recorded.At;
                        break;
                    case MeetingClosed:
                        (closed, closedAt) = (recorded.At, recorded.Seq);
                        break;
                    case CheckedIn e:
                        present[recorded.Actor] = e.Role;
                        if (e.AsMember == true)
                        {
                            presided.Add(recorded.Actor);
                        }

                        break;
                    case SeatsConfirmed or MemberSeated or RollSet when meeting.VotesByRoll:
                        Stand(meeting, present);
                        break;
                    case Unseated e:
                        changes.Add(Change(before!, meeting, recorded, new RollChange(RollAct.Unseated, e.Participant, Reason: e.Reason)));
                        Stand(meeting, present);
                        break;
                    case SeatReplaced e:
                        changes.Add(Change(before!, meeting, recorded, new RollChange(RollAct.Replaced, e.Was)));
                        Stand(meeting, present);
                        break;
                    case MarkedPresent e:
                        changes.Add(Change(before!, meeting, recorded, new RollChange(RollAct.Marked, Members: e.Members.Length)));
                        break;
                    case UnmarkedPresent e:
                        changes.Add(Change(before!, meeting, recorded, new RollChange(RollAct.Unmarked, Members: e.Members.Length)));
                        break;
                    case FloorGiven e:
                        turns.Add((e.Participant, recorded.Seq));
                        break;
                    case BallotClosed e:
                        decided[e.Ballot] = recorded.At;
                        break;
                    case MinutesCorrected e:
                        history.Add((recorded, e.Section, e.Text));
                        break;
                    case MinutesApproved:
                        history.Add((recorded, null, null));
                        break;
                    case MeetingEdited or MeetingCancelled:
                        changes.Add(Change(before!, meeting, recorded));
                        break;
                    default:
                        break;
                }
            }

            if (!sealedAtClose)
            {
                // What is shown or hidden after the close does not change what the close sealed.
                (chain, sealedAtClose) = (new ChainEnd(commit.LastSeq, commit.Hash.ToString()), closed is not null);
            }
        }

        await names.Find(directory, StreamNames.OfMeeting(id), cancel);
        return meeting is null ? null : View(
            id, meeting, chain!, opened, closed, present, presided, turns, decided, history, changes, audience == Audience.Chair || isStaff, names, closedAt);
    }

    /// <summary>Everyone who is here, as the roll has them from now on.</summary>
    private static void Stand(Meeting meeting, Dictionary<string, Role> present)
    {
        foreach (var (participant, role) in meeting.Attendance)
        {
            present[participant] = role;
        }
    }

    private static (string Actor, MeetingChange Change) Change(Meeting before, Meeting after, Recorded<MeetingEvent> recorded, RollChange? roll = null) =>
        (recorded.Actor, new MeetingChange(
        recorded.Seq, recorded.At, null, recorded.Actor == Actor.Operator.Id,
        before.Title == after.Title ? null : new TextChange(before.Title, after.Title),
        before.Venue == after.Venue ? null : new TextChange(before.Venue, after.Venue),
        before.StartsAt == after.StartsAt ? null : new TimeChange(before.StartsAt, after.StartsAt),
        before.Visibility == after.Visibility ? null : new VisibilityChange(before.Visibility, after.Visibility),
        (recorded.Event as MeetingCancelled)?.Reason, Roll: roll, ByClerk: recorded.Actor == Actor.Clerk.Id ? true : null));

    private static MinutesView View(
        string id, Meeting meeting, ChainEnd chain, DateTimeOffset? opened, DateTimeOffset? closed, Dictionary<string, Role> present, HashSet<string> presided,
        List<(string Participant, long Seq)> turns,
        Dictionary<string, DateTimeOffset> decided, List<(Recorded<MeetingEvent> Recorded, MinutesSection? Section, string? Text)> history,
        List<(string Actor, MeetingChange Change)> changes,
        bool everyone, RecordedNames names, long closedAt)
    {
        if (meeting.Status == MeetingStatus.Cancelled)
        {
            // Who had come for it attended nothing.
            present = [];
        }
        else if (!meeting.Rules.CheckIn)
        {
            // Who took part, as the close recorded it; while the meeting goes on, as far as it has.
            present = names.Participants.Where(p => names.IsNamed(p, closedAt)).Select(p => names.At(p, closedAt)).Where(p => p.Role >= Role.Attendee)
                .ToDictionary(p => p.Participant, p => p.Role!.Value);
        }

        var people = present
            .Where(p => everyone || p.Value == Role.Chair || meeting.Members.ContainsKey(p.Key))
            .Select(p => (Role: p.Value, Is: names.At(p.Key, closedAt)))
            .Select(p =>
                new PersonAttending(
                p.Is.Participant, p.Is.Name, p.Role, meeting.Members.GetValueOrDefault(p.Is.Participant)?.Sector, p.Is.Verified, p.Is.Removed))
            .OrderByDescending(p => p.Role).ThenBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Participant, StringComparer.Ordinal);
        var spoken = meeting.Floor.Spoken;
        var approval = ApprovalView.Of(meeting, names.At);
        return new MinutesView(
            id, meeting.Title, meeting.Format, meeting.Status, meeting.Venue, meeting.County, meeting.StartsAt, opened, closed, chain,
            new AttendanceView(meeting.Rules.CheckIn, present.Count, present.Count(p => p.Value == Role.Member || presided.Contains(p.Key)), [.. people],
                meeting.VotesByRoll ? meeting.Entitled : null, meeting.VotesByRoll ? meeting.PresentByRoll : null),
            [.. meeting.Agenda.Select(i => new AgendaTimes(i.Id, i.Title, i.Status, i.Minutes, i.Spent.TotalSeconds, i.Topic, i.Documents))],
            [
                .. turns.GroupBy(t => t.Participant).Select(t => (Is: names.At(t.Key, t.Last().Seq), Turns: t.Count())).Select(s =>
                    new SpeakerTimes(
                        s.Is.Participant, s.Is.Name, s.Turns, spoken.GetValueOrDefault(s.Is.Participant).TotalSeconds, s.Is.Verified, s.Is.Removed)),
            ],
            [
                .. meeting.Ballots.Where(b => b.Status == BallotStatus.Closed).Select(b => new DecisionView(
                    b.Id, b.Question, b.Rules.Kind, b.Secrecy, b.Rules.Options, decided[b.Id], b.CountsShown ? b.Final! : b.Final!.WithoutCounts(),
                    b.CountsShown || b.Outcome?.Void is not null ? b.Outcome : null)),
            ],
            [.. meeting.Commitments], meeting.Comments.Total,
            meeting.Minutes.Corrections,
            meeting.Minutes.IsApproved ? approval!.At : null, meeting.Minutes.IsApproved ? approval!.Name : null,
            [
                .. history.Select(h => (h.Recorded, h.Section, h.Text, Is: names.At(h.Recorded.Actor, h.Recorded.Seq))).Select(h =>
                    new MinutesChange(h.Recorded.Seq, h.Recorded.At, h.Is.Name, h.Section, h.Text, h.Is.Verified, h.Is.Removed)),
            ],
            [.. changes.Select(c => (c.Change, Is: names.At(c.Actor, c.Change.Seq)))
                .Select(c => c.Change with
                {
                    Name = c.Is.Name,
                    Verified = c.Is.Verified,
                    Removed = c.Is.Removed,
                    Roll = c.Change.Roll is not { Participant: { } of } roll ? c.Change.Roll
                        : !everyone ? new RollChange(roll.Act)
                        : names.At(of, c.Change.Seq) is var whose ? roll with { Name = whose.Name, Verified = whose.Verified, Removed = whose.Removed }
                        : roll,
                })],
            meeting.Cancelled, approval, closed is null ? null : meeting.Minutes.ChangedSeq,
            meeting.RecordFormat >= RecordFormat.Seventh ? 2 : null, meeting.Noted, Rounds(meeting));
    }

    private static ImmutableArray<RoundMinutes>? Rounds(Meeting meeting) => !meeting.Rounds.All.Exists(r => r.Result is not null) ? null
        : [.. meeting.Rounds.All.Where(r => r.Result is not null).Select(r => new RoundMinutes(
            r.Id, r.Question, r.Result!.People, r.Result.Stances, r.Result.Confidence.Words,
            [.. r.Result.Statements.Select(s => (Counts: s, Statement: r.Find(s.Id))).Where(s => s.Statement is { Status: StatementStatus.Visible })
                .Select(s => new StatementMinutes(s.Statement!.Text, s.Counts.Agree, s.Counts.Disagree, s.Counts.Pass, s.Counts.Bridging))]))];
}
