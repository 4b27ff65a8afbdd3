using System.Diagnostics;

namespace Hub.Load.Bench;

/// <summary>
/// This program once more, as a process of its own, that is told and tells line by line. It ends when its input does: also when this process is killed.
/// </summary>
internal sealed class ChildProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;

    public ChildProcess(params string[] args)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        }

        start.ArgumentList.Add("bench");
        Array.ForEach(args, start.ArgumentList.Add);
        _process = Process.Start(start)!;
    }

    public int Id => _process.Id;

    /// <summary>As nobody's wish: kill -9.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Tell(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    /// <summary>What stands behind a word on the next line that begins with it; other lines are the log's.</summary>
    public async Task<string[]> Hear(string word)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (await _process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.Split(' ') is [var first, .. var rest] && first == word)
            {
                return rest;
            }
        }

        throw new InvalidOperationException($"The process that should have said '{word}' has ended.");
    }

    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It was killed with a line on its way.
        }

        if (!_process.WaitForExit(TimeSpan.FromSeconds(20)))
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
