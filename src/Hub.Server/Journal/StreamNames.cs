using Hub.Domain.Registers;

namespace Hub.Server.Journal;

/// <summary>Names of rooms on the wire, which are also the names of their streams: <c>meetings/{id}</c> and <c>topics/{id}</c>.</summary>
public static class StreamNames
{
    private const string Meetings = "meetings/";
    private const string Topics = "topics/";
    private const string Boxes = "boxes/";
    private const string Registers = "registers/";
    private const string Stances = "stances/";

    /// <summary>The audit log's stream. It is no room, and no list is folded from it.</summary>
    public const string Audit = "audit";

    public static string OfMeeting(string id) => Meetings + id;

    public static string OfTopic(string id) => Topics + id;

    /// <summary>The key of a room's box: a meeting's id, or the whole name of any other room.</summary>
    public static string BoxKey(string room) => Meeting(room) ?? room;

    public static string BoxStream(string key) => Boxes + key;

    /// <returns>The room whose box's stream this is, or null where it is no box's.</returns>
    public static string? OfBox(string stream) =>
        !stream.StartsWith(Boxes, StringComparison.Ordinal) ? null
        : stream[Boxes.Length..] is var key && IsId(key) ? OfMeeting(key)
        : key.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash && IsId(key.AsSpan(slash + 1)) ? key
        : null;

    /// <summary>
    /// The key of the stances of one of a room's rounds: <c>{meeting}/{round}</c>, or the whole name of any other room before the round.
    /// </summary>
    public static string StancesKey(string room, string round) => $"{BoxKey(room)}/{round}";

    public static string StancesStream(string key) => Stances + key;

    /// <returns>The room and the round whose stances this is the key of, or null where it is none's.</returns>
    public static (string Room, string Round)? OfStances(string key) =>
        key.LastIndexOf('/') is > 0 and var slash && IsId(key.AsSpan(slash + 1)) && OfBox(BoxStream(key[..slash])) is { } room
            ? (room, key[(slash + 1)..]) : null;

    /// <summary>A register's stream. It is no room: nobody joins it.</summary>
    public static string RegisterStream(RegisterName name) => $"{Registers}{name}";

    /// <returns>The register whose stream this is, or null where it is none's.</returns>
    public static RegisterName? Register(string stream) =>
        stream.StartsWith(Registers, StringComparison.Ordinal) ? RegisterName.Parse(stream[Registers.Length..]) : null;

    /// <returns>The meeting's id, or null where this names no meeting's room.</returns>
    public static string? Meeting(string? room) => Id(room, Meetings);

    /// <returns>The topic's id, or null where this names no topic's room.</returns>
    public static string? Topic(string? room) => Id(room, Topics);

    /// <summary>Ids are short words of lowercase letters and digits; anything else names nothing, and loads no grain.</summary>
    public static bool IsId(ReadOnlySpan<char> id) => id.Length is > 0 and <= 40 && IsWord(id);

    private static string? Id(string? room, string kind) =>
        room is not null && room.StartsWith(kind, StringComparison.Ordinal) && IsId(room.AsSpan(kind.Length)) ? room[kind.Length..] : null;

    private static bool IsWord(ReadOnlySpan<char> id)
    {
        foreach (var c in id)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c))
            {
                return false;
            }
        }

        return true;
    }
}
