using Hub.Server.Journal;

namespace Hub.Server.Views;

/// <summary>Whose a file is, by what names it.</summary>
internal sealed class NamedFiles(HouseViews views)
{
    /// <summary>Of more namings than these the first are looked at.</summary>
    private const int Most = 100;

    /// <summary>
    /// The meetings that have a file as a document, where it is theirs: one of them must be open to whoever reads it. Of a file that something else named
    /// first, or nothing has named, there are none, and everybody reads it: no meeting closes what was public before, and who knows a file's address opens no
    /// meeting's document by naming it elsewhere.
    /// </summary>
    public async Task<IReadOnlyList<string>> MeetingsOf(string file, CancellationToken cancel = default)
    {
        var rooms = await views.Query(
            new Statement($"SELECT room FROM {{named_files}} WHERE file = $1 ORDER BY position, seq LIMIT {Most}", file), r => r.GetString(0), cancel);
        return rooms is [var first, ..] && StreamNames.Meeting(first) is not null ? [.. rooms.Select(StreamNames.Meeting).OfType<string>().Distinct()] : [];
    }
}
