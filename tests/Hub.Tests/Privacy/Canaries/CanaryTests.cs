using System.Data.Common;
using System.IO.Compression;
using System.Text;
using Hub.Load.Stores;
using Hub.Server.Keys;
using Hub.Tests.House;
using Hub.Tests.Journal;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Hub.Tests.Privacy.Canaries;

/// <summary>The day in a house of one file.</summary>
public sealed class SqliteCanaryDay : CanaryDay
{
    protected override string TablesSql => "SELECT name FROM sqlite_master WHERE type = 'table'";

    protected override Task<(string[] Settings, string? Place)> Database() => Task.FromResult<(string[], string?)>(([], null));

    protected override Task<string> EmptyPlace() => Task.FromResult($"Data Source={Path.Combine(Folder, "restored.db")}");

    protected override async Task<DbConnection> Connect(string place)
    {
        var connection = new SqliteConnection($"{place};Pooling=False");
        await connection.OpenAsync(Cancel);
        return connection;
    }

    protected override Task<IEnumerable<(string Kind, string Path)>> Files(string place)
    {
        var file = new SqliteConnectionStringBuilder(place).DataSource;
        return Task.FromResult(new[] { file, $"{file}-wal" }.Where(File.Exists).Select(f => (CanaryPlaces.File, f)));
    }
}

/// <summary>The day on a PostgreSQL, in which the house has a role that owns its database and may nothing else.</summary>
public sealed class PostgresCanaryDay(PostgresServer server) : CanaryDay
{
    private string _administrator = "";
    private string _firstSegment = "";

    protected override string TablesSql => "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'";

    public string Role { get; } = $"house_{Mark()}";

    /// <summary>Asks the server, not as the house.</summary>
    public async Task<string> Ask(string sql)
    {
        await using var connection = await Connect(_administrator);
        await using var command = connection.CreateCommand();

        // A checkpoint waits for a disk that other tests write to.
        command.CommandTimeout = 180;
#pragma warning disable CA2100 // The SQL is the test's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        return $"{await command.ExecuteScalarAsync(Cancel)}";
    }

    protected override async Task<(string[] Settings, string? Place)> Database()
    {
        _administrator = await server.Database();

        // Whatever checkpoints come, the segments of the day stay until they are read.
        await Ask($"SELECT pg_create_physical_replication_slot('{Role}', true)");
        _firstSegment = await Ask("SELECT pg_walfile_name(pg_current_wal_insert_lsn())");
        var password = Add("the database's password", $"database {Mark()}");
        await Ask($"CREATE ROLE {Role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '{password}'");
        await Ask($"ALTER DATABASE {new NpgsqlConnectionStringBuilder(_administrator).Database} OWNER TO {Role}");
        new KeyRing(Keys, makesItsFirst: false).Make(TimeProvider.System.GetUtcNow());
        var place = new NpgsqlConnectionStringBuilder(_administrator) { Username = Role, Password = password }.ConnectionString;
        return (
            [
                $"--Journal:ConnectionString={place}", $"--Keys:Path={Keys}", $"--Cluster:Id={Role}", "--Cluster:Address=127.0.0.1",
                $"--Cluster:SiloPort={TemporaryPostgres.FreePort()}", $"--Cluster:GatewayPort={TemporaryPostgres.FreePort()}",
                "--Cluster:DrainSeconds=0",
            ],
            place);
    }

    protected override Task<string> EmptyPlace() => server.Database();

    protected override async Task<DbConnection> Connect(string place)
    {
        var connection = new NpgsqlConnection($"{place};Pooling=false");
        await connection.OpenAsync(Cancel);
        return connection;
    }

