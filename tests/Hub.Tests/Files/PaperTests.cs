using System.Globalization;
using System.Text;
using Hub.Server.Files;

namespace Hub.Tests.Files;

/// <summary>What a PDF says of whoever made it goes, and every other byte stays where the cross-references look for it.</summary>
public sealed class PaperTests
{
    private const string Catalog = "<< /Type /Catalog /Pages 2 0 R /Metadata 5 0 R >>";
    private const string Info =
        @"<< /Author (Li \(Wei\) \\) /Title <FEFF 674E 4F1F> /Producer (An editor (of papers) 1.0) /CreationDate (D:20261127) /Trapped /False /Of 7 0 R >>";
    private const string NoXmp = "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"/>";
    private const string Xmp = "<?xpacket begin=''?><x:xmpmeta xmlns:x='adobe:ns:meta/'><dc:creator>Li Wei</dc:creator></x:xmpmeta><?xpacket end='w'?>";

    /// <summary>It draws words that would be read as a trailer's.</summary>
    private static readonly string Drawn = Stream("", "BT (trailer << /Info 3 0 R >>) Tj ET");

    [Fact]
    public void The_author_the_title_and_the_xmp_are_blank_and_nothing_else_is()
    {
        var kept = Kept(Whole("/Root 1 0 R /Info 6 0 R", Document(Info, Stream("/Type /Metadata /Subtype /XML", Xmp), "(Li Wei, at home)")));

        kept.ShouldBe(Text(Whole(
            "/Root 1 0 R /Info 6 0 R",
            Document(Blank(Info), Stream("/Type /Metadata /Subtype /XML", NoXmp.PadRight(Xmp.Length)), $"({new string(' ', "Li Wei, at home".Length)})"))));
        foreach (var (number, at) in Offsets(kept))
        {
            kept[at..].ShouldStartWith($"{number} 0 obj");
        }
    }

    [Fact]
    public void Earlier_revisions_are_blank_too()
    {
        const string First = "<< /Author (Li Wei) >>", Second = "<< /Author (Wang Fang) /ModDate (D:20261127) >>";
        const string Behind = "trailer\n<< /Root 1 0 R /Info 6 0 R /Prev 9 >>\nstartxref\n9\n%%EOF\n";

        Kept([.. Whole("/Root 1 0 R /Info 6 0 R", Document(First)), .. Bytes($"6 0 obj\n{Second}\nendobj\n{Behind}")])
            .ShouldBe(Text([.. Whole("/Root 1 0 R /Info 6 0 R", Document(Blank(First))), .. Bytes($"6 0 obj\n{Blank(Second)}\nendobj\n{Behind}")]));
    }

    [Fact]
    public void A_cross_reference_stream_leads_to_them_as_a_trailer_does()
    {
        var references = Stream("/Type /XRef /Root 1 0 R /Info 6 0 R /W [1 2 1] /Size 8", "\u0001\u0000(\u00ff");

        Kept(Whole(null, [.. Document(Info, text: "(Li Wei)"), references]))
            .ShouldBe(Text(Whole(null, [.. Document(Blank(Info), text: "(      )"), references])));
    }

    [Fact]
    public void A_dictionary_that_stands_in_the_trailer_itself_is_blank() =>
        Kept(Whole("/Root 1 0 R /Info << /Author (Li Wei) >>", Document("<< >>", text: "(a text)"))).ShouldNotContain("Li Wei");

    public static TheoryData<string> Left => ["encrypted", "signed", "in an object stream", "compressed", "not whole", "no dictionary of notes"];

