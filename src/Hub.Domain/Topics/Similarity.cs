using System.Text;
using Hub.Domain.Texts;

namespace Hub.Domain.Topics;

/// <summary>
/// How alike two short texts are, whatever the language: by the pairs of letters they share. Chinese has no blanks between words, and needs none here. The
/// measure is Dice's coefficient (L. R. Dice, "Measures of the Amount of Ecologic Association Between Species", Ecology 26, 1945), on sets of character
/// bigrams.
/// </summary>
public static class Similarity
{
    /// <summary>0: nothing in common; 1: the same but for case, width, blanks and punctuation.</summary>
    public static double Of(string one, string other) => Of(Bigrams(one), Bigrams(other));

    /// <inheritdoc cref="Of(string, string)"/>
    public static double Of(IReadOnlySet<string> one, IReadOnlySet<string> other) =>
        one.Count + other.Count == 0 ? 0 : 2.0 * one.Count(other.Contains) / (one.Count + other.Count);

    /// <summary>Every two neighbouring letters or digits, of its normal form (<see cref="Spelling"/>); of a text with one letter, that.</summary>
    public static IReadOnlySet<string> Bigrams(string text)
    {
        var letters = Plain(text);
        var bigrams = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i + 1 < letters.Count; i++)
        {
            bigrams.Add(string.Concat(letters[i].ToString(), letters[i + 1].ToString()));
        }

        if (letters.Count == 1)
        {
            bigrams.Add(letters[0].ToString());
        }

        return bigrams;
    }

    private static List<Rune> Plain(string text) => [.. Spelling.Of(text).EnumerateRunes().Where(Rune.IsLetterOrDigit)];
}
