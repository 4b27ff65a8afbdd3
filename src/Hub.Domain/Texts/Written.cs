using System.Buffers;
using System.Globalization;
using System.Text;

namespace Hub.Domain.Texts;

/// <summary>How many lines a text may have.</summary>
public enum Lines
{
    /// <summary>A name, a title, an option: it stands in a line, beside other people's.</summary>
    One,

    /// <summary>A comment, a reason, a description: line ends and tabs are a part of it.</summary>
    Several,
}

/// <summary>
/// What people may write, and how it is cut. A text is stored as it was typed, but for blanks around it: what may not be shown is refused with a word, and
/// never left out. What was stored before is not looked at again.
/// </summary>
public static class Written
{
    /// <summary>
    /// Why a text may not be shown; null where it may. Without a character at all, or with blanks alone, it is <see cref="Rejection.Empty"/>.
    /// </summary>
    public static Rejection? WhyNot(string? text, Lines lines)
    {
        var rest = text.AsSpan().Trim();
        if (rest.IsEmpty)
        {
            return Rejection.Empty;
        }

        var isVisible = false;
        for (int taken; !rest.IsEmpty; rest = rest[taken..])
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out taken) != OperationStatus.Done || Characters.IsNoncharacter(rune))
            {
                return Rejection.BrokenCharacter;
            }

            // Databases take none.
            if (rune.Value == 0)
            {
                return Rejection.Unreadable;
            }

            if (Characters.IsControl(rune) && !(lines == Lines.Several && IsLayout(rune, rest)))
            {
                return Rejection.ControlCharacter;
            }

            if (lines == Lines.One && Characters.IsDirectionControl(rune))
            {
                return Rejection.DirectionControl;
            }

            isVisible = isVisible || Characters.IsVisible(rune);
        }

        return isVisible ? null : Rejection.NothingVisible;
    }

    /// <summary>Whether each of its characters is seen alone: no blank, no mark, nothing that is not drawn. A login is so.</summary>
    public static bool IsAllVisible(string text) => Spelling.Composed(text).EnumerateRunes().All(Characters.IsVisible);

    /// <summary>How long it is: in Unicode scalar values, as the limits and the pages count.</summary>
    public static int Length(string text) => text.EnumerateRunes().Count();

    /// <summary>
    /// At most so many scalar values, the rest left out with an ellipsis. The cut is between characters as people see them (extended grapheme clusters, UAX
    /// #29): no half of a letter with its marks, of a family or of a flag is left.
    /// </summary>
    public static string Shortened(string text, int limit)
    {
        if (text.Length <= limit || Length(text) <= limit)
        {
            return text;
        }

        var (at, length) = (0, 0);
        while (at < text.Length)
        {
            var next = StringInfo.GetNextTextElementLength(text, at);
            length += Length(text.Substring(at, next));
            if (length > limit - 1)
            {
                break;
            }

            at += next;
        }

        // One that is longer than all that there is room for has to be cut somewhere.
        return (at > 0 ? text[..at].TrimEnd() : string.Concat(text.EnumerateRunes().Take(limit - 1))) + "…";
    }

    /// <summary>The first character as people see it, for a round picture in place of a face; nothing where there is none to be seen.</summary>
    public static string Initial(string text)
    {
        for (var at = 0; at < text.Length; at += StringInfo.GetNextTextElementLength(text, at))
        {
            var element = text.Substring(at, StringInfo.GetNextTextElementLength(text, at));
            if (element.EnumerateRunes().Any(Characters.IsVisible))
            {
                return element;
            }
        }

        return "";
    }

    /// <summary>
    /// The text as it may stand in one line: what <see cref="WhyNot"/> refuses is a blank, or gone. For titles that the house makes of what somebody wrote,
    /// also long ago.
    /// </summary>
    public static string InOneLine(string text) => string.Join(' ', Kept(text, Lines.One).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The text without what <see cref="WhyNot"/> refuses in several lines: for what was written before that was asked, and is now quoted.</summary>
    public static string InLines(string text) => Kept(text, Lines.Several).Trim();

    private static string Kept(string text, Lines lines)
    {
        if (WhyNot(text, lines) is null)
        {
            return text;
        }

        var kept = new StringBuilder(text.Length);
        var rest = text.AsSpan();
        for (int taken; !rest.IsEmpty; rest = rest[taken..])
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out taken) != OperationStatus.Done || Characters.IsNoncharacter(rune)
                || (lines == Lines.One && Characters.IsDirectionControl(rune)))
            {
                continue;
            }

            if (!Characters.IsControl(rune) || (lines == Lines.Several && IsLayout(rune, rest)))
            {
                kept.Append(rune.ToString());
            }
            else if (rune.Value != 0)
            {
                kept.Append(' ');
            }
        }

        return kept.ToString();
    }

    /// <summary>A tab, or the end of a line or paragraph; a carriage return only as a part of one.</summary>
    private static bool IsLayout(Rune rune, ReadOnlySpan<char> rest) =>
        rune.Value is '\t' or '\n' or 0x2028 or 0x2029 || (rune.Value == '\r' && rest.Length > 1 && rest[1] == '\n');
}
