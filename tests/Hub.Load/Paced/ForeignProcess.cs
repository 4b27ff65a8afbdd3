using System.Diagnostics;

namespace Hub.Load.Paced;

/// <summary>A program of somebody else's, that is told and tells line by line. It ends when its input does.</summary>
internal sealed class ForeignProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;

    public ForeignProcess(string program, string folder, params string[] args)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = folder };
        Array.ForEach(args, start.ArgumentList.Add);
        _process = Process.Start(start)!;
    }

    public int Id => _process.Id;

    public static bool IsHere(string program) => Array.Exists(
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries),
        folder => File.Exists(Path.Combine(folder, program)));

    /// <returns>What it said, and whether it ended well.</returns>
    public static async Task<(string Said, bool IsDone)> Run(string program, string folder, params string[] args)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        Array.ForEach(args, start.ArgumentList.Add);
        using var process = Process.Start(start)!;
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return ((await said + await complained).Trim(), process.ExitCode == 0);
    }

    public void Tell(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    /// <summary>What stands behind a word on the next line that begins with it.</summary>
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

        throw new InvalidOperationException($"The program that should have said '{word}' has ended.");
    }

    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended with a line on its way.
        }

        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
