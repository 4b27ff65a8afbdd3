using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Hub.Load.Stores;

/// <summary>
/// An nginx of one's own with the module nchan, and one channel: in a temporary folder, on a loopback port, gone when it is disposed, and also when this
/// process dies.
/// </summary>
public sealed class TemporaryNchan : IAsyncDisposable
{
    /// <summary>It ends with its keeper: a shell that waits for the end of its input, which closes with this process, however that ends.</summary>
    private const string Keeper = """
        "$@" >log 2>&1 & echo $!
        cat >/dev/null
        kill -TERM $! 2>/dev/null
        wait $!
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Where Debian and others put it.</summary>
    private static readonly string[] Modules =
        ["/usr/lib/nginx/modules/ngx_nchan_module.so", "/usr/share/nginx/modules/ngx_nchan_module.so", "/usr/lib64/nginx/modules/ngx_nchan_module.so"];

    private static readonly string[] Programs = ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hub-nginx-");
    private readonly int _port = TemporaryPostgres.FreePort();
    private Process? _keeper;

    private TemporaryNchan()
    {
    }

    /// <summary>Why it cannot run on this machine; null: it can.</summary>
    public static string? WhyNot => Array.Exists(Programs, File.Exists) && Array.Exists(Modules, File.Exists)
        ? null : "not installed here; on Debian: apt-get install nginx libnginx-mod-nchan";

    public Uri Url => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}"));

    /// <summary>The master's; its one worker is its child.</summary>
    public int ProcessId { get; private set; }

    /// <exception cref="InvalidOperationException">It does not start.</exception>
    public static async Task<TemporaryNchan> Open()
    {
        var nginx = new TemporaryNchan();
        try
        {
            await nginx.Start();
            return nginx;
        }
        catch
        {
            await nginx.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_keeper is { } keeper)
        {
            _keeper = null;
            keeper.StandardInput.Close();
            await keeper.WaitForExitAsync();
            keeper.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    private async Task Start()
    {
        var place = _folder.FullName;

        // The worker may be another user than whoever started it.
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(place, (UnixFileMode)0b111_101_101);
        }

        await File.WriteAllTextAsync(Path.Combine(place, "nginx.conf"), $$"""
            load_module {{Array.Find(Modules, File.Exists)}};
            daemon off;
            worker_processes 1;
            worker_rlimit_nofile 20000;
            pid {{place}}/pid;
            error_log {{place}}/error.log;
            events { worker_connections 20000; }
            http {
              access_log off;
              client_body_temp_path {{place}}/body;
              proxy_temp_path {{place}}/proxy;
              fastcgi_temp_path {{place}}/fastcgi;
              uwsgi_temp_path {{place}}/uwsgi;
              scgi_temp_path {{place}}/scgi;
              server {
                listen 127.0.0.1:{{_port}} backlog=4096;
                location = /follow { nchan_subscriber websocket; nchan_channel_id room; nchan_subscriber_first_message newest; }
                location = /publish { nchan_publisher http; nchan_channel_id room; nchan_message_buffer_length 1000; }
              }
            }

            """);
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = place };
        string[] arguments = ["-c", Keeper, "sh", Array.Find(Programs, File.Exists)!, "-p", place, "-c", Path.Combine(place, "nginx.conf")];
        Array.ForEach(arguments, start.ArgumentList.Add);
        _keeper = Process.Start(start)!;
        ProcessId = int.Parse((await _keeper.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        var started = Stopwatch.GetTimestamp();
        while (!await Listens())
        {
            if (Stopwatch.GetElapsedTime(started) > Patience)
            {
                throw new InvalidOperationException($"nginx does not start: {await File.ReadAllTextAsync(Path.Combine(place, "log"))}");
            }

            await Task.Delay(20);
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
