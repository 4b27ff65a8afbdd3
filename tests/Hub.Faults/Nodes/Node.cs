using System.Diagnostics;
using System.Globalization;

namespace Hub.Faults.Nodes;

/// <summary>
/// The hub as a process of its own, that can be killed, frozen, asked to leave, and started again on the same address. It ends with this program, however that
/// ends. People reach it through <see cref="Front"/>, and it reaches its database through <see cref="Back"/>, where there is one: both may be cut.
/// </summary>
internal sealed class Node(string name, string program, string folder, string host, int port, TcpProxy? back, IReadOnlyList<string> settings) : IAsyncDisposable
{
    /// <summary>
    /// It ends with its keeper: a shell that waits for the end of its input, which closes with this program. Ctrl+C is for this program alone.
    /// </summary>
    private const string Keeper = """
        trap '' INT
        log=$1; shift
        "$@" >>"$log" 2>&1 & echo $!
        cat >/dev/null
        kill -9 $! 2>/dev/null
        """;

    private const string TimesInLog = "--Logging:Console:FormatterOptions:TimestampFormat=HH:mm:ss.fff ";

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(2) };
    private Process? _keeper;

    public string Name => name;

    /// <summary>What the next start runs.</summary>
    public string Program { get; set; } = program;

    /// <summary>Where people reach it.</summary>
    public Uri Address => new($"http://127.0.0.1:{Front.Port}");

    public TcpProxy Front { get; } = TcpProxy.To(host, port);

    public TcpProxy? Back => back;

    /// <summary>Where it listens itself.</summary>
    public string Host => host;

    public int Port => port;

    /// <summary>What its command is started with: to run in a network of its own.</summary>
    public IReadOnlyList<string> Within { get; init; } = [];

    /// <summary>By which the cluster knows it; 0 where there is none.</summary>
    public int SiloPort { get; init; }

    public int ProcessId { get; private set; }

    public string LogFile => Path.Combine(folder, $"{name.Replace(' ', '-')}.log");

    /// <summary>Whoever watches over the nodes lets it be dead.</summary>
    public bool StaysDown { get; set; }

    public bool IsRunning => _keeper is not null && Processes.IsRunning(ProcessId);

    /// <summary>For the environment of the next start.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public async Task Start()
    {
        await End();
        var start = new ProcessStartInfo(
            "/bin/sh")
        { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false, WorkingDirectory = folder };
        foreach (var argument in (string[])["-c", Keeper, "sh", LogFile, .. Within, "dotnet", Program, $"--urls=http://{host}:{port}", TimesInLog, .. settings])
        {
            start.ArgumentList.Add(argument);
        }

        // This program's own settings are not the hub's.
        foreach (var inherited in start.Environment.Keys.Where(k =>
            k.StartsWith("ASPNETCORE_", StringComparison.Ordinal) || (k.StartsWith("DOTNET_", StringComparison.Ordinal) && k != "DOTNET_ROOT")).ToList())
        {
            start.Environment.Remove(inherited);
        }

        foreach (var (key, value) in Environment)
        {
            start.Environment[key] = value;
        }

        _keeper = Process.Start(start)!;
        ProcessId = int.Parse((await _keeper.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
    }

    public void Kill() => Processes.Signal(ProcessId, Processes.Kill);

    public void Freeze() => Processes.Signal(ProcessId, Processes.Stop);

    public void Thaw() => Processes.Signal(ProcessId, Processes.Continue);

    public void AskToLeave() => Processes.Signal(ProcessId, Processes.Terminate);

    public Task<bool> HasEnded(TimeSpan patience) => Wait.Until(() => !IsRunning, patience);

    public async Task<bool> IsReady()
    {
        try
        {
            using var answer = await _http.GetAsync($"http://{host}:{port}/health/ready");
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>How many lines its log has, of all its lives, that contain a text.</summary>
    public int CountInLog(string text) =>
        File.Exists(LogFile) ? File.ReadLines(LogFile).Count(l => l.Contains(text, StringComparison.Ordinal)) : 0;

    public async ValueTask DisposeAsync()
    {
        await End();
        await Front.DisposeAsync();
        if (back is not null)
        {
            await back.DisposeAsync();
        }

        _http.Dispose();
    }

    private async Task End()
    {
        if (_keeper is not null)
        {
            _keeper.StandardInput.Close();
            await _keeper.WaitForExitAsync();
            _keeper.Dispose();
            _keeper = null;
        }
    }
}
