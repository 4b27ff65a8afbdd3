using System.Globalization;
using System.Runtime.InteropServices;

namespace Hub.Load.Paced;

/// <summary>What a figure was measured on; what is not known here is left out.</summary>
internal static class Machine
{
    public static IReadOnlyDictionary<string, string> Describe()
    {
        var told = new Dictionary<string, string>
        {
            ["processors"] = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture),
            ["system"] = RuntimeInformation.OSDescription,
            ["runtime"] = RuntimeInformation.FrameworkDescription,
        };
        Add(told, "processor", "/proc/cpuinfo", "model name");
        Add(told, "memory", "/proc/meminfo", "MemTotal");
        if (File.Exists("/proc/loadavg"))
        {
            told["load before"] = string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]);
        }

        return told;
    }

    /// <summary>Memory that a process and those it has started hold, in bytes; 0 where they have gone.</summary>
    public static long Resident(int process) => ResidentOf(process) + Directory.GetDirectories("/proc").Select(Path.GetFileName)
        .Select(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && ParentOf(id) == process ? ResidentOf(id) : 0)
        .Sum();

    private static long ResidentOf(int process) => Status(process, "VmRSS:") is { } said
        ? 1024 * long.Parse(said.Split(' ')[0], CultureInfo.InvariantCulture) : 0;

    private static int? ParentOf(int process) =>
        int.TryParse(Status(process, "PPid:"), NumberStyles.None, CultureInfo.InvariantCulture, out var parent) ? parent : null;

    private static string? Status(int process, string name)
    {
        try
        {
            return File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?[name.Length..].Trim();
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static void Add(Dictionary<string, string> told, string name, string file, string key)
    {
        if (File.Exists(file) && File.ReadLines(file).FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal)) is { } found)
        {
            told[name] = found[(found.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        }
    }
}
