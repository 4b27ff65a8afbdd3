namespace Hub.Server.Journal;

/// <summary>The store could not take a write, or not answer a read. Nobody's input is to blame; later may do.</summary>
/// <remarks>It may cross from node to node: a database's own exceptions cannot, so what caused it is told in words, or stays here.</remarks>
/// <param name="isRefusal">The database will refuse the same again, whenever it is asked.</param>
/// <param name="mayBeStored">False: surely not stored. True: it was lost between the write and its answer; only reading tells.</param>
[GenerateSerializer, Alias("hub.storeException")]
public sealed class StoreException(string message, bool mayBeStored, Exception? cause = null, bool isRefusal = false) : Exception(message, cause)
{
    [Id(0)]
    public bool MayBeStored { get; } = mayBeStored;

    [Id(1)]
    public bool IsRefusal { get; } = isRefusal;
}
