using Hub.Domain.Meetings;
using Hub.Domain.Registers;
using Hub.Domain.Topics;
using Hub.Server.Journal;
using static Hub.Domain.Topics.TopicEvent;

namespace Hub.Server.Views;

/// <summary>What names which file, and which did first: a meeting as a document, a topic, an entry of a register.</summary>
internal sealed class FilesView(Action<Commit, Exception> unreadable) : CollectingView
{
    public override IReadOnlyList<ViewTable> Tables { get; } =
    [
        new("named_files", "file VARCHAR NOT NULL, room VARCHAR NOT NULL, seq BIGINT NOT NULL, position BIGINT NOT NULL", "file, room, seq"),
    ];

    public override ValueTask Take(Commit commit, CancellationToken cancel)
    {
        if (Concerns(commit))
        {
            Collected.AddRange(Change(commit));
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Few commits name a file: the others are passed over without being read.</summary>
    private static bool Concerns(Commit commit) =>
        commit.Payload.Span.IndexOf("\"$type\":\"documentAdded\""u8) >= 0 || commit.Payload.Span.IndexOf("\"files\":["u8) >= 0
        || commit.Payload.Span.IndexOf("\"$type\":\"topicTextsRemoved\""u8) >= 0;

    private IEnumerable<Statement> Change(Commit commit)
    {
        if (StreamNames.Meeting(commit.Stream) is not null)
        {
            return Folding.Meeting(commit, e => unreadable(commit, e))
                .SelectMany(r => r.Event is MeetingEvent.DocumentAdded e ? [Named(commit, r.Seq, e.Document.File)] : (Statement[])[]);
        }

        if (StreamNames.Topic(commit.Stream) is not null)
        {
            return Folding.Topic(commit, e => unreadable(commit, e)).SelectMany(r => Change(commit, r.Seq, r.Event));
        }

        return StreamNames.Register(commit.Stream) is null ? []
            : Folding.Unpack<RegisterEvent>(commit, e => unreadable(commit, e)).SelectMany(r => EntryIn(r.Event) is { } entry
                ? entry.Described.FieldsOf(entry).Where(f => f.Type == FieldType.Files).SelectMany(f => f.Ids(entry)).Distinct()
                    .Select(file => Named(commit, r.Seq, file))
                : []);
    }

    private static IEnumerable<Statement> Change(Commit commit, long seq, TopicEvent happened) => happened switch
    {
        TopicRaised { Files: { } files } => Named(commit, seq, files),
        ProgressNoted { Files: { } files } => Named(commit, seq, files),
        CommitmentCompleted { Files: { } files } => Named(commit, seq, files),
        CommitmentReported { Files: { } files } => Named(commit, seq, files),

        // The topic then names none of them any more; see its WithoutText.
        TopicTextsRemoved e when e.Seqs.Contains(Topic.RaisedSeq) =>
            [new Statement("DELETE FROM {named_files} WHERE room = $1 AND seq = $2", commit.Stream, Topic.RaisedSeq)],
        _ => [],
    };

    private static Entry? EntryIn(RegisterEvent happened) => happened switch
    {
        RegisterEvent.EntryRecorded e => e.Entry,
        RegisterEvent.EntryAmended e => e.Entry,
        _ => null,
    };

    private static IEnumerable<Statement> Named(Commit commit, long seq, IEnumerable<string> files) => files.Distinct().Select(f => Named(commit, seq, f));

    private static Statement Named(Commit commit, long seq, string file) => new(
        "INSERT INTO {named_files} (file, room, seq, position) VALUES ($1, $2, $3, $4) ON CONFLICT (file, room, seq) DO NOTHING",
        file, commit.Stream, seq, commit.Position);
}
