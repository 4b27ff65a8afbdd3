using System.Text.Json;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;

namespace Hub.Verify;

/// <summary>The ballots of a meeting, told again from its two streams.</summary>
internal sealed class Record
{
    private static readonly JsonSerializerOptions Stored = new(JsonSerializerDefaults.Web) { AllowOutOfOrderMetadataProperties = true };

    private readonly HashSet<string> _here = [];
    private readonly HashSet<(string Participant, Role Role)> _roles = [];
    private readonly HashSet<(string Participant, Weight Weight)> _weighed = [];
    private readonly HashSet<(string Participant, string To)> _delegated = [];

    public Dictionary<string, RecordedBallot> Ballots { get; } = [];

    /// <summary>Whether the meeting came to its end: what was cut off behind it would be missing here.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Whether the box took its last vote.</summary>
    public bool IsSealed { get; private set; }

    public static Record Of(Export export)
    {
        var record = new Record();
        foreach (var commit in export.Commits.Where(c => c.Stream == export.Room))
        {
            foreach (var stored in Events<MeetingEvent>(commit))
            {
                record.Take(stored);
            }
        }

        foreach (var commit in export.Commits.Where(c => c.Stream != export.Room))
        {
            foreach (var stored in Events<BoxEvent>(commit))
            {
                record.Take(stored);
            }
        }

        return record;
    }

    /// <summary>
    /// Of commits in which texts were hidden the chain covers only the hash of what they once said. What else stands in them is taken on the house's word.
    /// </summary>
    /// <returns>The ballots of which an event is in such a commit; null where something was taken out that is no hidden text.</returns>
    public static IReadOnlyList<string>? Unvouched(ExportedCommit redacted, string room)
    {
        if (redacted.Stream != room)
        {
            return null;
        }

        var events = Events<MeetingEvent>(redacted);
        return !events.Exists(e => e.Event is MeetingEvent.Commented { Text: "" }) ? null :
        [
            .. events.Select(e => e.Event switch
            {
                MeetingEvent.BallotOpened b => b.Ballot,
                MeetingEvent.BallotClosing b => b.Ballot,
                MeetingEvent.BallotClosed b => b.Ballot,
                _ => null,
            }).OfType<string>().Distinct(),
        ];
    }

    private static List<StoredEvent<T>> Events<T>(ExportedCommit commit)
    {
        var events = JsonSerializer.Deserialize<List<StoredEvent<T>>>(commit.Payload, Stored)!;
        return events.Count == commit.LastSeq - commit.FirstSeq + 1 ? events : throw new FormatException($"Commit {commit.Number} of {commit.Stream} has {events.Count} events.");
    }

    private void Take(StoredEvent<MeetingEvent> stored)
    {
        switch (stored.Event)
        {
            case MeetingEvent.CheckedIn e: _here.Add(stored.Actor); _roles.Add((stored.Actor, e.Role)); break;
            case MeetingEvent.CheckedOut: _here.Remove(stored.Actor); break;
            case MeetingEvent.WeightSet e: _weighed.Add((e.Participant, e.Weight)); break;
            case MeetingEvent.Delegated { To: { } to } e: _delegated.Add((stored.Actor, to)); _roles.Add((stored.Actor, e.Role)); break;
            case MeetingEvent.BallotOpened e when Ballots.TryGetValue(e.Ballot, out var opened): opened.Object("it is opened twice"); break;
            case MeetingEvent.BallotOpened e: Ballots[e.Ballot] = new RecordedBallot(e, [.. _roles], [.. _weighed], [.. _delegated]); break;
            case MeetingEvent.BallotClosing e: Ballots[e.Ballot].Here = [.. _here]; break;
            case MeetingEvent.BallotClosed e when Ballots[e.Ballot].Closed is not null: Ballots[e.Ballot].Object("it is closed twice"); break;
            case MeetingEvent.BallotClosed e: Ballots[e.Ballot].Closed = e; break;
            case MeetingEvent.MeetingClosed: IsClosed = true; break;
            default: break;
        }
    }

    /// <remarks>A question that the meeting never announced, because a crash came between, counts for nothing.</remarks>
    private void Take(StoredEvent<BoxEvent> stored)
    {
        IsSealed |= stored.Event is BoxEvent.BoxSealed;
        var ballot = stored.Event switch
        {
            BoxEvent.QuestionOpened e => e.Ballot,
            BoxEvent.Voted e => e.Ballot,
            BoxEvent.VotedConfidentially e => e.Ballot,
            BoxEvent.HandsCounted e => e.Ballot,
            BoxEvent.QuestionClosed e => e.Ballot,
            _ => null,
        };
        if (ballot is not null && Ballots.TryGetValue(ballot, out var held))
        {
            held.Take(stored.Event, stored.Actor, stored.Op);
        }
    }

    private sealed record StoredEvent<T>(int V, long At, string Actor, string Op, T Event);
}
