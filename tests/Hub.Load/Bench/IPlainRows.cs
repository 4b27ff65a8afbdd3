namespace Hub.Load.Bench;

/// <summary>What a journal is measured against: a bare connection to the same kind of store on the same disk, and rows of as many bytes as what the house stores, encoded before.</summary>
internal interface IPlainRows : IAsyncDisposable
{
    /// <summary>How one row is stored, in words.</summary>
    string Plainly { get; }

    /// <summary>How many are, in words.</summary>
    string InBulk { get; }

    /// <summary>One row, durable when this returns. Callers take turns.</summary>
    Task Commit();

    /// <summary>Many rows, durable together when this returns; not beside anything else.</summary>
    Task CommitTogether(int rows);
}
