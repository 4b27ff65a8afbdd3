using Hub.Domain.Meetings;
using Hub.Server.Files;
using Hub.Server.Journal;

namespace Hub.Server.Views;

/// <summary>Whose a file is, by what names it.</summary>
internal sealed class NamedFiles(HouseViews views, IJournal journal) : INamedFiles
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

    public async Task<bool> IsNamedNow(string file)
    {
        foreach (var room in await views.Query(new Statement("SELECT DISTINCT room FROM {named_files} WHERE file = $1", file), r => r.GetString(0)))
        {
            if (StreamNames.Meeting(room) is null || await IsDocumentOf(room, file))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Read from the record: the view keeps what was named once. An item that was dropped may be restored, with its documents.</summary>
    private async Task<bool> IsDocumentOf(string room, string file)
    {
        var documents = new HashSet<string>();
        try
        {
            await foreach (var commit in journal.Read(room, Head.None))
            {
                foreach (var recorded in StoredEvents.Unpack<MeetingEvent>(commit))
                {
                    if (recorded.Event is MeetingEvent.DocumentAdded added && added.Document.File == file)
                    {
                        documents.Add(added.Document.Id);
                    }
                    else if (recorded.Event is MeetingEvent.DocumentDropped dropped)
                    {
                        documents.Remove(dropped.Document);
                    }
                }
            }
        }
        catch (CorruptStreamException)
        {
            return true;
        }

        return documents.Count > 0;
    }
}
