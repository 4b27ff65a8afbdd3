using System.Text.Json.Serialization;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using Hub.Faults.Crowd;
using Hub.Server.Journal;

namespace Hub.Faults.Check;

/// <summary>What the journal holds of one meeting: both its streams, event by event.</summary>
/// <param name="Broken">Why a stream could not be read to its end: its numbers, seqs or hashes do not follow; or that its snapshot is not what its events
/// make.</param>
internal sealed record StoredRoom(IReadOnlyList<Recorded<MeetingEvent>> Meeting, IReadOnlyList<Recorded<BoxEvent>> Box, IReadOnlyList<string> Broken)
{
    private static readonly Dictionary<Type, string> Names = typeof(MeetingEvent)
        .GetCustomAttributes(typeof(JsonDerivedTypeAttribute), false).Cast<JsonDerivedTypeAttribute>()
            .ToDictionary(a => a.DerivedType, a => (string)a.TypeDiscriminator!);

    public static async Task<StoredRoom> Read(IJournal journal, string meeting)
    {
        var broken = new List<string>();
        return new StoredRoom(
            await Events<Domain.Meetings.Meeting?, MeetingEvent>(journal, StreamNames.OfMeeting(meeting), null, MeetingEvolution.Evolve, broken),
            await Events<Domain.Ballots.Box, BoxEvent>(journal, StreamNames.BoxStream(meeting), Domain.Ballots.Box.Empty, BoxEvolution.Evolve, broken), broken);
    }

    /// <summary>An event as <see cref="Told"/> names it.</summary>
    public static string NameOf(MeetingEvent happened) => Told.Name(Names[happened.GetType()], happened switch
    {
        MeetingEvent.Commented e => e.Comment,
        MeetingEvent.CommentApproved e => e.Comment,
        MeetingEvent.CommentWithdrawn e => e.Comment,
        MeetingEvent.CommentHidden e => e.Comment,
        MeetingEvent.CommentRestored e => e.Comment,
        MeetingEvent.CommentPinned e => e.Comment,
        MeetingEvent.BallotOpened e => e.Ballot,
        MeetingEvent.BallotClosing e => e.Ballot,
        MeetingEvent.BallotClosed e => e.Ballot,
        MeetingEvent.BallotRevealed e => e.Ballot,
        _ => null,
    });

    /// <summary>The operations that have left something in the journal.</summary>
    public HashSet<Operation> Operations() => [.. Meeting.Select(e => e.Operation), .. Box.Select(e => e.Operation)];

    private static async Task<List<Recorded<TEvent>>> Events<TState, TEvent>(
        IJournal journal, string stream, TState initial, Func<TState, Recorded<TEvent>, TState> evolve, List<string> broken)
    {
        var events = new List<Recorded<TEvent>>();
        try
        {
            await foreach (var commit in journal.Read(stream, Head.None))
            {
                events.AddRange(StoredEvents.Unpack<TEvent>(commit));
            }

            if (await journal.ReadSnapshot(stream) is { } snapshot && Replay.Compare(stream, snapshot, events, initial, evolve) is { } wrong)
            {
                broken.Add(wrong);
            }
        }
        catch (CorruptStreamException e)
        {
            broken.Add(e.Message);
        }

        return events;
    }
}
