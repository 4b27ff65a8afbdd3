using System.Collections.Immutable;
using System.Text;

namespace Hub.Domain.Ballots;

/// <summary>
/// The votes of a named ballot as a Merkle tree, the voters in the order of their ids. Its root is told when the ballot closes: afterwards a vote can neither
/// be changed, nor left out, nor added, without everyone who kept the root seeing it; and each voter can prove that theirs was counted as they cast it.
/// </summary>
/// <param name="Voters">By place.</param>
public sealed record VoteTree(ImmutableArray<string> Voters, MerkleTree Tree)
{
    public static VoteTree Of(string ballot, Question question)
    {
        ImmutableArray<string> voters = [.. question.Votes.Keys.Order(StringComparer.Ordinal)];
        return new VoteTree(voters, MerkleTree.Of(voters.Select(v => Leaf(ballot, v, question.Votes[v].Choices, question.Votes[v].Operation.ToString()))));
    }

    /// <summary>
    /// UTF-8, four lines: the ballot's id, the voter's id, the choices in the order of their ids with blanks between, and the salt, which is the operation's
    /// key in hex. Without the salt a path would let anyone try out what its neighbours chose.
    /// </summary>
    public static ReadOnlyMemory<byte> Leaf(string ballot, string voter, IEnumerable<string> choices, string salt) =>
        Encoding.UTF8.GetBytes($"{ballot}\n{voter}\n{string.Join(' ', choices.Order(StringComparer.Ordinal))}\n{salt}");

    /// <summary>What the house signs of a ballot: the tree's head.</summary>
    public static byte[] Head(string room, string ballot, int size, string root) =>
        Encoding.UTF8.GetBytes($"hub tree head 1\n{room}\n{ballot}\n{size}\n{root}");
}
