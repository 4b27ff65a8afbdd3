using System.Collections.Immutable;
using Hub.Domain;

namespace Hub.Domain.Tests.Texts;

/// <summary>What somebody types, and why it may not stand in one line, or in several; null where it may.</summary>
public sealed record Typing(string Text, Rejection? InOneLine, Rejection? InSeveral)
{
    public override string ToString() =>
        string.Concat(Text.Select(c => c is > ' ' and < '\u007f' ? c.ToString() : $"\\u{(int)c:x4}"));
}

/// <summary>What people type, what keyboards and programs add to it, and what nobody should: none is longer than 40 characters.</summary>
internal static class Typings
{
    /// <summary>Words and names in the scripts of the world: all may stand everywhere.</summary>
    public static readonly ImmutableArray<string> Words =
    [
        "王建国", "欧阳娜娜", "钱　七", "钱七", "诸葛 亮", "阿卜杜拉·买买提", "阿卜杜拉•买买提", "阿卜杜拉‧买买提", "阿卜杜拉・买买提", "阿卜杜拉．买买提", "古丽娜尔·吐尔逊",
        "努尔兰·阿不都满金", "叶尔肯∙别克", "ئابدۇللا مەمەت", "گۈلنار", "نۇرلان", "قازاق", "محمد بن سلمان", "عائشة", "فاطمة الزهراء", "علی‌رضا", "پژواک",
        "דוד בן־גוריון", "שלום עליכם",
        "ދިވެހި", "ܐܪܡܝܐ", "བསྟན་འཛིན", "རྡོ་རྗེ།", "ᠮᠣᠩᠭᠣᠯ", "ᠪᠠᠲᠤ", "ꆈꌠꉙ", "Нұрсұлтан Әбішұлы", "Қазақ тілі", "Ўзбекистон", "Ёлкина Зоя",
        "Ђорђе Ћосић", "Ελένη Παπαδοπούλου", "Ἀθῆναι",
        "Żółć Gęślą", "Nguyễn Thị Ánh", "İstanbul ılık", "Þórður Ægisson", "Straße", "Œuvre d’art", "Ľubomír Šťastný", "Ärzte Übung", "Çağrı",
        "Ōsaka", "Ħal Għaxaq", "O’Brien-Smith", "Jean‑Luc",
        "J. R. R. Tolkien", "हिन्दी में", "राजेश", "বাংলা", "ਪੰਜਾਬੀ", "ગુજરાતી", "தமிழ் மொழி", "తెలుగు", "ಕನ್ನಡ", "മലയാളം", "සිංහල", "ภาษาไทย",
        "ລາວ", "မြန်မာ", "ខ្មែរ", "ქართული", "Հայերեն",
        "አማርኛ", "ᏣᎳᎩ", "ᐃᓄᒃᑎᑐᑦ", "ߒߞߏ", "ⵜⴰⵎⴰⵣⵉⵖⵜ", "ひらがな", "カタカナ", "ｶﾀｶﾅ", "東京都港区", "𠮷田太郎", "𠮷野家", "𡈽方", "𬱖", "𪚥", "𰻝𰻝面", "葛\U000e0100城", "辻\ufe00",
        "한국어", "김철수", "ᄒᆞᆫ글", "ㄅㄆㄇ", "ㄱ", "粤語嘅",
        "⺠主", "⼀⼆⼈", "金 \uf900", "㈱東芝", "㍻三十年", "①②③", "½ 与 ¾", "x² + y³", "ﬁne ﬂight", "１２号楼", "ＦＳ９ＡＴＲＢ８", "Ａ座３层", "１．５", "１０：３０", "“引号”",
        "《条例》第三条", "—— 破折号", "……", "100%", "￥１００", "€ 20", "C#/.NET", "a@b.cn",
        "https://例子.cn/议题?a=1&b=2", "<b>粗</b>", "<script>alert(1)</script>", "'; DROP TABLE x; --", "=1+1", "@here", "${x}", "{{x}}", "\\n", "null",
        "-", ".", "0", "~", "\"", "　前后有空格　", " 前 ", "中间  两格", "中\u00a0间", "中\u2009间",
    ];

    /// <summary>Pictures, of many characters each, and letters with marks.</summary>
    public static readonly ImmutableArray<string> Clusters =
    [
        "😀", "👍🏽", "❤️", "☺", "👨‍👩‍👧", "👨‍👩‍👧‍👦", "🏳️‍🌈", "🏴‍☠️", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🇨🇳", "🇨🇳🇺🇳", "1️⃣", "#️⃣", "👩🏿‍🚀", "🧑‍🤝‍🧑", "🫱🏻‍🫲🏿", "🐻‍❄️", "😮‍💨",
        "🀄", "♠️", "⌚︎", "赞👍", "e\u0301", "a\u0308\u0304", "o\u0302\u0301", "Z\u0351\u036b\u0343", "g\u0303",
        "ก็", "क्षि", "நி", "각", "\u1112\u1161\u11ab", "ຳ", "ä\u0323", "\u0041\u030a", "\u212b", "\u2126", "𝒜𝓃𝓃𝒶", "𝟙𝟚𝟛", "🅰🅱", "🄰", "𐐷𐐲𐑌", "𓀀𓂀",
        "𒀀", "𐎠𐎼", "🜁", "𝄞", "🂡", "🁣", "𞤀𞤣", "𐤀𐤁",
    ];

