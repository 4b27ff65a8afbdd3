using Hub.Domain;
using Hub.Domain.Texts;

namespace Hub.Domain.Tests.Texts;

/// <summary>Further spellings, codes and cuts of the kinds in <see cref="SpellingTests"/>, in scripts that those have not.</summary>
public class SpellingVariantsTests
{
    [Theory]
    [InlineData("古丽娜尔·吐尔逊", "古丽娜尔\u2024吐尔逊", "古丽娜尔\ufe52吐尔逊", "古丽娜尔\u2981吐尔逊", "古丽娜尔 \u00b7\u200d吐尔逊")]
    [InlineData("ガード", "\uff76\uff9e\uff70\uff84\uff9e", "カ\u3099ート\u3099")]
    [InlineData("Nguyễn", "Nguye\u0302\u0303n", "ＮＧＵＹỄＮ")]
    [InlineData("\u0626\u0627بدۇللا", "\ufbeaبدۇللا")]
    [InlineData("क\u093cलम", "\u0958लम")]
    [InlineData("李四", "李\u200d四", "李\u200c四", "李\u2063四", "李\u3000四")]
    [InlineData("3号楼", "٣号楼", "۳号楼", "३号楼", "３号楼", "𝟛号楼")]
    public void These_are_one(string first, params string[] others)
    {
        foreach (var other in others)
        {
            Spelling.Same(first, other).ShouldBeTrue($"{first} and {other}");
            Search.Finds($"前{other}后", first).ShouldBeTrue($"{first} in {other}");
        }
    }

    /// <summary>Letters of two scripts that look alike are two: whoever reads them aloud says so.</summary>
    [Theory]
    [InlineData("анна", "aнна")]
    [InlineData("张.三", "张三")]
    [InlineData("3号楼", "३३号楼")]
    [InlineData("ガ", "カ")]
    [InlineData("م", "ن")]
    public void These_are_two(string one, string other) => Spelling.Same(one, other).ShouldBeFalse();

    [Theory]
    [InlineData("٩٨٧٦٥٤", "987654")]
    [InlineData("۱۲۳ ۴۵۶", "123456")]
    [InlineData("１２３\u2003４５６", "123456")]
    [InlineData("ｆｓ９ａ－ｔｒｂ８", "FS9ATRB8")]
    [InlineData("fs9a\u2212trb8", "FS9ATRB8")]
    [InlineData("fs9a\u2010TRB8\u2060", "FS9ATRB8")]
    [InlineData("Ｆ Ｓ ９ Ａ\u00a0Ｔ Ｒ Ｂ ８", "FS9ATRB8")]
    [InlineData("𝐅𝐒𝟗𝐀𝐓𝐑𝐁𝟖", "FS9ATRB8")]
    public void A_code_is_read_from_whatever_keyboard(string typed, string code) => Typed.Code(typed).ShouldBe(code);

    [Theory]
    [InlineData("٣号楼电梯", "3号楼")]
    [InlineData("3号楼电梯", "۳号楼 电梯")]
    [InlineData("宽１．５米", "١.٥")]
    public void Figures_are_found_in_whatever_script(string text, string asked) => Search.Finds(text, asked).ShouldBeTrue();

    [Theory]
    [InlineData("🇨🇳🇺🇳🇫🇷", 4, "🇨🇳…")]
    [InlineData("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 10, "👩‍👩‍👧‍👦…")]
    [InlineData("👍🏽👍🏽👍🏽", 4, "👍🏽…")]
    [InlineData("1️⃣2️⃣3️⃣", 6, "1️⃣…")]
    [InlineData("नमस्ते दुनिया", 4, "नम…")]
    [InlineData("e\u0323\u0301e\u0323\u0301e\u0323\u0301", 5, "e\u0323\u0301…")]
    [InlineData("𠮷野家𠮷野家", 5, "𠮷野家𠮷…")]
    public void A_cut_leaves_whole_characters(string text, int limit, string cut)
    {
        Written.Shortened(text, limit).ShouldBe(cut);
        Written.WhyNot(cut, Lines.One).ShouldBeNull();
    }
}
