using System.Buffers.Text;
using System.Text;

namespace Hub.Server.Files;

/// <summary>
/// Takes out of a PDF (ISO 32000-1) what it says of whoever made it: all entries of its information dictionary (14.3.3), of earlier revisions too, and its XMP
/// (14.3.2) where that is not compressed. Blanks stand in their place, so that every byte else stays where the cross-references look for it.
/// </summary>
/// <remarks>
/// What lies in a compressed object stream is not reached, and what somebody signed or encrypted is left as it is, as is a file whose parts cannot be told
/// apart to its end. Each byte is looked at a few times, whatever a file claims.
/// </remarks>
internal static class Papers
{
    /// <summary>Each of these is optional (table 317); a file that holds another as it is may lead to a dictionary that has none of them.</summary>
    private static readonly string[] OfInfo = ["/Title", "/Author", "/Subject", "/Keywords", "/Creator", "/Producer", "/CreationDate", "/ModDate"];

    /// <summary>An XMP packet that says nothing.</summary>
    private static ReadOnlySpan<byte> NoXmp => "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"/>"u8;

    /// <param name="pdf">From its header on.</param>
    /// <returns>As many bytes.</returns>
    public static byte[] WithoutNotes(ReadOnlySpan<byte> pdf)
    {
        var kept = pdf.ToArray();
        if (pdf.IndexOf("/Encrypt"u8) >= 0 || pdf.IndexOf("/ByteRange"u8) >= 0)
        {
            return kept;
        }

        var paper = new Paper(kept);
        var (notes, blanks, packets) = (new HashSet<(int, int)>(), new List<(int Start, int End)>(), new List<(int Start, int End)>());
        foreach (var part in paper.Parts().Where(p => p.Value.Kind == Kind.Dictionary))
        {
            if (part.IsTrailer || paper.Is(paper.Find(part.Value, "/Type"), "/XRef"))
            {
                var info = paper.Find(part.Value, "/Info");
                if (info.Kind == Kind.Reference)
                {
                    notes.Add(paper.Referred(info));
                }
                else if (info.Kind == Kind.Dictionary)
                {
                    blanks.Add((info.Start + 2, info.End - 2));
                }
            }
            else if (part.Data is { } data && paper.Is(paper.Find(part.Value, "/Type"), "/Metadata")
                && paper.Find(part.Value, "/Filter").Kind == Kind.None)
            {
                packets.Add(data);
            }
        }

        // A text may be an object of its own.
        var texts = new HashSet<(int, int)>();
        foreach (var part in notes.Count == 0 ? [] : paper.Parts().Where(p => p.Data is null && notes.Contains(p.Id) && paper.IsInfo(p.Value)))
        {
            blanks.Add((part.Value.Start + 2, part.Value.End - 2));
            texts.UnionWith(paper.Entries(part.Value).Where(e => e.Value.Kind == Kind.Reference).Select(e => paper.Referred(e.Value)));
        }

        foreach (var part in texts.Count == 0 ? [] : paper.Parts().Where(p => p.Value.Kind == Kind.Text && texts.Contains(p.Id)))
        {
            blanks.Add((part.Value.Start + 1, part.Value.End - 1));
        }

        if (!paper.IsWhole)
        {
            return kept;
        }

        foreach (var (start, end) in blanks)
        {
            kept.AsSpan(start..end).Fill((byte)' ');
        }

        foreach (var (start, end) in packets)
        {
            var packet = kept.AsSpan(start..end);
            packet.Fill((byte)' ');
            (packet.Length >= NoXmp.Length ? NoXmp : []).CopyTo(packet);
        }

        return kept;
    }

    private enum Kind
    {
        /// <summary>The file, or what is looked for in it, is over.</summary>
        None,

        /// <summary>It begins, and has no end.</summary>
        Broken,
        Number,
        Word,
        Name,
        Text,
        Reference,
        Dictionary,
        DictionaryEnd,
        Array,
        ArrayEnd,
    }

    /// <summary>One token, or a whole value, from its first byte to behind its last.</summary>
    private readonly record struct Token(Kind Kind, int Start, int End);

