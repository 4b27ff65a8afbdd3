using System.Security.Cryptography;
using System.Text;
using Hub.Server;
using Hub.Server.Ballots;

namespace Hub.Tests.Ballots;

/// <summary>What the keys of confidential ballots guarantee: only with them is a vote read, and once destroyed they are nowhere.</summary>
public sealed class BallotKeysTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hub-keys-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_sealed_vote_opens_with_its_key_also_on_another_node_and_says_nothing_by_its_bytes()
    {
        var keys = Keys();
        keys.Make("b1");
        var (first, second) = (keys.Seal("b1", null, "li", "approve"u8)!, keys.Seal("b1", null, "li", "approve"u8)!);
        first.ShouldNotBe(second, "the same vote twice looks like two");
        Encoding.UTF8.GetString(first).ShouldNotContain("approve");
        var other = Keys();
        other.Make("b1");
        other.Unseal("b1", null, "li", first).ShouldBe("approve"u8.ToArray());
    }

    [Fact]
    public void A_sealed_vote_opens_in_nobody_elses_name_in_no_other_ballot_and_not_when_it_was_changed()
    {
        var keys = Keys();
        keys.Make("b1");
        keys.Make("b2");
        var vote = keys.Seal("b1", null, "li", "approve"u8)!;
        Should.Throw<CryptographicException>(() => keys.Unseal("b1", null, "wang", vote));
        Should.Throw<CryptographicException>(() => keys.Unseal("b2", null, "li", vote));
        Should.Throw<CryptographicException>(() => keys.Unseal("b1", null, "li", vote.AsSpan(0, 20)));
        vote[15] ^= 1;
        Should.Throw<CryptographicException>(() => keys.Unseal("b1", null, "li", vote));
    }

    [Fact]
    public void A_destroyed_key_is_gone_from_memory_and_disk_and_may_be_destroyed_again()
    {
        var keys = Keys();
        keys.Make("b1");
        var vote = keys.Seal("b1", null, "li", "approve"u8)!;
        keys.Destroy("b1", null);
        keys.Destroy("b1", null);
        keys.Has("b1", null).ShouldBeFalse();
        keys.Seal("b1", null, "li", "approve"u8).ShouldBeNull();
        keys.Unseal("b1", null, "li", vote).ShouldBeNull();
        _folder.EnumerateFiles("*.key*").ShouldBeEmpty();
    }

    [Fact]
    public void A_node_that_forgets_a_key_reads_it_again_while_it_lasts()
    {
        var (here, there) = (Keys(), Keys());
        here.Make("b1");
        var vote = here.Seal("b1", null, "li", "approve"u8)!;
        here.Forget("b1");
        here.Unseal("b1", null, "li", vote).ShouldBe("approve"u8.ToArray());
        here.Forget("b1");
        there.Destroy("b1", null);
        here.Unseal("b1", null, "li", vote).ShouldBeNull();
    }

    /// <summary>Guards a ballot against being given up for lost because a shared folder was not mounted for a moment.</summary>
    [Fact]
    public void A_folder_that_is_out_of_reach_has_lost_no_key()
    {
        var keys = Keys();
        keys.Make("b1");
        keys.Forget("b1");
        var away = _folder.FullName + "-away";
        Directory.Move(_folder.FullName, away);
        Should.Throw<IOException>(() => keys.Has("b1", null));
        Directory.CreateDirectory(_folder.FullName);
        Should.Throw<IOException>(() => keys.Has("b1", null));
        Directory.Delete(_folder.FullName);
        Directory.Move(away, _folder.FullName);
        keys.Has("b1", null).ShouldBeTrue();
        File.Delete(Path.Combine(_folder.FullName, "b1.key"));
        keys.Forget("b1");
        keys.Has("b1", null).ShouldBeFalse("the folder is there, and the key is not");
    }

    /// <summary>Guards a ballot against being given up for lost by a node that was given another folder, which has keys of its own.</summary>
    [Fact]
    public void Another_folder_has_lost_no_key_and_destroyed_none()
    {
        var elsewhere = Directory.CreateTempSubdirectory("hub-keys-");
        try
        {
            var (here, there) = (Keys(), new BallotKeys(elsewhere.FullName));
            var where = here.Make("b1");
            there.Make("b2").ShouldNotBe(where);
            here.Make("b3").ShouldBe(where);
            Should.Throw<IOException>(() => there.Has("b1", where));
            Should.Throw<IOException>(() => there.Destroy("b1", where)).Message.ShouldContain("Ballots:KeyPath");
            here.Has("b1", where).ShouldBeTrue();
            here.Destroy("b1", where);
            here.Has("b1", where).ShouldBeFalse();
        }
        finally
        {
            elsewhere.Delete(recursive: true);
        }
    }

    /// <summary>Guards a key against surviving because its folder was away when it should have been destroyed, and nobody heard of it.</summary>
    [Fact]
    public void A_key_in_a_folder_that_is_out_of_reach_is_not_destroyed()
    {
        var keys = Keys();
        var where = keys.Make("b1");
        var away = _folder.FullName + "-away";
        Directory.Move(_folder.FullName, away);
        Should.Throw<IOException>(() => keys.Destroy("b1", where));
        Directory.Move(away, _folder.FullName);
        keys.Destroy("b1", where);
        _folder.EnumerateFiles("*.key*").ShouldBeEmpty();
    }

    /// <summary>Guards a meeting against being unreadable on a node that was started without the setting.</summary>
    [Fact]
    public void A_node_without_a_folder_has_the_keys_out_of_reach()
    {
        var keys = new BallotKeys(null);
        Should.Throw<IOException>(() => keys.Has("b1", "x"));
        Should.Throw<IOException>(() => keys.Destroy("b1", "x"));
    }

    [Fact]
    public void A_key_that_a_crash_left_overwritten_is_no_key()
    {
        Keys().Make("b1");
        File.WriteAllBytes(Path.Combine(_folder.FullName, "b1.key"), new byte[32]);
        Keys().Has("b1", null).ShouldBeFalse();
    }

    [Fact]
    public void Of_many_nodes_that_make_a_key_at_once_all_have_the_same()
    {
        var nodes = Enumerable.Range(0, 16).Select(_ => Keys()).ToList();
        Parallel.ForEach(nodes, node => node.Make("b1"));
        var vote = nodes[0].Seal("b1", null, "li", "approve"u8)!;
        nodes.ForEach(node => node.Unseal("b1", null, "li", vote).ShouldBe("approve"u8.ToArray()));
        _folder.EnumerateFiles("*.key*").Select(f => f.Name).ShouldBe(["b1.key"]);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_stops_the_start_with_a_sentence()
    {
        var file = Path.Combine(_folder.FullName, "file");
        File.WriteAllText(file, "");
        Should.Throw<StartupException>(() => new BallotKeys(Path.Combine(file, "keys")).Probe()).Message.ShouldStartWith("Ballots:KeyPath ");
        Keys().Probe();
        _folder.EnumerateFiles().Select(f => f.Name).ShouldBe(["file"]);
    }

    private BallotKeys Keys() => new(_folder.FullName);
}