    protected override async Task<IReadOnlyList<byte[]>> WriteAhead()
    {
        var last = await Ask("SELECT pg_walfile_name(pg_current_wal_insert_lsn())");
        var segments = new List<byte[]>();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(await Ask("SHOW data_directory"), "pg_wal")))
        {
            // Segments are named by their position; those behind the last one are old ones, ready to be written over.
            var name = Path.GetFileName(file);
            if (name.Length == last.Length && string.CompareOrdinal(name, _firstSegment) >= 0 && string.CompareOrdinal(name, last) <= 0)
            {
                segments.Add(await File.ReadAllBytesAsync(file, Cancel));
            }
        }

        await Ask($"SELECT pg_drop_replication_slot('{Role}')");
        return segments;
    }

    protected override async Task<IEnumerable<(string Kind, string Path)>> Files(string place)
    {
        await Ask("CHECKPOINT");
        var data = await Ask("SHOW data_directory");
        var folder = Path.Combine(data, "base", await Ask("SELECT oid::text FROM pg_database WHERE datname = current_database()"));
        return [.. Directory.EnumerateFiles(folder).Select(f => (CanaryPlaces.File, f)), (CanaryPlaces.Log, Path.Combine(Path.GetDirectoryName(data)!, "log"))];
    }
}

public sealed class SqliteCanaryTests(SqliteCanaryDay day) : CanaryContract(day), IClassFixture<SqliteCanaryDay>
{
    protected override IEnumerable<string> NotHere => ["the database's password"];

    /// <summary>Guards the search itself.</summary>
    [Theory]
    [InlineData("in a line", "…{0}…")]
    [InlineData("in base64", "a {0}")]
    [InlineData("in base64url", "ab{0}")]
    [InlineData("in hex", "{0}")]
    [InlineData("in UTF-16", "{0}")]
    [InlineData("in an address", "?q={0}&")]
    [InlineData("in JSON", "{{\"a\":\"{0}\"}}")]
    [InlineData("packed", "{0}")]
    public void A_canary_is_found_however_it_is_spelled(string how, string around)
    {
        const string Name = "金丝雀 one";
        var text = string.Format(System.Globalization.CultureInfo.InvariantCulture, around, Name);
        var bytes = Encoding.UTF8.GetBytes(text);
        byte[] spelled = how switch
        {
            "in base64" => Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes)),
            "in base64url" => Encoding.ASCII.GetBytes(System.Buffers.Text.Base64Url.EncodeToString(bytes)),
            "in hex" => Encoding.ASCII.GetBytes(Convert.ToHexStringLower(bytes)),
            "in UTF-16" => Encoding.Unicode.GetBytes(text),
            "in an address" => Encoding.ASCII.GetBytes(text.Replace(Name, Uri.EscapeDataString(Name), StringComparison.Ordinal)),
            "in JSON" => Encoding.ASCII.GetBytes(text.Replace(Name, System.Text.Json.JsonSerializer.Serialize(Name)[1..^1], StringComparison.Ordinal)),
            "packed" => Packed(bytes),
            _ => bytes,
        };
        var (here, elsewhere) = (Canary.Of("a name", Name), Canary.Of("another", "金丝雀 two"));

        var found = new CanarySearch([here, elsewhere]).In([new Material(CanaryPlaces.File, "a file", spelled)]).Select(f => f.Canary).Distinct();

        found.ShouldBe([here]);
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}

public sealed class PostgresCanaryTests(PostgresCanaryDay day) : CanaryContract(day), IClassFixture<PostgresCanaryDay>
{
    /// <summary>Guards the search of the server's own log: whoever has a standby or an archive of it has all that stands there.</summary>
    [Fact]
    public void The_write_ahead_log_of_the_day_is_searched_too()
    {
        var found = day.Search.In(day.Materials.Where(m => m.Name == CanaryPlaces.WriteAhead)).Select(f => f.Canary.What).ToHashSet();

        found.ShouldContain("a guest's name");
        found.ShouldContain("what was forgotten", "it stays there until its segments are written over");
    }

    /// <summary>Guards least privilege: the whole day, with its backup, needs no right but over the house's own database.</summary>
    [Fact]
    public async Task The_house_has_a_role_of_its_own_that_may_nothing_else()
    {
        (await day.Ask(
            $"SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls FROM pg_roles WHERE rolname = '{day.Role}'")).ShouldBe("False");
        (await day.Ask($"SELECT count(*) FROM pg_auth_members WHERE member = '{day.Role}'::regrole")).ShouldBe("0");
        (await day.Ask($"SELECT bool_and(datname = current_database()) FROM pg_database WHERE datdba = '{day.Role}'::regrole")).ShouldBe("True");
        int.Parse(await day.Ask("SELECT count(*) FROM commits"), System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(20);
    }
}
