using System.Runtime.InteropServices;

namespace Hub.Faults.Nodes;

/// <summary>Linux signals, and whether a process still lives.</summary>
internal static class Processes
{
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    /// <summary>Sends a signal; to one that has ended, none.</summary>
    public static void Signal(int id, int signal) => _ = Send(id, signal);

    public static bool IsRunning(int id)
    {
        try
        {
            // One that has ended and was not yet waited for is a zombie: its state stands behind its name. It holds its files until its last thread is gone.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..][0] is not ('Z' or 'X') || Directory.GetDirectories($"/proc/{id}/task").Length > 1;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>What it holds in memory, in bytes; 0 where it has ended.</summary>
    public static long ResidentBytes(int id)
    {
        try
        {
            return long.Parse(
                File.ReadAllText($"/proc/{id}/statm").Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture) * Environment.SystemPageSize;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Send(int id, int signal);
}
