using System.Text;

namespace Hub.Domain.Texts;

/// <summary>
/// How codes and numbers are read from what people type: an input method for Chinese writes them in full width, and what is copied brings more.
/// </summary>
public static class Typed
{
    /// <summary>A code in half width and capitals, its figures those of ASCII, without blanks, dashes, and what is not drawn.</summary>
    public static string Code(string typed)
    {
        var code = new StringBuilder(typed.Length);
        foreach (var rune in Spelling.Composed(typed).EnumerateRunes())
        {
            if (!Characters.IsIgnorable(rune) && !Characters.IsBlank(rune) && !Characters.IsDash(rune) && !Rune.IsControl(rune))
            {
                code.Append(Characters.FigureOf(rune)?.ToString() ?? Rune.ToUpperInvariant(rune).ToString());
            }
        }

        return code.ToString();
    }

    /// <summary>
    /// A number in half width: ASCII's digits for those of any script, its point for the Chinese one, its stroke for that of a fraction; one blank between
    /// words, none around them, and without what is not drawn. Whether it is a number, who reads it says.
    /// </summary>
    public static string Number(string? typed)
    {
        var number = new StringBuilder();
        foreach (var rune in Spelling.Composed(typed ?? "").EnumerateRunes())
        {
            if (Characters.IsBlank(rune))
            {
                number.Append(number.Length > 0 && number[^1] != ' ' ? " " : "");
            }
            else if (!Characters.IsIgnorable(rune))
            {
                number.Append(rune.Value switch
                {
                    '。' => ".",
                    0x2044 or 0x2215 => "/",
                    _ => Characters.FigureOf(rune)?.ToString() ?? rune.ToString(),
                });
            }
        }

        return number.ToString().TrimEnd();
    }
}
