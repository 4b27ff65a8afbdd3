using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Hub.Load.Stores;

/// <summary>
/// A Redis of one's own, without persistence as a backplane has it: in a temporary folder, on a loopback port, gone when it is disposed, and also when this
/// process dies.
/// </summary>
public sealed class TemporaryRedis : IAsyncDisposable
{
    /// <summary>It ends with its keeper: a shell that waits for the end of its input, which closes with this process, however that ends.</summary>
    private const string Keeper = """
        "$@" >log 2>&1 & echo $!
        cat >/dev/null
        kill -TERM $! 2>/dev/null
        wait $!
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hub-redis-");
    private readonly int _port = TemporaryPostgres.FreePort();
    private Process? _keeper;

    private TemporaryRedis()
    {
    }

    /// <summary>What to tell whoever needs a Redis where there is none.</summary>
    public const string Missing = "No redis-server was found on the PATH; on Debian: apt-get install redis-server.";

    public static bool IsHere => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
        .Any(folder => File.Exists(Path.Combine(folder, "redis-server")));

    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}");

    public int ProcessId { get; private set; }

    /// <exception cref="InvalidOperationException">It does not start.</exception>
    public static async Task<TemporaryRedis> Open()
    {
        var redis = new TemporaryRedis();
        try
        {
            await redis.Start();
            return redis;
        }
        catch
        {
            await redis.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the server, and waits until it listens.</summary>
    public async Task Start()
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = _folder.FullName };
        string[] arguments = [
            "-c", Keeper, "sh", "redis-server", "--port", _port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly",
                "no",
        ];
        Array.ForEach(arguments, start.ArgumentList.Add);
        _keeper = Process.Start(start)!;
        ProcessId = int.Parse((await _keeper.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        var started = Stopwatch.GetTimestamp();
        while (!await Listens())
        {
            if (Stopwatch.GetElapsedTime(started) > Patience)
            {
                throw new InvalidOperationException($"Redis does not start: {await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "log"))}");
            }

            await Task.Delay(20);
        }
    }

    /// <summary>kill -9.</summary>
    public async Task Kill()
    {
        using (var server = Process.GetProcessById(ProcessId))
        {
            server.Kill();
        }

        await EndKeeper();
    }

    public async ValueTask DisposeAsync()
    {
        await EndKeeper();
        _folder.Delete(recursive: true);
    }

    private async Task EndKeeper()
    {
        if (_keeper is { } keeper)
        {
            _keeper = null;
            keeper.StandardInput.Close();
            await keeper.WaitForExitAsync();
            keeper.Dispose();
        }
    }

    private async Task<bool> Listens()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", _port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
