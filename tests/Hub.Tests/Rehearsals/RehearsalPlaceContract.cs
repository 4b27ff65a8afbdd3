using Hub.Server.Keys;
using Hub.Server.Rehearsals;
using Hub.Tests.Journal;
using Npgsql;

namespace Hub.Tests.Rehearsals;

/// <summary>Where a rehearsal stores, whichever store the house has: apart from the house, by one at a time, and not for long.</summary>
public abstract class RehearsalPlaceContract
{
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The connection string of the house.</summary>
    protected abstract string House { get; }

    /// <summary>Whether anything is there that a rehearsal has stored in.</summary>
    protected abstract Task<bool> IsThere();

    /// <summary>Leaves behind what a rehearsal that was killed leaves.</summary>
    protected abstract Task LeaveSomething();

    /// <summary>Whether that is there still.</summary>
    protected abstract Task<bool> IsSomethingLeft();

    [Fact]
    public async Task It_is_there_while_a_rehearsal_has_it_and_gone_afterwards()
    {
        (await IsThere()).ShouldBeFalse();
        await using (var place = await RehearsalPlace.Take(House, Cancel))
        {
            place.Journal.ShouldNotBe(House);
            (await IsThere()).ShouldBeTrue();
        }

        (await IsThere()).ShouldBeFalse();
    }

    [Fact]
    public async Task Nobody_rehearses_beside_another()
    {
        await using (await RehearsalPlace.Take(House, Cancel))
        {
            await Should.ThrowAsync<RehearsalUnderWayException>(() => RehearsalPlace.Take(House, Cancel));
            (await IsThere()).ShouldBeTrue("whoever was refused must not clear away what another has");
        }

        await using var next = await RehearsalPlace.Take(House, Cancel);
    }

    [Fact]
    public async Task What_a_killed_rehearsal_has_left_is_gone_with_the_next()
    {
        await LeaveSomething();
        (await IsSomethingLeft()).ShouldBeTrue();

        await using var place = await RehearsalPlace.Take(House, Cancel);

        (await IsSomethingLeft()).ShouldBeFalse();
    }
}

public sealed class SqliteRehearsalPlaceTests : RehearsalPlaceContract, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hub-");

    protected override string House => $"Data Source={Path.Combine(_folder.FullName, "hub.db")}";

    private string Place => Path.Combine(_folder.FullName, $"hub.db{RehearsalPlace.Suffix}");

    private string Left => Path.Combine(Place, "hub.db-wal");

    public void Dispose() => _folder.Delete(recursive: true);

    protected override Task<bool> IsThere() => Task.FromResult(Directory.Exists(Place));

    protected override async Task LeaveSomething()
    {
        PrivateFiles.MakeFolder(Path.Combine(Place, "keys"));
        await File.WriteAllTextAsync(Left, "彩排意见", Cancel);
    }

    protected override Task<bool> IsSomethingLeft() => Task.FromResult(File.Exists(Left));
}

public sealed class PostgresRehearsalPlaceTests(PostgresServer server) : RehearsalPlaceContract, IAsyncLifetime
{
    private string _house = "";

    protected override string House => _house;

    public async ValueTask InitializeAsync() => _house = await server.Database();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>A whole rehearsal by its command: the house's own schema has its note of it, and nothing else is new.</summary>
    [Fact]
    public async Task A_rehearsal_in_a_cluster_leaves_one_entry_of_the_audit_log()
    {
        using var said = new StringWriter();

        (await RehearseCommand.Run(["--people=2", "--seconds", "1", $"--Journal:ConnectionString={House}"], said, said, Cancel)).ShouldBe(0, said.ToString());

        said.ToString().ShouldContain("processors, postgresql, one node");
        (await IsThere()).ShouldBeFalse();
        (await Ask("SELECT string_agg(DISTINCT stream, ' ') FROM commits")).ShouldBe("audit");
        (await Ask("SELECT count(*)::text FROM commits WHERE payload LIKE '%\"rehearsed\"%'")).ShouldBe("1");
        (await Ask("SELECT count(*)::text FROM seats")).ShouldBe("0");
    }

    protected override async Task<bool> IsThere() =>
        await Ask($"SELECT count(*)::text FROM pg_namespace WHERE nspname = '{RehearsalPlace.Schema}'") == "1";

    protected override async Task LeaveSomething()
    {
        await Ask($"CREATE SCHEMA {RehearsalPlace.Schema}");
        await Ask($"CREATE TABLE {RehearsalPlace.Schema}.left_behind (text text)");
    }

    protected override async Task<bool> IsSomethingLeft() => await Ask($"SELECT to_regclass('{RehearsalPlace.Schema}.left_behind')::text") is not null;

    private async Task<string?> Ask(string sql)
    {
        await using var connection = new NpgsqlConnection($"{House};Pooling=false");
        await connection.OpenAsync(Cancel);
#pragma warning disable CA2100 // The SQL is the test's own.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(Cancel) as string;
    }
}
