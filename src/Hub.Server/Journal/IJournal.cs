using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Hub.Domain;

namespace Hub.Server.Journal;

/// <summary>
/// The memory of the house: per stream an unbroken chain of commits, each one row. What <see cref="Append"/> answered
/// <see cref="AppendOutcome.Stored"/> for survives kill -9 and loss of power. Every store passes the same contract suite.
/// </summary>
/// <remarks>
/// The fence: a commit is stored only as number <c>expected.Commit + 1</c> of its stream, and only if the row before it has the hash
/// <c>expected.Hash</c>. Two activations of one grain therefore cannot both write, and a stream restored from a backup is noticed.
/// </remarks>
public interface IJournal
{
    /// <summary>
    /// Which kinds of events may be stored now. It moves on, and never back. A store that one process has for itself is of this build's format once it is open.
    /// </summary>
    RecordFormat Format => RecordFormats.Newest;

    /// <summary>
    /// Stores one commit, together with whatever else waits (group commit). Never throws for what the store says: the outcome is a value.
    /// Not idempotent: the same draft again conflicts.
    /// </summary>
    Task<Appended> Append(string stream, Head expected, Draft draft);

    /// <summary>Commits of a stream with a number greater than <paramref name="afterCommit"/>, in order, their chain verified.</summary>
    /// <param name="after">The head that the first commit read must follow; <see cref="Head.None"/> reads from the start.</param>
    /// <exception cref="CorruptStreamException">The chain is broken or a row cannot be read.</exception>
    IAsyncEnumerable<Commit> Read(string stream, Head after, CancellationToken cancel = default);

    /// <summary>
    /// The end of the last commit of a stream all of whose events come before a seq, to read on from; <see cref="Head.None"/> where there is none.
    /// </summary>
    Task<Head> HeadBefore(string stream, long seq, CancellationToken cancel = default);

    /// <summary>Commits of all streams in the order in which they were stored, from behind a position; at most <paramref name="limit"/>.</summary>
    /// <remarks>A row that cannot be read is told as one of no stream and without events. Nothing is ever stored behind a position already read: a reader that
    /// goes on from the last one misses nothing.</remarks>
    Task<IReadOnlyList<Commit>> ReadAll(long afterPosition, int limit, CancellationToken cancel = default);

    /// <summary>The position of the newest commit, and so about how far <see cref="ReadAll"/> has to go; 0 where there is none.</summary>
    Task<long> LastPosition(CancellationToken cancel = default);

    /// <summary>The newest snapshot of a stream, or null. A snapshot is a shortcut: without it, the events say the same.</summary>
    Task<Snapshot?> ReadSnapshot(string stream, CancellationToken cancel = default);

    /// <summary>
    /// Replaces the stream's snapshot, unless a newer one of this stream is stored, or the stream does not have the commit it is of. Idempotent.
    /// </summary>
    Task WriteSnapshot(string stream, Snapshot snapshot);

    /// <summary>
    /// Puts other payloads in the place of those of stored commits, as one that a text was removed from by law, and forgets the stream's snapshots from before
    /// <paramref name="by"/>; all of it or nothing. The chain stays whole: it covers the hash of the payload that was stored first, which stays, and what
    /// stands there now is known by a hash of its own. Idempotent, and nothing is done where a newer one was. Only the stream's owner calls this, and only once
    /// the record says, in an event at <paramref name="by"/>, what is removed: so that whoever still has a state from before can neither write nor leave a
    /// snapshot of it.
    /// </summary>
    /// <exception cref="StoreException">Nothing of it is done for sure.</exception>
    Task Redact(string stream, IReadOnlyList<Redaction> redactions, long by, string reason);

    /// <summary>The newest seq that <see cref="Redact"/> was called by in a stream; 0 where it never was.</summary>
    Task<long> RedactedBy(string stream, CancellationToken cancel = default);

    /// <summary>The store's clock. Deadlines are kept against it, so that a machine whose clock is wrong closes nothing early.</summary>
    Task<DateTimeOffset> ReadClock(CancellationToken cancel = default);
}

/// <summary>The end of a stream: its last commit's number, the last event's seq, and that commit's hash (SHA-256).</summary>
public readonly record struct Head(long Commit, long Seq, Hash Hash)
{
    public static readonly Head None = new(0, 0, Hash.Zero);
}

