using System.Globalization;
using System.Text;

namespace Hub.Domain.Texts;

/// <summary>What one character is to whoever reads it. Properties that .NET does not know are ranges of the Unicode Character Database, version 16.</summary>
internal static class Characters
{
    /// <summary>
    /// Whether it is not drawn and only says how others are: Default_Ignorable_Code_Point, and the other format characters but for the signs that stand before
    /// or around a number (Prepended_Concatenation_Mark), which are drawn.
    /// </summary>
    public static bool IsIgnorable(Rune rune) => rune.Value switch
    {
        < 0xAD => false,
        0xAD or 0x34F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x3164 or 0xFFA0 => true,
        >= 0x180B and <= 0x180F or >= 0xFE00 and <= 0xFE0F or >= 0xFFF0 and <= 0xFFF8 or >= 0xE0000 and <= 0xE0FFF => true,
        >= 0x600 and <= 0x605 or 0x6DD or 0x70F or 0x890 or 0x891 or 0x8E2 or 0x110BD or 0x110CD => false,
        0x2065 => true,
        _ => Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format,
    };

    /// <summary>Whether it is a space of whatever width, or drawn as one: the empty pattern of Braille, the null note, and what stands for an object.</summary>
    public static bool IsBlank(Rune rune) => Rune.IsWhiteSpace(rune) || rune.Value is 0x2800 or 0x1D159 or 0xFFFC;

    /// <summary>Whether it can be seen alone. A mark cannot: it is drawn upon what stands before it.</summary>
    public static bool IsVisible(Rune rune) =>
        !IsIgnorable(rune) && !IsBlank(rune) && !Rune.IsControl(rune)
        && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark);

    /// <summary>Whether Unicode will never give it a meaning.</summary>
    public static bool IsNoncharacter(Rune rune) => (rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF;

    /// <summary>Whether it turns the direction of what follows, also beyond the text that it stands in: the embeddings, overrides and isolates.</summary>
    public static bool IsDirectionControl(Rune rune) => rune.Value is >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069;

    /// <summary>Whether it ends a line or a paragraph, or is any other control.</summary>
    public static bool IsControl(Rune rune) => Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029;

    /// <summary>Whether it is one of the dots that stand between the parts of a name, as keyboards and older programs write them; a full stop is one.</summary>
    public static bool IsDot(Rune rune) => rune.Value is '.' or 0xB7 or 0x387 or 0x16EB or 0x2022 or 0x2027 or 0x2219 or 0x22C5 or 0x2981 or 0x25CF or 0x25E6
        or 0x2E31 or 0x2E33 or 0x30FB or 0xFF65 or 0xFF0E or 0x318D or 0xA78F or 0xFE52 or 0x10101;

    /// <summary>A figure of whatever script as ASCII has it; null: it is none.</summary>
    public static char? FigureOf(Rune rune) =>
        Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber ? (char)('0' + (int)Rune.GetNumericValue(rune)) : null;

    /// <summary>Whether it is one of the dashes that people type between the groups of a code.</summary>
    public static bool IsDash(Rune rune) =>
        Rune.GetUnicodeCategory(rune) == UnicodeCategory.DashPunctuation || rune.Value is 0x2212 or 0x30FC or 0x00AF or 0x02D7;
}
