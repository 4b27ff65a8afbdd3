using Hub.Domain;
using Hub.Domain.Texts;

namespace Hub.Domain.Tests.Texts;

/// <summary>Which texts are the same, how they are found, and how codes and numbers are read.</summary>
public class SpellingTests
{
    [Theory]
    [InlineData("钱七", "钱七\u200b", "钱　七", "钱 七", "\ufeff钱七", "钱\u2060七", "钱七\ufe0f", "钱\u00ad七")]
    [InlineData("阿卜杜拉·买买提", "阿卜杜拉•买买提", "阿卜杜拉‧买买提", "阿卜杜拉・买买提", "阿卜杜拉．买买提", "阿卜杜拉･买买提", "阿卜杜拉 · 买买提", "阿卜杜拉..买买提", "阿卜杜拉∙买买提")]
    [InlineData("努尔兰·阿不都满金", "努尔兰⋅阿不都满金", "努尔兰·\u200b阿不都满金", "努尔兰●阿不都满金")]
    [InlineData("ANNA", "anna", "Ａｎｎａ", "an na", "𝒜𝓃𝓃𝒶")]
    [InlineData("Σίσυφος", "ΣΊΣΥΦΟΣ", "σίσυφοσ")]
    [InlineData("é", "e\u0301", "É", "E\u0301")]
    [InlineData("Å", "\u212b", "A\u030a")]
    [InlineData("カタカナ", "ｶﾀｶﾅ")]
    [InlineData("12号楼", "１２号楼", "１２ 号楼", "⑫号楼")]
    [InlineData("각", "\u1100\u1161\u11a8")]
    [InlineData("ا", "\ufe8d")]
    [InlineData("人", "\u2f08")]
    [InlineData("葛城", "葛\U000e0100城")]
    public void These_are_one(string first, params string[] others)
    {
        foreach (var other in others)
        {
            Spelling.Same(first, other).ShouldBeTrue($"{first} and {other}");
            Spelling.Of(other).ShouldBe(Spelling.Of(first));
        }
    }

    [Theory]
    [InlineData("钱七", "钱八")]
    [InlineData("阿卜杜拉·买买提", "阿卜杜拉买买提")]
    [InlineData("1.5", "15")]
    [InlineData("𠮷田", "吉田")]
    [InlineData("王伟", "王玮")]
    [InlineData("a", "á")]
    [InlineData("👨‍👩‍👧", "👨‍👩‍👦")]
    [InlineData("甲", "甲。")]
    public void These_are_two(string one, string other) => Spelling.Same(one, other).ShouldBeFalse();

    [Fact]
    public void A_normal_form_is_its_own_and_says_something_of_whatever_can_be_seen()
    {
        foreach (var typed in Typings.All)
        {
            var form = Spelling.Of(typed.Text);
            Spelling.Of(form).ShouldBe(form, typed.ToString());
            (form.Length > 0 || typed.InSeveral is not null).ShouldBeTrue(typed.ToString());
        }
    }

    [Fact]
    public void Two_names_that_are_read_alike_stand_together()
    {
        var alike = Spelling.Alike(["钱七", "王伟", "钱 七", "王伟", "李四", "钱七"], n => n).ShouldHaveSingleItem();
        alike.ShouldBe(["钱七", "钱 七", "钱七"]);
    }

    [Theory]
    [InlineData("小区路灯晚上不亮", "路灯 不亮", true)]
    [InlineData("小区路灯晚上不亮", "不亮　路灯", true)]
    [InlineData("小区路灯晚上不亮", " 路灯\t", true)]
    [InlineData("小区路灯晚上不亮", "路灯 漏水", false)]
    [InlineData("小区路灯晚上不亮", "", true)]
    [InlineData("小区路灯晚上不亮", "\u200b", true)]
    [InlineData("１２号楼电梯", "12号楼", true)]
    [InlineData("12 号楼电梯", "１２号楼", true)]
    [InlineData("钱　七", "钱七", true)]
    [InlineData("钱七\u200b", "钱七", true)]
    [InlineData("钱七", "钱\u200b七", true)]
    [InlineData("阿卜杜拉·买买提", "阿卜杜拉买买提", true)]
    [InlineData("阿卜杜拉•买买提", "阿卜杜拉．买买提", true)]
    [InlineData("阿卜杜拉·买买提", "买买提 阿卜", true)]
    [InlineData("宽1.5米", "１．５", true)]
    [InlineData("宽15米", "1.5", false)]
    [InlineData("Street light OUT", "light street", true)]
    [InlineData("ئابدۇللا مەمەت", "مەمەت", true)]
    [InlineData("𠮷野家", "𠮷野", true)]
    [InlineData("ｶﾌｪ", "カフェ", true)]
    [InlineData("e\u0301cole", "école", true)]
    [InlineData("a_b", "a%b", false)]
    public void All_words_that_are_asked_for_must_be_found(string text, string asked, bool isFound) => Search.Finds(text, asked).ShouldBe(isFound);

