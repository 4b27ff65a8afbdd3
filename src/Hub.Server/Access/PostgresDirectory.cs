using System.Security.Cryptography;
using Hub.Domain;
using Hub.Server.Journal;
using Npgsql;

namespace Hub.Server.Access;

/// <summary>
/// The directory of a cluster, in the journal's database: each write is one statement that may be done twice, and whoever reads after it was answered, on any
/// node, finds it.
/// </summary>
public sealed class PostgresDirectory(PostgresStore store) : IDirectory
{
    private const string SeatColumns = "participant, room, person, name, role, name_hash, known, is_member";
    /// <summary>The hash of a name that a node of the older build has changed since is of another name, and not told.</summary>
    private const string SeatNow = """
        participant, room, person, name, role, (SELECT n.hash FROM names AS n WHERE n.hash = seats.name_hash AND n.name = seats.name), known, is_member
        """;

    private const string CodeColumns = "hash, room, role, shown";

    /// <summary>Of the hash of a name that stands in a seat alone.</summary>
    private const string SeatSalt = @"E'seat\n'";

    private const string HashOfSeat = $@"sha256(convert_to({SeatSalt} || s.participant || E'\n' || s.name, 'UTF8'))";

    /// <remarks>
    /// A node of an older build may have given the seat another name and left the hash of the one before, which the vault then shows to be another's. The vault
    /// is asked for that, rather than whether it has this very name: it is read as it was when the statement began, before the row of whoever takes the same
    /// seat at this moment.
    /// </remarks>
    public async Task<Seat> TakeSeat(string room, string person, string name, Role role, string newParticipant, KnownBy? known = null, bool isMember = false)
    {
        // Words have no order in the database: the roles that this code replaces are told with each call.
        var replaced = Enum.GetValues<Role>().Where(before => Seat.Acting(before, role) != before).Select(r => r.ToString()).ToArray();
        return (await store.Query(
            $"""
            WITH seat AS (
              INSERT INTO seats ({SeatColumns}) VALUES ($1, $2, $3, $4, $5, sha256($7::bytea || convert_to($1 || E'\n' || $4, 'UTF8')), $8, $9)
              ON CONFLICT (room, person) DO UPDATE SET
                name = excluded.name, role = CASE WHEN seats.role = ANY ($6) THEN excluded.role ELSE seats.role END, known = excluded.known,
                  is_member = seats.is_member OR excluded.is_member,
                name_hash = CASE WHEN seats.name_hash IS NOT NULL AND seats.name = excluded.name AND seats.known IS NOT DISTINCT FROM excluded.known
                                  AND NOT EXISTS (SELECT 1 FROM names AS n WHERE n.hash = seats.name_hash AND n.name <> seats.name) THEN seats.name_hash
                                 ELSE sha256($7::bytea || convert_to(seats.participant || E'\n' || excluded.name, 'UTF8')) END
              RETURNING {SeatColumns}),
            vault AS (
              INSERT INTO names (hash, room, participant, name, salt, known)
              SELECT name_hash, room, participant, name, $7, known FROM seat WHERE name_hash = sha256($7::bytea || convert_to(participant || E'\n' || name,
                'UTF8')) ON CONFLICT DO NOTHING)
            SELECT {SeatColumns} FROM seat
            """,
            ReadSeat,
            [newParticipant, room, person, name, role.ToString(), replaced, RandomNumberGenerator.GetBytes(RecordedName.SaltSize), known?.ToString(),
                isMember || role == Role.Member])).Single();
    }

    /// <remarks>
    /// While nodes of an older build may run no event refers to a name: whoever has a seat is called as the seat says. Afterwards that still holds for a seat
    /// that such a node wrote too late for its name to be fixed. Such a name's hash has a salt that everybody knows, so that it is checked as all others are.
    /// </remarks>
    public async Task<IReadOnlyList<VaultName>> ReadNames(string room, CancellationToken cancel = default) => await store.Query(
        $"""
        SELECT hash, participant, name, salt, known, role FROM (
          SELECT hash, participant, name, salt, known, role, number FROM names WHERE room = $1
          UNION ALL
          SELECT {HashOfSeat}, s.participant, s.name, convert_to({SeatSalt}, 'UTF8'), s.known, s.role, {long.MaxValue} FROM seats AS s
          WHERE s.room = $1 AND s.name <> '' AND ($2 OR NOT EXISTS (SELECT 1 FROM names AS n WHERE n.hash = s.name_hash AND n.name = s.name))) AS named
        ORDER BY participant, number
        """,
        row => new VaultName(
            Convert.ToHexStringLower(row.GetFieldValue<byte[]>(0)), row.GetString(1), row.GetString(2), row.GetFieldValue<byte[]>(3),
            row.IsDBNull(4) ? null : Enum.Parse<KnownBy>(row.GetString(4)), !row.IsDBNull(5), row.IsDBNull(5) ? null : Enum.Parse<Role>(row.GetString(5))),
        [room, store.Format < RecordFormat.Second], cancel);

