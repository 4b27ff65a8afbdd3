using System.Globalization;
using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace Hub.Server.Records;

/// <summary>Minutes as files: Markdown (CommonMark, with GitHub's tables) and DOCX (ECMA-376).</summary>
internal static class MinutesFiles
{
    private const string Font = "Microsoft YaHei";

    public static string Markdown(MinutesDocument document)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {Plain(document.Title)}\n\n**{document.Kind}**\n\n");
        foreach (var (label, value) in document.Facts)
        {
            text.Append(CultureInfo.InvariantCulture, $"- {label}: {Plain(value)}\n");
        }

        foreach (var part in document.Parts)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {part.Heading}\n");
            foreach (var paragraph in part.Paragraphs)
            {
                text.Append(CultureInfo.InvariantCulture, $"\n{Plain(paragraph)}\n");
            }

            if (part.Table is { } table)
            {
                text.Append(CultureInfo.InvariantCulture, $"\n| {string.Join(" | ", table.Head)} |\n|{string.Concat(table.Head.Select(_ => " --- |"))}\n");
                foreach (var row in table.Rows)
                {
                    text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", row.Select(Plain))} |\n");
                }
            }
        }

        return text.Append(CultureInfo.InvariantCulture, $"\n---\n\n{string.Join("  \n", document.Foot.Split('\n').Select(Plain))}\n").ToString();
    }

    public static byte[] Docx(MinutesDocument document)
    {
        using var stream = new MemoryStream();
        using (var word = WordprocessingDocument.Create(stream, WordprocessingDocumentType.Document))
        {
            var body = new Body();
            body.Append(Line(document.Kind, 22, color: "0d5c63"), Line(document.Title, 36, bold: true));
            foreach (var (label, value) in document.Facts)
            {
                body.Append(Line($"{label}：{value}", 21));
            }

            foreach (var part in document.Parts)
            {
                body.Append(Line(part.Heading, 26, bold: true, before: 240, outline: 0));
                foreach (var paragraph in part.Paragraphs)
                {
                    body.Append(Line(paragraph, 21));
                }

                if (part.Table is { } table)
                {
                    body.Append(Of(table));
                }
            }

            foreach (var line in document.Foot.Split('\n'))
            {
                body.Append(Line(line, 16, before: 120, color: "4a5c61"));
            }

            // A4, in twentieths of a point.
            body.Append(new SectionProperties(
                new PageSize { Width = 11906, Height = 16838 }, new PageMargin { Top = 1134, Bottom = 1134, Left = 1134, Right = 1134 }));
            word.AddMainDocumentPart().Document = new Document(body);
            word.PackageProperties.Title = document.Title;
        }

        return stream.ToArray();
    }

    /// <param name="size">In half points.</param>
    private static Paragraph Line(string text, int size, bool bold = false, int before = 0, string? color = null, int? outline = null)
    {
        var run = new RunProperties(new RunFonts { Ascii = Font, HighAnsi = Font, EastAsia = Font });
        if (bold)
        {
            run.Append(new Bold());
        }

        if (color is not null)
        {
            run.Append(new Color { Val = color });
        }

        run.Append(new FontSize { Val = size.ToString(CultureInfo.InvariantCulture) });
        var paragraph = new ParagraphProperties(new SpacingBetweenLines { Before = before.ToString(CultureInfo.InvariantCulture), After = "60" });
        if (outline is { } level)
        {
            paragraph.Append(new OutlineLevel { Val = level });
        }

        return new Paragraph(paragraph, new Run(run, new Text(Allowed(text)) { Space = SpaceProcessingModeValues.Preserve }));
    }

    private static Table Of(MinutesTable table)
    {
        BorderType Border<T>()
            where T : BorderType, new() => new T { Val = BorderValues.Single, Size = 4, Color = "c8c2b4" };
        var made = new Table(
            new TableProperties(
                new TableWidth { Type = TableWidthUnitValues.Pct, Width = "5000" },
                new TableBorders(
                    Border<TopBorder>(), Border<LeftBorder>(), Border<BottomBorder>(), Border<RightBorder>(), Border<InsideHorizontalBorder>(),
                    Border<InsideVerticalBorder>())),
            new TableGrid(table.Head.Select(_ => new GridColumn())));
        foreach (var (cells, isHead) in table.Rows.Select(r => (r, false)).Prepend((table.Head, true)))
        {
            made.Append(new TableRow(cells.Select(c => new TableCell(Line(c, 20, bold: isHead)))));
        }

        return made;
    }

    /// <summary>Text as text: no character of it is taken for a mark.</summary>
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            plain.Append(c switch
            {
                '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '|' or '#' or '~' => $"\\{c}",
                '\n' or '\r' => " ",
                _ => c.ToString(),
            });
        }

        return plain.ToString();
    }

    /// <summary>What XML 1.0 has no way to write is left out.</summary>
    private static string Allowed(string text) =>
        string.Concat(text.EnumerateRunes().Where(r => r.Value is 0x9 or 0xA or 0xD or (>= 0x20 and not (0xFFFE or 0xFFFF))));
}
