using System.Globalization;
using Hub.Domain.Audit;
using Hub.Server.Journal;

namespace Hub.Server.Audit;

/// <summary>The command <c>audit verify</c>: checks the whole log. A house on SQLite must be stopped for it; a cluster goes on serving.</summary>
internal static class AuditCommand
{
    public const string Command = "audit";
    private const string Verify = "verify";

    /// <returns>0 where the log is whole; 1 where it is not.</returns>
    /// <exception cref="StartupException">The journal cannot be opened, or this is no command.</exception>
    public static async Task<int> Run(string[] args, TextWriter output, TextWriter progress, CancellationToken cancel = default)
    {
        if (args is not [Verify, .. var settings])
        {
            throw new StartupException("The audit log knows one command: audit verify --Journal:ConnectionString=….");
        }

        await using var app = HubServer.Create(settings);
        await app.Services.GetRequiredService<IStore>().Open(cancel);
        var verdict = await AuditCheck.Run(
            app.Services.GetRequiredService<IJournal>(), app.Services.GetRequiredService<IAuditNetworks>(), null, cancel);
        if (verdict.Events > 0)
        {
            await app.Services.GetRequiredService<AuditLog>().Note(
                new AuditNote(AuditActs.LogVerified, AuditWho.CommandLine, null, StreamNames.Audit), new ActOutcome(verdict.Fault is null ? null : "broken"));
        }

        await output.WriteLineAsync(Sentence(verdict));
        return verdict.Fault is null && verdict.Events > 0 ? 0 : 1;
    }

    private static string Sentence(AuditVerdict verdict) =>
        verdict.Fault is { } fault
            ? string.Create(CultureInfo.InvariantCulture, $"The audit log is NOT whole: {fault} {verdict.Events:N0} events before that are.")
        : verdict.Events == 0 ? "There is no audit log in this journal."
        : string.Create(
            CultureInfo.InvariantCulture,
            $"The audit log is whole: {verdict.Events:N0} events. Blocks of addresses: {verdict.Networks:N0} are there, {verdict.Pruned:N0} were deleted"
            + $"{(verdict.PrunedBefore is { } before ? $", all from before {AuditCheck.On(before)}, as the log says" : "")}.");
}
