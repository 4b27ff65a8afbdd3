using System.Text;
using Hub.Domain.Audit;
using Hub.Server.Backup;
using Hub.Server.Journal;

namespace Hub.Server.Audit;

/// <summary>
/// Says in a restored log that it was restored, and behind what: whoever reads it sees where what was done since the backup is not. Within the restore: where
/// it fails, nothing is restored.
/// </summary>
internal sealed class RestoredNote(TimeProvider clock) : IBeforeComplete
{
    public async Task Run(IRestoredTables restored, CancellationToken cancel)
    {
        var last = (await restored.Query(
            "SELECT number, last_seq, hash FROM commits WHERE stream = $1 ORDER BY number DESC LIMIT 1", [StreamNames.Audit], cancel)).SingleOrDefault();
        var before = last is null ? Head.None : new Head((long)last[0]!, (long)last[1]!, Hash.ReadOrZero((byte[])last[2]!));
        var (number, seq) = (before.Commit + 1, before.Seq + 1);
        var draft = AuditWriter.DraftOf(
            [(new AuditEvent.Noted(AuditWho.CommandLine, AuditActs.Restored, Outcome: AuditOutcome.Done), AuditWho.CommandLine)], clock.GetUtcNow());
        var payloadHash = Hash.Of(draft.Payload.Span);
        var hash = Chain.Next(before.Hash, payloadHash, number, seq, seq, draft.At, StreamNames.Audit);
        await restored.Execute(
            """
            INSERT INTO commits (position, stream, number, first_seq, last_seq, at, payload, payload_hash, hash)
            VALUES ((SELECT coalesce(max(position), 0) + 1 FROM commits), $1, $2, $3, $3, $4, $5, $6, $7)
            """,
            [StreamNames.Audit, number, seq, draft.At.ToUnixTimeMilliseconds(), Encoding.UTF8.GetString(draft.Payload.Span), payloadHash.ToArray(),
                hash.ToArray()],
            cancel);
    }
}
