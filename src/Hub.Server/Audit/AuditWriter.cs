using System.Text.Json;
using Hub.Domain;
using Hub.Domain.Audit;
using Hub.Server.Journal;

namespace Hub.Server.Audit;

/// <summary>
/// Appends to the log's stream. Every node does so by itself, where it finds the stream to end: nothing stands between an act and its entry but the database.
/// What comes while an append is under way goes together in the next; where another node was quicker, the end is read again and the same is appended there.
/// </summary>
/// <remarks>
/// It reads no more of the stream than its last row: a log that somebody changed goes on being written, and whoever reads it is told where it is broken.
/// </remarks>
internal sealed class AuditWriter(IJournal journal, IAuditNetworks networks, TimeProvider clock)
{
    /// <summary>As often it is appended at another end before whoever waits is told to ask again: each time another node has got something in.</summary>
    private const int Tries = 50;

    private const int MostAtOnce = 500;

    private readonly Lock _gate = new();
    private List<Waiting> _waiting = [];
    private bool _isWriting;
    private Head? _end;

    /// <summary>Answered once it is durable.</summary>
    /// <param name="network">Stored before; null: it has none.</param>
    /// <returns>Its seq.</returns>
    /// <exception cref="StoreException">It was not stored, or nobody knows.</exception>
    public Task<long> Append(AuditEvent happened, AuditWho who, AuditNetwork? network)
    {
        var waiting = new Waiting(happened, who, network, new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_gate)
        {
            _waiting.Add(waiting);
            if (_isWriting)
            {
                return waiting.Stored.Task;
            }

            _isWriting = true;
        }

        // On the pool: who asks first does not carry the others', and has a scheduler of its own where it is a grain.
        _ = Task.Run(WriteAll);
        return waiting.Stored.Task;
    }

    /// <summary>As the log's stream stores them.</summary>
    public static Draft DraftOf(List<(AuditEvent Happened, AuditWho Who)> noted, DateTimeOffset now)
    {
        var events = noted.ConvertAll(n => new StoredEvent<AuditEvent>(
            1, now.ToUnixTimeMilliseconds(), n.Who.Id ?? n.Who.Kind, Operation.OfHouse($"audit {Guid.NewGuid()}").ToString(), n.Happened));
        return new Draft(noted.Count, JsonSerializer.SerializeToUtf8Bytes(events, JournalJson.Of<List<StoredEvent<AuditEvent>>>()), now);
    }

    private async Task WriteAll()
    {
        while (Next() is { } batch)
        {
            try
            {
                var seq = await Store(batch);
                foreach (var waiting in batch)
                {
                    waiting.Stored.SetResult(seq++);
                }
            }
#pragma warning disable CA1031 // Whoever waits is told, and the next batch is not theirs.
            catch (Exception e)
#pragma warning restore CA1031
            {
                _end = null;
                batch.ForEach(w => w.Stored.TrySetException(e is StoreException ? e : new StoreException(e.Message, mayBeStored: true, e)));
            }
        }
    }

    private List<Waiting>? Next()
    {
        lock (_gate)
        {
            if (_waiting.Count == 0)
            {
                _isWriting = false;
                return null;
            }

            var batch = _waiting[..Math.Min(MostAtOnce, _waiting.Count)];
            _waiting = _waiting[batch.Count..];
            return batch;
        }
    }

    /// <returns>The seq of the first.</returns>
    private async Task<long> Store(List<Waiting> batch)
    {
        var known = batch.ConvertAll(w => w.Network).OfType<AuditNetwork>().ToList();
        if (known.Count > 0)
        {
            await networks.Add(known);
        }

        var draft = DraftOf(batch.ConvertAll(w => (w.Happened, w.Who)), clock.GetUtcNow());
        var mayBeStoredAt = default(Head?);
        for (var i = 0; i < Tries; i++)
        {
            var end = mayBeStoredAt ?? _end ?? await journal.HeadBefore(StreamNames.Audit, long.MaxValue);
            var (outcome, head) = await journal.Append(StreamNames.Audit, end, draft);
            switch (outcome)
            {
                case AppendOutcome.Stored:
                    _end = head;
                    return end.Seq + 1;
                case AppendOutcome.Failed:
                    throw new StoreException("The audit log could not be written.", mayBeStored: false);
                case AppendOutcome.Unknown:
                    // The same again at the same place: either it is taken now, or what is there tells.
                    mayBeStoredAt = end;
                    break;
                default:
                    if (mayBeStoredAt is { } before && await Follows(before, draft) is { } stored)
                    {
                        _end = stored;
                        return before.Seq + 1;
                    }

                    (_end, mayBeStoredAt) = (null, null);
                    break;
            }

            await Task.Delay(Random.Shared.Next(1, 5 + (5 * Math.Min(i, 10))));
        }

        throw new StoreException("Other nodes wrote the audit log all the while.", mayBeStored: false);
    }

    /// <returns>The end of the commit behind this one, where it is this draft's.</returns>
    private async Task<Head?> Follows(Head before, Draft draft)
    {
        var (number, last) = (before.Commit + 1, before.Seq + draft.Events);
        var hash = Chain.Next(before.Hash, Hash.Of(draft.Payload.Span), number, before.Seq + 1, last, draft.At, StreamNames.Audit);
        var there = await journal.HeadBefore(StreamNames.Audit, last + 1);
        return there.Commit == number && there.Hash == hash ? there : null;
    }

    private sealed record Waiting(AuditEvent Happened, AuditWho Who, AuditNetwork? Network, TaskCompletionSource<long> Stored);
}
