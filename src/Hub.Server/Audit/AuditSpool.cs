using System.Text.Json;
using Hub.Server.Journal;

namespace Hub.Server.Audit;

/// <summary>
/// What a command did beside a hub on SQLite, whose file one process writes: a line in a file beside the database, which the hub takes up within a minute, or
/// when it starts, and notes in its log. Whoever may write there may write the database.
/// </summary>
/// <param name="database">The journal's file; null: there is none, and commands write the log themselves.</param>
internal sealed class AuditSpool(string? database)
{
    private const string Ending = ".acts";
    private const string Taking = ".acts.taken";

    /// <summary>Adds what was done.</summary>
    /// <exception cref="IOException">The folder does not take it.</exception>
    public static void Add(string database, string act, string on, DateTimeOffset at)
    {
        using var file = new FileStream(database + Ending, Disk.Options(FileMode.Append));
        file.Write([.. JsonSerializer.SerializeToUtf8Bytes(new SpooledAct(act, on, at)), (byte)'\n']);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Hands over what lies there, and deletes it once it is noted: after a crash in between it is noted again.</summary>
    public async Task Take(Func<SpooledAct, Task> note)
    {
        if (database is null)
        {
            return;
        }

        if (!File.Exists(database + Taking))
        {
            if (!File.Exists(database + Ending))
            {
                return;
            }

            File.Move(database + Ending, database + Taking);
        }

        foreach (var line in await File.ReadAllLinesAsync(database + Taking))
        {
            if (Read(line) is { } act)
            {
                await note(act);
            }
        }

        File.Delete(database + Taking);
    }

    /// <returns>Null for a line that a crash cut short.</returns>
    private static SpooledAct? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<SpooledAct>(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <param name="On">See <see cref="Domain.Audit.AuditEvent.Noted.On"/>.</param>
internal sealed record SpooledAct(string Act, string On, DateTimeOffset At);
