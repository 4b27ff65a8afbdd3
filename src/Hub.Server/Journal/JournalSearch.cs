namespace Hub.Server.Journal;

/// <summary>Finding a place in a stream by the seq of an event, without reading what comes before.</summary>
internal static class JournalSearch
{
    /// <param name="atOrBefore">The head of the last commit with at most a number; <see cref="Head.None"/> where there is none.</param>
    /// <returns>The end of the last commit all of whose events come before a seq. Commits have one event or more, so a binary search over their numbers finds
    /// it.</returns>
    /// <exception cref="CorruptStreamException">A row on the way cannot be read.</exception>
    public static async Task<Head> HeadBefore(string stream, Func<long, Task<Head>> atOrBefore, long seq)
    {
        try
        {
            return await Search(atOrBefore, seq);
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException)
        {
            throw new CorruptStreamException(stream, 0, "a row is damaged", e);
        }
    }

    private static async Task<Head> Search(Func<long, Task<Head>> atOrBefore, long seq)
    {
        var last = await atOrBefore(long.MaxValue);
        if (last.Seq < seq)
        {
            return last;
        }

        var (below, above) = (Head.None, last.Commit);
        while (above > below.Commit + 1)
        {
            var head = await atOrBefore(below.Commit + ((above - below.Commit) / 2));
            if (head.Commit <= below.Commit)
            {
                // Nothing is stored between: a number is missing, which whoever reads on will find.
                above = below.Commit + ((above - below.Commit) / 2);
            }
            else if (head.Seq < seq)
            {
                below = head;
            }
            else
            {
                above = head.Commit;
            }
        }

        return below;
    }
}
