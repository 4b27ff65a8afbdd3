using System.Buffers;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Hub.Tests.Privacy.Canaries;

/// <summary>A secret, or something personal, that is made up and stands nowhere by chance.</summary>
/// <param name="What">As <see cref="CanaryPlaces"/> names it.</param>
/// <param name="Value">A text in UTF-8, or bytes.</param>
internal sealed record Canary(string What, byte[] Value, bool IsText)
{
    public static Canary Of(string what, string text) => new(what, Encoding.UTF8.GetBytes(text), IsText: true);
}

/// <summary>What is searched.</summary>
/// <param name="Kind">See <see cref="CanaryPlaces.Kinds"/>.</param>
/// <param name="Name">Of a table its column, of the log its category.</param>
internal sealed record Material(string Kind, string Name, byte[] Bytes)
{
    public static Material Of(string kind, string name, string text) => new(kind, name, Encoding.UTF8.GetBytes(text));
}

/// <param name="How">How it is spelled there.</param>
internal sealed record Finding(Canary Canary, string How, Material Where)
{
    public override string ToString() => $"{Canary.What} ({How}) in {Where.Kind} {Where.Name}";
}

/// <summary>Finds canaries in bytes, however they are spelled: as they are, encoded, escaped, or packed.</summary>
internal sealed partial class CanarySearch
{
    /// <summary>Shorter ones stand somewhere by chance.</summary>
    private const int Shortest = 8;

    /// <summary>So much of the end of a long one is looked for; tokens begin alike.</summary>
    private const int Longest = 40;

    private readonly SearchValues<string> _any;
    private readonly ILookup<char, (string Pattern, string How, Canary Canary)> _byFirst;

    public CanarySearch(IEnumerable<Canary> canaries)
    {
        var patterns = canaries.SelectMany(c => Spellings(c).Select(s => (s.Pattern, s.How, Canary: c))).ToList();
        patterns.ShouldAllBe(p => p.Pattern.Length >= Shortest);
        _any = SearchValues.Create([.. patterns.Select(p => p.Pattern).Distinct()], StringComparison.Ordinal);
        _byFirst = patterns.ToLookup(p => p.Pattern[0]);
    }

    public IEnumerable<Finding> In(IEnumerable<Material> materials) => materials.SelectMany(In).Distinct();

    /// <summary>A text that is searched is read as Latin-1, a character for each byte; so are the patterns.</summary>
    private IEnumerable<Finding> In(Material material)
    {
        foreach (var text in Layers(material.Bytes).Select(Encoding.Latin1.GetString))
        {
            for (var here = Next(text, 0); here >= 0; here = Next(text, here + 1))
            {
                var at = here;
                foreach (var (_, how, canary) in _byFirst[text[at]].Where(p => text.AsSpan(at).StartsWith(p.Pattern, StringComparison.Ordinal)))
                {
                    yield return new Finding(canary, how, material);
                }
            }
        }
    }

    /// <returns>-1 where there is none any more.</returns>
    private int Next(string text, int from) => text.AsSpan(from).IndexOfAny(_any) is >= 0 and var further ? from + further : -1;

    /// <summary>The bytes, and what is packed in them.</summary>
    private static IEnumerable<byte[]> Layers(byte[] bytes)
    {
        yield return bytes;
        if (bytes is [0x1f, 0x8b, ..])
        {
            yield return Read(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress));
        }
        else if (bytes is [(byte)'P', (byte)'K', 3, 4, ..])
        {
            using var zip = new ZipArchive(new MemoryStream(bytes));
            foreach (var entry in zip.Entries)
            {
                yield return Read(entry.Open());
            }
        }
    }

    private static byte[] Read(Stream packed)
    {
        using (packed)
        using (var all = new MemoryStream())
        {
            packed.CopyTo(all);
            return all.ToArray();
        }
    }

    private static IEnumerable<(string Pattern, string How)> Spellings(Canary canary)
    {
        var value = canary.Value;
        var spellings = new List<(string Pattern, string How)>
        {
            (Encoding.Latin1.GetString(value), "as it is"),
            (Convert.ToHexString(value), "in hex"),
            (Convert.ToHexStringLower(value), "in hex"),
        };
        for (var before = 0; before < 3; before++)
        {
            // Behind so many bytes of something else; what depends on these, or on what follows, is left out.
            var all = Convert.ToBase64String([.. new byte[before], .. value]);
            var part = all[(before == 0 ? 0 : before + 1)..((before + value.Length) * 8 / 6)];
            spellings.Add((part, "in base64"));
            spellings.Add((part.Replace('+', '-').Replace('/', '_'), "in base64url"));
        }

        if (canary.IsText)
        {
            var text = Encoding.UTF8.GetString(value);
            spellings.Add((Encoding.Latin1.GetString(Encoding.Unicode.GetBytes(text)), "in UTF-16"));
            spellings.Add((Encoding.Latin1.GetString(Encoding.BigEndianUnicode.GetBytes(text)), "in UTF-16"));
            var (url, json) = (Uri.EscapeDataString(text), JsonSerializer.Serialize(text)[1..^1]);
            spellings.AddRange([(url, "in an address"), (Escape().Replace(url, m => m.Value.ToLowerInvariant()), "in an address")]);
            spellings.AddRange([(json, "in JSON"), (JsonEscape().Replace(json, m => m.Value.ToLowerInvariant()), "in JSON")]);
            spellings.Add((Latin1(WebUtility.HtmlEncode(text)), "in HTML"));
            spellings.Add((string.Concat(text.EnumerateRunes().Select(r => r.IsAscii ? r.ToString() : $"&#x{r.Value:X};")), "in HTML"));
            spellings.AddRange([(Latin1(text.ToLowerInvariant()), "in another case"), (Latin1(text.ToUpperInvariant()), "in another case")]);
            if (Code().IsMatch(text))
            {
                var groups = text.Chunk(4).Select(four => new string(four)).ToList();
                spellings.AddRange([(string.Join('-', groups), "in groups"), (string.Join(' ', groups), "in groups")]);
            }
        }

        // Where a spelling changes nothing, it is as it is.
        return spellings.Select(s => (s.Pattern[Math.Max(0, s.Pattern.Length - Longest)..], s.How)).DistinctBy(s => s.Item1);
    }

    private static string Latin1(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    [GeneratedRegex("%[0-9A-F]{2}")]
    private static partial Regex Escape();

    [GeneratedRegex(@"\\u[0-9A-F]{4}")]
    private static partial Regex JsonEscape();

    [GeneratedRegex("^[0-9A-Z]{16,32}$")]
    private static partial Regex Code();
}
