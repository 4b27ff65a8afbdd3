using System.Collections.Immutable;
using System.Text;
using Hub.Domain.Ballots;

namespace Hub.Server.Ballots;

/// <summary>Votes of confidential ballots, sealed one by one and opened all at once.</summary>
internal sealed class ConfidentialVotes(BallotKeys keys)
{
    private const char Between = ' ';

    public bool IsOffered => keys.IsOffered;

    /// <summary>Before the ballot opens. Idempotent.</summary>
    /// <returns>Which folder the key is in.</returns>
    /// <exception cref="IOException">The key cannot be stored: then nobody may vote.</exception>
    public string Prepare(string ballot) => keys.Make(ballot);

    /// <returns>The vote, encrypted and as long as every other of this ballot; null where the key is gone.</returns>
    public byte[]? Seal(string ballot, Question question, string voter, ImmutableArray<string> choices) =>
        keys.Seal(ballot, question.KeyFolder, voter,
            Encoding.UTF8.GetBytes(string.Join(Between, choices.Order(StringComparer.Ordinal)).PadRight(Longest(question))));

    /// <returns>What one voter chose; null where the key is gone, or they have not voted.</returns>
    public ImmutableArray<string>? Open(string ballot, Question question, string voter) =>
        question.Sealed?.GetValueOrDefault(voter) is { } vote && keys.Unseal(ballot, question.KeyFolder, voter, vote) is { } padded ? Read(padded) : null;

    /// <returns>Votes by choice; null where the key is gone.</returns>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A stored vote was changed.</exception>
    public ImmutableSortedDictionary<string, int>? Count(string ballot, Question question)
    {
        if (!keys.Has(ballot, question.KeyFolder))
        {
            return null;
        }

        var counts = Choices.Of(question.Kind, question.Options).ToDictionary(c => c, _ => 0);
        foreach (var (voter, vote) in question.Sealed!)
        {
            foreach (var choice in Read(keys.Unseal(ballot, question.KeyFolder, voter, vote)!))
            {
                counts[choice]++;
            }
        }

        return counts.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    /// <summary>After the count is stored. Idempotent.</summary>
    /// <exception cref="IOException">The key may still be there.</exception>
    public void Destroy(string ballot, Question question) => keys.Destroy(ballot, question.KeyFolder);

    /// <summary>When the box leaves this node: another may destroy the key.</summary>
    public void Forget(string ballot) => keys.Forget(ballot);

    private static ImmutableArray<string> Read(byte[] padded) => [.. Encoding.UTF8.GetString(padded).Split(Between, StringSplitOptions.RemoveEmptyEntries)];

    private static int Longest(Question question) =>
        Choices.Of(question.Kind, question.Options).Select(c => c.Length + 1).OrderDescending()
            .Take(question.Kind == BallotKind.Election ? question.Options.Length : question.Max).Sum();
}
