using System.Diagnostics;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Hub.Load.Stores;
using Hub.Tests.House;
using Npgsql;

namespace Hub.Tests.Fixtures;

/// <summary>Makes the fixtures anew, beside their sources: asked for only, and with the older program at hand. README.md says how.</summary>
public sealed class OlderRecordsMaker : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hub-older-house-");

    [Fact(Explicit = true)]
    public async Task Make_the_file_of_SQLite()
    {
        var records = OlderRecords.Beside(Here(), "sqlite");
        await Play(records, $"Data Source={Path.Combine(_folder.FullName, "hub.db")}");
        File.Exists(Path.Combine(_folder.FullName, "hub.db-wal")).ShouldBeFalse();
        records.Keep("hub.db.gz", await File.ReadAllBytesAsync(Path.Combine(_folder.FullName, "hub.db"), TestContext.Current.CancellationToken));
    }

    [Fact(Explicit = true)]
    public async Task Make_the_dump_of_PostgreSQL()
    {
        Skips.Unless(TemporaryPostgres.Programs is not null, TemporaryPostgres.Missing);
        await using var server = await TemporaryPostgres.Start();
        var records = OlderRecords.Beside(Here(), "postgres");
        var journal = await server.CreateDatabase("older");
        await Play(records, journal);
        var place = new NpgsqlConnectionStringBuilder(journal);
        using var dump = Process.Start(new ProcessStartInfo(
            Path.Combine(TemporaryPostgres.Programs!, "pg_dump"),
            ["--inserts", "--no-owner", "--no-privileges", "-h", place.Host!, "-p", $"{place.Port}", "-U", place.Username!,
                place.Database!])
        { RedirectStandardOutput = true })!;
        var sql = await dump.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await dump.WaitForExitAsync(TestContext.Current.CancellationToken);
        dump.ExitCode.ShouldBe(0);
        records.Keep("hub.sql.gz", System.Text.Encoding.UTF8.GetBytes(sql));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task Play(OlderRecords records, string journal)
    {
        await using var house = await OlderHouse.Start(_folder.FullName, journal);
        var story = await OlderStory.Play(house);
        records.Keep(story);
        foreach (var meeting in OlderStory.Closed)
        {
            var path = $"/api/meetings/{story.Meetings[meeting]}";
            if (OlderStory.Exported.Contains(meeting))
            {
                records.Keep($"{meeting}.export.jsonl.gz", await Read(house, $"{path}/export"));
            }

            records.Keep($"{meeting}.minutes.json", await Read(house, $"{path}/minutes"));
            records.Keep($"{meeting}.minutes.md", await Read(house, $"{path}/minutes.md"));
        }

        (await house.Stop()).ShouldBe(0);
        var keys = Path.Combine(records.Folder, "keys");
        if (Directory.Exists(keys))
        {
            Directory.Delete(keys, recursive: true);
        }

        Directory.CreateDirectory(keys);
        foreach (var key in Directory.GetFiles(Path.Combine(_folder.FullName, "keys")))
        {
            File.Copy(key, Path.Combine(keys, Path.GetFileName(key)));
        }
    }

    private static async Task<byte[]> Read(OpenHouse house, string path)
    {
        using var answer = await house.Send(HttpMethod.Get, path, house.OperatorToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        return await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
