using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Hub.Tests.House;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Hub.Tests.Fixtures;

/// <summary>The record of a house that the build at 57cc840 wrote: its journal in both stores, and what it answered of it. See README.md beside this.</summary>
internal sealed class OlderRecords(string store)
{
    public const string Build = "57cc840";

    private static readonly JsonSerializerOptions Readable =
        new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static OlderRecords Sqlite { get; } = new("sqlite");

    public static OlderRecords Postgres { get; } = new("postgres");

    /// <summary>The folder beside the tests' program; who makes the fixtures anew writes beside their sources.</summary>
    public string Folder { get; init; } = Path.Combine(AppContext.BaseDirectory, "Fixtures", Build, store);

    public OlderStory Story => JsonSerializer.Deserialize<OlderStory>(File.ReadAllText(Path.Combine(Folder, "story.json")), Readable)!;

    public static OlderRecords Beside(string sources, string store) =>
        new(store) { Folder = Directory.CreateDirectory(Path.Combine(sources, Build, store)).FullName };

    /// <summary>The export of a closed meeting as the older build answered it.</summary>
    public byte[] Export(string meeting) => Unpacked($"{meeting}.export.jsonl.gz");

    public string Minutes(string meeting) => File.ReadAllText(Path.Combine(Folder, $"{meeting}.minutes.json"));

    public string Markdown(string meeting) => File.ReadAllText(Path.Combine(Folder, $"{meeting}.minutes.md"));

    /// <summary>Puts the journal's file, and the keys of its confidential ballots, where a house may use them.</summary>
    /// <returns>The file.</returns>
    public string PutSqlite(string folder)
    {
        var file = Path.Combine(folder, "hub.db");
        File.WriteAllBytes(file, Unpacked("hub.db.gz"));
        PutKeys(Path.Combine(folder, "keys"));
        return file;
    }

    /// <summary>Fills an empty database.</summary>
    public async Task PutPostgres(string connectionString)
    {
        await using var connection = new NpgsqlConnection($"{connectionString};Pooling=false");
        await connection.OpenAsync();

        // pg_dump writes commands of its shell too.
        var sql = string.Join('\n', Encoding.UTF8.GetString(Unpacked("hub.sql.gz")).Split('\n').Where(l => !l.StartsWith('\\')));
#pragma warning disable CA2100 // The text is the fixture's.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    public void PutKeys(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var key in Directory.GetFiles(Path.Combine(Folder, "keys")))
        {
            File.Copy(key, Path.Combine(folder, Path.GetFileName(key)));
        }
    }

    public void Keep(string name, byte[] content)
    {
        using var file = File.Create(Path.Combine(Folder, name));
        if (!name.EndsWith(".gz", StringComparison.Ordinal))
        {
            file.Write(content);
            return;
        }

        using var packed = new GZipStream(file, CompressionLevel.SmallestSize);
        packed.Write(content);
    }

    public void Keep(OlderStory story) => Keep("story.json", JsonSerializer.SerializeToUtf8Bytes(story, Readable));

    private byte[] Unpacked(string name)
    {
        using var file = new GZipStream(File.OpenRead(Path.Combine(Folder, name)), CompressionMode.Decompress);
        using var content = new MemoryStream();
        file.CopyTo(content);
        return content.ToArray();
    }
}
