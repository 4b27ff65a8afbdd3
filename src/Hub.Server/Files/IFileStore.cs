namespace Hub.Server.Files;

/// <summary>
/// Pictures and papers that people hand in, in the journal's database but not in the journal: they can be deleted. A file's id is derived from its content: the
/// same twice is one.
/// </summary>
public interface IFileStore
{
    /// <summary>Keeps a file. Idempotent.</summary>
    /// <returns>Its id.</returns>
    Task<string> Add(FileKind kind, ReadOnlyMemory<byte> content, CancellationToken cancel = default);

    Task<StoredFile?> Find(string id, CancellationToken cancel = default);

    /// <summary>Whether each of these is kept.</summary>
    Task<bool> Exist(IReadOnlyCollection<string> ids, CancellationToken cancel = default);

    /// <summary>Takes a file out for good. Idempotent.</summary>
    Task Delete(string id);
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
