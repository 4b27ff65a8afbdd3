using Hub.Server.Access.Staff;
using Hub.Server.Journal;
using Hub.Tests.Journal;

namespace Hub.Tests.Access.Staff;

/// <summary>What every store must keep of passkeys.</summary>
public abstract class PasskeyStoreContract : IAsyncDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    private static readonly Passkey Phone = new("p1", "chen", "手机", [1, 2, 3], [4, 5, 6])
    {
        SignCount = uint.MaxValue - 1,
        Transports = ["internal", "hybrid"],
        IsSyncable = true,
        Secret = Hash.Of("secret"u8),
        Created = Start,
    };

    private static readonly Passkey Stick = new("p2", "chen", "U 盾", [7, 8], [9]) { IsSynced = true, Created = Start.AddDays(1), Used = Start.AddDays(2) };

    protected abstract IPasskeyStore Store { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_passkey_is_found_as_it_was_added_and_listed_with_those_of_its_account()
    {
        (await Store.Add(Stick)).ShouldBeTrue();
        (await Store.Add(Phone)).ShouldBeTrue();

        ShouldBe(await Store.Find([1, 2, 3], Cancel), Phone);
        ShouldBe(await Store.Find([7, 8], Cancel), Stick);
        (await Store.Find([1, 2], Cancel)).ShouldBeNull();
        (await Store.ReadOf("chen", Cancel)).Select(p => p.Id).ShouldBe(["p1", "p2"], "the oldest first");
        (await Store.ReadOf("wang", Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_credential_is_added_once_whoever_brings_it()
    {
        await Store.Add(Phone);

        (await Store.Add(Phone)).ShouldBeFalse();
        (await Store.Add(Phone with { Id = "p9", Account = "wang" })).ShouldBeFalse();
        ShouldBe(await Store.Find([1, 2, 3], Cancel), Phone);
    }

    /// <summary>Guards against a copy of an authenticator: of it and the original, one falls behind the count.</summary>
    [Fact]
    public async Task A_count_only_rises_and_one_that_does_not_count_stays_at_nothing()
    {
        await Store.Add(Phone with { SignCount = 5 });
        await Store.Add(Stick);

        (await Store.Use([1, 2, 3], 6, isSynced: true, Start.AddHours(1))).ShouldBeTrue();
        foreach (var back in new uint[] { 6, 5, 0 })
        {
            (await Store.Use([1, 2, 3], back, isSynced: false, Start.AddHours(2))).ShouldBeFalse();
        }

        ShouldBe(await Store.Find([1, 2, 3], Cancel), Phone with { SignCount = 6, IsSynced = true, Used = Start.AddHours(1) });
        (await Store.Use([7, 8], 0, isSynced: true, Start.AddDays(3))).ShouldBeTrue();
        (await Store.Use([7, 8], 0, isSynced: true, Start.AddDays(4))).ShouldBeTrue();
        (await Store.Find([7, 8], Cancel))!.Used.ShouldBe(Start.AddDays(4));
        (await Store.Use([9], 1, isSynced: true, Start)).ShouldBeFalse("nobody has it");
    }

    [Fact]
    public async Task Its_account_renames_and_removes_it_and_no_other_does()
    {
        await Store.Add(Phone);

        (await Store.Rename("wang", "p1", "别人的")).ShouldBeFalse();
        (await Store.Rename("chen", "p1", "新手机")).ShouldBeTrue();
        (await Store.Find([1, 2, 3], Cancel))!.Name.ShouldBe("新手机");
        (await Store.Remove("wang", "p1")).ShouldBeFalse();
        (await Store.Remove("chen", "p1")).ShouldBeTrue();
        (await Store.Remove("chen", "p1")).ShouldBeFalse();
        (await Store.Find([1, 2, 3], Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task All_of_an_account_are_removed_and_those_of_others_stay()
    {
        await Store.Add(Phone);
        await Store.Add(Stick);
        await Store.Add(new Passkey("p3", "wang", "平板", [3], [3]));

        await Store.RemoveAllOf("chen");
        await Store.RemoveAllOf("chen");

        (await Store.ReadOf("chen", Cancel)).ShouldBeEmpty();
        (await Store.ReadOf("wang", Cancel)).Select(p => p.Id).ShouldBe(["p3"]);
    }

    /// <summary>Guards an answer that is sent again: an authenticator that does not count says nothing of it.</summary>
    [Fact]
    public async Task Of_many_answers_to_one_question_one_is_taken()
    {
        var (question, until) = (Hash.Of("question"u8), Start.AddMinutes(5));

        var taken = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => Store.Take(question, until, Start), Cancel)));

        taken.Count(t => t).ShouldBe(1);
        (await Store.Take(question, until, until.AddMilliseconds(-1))).ShouldBeFalse();
        (await Store.Take(Hash.Of("another"u8), until, Start)).ShouldBeTrue();
    }

    [Fact]
    public async Task All_of_it_is_there_after_a_restart()
    {
        await Store.Add(Phone);
        await Store.Take(Hash.Of("question"u8), Start.AddMinutes(5), Start);

        await Reopen();

        ShouldBe(await Store.Find([1, 2, 3], Cancel), Phone);
        (await Store.Take(Hash.Of("question"u8), Start.AddMinutes(5), Start)).ShouldBeFalse();
    }

    public abstract ValueTask DisposeAsync();

    /// <summary>Closes the store and opens it again on what it has stored.</summary>
    protected abstract Task Reopen();

    /// <summary>Lists are compared by what they hold.</summary>
    private static void ShouldBe(Passkey? passkey, Passkey wanted)
    {
        passkey.ShouldNotBeNull().Credential.ShouldBe(wanted.Credential);
        passkey.PublicKey.ShouldBe(wanted.PublicKey);
        passkey.Transports.ShouldBe(wanted.Transports);
        (passkey with { Credential = wanted.Credential, PublicKey = wanted.PublicKey, Transports = wanted.Transports }).ShouldBe(wanted);
    }
}

public sealed class SqlitePasskeyTests : PasskeyStoreContract
{
    private readonly SqliteScratch _scratch = new();

    protected override IPasskeyStore Store => new SqlitePasskeys(_scratch.Store);

    /// <summary>Guards the upgrade from a build without passkeys.</summary>
    [Fact]
    public async Task A_database_of_a_build_without_passkeys_is_brought_up_to_date()
    {
        await _scratch.Execute("DROP TABLE passkeys; DROP TABLE used_challenges;");
        await Reopen();
        (await Store.ReadOf("chen", TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    public override ValueTask DisposeAsync() => _scratch.DisposeAsync();

    protected override Task Reopen() => _scratch.Reopen();
}

public sealed class PostgresPasskeyTests(PostgresServer server) : PasskeyStoreContract, IAsyncLifetime
{
    private readonly PostgresScratch _scratch = new(server);

    protected override IPasskeyStore Store => new PostgresPasskeys(_scratch.Store);

    public async ValueTask InitializeAsync() => await _scratch.Open();

    /// <summary>Guards the upgrade from a build without passkeys.</summary>
    [Fact]
    public async Task A_database_of_a_build_without_passkeys_is_brought_up_to_date()
    {
        await _scratch.Store.Execute("DROP TABLE passkeys; DROP TABLE used_challenges;");
        await Reopen();
        (await Store.ReadOf("chen", TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    public override ValueTask DisposeAsync() => _scratch.DisposeAsync();

    protected override Task Reopen() => _scratch.Reopen();
}
