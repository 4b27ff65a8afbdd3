using System.Security.Cryptography;
using Hub.Domain;
using Hub.Server.Journal;
using Microsoft.Data.Sqlite;

namespace Hub.Server.Access;

/// <summary>
/// The directory in the file of <see cref="SqliteStore"/>, on the same writer as the journal: a crowd that joins at once shares a few transactions. What was
/// answered is durable, and whoever reads after that finds it.
/// </summary>
public sealed class SqliteDirectory(SqliteStore store) : IDirectory
{
    private const string SeatColumns = "participant, room, person, name, role, name_hash, known, is_member";
    private const string CodeColumns = "hash, room, role, shown";

    public Task<Seat> TakeSeat(string room, string person, string name, Role role, string newParticipant, KnownBy? known = null, bool isMember = false)
    {
        var salt = RandomNumberGenerator.GetBytes(RecordedName.SaltSize);
        isMember |= role == Role.Member;

        // Most who come are new: theirs is one statement less, and its hash is not computed on the writer's thread.
        var fresh = new Seat(newParticipant, room, person, name, role, RecordedName.HashOf(salt, newParticipant, name), known, isMember);
        return store.Write(session =>
        {
            if (Put(session, fresh, "DO NOTHING") == 1)
            {
                Add(session, fresh, salt);
                return fresh;
            }

            var found = FindSeat(session, room, person)!;
            var seat = found with { Name = name, Role = Seat.Acting(found.Role, role), Known = known, IsMember = found.IsMember || isMember };
            if (found.NameHash is null || (found.Name, found.Known) != (name, known))
            {
                seat = seat with { NameHash = RecordedName.HashOf(salt, seat.Participant, name) };
                Add(session, seat, salt);
            }

            if (seat != found)
            {
                Put(session, seat, "DO UPDATE SET name = excluded.name, role = excluded.role, name_hash = excluded.name_hash, known = excluded.known, "
                    + "is_member = excluded.is_member");
            }

            return seat;
        });
    }

    public Task<IReadOnlyList<VaultName>> ReadNames(string room, CancellationToken cancel = default) => store.Read<IReadOnlyList<VaultName>>(
        session => session.Query(
            "SELECT hash, participant, name, salt, known, role FROM names WHERE room = $1 ORDER BY participant, number",
            row => new VaultName(
                Convert.ToHexStringLower(row.GetFieldValue<byte[]>(0)), row.GetString(1), row.GetString(2), row.GetFieldValue<byte[]>(3),
                row.IsDBNull(4) ? null : Enum.Parse<KnownBy>(row.GetString(4)), !row.IsDBNull(5), row.IsDBNull(5) ? null : Enum.Parse<Role>(row.GetString(5))),
            room),
        cancel);

    public Task RemoveNames(string room, IReadOnlyCollection<string> hashes) => store.Write(session =>
    {
        foreach (var hash in hashes.Select(Convert.FromHexString))
        {
            session.Execute("UPDATE names SET name = '', salt = x'' WHERE room = $1 AND hash = $2", room, hash);
            session.Execute("UPDATE seats SET name = '', name_hash = NULL WHERE room = $1 AND name_hash = $2", room, hash);
        }

        return hashes.Count;
    });

    public Task<IReadOnlyList<(string Room, string Participant)>> FindNamed(string name, CancellationToken cancel = default) =>
        store.Read<IReadOnlyList<(string Room, string Participant)>>(
            session => session.Query(
                "SELECT DISTINCT room, participant FROM names WHERE name = $1 ORDER BY room, participant", row => (row.GetString(0), row.GetString(1)), name),
            cancel);

    public Task<Seat?> FindSeat(string room, string person, CancellationToken cancel = default) =>
        store.Read(session => FindSeat(session, room, person), cancel);

    public Task<IReadOnlyList<Seat>> ReadSeatsOf(string person, CancellationToken cancel = default) =>
        store.Read<IReadOnlyList<Seat>>(session => session.Query($"SELECT {SeatColumns} FROM seats WHERE person = $1 ORDER BY room", ReadSeat, person), cancel);

    public Task<IReadOnlyList<Seat>> ReadSeats(string room, CancellationToken cancel = default) => store.Read<IReadOnlyList<Seat>>(
        session => session.Query($"SELECT {SeatColumns} FROM seats WHERE room = $1 ORDER BY participant", ReadSeat, room), cancel);