    /// <param name="Id">Number and generation of an object.</param>
    /// <param name="Data">Of a stream.</param>
    private readonly record struct Part((int Number, int Generation) Id, bool IsTrailer, Token Value, (int Start, int End)? Data);

    /// <summary>A file as its tokens (7.2) and objects (7.3) follow each other, whatever its cross-references say.</summary>
    private sealed class Paper(byte[] pdf)
    {
        /// <summary>Whether all that was read so far could be told apart.</summary>
        public bool IsWhole { get; private set; } = true;

        /// <summary>The objects and the trailers, in the order in which they stand. What a stream holds is passed over.</summary>
        public IEnumerable<Part> Parts()
        {
            var (before, last) = (default(Token), default(Token));
            for (var token = Next(0); token.Kind != Kind.None; token = Next(token.End))
            {
                var isObject = Is(token, "obj") && before.Kind == Kind.Number && last.Kind == Kind.Number;
                if (isObject || Is(token, "trailer"))
                {
                    var id = isObject ? (NumberOf(before), NumberOf(last)) : default;
                    token = Value(token.End);
                    var data = token.Kind == Kind.Dictionary && Next(token.End) is var stream && Is(stream, "stream") ? DataOf(token, stream.End) : null;
                    if (data is { End: < 0 })
                    {
                        token = token with { Kind = Kind.Broken };
                    }
                    else if (token.Kind != Kind.Broken)
                    {
                        yield return new Part(id, !isObject, token, data);
                        token = data is { } passed ? token with { Kind = Kind.Word, End = passed.End } : token;
                    }
                }

                if (token.Kind == Kind.Broken)
                {
                    IsWhole = false;
                    yield break;
                }

                (before, last) = (last, token);
            }
        }

        /// <summary>
        /// What a dictionary holds itself, not those within it, up to a key that has no value, or half of one: behind that stands what is not its own, and
        /// from each of very many dictionaries all that is left of the file would be read.
        /// </summary>
        public IEnumerable<(Token Key, Token Value)> Entries(Token dictionary)
        {
            var at = dictionary.Start + 2;
            for (var key = Next(at); key.Kind == Kind.Name; key = Next(at))
            {
                var value = Value(key.End);
                if (value.Kind == Kind.Broken)
                {
                    IsWhole = false;
                    yield break;
                }

                if (value.End > dictionary.End - 2)
                {
                    yield break;
                }

                if (value.Kind == Kind.Number && Next(value.End) is { Kind: Kind.Number } generation && Next(generation.End) is var end && Is(end, "R"))
                {
                    value = new Token(Kind.Reference, value.Start, end.End);
                }

                yield return (key, value);
                at = value.End;
            }
        }

        /// <returns>Of the kind <see cref="Kind.None"/> where it has none such.</returns>
        public Token Find(Token dictionary, string key) => Entries(dictionary).FirstOrDefault(e => Is(e.Key, key)).Value;

        /// <summary>Whether this is an information dictionary, and not one of those that a document is drawn or found by.</summary>
        public bool IsInfo(Token value)
        {
            var keys = value.Kind == Kind.Dictionary ? Entries(value).Select(e => e.Key).ToList() : [];
            return keys.Exists(k => Array.Exists(OfInfo, o => Is(k, o))) && !keys.Exists(k => Is(k, "/Type") || Is(k, "/Parent"));
        }

        public (int, int) Referred(Token reference)
        {
            var number = Next(reference.Start);
            return (NumberOf(number), NumberOf(Next(number.End)));
        }

        /// <summary>Whether a name or a word is this.</summary>
        public bool Is(Token token, string text) =>
            token.Kind is Kind.Name or Kind.Word && token.End - token.Start == text.Length && Ascii.Equals(pdf.AsSpan(token.Start..token.End), text);

        private int NumberOf(Token token) => Utf8Parser.TryParse(pdf.AsSpan(token.Start..token.End), out int number, out _) ? number : -1;

