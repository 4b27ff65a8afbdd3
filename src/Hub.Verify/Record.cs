using System.Collections.Immutable;
using System.Text.Json;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using Hub.Domain.Opinion;

namespace Hub.Verify;

/// <summary>A meeting and its ballots, told again from its two streams.</summary>
internal sealed class Record
{
    private static readonly JsonSerializerOptions Stored = new(JsonSerializerDefaults.Web) { AllowOutOfOrderMetadataProperties = true };

    private readonly List<string> _wrong = [];
    private readonly Dictionary<string, Role> _here = [];
    private readonly Dictionary<string, string> _seats = [];
    private readonly Dictionary<string, Weight> _weights = [];
    private readonly HashSet<(string Participant, Role Role)> _roles = [];
    private readonly Dictionary<string, string> _memberOf = [];
    private readonly Dictionary<string, string> _claims = [];
    private readonly Dictionary<string, string> _unseated = [];
    private readonly Dictionary<string, Role> _as = [];
    private readonly HashSet<string> _chaired = [];
    private readonly HashSet<string> _presiding = [];
    private readonly HashSet<string> _marked = [];
    private readonly HashSet<string> _markedOnce = [];
    private readonly List<SeatChange> _replaced = [];
    private readonly List<(long At, int Count)> _entitled = [];
    private HashSet<string> _rolled = [];
    private readonly HashSet<(string Participant, Weight Weight)> _weighed = [];
    private readonly HashSet<(string Participant, string To)> _delegated = [];
    private readonly HashSet<string> _named = [];
    private readonly HashSet<string> _outside = [];
    private readonly HashSet<string> _branches = [];
    private readonly HashSet<string> _inBranch = [];
    private readonly SecondFormat _second;
    private MeetingEvent.MeetingScheduled? _scheduled;
    private bool _opened;

    private Record(SecondFormat second) => _second = second;

    public Dictionary<string, RecordedBallot> Ballots { get; } = [];

    /// <summary>Those that everybody may read at the end.</summary>
    public HashSet<string> VisibleComments { get; } = [];

    /// <summary>Of opinion rounds: those that are neither waiting nor hidden at the end.</summary>
    public HashSet<string> VisibleStatements { get; } = [];

    /// <summary>
    /// Questions in the box that the meeting never announced, because a crash came between, and that somebody voted on: it counts for nothing.
    /// </summary>
    public HashSet<string> Unannounced { get; } = [];

    /// <summary>What cannot have happened in a meeting, ballot or not.</summary>
    public IReadOnlyList<string> Wrong => _wrong;

    public string? Title { get; private set; }

    /// <summary>Whether the meeting came to its end: what was cut off behind it would be missing here.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Whether the box took its last vote.</summary>
    public bool IsSealed { get; private set; }

    public static Record Of(Export export, SecondFormat second)
    {
        var record = new Record(second);
        foreach (var (seq, stored) in MeetingOf(export))
        {
            record.Take(seq, stored);
        }

        record.CheckWhoStoodOutside();
        foreach (var commit in export.Commits.Where(c => c.Stream != export.Room))
        {
            foreach (var stored in Events<BoxEvent>(commit))
            {
                record.Take(stored);
            }
        }

        return record;
    }

    /// <summary>The meeting's own stream, with the seq of each event.</summary>
    public static IEnumerable<(long Seq, StoredEvent<MeetingEvent> Stored)> MeetingOf(Export export) =>
        export.Commits.Where(c => c.Stream == export.Room).SelectMany(c => Events<MeetingEvent>(c).Select((stored, i) => (c.FirstSeq + i, stored)));

    /// <param name="commit">Of the meeting's stream.</param>
    public static IEnumerable<MeetingEvent> EventsOf(ExportedCommit commit) => Events<MeetingEvent>(commit).Select(stored => stored.Event);

