using System.Text.Json.Serialization;
using Hub.Domain;

namespace Hub.Server.Consents;

/// <summary>
/// What one account of the staff wants to be done and another has to agree to, beside the journal: stored before anybody is told that it waits, and before the
/// first step of what was agreed to, so that a crash in the middle is made good.
/// </summary>
/// <remarks>
/// Who wants to be forgotten waits in <see cref="Privacy.IForgetWishes"/>, as that is done bit by bit and goes on for months; who may agree is the same rule
/// (<see cref="Consenting"/>).
/// </remarks>
internal interface IConsents
{
    /// <summary>Stores what is asked for. Idempotent by its id.</summary>
    Task Add(Consent consent);

    Task<Consent?> Find(string id, CancellationToken cancel = default);

    /// <summary>All that wait, or were agreed to and are not done; the oldest first.</summary>
    Task<IReadOnlyList<Consent>> ReadOpen(CancellationToken cancel = default);

    /// <summary>Moves one on, if it is in this state.</summary>
    /// <param name="by">Who decided; null: as it was.</param>
    /// <param name="why">Why it came to nothing; null: as it was.</param>
    /// <returns>False where it is not.</returns>
    Task<bool> Move(string id, ConsentState from, ConsentState to, string? by = null, string? why = null);
}

/// <param name="Room">The meeting's.</param>
/// <param name="Target">The participant, the ballot, or who may see the record; see <see cref="ConsentKind"/>.</param>
/// <param name="Person">Who asked.</param>
/// <param name="Account">The same as an account; null: the operator key asked, where there was no account.</param>
/// <param name="Until">It lapses then.</param>
/// <param name="DecidedBy">The account that agreed or did not; of the operator key the session.</param>
/// <param name="Why">Why it was declined or refused.</param>
internal sealed record Consent(
    string Id, ConsentKind Kind, string Room, string Target, string Reason, string Person, string? Account, DateTimeOffset AskedAt, DateTimeOffset Until,
    ConsentState State, string? DecidedBy = null, string? Why = null)
{
    /// <summary>As the audit log names it.</summary>
    public string On => Kind switch
    {
        ConsentKind.RemoveName => $"{Room}/participants/{Target}",
        ConsentKind.VoidBallot => $"{Room}/ballots/{Target}",
        _ => Room,
    };
}

/// <summary>For what two of the staff are needed. Stored as words.</summary>
[JsonConverter(typeof(CamelCase<ConsentKind>))]
public enum ConsentKind
{
    /// <summary>A person's name is removed from a record.</summary>
    RemoveName,

    /// <summary>Who may see a closed record.</summary>
    ShowRecord,

    /// <summary>A ballot is declared void.</summary>
    VoidBallot,

    /// <summary>Somebody asked to be forgotten; a wish of their own, which does not lapse.</summary>
    Forget,
}

/// <summary>How far it is. Stored as words.</summary>
[JsonConverter(typeof(CamelCase<ConsentState>))]
public enum ConsentState
{
    Waiting,

    /// <summary>Another agreed: it is being done.</summary>
    Agreed,

    Done,

    /// <summary>Another did not agree, and said why.</summary>
    Declined,

    /// <summary>It was agreed to, and could not be done any more.</summary>
    Refused,

    /// <summary>Nobody agreed in time, or whoever asked has no account any more.</summary>
    Lapsed,
}
