using Hub.Domain.Audit;
using Hub.Server.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Server.Audit;

/// <summary>Notes what a command of the program did, where the hub itself does not run in it.</summary>
internal static class CommandNotes
{
    /// <summary>On PostgreSQL in the log itself; on SQLite the hub notes it, which may be running (<see cref="AuditSpool"/>).</summary>
    /// <param name="journal">The connection string.</param>
    /// <param name="progress">Told where it could not be noted: what was done stays done.</param>
    public static async Task Note(string journal, string act, string on, TextWriter progress)
    {
        try
        {
            if (PostgresStore.IsMeant(journal))
            {
                await using var store = new PostgresStore(journal, NullLogger<PostgresStore>.Instance);
                await store.Open();
                await new AuditWriter(
                    new PostgresJournal(store, NullLogger<PostgresJournal>.Instance), new PostgresAuditNetworks(store), TimeProvider.System).Append(
                    new AuditEvent.Noted(AuditWho.CommandLine, act, on, AuditOutcome.Done), AuditWho.CommandLine, null);
            }
            else
            {
                AuditSpool.Add(SqliteFile.PathOf(journal), act, on, DateTimeOffset.UtcNow);
            }
        }
        catch (Exception e) when (e is StoreException or StartupException or IOException or UnauthorizedAccessException)
        {
            await progress.WriteLineAsync($"It is done, and the audit log could not be told: {e.Message}");
        }
    }
}
