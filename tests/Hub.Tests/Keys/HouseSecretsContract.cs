using System.Text;
using Hub.Domain;
using Hub.Server;
using Hub.Server.Access;
using Hub.Server.Journal;
using Hub.Server.Keys;

namespace Hub.Tests.Keys;

/// <summary>What the house's secrets keep in every store.</summary>
public abstract class HouseSecretsContract : IAsyncDisposable
{
    private static readonly byte[] Plain = Encoding.ASCII.GetBytes("the very secret of this house ..");

    private readonly KeyFolder _folder = new();

    /// <summary>The database, as a node that starts now asks it for secrets.</summary>
    private protected abstract ISecretRows Rows { get; }

    /// <summary>Changes the database behind the nodes' backs.</summary>
    protected abstract Task Execute(string sql);

    [Fact]
    public async Task A_secret_is_made_once_and_the_same_for_all_and_nothing_in_the_database_tells_it()
    {
        _folder.Add();
        var nodes = await Nodes(20);

        var secrets = await Task.WhenAll(nodes.Select((n, i) => Task.Run(() => n.GetOrAdd("cookies", [.. Plain, (byte)i]))));

        secrets.ShouldAllBe(s => s.SequenceEqual(secrets[0]));
        (await nodes[0].GetOrAdd("other", [99])).ShouldBe([99]);
        (await Rows.ReadAll()).Select(r => (r.Name, r.KeyId)).ShouldBe([("cookies", nodes[0].Key.Id), ("other", nodes[0].Key.Id)]);
        (await Rows.ReadAll()).Where(r => r.Value.AsSpan().IndexOf(Plain) >= 0).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_secret_can_be_replaced_and_removed()
    {
        _folder.Add();
        var node = await Node();
        await node.GetOrAdd("mark", [1]);
        await node.Set("mark", [2]);
        await node.Set("new", [3]);

        (await node.GetOrAdd("mark", [9])).ShouldBe([2]);
        (await node.Read("n")).ShouldHaveSingleItem().Value.ShouldBe([3]);
        await node.Remove("new");
        await node.Remove("new");
        (await (await Node()).GetOrAdd("new", [9])).ShouldBe([9]);
    }

    [Fact]
    public async Task What_an_older_build_stored_plain_is_wrapped_once_no_node_of_it_is_left_and_not_before()
    {
        _folder.Add();
        await Execute($"INSERT INTO secrets (name, value) VALUES ('session-key', {Bytes("0102")}), ('guest-key', {Bytes("0304")})");
        var mixed = await Node(RecordFormat.Fourth);
        (await mixed.GetOrAdd("presence-key", [5])).ShouldBe([5]);
        (await mixed.GetOrAdd("session-key", [9])).ShouldBe([1, 2]);
        (await Rows.ReadAll()).Select(r => (r.Name, Convert.ToHexString(r.Value), r.KeyId)).ShouldBe(
            [("guest-key", "0304", null), ("presence-key", "05", null), ("session-key", "0102", null)]);

        var node = await Node();

        (await Rows.ReadAll()).ShouldAllBe(r => r.KeyId == node.Key.Id && r.Value.Length > 20);
        foreach (var (name, value) in new[] { ("guest-key", new byte[] { 3, 4 }), ("presence-key", [5]), ("session-key", [1, 2]) })
        {
            (await node.GetOrAdd(name, [9])).ShouldBe(value);
        }
    }

    /// <summary>Guards a secret that a node stores plain, as it has not learnt yet that the others wrap: it would stay so.</summary>
    [Fact]
    public async Task What_a_node_stores_plain_that_learns_of_it_late_is_wrapped_when_it_is_met()
    {
        _folder.Add();
        var (late, node) = (await Node(RecordFormat.Fourth), await Node());
        await late.GetOrAdd("record-key", [7]);

        (await node.GetOrAdd("record-key", [9])).ShouldBe([7]);

        (await Rows.Find("record-key"))!.KeyId.ShouldBe(node.Key.Id);
        (await late.GetOrAdd("record-key", [9])).ShouldBe([7]);
    }

    [Fact]
    public async Task Without_a_key_a_node_is_told_how_one_is_made_and_a_house_that_is_alone_makes_it()
    {
        (await Should.ThrowAsync<StartupException>(() => Node())).Message.ShouldBe(
            $"Keys:Path {_folder.Path} holds no key; make one, once for all nodes, with: Hub.Server keys new --Keys:Path=FOLDER, and put it there.");
        (await Should.ThrowAsync<StartupException>(NodeWith(new(null, makesItsFirst: false)).Prepare)).Message.ShouldStartWith("Keys:Path is not set; ");
        Directory.Exists(_folder.Path).ShouldBeFalse();

        var alone = NodeWith(_folder.Ring(makesItsFirst: true));
        await alone.Prepare();
        await alone.GetOrAdd("mark", [1]);
        (await (await Node()).GetOrAdd("mark", [9])).ShouldBe([1]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_node_with_other_keys_is_refused_before_it_has_done_anything(bool isAlone)
    {
        var id = _folder.Add();
        await (await Node()).GetOrAdd("mark", [1]);
        using var elsewhere = new KeyFolder();
        var before = await Rows.ReadAll();

        var other = NodeWith(elsewhere.Ring(makesItsFirst: isAlone));
        (await Should.ThrowAsync<StartupException>(other.Prepare)).Message.ShouldBe(
            $"The secrets of this database are wrapped with the key {id}, which Keys:Path {elsewhere.Path} does not have; put the key there that belongs to "
            + "this database.");
        Directory.Exists(elsewhere.Path).ShouldBeFalse();

        // Under its name another one.
        File.Move(elsewhere.FileOf(elsewhere.Add()), elsewhere.FileOf(id));
        (await Should.ThrowAsync<StartupException>(other.Prepare)).Message.ShouldBe(
            $"The key {id} in Keys:Path {elsewhere.Path} is not the one that has wrapped the secrets of this database; put the key there that belongs to it.");
        (await Rows.ReadAll()).Select(r => Convert.ToHexString(r.Value)).ShouldBe(before.Select(r => Convert.ToHexString(r.Value)));
    }

    [Fact]
    public async Task Of_nodes_that_start_at_once_with_different_keys_one_decides_and_the_others_are_refused()
    {
        using var elsewhere = new KeyFolder();
        _folder.Add();
        elsewhere.Add();

        var starts = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(async () =>
        {
            try
            {
                var node = NodeWith((i % 2 == 0 ? _folder : elsewhere).Ring());
                await node.Prepare();
                return node.Key.Id;
            }
            catch (StartupException)
            {
                return null;
            }
        })));

        var decided = (await Rows.ReadCheck())!.Split(' ')[0];
        starts.Count(s => s == decided).ShouldBe(5);
        starts.Count(s => s is null).ShouldBe(5);
    }

    [Fact]
    public async Task A_new_key_wraps_everything_and_nodes_that_run_go_on_without_being_told()
    {
        var first = _folder.Add();
        var (node, other) = (await Node(), await Node());
        await node.GetOrAdd("mark", Plain);
        var key = _folder.Ring().Make(TimeProvider.System.GetUtcNow());

        await (await Node()).RewrapWith(key);

        (await Rows.ReadAll()).ShouldAllBe(r => r.KeyId == key.Id);
        (await node.GetOrAdd("mark", [9])).ShouldBe(Plain);
        (await other.GetOrAdd("later", [4])).ShouldBe([4]);
        await node.Set("mark", [5]);
        (await Rows.ReadAll()).ShouldAllBe(r => r.KeyId == key.Id, "a node that runs wraps with the new one too");
        (await Node()).Key.Id.ShouldBe(key.Id);

        // No row names it any more.
        File.Delete(_folder.FileOf(first));
        (await (await Node()).GetOrAdd("mark", [9])).ShouldBe([5]);
        (await (await Node()).GetOrAdd("later", [9])).ShouldBe([4]);
    }

    /// <summary>kill -9 between the making of a key and the database's word that it is used, and in the middle of what the database does.</summary>
    [Fact]
    public async Task A_rotation_that_breaks_off_leaves_everything_as_it_was_and_is_done_again()
    {
        var first = _folder.Add();
        var node = await Node();
        await node.GetOrAdd("a", [1]);
        await node.GetOrAdd("b", [2]);
        var key = _folder.Ring().Make(TimeProvider.System.GetUtcNow());
        (await Node()).Key.Id.ShouldBe(first);
        await Execute(Fails);

        await Should.ThrowAsync<StoreException>(() => node.RewrapWith(key));

        (await Rows.ReadAll()).ShouldAllBe(r => r.KeyId == first);
        var again = await Node();
        again.Key.Id.ShouldBe(first);
        (await again.GetOrAdd("b", [9])).ShouldBe([2]);
        await Execute(FailsNoMore);
        await again.RewrapWith(key);
        await again.RewrapWith(key);
        (await Rows.ReadAll()).ShouldAllBe(r => r.KeyId == key.Id);
        (await (await Node()).GetOrAdd("a", [9])).ShouldBe([1]);
    }

    [Fact]
    public async Task While_keys_are_replaced_again_and_again_nothing_that_nodes_store_is_lost()
    {
        _folder.Add();
        var nodes = await Nodes(4);
        var rotating = Task.Run(async () =>
        {
            var rotates = await Node();
            for (var i = 0; i < 10; i++)
            {
                await rotates.RewrapWith(_folder.Ring().Make(TimeProvider.System.GetUtcNow()));
            }
        }, TestContext.Current.CancellationToken);

        await Task.WhenAll(nodes.Select((n, i) => Task.Run(async () =>
        {
            for (var k = 0; k < 10; k++)
            {
                await n.GetOrAdd($"{i}.{k}", [(byte)i, (byte)k]);
            }
        })));
        await rotating;

        var last = _folder.Ring();
        last.Read();
        (await Rows.ReadAll()).ShouldAllBe(r => r.KeyId == last.Newest!.Id);
        var read = await (await Node()).Read("");
        read.Count.ShouldBe(40);
        read.ShouldAllBe(s => s.Key == $"{s.Value[0]}.{s.Value[1]}");
    }

    [Fact]
    public async Task A_value_that_is_put_in_anothers_place_does_not_open()
    {
        _folder.Add();
        var node = await Node();
        await node.GetOrAdd("a", [1]);
        await node.GetOrAdd("b", [2]);
        await Execute("UPDATE secrets SET value = (SELECT value FROM secrets WHERE name = 'a') WHERE name = 'b'");

        (await Should.ThrowAsync<StoreException>(() => node.GetOrAdd("b", [9]))).Message.ShouldBe(
            "The secret b was changed in the database; restore it from a backup.");
    }

    /// <summary>Guards a city whose keys burnt: its record is whole, and must not be out of reach for that.</summary>
    [Fact]
    public async Task Where_keys_are_lost_for_good_what_they_wrapped_is_given_up_and_the_house_starts()
    {
        var first = _folder.Add();
        var node = await Node();
        await node.GetOrAdd("lost", [1]);
        (await Should.ThrowAsync<StartupException>(node.Abandon)).Message.ShouldBe(
            $"Every secret of this database opens with the keys in Keys:Path {_folder.Path}; nothing is given up.");
        await Execute($"INSERT INTO secrets (name, value) VALUES ('plain', {Bytes("07")})");
        File.Delete(_folder.FileOf(first));
        await Should.ThrowAsync<StartupException>(() => Node());

        (await NodeWith(_folder.Ring()).Abandon()).ShouldBe(["lost"]);

        var again = await Node();
        again.Key.Id.ShouldNotBe(first);
        (await again.GetOrAdd("lost", [2])).ShouldBe([2]);
        (await again.GetOrAdd("plain", [9])).ShouldBe([7]);
        (await Rows.ReadAll()).ShouldAllBe(r => r.KeyId == again.Key.Id);
    }

    [Fact]
    public async Task A_row_whose_key_is_gone_stops_the_start()
    {
        var first = _folder.Add();
        await (await Node()).GetOrAdd("mark", [1]);
        var key = _folder.Ring().Make(TimeProvider.System.GetUtcNow());
        await (await Node()).RewrapWith(key);
        await Execute($"UPDATE secrets SET key_id = '{first}'");
        File.Delete(_folder.FileOf(first));

        (await Should.ThrowAsync<StartupException>(() => Node())).Message.ShouldContain($"wrapped with the key {first}, which ");
    }

    public virtual ValueTask DisposeAsync()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>How the store writes bytes.</summary>
    protected abstract string Bytes(string hex);

    /// <summary>Has every change of which key wraps what is new fail, behind whatever else the transaction did.</summary>
    protected abstract string Fails { get; }

    protected abstract string FailsNoMore { get; }

    private async Task<HouseSecrets> Node(RecordFormat format = RecordFormat.Fifth)
    {
        var node = NodeWith(_folder.Ring(), format);
        await node.Prepare();
        return node;
    }

    private HouseSecrets NodeWith(KeyRing ring, RecordFormat format = RecordFormat.Fifth) => new(Rows, ring, () => format, TimeProvider.System);

    private async Task<IReadOnlyList<HouseSecrets>> Nodes(int count) => await Task.WhenAll(Enumerable.Range(0, count).Select(_ => Node()));
}
