using System.ComponentModel;
using System.Diagnostics;
using Hub.Load.Stores;
using Hub.Server.Keys;
using Hub.Tests.Journal;
using Hub.Tests.Processes;

namespace Hub.Tests.Deployment;

/// <summary>The program runs as its pod runs it: as a user without a name, on a file system that nobody can write to, with one scratch folder.</summary>
public sealed class ReadOnlyRootTests(PostgresServer postgres) : IDisposable
{
    /// <summary>In a mount namespace of its own: everything read-only but the folder that stands first; then the program, as nobody.</summary>
    private const string AsInItsPod = """
        mount --make-rprivate / && mount --bind "$0" "$0" && mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" || exit 70
        mount -o remount,bind,ro "$(findmnt -n -o TARGET -T "$2")" && mount -o remount,bind,ro / || exit 71
        run="setpriv --reuid=1654 --regid=1654 --clear-groups --no-new-privs --bounding-set=-all"
        $run touch "$1/written" "$PWD/written" "$2/written" 2>/dev/null && exit 72
        TMPDIR="$0" HOME=/nonexistent exec $run dotnet "$1/Hub.Server.dll" "${@:3}"
        """;

    private readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory("hub-scratch-");
    private readonly DirectoryInfo _working = Directory.CreateTempSubdirectory("hub-working-");

    [Fact]
    public Task Alone_it_needs_no_root_and_writes_nowhere_but_to_its_scratch_folder_and_its_journal() =>
        Serves($"--Journal:ConnectionString=Data Source={_scratch.FullName}/hub.db");

    [Fact]
    public async Task As_a_node_of_a_cluster_it_needs_no_root_and_writes_nowhere_but_to_its_scratch_folder() => await Serves(
        $"--Journal:ConnectionString={await postgres.Database()}", "--Cluster:Address=127.0.0.1",
        $"--Cluster:SiloPort={TemporaryPostgres.FreePort()}", $"--Cluster:GatewayPort={TemporaryPostgres.FreePort()}", $"--Keys:Path={Keys()}");

    public void Dispose()
    {
        _scratch.Delete(recursive: true);
        _working.Delete(recursive: true);
    }

    /// <summary>A folder with a key, of whom the program runs as.</summary>
    private string Keys()
    {
        var ring = new KeyRing(Path.Combine(_scratch.FullName, "keys"), makesItsFirst: false);
        ring.Make(TimeProvider.System.GetUtcNow());
        return ring.Folder;
    }

    private async Task Serves(params string[] settings)
    {
        Skips.Unless(
            Environment.IsPrivilegedProcess && await Runs("unshare", "--mount", "true") && await Runs("setpriv", "--version"),
            "Only root can make a file system read-only for one program (unshare, setpriv).");
        (await Runs("chown", "--recursive", "1654:1654", _scratch.FullName)).ShouldBeTrue();
        await using var hub = HubProcess.StartThrough(
            ["unshare", "--mount", "bash", "-c", AsInItsPod, _scratch.FullName, AppContext.BaseDirectory.TrimEnd('/'), Path.GetTempPath()], _working.FullName,
            ["--urls=http://127.0.0.1:0", .. settings]);
        using var http = new HttpClient { BaseAddress = await hub.Serves() };
        (await http.GetStringAsync("/health/ready", TestContext.Current.CancellationToken)).ShouldBe("ready");
        (await http.GetStringAsync("/api/meetings?limit=100", TestContext.Current.CancellationToken)).ShouldContain("\"title\"");
        hub.Error.ShouldBeEmpty();
        _working.GetFileSystemInfos().ShouldBeEmpty();
    }

    private static async Task<bool> Runs(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
