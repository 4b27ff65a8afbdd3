using System.Text.Json.Serialization;
using Hub.Domain;

namespace Hub.Server.Privacy;

/// <summary>
/// What people asked to be forgotten, beside the journal: stored before anything is removed, so that a crash in the middle is made good. Once a wish is done it
/// says no more whose it was.
/// </summary>
internal interface IForgetWishes
{
    /// <summary>Stores a wish, unless one of this person is not done yet: then that one is answered. Idempotent.</summary>
    Task<ForgetWish> Add(ForgetWish wish);

    /// <summary>The newest wish of a person that is not done; null: there is none.</summary>
    Task<ForgetWish?> FindOf(string person, CancellationToken cancel = default);

    /// <summary>All that are not done, the oldest first.</summary>
    Task<IReadOnlyList<ForgetWish>> ReadOpen(CancellationToken cancel = default);

    /// <summary>Moves a wish on, if it is in one of these states.</summary>
    /// <param name="by">Who agreed, or did not; null: nobody.</param>
    /// <param name="reason">Why it is declined; else null.</param>
    /// <returns>False where it is in none of them.</returns>
    Task<bool> Move(string id, ForgetState[] from, ForgetState to, string? by = null, string? reason = null);

    /// <summary>Notes that all of it is done, and forgets whose wish it was, and those of the same person that were declined before. Idempotent.</summary>
    Task Finish(string id, DateTimeOffset at);
}

/// <param name="Member">The id in the members' register of whoever asked as a member; null: they did not.</param>
/// <param name="Account">The staff account that asked; null: none did. Whoever comes by a link alone asks for no account.</param>
/// <param name="DecidedBy">Who of the staff agreed or declined.</param>
internal sealed record ForgetWish(
    string Id, string Person, string? Member, DateTimeOffset AskedAt, ForgetState State, string? DecidedBy = null, string? Reason = null,
    string? Account = null);

/// <summary>How far a wish is. Stored as words.</summary>
[JsonConverter(typeof(CamelCase<ForgetState>))]
public enum ForgetState
{
    /// <summary>What touches no closed record is being removed.</summary>
    Asked,

    /// <summary>That is done; the rest stands in closed records, to which a second pair of eyes must agree.</summary>
    Waiting,

    /// <summary>Somebody agreed: the rest is being removed.</summary>
    Agreed,

    /// <summary>Somebody did not, and said why.</summary>
    Declined,

    Done,
}
