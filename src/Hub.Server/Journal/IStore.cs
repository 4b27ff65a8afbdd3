namespace Hub.Server.Journal;

/// <summary>The database of a house, whichever it is.</summary>
public interface IStore
{
    /// <summary>Where it is, for whoever starts the hub. Nothing secret stands in it.</summary>
    string Place { get; }

    /// <summary>How much room is left where the database is; null where that is not known here.</summary>
    long? FreeBytes => null;

    /// <summary>Why nothing can be stored for now, whoever asks; null where nothing is known to be in the way. Nothing secret stands in it.</summary>
    string? Fault => null;

    /// <summary>Sees to it that the database can be used, and that its tables are there. Idempotent; safe for several nodes that start at once.</summary>
    /// <exception cref="StartupException">It cannot be used; says why.</exception>
    Task Open(CancellationToken cancel = default);

    /// <summary>How many bytes it takes.</summary>
    Task<long> Size(CancellationToken cancel = default);

    /// <summary>
    /// Writes the database's files anew, so that nothing is left in them of what was deleted or replaced. Nothing else is stored meanwhile; what is asked to be
    /// waits, in a large database longer than it may. Idempotent.
    /// </summary>
    /// <exception cref="StoreException">It is not done, and must be asked again.</exception>
    Task Erase();
}
