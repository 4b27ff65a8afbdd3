using System.Text;

namespace Hub.Server.Common;

/// <summary>A cell of a CSV file (RFC 4180) that no spreadsheet takes for a formula.</summary>
public static class CsvCell
{
    /// <summary>The mark at the beginning is what a spreadsheet tells UTF-8 by.</summary>
    public static StringBuilder Begin() => new("\uFEFF");

    public static void Line(StringBuilder csv, params ReadOnlySpan<string> cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            csv.Append(i == 0 ? "" : ",").Append(Of(cells[i]));
        }

        csv.Append("\r\n");
    }

    public static string Of(string text)
    {
        // What begins like this is run as a formula when the file is opened (OWASP, "CSV Injection").
        var safe = text.Length > 0 && IsFormula(text[0]) ? $"'{text}" : text;
        return safe.AsSpan().ContainsAny("\",\r\n") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    public static bool IsFormula(char first) => first is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠';
}
