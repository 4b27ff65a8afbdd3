using System.Net;
using Hub.Load.Stores;
using Hub.Server;
using Hub.Server.Access;
using Hub.Server.Journal;
using Hub.Tests.House;
using Hub.Tests.Journal;
using Microsoft.IdentityModel.JsonWebTokens;
using Npgsql;

namespace Hub.Tests.Keys;

/// <summary>Keys are replaced by a command, and people who are signed in stay so.</summary>
public sealed class KeysCommandTests(PostgresServer server) : IDisposable
{
    private readonly KeyFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_house_on_a_file_has_its_keys_beside_it_and_they_are_replaced_while_it_is_stopped()
    {
        await using var house = new RunningHouse();
        await house.Open();
        var (journal, beside) = ($"--Journal:ConnectionString=Data Source={house.File}", $"{house.File}.keys");
        var first = Directory.GetFiles(beside).ShouldHaveSingleItem();
        var before = house.OperatorToken;
        (await Should.ThrowAsync<StartupException>(() => Run("rotate", journal))).Message.ShouldContain("in use by another process");

        await house.Restart(async () =>
        {
            (await Run("rotate", journal)).ShouldContain(" wraps the house's secrets from now on.");
            (await Run("rotate-tokens", journal)).ShouldEndWith("Those before go on verifying.");
            (await Run("prune", journal)).ShouldBe(
                $"The wrapping key {Path.GetFileNameWithoutExtension(first)} is deleted: no secret names it. Backups from its time need the copy that was kept "
                + "of it.\nEvery key that is left is needed.");
        });

        Directory.GetFiles(beside).ShouldHaveSingleItem().ShouldNotBe(first);
        (await IsSignedIn(house, before)).ShouldBeTrue();
        (new JsonWebToken(before).Kid, KeyIdOf(house.OperatorToken)).ShouldBe(("first", true));

        await house.Restart(() => Run("rotate-tokens", journal, "--drop-older"));
        (await IsSignedIn(house, before)).ShouldBeFalse();
        (await IsSignedIn(house, house.OperatorToken)).ShouldBeTrue();
    }

    [Fact]
    public async Task In_a_cluster_keys_are_replaced_while_it_runs_and_who_is_signed_in_notices_nothing()
    {
        var journal = await server.Database();
        string[] told = [$"--Journal:ConnectionString={journal}", $"--Keys:Path={_folder.Path}"];
        (await Run("new", told[1])).ShouldStartWith("The key ");
        Node node = new(journal, "hub", told[1]), other = new(journal, "hub", told[1]);
        try
        {
            await Task.WhenAll(node.Start(), other.Start());
            var room = await node.Meeting();
            var wang = await room.Join("王建国");

            await Run("rotate", told);
            var made = (await Run("rotate-tokens", told)).Split(' ')[2];
            await Eventually.Holds(async () => new JsonWebToken((await node.Same(room).Join("李梅")).Token).Kid == made);
            var li = await node.Same(room).Join("李梅");

            foreach (var person in new[] { wang, li })
            {
                (await other.Same(person).Post(House.Commands.Of("comment", new { text = "换了锁也认得" }))).ShouldBeDone();
            }

            // A node that starts now needs the new key alone; what is made in the first one's memory is of it too.
            (await Run("prune", told)).ShouldContain(" is deleted: no secret names it.");
            await other.Stop();
            other = new Node(journal, "hub", told[1]);
            await other.Start();
            (await other.Same(wang).Post(House.Commands.Of("comment", new { text = "还在" }))).ShouldBeDone();
            var key = (await node.Get("/api/key")).GetRawText();
            (await other.Get("/api/key")).GetRawText().ShouldBe(key);
            var list = await Run("list", told);
            list.ShouldContain($"token key     {made}  0 days old  signs and verifies");
            list.ShouldContain("token key     first  as old as the house  verifies\n");
            list.Split('\n').Count(l => l.StartsWith("wrapping key", StringComparison.Ordinal) && l.EndsWith("wraps what is new", StringComparison.Ordinal))
                .ShouldBe(1);
            foreach (var secret in (await node.Service<HouseSecrets>().Read("")).Where(s => s.Key != "seeds"))
            {
                list.ShouldContain($"secret        {secret.Key}  wrapped with ");
                (list.Contains(Convert.ToBase64String(secret.Value), StringComparison.Ordinal)
                    || list.Contains(Convert.ToHexString(secret.Value), StringComparison.OrdinalIgnoreCase)).ShouldBeFalse();
            }

            (await Run("rotate-tokens", [.. told, "--drop-older"])).ShouldContain("everybody signs in again");
            await Eventually.Holds(async () => !await IsSignedIn(node, wang.Token!) && !await IsSignedIn(other, li.Token!));
        }
        finally
        {
            await Task.WhenAll(node.Stop(), other.Stop());
        }
    }

