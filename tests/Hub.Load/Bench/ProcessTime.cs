using System.Globalization;

namespace Hub.Load.Bench;

/// <summary>Processor time of other processes, from /proc, in its ticks of 10 ms.</summary>
internal static class ProcessTime
{
    private const double TicksPerSecond = 100;

    /// <summary>Of a process alone, in seconds; nothing of one that has gone.</summary>
    public static double Of(int id) => Read(id) is { } stat ? stat.Own / TicksPerSecond : 0;

    /// <summary>Of a process, of those it started, and of those of them that have ended and that it has waited for: a PostgreSQL with its backends.</summary>
    public static double OfFamily(int id) => Read(id) is not { } parent ? 0 : ((parent.Own + parent.Ended) / TicksPerSecond)
        + Directory.GetDirectories("/proc").Select(Path.GetFileName)
            .Select(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var other) ? Read(other) : null)
            .Sum(other => other is { } stat && stat.Parent == id ? stat.Own / TicksPerSecond : 0);

    private static (int Parent, long Own, long Ended)? Read(int id)
    {
        try
        {
            // The name, in brackets, may hold anything.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            long At(int field) => long.Parse(fields[field], CultureInfo.InvariantCulture);
            return ((int)At(1), At(11) + At(12), At(13) + At(14));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
