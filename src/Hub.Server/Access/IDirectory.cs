using Hub.Domain;

namespace Hub.Server.Access;

/// <summary>
/// Who is who: persons, their seats with the names they gave, the codes, and the house's own secrets. Kept apart from the journal's events,
/// in tables that can be deleted from. What was answered is durable and seen by every node at once.
/// </summary>
public interface IDirectory
{
    /// <summary>
    /// The person's seat in a room, made where there is none. Idempotent: joining again keeps the participant id; the name is the newest; the
    /// role becomes the higher of the two.
    /// </summary>
    /// <param name="newParticipant">The id for a seat that does not exist yet.</param>
    Task<Seat> TakeSeat(string room, string person, string name, Role role, string newParticipant);

    /// <summary>The person's seat in a room, or null.</summary>
    Task<Seat?> FindSeat(string room, string person, CancellationToken cancel = default);

    /// <summary>All seats of a person.</summary>
    Task<IReadOnlyList<Seat>> ReadSeatsOf(string person, CancellationToken cancel = default);

    /// <summary>All seats of a room.</summary>
    Task<IReadOnlyList<Seat>> ReadSeats(string room, CancellationToken cancel = default);

    /// <summary>Makes <paramref name="code"/> the only code of this role in this room. The older ones stop working, added ones too. Idempotent.</summary>
    Task SetCode(Code code);

    /// <summary>The same, unless this role has a code in this room already: that one stays. Of several nodes at once, one sets it.</summary>
    Task AddCode(Code code);

    /// <summary>
    /// One more code of this role in this room; those that there are go on working. Idempotent. Nodes of a build before <see cref="RecordFormat.Second"/> do not find it: whoever asks for it looks at
    /// <see cref="Hub.Server.Journal.IJournal.Format"/> first.
    /// </summary>
    /// <exception cref="InvalidOperationException">The code already opens another room or role; nothing is changed.</exception>
    Task AddFurtherCode(Code code);

    /// <summary>What a code opens, or null.</summary>
    Task<Code?> FindCode(Hub.Server.Journal.Hash hash, CancellationToken cancel = default);

    /// <summary>The codes of a room, by role; of each role first the one that was set, then those added to it.</summary>
    Task<IReadOnlyList<Code>> ReadCodes(string room, CancellationToken cancel = default);

    /// <summary>A secret of the house by its name; made of <paramref name="fresh"/> where there is none, and then the same for every node.</summary>
    Task<byte[]> GetOrAddSecret(string name, byte[] fresh);

    /// <summary>Replaces a secret. Idempotent.</summary>
    Task SetSecret(string name, byte[] value);
}

/// <param name="Participant">The seat's id, the only one that events carry.</param>
/// <param name="Person">The device or account that sits there.</param>
public sealed record Seat(string Participant, string Room, string Person, string Name, Role Role);

/// <param name="Hash">SHA-256 of the normalised code's UTF-8.</param>
/// <param name="Shown">The code itself, of those that may be shown again (attend, watch); otherwise null: answered once, kept hashed.</param>
public sealed record Code(Hub.Server.Journal.Hash Hash, string Room, Role Role, string? Shown);
