using System.Globalization;
using System.Text;
using Hub.Domain.Texts;

namespace Hub.Server.Http;

/// <summary>What a file is called that somebody keeps.</summary>
internal static class Downloads
{
    /// <summary>In scalar values: file systems take 255 octets, of which a Chinese character needs three.</summary>
    private const int LongestTitle = 60;

    /// <summary>By its title and its day, as it is told apart in a folder.</summary>
    /// <param name="day">Null: it has none.</param>
    /// <param name="extension">Without the dot.</param>
    public static string Name(string title, DateOnly? day, string extension)
    {
        var plain = new StringBuilder(title.Length);
        foreach (var rune in Written.InOneLine(title).EnumerateRunes())
        {
            // Windows names no file with these. What turns the direction, and would hide what kind of file it is, does not stand in one line.
            var isOdd = rune.Value is '\\' or '/' or ':' or '*' or '?' or '"' or '<' or '>' or '|';
            plain.Append(isOdd ? " " : rune.ToString());
        }

        var said = Written.Shortened(string.Join(' ', plain.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries)), LongestTitle).Trim('.', ' ');
        var date = day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return $"{string.Join(' ', new[] { said.Length > 0 ? said : "meeting", date }.OfType<string>())}.{extension}";
    }

    /// <summary>
    /// <c>Content-Disposition</c> (RFC 6266): the name in UTF-8 (RFC 5987, what <see cref="Uri.EscapeDataString(string)"/> leaves is all of <c>attr-char</c>),
    /// and one in ASCII for what reads no other.
    /// </summary>
    /// <param name="plain">Letters, digits, dots and hyphens alone.</param>
    public static void Named(this HttpResponse response, string name, string plain) =>
        response.Headers.ContentDisposition = $"attachment; filename=\"{plain}\"; filename*=UTF-8''{Uri.EscapeDataString(name)}";
}
