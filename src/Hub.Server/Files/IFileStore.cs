namespace Hub.Server.Files;

/// <summary>
/// Pictures and papers that people hand in, in the journal's database but not in the journal: they can be deleted. A file's id is derived from its content: the
/// same twice is one.
/// </summary>
public interface IFileStore
{
    /// <summary>Keeps a file. Idempotent.</summary>
    /// <param name="looseFrom">The network that it came from where nobody knows who handed it in: until something names it (<see cref="Attach"/>) it is loose,
    /// counts for that network, and is deleted by <see cref="Sweep"/>. Null: it stays.</param>
    /// <returns>Its id.</returns>
    Task<string> Add(FileKind kind, ReadOnlyMemory<byte> content, string? looseFrom = null, CancellationToken cancel = default);

    /// <summary>These are about to be named by something that is stored, and stay. Called before that, whatever becomes of it: a file that was kept for nothing
    /// costs room, one that is missing is lost. Idempotent.</summary>
    Task Attach(IReadOnlyCollection<string> ids);

    /// <summary>
    /// A meeting has dropped this as a document: from now on it is loose, and counts for no network. Whether something else names it is looked at before it
    /// is deleted (<see cref="Dropped"/>), so that nothing is lost that is named at the same time. Idempotent.
    /// </summary>
    Task Drop(string id);

    /// <summary>What was dropped before a moment, and nothing was about to name since.</summary>
    Task<IReadOnlyList<string>> Dropped(DateTimeOffset before);

    /// <summary>How many bytes of loose files there are: of a network, and of all.</summary>
    Task<(long OfNetwork, long OfAll)> Loose(string from, CancellationToken cancel = default);

    /// <summary>Deletes what has been loose since before a moment. Idempotent.</summary>
    /// <returns>How many files.</returns>
    Task<int> Sweep(DateTimeOffset before);

    Task<StoredFile?> Find(string id, CancellationToken cancel = default);

    /// <summary>What a file is, without reading it; null where there is none.</summary>
    Task<FileKind?> KindOf(string id, CancellationToken cancel = default);

    /// <summary>Whether each of these is kept.</summary>
    Task<bool> Exist(IReadOnlyCollection<string> ids, CancellationToken cancel = default);

    /// <summary>Takes a file out for good. Idempotent.</summary>
    Task Delete(string id);

    /// <summary>Whether any event of the record names it. Reads all of the record: for what is rare.</summary>
    Task<bool> IsNamed(string id);
}

/// <summary>Knows whether a file that a meeting has dropped is named all the same.</summary>
public interface INamedFiles
{
    /// <summary>Whether a topic, an entry of a register, or an agenda item as it is now names it. What cannot be read may name it.</summary>
    Task<bool> IsNamedNow(string file);
}

public sealed record StoredFile(FileKind Kind, byte[] Content);

/// <summary>What a file may be.</summary>
public enum FileKind
{
    Png,
    Jpeg,
    Gif,
    WebP,
    Pdf,
}
