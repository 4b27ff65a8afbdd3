using Hash = Hub.Server.Journal.Hash;

namespace Hub.Server.Access.Staff;

/// <summary>
/// Where staff accounts are kept, beside the journal. What was answered is durable, and whoever reads after that finds it, on every node.
/// </summary>
public interface IAccountStore
{
    /// <summary>Adds an account. Idempotent by its id: one that is there already stays as it is.</summary>
    /// <returns>The account as it is stored; null where another has this login, or this subject of the provider, and nothing was added.</returns>
    Task<StaffAccount?> Add(StaffAccount account);

    Task<StaffAccount?> Find(string id, CancellationToken cancel = default);

    /// <param name="login">In whatever form it was typed.</param>
    Task<StaffAccount?> FindLogin(string login, CancellationToken cancel = default);

    /// <summary>The account that has this invitation, also where it is over.</summary>
    Task<StaffAccount?> FindInvite(Hash invite, CancellationToken cancel = default);

    /// <summary>The account of whom the provider knows by this id.</summary>
    Task<StaffAccount?> FindSubject(string issuer, string subject, CancellationToken cancel = default);

    /// <summary>All accounts, by login.</summary>
    Task<IReadOnlyList<StaffAccount>> ReadAll(CancellationToken cancel = default);

    /// <summary>
    /// Stores an account that was read before, unless it was written since: of two who decide at once from the same account, one does. So a code or an
    /// invitation counts once. The login stays as it was added.
    /// </summary>
    /// <returns>The account as it is stored; null where it was written since, and nothing was changed.</returns>
    Task<StaffAccount?> Replace(StaffAccount account);

    /// <summary>Deletes an account. Idempotent; its id is never given to another.</summary>
    Task Delete(string id);
}
