using System.Security.Cryptography;
using System.Text;
using Hub.Domain.Ballots;

namespace Hub.Domain.Tests.Ballots;

/// <summary>The tree of RFC 9162: by its published hashes, against its recursive definition, and by what must not be proved.</summary>
public sealed class MerkleTreeTests
{
    [Theory]
    [InlineData(0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData(1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")]
    [InlineData(2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    [InlineData(3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77")]
    [InlineData(8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")]
    public void The_roots_are_those_of_certificate_transparency(int leaves, string root)
    {
        string[] published = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
        var tree = MerkleTree.Of(published.Take(leaves).Select(leaf => new ReadOnlyMemory<byte>(Convert.FromHexString(leaf))));
        Convert.ToHexStringLower(tree.Root.Span).ShouldBe(root);
    }

    [Fact]
    public void Every_leaf_of_every_size_is_proved_and_nothing_else_is()
    {
        for (var size = 1; size <= 70; size++)
        {
            var leaves = Enumerable.Range(0, size).Select(i => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes($"leaf {i} of {size}"))).ToList();
            var tree = MerkleTree.Of(leaves);
            tree.Root.ToArray().ShouldBe(Defined(leaves));
            for (var i = 0; i < size; i++)
            {
                var path = tree.Path(i);
                MerkleTree.Proves(leaves[i].Span, i, size, path, tree.Root.Span).ShouldBeTrue($"{i} of {size}");
                MerkleTree.Proves("another leaf"u8, i, size, path, tree.Root.Span).ShouldBeFalse();
                MerkleTree.Proves(leaves[i].Span, i + 1, size, path, tree.Root.Span).ShouldBeFalse();
                MerkleTree.Proves(leaves[i].Span, i, size, [.. path, tree.Root], tree.Root.Span).ShouldBeFalse();
                MerkleTree.Proves(leaves[i].Span, i, size, path, SHA256.HashData(tree.Root.Span)).ShouldBeFalse();
                if (size > 1)
                {
                    MerkleTree.Proves(leaves[i].Span, i, size, [.. path.Skip(1)], tree.Root.Span).ShouldBeFalse();
                    MerkleTree.Proves(leaves[i].Span, i, size, [new byte[31], .. path.Skip(1)], tree.Root.Span).ShouldBeFalse();
                }
            }
        }
    }

    /// <summary>Section 2.1.1 as it is written: split at the largest power of two below the size.</summary>
    private static byte[] Defined(List<ReadOnlyMemory<byte>> leaves)
    {
        if (leaves.Count == 1)
        {
            return SHA256.HashData([0, .. leaves[0].Span]);
        }

        var split = 1;
        while (split * 2 < leaves.Count)
        {
            split *= 2;
        }

        return SHA256.HashData([1, .. Defined(leaves[..split]), .. Defined(leaves[split..])]);
    }
}