    private static List<StoredEvent<T>> Events<T>(ExportedCommit commit)
    {
        var events = JsonSerializer.Deserialize<List<StoredEvent<T>>>(commit.Payload, Stored)!;
        return events.Count == commit.LastSeq - commit.FirstSeq + 1
            ? events : throw new FormatException($"Commit {commit.Number} of {commit.Stream} has {events.Count} events.");
    }

    private void Take(long seq, StoredEvent<MeetingEvent> stored)
    {
        Name(seq, stored);
        if (stored.Event is MeetingEvent.MeetingScheduled scheduled)
        {
            if (scheduled.RecordFormat is { } format and (< (int)RecordFormat.Second or > (int)RecordFormats.Newest))
            {
                _wrong.Add($"its record is of format {format}, which this program does not know");
            }

            if (scheduled.Roll is null && scheduled.RecordFormat >= (int)RecordFormat.Fourth)
            {
                _wrong.Add("it has no roll, without which its format schedules none");
            }

            if (scheduled.Roll is not null && (scheduled.RecordFormat ?? 1) < (int)RecordFormat.Third)
            {
                _wrong.Add("it has a roll, which its format does not know");
            }

            if (scheduled.Hub is not null && (scheduled.RecordFormat ?? 1) < (int)RecordFormat.Ninth)
            {
                _wrong.Add("it is a branch, which its format does not know");
            }

            if (_scheduled is not null)
            {
                _wrong.Add("it is scheduled twice");
            }

            _scheduled ??= scheduled;
            Title ??= scheduled.Title;
            return;
        }

        var rules = _scheduled?.Rules ?? throw new FormatException("The meeting does not begin with its schedule.");
        if (IsClosed && !MeetingDecider.MayFollowTheClose(stored.Event))
        {
            _wrong.Add($"{stored.Event.GetType().Name} after its close");
        }

        if (!IsClosed && stored.Event is (MeetingEvent.MinutesApproved or MeetingEvent.MinutesCorrected))
        {
            _wrong.Add($"{stored.Event.GetType().Name} before its close");
        }

        var role = (stored.Event as MeetingEvent.CheckedIn)?.Role ?? (stored.Event as MeetingEvent.Delegated)?.Role;
        if (role is { } acts && stored.Name?.As is { } recorded && acts != recorded)
        {
            _wrong.Add($"{stored.Actor} acts as {CamelCase.Of(acts)} under a name that was recorded as {CamelCase.Of(recorded)}");
        }

        if (!SecondFormat.IsPerson(stored.Actor) && stored.Actor != Actor.Clerk.Id
            && SaidOfSeats(stored.Event).FirstOrDefault(p => !_inBranch.Contains(p)) is { } outsider)
        {
            _wrong.Add($"the house says whose seat {outsider} has, who sits in no branch");
        }

        switch (stored.Event)
        {
            case MeetingEvent.CheckedIn e: CheckIn(stored.Actor, e, rules); break;
            case MeetingEvent.CheckedOut: _here.Remove(stored.Actor); _presiding.Remove(stored.Actor); break;
            case MeetingEvent.WeightSet e: _weights[e.Participant] = e.Weight; _weighed.Add((e.Participant, e.Weight)); break;
            case MeetingEvent.Delegated { To: { } to } e: _delegated.Add((stored.Actor, to)); Came(stored.Actor, e.Role); break;
            case MeetingEvent.RollSet e: _rolled = [.. e.Members.Select(m => m.Member)]; NoteWhoMayVote(); break;
            case MeetingEvent.MemberSeated e: Seat(e.Participant, e.Member); break;
            case MeetingEvent.SeatClaimed e: _claims[stored.Actor] = e.Member; break;
            case MeetingEvent.ClaimsStopped e: _claims.Remove(e.Participant); break;
            case MeetingEvent.SeatsConfirmed e: e.Seats.ToList().ForEach(Confirm); break;
            case MeetingEvent.SeatReplaced e: Replace(e); break;
            case MeetingEvent.Unseated e: Unseat(e); break;
            case MeetingEvent.MarkedPresent e: Mark(e); break;
            case MeetingEvent.UnmarkedPresent e: _marked.ExceptWith(e.Members); break;
            case MeetingEvent.Commented { Waiting: false } e: VisibleComments.Add(e.Comment); break;
            case MeetingEvent.CommentApproved e: VisibleComments.Add(e.Comment); break;
            case MeetingEvent.CommentRestored { Waiting: not true } e: VisibleComments.Add(e.Comment); break;
            case MeetingEvent.CommentHidden e: VisibleComments.Remove(e.Comment); break;
            case MeetingEvent.CommentWithdrawn e: VisibleComments.Remove(e.Comment); break;
            case MeetingEvent.InRound { Event: RoundEvent.RoundOpened e }: VisibleStatements.UnionWith(e.Statements.Select(s => s.Id)); break;
            case MeetingEvent.InRound { Event: RoundEvent.StatementAdded { Waiting: not true } e }: VisibleStatements.Add(e.Statement); break;
            case MeetingEvent.InRound { Event: RoundEvent.StatementApproved e }: VisibleStatements.Add(e.Statement); break;
            case MeetingEvent.InRound { Event: RoundEvent.StatementHidden e }: VisibleStatements.Remove(e.Statement); break;
            case MeetingEvent.BallotOpened e when Ballots.TryGetValue(e.Ballot, out var opened): opened.Object("it is opened twice"); break;
            case MeetingEvent.BallotOpened e:
                Ballots[e.Ballot] = new RecordedBallot(e, new Before(
                    rules, _scheduled.Roll, _memberOf.ToImmutableDictionary(), [.. _roles], [.. _weighed], [.. _delegated], VotersHere(rules),
                    _weights.ToImmutableDictionary(),
                    _second.Binds(seq) ? _second.Since : null,
                    new RollBefore(_replaced, [.. _entitled], [.. _markedOnce], [.. _marked], _scheduled.RecordFormat >= (int)RecordFormat.Fourth)));
                break;
            case MeetingEvent.BallotClosing e: Held(e.Ballot).Closing([.. IsByRoll && !rules.CheckIn ? _seats.Keys.AsEnumerable() : _here.Keys]); break;
            case MeetingEvent.BallotClosed e: Held(e.Ballot).Close(e, _second.Binds(seq) ? [.. _named] : null); break;
            case MeetingEvent.BallotVoided e: Held(e.Ballot).Void(e.Reason); break;
            case MeetingEvent.MeetingOpened: _opened = true; break;
            case MeetingEvent.MeetingEdited e when _opened
                && e != new MeetingEvent.MeetingEdited(e.Title) && !(IsClosed && e == new MeetingEvent.MeetingEdited(Visibility: e.Visibility)):
                _wrong.Add("more than its title is edited after it was opened"); break;
            case MeetingEvent.MeetingEdited e: Title = e.Title ?? Title; break;
            case MeetingEvent.MeetingCancelled: _wrong.Add("it is cancelled, and yet held"); break;
            case MeetingEvent.MeetingClosed: IsClosed = true; break;
            case MeetingEvent.BranchAdded e: _branches.Add(e.Branch); break;
            case MeetingEvent.SeatedInBranch e when !_branches.Contains(e.Branch):
                _wrong.Add($"{e.Participant} sits in {e.Branch}, which is no branch of it"); break;
            case MeetingEvent.SeatedInBranch e: _inBranch.Add(e.Participant); break;
            case MeetingEvent.HubNoted or MeetingEvent.CommentForwarded or MeetingEvent.HandForwarded when _scheduled.Hub is null:
                _wrong.Add($"{stored.Event.GetType().Name}, and it is no branch"); break;
            default: break;
        }

        NoteWhoIsEntitled(stored);
    }