    public Task RemoveNames(string room, IReadOnlyCollection<string> hashes) => store.Execute(
        $"""
        WITH removed AS (UPDATE names SET name = '', salt = '' WHERE room = $1 AND hash = ANY ($2))
        UPDATE seats AS s SET name = '', name_hash = NULL WHERE room = $1 AND (name_hash = ANY ($2) OR {HashOfSeat} = ANY ($2))
        """,
        room, hashes.Select(Convert.FromHexString).ToArray());

    public async Task<IReadOnlyList<(string Room, string Participant)>> FindNamed(string name, CancellationToken cancel = default) => await store.Query(
        "SELECT DISTINCT room, participant FROM names WHERE name = $1 ORDER BY room, participant", row => (row.GetString(0), row.GetString(1)), [name], cancel);

    public async Task<Seat?> FindSeat(string room, string person, CancellationToken cancel = default) =>
        (await store.Query($"SELECT {SeatNow} FROM seats WHERE room = $1 AND person = $2", ReadSeat, [room, person], cancel)).SingleOrDefault();

    public async Task<IReadOnlyList<Seat>> ReadSeatsOf(string person, CancellationToken cancel = default) =>
        await store.Query($"SELECT {SeatColumns} FROM seats WHERE person = $1 ORDER BY room", ReadSeat, [person], cancel);

    public async Task<IReadOnlyList<Seat>> ReadSeats(string room, CancellationToken cancel = default) =>
        await store.Query($"SELECT {SeatNow} FROM seats WHERE room = $1 ORDER BY participant", ReadSeat, [room], cancel);

    /// <exception cref="InvalidOperationException">The code already opens another room or role; nothing is changed.</exception>
    public async Task SetCode(Code code)
    {
        // No row comes back where the code is another's.
        var set = await store.Query(
            $"""
            WITH mine AS (
                SELECT NOT EXISTS (SELECT 1 FROM codes WHERE hash = $1 AND (room, role) <> ($2, $3))
                   AND NOT EXISTS (SELECT 1 FROM more_codes WHERE hash = $1 AND (room, role) <> ($2, $3)) AS so),
            stopped AS (DELETE FROM more_codes WHERE room = $2 AND role = $3 AND (SELECT so FROM mine))
            INSERT INTO codes ({CodeColumns}) SELECT $1, $2, $3, $4 FROM mine WHERE so
            ON CONFLICT (room, role) DO UPDATE SET hash = excluded.hash, shown = excluded.shown
            RETURNING 1
            """,
            _ => true, [code.Hash.ToArray(), code.Room, code.Role.ToString(), code.Shown]);
        if (set.Count == 0)
        {
            throw new InvalidOperationException("This code already opens another room or role.");
        }
    }

    public Task AddCode(Code code) => store.Execute(
        $"INSERT INTO codes ({CodeColumns}) SELECT $1, $2, $3, $4 WHERE NOT EXISTS (SELECT 1 FROM more_codes WHERE hash = $1) ON CONFLICT DO NOTHING",
        code.Hash.ToArray(), code.Room, code.Role.ToString(), code.Shown);

    public async Task AddFurtherCode(Code code)
    {
        await store.Execute(
            $"INSERT INTO more_codes ({CodeColumns}) SELECT $1, $2, $3, $4 WHERE NOT EXISTS (SELECT 1 FROM codes WHERE hash = $1) ON CONFLICT DO NOTHING",
            code.Hash.ToArray(), code.Room, code.Role.ToString(), code.Shown);

        // Gone again already: it was replaced meanwhile.
        if (await FindCode(code.Hash) is { } found && (found.Room, found.Role) != (code.Room, code.Role))
        {
            throw new InvalidOperationException("This code already opens another room or role.");
        }
    }

    public async Task<Code?> FindCode(Hash hash, CancellationToken cancel = default) =>
        (await store.Query(
            $"SELECT {CodeColumns} FROM codes WHERE hash = $1 UNION ALL SELECT {CodeColumns} FROM more_codes WHERE hash = $1", ReadCode, [hash.ToArray()],
            cancel)).SingleOrDefault();

    public async Task<IReadOnlyList<Code>> ReadCodes(string room, CancellationToken cancel = default) =>
        [.. (await store.Query(
            $"SELECT {CodeColumns}, 0 AS added FROM codes WHERE room = $1 UNION ALL SELECT {CodeColumns}, 1 FROM more_codes WHERE room = $1 ORDER BY added, "
            + $"hash",
            ReadCode, [room], cancel)).OrderBy(c => c.Role)];

    private static Seat ReadSeat(NpgsqlDataReader row) =>
        new(
            row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), Enum.Parse<Role>(row.GetString(4)),
            row.IsDBNull(5) ? null : Convert.ToHexStringLower(row.GetFieldValue<byte[]>(5)), row.IsDBNull(6) ? null : Enum.Parse<KnownBy>(row.GetString(6)),
            row.GetBoolean(7));

    private static Code ReadCode(NpgsqlDataReader row) => new(
        Hash.Read(row.GetFieldValue<byte[]>(0)), row.GetString(1), Enum.Parse<Role>(row.GetString(2)), row.IsDBNull(3) ? null : row.GetString(3));
}
