using System.Diagnostics;
using System.Text;
using Hub.Load.Stores;
using Hub.Tests.Ballots;
using Hub.Tests.House;
using Hub.Tests.Journal;
using Hub.Tests.Processes;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Backup;

/// <summary>
/// The drill that an operator does: a house that runs is backed up by the command, restored elsewhere by the command, and started there. Everything by the
/// program as people start it.
/// </summary>
public sealed class DrillTests(PostgresServer server) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hub-drill-");

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task A_house_that_runs_is_backed_up_and_restored_elsewhere_and_its_record_holds(string store)
    {
        var (first, second) = store == "sqlite"
            ? ($"Data Source={Path.Combine(_folder.FullName, "first", "hub.db")}", $"Data Source={Path.Combine(_folder.FullName, "second", "hub.db")}")
            : (await server.Database(), await server.Database());
        var (key, backup) = (Path.Combine(_folder.FullName, "backup.key"), Path.Combine(_folder.FullName, "hub.backup"));
        await File.WriteAllTextAsync(key, Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)), Cancel);
        string fingerprint, operatorToken;
        Room room;
        await using (var house = new DrilledHouse())
        {
            await house.Start(_folder.FullName, first);
            (_, var held) = await HeldMeeting.Export(house);
            room = await house.Meeting();
            (await (await room.Join("居民")).Post(Comment("照常说话"))).ShouldBeDone();
            (fingerprint, operatorToken) = ((await house.Get("/api/key")).Text("fingerprint"), house.OperatorToken);
            room = new Room(house, held.Meeting, room.Codes);

            var (code, said, error) = await Run("backup", "--to", backup, $"--Journal:ConnectionString={first}", $"--Backup:KeyFile={key}");
            code.ShouldBe(0, error);
            said.ShouldContain($"{backup} is complete");
            (await (await house.Meeting()).Chair.Post(Comment("备份之后"))).ShouldBeDone();
        }

        var restored = await Run("restore", "--from", backup, $"--Journal:ConnectionString={second}", $"--Backup:KeyFile={key}");
        restored.Code.ShouldBe(0, restored.Error);
        restored.Out.ShouldContain("Every session has ended");
        restored.Out.ShouldContain("  1 meetings that are not over, by their codes: meetings/");

        await using var again = new DrilledHouse();
        await again.Start(_folder.FullName, second);
        (await again.Get("/api/key")).Text("fingerprint").ShouldBe(fingerprint);
        using (var old = await again.Send(HttpMethod.Get, "/api/sessions", operatorToken))
        {
            old.StatusCode.ShouldBe(System.Net.HttpStatusCode.Unauthorized);
        }

        (await again.Get("/api/meetings?limit=10")).List("items").Count.ShouldBe(2, "the third was made after the backup");
        var export = Path.Combine(_folder.FullName, "record.jsonl");
        using (var answer = await again.Send(HttpMethod.Get, $"{room.Path}/export", again.OperatorToken))
        {
            answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
            await File.WriteAllBytesAsync(export, await answer.Content.ReadAsByteArrayAsync(Cancel), Cancel);
        }

        var verified = await Program("Hub.Verify.dll", export, fingerprint);
        (verified.Code, verified.Out.TrimEnd().Split('\n')[^1].Trim()).ShouldBe((0, "Everything holds."));
        (await (await again.Meeting()).Chair.Post(Comment("又开会了"))).ShouldBeDone();

        // A second restore over the house that runs, and a backup in the first one's place.
        var over = await Run("restore", "--from", backup, $"--Journal:ConnectionString={second}", $"--Backup:KeyFile={key}");
        (over.Code, over.Out, over.Error.Split('\n').Length).ShouldBe((1, "", 1));
        var twice = await Run("backup", "--to", backup, $"--Journal:ConnectionString={second}");
        (twice.Code, twice.Error).ShouldBe((1, $"{backup} is there already; a backup replaces nothing."));
    }

    [Theory]
    [InlineData("backup", "to")]
    [InlineData("restore", "from")]
    public async Task A_command_without_its_file_says_what_it_needs(string command, string option)
    {
        var (code, said, error) = await Run(command);
        (code, said, error).ShouldBe((1, "", $"{command} needs a file: {command} --{option} FILE, and the settings of the hub."));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Task<(int Code, string Out, string Error)> Run(params string[] arguments) => Program("Hub.Server.dll", arguments);

    private async Task<(int Code, string Out, string Error)> Program(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. arguments])
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        using var process = Process.Start(start)!;
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(Cancel), process.StandardError.ReadToEndAsync(Cancel));
        await process.WaitForExitAsync(Cancel);
        return (process.ExitCode, await said, (await complained).Trim());
    }

    /// <summary>A house in a process of its own, on whatever journal.</summary>
    private sealed class DrilledHouse : OpenHouse, IAsyncDisposable
    {
        private HubProcess? _process;

        public async Task Start(string folder, string journal)
        {
            _process = HubProcess.Start(
                folder,
                [
                    "--urls=http://127.0.0.1:0", $"--Journal:ConnectionString={journal}", $"--Access:OperatorKey={Key}", "--Seeds:Path=none",
                    $"--Ballots:KeyPath={Path.Combine(folder, "keys")}", TemporaryKeys.Setting, "--Cluster:Address=127.0.0.1",
                    $"--Cluster:SiloPort={TemporaryPostgres.FreePort()}",
                    $"--Cluster:GatewayPort={TemporaryPostgres.FreePort()}", "--Cluster:DrainSeconds=0", .. Wide,
                ]);
            await Enter(await _process.Serves());
        }

        public ValueTask DisposeAsync() => _process!.DisposeAsync();
    }
}