/// <summary>What is to be stored as one commit.</summary>
/// <param name="Events">How many events the payload holds; ≥ 1.</param>
/// <param name="Payload">UTF-8 JSON array of that many events.</param>
public sealed record Draft(int Events, ReadOnlyMemory<byte> Payload, DateTimeOffset At);

/// <summary>One stored row.</summary>
/// <param name="Position">Its place in the order of all streams; opaque but for comparison.</param>
public sealed record Commit(string Stream, long Number, long FirstSeq, long LastSeq, DateTimeOffset At, ReadOnlyMemory<byte> Payload, Hash Hash, long Position)
{
    public Head Head => new(Number, LastSeq, Hash);

    /// <summary>
    /// Of a commit that texts were removed from: the hash of the payload as it was stored first, which the chain covers. Null where the payload is that one,
    /// and in what <see cref="IJournal.ReadAll"/> reads, which verifies nothing.
    /// </summary>
    public Hash? RedactedFrom { get; init; }
}

/// <summary>What stands in a commit from now on.</summary>
/// <param name="Hash">The commit's, so that no other is touched.</param>
/// <param name="Payload">UTF-8 JSON array of as many events as before.</param>
public sealed record Redaction(long Number, Hash Hash, ReadOnlyMemory<byte> Payload);

/// <param name="Head">The end of the stream that the state is of.</param>
/// <param name="Version">The version of the state's shape; another one is passed over.</param>
/// <param name="State">The state, as the grain encoded it; sealed, where it is <see cref="Seal"/>'s.</param>
public sealed record Snapshot(Head Head, int Version, ReadOnlyMemory<byte> State)
{
    private const int SealSize = 32;

    /// <summary>
    /// A snapshot whose state begins with a hash of itself and of the chain it stands for: SHA-256 over the head's hash, its commit's number, its seq, the
    /// version (8 bytes each, big-endian), the length of the stream's name, the name in UTF-8, and the state. What was changed, or belongs to another stream or
    /// another place of this one, is noticed when it is opened.
    /// </summary>
    public static Snapshot Seal(string stream, Head head, int version, ReadOnlySpan<byte> state)
    {
        var bytes = new byte[SealSize + state.Length];
        SealOf(stream, head, version, state).Write(bytes);
        state.CopyTo(bytes.AsSpan(SealSize));
        return new Snapshot(head, version, bytes);
    }

    /// <returns>The state that was sealed, or null where this is not the snapshot that was sealed for this stream.</returns>
    public ReadOnlyMemory<byte>? Open(string stream)
    {
        if (State.Length < SealSize || Hash.Read(State.Span) != SealOf(stream, Head, Version, State.Span[SealSize..]))
        {
            return null;
        }

        return State[SealSize..];
    }

    private static Hash SealOf(string stream, Head head, int version, ReadOnlySpan<byte> state)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var name = Encoding.UTF8.GetBytes(stream);
        Span<byte> chain = stackalloc byte[64];
        head.Hash.Write(chain);
        BinaryPrimitives.WriteInt64BigEndian(chain[32..], head.Commit);
        BinaryPrimitives.WriteInt64BigEndian(chain[40..], head.Seq);
        BinaryPrimitives.WriteInt64BigEndian(chain[48..], version);
        BinaryPrimitives.WriteInt64BigEndian(chain[56..], name.Length);
        hash.AppendData(chain);
        hash.AppendData(name);
        hash.AppendData(state);
        return Hash.Read(hash.GetHashAndReset());
    }
}

/// <param name="Head">The new end of the stream, where stored.</param>
public readonly record struct Appended(AppendOutcome Outcome, Head Head = default);

public enum AppendOutcome
{
    /// <summary>Stored, durably.</summary>
    Stored,

    /// <summary>Not stored: the stream does not end where the writer thinks. Somebody else writes it.</summary>
    Conflict,

    /// <summary>Not stored: the store could not take it (disk full, connection refused). Later may do.</summary>
    Failed,

    /// <summary>Stored or not: the answer was lost. Only reading the stream tells.</summary>
    Unknown,
}

/// <summary>A stream that cannot be read any more, from this commit on. It is set aside, whole; nothing else is.</summary>
public sealed class CorruptStreamException(string stream, long commit, string reason, Exception? cause = null)
    : Exception($"The stream {stream} cannot be read from commit {commit} on: {reason}.", cause)
{
    public string Stream { get; } = stream;

    public long Commit { get; } = commit;
}
