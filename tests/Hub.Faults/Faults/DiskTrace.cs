using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Hub.Faults.Faults;

internal enum DiskActKind
{
    Write,
    Truncate,

    /// <summary>What was written to the file before it is on the disk when this has ended.</summary>
    Sync,
}

/// <summary>One thing that a process did to a file.</summary>
/// <param name="End">When the system call had returned, in Unix seconds.</param>
/// <param name="Offset">Of a write; of a truncation, the new length.</param>
internal sealed record DiskAct(DiskActKind Kind, string File, double End, long Offset, byte[] Data);

/// <summary>Follows what a process writes to some files, byte for byte, by strace.</summary>
internal sealed partial class DiskTrace : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Process _strace;
    private readonly string _file;
    private readonly TaskCompletionSource _attached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private DiskTrace(Process strace, string file)
    {
        (_strace, _file) = (strace, file);
        strace.ErrorDataReceived += (_, line) =>
        {
            if (line.Data?.Contains("attached", StringComparison.Ordinal) == true)
            {
                _attached.TrySetResult();
            }
        };
    }

    /// <summary>Whether there is an strace here.</summary>
    public static bool IsPossible { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "strace")));

    /// <exception cref="TimeoutException">strace may not attach here.</exception>
    public static async Task<DiskTrace> Of(int process, string traceFile, params string[] files)
    {
        string[] arguments =
        [
            "-f", "-ttt", "-T", "-y", "-xx", "-s", "70000", "-e", "trace=pwrite64,fsync,fdatasync,ftruncate", .. files.SelectMany(f => new[] { "-P", f }),
            "-o", traceFile, "-p", process.ToString(CultureInfo.InvariantCulture),
        ];
        var trace = new DiskTrace(Process.Start(new ProcessStartInfo("strace", arguments) { RedirectStandardError = true })!, traceFile);
        trace._strace.BeginErrorReadLine();
        await trace._attached.Task.WaitAsync(Patience);
        return trace;
    }

    /// <summary>Lets the process go, and tells what it did, in order.</summary>
    public async Task<IReadOnlyList<DiskAct>> End()
    {
        Nodes.Processes.Signal(_strace.Id, Nodes.Processes.Terminate);
        await _strace.WaitForExitAsync();
        return [.. Whole(File.ReadLines(_file)).Select(Understand).OfType<DiskAct>()];
    }

    public async ValueTask DisposeAsync()
    {
        if (!_strace.HasExited)
        {
            Nodes.Processes.Signal(_strace.Id, Nodes.Processes.Terminate);
            await _strace.WaitForExitAsync();
        }

        _strace.Dispose();
    }

    /// <summary>Calls that were interrupted in the trace by those of other threads, put together again; in the order in which they ended.</summary>
    private static IEnumerable<string> Whole(IEnumerable<string> lines)
    {
        const string Unfinished = " <unfinished ...>";
        var begun = new Dictionary<string, string>();
        foreach (var line in lines)
        {
            var thread = line[..line.IndexOf(' ', StringComparison.Ordinal)];
            if (line.EndsWith(Unfinished, StringComparison.Ordinal))
            {
                begun[thread] = line[..^Unfinished.Length];
            }
            else if (line.IndexOf(" resumed>", StringComparison.Ordinal) is > 0 and var at && begun.Remove(thread, out var first))
            {
                yield return first + line[(at + " resumed>".Length)..];
            }
            else
            {
                yield return line;
            }
        }
    }

    private static DiskAct? Understand(string line)
    {
        if (Call().Match(line) is not { Success: true } call)
        {
            return null;
        }

        var end = Number(call, "at") + Number(call, "took");
        var file = Encoding.UTF8.GetString(Bytes(call.Groups["file"].ValueSpan));
        var rest = call.Groups["rest"].Value;
        switch (call.Groups["name"].Value)
        {
            case "pwrite64":
                var quote = rest.LastIndexOf('"');
                var numbers = rest[(quote + 1)..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
                return new DiskAct(
                    DiskActKind.Write, file, end, long.Parse(numbers[^1], CultureInfo.InvariantCulture),
                    Bytes(rest.AsSpan(rest.IndexOf('"', StringComparison.Ordinal) + 1, quote - rest.IndexOf('"', StringComparison.Ordinal) - 1)));
            case "ftruncate":
                return new DiskAct(DiskActKind.Truncate, file, end, long.Parse(rest.Trim(',', ' '), CultureInfo.InvariantCulture), []);
            default:
                return new DiskAct(DiskActKind.Sync, file, end, 0, []);
        }
    }

    /// <summary>Of <c>\x2f\x74…</c>.</summary>
    private static byte[] Bytes(ReadOnlySpan<char> escaped)
    {
        var bytes = new byte[escaped.Length / 4];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = byte.Parse(escaped.Slice((i * 4) + 2, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        }

        return bytes;
    }

    private static double Number(Match call, string group) => double.Parse(call.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex("""^\d+ +(?<at>[\d.]+) (?<name>\w+)\(\d+<(?<file>(\\x..)+)>(?<rest>.*)\) += (?<result>\d+) <(?<took>[\d.]+)>$""", RegexOptions.Singleline)]
    private static partial Regex Call();
}