    /// <summary>Whom a chair, or the clerk, seats or unseats by their own word; at a hub the house does, of those whose branch has said so.</summary>
    private static IEnumerable<string> SaidOfSeats(MeetingEvent happened) => happened switch
    {
        MeetingEvent.Unseated e => [e.Participant],
        MeetingEvent.SeatsConfirmed e => e.Seats.Select(s => s.Participant),
        _ => [],
    };

    /// <summary>
    /// A chair who does not vote stands outside: whether somebody is one, says what they are here as, or the name under which they acted last.
    /// </summary>
    private void NoteWhoIsEntitled(StoredEvent<MeetingEvent> stored)
    {
        if (!IsByRoll)
        {
            return;
        }

        if (stored.Name is { } name)
        {
            _as[stored.Actor] = name.As;
        }

        foreach (var seat in stored.Event is MeetingEvent.SeatsRecorded recorded ? recorded.Seats : [])
        {
            _as[seat.Participant] = seat.Name.As;
        }

        _chaired.UnionWith(_as.Where(a => a.Value == Role.Chair).Select(a => a.Key));
        var outside = _seats.Where(s => IsOutside(s.Key)).Select(s => s.Value).ToHashSet();
        var count = _rolled.Count(m => !outside.Contains(m));
        if (_entitled.Count == 0 || _entitled[^1].Count != count)
        {
            _entitled.Add((stored.At, count));
        }
    }

