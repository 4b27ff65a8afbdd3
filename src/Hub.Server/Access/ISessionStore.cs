namespace Hub.Server.Access;

/// <summary>Where sessions are kept, beside the journal. What was answered is durable, and whoever reads after that finds it.</summary>
public interface ISessionStore
{
    /// <summary>Whether other processes end sessions too, so that <see cref="ReadEnded"/> has to be asked again and again.</summary>
    bool IsShared { get; }

    /// <summary>Adds sessions; one that is there already stays as it is, also where it has ended. Idempotent.</summary>
    Task Add(IReadOnlyCollection<SessionRow> rows);

    /// <summary>The sessions of these ids, ended ones too; of an id that is not there, none.</summary>
    Task<IReadOnlyList<SessionRow>> Find(IReadOnlyCollection<string> ids, CancellationToken cancel = default);

    /// <summary>The sessions of a person that have not ended, the one seen last first.</summary>
    Task<IReadOnlyList<SessionRow>> ReadOf(string person, CancellationToken cancel = default);

    /// <summary>Notes when sessions were seen last.</summary>
    Task See(IReadOnlyCollection<SeenSession> seen);

    /// <summary>Ends a session, for good: also one that was never added, which nobody can add any more. Idempotent.</summary>
    Task End(SessionRow row);

    /// <summary>Ends all sessions of a member.</summary>
    /// <returns>Those that have ended by it.</returns>
    Task<IReadOnlyList<string>> EndOfMember(string member);

    /// <summary>Ends all sessions of a staff account.</summary>
    /// <returns>Those that have ended by it.</returns>
    Task<IReadOnlyList<string>> EndOfAccount(string account);

    /// <summary>
    /// Ends the sessions that were opened by the provider, of one account or in one session of the provider's, or both: at least one of them is said.
    /// </summary>
    /// <returns>Those that have ended by it.</returns>
    Task<IReadOnlyList<string>> EndOfProvider(string? account, string? providerSession);

    /// <summary>Ends all sessions of a person, and deletes what they say of devices and networks. Idempotent.</summary>
    /// <returns>All of them, those that had ended before too.</returns>
    Task<IReadOnlyList<string>> Forget(string person);

    /// <summary>
    /// The sessions that ended within this time until now, by the store's own clock, whoever ended them. Synchronous, so that a thread of its own can ask
    /// while all others are busy.
    /// </summary>
    IReadOnlyList<string> ReadEnded(TimeSpan within);

    /// <summary>Deletes the sessions that nobody could use any more at this time: their tokens have expired.</summary>
    Task Prune(DateTimeOffset now);
}

/// <summary>A session: that somebody signed in, or took part, on one device. A token names it, and is worth nothing without it.</summary>
/// <param name="Id">32 hex digits.</param>
/// <param name="Person">Whose it is.</param>
/// <param name="Member">Who signed in with a member's key; null: nobody did.</param>
/// <param name="OperatorEpoch">Of the operator's session: a mark of the operator key that opened it; null: it is not the operator's.</param>
/// <param name="Device">What the browser or the script says of itself.</param>
/// <param name="Network">The address block from which it began; see <see cref="Common.AddressBlock"/>.</param>
/// <param name="Expires">From then on it has ended, whatever happens until then.</param>
/// <param name="Account">The staff account that opened it; null: none did.</param>
/// <param name="AccountEpoch">The account's, when it opened it: once the account has another, this one counts no more.</param>
/// <param name="ProviderSession">
/// What the provider by which it was opened calls the session there; blank: it says nothing; null: it was not opened by a provider.
/// </param>
public sealed record SessionRow(
    string Id, string Person, string? Member, string? OperatorEpoch, string Device, string Network, DateTimeOffset Started, DateTimeOffset LastSeen,
    DateTimeOffset Expires, bool HasEnded = false, string? Account = null, long? AccountEpoch = null,
    string? ProviderSession = null)
{
    /// <summary>Whether it ends by itself where nothing is done in it.</summary>
    public bool IsOfStaff => OperatorEpoch is not null || Account is not null;
}

public readonly record struct SeenSession(string Id, DateTimeOffset At);