    [Fact]
    public void No_word_is_found_across_two_texts()
    {
        Search.Form("路灯", "不亮").ShouldBe("路灯\n不亮");
        Search.Words("灯不").Single().ShouldBe("灯不");
        Search.Form("路灯", "不亮").Contains("灯不", StringComparison.Ordinal).ShouldBeFalse();
    }

    [Fact]
    public void Whatever_is_typed_is_found_by_itself()
    {
        foreach (var typed in Typings.All)
        {
            Search.Finds(typed.Text, typed.Text).ShouldBeTrue(typed.ToString());
            Search.Finds($"前{typed.Text}后", typed.Text).ShouldBeTrue(typed.ToString());
        }
    }

    [Theory]
    [InlineData("ＦＳ９ＡＴＲＢ８", "FS9ATRB8")]
    [InlineData("fs9a-trb8", "FS9ATRB8")]
    [InlineData("fs9a—trb8", "FS9ATRB8")]
    [InlineData(" fs9a　trb8\u200b ", "FS9ATRB8")]
    [InlineData("１２３　４５６", "123456")]
    public void A_code_is_read_in_whatever_width(string typed, string code) => Typed.Code(typed).ShouldBe(code);

    [Theory]
    [InlineData("１.５", "1.5")]
    [InlineData("１．５", "1.5")]
    [InlineData("１。５", "1.5")]
    [InlineData(" 2 ", "2")]
    [InlineData("２／３ present", "2/3 present")]
    [InlineData("½", "1/2")]
    [InlineData("٢", "2")]
    [InlineData("－１", "-1")]
    [InlineData("很多", "很多")]
    [InlineData(null, "")]
    public void A_number_is_read_in_whatever_width(string? typed, string number) => Typed.Number(typed).ShouldBe(number);

    [Theory]
    [InlineData("短", 40, "短")]
    [InlineData("一二三四五", 4, "一二三…")]
    [InlineData("𠮷𠮷𠮷𠮷", 3, "𠮷𠮷…")]
    [InlineData("甲👨‍👩‍👧乙丙丁戊", 4, "甲…")]
    [InlineData("e\u0301e\u0301e\u0301", 4, "e\u0301…")]
    [InlineData("🇨🇳🇨🇳🇨🇳", 4, "🇨🇳…")]
    [InlineData("👨‍👩‍👧‍👦", 3, "👨\u200d…")]
    public void A_cut_leaves_no_half_of_a_character(string text, int limit, string cut)
    {
        Written.Shortened(text, limit).ShouldBe(cut);
        Written.Length(cut).ShouldBeLessThanOrEqualTo(limit);
    }

    [Theory]
    [InlineData("王建国", "王")]
    [InlineData("𠮷田", "𠮷")]
    [InlineData("\u200b钱七", "钱")]
    [InlineData("👩🏿‍🚀小王", "👩🏿‍🚀")]
    [InlineData("e\u0301cole", "e\u0301")]
    [InlineData("\u2800", "")]
    public void An_initial_is_what_is_seen_first(string name, string initial) => Written.Initial(name).ShouldBe(initial);

    [Theory]
    [InlineData("甲\n乙", "甲 乙")]
    [InlineData(" 甲\r\n\r\n乙\t丙 ", "甲 乙 丙")]
    [InlineData("甲\u202e乙", "甲乙")]
    [InlineData("甲\u0007乙\uffff", "甲 乙")]
    [InlineData("甲  乙", "甲 乙")]
    public void A_title_that_is_made_of_a_text_stands_in_one_line(string text, string line) => Written.InOneLine(text).ShouldBe(line);

    [Fact]
    public void What_the_house_makes_of_whatever_was_stored_may_be_stored_again()
    {
        foreach (var typed in Typings.All.Where(t => t.InSeveral is not (Rejection.Empty or Rejection.NothingVisible)))
        {
            Written.WhyNot(Written.InOneLine($"前{typed.Text}"), Lines.One).ShouldBeNull(typed.ToString());
            Written.WhyNot(Written.InLines($"前{typed.Text}"), Lines.Several).ShouldBeNull(typed.ToString());
        }
    }
}