    private bool IsOutside(string participant) =>
        !_presiding.Contains(participant)
            && (_here.TryGetValue(participant, out var here) ? here == Role.Chair : _as.GetValueOrDefault(participant) == Role.Chair);

    /// <summary>What the chair confirms, that participant has said before, or was until their seat was taken.</summary>
    private void Confirm(ConfirmedSeat seat)
    {
        if ((_claims.GetValueOrDefault(seat.Participant) ?? _unseated.GetValueOrDefault(seat.Participant)) != seat.Member)
        {
            _wrong.Add($"{seat.Participant} is confirmed as {seat.Member} and never said to be them");
        }

        Seat(seat.Participant, seat.Member);
    }

    private void Replace(MeetingEvent.SeatReplaced e)
    {
        if (_seats.GetValueOrDefault(e.Was) != e.Member)
        {
            _wrong.Add($"{e.Was} gives up the seat of {e.Member}, which was not theirs");
        }

        _replaced.Add(new SeatChange(e.Was, e.Outside == true ? null : e.Participant));
        if (e.Outside == true)
        {
            _outside.Add(e.Participant);
        }

        Seat(e.Participant, e.Member);
    }

    private void CheckWhoStoodOutside() =>
        _wrong.AddRange(_outside.Where(p => !_chaired.Contains(p)).Select(p => $"{p} is said to chair, so that nobody votes in that seat, and never did"));

    private void Unseat(MeetingEvent.Unseated e)
    {
        _claims.Remove(e.Participant);
        if (_seats.Remove(e.Participant))
        {
            _unseated[e.Participant] = e.Member;
        }
    }

    private void Mark(MeetingEvent.MarkedPresent e)
    {
        _wrong.AddRange(e.Members.Where(m => !_rolled.Contains(m)).Select(m => $"{m} is marked present and is not on the roll"));
        _marked.UnionWith(e.Members);
        _markedOnce.UnionWith(e.Members);
    }

    /// <summary>Who has a name in the record by now; or can have none, as they acted when nobody had, or as it was removed.</summary>
    private void Name(long seq, StoredEvent<MeetingEvent> stored)
    {
        if (stored.Name is not null || !_second.Binds(seq))
        {
            _named.Add(stored.Actor);
        }

        switch (stored.Event)
        {
            case MeetingEvent.SeatsRecorded e: _named.UnionWith(e.Seats.Select(s => s.Participant)); break;
            case MeetingEvent.NameRemoved e: _named.Add(e.Participant); break;
            default: break;
        }
    }