    /// <summary>Guards papers that would not open, or not hold, any more.</summary>
    [Theory]
    [MemberData(nameof(Left))]
    public void What_cannot_be_taken_out_safely_stays(string why)
    {
        const string To = "/Root 1 0 R /Info 6 0 R";
        var file = why switch
        {
            "encrypted" => Whole($"{To} /Encrypt 8 0 R", Document(Info)),
            "signed" => Whole(To, [.. Document(Info), "<< /Type /Sig /ByteRange [0 100 200 50] /Contents <30> >>"]),
            "in an object stream" => Whole(
                "/Root 1 0 R /Info 9 0 R", [.. Document("<< >>"), Stream("/Type /ObjStm /N 1 /First 4", "9 0 << /Author (Li Wei) >>")]),
            "compressed" => Whole("/Root 1 0 R", Document("<< >>", Stream("/Type /Metadata /Subtype /XML /Filter /FlateDecode", "packed"))),
            "not whole" => Whole(To, [.. Document(Info), "(a text without an end"]),
            _ => Whole(To, Document("<< /Title (A chapter) /Parent 2 0 R >>")),
        };

        Kept(file).ShouldBe(Text(file));
    }

    /// <summary>Guards the house: nothing that is sent stops a call, or grows.</summary>
    [Fact]
    public void Nothing_that_breaks_off_or_is_altered_somewhere_does_harm()
    {
        var file = Whole("/Root 1 0 R /Info 6 0 R", Document(Info, Stream("/Type /Metadata /Subtype /XML", Xmp)));
        for (var at = 0; at < file.Length; at++)
        {
            Papers.WithoutNotes(file.AsSpan(0, at)).Length.ShouldBe(at);
            foreach (var other in "(<>R"u8)
            {
                var altered = file.ToArray();
                altered[at] = other;
                Papers.WithoutNotes(altered).Length.ShouldBe(file.Length);
            }
        }
    }

    /// <summary>
    /// Guards the house: from each key without a value, or with half of one, the file was read to its end. Of one file of a few megabytes a processor had work
    /// for hours.
    /// </summary>
    [Theory]
    [InlineData("", "1 0 obj<</A>>/B[", "")]
    [InlineData("1 0 obj<<", "/B[", ">>")]
    public void What_leads_from_each_of_its_parts_to_its_end_is_read_once_and_left_as_it_is(string first, string part, string end)
    {
        const int Many = 250_000;
        var (parts, ends) = (string.Concat(Enumerable.Repeat(part, Many)), string.Concat(Enumerable.Repeat(end, Many + 1)));
        var file = Bytes($"%PDF-1.4\n{first}{parts}{ends}\n%%EOF\n");

        Papers.WithoutNotes(file).AsSpan().SequenceEqual(file).ShouldBeTrue();
    }

    private static string Kept(byte[] file) => Text(FileContent.Read(file, out _).ShouldNotBeNull().Content);

    /// <summary>The objects 1 to 7.</summary>
    private static string[] Document(string info, string? xmp = null, string text = "(Li Wei, at work)") =>
    [
        Catalog, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", "<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>", Drawn,
        xmp ?? Stream("/Type /XObject", "a form"), info, text,
    ];

    /// <summary>With a table of where each object stands, and a trailer, unless that is null.</summary>
    private static byte[] Whole(string? trailer, string[] objects)
    {
        var (file, table) = (new StringBuilder("%PDF-1.5\n%\u00e2\u00e3\u00cf\u00d3\n"), new StringBuilder());
        for (var i = 0; i < objects.Length; i++)
        {
            table.Append(CultureInfo.InvariantCulture, $"{file.Length:0000000000} 00000 n \n");
            file.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }

        var at = file.Length;
        if (trailer is not null)
        {
            file.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n{table}trailer\n<< {trailer} >>\n");
        }

        return Bytes(file.Append(CultureInfo.InvariantCulture, $"startxref\n{at}\n%%EOF\n").ToString());
    }

    private static IEnumerable<(int Number, int At)> Offsets(string file) =>
        file[file.IndexOf("xref\n", StringComparison.Ordinal)..].Split('\n').Where(line => line.EndsWith(" n ", StringComparison.Ordinal))
            .Select((line, i) => (i + 1, int.Parse(line[..10], CultureInfo.InvariantCulture)));

    private static string Stream(string entries, string data) => $"<< {entries} /Length {data.Length} >>\nstream\n{data}\nendstream";

    private static string Blank(string dictionary) => $"<<{new string(' ', dictionary.Length - 4)}>>";

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    private static string Text(byte[] bytes) => Encoding.Latin1.GetString(bytes);
}
