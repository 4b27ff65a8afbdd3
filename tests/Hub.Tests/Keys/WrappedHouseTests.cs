using Hub.Load.Stores;
using Hub.Server.Access;
using Hub.Server.Keys;
using Hub.Tests.Fixtures;
using Hub.Tests.House;
using Hub.Tests.Journal;
using Hub.Tests.Processes;
using Microsoft.Data.Sqlite;

namespace Hub.Tests.Keys;

/// <summary>Houses as people start them: one of an older build is taken over, and one without its keys is told.</summary>
public sealed class WrappedHouseTests(PostgresServer server) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hub-wrapped-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_of_the_older_build_has_no_plain_secret_once_it_is_open_and_its_tokens_are_good()
    {
        await using var house = new RunningHouse();
        OlderRecords.Sqlite.PutSqlite(Path.GetDirectoryName(house.File)!);
        var plain = await Secrets(house.File);
        plain.Keys.ShouldContain("session-key");
        plain.Keys.ShouldContain("record-key");

        await house.Open();

        (await house.Service<HouseSecrets>().GetOrAdd("session-key", [])).ShouldBe(plain["session-key"]);
        (await house.Service<HouseSecrets>().GetOrAdd("record-key", [])).ShouldBe(plain["record-key"]);
        await house.Close();
        var wrapped = await Secrets(house.File);
        wrapped.Keys.ShouldBe(plain.Keys.Union(["guest-key", "presence-key", "pseudonym-key", "account-key"]), ignoreOrder: true);
        foreach (var file in new[] { house.File, $"{house.File}-wal" }.Where(File.Exists))
        {
            var bytes = await File.ReadAllBytesAsync(file, Cancel);
            plain.Where(s => s.Value.Length >= 16 && bytes.AsSpan().IndexOf(s.Value) >= 0).Select(s => s.Key).ShouldBeEmpty();
        }
    }

    /// <summary>The file alone is of no use to whoever takes it, and says so to whoever put it there.</summary>
    [Fact]
    public async Task A_file_that_was_copied_without_its_keys_is_noticed_at_the_start()
    {
        await using (var hub = Start(_folder))
        {
            await hub.Serves();
            (await hub.Stop()).ShouldBe(0);
        }

        var elsewhere = _folder.CreateSubdirectory("elsewhere");
        File.Copy(Path.Combine(_folder.FullName, "data/hub.db"), Path.Combine(elsewhere.CreateSubdirectory("data").FullName, "hub.db"));
        await using (var copy = Start(elsewhere))
        {
            (await copy.Exit()).ShouldBe(1);
            copy.Error.ShouldMatch(
                @"^The secrets of this database are wrapped with the key \d{14}-[0-9a-f]{6}, which Keys:Path .*/elsewhere/data/hub\.db\.keys does not have; "
                + @"put the key there that belongs to this database\.$");
        }

        Directory.Move(Path.Combine(_folder.FullName, "data/hub.db.keys"), Path.Combine(elsewhere.FullName, "data/hub.db.keys"));
        await using var again = Start(elsewhere);
        await again.Serves();
    }

    [Fact]
    public async Task A_node_without_a_folder_or_with_an_empty_one_says_how_a_key_is_made_and_serves_once_it_is()
    {
        var journal = await server.Database();
        var keys = Path.Combine(_folder.FullName, "keys");
        await using (var none = Node(journal))
        {
            (await none.Exit()).ShouldBe(1);
            none.Error.ShouldBe(
                "Keys:Path is not set; in a cluster it names the folder of keys that all nodes have. Make the first key with: Hub.Server keys new "
                + "--Keys:Path=FOLDER.");
        }

        await using (var empty = Node(journal, $"--Keys:Path={keys}"))
        {
            (await empty.Exit()).ShouldBe(1);
            empty.Error.ShouldBe(
                $"Keys:Path {keys} holds no key; make one, once for all nodes, with: Hub.Server keys new --Keys:Path=FOLDER, and put it there.");
        }

        await using (var made = HubProcess.Start(_folder.FullName, "keys", "new", $"--Keys:Path={keys}"))
        {
            (await made.Exit()).ShouldBe(0);
            made.Error.ShouldBeEmpty();
            made.Out.ShouldStartWith("The key ");
        }

        await using var node = Node(journal, $"--Keys:Path={keys}");
        await node.Serves();
        await using var wrong = HubProcess.Start(_folder.FullName, "keys", "destroy");
        (await wrong.Exit()).ShouldBe(1);
        wrong.Error.ShouldBe("The command keys is followed by one of: new, list, rotate, rotate-tokens, prune, abandon.");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static HubProcess Start(DirectoryInfo folder) =>
        HubProcess.Start(folder.FullName, "--urls=http://127.0.0.1:0", "--Seeds:Path=none", $"--Access:OperatorKey={OpenHouse.Key}");

    private HubProcess Node(string journal, params string[] settings) => HubProcess.Start(
        _folder.FullName,
        [
            "--urls=http://127.0.0.1:0", $"--Journal:ConnectionString={journal}", $"--Access:OperatorKey={OpenHouse.Key}", "--Seeds:Path=none",
            "--Cluster:Address=127.0.0.1", $"--Cluster:SiloPort={TemporaryPostgres.FreePort()}", $"--Cluster:GatewayPort={TemporaryPostgres.FreePort()}",
            .. settings,
        ]);

    private static async Task<Dictionary<string, byte[]>> Secrets(string file)
    {
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync(Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT name, value FROM secrets";
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        var secrets = new Dictionary<string, byte[]>();
        while (await reader.ReadAsync(Cancel))
        {
            secrets.Add(reader.GetString(0), reader.GetFieldValue<byte[]>(1));
        }

        return secrets;
    }
}
