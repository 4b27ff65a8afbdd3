using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using Hub.Domain.Topics;
using Hub.Server.Journal;

namespace Hub.Server.Views;

/// <summary>
/// What members did, for their duty records: once a meeting is closed, what each member who sat there did in it; and the topics that members raised. A meeting
/// that was never held counts for nothing. Of a ballot it is known that a member took part, and never how.
/// </summary>
internal sealed class DutyView(IJournal journal, Hub.Domain.Calendar calendar, Action<Commit, Exception> unreadable) : CollectingView
{
    public override IReadOnlyList<ViewTable> Tables { get; } =
    [
        new(
            "attended",
            """
            member VARCHAR NOT NULL, meeting VARCHAR NOT NULL, title VARCHAR NOT NULL, year BIGINT NOT NULL, closed_at BIGINT NOT NULL,
              present BIGINT NOT NULL, milliseconds BIGINT NOT NULL,
            comments BIGINT NOT NULL, ballots BIGINT NOT NULL
            """,
            "member, meeting", "year, member"),
        new("raised", "member VARCHAR NOT NULL, topic VARCHAR NOT NULL, title VARCHAR NOT NULL, year BIGINT NOT NULL, raised_at BIGINT NOT NULL",
            "member, topic", "year, member"),
    ];

    public override ValueTask Take(Commit commit, CancellationToken cancel) =>
        StreamNames.Meeting(commit.Stream) is { } meeting
            && commit.Payload.Span.IndexOf("\"$type\":\"meetingClosed\""u8) >= 0 ? TakeClosed(meeting, commit, cancel)
        : StreamNames.Meeting(commit.Stream) is { } edited && commit.Payload.Span.IndexOf("\"$type\":\"meetingEdited\""u8) >= 0 ? TakeEdited(edited, commit)
        : StreamNames.Topic(commit.Stream) is { } topic
            && (commit.Payload.Span.IndexOf("\"member\":\""u8) >= 0 || commit.Payload.Span.IndexOf("\"$type\":\"topicTextsRemoved\""u8) >= 0)
                ? TakeRaised(topic, commit)
        : ValueTask.CompletedTask;

