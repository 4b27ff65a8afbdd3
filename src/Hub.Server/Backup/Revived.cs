using System.Globalization;
using Hub.Server.Journal;

namespace Hub.Server.Backup;

/// <summary>
/// What opens something again after a restore: keys and codes as they were when the backup was made, those too that were renewed or revoked since. Sessions are
/// none of it: all have ended.
/// </summary>
internal static class Revived
{
    private const int MostRooms = 20;

    /// <summary>As codes name what they open where that is no room: the door and the wall of a meeting's hall.</summary>
    private static readonly string[] Passes = ["doors/", "walls/"];

    /// <summary>
    /// What is counted besides codes: the table, what one row is called, and how many there are. A table that is not there counts nothing.
    /// </summary>
    private static readonly (string Table, string What, string Count)[] Counted =
    [
        ("secrets", "operator's key that the hub had made by itself, where none is configured",
            "SELECT count(*) FROM secrets WHERE name = 'operator-key-hash'"),
        ("topic_returns", "devices that came back to a topic with its return key", "SELECT count(*) FROM topic_returns"),
        ("accounts", "accounts of the staff that are not disabled, with the passwords, codes and roles of then",
            "SELECT count(*) FROM accounts WHERE CAST(disabled AS integer) = 0"),
        ("accounts", "invitations of the staff that may still be open",
            "SELECT count(*) FROM accounts WHERE invite IS NOT NULL OR (CAST(provider AS integer) = 1 AND subject IS NULL)"),
        ("passkeys", "passkeys of the staff, those too whose owners have removed them since", "SELECT count(*) FROM passkeys"),
    ];

    /// <summary>Ends every session: none was restored, and no token is worth anything without the secret that signed it. The next start makes
    /// another.</summary>
    public static Task EndSessions(IRestoredTables tables, CancellationToken cancel) =>
        tables.Execute("DELETE FROM secrets WHERE name = $1 OR name LIKE $2", [SessionTables.SigningKey, $"{SessionTables.SigningKey}-%"], cancel);

    /// <returns>A line for each kind of what works again.</returns>
    public static async Task<IReadOnlyList<string>> Describe(IRestoredTables tables, Func<string, bool> isOver, CancellationToken cancel)
    {
        var (open, members, topics, passes) = (new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal), 0, 0, 0);
        foreach (var row in await tables.Query("SELECT room, role FROM codes UNION ALL SELECT room, role FROM more_codes", [], cancel))
        {
            var (room, role) = ((string)row[0]!, (string)row[1]!);
            if (StreamNames.Meeting(room) is not null)
            {
                if (!isOver(room))
                {
                    (open.TryGetValue(room, out var roles) ? roles : open[room] = new SortedSet<string>(StringComparer.Ordinal)).Add(role.ToLowerInvariant());
                }
            }
            else if (StreamNames.Topic(room) is not null)
            {
                topics++;
            }
            else if (room.StartsWith("members/", StringComparison.Ordinal))
            {
                members++;
            }
            else if (Passes.Any(p => room.StartsWith(p, StringComparison.Ordinal) && !isOver(StreamNames.OfMeeting(room[p.Length..]))))
            {
                passes++;
            }
        }

        var cards = (await tables.Query("SELECT room, count(*) FROM seat_cards WHERE NOT replaced AND person IS NULL GROUP BY room", [], cancel))
            .Where(r => !isOver((string)r[0]!)).Sum(r => (long)r[1]!);
        var lines = new List<string>
        {
            Line(
                open.Count, "meetings that are not over, by their codes",
                string.Join("; ", open.Take(MostRooms).Select(o => $"{o.Key} ({string.Join(", ", o.Value)})")) + (open.Count > MostRooms ? "; …" : "")),
            Line(members, "members' keys"),
            Line(topics, "return keys of topics"),
            Line(passes, "links of a hall's door or wall, of meetings that are not over"),
            Line(cards, "seat cards that nobody has used, of meetings that are not over"),
        };
        foreach (var (table, what, count) in Counted)
        {
            if (await tables.Has(table, cancel))
            {
                lines.Add(Line((long)(await tables.Query(count, [], cancel))[0][0]!, what));
            }
        }

        return lines;
    }

    private static string Line(long count, string what, string which = "") =>
        string.Create(CultureInfo.InvariantCulture, $"  {count:N0} {what}{(which.Length > 0 ? $": {which}" : "")}");
}
