namespace Hub.Server.Live;

/// <summary>Names of rooms on the wire, which are also the names of their streams: <c>meetings/{id}</c>.</summary>
public static class Rooms
{
    private const string Meetings = "meetings/";

    public static string OfMeeting(string id) => Meetings + id;

    public static string BoxStream(string meeting) => "boxes/" + meeting;

    /// <returns>The meeting's id, or null where this names no meeting's room.</returns>
    public static string? Meeting(string? room) =>
        room is not null && room.StartsWith(Meetings, StringComparison.Ordinal) && IsId(room.AsSpan(Meetings.Length)) ? room[Meetings.Length..] : null;

    /// <summary>Ids are short words of lowercase letters and digits; anything else names nothing, and loads no grain.</summary>
    public static bool IsId(ReadOnlySpan<char> id) => id.Length is > 0 and <= 40 && IsWord(id);

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