    /// <exception cref="InvalidOperationException">The code already opens another room or role; nothing is changed.</exception>
    public Task SetCode(Code code) => store.Write(session =>
    {
        if (FindCode(session, code.Hash) is { } found && (found.Room, found.Role) != (code.Room, code.Role))
        {
            throw new InvalidOperationException("This code already opens another room or role.");
        }

        session.Execute("DELETE FROM more_codes WHERE room = $1 AND role = $2", code.Room, code.Role.ToString());
        return session.Execute(
            $"""
            INSERT INTO codes ({CodeColumns}) VALUES ($1, $2, $3, $4)
            ON CONFLICT (room, role) DO UPDATE SET hash = excluded.hash, shown = excluded.shown
            """,
            code.Hash.ToArray(), code.Room, code.Role.ToString(), code.Shown);
    });

    public Task AddCode(Code code) => store.Write(session => session.Execute(
        $"INSERT INTO codes ({CodeColumns}) SELECT $1, $2, $3, $4 WHERE NOT EXISTS (SELECT 1 FROM more_codes WHERE hash = $1) ON CONFLICT DO NOTHING",
        code.Hash.ToArray(), code.Room, code.Role.ToString(), code.Shown));

    public Task AddFurtherCode(Code code) => store.Write(session => FindCode(session, code.Hash) switch
    {
        null => session.Execute(
            $"INSERT INTO more_codes ({CodeColumns}) VALUES ($1, $2, $3, $4)", code.Hash.ToArray(), code.Room, code.Role.ToString(), code.Shown),
        var found when (found.Room, found.Role) == (code.Room, code.Role) => 0,
        _ => throw new InvalidOperationException("This code already opens another room or role."),
    });

    public Task<Code?> FindCode(Hash hash, CancellationToken cancel = default) => store.Read(session => FindCode(session, hash), cancel);

    public Task<IReadOnlyList<Code>> ReadCodes(string room, CancellationToken cancel = default) => store.Read<IReadOnlyList<Code>>(
        session => [.. session.Query(
            $"SELECT {CodeColumns}, 0 AS added FROM codes WHERE room = $1 UNION ALL SELECT {CodeColumns}, 1 FROM more_codes WHERE room = $1 ORDER BY added, "
            + $"hash", ReadCode, room).OrderBy(c => c.Role)], cancel);

    private static int Put(SqliteSession session, Seat seat, string onConflict) => session.Execute(
        $"INSERT INTO seats ({SeatColumns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (room, person) {onConflict}",
        seat.Participant, seat.Room, seat.Person, seat.Name, seat.Role.ToString(), Convert.FromHexString(seat.NameHash!), seat.Known?.ToString(),
        seat.IsMember ? 1 : 0);

    private static void Add(SqliteSession session, Seat seat, byte[] salt) =>
        NameVault.Add(session, seat.Room, seat.Participant, seat.Name, Convert.FromHexString(seat.NameHash!), salt, seat.Known, role: null);

    private static Seat? FindSeat(SqliteSession session, string room, string person) =>
        session.Find($"SELECT {SeatColumns} FROM seats WHERE room = $1 AND person = $2", ReadSeat, room, person);

    private static Code? FindCode(SqliteSession session, Hash hash) =>
        session.Find($"SELECT {CodeColumns} FROM codes WHERE hash = $1", ReadCode, hash.ToArray())
        ?? session.Find($"SELECT {CodeColumns} FROM more_codes WHERE hash = $1", ReadCode, hash.ToArray());

    private static Seat ReadSeat(SqliteDataReader row) =>
        new(
            row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), Enum.Parse<Role>(row.GetString(4)),
            row.IsDBNull(5) ? null : Convert.ToHexStringLower(row.GetFieldValue<byte[]>(5)), row.IsDBNull(6) ? null : Enum.Parse<KnownBy>(row.GetString(6)),
            row.GetInt64(7) != 0);

    private static Code ReadCode(SqliteDataReader row) =>
        new(Hash.Read(row.GetFieldValue<byte[]>(0)), row.GetString(1), Enum.Parse<Role>(row.GetString(2)), row.IsDBNull(3) ? null : row.GetString(3));
}
