using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Hub.Load.Stores;

/// <summary>
/// A PostgreSQL server of one's own: in a temporary folder, on a loopback port, gone when it is disposed, and also when this process dies. It syncs as one in
/// earnest does. It can be killed and started again on what it has stored.
/// </summary>
/// <remarks>PostgreSQL refuses to run as root: there it runs as the user <c>postgres</c>, which its packages make.</remarks>
public sealed class TemporaryPostgres : IAsyncDisposable
{
    /// <summary>
    /// It ends with its keeper: a shell that waits for the end of its input, which closes with this process, however that ends. Ctrl+C is for this process
    /// alone.
    /// </summary>
    private const string Keeper = """
        trap '' INT
        "$@" & echo $!
        cat >/dev/null
        kill -INT $! 2>/dev/null
        wait $!
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _programs;
    private readonly DirectoryInfo _folder;
    private readonly string[] _settings;
    private Process? _keeper;

    private TemporaryPostgres(string programs, DirectoryInfo folder, int port, string[] settings)
    {
        (_programs, _folder, Port, _settings) = (programs, folder, port, settings);
    }

    public int Port { get; }

    /// <summary>The postmaster's process id, for those who mean it harm.</summary>
    public int ProcessId { get; private set; }

    public string LogFile => Path.Combine(_folder.FullName, "log");

    private string Data => Path.Combine(_folder.FullName, "data");

    /// <summary>Where PostgreSQL's server programs are on this machine, or null.</summary>
    public static string? Programs { get; } = FindPrograms();

    /// <summary>What to tell whoever needs a PostgreSQL where there is none.</summary>
    public const string Missing = "No PostgreSQL server programs were found on this machine (pg_config --bindir); on Debian: apt-get install postgresql.";

    /// <param name="settings">Server settings, each <c>name=value</c>.</param>
    /// <exception cref="InvalidOperationException">There are no server programs here, or they do not start; says why.</exception>
    public static async Task<TemporaryPostgres> Start(params string[] settings)
    {
        var postgres = new TemporaryPostgres(
            Programs ?? throw new InvalidOperationException(Missing), Directory.CreateTempSubdirectory("hub-postgres-"), FreePort(), settings);
        try
        {
            await postgres.Initialise();
            await postgres.Start();
            return postgres;
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    /// <param name="database">A database that <see cref="CreateDatabase"/> has made, or the first one.</param>
    /// <param name="port">Another port, of a proxy before it.</param>
    public string ConnectionString(string database = "postgres", int? port = null) =>
        $"Host=127.0.0.1;Port={(port ?? Port).ToString(CultureInfo.InvariantCulture)};Username=hub;Database={database}";

    /// <summary>An empty database, for one house.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabase(string name)
    {
        await Run(Path.Combine(_programs, "createdb"), "-h", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture), "-U", "hub", name);
        return ConnectionString(name);
    }

    /// <summary>Starts the server on what it has stored, and waits until it serves.</summary>
    public async Task Start()
    {
        await Kill();
        string[] server = [
            Path.Combine(_programs, "postgres"), "-D", Data, "-p", Port.ToString(CultureInfo.InvariantCulture),
            "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=300", .. _settings.SelectMany(s => new[] { "-c", s }),
        ];
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            _keeper = Process.Start(Of("/bin/sh", ["-c", $"exec 2>>'{LogFile}'\n{Keeper}", "sh", .. AsServer(server)], input: true))!;
            ProcessId = int.Parse((await _keeper.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
            while (IsRunning(ProcessId))
            {
                if (await Try(Path.Combine(_programs, "pg_isready"), "-q", "-h", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture)))
                {
                    return;
                }

                await Task.Delay(20);
            }

            // The processes of a server that was killed may live for a moment, and a new one waits for none of them.
            await EndKeeper();
            if (Stopwatch.GetElapsedTime(started) > Patience)
            {
                throw new InvalidOperationException($"PostgreSQL does not start: {await File.ReadAllTextAsync(LogFile)}");
            }

            await Task.Delay(100);
        }
    }

    /// <summary>kill -9 of the postmaster; its processes follow it.</summary>
    public async Task Kill()
    {
        if (_keeper is not null)
        {
            Signal("KILL");
            while (IsRunning(ProcessId))
            {
                await Task.Delay(5);
            }

            await EndKeeper();
        }
    }

    /// <summary>Sends the postmaster a signal.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start(Of("kill", ["-s", name, ProcessId.ToString(CultureInfo.InvariantCulture)]));
        kill!.WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        if (_keeper is not null)
        {
            await EndKeeper();
        }

        for (var tries = 0; ; tries++)
        {
            try
            {
                _folder.Delete(recursive: true);
                return;
            }
            catch (IOException) when (tries < 50)
            {
                // A process of a server that was killed still writes there.
                await Task.Delay(100);
            }
        }
    }

    /// <summary>A loopback port below those that the system gives to outgoing connections.</summary>
    public static int FreePort()
    {
        while (true)
        {
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(15000, 32000));
                listener.Server.ExclusiveAddressUse = true;
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException)
            {
                // Taken; another.
            }
        }
    }

    private async Task Initialise()
    {
        if (Environment.IsPrivilegedProcess)
        {
            await Run("chown", "postgres", _folder.FullName);
        }

        await Run([.. AsServer([
            Path.Combine(_programs, "initdb"), "-D", Data, "-U", "hub", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions",
        ])]);
    }

    private async Task EndKeeper()
    {
        _keeper!.StandardInput.Close();
        await _keeper.WaitForExitAsync();
        _keeper.Dispose();
        _keeper = null;
    }

    private static string[] AsServer(string[] command) =>
        Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", .. command] : command;

    private static bool IsRunning(int id)
    {
        try
        {
            // One that has ended and was not yet waited for is a zombie: its state stands behind its name.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..][0] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task Run(params string[] command)
    {
        using var process = Process.Start(Of(command[0], command[1..]))!;
        var (said, failed) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{command[0]} ended with {process.ExitCode}: {await said}{await failed}");
        }
    }

    private static async Task<bool> Try(params string[] command)
    {
        using var process = Process.Start(Of(command[0], command[1..]))!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }

    private static ProcessStartInfo Of(string program, string[] arguments, bool input = false) => new(program, arguments)
    {
        RedirectStandardInput = input,
        RedirectStandardOutput = true,
        RedirectStandardError = !input,
        UseShellExecute = false,
        WorkingDirectory = Path.GetTempPath(),
    };

    private static string? FindPrograms()
    {
        var candidates = new List<string>();
        try
        {
            using var config = Process.Start(Of("pg_config", ["--bindir"]))!;
            candidates.Add(config.StandardOutput.ReadToEnd().Trim());
            config.WaitForExit();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // Without its development package; Debian keeps the programs of each version apart, and off the PATH.
        }

        if (Directory.Exists("/usr/lib/postgresql"))
        {
            candidates.AddRange(Directory.GetDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(d => Path.Combine(d, "bin")));
        }

        candidates.AddRange((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries));
        return candidates.Find(c => File.Exists(Path.Combine(c, "postgres")) && File.Exists(Path.Combine(c, "initdb")));
    }
}