        /// <returns>Where a stream's data begins and ends; it ends at -1 where it has no end.</returns>
        private (int Start, int End)? DataOf(Token dictionary, int at)
        {
            var start = at + (pdf.AsSpan(at).StartsWith("\r\n"u8) ? 2 : at < pdf.Length && (pdf[at] is (byte)'\r' or (byte)'\n') ? 1 : 0);
            if (Find(dictionary, "/Length") is { Kind: Kind.Number } length && NumberOf(length) is var said && said >= 0 && said <= pdf.Length - start
                && pdf.AsSpan(start + said, Math.Min("\r\nendstream".Length, pdf.Length - start - said)).TrimStart("\r\n"u8).StartsWith("endstream"u8))
            {
                return (start, start + said);
            }

            // The length stands elsewhere, or is wrong.
            var end = pdf.AsSpan(start).IndexOf("endstream"u8);
            return (start, end < 0 ? -1 : start + pdf.AsSpan(start, end).TrimEnd("\r\n"u8).Length);
        }

        private Token Value(int at)
        {
            var first = Next(at);
            var depth = 0;
            for (var token = first; ; token = Next(token.End))
            {
                depth += token.Kind switch { Kind.Dictionary or Kind.Array => 1, Kind.DictionaryEnd or Kind.ArrayEnd => -1, _ => 0 };
                if (depth <= 0)
                {
                    // What opens as one and closes as the other is neither.
                    var closes = token.Start == first.Start || (token.Kind == Kind.DictionaryEnd) == (first.Kind == Kind.Dictionary);
                    return closes ? first with { End = token.End } : first with { Kind = Kind.Broken };
                }

                if (token.Kind is Kind.None or Kind.Broken)
                {
                    return first with { Kind = Kind.Broken };
                }
            }
        }

        private Token Next(int at)
        {
            while (at < pdf.Length && (IsBlank(pdf[at]) || pdf[at] == '%'))
            {
                at = pdf[at] == '%' ? Behind(at, "\r\n"u8) : at + 1;
            }

            if (at >= pdf.Length)
            {
                return new Token(Kind.None, pdf.Length, pdf.Length);
            }

            var rest = pdf.AsSpan(at);
            return pdf[at] switch
            {
                (byte)'(' => Literal(at),
                (byte)'<' when rest.StartsWith("<<"u8) => new Token(Kind.Dictionary, at, at + 2),
                (byte)'<' => rest.IndexOf((byte)'>') is >= 0 and var end ? new Token(Kind.Text, at, at + end + 1) : new Token(Kind.Broken, at, at + 1),
                (byte)'>' when rest.StartsWith(">>"u8) => new Token(Kind.DictionaryEnd, at, at + 2),
                (byte)'[' => new Token(Kind.Array, at, at + 1),
                (byte)']' => new Token(Kind.ArrayEnd, at, at + 1),
                (byte)'>' or (byte)')' or (byte)'{' or (byte)'}' => new Token(Kind.Word, at, at + 1),
                (byte)'/' => new Token(Kind.Name, at, Behind(at + 1, Delimiters)),
                _ => Regular(at),
            };
        }

        private Token Regular(int at)
        {
            var end = Behind(at, Delimiters);
            return new Token(end - at < 10 && !pdf.AsSpan(at..end).ContainsAnyExceptInRange((byte)'0', (byte)'9') ? Kind.Number : Kind.Word, at, end);
        }

        private Token Literal(int at)
        {
            var (depth, end) = (0, at);
            do
            {
                depth += pdf[end] switch { (byte)'(' => 1, (byte)')' => -1, _ => 0 };
                end += pdf[end] == '\\' ? 2 : 1;
            }
            while (depth > 0 && end < pdf.Length);

            return new Token(depth > 0 ? Kind.Broken : Kind.Text, at, Math.Min(end, pdf.Length));
        }

        private static ReadOnlySpan<byte> Delimiters => "\0\t\n\f\r ()<>[]{}/%"u8;

        private static bool IsBlank(byte one) => one is 0 or (byte)'\t' or (byte)'\n' or (byte)'\f' or (byte)'\r' or (byte)' ';

        /// <returns>Where the next of these stands, or the end of the file.</returns>
        private int Behind(int at, ReadOnlySpan<byte> any) => pdf.AsSpan(at).IndexOfAny(any) is >= 0 and var next ? at + next : pdf.Length;
    }
}