    private ValueTask TakeRaised(string topic, Commit commit)
    {
        foreach (var recorded in Folding.Topic(commit, e => unreadable(commit, e)))
        {
            if (recorded.Event is TopicEvent.TopicRaised { Member: { } member } raised)
            {
                Collected.Add(new Statement(
                    "INSERT INTO {raised} (member, topic, title, year, raised_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (member, topic) DO NOTHING",
                    member, topic, raised.Title, (long)calendar.DayOf(recorded.At).Year, recorded.At.ToUnixTimeMilliseconds()));
            }
            else if (recorded.Event is TopicEvent.TopicTextsRemoved removed && removed.Seqs.Contains(Topic.RaisedSeq))
            {
                Collected.Add(new Statement("UPDATE {raised} SET title = $2 WHERE topic = $1", topic, RemovedText.Sentence));
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>A title that was put right after the close stands right in the records of those who were there.</summary>
    private ValueTask TakeEdited(string meeting, Commit commit)
    {
        foreach (var recorded in Folding.Meeting(commit, e => unreadable(commit, e)))
        {
            if (recorded.Event is MeetingEvent.MeetingEdited { Title: { } title })
            {
                Collected.Add(new Statement("UPDATE {attended} SET title = $2 WHERE meeting = $1", meeting, title));
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>The meeting from its beginning: what it comes to is worked out by <see cref="MeetingEvolution"/> itself.</summary>
    private async ValueTask TakeClosed(string id, Commit closing, CancellationToken cancel)
    {
        Meeting? meeting = null;
        DateTimeOffset? closedAt = null;
        var (present, comments, sat) = (new HashSet<string>(), new List<(string Participant, DateTimeOffset At)>(), new Seats());
        try
        {
            await foreach (var commit in journal.Read(closing.Stream, Head.None, cancel))
            {
                foreach (var recorded in StoredEvents.Unpack<MeetingEvent>(commit))
                {
                    meeting = MeetingEvolution.Evolve(meeting, recorded);
                    switch (recorded.Event)
                    {
                        case MeetingEvent.CheckedIn:
                            present.Add(recorded.Actor);
                            break;
                        case MeetingEvent.Commented:
                            comments.Add((recorded.Actor, recorded.At));
                            break;
                        case MeetingEvent.MemberSeated or MeetingEvent.SeatsConfirmed or MeetingEvent.SeatReplaced:
                            sat.Note(meeting, recorded.At);
                            break;
                        case MeetingEvent.MeetingClosed:
                            closedAt = recorded.At;
                            break;
                        default:
                            break;
                    }
                }

                if (commit.Number >= closing.Number)
                {
                    break;
                }
            }
        }
        catch (CorruptStreamException e)
        {
            unreadable(closing, e);
            return;
        }

        var marked = meeting?.Roll?.Marked ?? [];
        // Who attended in a branch attended the hub's meeting, whose record has them, and no second one.
        if (meeting is null or { Hub: not null } || closedAt is not { } at || (sat.Members.Count == 0 && marked.IsEmpty))
        {
            return;
        }

        var ballots = await Ballots(id, cancel);
        foreach (var member in sat.Members.Union(marked))
        {
            var seats = sat.Of(member);
            Collected.Add(new Statement(
                """
                INSERT INTO {attended} (member, meeting, title, year, closed_at, present, milliseconds, comments, ballots) VALUES ($1, $2, $3, $4, $5, $6, $7,
                  $8, $9)
                ON CONFLICT (member, meeting) DO NOTHING
                """,
                member, id, meeting.Title, (long)calendar.DayOf(at).Year, at.ToUnixTimeMilliseconds(),
                marked.Contains(member) || (seats.Count > 0 && (!meeting.Rules.CheckIn || seats.Exists(present.Contains))) ? 1L : 0L,
                (long)seats.Where(p => sat.At(p, DateTimeOffset.MaxValue) == member)
                    .Sum(p => meeting.Floor.Spoken.GetValueOrDefault(p).TotalMilliseconds),
                (long)comments.Count(c => sat.At(c.Participant, c.At) == member),
                (long)ballots.Where(v => sat.At(v.Key.Participant, v.Value) == member).Select(v => v.Key.Ballot).Distinct().Count()));
        }
    }

    /// <summary>
    /// Who sat where, and since when. A member may have had several seats, one after the other, and a seat several members: what was done is that of the member
    /// who sat there then; before anybody did, of the first who did.
    /// </summary>
    private sealed class Seats
    {
        private readonly Dictionary<string, List<(DateTimeOffset Since, string Member)>> _of = [];

        public HashSet<string> Members { get; } = [];

        public void Note(Meeting meeting, DateTimeOffset at)
        {
            foreach (var (participant, seated) in meeting.Members)
            {
                if (!_of.TryGetValue(participant, out var sat))
                {
                    _of[participant] = sat = [];
                }

                if (sat is [] || sat[^1].Member != seated.Member)
                {
                    sat.Add((at, seated.Member));
                    Members.Add(seated.Member);
                }
            }
        }

        public List<string> Of(string member) => [.. _of.Where(s => s.Value.Exists(m => m.Member == member)).Select(s => s.Key)];

        public string? At(string participant, DateTimeOffset at) => _of.TryGetValue(participant, out var sat)
            ? sat.LastOrDefault(s => s.Since <= at, sat[0]).Member : null;
    }

    /// <summary>
    /// In which ballots each took part, and when they said so last. A meeting closes only when all its ballots are closed: the box takes no more votes.
    /// </summary>
    private async Task<Dictionary<(string Participant, string Ballot), DateTimeOffset>> Ballots(string meeting, CancellationToken cancel)
    {
        var voted = new Dictionary<(string Participant, string Ballot), DateTimeOffset>();
        await foreach (var commit in journal.Read(StreamNames.BoxStream(meeting), Head.None, cancel))
        {
            if (commit.Payload.Span.IndexOf("\"$type\":\"voted"u8) < 0 && commit.Payload.Span.IndexOf("\"$type\":\"seatsReplaced\""u8) < 0)
            {
                continue;
            }

            foreach (var recorded in Folding.Unpack<BoxEvent>(commit, e => unreadable(commit, e)))
            {
                if (recorded.Event is BoxEvent.Voted { Ballot: var named })
                {
                    voted[(recorded.Actor, named)] = recorded.At;
                }
                else if (recorded.Event is BoxEvent.VotedConfidentially { Ballot: var confidential })
                {
                    voted[(recorded.Actor, confidential)] = recorded.At;
                }
                else if (recorded.Event is BoxEvent.SeatsReplaced replaced)
                {
                    // Whose vote fell took no part.
                    foreach (var seat in replaced.Seats)
                    {
                        voted.Remove((seat.Was, replaced.Ballot));
                    }
                }
            }
        }

        return voted;
    }
}
