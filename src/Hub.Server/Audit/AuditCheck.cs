using System.Globalization;
using Hub.Domain;
using Hub.Domain.Audit;
using Hub.Server.Journal;

namespace Hub.Server.Audit;

/// <summary>What a look at the log found.</summary>
/// <param name="Events">That were read, and are whole.</param>
/// <param name="IsAll">Whether it was read from its beginning.</param>
/// <param name="Networks">Blocks of addresses that are there, and are what their hash says.</param>
/// <param name="Pruned">That were deleted, and the log says so.</param>
/// <param name="PrunedBefore">Until when they were deleted; null: none were.</param>
/// <param name="Fault">What is wrong first, in one sentence; null: nothing.</param>
public sealed record AuditVerdict(long Events, bool IsAll, long Networks, long Pruned, DateTimeOffset? PrunedBefore, string? Fault);

/// <summary>
/// Checks the log: every row follows from the one before, no event is missing, each block of addresses is what its entry's hash says, and those that are not
/// there are older than the log says they were deleted.
/// </summary>
internal static class AuditCheck
{
    private const int Batch = 500;

    /// <param name="last">At most as many events are looked at, from the end; null: all.</param>
    public static async Task<AuditVerdict> Run(IJournal journal, IAuditNetworks networks, long? last, CancellationToken cancel)
    {
        var (events, present, missing, newestMissing) = (0L, 0L, 0L, default((long Seq, DateTimeOffset At)?));
        DateTimeOffset? prunedBefore = null;
        var waiting = new List<(long Seq, DateTimeOffset At, Hash Hash)>();
        var isAll = true;
        string? fault = null;
        try
        {
            var end = await journal.HeadBefore(StreamNames.Audit, long.MaxValue, cancel);
            var begin = last is { } most && end.Seq > most ? await journal.HeadBefore(StreamNames.Audit, end.Seq - most + 1, cancel) : Head.None;
            isAll = begin == Head.None;
            await foreach (var commit in journal.Read(StreamNames.Audit, begin, cancel))
            {
                foreach (var e in StoredEvents.Unpack<AuditEvent>(commit))
                {
                    events++;
                    if (e.Event is not AuditEvent.Noted noted)
                    {
                        continue;
                    }

                    if (noted.From is { } hash)
                    {
                        waiting.Add((e.Seq, e.At, AuditReader.HashOf(hash)));
                    }

                    if (noted.Act == AuditActs.NetworksPruned && BeforeOf(noted) is { } before && (prunedBefore is null || before > prunedBefore))
                    {
                        prunedBefore = before;
                    }
                }

                if (waiting.Count >= Batch)
                {
                    await Look();
                }
            }

            await Look();
        }
        catch (CorruptStreamException e)
        {
            fault = e.Message;
        }

        if (fault is null && newestMissing is var (seq, at) && !(at < prunedBefore))
        {
            fault = $"The block of addresses of entry {seq} is not there, and the log does not say that it was deleted.";
        }

        return new AuditVerdict(events, isAll, present, missing, prunedBefore, fault);

        async Task Look()
        {
            var found = (await networks.Find([.. waiting.Select(w => w.Hash)], cancel)).ToDictionary(n => n.Hash);
            foreach (var (of, when, hash) in waiting)
            {
                if (!found.TryGetValue(hash, out var network))
                {
                    missing++;
                    newestMissing = newestMissing is { } known && known.At >= when ? newestMissing : (of, when);
                }
                else if (!network.IsWhole)
                {
                    fault ??= $"The block of addresses of entry {of} was changed.";
                }
                else
                {
                    present++;
                }
            }

            waiting.Clear();
        }
    }

    /// <summary>As <see cref="AuditActs.NetworksPruned"/> says it.</summary>
    public static string On(DateTimeOffset before) => before.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateTimeOffset? BeforeOf(AuditEvent.Noted noted) =>
        DateTimeOffset.TryParseExact(noted.On, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var before) ? before : null;
}
