namespace Hub.Domain.Audit;

/// <summary>What was noted, with what became of it.</summary>
/// <param name="Seq">Its place in the log.</param>
/// <param name="Outcome">Absent: it was about to be done, and nothing was heard since: it may have been done.</param>
public sealed record AuditEntry(long Seq, DateTimeOffset At, AuditEvent.Noted Noted, AuditOutcome? Outcome, string? Code, string? On)
{
    /// <param name="settled">What was stored of it later; null: nothing.</param>
    public static AuditEntry Of(long seq, DateTimeOffset at, AuditEvent.Noted noted, AuditEvent.Settled? settled) =>
        new(seq, at, noted, settled?.Outcome ?? noted.Outcome, settled is null ? noted.Code : settled.Code, settled?.On ?? noted.On);
}
