using System.Text;

namespace Hub.Server.Registers;

/// <param name="Number">In the file, from 1.</param>
/// <param name="IsBroken">Whether it has bytes that are no text in the file's encoding, or a character that stands in the place of some.</param>
internal readonly record struct TextLine(int Number, string Text, bool IsBroken);

/// <summary>
/// The text of a table's file, whichever program saved it: by its byte order mark UTF-8, UTF-16, UTF-32 or GB 18030; without one UTF-16, where its zeros tell,
/// else UTF-8 (RFC 3629), else GB 18030, in which older programs of China save. A line ends with CR, LF or both, with NEL, or with one of Unicode's separators
/// of lines and paragraphs (Unicode 5.8). A byte that is no text spoils its own line and no other.
/// </summary>
internal static class TableText
{
    public const string Utf8 = "UTF-8";
    public const string Gb18030 = "GB18030";

    /// <summary>One byte of so many is zero in UTF-16, at least.</summary>
    private const int FewestZeros = 20;

    /// <summary>NEL, and the separators of lines and of paragraphs.</summary>
    private static readonly char[] RareEnds = ['\u0085', '\u2028', '\u2029'];

    private const char Replacement = '\uFFFD';

    private static readonly Encoding LenientUtf8 = new UTF8Encoding(false);

    private static readonly Encoding LenientGb18030 =
        CodePagesEncodingProvider.Instance.GetEncoding(Gb18030, EncoderFallback.ReplacementFallback, new DecoderReplacementFallback($"{Replacement}"))!;

    /// <summary>UTF-32 stands before UTF-16, whose mark it begins with.</summary>
    private static readonly (byte[] Mark, string Name, Encoding Encoding)[] Wide =
    [
        ([0xFF, 0xFE, 0, 0], "UTF-32LE", new UTF32Encoding(bigEndian: false, byteOrderMark: true)),
        ([0, 0, 0xFE, 0xFF], "UTF-32BE", new UTF32Encoding(bigEndian: true, byteOrderMark: true)),
        ([0xFF, 0xFE], "UTF-16LE", new UnicodeEncoding(bigEndian: false, byteOrderMark: true)),
        ([0xFE, 0xFF], "UTF-16BE", new UnicodeEncoding(bigEndian: true, byteOrderMark: true)),
    ];

    private static readonly byte[] Utf8Mark = [0xEF, 0xBB, 0xBF];
    private static readonly byte[] Gb18030Mark = [0x84, 0x31, 0x95, 0x33];

    /// <returns>Every line, empty ones too, and the encoding in which they were read.</returns>
    public static (IReadOnlyList<TextLine> Lines, string Encoding) Read(byte[] file)
    {
        foreach (var (mark, name, encoding) in Wide)
        {
            if (file.AsSpan().StartsWith(mark))
            {
                return (OfWide(encoding.GetString(file, mark.Length, file.Length - mark.Length).ToCharArray()), name);
            }
        }

        if (UnmarkedWide(file) is (var unmarkedName, var unmarked))
        {
            return (OfWide(unmarked.GetString(file).ToCharArray()), unmarkedName);
        }

        var (from, isMarked) = file.AsSpan().StartsWith(Utf8Mark) ? (Utf8Mark.Length, Utf8) : file.AsSpan().StartsWith(Gb18030Mark)
            ? (Gb18030Mark.Length, Gb18030) : (0, null);
        var bytes = file[from..];

        // In both encodings the bytes of CR and LF stand for nothing else.
        var parts = Split(bytes, (byte)'\r', (byte)'\n');
        var chosen = isMarked ?? (LooksLikeUtf8(bytes, parts) ? Utf8 : Gb18030);
        var decoder = chosen == Utf8 ? LenientUtf8 : LenientGb18030;
        return (Numbered(parts.Select(part => decoder.GetString(bytes, part.Start, part.Length))), chosen);
    }

    private static TextLine[] OfWide(char[] text) => Numbered(Split(text, '\r', '\n').Select(part => new string(text, part.Start, part.Length)));

    private static TextLine[] Numbered(IEnumerable<string> lines) => [.. lines.SelectMany(line => line.Split(RareEnds)).Select((line, i) => Line(i, line))];

    /// <summary>
    /// UTF-16 without a mark: its commas, tabs and line ends leave zeros on the same side of a pair, and few characters, such as 一, leave one on the other. In
    /// no other encoding of a table is there any, but where something went wrong with a single byte.
    /// </summary>
    private static (string Name, Encoding Encoding)? UnmarkedWide(byte[] file)
    {
        var (even, odd) = (0, 0);
        for (var i = 0; i < file.Length; i++)
        {
            if (file[i] == 0)
            {
                (even, odd) = i % 2 == 0 ? (even + 1, odd) : (even, odd + 1);
            }
        }

        return (even + odd) * FewestZeros < file.Length || even + odd < 2 ? null
            : odd > 3 * even ? (Wide[2].Name, Wide[2].Encoding)
            : even > 3 * odd ? (Wide[3].Name, Wide[3].Encoding)
            : null;
    }

    private static TextLine Line(int index, string text) => new(index + 1, text, text.AsSpan().ContainsAny(Replacement, '\0'));

    /// <summary>
    /// Whether at least half of the lines that could tell are UTF-8: text in GB 18030 is so by accident only, and a file in UTF-8 with a broken byte is so but
    /// for one line.
    /// </summary>
    private static bool LooksLikeUtf8(byte[] bytes, List<(int Start, int Length)> lines)
    {
        var (are, areNot) = (0, 0);
        foreach (var (start, length) in lines)
        {
            var line = bytes.AsSpan(start, length);
            if (!System.Text.Unicode.Utf8.IsValid(line))
            {
                areNot++;
            }
            else if (line.ContainsAnyExceptInRange((byte)0, (byte)0x7F))
            {
                are++;
            }
        }

        return are >= areNot;
    }

    private static List<(int Start, int Length)> Split<T>(T[] all, T carriageReturn, T lineFeed)
        where T : struct, IEquatable<T>
    {
        var (lines, start) = (new List<(int, int)>(), 0);
        while (start <= all.Length)
        {
            var length = all.AsSpan(start).IndexOfAny(carriageReturn, lineFeed);
            if (length < 0)
            {
                lines.Add((start, all.Length - start));
                break;
            }

            lines.Add((start, length));
            var end = start + length;
            start = end + (all[end].Equals(carriageReturn) && end + 1 < all.Length && all[end + 1].Equals(lineFeed) ? 2 : 1);
        }

        return lines;
    }
}
