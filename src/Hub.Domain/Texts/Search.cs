using System.Collections.Immutable;
using System.Text;

namespace Hub.Domain.Texts;

/// <summary>
/// How texts are searched: by the words that were asked for, each of which must be found somewhere, in whatever order, width, case and spelling. Chinese has no
/// blanks between words: a word is found within another.
/// </summary>
public static class Search
{
    /// <summary>
    /// What is stored beside a text to be searched in, and compared with <see cref="Words"/>: <see cref="Spelling.Of"/>, without its dots but for one between
    /// figures, so that a name is also found by who leaves the dot out. Several texts are a line each: no word is found across two.
    /// </summary>
    public static string Form(params ReadOnlySpan<string> texts)
    {
        var form = new StringBuilder();
        foreach (var text in texts)
        {
            if (form.Length > 0)
            {
                form.Append('\n');
            }

            form.Append(WithoutDots(Spelling.Of(text)));
        }

        return form.ToString();
    }

    /// <summary>The words of what somebody asks for, as <see cref="Form"/> has them, each once; none where nothing is asked.</summary>
    public static ImmutableArray<string> Words(string? asked)
    {
        if (asked is null)
        {
            return [];
        }

        var (words, word) = (ImmutableArray.CreateBuilder<string>(), new StringBuilder());
        foreach (var rune in Spelling.Composed(asked).EnumerateRunes())
        {
            if (Characters.IsBlank(rune))
            {
                Take();
            }
            else
            {
                word.Append(rune.ToString());
            }
        }

        Take();
        return words.ToImmutable();

        void Take()
        {
            if (Form(word.ToString()) is { Length: > 0 } form && !words.Contains(form))
            {
                words.Add(form);
            }

            word.Clear();
        }
    }

    /// <summary>Whether all words of what is asked are found in the text; where nothing is asked, they are.</summary>
    public static bool Finds(string text, string? asked) => Finds(text, Words(asked));

    /// <inheritdoc cref="Finds(string, string?)"/>
    /// <param name="words">As <see cref="Words"/> has made them.</param>
    public static bool Finds(string text, ImmutableArray<string> words)
    {
        var form = Form(text);
        return words.All(w => form.Contains(w, StringComparison.Ordinal));
    }

    private static string WithoutDots(string plain)
    {
        if (!plain.Contains(Spelling.Dot, StringComparison.Ordinal))
        {
            return plain;
        }

        var kept = new StringBuilder(plain.Length);
        for (var i = 0; i < plain.Length; i++)
        {
            if (plain[i] != Spelling.Dot || (i > 0 && i + 1 < plain.Length && char.IsDigit(plain[i - 1]) && char.IsDigit(plain[i + 1])))
            {
                kept.Append(plain[i]);
            }
        }

        return kept.ToString();
    }
}
