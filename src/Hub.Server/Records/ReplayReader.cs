using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;
using Hub.Domain.Opinion;
using Hub.Server.Access;
using Hub.Server.Contracts;
using Hub.Server.Feed;
using Hub.Server.Journal;
using static Hub.Domain.Meetings.MeetingEvent;

namespace Hub.Server.Records;

/// <summary>The time line of a meeting that is over.</summary>
/// <param name="From">When it was opened.</param>
/// <param name="Milliseconds">From there to its close.</param>
/// <param name="Marks">Where one may jump to.</param>
/// <param name="Steps">Milliseconds from the beginning at which something changed, in order: between two of them nothing is missed.</param>
public sealed record ReplayView(
    string Meeting, string Title, DateTimeOffset From, long Milliseconds, ImmutableArray<ReplayMark> Marks, ImmutableArray<long> Steps);

/// <param name="At">Milliseconds from the beginning.</param>
/// <param name="Title">The item's, the ballot's question, the speaker's name; empty where that name is not known.</param>
/// <param name="Verified">Of a speaker; see <see cref="PersonView.Verified"/>.</param>
/// <param name="Removed">Of a speaker; see <see cref="PersonView.Removed"/>.</param>
public sealed record ReplayMark(long At, ReplayMarkKind Kind, string Title, bool? Verified = null, bool? Removed = null);

[JsonConverter(typeof(CamelCase<ReplayMarkKind>))]
public enum ReplayMarkKind
{
    Item,
    Speaker,
    BallotOpened,
    BallotClosed,
    Commitment,

    /// <summary>What was given just before is not: the title is what that was.</summary>
    CommitmentTakenBack,

    /// <summary>An opinion round; the title is its question.</summary>
    RoundOpened,
    RoundClosed,
}

/// <summary>
/// A past meeting, as the room saw it at any moment: its stored events, evolved by the rules that made it and encoded by what encoded it. What was hidden later
/// is blank from the beginning: nobody reads it any more.
/// </summary>
internal sealed class ReplayReader(IJournal journal, IDirectory directory)
{
    private const int MostKept = 8;

    private const int MostSteps = 5_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Kept> _kept = [];

    /// <returns>Null where there is no such meeting, or it is not over.</returns>
    /// <exception cref="CorruptStreamException">The record cannot be read.</exception>
    public async Task<ReplayView?> Read(string id, CancellationToken cancel)
    {
        if (await Load(id, cancel) is not { } kept)
        {
            return null;
        }

        var names = await Names(id, kept, cancel);
        var items = new Dictionary<string, string>();
        var given = new Dictionary<string, string>();
        var marks = ImmutableArray.CreateBuilder<ReplayMark>();
        Meeting? meeting = null;
        foreach (var recorded in kept.Events)
        {
            meeting = MeetingEvolution.Evolve(meeting, recorded);
            var at = kept.Offset(recorded.At);
            var mark = recorded.Event switch
            {
                ItemStarted e => new ReplayMark(at, ReplayMarkKind.Item, meeting.Item(e.Item)?.Title ?? ""),
                FloorGiven e => Spoke(at, names.At(e.Participant, recorded.Seq)),
                BallotOpened e => new ReplayMark(at, ReplayMarkKind.BallotOpened, e.Question),
                BallotClosed e => new ReplayMark(at, ReplayMarkKind.BallotClosed, meeting.Ballot(e.Ballot)?.Question ?? ""),
                CommitmentMade e => new ReplayMark(at, ReplayMarkKind.Commitment, given[e.Commitment] = $"{e.Department}：{e.What}"),
                CommitmentTakenBack e => new ReplayMark(at, ReplayMarkKind.CommitmentTakenBack, given.GetValueOrDefault(e.Commitment, "")),
                InRound { Event: RoundEvent.RoundOpened e } => new ReplayMark(at, ReplayMarkKind.RoundOpened, e.Question),
                InRound { Event: RoundEvent.RoundClosed e } =>
                    new ReplayMark(at, ReplayMarkKind.RoundClosed, meeting.Rounds.Find(e.Round)?.Question ?? ""),
                _ => null,
            };
            if (mark is not null && at >= 0 && at <= kept.Length)
            {
                marks.Add(mark);
            }
        }

        var changes =
            kept.Events.Select(e => kept.Offset(e.At)).Concat(kept.Votes.Select(v => kept.Offset(v.At))).Where(at => at >= 0 && at <= kept.Length).Distinct()
            .Order().ToList();

        // Of very many, those of one short stretch are one step: at its last, behind which all of them have happened.
        var stretch = changes.Count <= MostSteps ? 1 : (kept.Length / MostSteps) + 1;
        var steps = changes.GroupBy(at => at / stretch).Select(g => g.Max()).ToImmutableArray();
        long StepOf(long at) => steps.BinarySearch(at) is var found and < 0 ? steps[~found] : at;
        return new ReplayView(id, meeting!.Title, kept.From, kept.Length, [.. marks.Select(m => m with { At = StepOf(m.At) })], steps);
    }

