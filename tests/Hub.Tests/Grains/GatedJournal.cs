using System.Runtime.CompilerServices;
using Hub.Server.Journal;

namespace Hub.Tests.Grains;

/// <summary>A journal in memory whose every append waits for the test to say what becomes of it.</summary>
internal sealed class GatedJournal : IJournal
{
    private readonly Dictionary<string, List<Commit>> _streams = [];
    private readonly Dictionary<string, Snapshot> _snapshots = [];
    private readonly Queue<(string Stream, Head Expected, Draft Draft, TaskCompletionSource<Appended> Answer)> _waiting = new();

    /// <summary>Stores what comes at once.</summary>
    public bool IsOpen { get; set; } = true;

    public int Appends { get; private set; }

    public int Waiting => _waiting.Count;

    /// <summary>Answers the append that waits longest. The code behind it runs before this returns.</summary>
    public void Let(AppendOutcome outcome, bool stored)
    {
        var (stream, expected, draft, answer) = _waiting.Dequeue();
        var head = stored ? Store(stream, expected, draft) : default;
        answer.SetResult(new Appended(outcome, outcome == AppendOutcome.Stored ? head : default));
    }

    public void Throw(Exception e) => _waiting.Dequeue().Answer.SetException(e);

    public IReadOnlyList<Commit> Commits(string stream) => _streams.GetValueOrDefault(stream) ?? [];

    public Head Head(string stream) => Commits(stream) is [.., var last] ? last.Head : Server.Journal.Head.None;

    public Head Store(string stream, Head expected, Draft draft)
    {
        expected.ShouldBe(Head(stream));
        var hash = Hash.Of([.. expected.Hash.ToArray(), .. draft.Payload.Span]);
        var commit = new Commit(stream, expected.Commit + 1, expected.Seq + 1, expected.Seq + draft.Events, draft.At, draft.Payload, hash, expected.Commit + 1);
        (_streams.TryGetValue(stream, out var commits) ? commits : _streams[stream] = []).Add(commit);
        return commit.Head;
    }

    public Task<Appended> Append(string stream, Head expected, Draft draft)
    {
        Appends++;
        if (IsOpen)
        {
            return Task.FromResult(new Appended(AppendOutcome.Stored, Store(stream, expected, draft)));
        }

        var answer = new TaskCompletionSource<Appended>();
        _waiting.Enqueue((stream, expected, draft, answer));
        return answer.Task;
    }

    public async IAsyncEnumerable<Commit> Read(string stream, Head after, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        if (after != Server.Journal.Head.None && Commits(stream).All(c => c.Head != after))
        {
            throw new CorruptStreamException(stream, after.Commit, "it is not there");
        }

        foreach (var commit in Commits(stream).Where(c => c.Number > after.Commit).ToList())
        {
            await Task.CompletedTask;
            yield return commit;
        }
    }

    public Task<IReadOnlyList<Commit>> ReadAll(long afterPosition, int limit, CancellationToken cancel = default) => throw new NotSupportedException();

    public Task<Head> HeadBefore(string stream, long seq, CancellationToken cancel = default) =>
        Task.FromResult(Commits(stream).LastOrDefault(c => c.LastSeq < seq)?.Head ?? Server.Journal.Head.None);

    public Task<long> LastPosition(CancellationToken cancel = default) => Task.FromResult(0L);

    public Task<Snapshot?> ReadSnapshot(string stream, CancellationToken cancel = default) => Task.FromResult(_snapshots.GetValueOrDefault(stream));

    public Task WriteSnapshot(string stream, Snapshot snapshot)
    {
        _snapshots[stream] = snapshot;
        return Task.CompletedTask;
    }

    public Task Redact(string stream, IReadOnlyList<Redaction> redactions, long by, string reason) => throw new NotSupportedException();

    public Task<long> RedactedBy(string stream, CancellationToken cancel = default) => Task.FromResult(0L);

    public Task<DateTimeOffset> ReadClock(CancellationToken cancel = default) => Task.FromResult(DateTimeOffset.UnixEpoch);
}