    /// <summary>Kubernetes mounts a secret, and nobody can write it there.</summary>
    [Fact]
    public async Task A_key_that_was_made_elsewhere_and_put_there_is_the_next_one_and_one_that_a_broken_off_command_made_too()
    {
        var journal = await server.Database();
        string[] told = [$"--Journal:ConnectionString={journal}", $"--Keys:Path={_folder.Path}"];
        _folder.Add();
        var next = _folder.Add();
        await using (var store = new PostgresStore(journal, Microsoft.Extensions.Logging.Abstractions.NullLogger<PostgresStore>.Instance))
        {
            await store.Open(Cancel);
            var secrets = new HouseSecrets(new PostgresSecretRows(store), _folder.Ring(), () => store.Format, TimeProvider.System);
            await secrets.Prepare();
            secrets.Key.Id.ShouldBe(next, "an empty database takes the newest");
        }

        var put = _folder.Add();
        (await Run("prune", told)).ShouldContain("is deleted");
        File.Exists(_folder.FileOf(put)).ShouldBeTrue("a key that is to come is kept");

        (await Run("rotate", told)).ShouldStartWith($"The key {put} wraps ");

        Directory.GetFiles(_folder.Path).Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal).ShouldBe([next, put]);
    }

    [Fact]
    public async Task While_nodes_of_an_older_build_are_there_nothing_is_rotated()
    {
        var journal = await server.Database();
        await Fixtures.OlderRecords.Postgres.PutPostgres(journal);
        _folder.Add();
        string[] told = [$"--Journal:ConnectionString={journal}", $"--Keys:Path={_folder.Path}"];
        foreach (var verb in new[] { "rotate", "rotate-tokens", "prune" })
        {
            (await Should.ThrowAsync<StartupException>(() => Run(verb, told))).Message.ShouldBe(
                "Nodes of an older build may still use this database, and would not understand what is rotated; rotate once the record's format has moved on.");
        }

        (await Run("list", told)).ShouldContain("secret        session-key  plain, as long as nodes of an older build may read it");
    }

    [Fact]
    public async Task What_is_no_order_is_told_those_that_there_are()
    {
        foreach (var order in new[] { "", "destroy", "--Keys:Path=here" })
        {
            (await Should.ThrowAsync<StartupException>(() => Run(order))).Message.ShouldBe(
                "The command keys is followed by one of: new, list, rotate, rotate-tokens, prune, abandon.");
        }
    }

    public void Dispose() => _folder.Dispose();

    private static bool KeyIdOf(string token) => Server.Keys.KeyId.IsOne(new JsonWebToken(token).Kid);

    private static async Task<bool> IsSignedIn(OpenHouse house, string token)
    {
        using var answer = await house.Send(HttpMethod.Get, "/api/sessions", token);
        return answer.StatusCode == HttpStatusCode.OK;
    }

    private static async Task<string> Run(string order, params string[] settings)
    {
        await using var output = new StringWriter();
        (await KeysCommand.Run([.. order.Length == 0 ? [] : new[] { order }, .. settings], output)).ShouldBe(0);
        return output.ToString().ReplaceLineEndings("\n").Trim();
    }
}
