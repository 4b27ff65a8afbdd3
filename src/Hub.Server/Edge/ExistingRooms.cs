using Hub.Server.Common;
using Hub.Server.Journal;

namespace Hub.Server.Edge;

/// <summary>
/// Whether a room is there, asked before its grain is: what is made up loads nothing, and leaves nothing in memory. A room that was there once is there for
/// good, and remembered. One that is not is looked for each time, which is one step in an index: remembered, it would be denied to whoever was just told of
/// it, by whichever node.
/// </summary>
internal sealed class ExistingRooms(IJournal journal)
{
    private const int MostRemembered = 50_000;

    private readonly RecentSet<string> _there = new(MostRemembered);

    public async ValueTask<bool> Has(string room)
    {
        if (_there.Contains(room))
        {
            return true;
        }

        if (!await IsStored(room))
        {
            return false;
        }

        _there.Add(room);
        return true;
    }

    private async Task<bool> IsStored(string room)
    {
        try
        {
            return await journal.HeadBefore(room, long.MaxValue) != Head.None;
        }
        catch (Exception e) when (e is CorruptStreamException or InvalidDataException or ArgumentException)
        {
            // Its grain says what is wrong with it.
            return true;
        }
    }
}
