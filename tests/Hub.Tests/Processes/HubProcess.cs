using System.Diagnostics;
using System.Text;
using System.Threading.Channels;
using Hub.Tests.House;

namespace Hub.Tests.Processes;

/// <summary>The hub as people start it: <c>dotnet Hub.Server.dll</c>, in a process of its own.</summary>
internal sealed class HubProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _out = new();
    private readonly StringBuilder _error = new();
    private readonly TaskCompletionSource _welcomed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Uri> _serves = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    private HubProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Take(_out, line.Data);
        process.ErrorDataReceived += (_, line) => Take(_error, line.Data);
    }

    /// <summary>The program that puts load on the hub, built beside it.</summary>
    public static string Load => Path.Combine(AppContext.BaseDirectory, "Hub.Load.dll");

    public static string Program => Path.Combine(AppContext.BaseDirectory, "Hub.Server.dll");

    public string Out => Text(_out);

    public string Error => Text(_error);

    /// <summary>The journal's file that it told of.</summary>
    public string JournalTold => Out.Split('\n').Single(l => l.Contains("Its journal is", StringComparison.Ordinal)).Split("is", 2)[1].Trim();

    /// <summary>Starts it in a folder, and says nothing of settings that are not given.</summary>
    public static HubProcess Start(string folder, params string[] settings) => StartThrough(["dotnet", Program], folder, settings);

    /// <summary>The same through a command that becomes the hub.</summary>
    public static HubProcess StartThrough(string[] command, string folder, params string[] settings)
    {
        var start = new ProcessStartInfo(command[0])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var argument in command[1..].Concat(settings))
        {
            start.ArgumentList.Add(argument);
        }

        // This test runner's own settings are not the hub's.
        foreach (var name in start.Environment.Keys.Where(k =>
            k.StartsWith("ASPNETCORE_", StringComparison.Ordinal) || k.StartsWith("DOTNET_", StringComparison.Ordinal) && k != "DOTNET_ROOT").ToList())
        {
            start.Environment.Remove(name);
        }

        var hub = new HubProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        hub._process.Exited += (_, _) => hub._serves.TrySetException(new InvalidOperationException("The hub has ended."));
        hub._process.Start();
        hub._process.BeginOutputReadLine();
        hub._process.BeginErrorReadLine();
        return hub;
    }

    public async Task<Uri> Serves()
    {
        try
        {
            return await _serves.Task.WaitAsync(OpenHouse.Patience, TestContext.Current.CancellationToken);
        }
        catch (Exception e) when (e is InvalidOperationException or TimeoutException)
        {
            throw new InvalidOperationException($"The hub does not serve: {Error} {Out}", e);
        }
    }

    /// <summary>Reads on, in either of its outputs, to a line that has this; a bar that changes in place is a line each time.</summary>
    public async Task Says(string part)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(OpenHouse.Patience);
        while (!(await _lines.Reader.ReadAsync(patience.Token)).Contains(part, StringComparison.Ordinal))
        {
        }
    }

    /// <summary>Has told all that it tells whoever started it for the first time.</summary>
    public Task Welcomed() => _welcomed.Task.WaitAsync(OpenHouse.Patience, TestContext.Current.CancellationToken);

    /// <summary>kill -9.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>SIGTERM, as those who run it stop it.</summary>
    /// <returns>How it ended.</returns>
    public async Task<int> Stop()
    {
        using var signal = Process.Start("kill", ["-s", "TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await signal.WaitForExitAsync(TestContext.Current.CancellationToken);
        return await Exit();
    }

    public async Task<int> Exit()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(OpenHouse.Patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Take(StringBuilder text, string? line)
    {
        lock (text)
        {
            text.Append(line).Append('\n');
        }

        _lines.Writer.TryWrite(line ?? "");
        if (line?.Contains("This key is shown now and never again", StringComparison.Ordinal) == true)
        {
            _welcomed.TrySetResult();
        }

        const string Serves = "The hub serves";
        if (line?.IndexOf(Serves, StringComparison.Ordinal) is >= 0 and var at)
        {
            _serves.TrySetResult(new Uri(line[(at + Serves.Length)..].Trim()));
        }
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString().Trim();
        }
    }
}
