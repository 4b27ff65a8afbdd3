using System.Collections.Immutable;
using System.Text;

namespace Hub.Domain.Texts;

/// <summary>
/// Which texts are the same, however they were typed: by one normal form. It is Unicode's NFKC (UAX #15), so that full and half width and composed and
/// decomposed letters are one; without the characters that are not drawn and without blanks; with one middle dot for all that stand between the parts of a
/// name; with ASCII's figures for those of any script; without regard to case. Nothing that is shown or stored as somebody's text has this form.
/// </summary>
public static class Spelling
{
    /// <summary>The one middle dot (U+00B7).</summary>
    internal const char Dot = '·';

    /// <summary>The normal form. Of a text that is in normal form already, itself.</summary>
    public static string Of(string text)
    {
        var composed = Composed(text);
        var plain = new StringBuilder(composed.Length);
        foreach (var rune in composed.EnumerateRunes())
        {
            if (Characters.IsIgnorable(rune) || Characters.IsBlank(rune) || Rune.IsControl(rune))
            {
                continue;
            }

            if (Characters.IsDot(rune))
            {
                if (plain.Length == 0 || plain[^1] != Dot)
                {
                    plain.Append(Dot);
                }
            }
            else
            {
                // By way of the capital, as letters that differ only in small, like the two sigmas, have one.
                plain.Append(Characters.FigureOf(rune)?.ToString() ?? Rune.ToLowerInvariant(Rune.ToUpperInvariant(rune)).ToString());
            }
        }

        return plain.ToString().Normalize(NormalizationForm.FormKC);
    }

    /// <summary>Whether two texts are the same thing, as people read them.</summary>
    public static bool Same(string one, string other) => one == other || Of(one) == Of(other);

    /// <summary>Those of these names that are written in more than one way: each with all its spellings, in the order in which they came.</summary>
    public static ImmutableArray<ImmutableArray<T>> Alike<T>(IEnumerable<T> all, Func<T, string> name) =>
        [.. all.GroupBy(t => Of(name(t)), StringComparer.Ordinal).Where(g => g.Select(name).Distinct(StringComparer.Ordinal).Count() > 1)
            .Select(g => g.ToImmutableArray())];

    /// <summary>NFKC of what is whole: half a character (a lone surrogate) and a noncharacter are nothing that could be normalized.</summary>
    internal static string Composed(string text)
    {
        var isWhole = true;
        foreach (var rune in text.EnumerateRunes())
        {
            isWhole = isWhole && rune != Rune.ReplacementChar && !Characters.IsNoncharacter(rune);
        }

        var whole = isWhole ? text : string.Concat(text.EnumerateRunes().Where(r => r != Rune.ReplacementChar && !Characters.IsNoncharacter(r)));
        return whole.Normalize(NormalizationForm.FormKC);
    }
}
