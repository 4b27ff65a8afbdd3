namespace Hub.Server.Journal;

/// <summary>The database of a house, whichever it is.</summary>
public interface IStore
{
    /// <summary>Where it is, for whoever starts the hub. Nothing secret stands in it.</summary>
    string Place { get; }

    /// <summary>How much room is left where the database is; null where that is not known here.</summary>
    long? FreeBytes => null;

    /// <summary>Sees to it that the database can be used, and that its tables are there. Idempotent; safe for several nodes that start at once.</summary>
    /// <exception cref="StartupException">It cannot be used; says why.</exception>
    Task Open(CancellationToken cancel = default);
}
