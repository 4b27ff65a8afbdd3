using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Hub.Domain.Ballots;

/// <summary>
/// A Merkle tree over a list (RFC 9162, section 2.1, SHA-256): one root of 32 bytes stands for all leaves in their order, and a path of log₂ n hashes proves
/// that one leaf is among them. Who publishes the root can change no leaf afterwards; who holds a path needs nobody's word.
/// </summary>
public sealed class MerkleTree
{
    public const int HashSize = 32;

    private const byte LeafMark = 0;
    private const byte NodeMark = 1;

    /// <summary>Leaf hashes first, the root last. A node without a neighbour goes up unchanged, which gives the tree of the RFC.</summary>
    private readonly List<byte[][]> _levels = [];

    private MerkleTree(byte[][] leaves)
    {
        _levels.Add(leaves);
        for (var level = leaves; level.Length > 1; _levels.Add(level))
        {
            level = [.. level.Chunk(2).Select(pair => pair is [var left, var right] ? Node(left, right) : pair[0])];
        }
    }

    public int Size => _levels[0].Length;

    /// <summary>32 bytes. Of an empty list: the hash of nothing.</summary>
    public ReadOnlyMemory<byte> Root => Size == 0 ? SHA256.HashData([]) : _levels[^1][0];

    /// <param name="leaves">What is proved, in its order.</param>
    public static MerkleTree Of(IEnumerable<ReadOnlyMemory<byte>> leaves) => new([.. leaves.Select(leaf => Leaf(leaf.Span))]);

    /// <returns>The hashes that lead from a leaf to the root, the lowest first.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such leaf.</exception>
    public ImmutableArray<ReadOnlyMemory<byte>> Path(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Size);
        var path = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>();
        foreach (var level in _levels[..^1])
        {
            if ((index ^ 1) < level.Length)
            {
                path.Add(level[index ^ 1]);
            }

            index >>= 1;
        }

        return path.ToImmutable();
    }

    /// <summary>Whether a path proves that a leaf stands at a place of a tree (RFC 9162, section 2.1.3.2). Bad input proves nothing; it never throws.</summary>
    public static bool Proves(ReadOnlySpan<byte> leaf, long index, long size, IReadOnlyList<ReadOnlyMemory<byte>> path, ReadOnlySpan<byte> root)
    {
        if (index < 0 || index >= size || path.Any(hash => hash.Length != HashSize))
        {
            return false;
        }

        var (at, last, hash) = (index, size - 1, Leaf(leaf));
        foreach (var step in path)
        {
            if (last == 0)
            {
                return false;
            }

            if ((at & 1) == 1 || at == last)
            {
                hash = Node(step.Span, hash);
                while ((at & 1) == 0 && at != 0)
                {
                    (at, last) = (at >> 1, last >> 1);
                }
            }
            else
            {
                hash = Node(hash, step.Span);
            }

            (at, last) = (at >> 1, last >> 1);
        }

        return last == 0 && root.SequenceEqual(hash);
    }

    private static byte[] Leaf(ReadOnlySpan<byte> leaf)
    {
        Span<byte> marked = leaf.Length < 1024 ? stackalloc byte[leaf.Length + 1] : new byte[leaf.Length + 1];
        marked[0] = LeafMark;
        leaf.CopyTo(marked[1..]);
        return SHA256.HashData(marked);
    }

    private static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> both = stackalloc byte[1 + (2 * HashSize)];
        both[0] = NodeMark;
        left.CopyTo(both[1..]);
        right.CopyTo(both[(1 + HashSize)..]);
        return SHA256.HashData(both);
    }
}