    /// <summary>Something seen, with what is not: it may be so, as the spelling of the name is the same without.</summary>
    public static readonly ImmutableArray<string> WithUnseen =
    [
        "钱七\u200b", "\u200b钱七", "钱\u200c七", "钱\u200d七", "钱\u2060七", "\ufeff钱七", "钱七\u00ad", "钱\u034f七", "钱七\u3164", "钱\u2800七", "钱七\u115f",
        "钱七\u1160", "钱七\uffa0", "钱七\u180e", "钱七\ufe0f",
        "钱七\u200e", "钱七\u200f", "钱七\u061c", "钱七\u2061", "钱七\u206f", "钱七\ufff9", "钱七\U000e0001", "钱七\U000e0041", "钱七\U0001d173", "钱七\ufffc", "钱七\ufffd",
    ];

    /// <summary>Blanks alone are nothing, and always were.</summary>
    public static readonly ImmutableArray<string> Blank =
    [
        "", " ", "　", "\u00a0", "\u2003\u2009", "\t", "\n", "\r\n", " \n\t ",
        "\u2028", "\u1680", "\u202f", "\u205f", "\u3000\u3000", "\u0085",
    ];

    /// <summary>Nothing of it can be seen.</summary>
    public static readonly ImmutableArray<string> Unseen =
    [
        "\u200b", "\u2060", "\u3164", "\u2800", "\u200b\u200b\u200b", "\u00ad", "\u034f", "\u115f", "\u1160", "\u17b4", "\u180b", "\u180e", "\u200c",
        "\u200d", "\u200e", "\u200f", "\u061c", "\u2061", "\u2064", "\u206a", "\ufe0f", "\ufeff",
        "\uffa0", "\ufff9", "\ufffb", "\ufffc", "\U0001d159", "\U0001d173", "\U0001bca0", "\U000e0001", "\U000e0020", "\U000e0100", "\u2800\u2800",
        "\u3164\u3164", "\u200b \u2060", "\u0301", "\u0300\u0301", "\u20dd", "\u093f", "\u200d\ufe0f", "\u2065",
        "\U000e0fff", "\U00013430",
    ];

    /// <summary>What turns the direction of writing, also of what follows: in a text of several lines it ends with the paragraph.</summary>
    public static readonly ImmutableArray<string> Turning =
        ["甲\u202e乙", "\u202e反过来", "李\u202d四", "a\u202bb", "\u202aa\u202c", "a\u202c", "\u2066甲", "甲\u2067乙", "甲\u2068乙\u2069", "甲\u2069"];

    /// <summary>Lines and tabs: they are a part of a text of several lines, and of no name.</summary>
    public static readonly ImmutableArray<string> Lines = ["甲\n乙", "甲\r\n乙", "甲\t乙", "甲\u2028乙", "甲\u2029乙", "一、\n二、\n三、"];

    /// <summary>Controls that are a part of nothing.</summary>
    public static readonly ImmutableArray<string> Controls =
    [
        "甲\u0007", "\u0007甲", "甲\u0008乙", "甲\u000b乙", "甲\u000c乙", "甲\u001b[31m乙", "甲\u007f乙", "甲\u0080乙", "甲\u0085乙", "甲\u009b乙", "甲\r乙", "甲\u0001乙",
        "甲\u001f乙", "\u0002",
    ];

    /// <summary>Halves of characters, and what Unicode will never give a meaning.</summary>
    public static readonly ImmutableArray<string> Broken =
        ["甲\ud83d", "\ude00甲", "甲\ud842乙", "\udbb7\udbb7", "甲\uffff", "甲\ufffe乙", "甲\ufdd0", "\ufdef", "甲\U0001ffff", "\U0010fffe"];

    public static readonly ImmutableArray<Typing> All =
    [
        .. Words.Concat(Clusters).Concat(WithUnseen).Select(t => new Typing(t, null, null)),
        .. Blank.Select(t => new Typing(t, Rejection.Empty, Rejection.Empty)),
        .. Unseen.Select(t => new Typing(t, Rejection.NothingVisible, Rejection.NothingVisible)),
        .. Turning.Select(t => new Typing(t, Rejection.DirectionControl, null)),
        new Typing("\u202e", Rejection.DirectionControl, Rejection.NothingVisible),
        new Typing("\u2068\u2069", Rejection.DirectionControl, Rejection.NothingVisible),
        .. Lines.Select(t => new Typing(t, Rejection.ControlCharacter, null)),
        new Typing("\u200b\n\u200b", Rejection.ControlCharacter, Rejection.NothingVisible),
        .. Controls.Select(t => new Typing(t, Rejection.ControlCharacter, Rejection.ControlCharacter)),
        new Typing("甲\0乙", Rejection.Unreadable, Rejection.Unreadable),
        .. Broken.Select(t => new Typing(t, Rejection.BrokenCharacter, Rejection.BrokenCharacter)),
    ];
}
