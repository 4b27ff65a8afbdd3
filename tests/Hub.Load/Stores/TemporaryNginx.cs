using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Hub.Load.Stores;

/// <summary>
/// nginx in front of a house as <c>k8s/cache/live.conf</c> says it, with addresses and folders of one's own: in a temporary folder, on a loopback port, gone
/// when it is disposed, and also when this process dies. It can be killed and started again with the cache that it had.
/// </summary>
public sealed class TemporaryNginx : IAsyncDisposable
{
    /// <summary>What to tell whoever needs an nginx where there is none.</summary>
    public const string Missing = "No nginx was found on the PATH or in /usr/sbin; on Debian: apt-get install nginx.";

    /// <summary>
    /// It ends with its keeper: a shell that waits for the end of its input, which closes with this process, however that ends. It may hold as many files as
    /// this machine allows: each who watches is one.
    /// </summary>
    private const string Keeper = """
        trap '' INT
        ulimit -Sn "$(ulimit -Hn)"
        "$@" >>log 2>&1 & echo $!
        cat >/dev/null
        kill -9 $! 2>/dev/null
        wait $!
        """;

    private const string HubOfFile = "    server 127.0.0.1:5080;\n";
    private const string PortOfFile = "listen 80;";
    private const string CacheOfFile = "/var/cache/nginx/live";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hub-nginx-");
    private readonly int _port = TemporaryPostgres.FreePort();
    private Process? _keeper;

    private TemporaryNginx()
    {
    }

    /// <summary>The program; null: it is not on this machine.</summary>
    public static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
        .Append("/usr/sbin").Select(folder => Path.Combine(folder, "nginx")).FirstOrDefault(File.Exists);

    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}"));

    public int ProcessId { get; private set; }

    /// <summary>What was asked of it so far, and answered; where its log leaves out the rest, what it asked the house for.</summary>
    public IReadOnlyList<ProxiedRequest> Log =>
    [
        .. File.ReadAllLines(FileOf("asked.log")).Select(line => line.Split(' ')).Where(parts => parts.Length >= 4)
            .Select(parts => new ProxiedRequest(parts[0], parts[1], parts[2], parts[3] != "-")),
    ];

    /// <param name="nodes">Of the house: where one does not answer, another is asked.</param>
    /// <param name="connections">How many it holds at most, those to the house among them.</param>
    /// <param name="onlyOfHouse">Its log leaves out what its cache answers.</param>
    /// <exception cref="InvalidOperationException">It is not on this machine, or does not start.</exception>
    public static async Task<TemporaryNginx> Open(IEnumerable<Uri> nodes, int connections = 4096, bool onlyOfHouse = false)
    {
        if (Program is null)
        {
            throw new InvalidOperationException(Missing);
        }

        var nginx = new TemporaryNginx();
        try
        {
            nginx.Configure(nodes, connections, onlyOfHouse);
            await nginx.Start();
            return nginx;
        }
        catch
        {
            await nginx.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it, and waits until it listens.</summary>
    public async Task Start()
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = _folder.FullName };
        string[] arguments = ["-c", Keeper, "sh", Program!, "-p", _folder.FullName, "-c", FileOf("nginx.conf")];
        Array.ForEach(arguments, start.ArgumentList.Add);
        _keeper = Process.Start(start)!;
        ProcessId = int.Parse((await _keeper.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        var started = Stopwatch.GetTimestamp();
        while (!await Listens())
        {
            if (Stopwatch.GetElapsedTime(started) > Patience)
            {
                throw new InvalidOperationException($"nginx does not start: {await File.ReadAllTextAsync(FileOf("log"))}");
            }

            await Task.Delay(20);
        }
    }

    /// <summary>kill -9.</summary>
    public async Task Kill()
    {
        if (_keeper is { } keeper)
        {
            // The shell kills it so, and waits until it has gone.
            _keeper = null;
            keeper.StandardInput.Close();
            await keeper.WaitForExitAsync();
            keeper.Dispose();
        }
    }

    /// <summary>Ends it, and starts it again with the cache that it had.</summary>
    public async Task Restart()
    {
        await Kill();
        await Start();
    }

    public async ValueTask DisposeAsync()
    {
        await Kill();
        _folder.Delete(recursive: true);
    }

    private static string ConfigurationOfHub([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../../k8s/cache/live.conf"));

    private void Configure(IEnumerable<Uri> nodes, int connections, bool onlyOfHouse)
    {
        var live = File.ReadAllText(ConfigurationOfHub());
        foreach (var (was, now) in new[]
        {
            (HubOfFile, string.Concat(nodes.Select(node => $"    server {node.Authority};\n"))),
            (PortOfFile, string.Create(CultureInfo.InvariantCulture, $"listen 127.0.0.1:{_port} backlog=4096;")),
            (CacheOfFile, FileOf("cache")),
        })
        {
            live = live.Contains(was, StringComparison.Ordinal) ? live.Replace(was, now, StringComparison.Ordinal)
                : throw new InvalidOperationException($"{ConfigurationOfHub()} does not say '{was.Trim()}'.");
        }

        File.WriteAllText(FileOf("live.conf"), live);
        var temporary = string.Concat(new[] { "client_body", "proxy", "fastcgi", "uwsgi", "scgi" }.Select(kind => $"    {kind}_temp_path {FileOf(kind)};\n"));
        File.WriteAllText(
            FileOf("nginx.conf"),
            $$"""
            daemon off;
            master_process off;
            pid {{FileOf("pid")}};
            error_log {{FileOf("error.log")}};
            events {
                worker_connections {{connections.ToString(CultureInfo.InvariantCulture)}};
            }
            http {
                keepalive_requests 1000000;
            {{temporary}}
                map $upstream_status $of_house {
                    ''      0;
                    default 1;
                }
                log_format asked '$request_uri $status $upstream_cache_status $upstream_status';
                access_log {{FileOf("asked.log")}} asked{{(onlyOfHouse ? " if=$of_house" : "")}};
                include {{FileOf("live.conf")}};
            }
            """);
    }

    private string FileOf(string name) => Path.Combine(_folder.FullName, name);

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

/// <summary>One request to the proxy.</summary>
/// <param name="Cache">How the cache had it, in nginx's words.</param>
/// <param name="OfHouse">Whether the house was asked for it.</param>
public sealed record ProxiedRequest(string Address, string Status, string Cache, bool OfHouse);
