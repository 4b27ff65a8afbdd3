namespace Hub.Load.Bench;

/// <summary>
/// What a journal is measured against: a bare connection to the same kind of store on the same disk, and rows of as many bytes as what the house stores,
/// encoded before.
/// </summary>
internal interface IPlainRows : IAsyncDisposable
{
    /// <summary>The stream that all rows shaped as the journal's are of.</summary>
    const string Stream = "boxes/00000000000000000000000001";

    /// <summary>How one row is stored, in words.</summary>
    string Plainly { get; }

    /// <summary>How many are, in words.</summary>
    string InBulk { get; }

    /// <summary>One row, durable when this returns. Callers take turns.</summary>
    Task Commit();

    /// <summary>Many rows, durable together when this returns; not beside anything else.</summary>
    /// <param name="asJournal">Each has the journal's columns, hashes and key, and not only its payload.</param>
    Task CommitTogether(int rows, bool asJournal);
}
