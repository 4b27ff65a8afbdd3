using Hub.Domain.Audit;
using Hub.Server.Access;
using Hub.Server.Audit;
using Hub.Server.Backup;
using Hub.Server.Rehearsals;
using Hub.Server.Views;

namespace Hub.Server;

/// <summary>
/// What the program does besides serving: the first word of its command line says what. Each command ends with 0, or with 1 and a sentence on the error output.
/// </summary>
internal static class Commands
{
    private static readonly Dictionary<string, Func<string[], Task<int>>> All = new()
    {
        [Rebuild.Command] = args => Rebuild.Run(args, Console.Out, Console.Error),
        [AuditCommand.Command] = args => AuditCommand.Run(args, Console.Out, Console.Error, CancellationToken.None),
        [KeysCommand.Command] = args => Keys(args, Console.Out),
        [BackupCommand.Name] = args => Backup(args, Console.Out, Console.Error),
        [RestoreCommand.Name] = args => Restore(args, Console.Out, Console.Error),
        [RehearseCommand.Name] = Rehearse,
    };

    /// <returns>The command's outcome; null where the command line names none, and the hub is to serve.</returns>
    public static Task<int>? Run(string[] args) => args is [var name, .. var rest] && All.TryGetValue(name, out var command) ? command(rest) : null;

    internal static Task<int> Backup(string[] args, TextWriter output, TextWriter progress)
    {
        var (to, settings) = Take(args, BackupCommand.Name, "to");
        var journal = HubServer.JournalOf(settings);
        return BackupCommand.Run(
            journal, to, SettingsOf(settings), output, progress,
            made: hash => CommandNotes.Note(journal, AuditActs.BackupMade, $"backups/{hash}", progress));
    }

    /// <summary>The restored log says that it was restored: of what was done since the backup it has nothing.</summary>
    internal static Task<int> Restore(string[] args, TextWriter output, TextWriter progress)
    {
        var (from, settings) = Take(args, RestoreCommand.Name, "from");
        return RestoreCommand.Run(
            HubServer.JournalOf(settings), from, SettingsOf(settings), [new RestoredNote(TimeProvider.System)], output, progress);
    }

    internal static Task<int> Keys(string[] args, TextWriter output) => KeysCommand.Run(
        args, output, (services, verb) => services.GetRequiredService<AuditLog>().Note(
            new AuditNote(AuditActs.KeysUsed, AuditWho.CommandLine, null, $"keys/{verb}")));

    /// <summary>Whoever breaks it off has what it stored deleted first; who does so twice has not.</summary>
    private static async Task<int> Rehearse(string[] args)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        };
        return await RehearseCommand.Run(args, Console.Out, Console.Error, stop.Token);
    }

    private static BackupSettings SettingsOf(IConfiguration settings) =>
        settings.GetSection(BackupSettings.Section).Get<BackupSettings>() ?? new BackupSettings();

    /// <summary>Takes a command's own option, and reads the others as settings of the hub.</summary>
    private static (string Value, IConfiguration Settings) Take(string[] args, string command, string option)
    {
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == $"--{option}" && i + 1 < args.Length)
            {
                return (args[i + 1], HubServer.Configure([.. args[..i], .. args[(i + 2)..]]));
            }

            if (args[i].StartsWith($"--{option}=", StringComparison.Ordinal) && args[i].Length > option.Length + 3)
            {
                return (args[i][(option.Length + 3)..], HubServer.Configure([.. args[..i], .. args[(i + 1)..]]));
            }
        }

        throw new StartupException($"{command} needs a file: {command} --{option} FILE, and the settings of the hub.");
    }
}
