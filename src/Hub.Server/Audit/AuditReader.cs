using System.Collections.Immutable;
using Hub.Domain;
using Hub.Domain.Audit;
using Hub.Server.Journal;

namespace Hub.Server.Audit;

/// <param name="After">The seq behind which to go on: older entries; null: from the newest.</param>
/// <param name="Act">One of <see cref="AuditActs"/>; null: all.</param>
/// <param name="Who">A kind of who acts, or somebody's id; null: all.</param>
/// <param name="Ids">The ids of one person; null: all.</param>
/// <param name="Since">Nothing older is looked at; null: all is.</param>
public sealed record AuditQuery(
    long? After = null, string? Act = null, string? Who = null, int Limit = 50, IReadOnlySet<string>? Ids = null, DateTimeOffset? Since = null);

/// <param name="Network">The block of addresses that it came from; null where it has none, or it was deleted.</param>
public sealed record AuditRow(AuditEntry Entry, string? Network);

/// <param name="Next">What to go on behind; null: nothing follows. With a filter, a page may have fewer rows than asked for, and go on all the same.</param>
public sealed record AuditRows(ImmutableArray<AuditRow> Rows, long? Next);

/// <summary>Reads the log backwards, from its stream. What is broken in it is passed over, row by row: who looks at it is told so beside it.</summary>
internal sealed class AuditReader(IJournal journal, IAuditNetworks networks)
{
    private const int First = 200;
    private const int Largest = 2000;

    /// <summary>As many events are looked at for one page: a filter that finds little is gone on with by the reader.</summary>
    private const int MostLooked = 20_000;

    public async Task<AuditRows> Read(AuditQuery query, CancellationToken cancel)
    {
        var end = await journal.HeadBefore(StreamNames.Audit, long.MaxValue, cancel);
        var from = query.After is { } after && after <= end.Seq ? after : end.Seq + 1;
        var (found, settled, upper, window) = (new List<AuditEntry>(), await SettledLater(from, end.Seq, cancel), from, First);
        while (upper > 1 && found.Count < query.Limit && from - upper < MostLooked)
        {
            var lower = Math.Max(1, upper - window);
            foreach (var (seq, at, happened) in (await Between(lower, upper, end.Seq, cancel)).AsEnumerable().Reverse())
            {
                if (at < query.Since)
                {
                    lower = 1;
                    break;
                }

                if (happened is AuditEvent.Settled of)
                {
                    settled.TryAdd(of.Of, of);
                }
                else if (happened is AuditEvent.Noted noted && IsAskedFor(noted, query))
                {
                    found.Add(AuditEntry.Of(seq, at, noted, settled.GetValueOrDefault(seq)));
                    if (found.Count == query.Limit)
                    {
                        lower = seq;
                        break;
                    }
                }
            }

            (upper, window) = (lower, Math.Min(Largest, window * 2));
        }

        var hashes = found.Select(f => f.Noted.From).OfType<string>().ToDictionary(h => h, HashOf);
        var known = (await networks.Find([.. hashes.Values.Distinct()], cancel)).Where(n => n.IsWhole).ToDictionary(n => n.Hash, n => n.Network);
        return new AuditRows(
            [.. found.Select(f => new AuditRow(f, f.Noted.From is { } hash ? known.GetValueOrDefault(hashes[hash]) : null))], upper > 1 ? upper : null);
    }

    /// <summary>As the log has it, in hex.</summary>
    public static Hash HashOf(string hex) => hex.Length == 64 && hex.All(char.IsAsciiHexDigit) ? Hash.Read(Convert.FromHexString(hex)) : Hash.Zero;

    private static bool IsAskedFor(AuditEvent.Noted noted, AuditQuery query) =>
        (query.Act is null || noted.Act == query.Act) && (query.Who is null || noted.Who.Kind == query.Who || noted.Who.Id == query.Who)
        && (query.Ids is null || (noted.Who.Id is { } id && query.Ids.Contains(id)));

    /// <summary>What became of entries below this place is noted soon behind it, or not at all.</summary>
    private async Task<Dictionary<long, AuditEvent.Settled>> SettledLater(long from, long end, CancellationToken cancel)
    {
        var settled = new Dictionary<long, AuditEvent.Settled>();
        var began = default(DateTimeOffset?);
        for (var lower = from; lower <= end; lower += First)
        {
            foreach (var (_, at, happened) in await Between(lower, lower + First, end, cancel))
            {
                began ??= at;
                if (at - began > AuditLog.MostOfAct)
                {
                    return settled;
                }

                if (happened is AuditEvent.Settled of)
                {
                    settled[of.Of] = of;
                }
            }
        }

        return settled;
    }

    /// <returns>The events from one seq to before another, in order.</returns>
    private async Task<List<(long Seq, DateTimeOffset At, AuditEvent Happened)>> Between(long lower, long upper, long end, CancellationToken cancel)
    {
        var events = new List<(long, DateTimeOffset, AuditEvent)>();
        var read = await journal.HeadBefore(StreamNames.Audit, lower, cancel);
        while (read.Seq < Math.Min(upper - 1, end))
        {
            try
            {
                await foreach (var commit in journal.Read(StreamNames.Audit, read, cancel))
                {
                    events.AddRange(StoredEvents.Unpack<AuditEvent>(commit).Where(e => e.Seq >= lower && e.Seq < upper).Select(e => (e.Seq, e.At, e.Event)));
                    read = commit.Head;
                    if (read.Seq >= upper - 1)
                    {
                        break;
                    }
                }

                return events;
            }
            catch (CorruptStreamException)
            {
                if (await Behind(read, Math.Min(upper, end + 1), cancel) is not { } next)
                {
                    return events;
                }

                read = next;
            }
        }

        return events;
    }

    /// <returns>The end of the next row, whatever stands in it; null where none ends before this seq.</returns>
    private async Task<Head?> Behind(Head broken, long upper, CancellationToken cancel)
    {
        for (var seq = broken.Seq + 2; seq <= upper; seq++)
        {
            try
            {
                if (await journal.HeadBefore(StreamNames.Audit, seq, cancel) is var head && head.Seq > broken.Seq)
                {
                    return head;
                }
            }
            catch (CorruptStreamException)
            {
                return null;
            }
        }

        return null;
    }
}
