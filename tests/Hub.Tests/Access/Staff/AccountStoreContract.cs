using Hub.Server.Access.OpenId;
using Hub.Server.Access.Staff;
using Hub.Server.Journal;
using Hub.Tests.Journal;

namespace Hub.Tests.Access.Staff;

/// <summary>What every store must keep of staff accounts.</summary>
public abstract class AccountStoreContract : IAsyncDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    private static readonly StaffAccount Chen = new("c1", "陈工", "Chen.Gong", [new(StaffRole.Staff, County: "清江浦区"), new(StaffRole.Auditor)])
    {
        Member = "m1",
        Created = Start,
        Invite = Hash.Of("invitation"u8),
        InvitedUntil = Start.AddHours(48),
    };

    protected abstract IAccountStore Store { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_account_is_found_as_it_was_added_by_id_by_login_and_by_invitation()
    {
        ShouldBe(await Store.Add(Chen), Chen);

        ShouldBe(await Store.Find("c1", Cancel), Chen);
        ShouldBe(await Store.FindLogin(" CHEN.gong", Cancel), Chen);
        ShouldBe(await Store.FindLogin("ｃｈｅｎ.gong", Cancel), Chen);
        ShouldBe(await Store.FindInvite(Chen.Invite!.Value, Cancel), Chen);
        (await Store.Find("c2", Cancel)).ShouldBeNull();
        (await Store.FindLogin("chen", Cancel)).ShouldBeNull();
        (await Store.FindInvite(Hash.Of("another"u8), Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task Adding_an_account_again_changes_nothing_and_a_login_that_another_has_adds_none()
    {
        await Store.Add(Chen);

        ShouldBe(await Store.Add(Chen with { Name = "别人" }), Chen);
        (await Store.Add(Chen with { Id = "c2", Login = "CHEN.GONG", Invite = null })).ShouldBeNull();
        (await Store.ReadAll(Cancel)).Select(a => a.Id).ShouldBe(["c1"]);
    }

    [Fact]
    public async Task A_deleted_account_is_not_there_and_its_login_is_free()
    {
        await Store.Add(Chen);
        await Store.Delete("c1");
        await Store.Delete("c1");

        (await Store.ReadAll(Cancel)).ShouldBeEmpty();
        ShouldBe(await Store.Add(Chen with { Id = "c2" }), Chen with { Id = "c2" });
    }

    [Fact]
    public async Task Accounts_are_listed_by_login()
    {
        await Store.Add(Chen with { Id = "c2", Login = "zhou", Invite = null });
        await Store.Add(Chen with { Id = "c3", Login = "An", Invite = null });
        await Store.Add(Chen);

        (await Store.ReadAll(Cancel)).Select(a => a.Login).ShouldBe(["An", "Chen.Gong", "zhou"]);
    }

    [Fact]
    public async Task All_that_may_change_is_stored_and_the_login_stays()
    {
        var added = (await Store.Add(Chen))!;
        var changed = added with
        {
            Name = "陈主任",
            Roles = [new(StaffRole.Convener, County: "涟水县", Venue: "朱码镇议事厅", Format: "grassroots"), new(StaffRole.Department, Department: "交通局")],
            Member = null,
            Epoch = 7,
            IsDisabled = true,
            Invite = null,
            InvitedUntil = Start,
            Credentials = new StaffCredentials("hashed", [1, 2, 3], 42, [Hash.Of("a"u8), Hash.Of("b"u8)], IsConfirmed: true),
            Provider = new ProviderLink("https://id.huaian.example", "s1", GivesRoles: true),
        };

        ShouldBe(await Store.Replace(changed), changed with { Version = 2 });
        ShouldBe(await Store.Find("c1", Cancel), changed with { Version = 2 });
        (await Store.FindInvite(Chen.Invite!.Value, Cancel)).ShouldBeNull();
        (await Store.Replace(changed with { Version = 2, Login = "other" })).ShouldBeNull();
    }

    [Fact]
    public async Task Whom_the_provider_knows_is_found_by_issuer_and_id_and_has_one_account()
    {
        var invited = (await Store.Add(Chen with { Invite = null, Provider = new ProviderLink() }))!;
        ShouldBe(invited, Chen with { Invite = null, Provider = new ProviderLink() });
        var linked = invited with { Provider = new ProviderLink("https://id.huaian.example", "s1") };
        ShouldBe(await Store.Replace(linked), linked with { Version = 2 });

        ShouldBe(await Store.FindSubject("https://id.huaian.example", "s1", Cancel), linked with { Version = 2 });
        (await Store.FindSubject("https://id.huaian.example", "S1", Cancel)).ShouldBeNull();
        (await Store.FindSubject("https://another.example", "s1", Cancel)).ShouldBeNull();
        (await Store.Add(linked with { Id = "c2", Login = "another" })).ShouldBeNull();
        (await Store.Add(Chen with { Id = "c3", Login = "a third", Provider = new ProviderLink("https://another.example", "s1") })).ShouldNotBeNull();
    }

    /// <summary>Guards a code that is used twice at once: both would have signed somebody in.</summary>
    [Fact]
    public async Task Of_many_who_decide_at_once_from_the_same_account_one_stores_it()
    {
        var added = (await Store.Add(Chen))!;

        var stored = await Task.WhenAll(Enumerable.Range(1, 20).Select(i => Task.Run(() => Store.Replace(added with { Epoch = i }), Cancel)));

        stored.OfType<StaffAccount>().ShouldHaveSingleItem().Version.ShouldBe(2);
    }

    [Fact]
    public async Task All_of_it_is_there_after_a_restart()
    {
        await Store.Add(Chen);
        await Reopen();
        ShouldBe(await Store.Find("c1", Cancel), Chen);
    }

    public abstract ValueTask DisposeAsync();

    /// <summary>Closes the store and opens it again on what it has stored.</summary>
    protected abstract Task Reopen();

    /// <summary>Lists are compared by what they hold.</summary>
    private static void ShouldBe(StaffAccount? account, StaffAccount wanted)
    {
        account.ShouldNotBeNull().Roles.ShouldBe(wanted.Roles);
        account.Credentials?.Totp.ShouldBe(wanted.Credentials?.Totp ?? []);
        account.Credentials?.Recovery.ShouldBe(wanted.Credentials?.Recovery ?? []);
        (account with
        {
            Roles = wanted.Roles,
            Credentials = account.Credentials is null || wanted.Credentials is null ? account.Credentials
                : account.Credentials with { Totp = wanted.Credentials.Totp, Recovery = wanted.Credentials.Recovery },
        }).ShouldBe(wanted);
    }
}

public sealed class SqliteAccountTests : AccountStoreContract
{
    private readonly SqliteScratch _scratch = new();

    protected override IAccountStore Store => new SqliteAccounts(_scratch.Store);

    /// <summary>Guards the upgrade: a database of a build without accounts has sessions that know of none, and they go on.</summary>
    [Fact]
    public async Task A_database_of_a_build_without_accounts_is_brought_up_to_date()
    {
        await _scratch.Execute("""
            DROP TABLE accounts; DROP INDEX sessions_account; ALTER TABLE sessions DROP COLUMN account; ALTER TABLE sessions DROP COLUMN account_epoch;
            INSERT INTO sessions (id, person, device, network, started, seen, expires) VALUES ('a1', 'ann', '', '', 1, 1, 2);
            """);

        await Reopen();

        (await new Hub.Server.Access.SqliteSessions(_scratch.Store).Find(["a1"], TestContext.Current.CancellationToken)).ShouldHaveSingleItem()
            .Account.ShouldBeNull();
        (await Store.ReadAll(TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    /// <summary>Guards the upgrade: accounts and sessions of a build that knew no provider go on.</summary>
    [Fact]
    public async Task A_database_of_a_build_without_a_provider_is_brought_up_to_date()
    {
        await _scratch.Execute("""
            DROP TABLE used_logouts; DROP INDEX accounts_subject; DROP INDEX sessions_provider; ALTER TABLE sessions DROP COLUMN provider_session;
            ALTER TABLE accounts DROP COLUMN provider; ALTER TABLE accounts DROP COLUMN issuer; ALTER TABLE accounts DROP COLUMN subject;
            ALTER TABLE accounts DROP COLUMN provider_roles;
            INSERT INTO accounts (id, name, login, login_key, roles, epoch, version, disabled, created) VALUES ('c1', '陈工', 'c', 'c', '[]', 1, 1, 0, 1);
            """);

        await Reopen();

        (await Store.Find("c1", TestContext.Current.CancellationToken)).ShouldNotBeNull().Provider.ShouldBeNull();
        (await new SqliteUsedLogouts(_scratch.Store).Has(Hash.Of("a"u8), TestContext.Current.CancellationToken)).ShouldBeFalse();
    }

    public override ValueTask DisposeAsync() => _scratch.DisposeAsync();

    protected override Task Reopen() => _scratch.Reopen();
}

public sealed class PostgresAccountTests(PostgresServer server) : AccountStoreContract, IAsyncLifetime
{
    private readonly PostgresScratch _scratch = new(server);

    protected override IAccountStore Store => new PostgresAccounts(_scratch.Store);

    public async ValueTask InitializeAsync() => await _scratch.Open();

    /// <summary>Guards the upgrade, beside which a node of the older build goes on writing sessions.</summary>
    [Fact]
    public async Task A_database_of_a_build_without_accounts_is_brought_up_to_date_and_that_build_goes_on_writing()
    {
        await _scratch.Store.Execute(
            "DROP TABLE accounts; DROP INDEX sessions_account; ALTER TABLE sessions DROP COLUMN account, DROP COLUMN account_epoch");

        await Reopen();
        await _scratch.Store.Execute("INSERT INTO sessions (id, person, device, network, started, seen, expires) VALUES ('a1', 'ann', '', '', 1, 1, 2)");

        using var sessions = new Hub.Server.Access.PostgresSessions(_scratch.Store);
        (await sessions.Find(["a1"], TestContext.Current.CancellationToken)).ShouldHaveSingleItem().Account.ShouldBeNull();
        (await Store.ReadAll(TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    /// <summary>Guards the upgrade, beside which a node of the older build goes on making accounts.</summary>
    [Fact]
    public async Task A_database_of_a_build_without_a_provider_is_brought_up_to_date_and_that_build_goes_on_writing()
    {
        await _scratch.Store.Execute(
            "DROP TABLE used_logouts; DROP INDEX accounts_subject; DROP INDEX sessions_provider; ALTER TABLE sessions DROP COLUMN provider_session; "
            + "ALTER TABLE accounts DROP COLUMN provider, DROP COLUMN issuer, DROP COLUMN subject, DROP COLUMN provider_roles");

        await Reopen();
        await _scratch.Store.Execute(
            "INSERT INTO accounts (id, name, login, login_key, roles, epoch, version, disabled, created) VALUES ('c1', '陈工', 'c', 'c', '[]', 1, 1, false, 1)");

        (await Store.Find("c1", TestContext.Current.CancellationToken)).ShouldNotBeNull().Provider.ShouldBeNull();
        (await new PostgresUsedLogouts(_scratch.Store).Has(Hash.Of("a"u8), TestContext.Current.CancellationToken)).ShouldBeFalse();
    }

    public override ValueTask DisposeAsync() => _scratch.DisposeAsync();

    protected override Task Reopen() => _scratch.Reopen();
}
