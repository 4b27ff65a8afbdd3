namespace Hub.Server.Access;

/// <summary>
/// Which entries of the members' register were merged: what names one of them goes on working, and means the member whose it is now. Whoever asks is answered
/// with all that was stored before.
/// </summary>
internal interface IMergedMembers
{
    /// <summary>The entry that this one was merged into, the last of several one after the other; null: it was not merged.</summary>
    Task<string?> FindInto(string member, CancellationToken cancel = default);

    /// <summary>The entries that were merged into this one, also by way of others, the first of them first.</summary>
    Task<IReadOnlyList<string>> ReadMergedInto(string member, CancellationToken cancel = default);
}
