using Hub.Domain;
using Hub.Server.Contracts;

namespace Hub.Server.Access;

/// <summary>
/// Who is who: persons, their seats with the names they go by now, the vault of all names that the record may refer to, and the codes. All of it is apart from
/// the journal's events, in tables that can be deleted from. What was answered is durable and seen by every node at once.
/// </summary>
public interface IDirectory
{
    /// <summary>
    /// The person's seat in a room, made where there is none. Idempotent: joining again keeps the participant id; the name is the newest, and is in the vault
    /// when this answers, so that an event may refer to it; the role is <see cref="Seat.Acting"/>.
    /// </summary>
    /// <param name="newParticipant">The id for a seat that does not exist yet.</param>
    /// <param name="known">How the name is known; null: it was typed in.</param>
    /// <param name="isMember">Whether this makes the seat a member's, whatever role it acts in.</param>
    Task<Seat> TakeSeat(string room, string person, string name, Role role, string newParticipant, KnownBy? known = null, bool isMember = false);

    /// <summary>The vault's names of a room, in the order in which each participant took them. Of a name that was removed the hash is left.</summary>
    Task<IReadOnlyList<VaultName>> ReadNames(string room, CancellationToken cancel = default);

    /// <summary>Deletes names, with the salts of their hashes, from the vault, and from the seats that go by them. Idempotent.</summary>
    Task RemoveNames(string room, IReadOnlyCollection<string> hashes);

    /// <summary>Every seat that goes, or ever went, by a name: not by one that was removed.</summary>
    Task<IReadOnlyList<(string Room, string Participant)>> FindNamed(string name, CancellationToken cancel = default);

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
    /// One more code of this role in this room; those that there are go on working. Idempotent. Nodes of a build before <see cref="RecordFormat.Second"/> do
    /// not find it: whoever asks for it looks at <see cref="Hub.Server.Journal.IJournal.Format"/> first.
    /// </summary>
    /// <exception cref="InvalidOperationException">The code already opens another room or role; nothing is changed.</exception>
    Task AddFurtherCode(Code code);

    /// <summary>What a code opens, or null.</summary>
    Task<Code?> FindCode(Hub.Server.Journal.Hash hash, CancellationToken cancel = default);

    /// <summary>The codes of a room, by role; of each role first the one that was set, then those added to it.</summary>
    Task<IReadOnlyList<Code>> ReadCodes(string room, CancellationToken cancel = default);
}

/// <param name="Participant">The seat's id, the only one that events carry.</param>
/// <param name="Person">The device or account that sits there.</param>
/// <param name="Name">Blank where it was removed.</param>
/// <param name="Role">The role that the seat acts in.</param>
/// <param name="NameHash">Of the name, as events refer to it; null where a node of the older build wrote this seat last, and where the name was
/// removed.</param>
/// <param name="IsMember">Whether a member's code, or a member of the register, took this seat, whatever role it acts in now.</param>
public sealed record Seat(
    string Participant, string Room, string Person, string Name, Role Role, string? NameHash = null, KnownBy? Known = null, bool IsMember = false)
{
    /// <summary>As the grains tell each other of it.</summary>
    public SeatNote Note => new(Participant, Name, Role, NameHash, Known, IsMember);

    /// <summary>
    /// Codes add, and none takes away: a seat acts in the role of the member's or the chair's code that was used last; the codes to attend and to watch, which
    /// anybody may read off the wall, lower nobody.
    /// </summary>
    public static Role Acting(Role before, Role code) => code >= Role.Member || code > before ? code : before;
}

/// <summary>A name that the record refers to by its hash.</summary>
/// <param name="Hash">See <see cref="RecordedName.HashOf"/>.</param>
/// <param name="Name">Blank, as the salt, where it was removed.</param>
/// <param name="IsFixed">It was not given with an event but fixed for the whole room when the older release's seats were taken over: with the role that the
/// seat had then.</param>
public sealed record VaultName(string Hash, string Participant, string Name, byte[] Salt, KnownBy? Known = null, bool IsFixed = false, Role? Role = null)
{
    public bool IsRemoved => Name.Length == 0;

    /// <summary>As a name that was fixed stands in the record, from its beginning.</summary>
    public RecordedName Recorded => new(Hash, Role ?? Hub.Domain.Role.Attendee, Known);
}

/// <param name="Hash">SHA-256 of the normalised code's UTF-8.</param>
/// <param name="Shown">The code itself, of those that may be shown again (attend, watch); otherwise null: answered once, kept hashed.</param>
public sealed record Code(Hub.Server.Journal.Hash Hash, string Room, Role Role, string? Shown);