    /// <summary>A chair who is there as a member, too, votes as one, where the format lets a presiding member vote.</summary>
    private void CheckIn(string actor, MeetingEvent.CheckedIn e, FormatRules rules)
    {
        var presides = e.Role == Role.Chair && rules.ChairVotes == true;
        if (e.AsMember == true && !presides)
        {
            _wrong.Add($"{actor} checks in as a {CamelCase.Of(e.Role)} who votes as a member, which is not offered");
        }

        var votes = e.AsMember == true && presides ? Role.Member : e.Role;
        _here[actor] = votes;
        if (votes == Role.Member && e.Role == Role.Chair)
        {
            _presiding.Add(actor);
        }
        else
        {
            _presiding.Remove(actor);
        }

        Came(actor, votes);
    }

    /// <summary>Where votes go by the roll, nobody comes as one who votes but by their seat.</summary>
    private void Came(string participant, Role role)
    {
        if (!IsByRoll)
        {
            _roles.Add((participant, role));
        }
    }

    private bool IsByRoll => _scheduled is { Roll: RollKind.Register };

    /// <summary>A member has one seat: the newer one.</summary>
    private void Seat(string participant, string member)
    {
        foreach (var before in _seats.Where(s => IsByRoll && s.Value == member && s.Key != participant).Select(s => s.Key).ToList())
        {
            _seats.Remove(before);
        }

        _seats[participant] = member;
        _memberOf[participant] = member;
        _unseated.Remove(participant);
        foreach (var claim in _claims.Where(c => c.Key == participant || c.Value == member).Select(c => c.Key).ToList())
        {
            _claims.Remove(claim);
        }

        NoteWhoMayVote();
    }

    private void NoteWhoMayVote()
    {
        if (IsByRoll)
        {
            _roles.UnionWith(_seats.Where(s => _rolled.Contains(s.Value)).Select(s => (s.Key, Role.Member)));
        }
    }

    /// <summary>Who is here, and as what they vote: where votes go by the roll, its members do, and nobody else.</summary>
    private ImmutableDictionary<string, Role> VotersHere(FormatRules rules) =>
        !IsByRoll ? _here.ToImmutableDictionary()
        : (rules.CheckIn ? _here.Keys : _seats.Keys.AsEnumerable()).ToImmutableDictionary(p => p, p =>
            _seats.TryGetValue(p, out var member) && _rolled.Contains(member) && _here.GetValueOrDefault(p, Role.Member) != Role.Chair
                ? Role.Member : Role.Observer);

    private RecordedBallot Held(string ballot) =>
        Ballots.GetValueOrDefault(ballot) ?? throw new FormatException($"The ballot {ballot} ends and was never opened.");

    private void Take(StoredEvent<BoxEvent> stored)
    {
        if (IsSealed)
        {
            _wrong.Add($"{stored.Event.GetType().Name} after the box was sealed");
        }

        IsSealed |= stored.Event is BoxEvent.BoxSealed;
        var ballot = stored.Event switch
        {
            BoxEvent.QuestionOpened e => e.Ballot,
            BoxEvent.Voted e => e.Ballot,
            BoxEvent.VotedConfidentially e => e.Ballot,
            BoxEvent.HandsCounted e => e.Ballot,
            BoxEvent.SeatsReplaced e => e.Ballot,
            BoxEvent.QuestionClosed e => e.Ballot,
            _ => null,
        };
        if (ballot is not null && Ballots.TryGetValue(ballot, out var held))
        {
            held.Take(stored.Event, stored.Actor, stored.Op, stored.At);
        }
        else if (stored.Event is BoxEvent.QuestionClosed)
        {
            _wrong.Add($"the box closed {ballot}, which the meeting never opened");
        }
        else if (ballot is not null && stored.Event is not BoxEvent.QuestionOpened)
        {
            Unannounced.Add(ballot);
        }
    }
}

/// <summary>An event in its envelope.</summary>
internal sealed record StoredEvent<T>(int V, long At, string Actor, string Op, T Event, RecordedName? Name = null);
