using System.Globalization;
using Hub.Load.Stores;
using Hub.Server.Access;
using Hub.Tests.House;
using Hub.Tests.Journal;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Hub.Tests.Keys;

/// <summary>The keys that sign tokens: the newest signs, those before go on verifying, and nodes learn of both by themselves.</summary>
public sealed class SigningKeyTests : IAsyncLifetime
{
    private readonly SqliteScratch _scratch = new();
    private readonly ManualClock _clock = new();
    private HouseSecrets _secrets = null!;
    private Tokens _node = null!;

    public async ValueTask InitializeAsync()
    {
        _secrets = await KeyFolder.SecretsOf(_scratch.Store);
        _node = await Node(_secrets);
    }

    public ValueTask DisposeAsync() => _scratch.DisposeAsync();

    [Fact]
    public async Task A_token_names_the_key_that_signed_it_and_one_that_names_none_is_of_the_first_as_those_of_older_builds_are()
    {
        var older = await Node(new HouseSecrets(
            new SqliteSecretRows(_scratch.Store), new(TemporaryKeys.Folder, makesItsFirst: false), () => Domain.RecordFormat.Fourth, _clock));
        var (plain, named) = (Issue(older), Issue(_node));

        (KidOf(plain), KidOf(named)).ShouldBe(("", "first"));
        foreach (var (node, token) in new[] { (_node, plain), (_node, named), (older, plain), (older, named) })
        {
            (await node.Read(token)).ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task A_new_key_signs_what_the_others_read_at_once_and_what_was_signed_before_goes_on()
    {
        var (other, before) = (await Node(_secrets), Issue(_node));
        var id = await Tokens.AddKey(_secrets, _clock.GetUtcNow());
        await other.Refresh();

        var after = Issue(other);

        KidOf(after).ShouldBe(id);
        (await _node.Read(after)).ShouldNotBeNull("the node asks the database for a key that it does not know");
        KidOf(Issue(_node)).ShouldBe(id);
        foreach (var node in new[] { _node, other, await Node(_secrets) })
        {
            (await node.Read(before)).ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task Of_keys_made_in_one_second_the_last_signs_also_after_a_restart()
    {
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add(await Tokens.AddKey(_secrets, _clock.GetUtcNow()));
        }

        (await Tokens.ReadKeys(_secrets)).Select(k => k.Id).ShouldBe(["first", .. ids]);
        KidOf(Issue(await Node(_secrets))).ShouldBe(ids[^1]);
    }

    [Fact]
    public async Task What_a_dropped_key_signed_is_worth_nothing_once_the_node_has_learnt_of_it()
    {
        var before = Issue(_node);
        await Tokens.AddKey(_secrets, _clock.GetUtcNow());
        await Tokens.DropKey(_secrets, "first");
        await _node.Refresh();

        (await _node.Read(before)).ShouldBeNull();
        (await (await Node(_secrets)).Read(before)).ShouldBeNull("a start makes no first key anew");
        (await _node.Read(Issue(_node))).ShouldNotBeNull();
    }

    /// <summary>Guards the database against whoever makes up names of keys, and the signature against a name that is another key's.</summary>
    [Fact]
    public async Task A_token_that_names_a_key_which_did_not_sign_it_or_none_that_there_is_is_not_ours()
    {
        await Tokens.AddKey(_secrets, _clock.GetUtcNow());
        await _node.Refresh();
        var forger = new SymmetricSecurityKey(new byte[32]);
        foreach (var kid in new[] { "first", "20211230120000-00ff00", "../first", "", (await Tokens.ReadKeys(_secrets))[^1].Id })
        {
            forger.KeyId = kid;
            var forged = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
            {
                Issuer = "hub",
                Audience = "hub",
                Claims = new Dictionary<string, object> { ["sub"] = "anybody" },
                Expires = DateTime.UtcNow.AddDays(1),
                SigningCredentials = new(forger, SecurityAlgorithms.HmacSha256),
            });
            (await _node.Read(forged)).ShouldBeNull(kid);
        }

    }

    /// <summary>Guards whoever has a token of a new key while somebody makes up names of keys: the database was asked once within the second, and not again.
    /// </summary>
    [Fact]
    public async Task A_new_key_is_found_however_many_made_up_ones_are_asked_for_before()
    {
        for (var i = 0; i < 3; i++)
        {
            (await Waited(_node.Read(MadeUp(i)))).ShouldBeNull();
        }

        var made = await Tokens.AddKey(_secrets, _clock.GetUtcNow());
        var token = Issue(await Node(_secrets));
        KidOf(token).ShouldBe(made);
        var flood = Enumerable.Range(3, 50).Select(i => _node.Read(MadeUp(i))).ToList();
        var mine = _node.Read(token);

        (await Waited(mine)).ShouldNotBeNull();
        foreach (var forged in flood)
        {
            (await Waited(forged)).ShouldBeNull();
        }
    }

    /// <summary>A token that names a key that nobody has made, and might have been.</summary>
    private static string MadeUp(int i)
    {
        var key = new SymmetricSecurityKey(new byte[32]) { KeyId = string.Create(CultureInfo.InvariantCulture, $"20991230120000-{i:x6}") };
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = "hub",
            Audience = "hub",
            Claims = new Dictionary<string, object> { ["sub"] = "anybody" },
            Expires = DateTime.UtcNow.AddDays(1),
            SigningCredentials = new(key, SecurityAlgorithms.HmacSha256),
        });
    }

    /// <summary>Moves the clock on, second by second, until it is answered.</summary>
    private async Task<T> Waited<T>(Task<T> reading)
    {
        await Eventually.Holds(() =>
        {
            _clock.Pass(TimeSpan.FromSeconds(1));
            return reading.IsCompleted;
        });
        return await reading;
    }

    private async Task<Tokens> Node(HouseSecrets secrets)
    {
        var tokens = new Tokens(secrets, _clock);
        await tokens.Load([1, 2, 3]);
        return tokens;
    }

    private static string Issue(Tokens node) => node.Issue(new Session("ann", null, IsOperator: false, Id: Sessions.NewId()));

    private static string KidOf(string token) => new JsonWebToken(token).Kid ?? "";
}