    /// <summary>The snapshot that the room had at a moment; from the close on, the one that it has now.</summary>
    /// <param name="milliseconds">From the beginning.</param>
    /// <returns>JSON of a <see cref="MeetingView"/>; null as in <see cref="Read"/>.</returns>
    /// <inheritdoc cref="Read" path="/exception"/>
    public async Task<byte[]?> At(string id, long milliseconds, CancellationToken cancel)
    {
        if (await Load(id, cancel) is not { } kept)
        {
            return null;
        }

        var until = milliseconds >= kept.Length ? DateTimeOffset.MaxValue : kept.From.AddMilliseconds(milliseconds);
        var past = kept.Events.TakeWhile(e => e.At <= until || e.Seq == 1).ToList();
        var meeting = past.Aggregate((Meeting?)null, MeetingEvolution.Evolve)!;
        var box = kept.Votes.TakeWhile(e => e.At <= until).Aggregate(Box.Empty, BoxEvolution.Evolve);
        var context = new RoomContext { BranchOf = meeting.BranchOf };
        var names = await Names(id, kept, cancel);
        foreach (var (hash, name) in names.Names)
        {
            context.Names[hash] = name;
        }

        foreach (var (participant, name) in names.Fixed)
        {
            context.Fixed[participant] = name;
        }

        foreach (var participant in names.Participants)
        {
            var recorded = names.Recorded(participant, past[^1].Seq)!;
            context.People[participant] = new Named(context.Names.GetValueOrDefault(recorded.Hash), recorded.As, recorded.Known, recorded.Hash);
        }

        foreach (var (comment, likes) in box.LikeCounts)
        {
            context.Likes[comment] = likes;
        }

        foreach (var (ballot, question) in box.Questions)
        {
            context.Tallies[ballot] = question.Tally(0, meeting.Ballot(ballot) is { } b ? context.Seats(b.Voters) : 0);
        }

        return new MeetingEncoder(id, context).Snapshot(meeting with { Comments = Blanked(meeting.Comments, kept.Last.Comments) }, Audience.Room);
    }

    private static ReplayMark Spoke(long at, PersonView speaker) => new(at, ReplayMarkKind.Speaker, speaker.Name ?? "", speaker.Verified, speaker.Removed);

    private async Task<RecordedNames> Names(string id, Kept kept, CancellationToken cancel)
    {
        var names = new RecordedNames();
        kept.Events.ForEach(names.Take);
        await names.Find(directory, StreamNames.OfMeeting(id), cancel);
        return names;
    }

    private static Comments Blanked(Comments then, Comments now) => then with
    {
        All = [.. then.All.Select(c => now.Find(c.Id) is { Status: CommentStatus.Visible } ? c : c with { Text = "" })],
    };

    private async Task<Kept?> Load(string id, CancellationToken cancel)
    {
        // A text may be hidden at any time: what is kept holds as long as nothing was stored behind it.
        var head = await journal.HeadBefore(StreamNames.OfMeeting(id), long.MaxValue, cancel);
        lock (_gate)
        {
            if (_kept.TryGetValue(id, out var known) && known.Head == head)
            {
                return known;
            }
        }

        var (events, votes) = (new List<Recorded<MeetingEvent>>(), new List<Recorded<BoxEvent>>());
        await foreach (var commit in journal.Read(StreamNames.OfMeeting(id), Head.None, cancel))
        {
            events.AddRange(StoredEvents.Unpack<MeetingEvent>(commit));
        }

        if (events.Find(e => e.Event is MeetingClosed) is not { } closed)
        {
            return null;
        }

        await foreach (var commit in journal.Read(StreamNames.BoxStream(id), Head.None, cancel))
        {
            votes.AddRange(StoredEvents.Unpack<BoxEvent>(commit));
        }

        var kept = new Kept(
            events, votes, (events.Find(e => e.Event is MeetingOpened) ?? events[0]).At, closed.At, events.Aggregate((Meeting?)null, MeetingEvolution.Evolve)!,
            head);
        lock (_gate)
        {
            if (_kept.Count >= MostKept)
            {
                _kept.Clear();
            }

            _kept[id] = kept;
        }

        return kept;
    }

    /// <param name="Last">The meeting as it is now.</param>
    private sealed record Kept(
        List<Recorded<MeetingEvent>> Events, List<Recorded<BoxEvent>> Votes, DateTimeOffset From, DateTimeOffset To, Meeting Last, Head Head)
    {
        public long Length => (long)Math.Ceiling((To - From).TotalMilliseconds);

        public long Offset(DateTimeOffset at) => (long)Math.Ceiling((at - From).TotalMilliseconds);
    }
}
