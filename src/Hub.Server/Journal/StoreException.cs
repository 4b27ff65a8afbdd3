namespace Hub.Server.Journal;

/// <summary>The store could not take a write, or not answer a read. Nobody's input is to blame; later may do.</summary>
/// <param name="mayBeStored">False: surely not stored. True: it was lost between the write and its answer; only reading tells.</param>
public sealed class StoreException(string message, bool mayBeStored, Exception? cause = null) : Exception(message, cause)
{
    public bool MayBeStored { get; } = mayBeStored;
}
