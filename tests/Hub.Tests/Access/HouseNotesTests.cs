using Hub.Domain;
using Hub.Load.Stores;
using Hub.Server.Access;
using Hub.Tests.Journal;
using Hub.Tests.Keys;

namespace Hub.Tests.Access;

/// <summary>What the house remembers for itself, on either store, and how it is taken over from where older builds kept it.</summary>
public abstract class HouseNotesContract : IAsyncDisposable
{
    private protected abstract INoteRows Rows { get; }

    private protected abstract Task<HouseSecrets> Secrets();

    [Fact]
    public async Task A_note_is_the_last_that_was_set_and_none_before()
    {
        var notes = new HouseNotes(Rows, await Secrets(), () => RecordFormats.Newest);
        (await notes.Find("erasure-due")).ShouldBeNull();

        await notes.Set("erasure-due", [1]);
        await notes.Set("erasure-due", [2, 3]);

        (await notes.Find("erasure-due")).ShouldBe([2, 3]);
        (await notes.Find("erasure")).ShouldBeNull("another note's name begins so");
    }

    /// <summary>Guards what an older node noted: that something is to be erased, and how far it has read.</summary>
    [Fact]
    public async Task What_older_builds_kept_among_the_secrets_stays_there_while_one_is_there_and_is_taken_over_then()
    {
        var (secrets, format) = (await Secrets(), RecordFormat.Fifth);
        var notes = new HouseNotes(Rows, secrets, () => format);
        await secrets.Set("erasure-due", [7]);
        (await notes.Find("erasure-due")).ShouldBe([7]);
        await notes.Set("erasure-due", [8]);
        (await secrets.Read("erasure-due"))["erasure-due"].ShouldBe([8]);

        format = RecordFormat.Sixth;

        (await notes.Find("erasure-due")).ShouldBe([8]);
        (await secrets.Read("erasure-due")).ShouldBeEmpty();
        (await notes.Find("erasure-due")).ShouldBe([8]);
    }

    public abstract ValueTask DisposeAsync();
}

public sealed class SqliteHouseNotesTests : HouseNotesContract
{
    private readonly SqliteScratch _scratch = new();

    private protected override INoteRows Rows => new SqliteNoteRows(_scratch.Store);

    private protected override Task<HouseSecrets> Secrets() => KeyFolder.SecretsOf(_scratch.Store);

    public override ValueTask DisposeAsync() => _scratch.DisposeAsync();
}

public sealed class PostgresHouseNotesTests(PostgresServer server) : HouseNotesContract, IAsyncLifetime
{
    private readonly PostgresScratch _scratch = new(server);

    private protected override INoteRows Rows => new PostgresNoteRows(_scratch.Store);

    private protected override async Task<HouseSecrets> Secrets()
    {
        var secrets = new HouseSecrets(
            new PostgresSecretRows(_scratch.Store), new(TemporaryKeys.Folder, makesItsFirst: false), () => RecordFormats.Newest, TimeProvider.System);
        await secrets.Prepare();
        return secrets;
    }

    public async ValueTask InitializeAsync() => await _scratch.Open();

    public override ValueTask DisposeAsync() => _scratch.DisposeAsync();
}
