using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Hub.Domain;
using Hub.Server.Contracts;
using Hub.Server.Http;
using Hub.Server.Views;

namespace Hub.Tests.Http;

/// <summary>What a page shows before its script runs, and how a shared link is shown: text is never markup, and a stranger is told nothing.</summary>
public sealed partial class FirstPaintTests
{
    private static readonly Calendar House = new(TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"));
    private static readonly DateTimeOffset Now = new(2026, 12, 31, 17, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("</title><img src=x onerror=alert(1)>")]
    [InlineData("\"><meta http-equiv=\"refresh\" content=\"0\">")]
    [InlineData("他说：'好' & \"行\"")]
    [InlineData("مشكلة الإنارة في الحي")]
    [InlineData("老幼👨‍👩‍👧同乐🎉𠮷野家")]
    public void A_title_is_text_and_nothing_else_wherever_it_stands(string title)
    {
        foreach (var paint in new[] { OfMeeting("/m/FS9ATRB8", new { id = "m1", title }), OfTopic(new { id = "t1", title, text = title, county = title }) })
        {
            var head = paint.Head("https://hub.example/share.png");
            foreach (var written in new[] { TitleForm().Match(head).Groups["title"].Value, Raw(head, "og:title") })
            {
                WebUtility.HtmlDecode(written).ShouldBe($"{title} · “码”上议");
                written.ShouldNotContain("<");
                written.ShouldNotContain("\"");
            }

            var shown = HeadingForm().Match(paint.Body).Groups["text"].Value;
            WebUtility.HtmlDecode(shown).ShouldBe(title);
            shown.ShouldNotContain("<");
            ElementForm().Matches(paint.Body).Select(e => e.Groups["name"].Value).Distinct()
                .ShouldBeSubsetOf(["header", "a", "span", "main", "div", "p", "h1", "h2", "section", "article"]);
            ElementForm().Matches(head).Select(e => e.Groups["name"].Value).Distinct().ShouldBe(["title", "meta"], ignoreOrder: true);
        }
    }

    [Fact]
    public void What_turns_the_direction_of_writing_does_not_reach_beyond_the_title()
    {
        var head = OfMeeting("/m/FS9ATRB8", new { id = "m1", title = "甲\u202e乙\u2067丙" }).Head("https://hub.example/share.png");
        Content(head, "og:title").ShouldBe("甲乙丙 · “码”上议");
    }

    [Fact]
    public void A_shared_meeting_says_when_where_and_how_far_it_is()
    {
        var meeting = new { id = "m1", title = "河下古镇停车协商会", status = "scheduled", venue = "河下社区议事室", startsAt = "2026-12-01T01:05:00+00:00" };
        Content(OfMeeting("/watch/m1", meeting).Head("https://hub.example/share.png"), "og:description").ShouldBe("12月1日周二 09:05 · 河下社区议事室 · 未开始");
        Content(OfMeeting("/watch/m1", meeting, isChinese: false).Head("https://hub.example/share.png"), "og:description")
            .ShouldBe("Tue, 1 Dec, 09:05 · 河下社区议事室 · Not started");
        Content(OfMeeting("/m/FS9ATRB8", meeting).Head("https://hub.example/share.png"), "og:image").ShouldBe("https://hub.example/share.png");
    }

    [Fact]
    public void The_now_card_says_which_item_of_how_many_or_why_there_is_none()
    {
        object[] items =
        [
            new { id = "i1", title = "通报", status = "done" }, new { id = "i2", title = "议<一>议", status = "active" },
            new { id = "i3", title = "小结", status = "planned" },
        ];
        Card(new { items, current = "i2" }).ShouldBe(("议程 2/3", "议<一>议"));
        Card(new { items, current = (string?)null }).ShouldBe(("当前", "议程尚未开始"));
        Card(new { items = new[] { items[0] }, current = (string?)null }).ShouldBe(("当前", "议程已全部完成"));
        Card(new { items, current = (string?)null }, "closed").ShouldBe(("当前", "会议已结束，感谢您的参与。"));
        Card(new { items, current = (string?)null }, "scheduled").ShouldBe(("当前", "会议尚未开始，请稍候。"));

        static (string Over, string Shown) Card(object agenda, string status = "open")
        {
            var body = OfMeeting("/m/FS9ATRB8", new { id = "m1", title = "会", status, agenda }).Body;
            var card = CardForm().Match(body);
            return (card.Groups["over"].Value, WebUtility.HtmlDecode(card.Groups["shown"].Value));
        }
    }

    /// <summary>Guards the page that most shared links lead to, which was empty until its script ran.</summary>
    [Theory]
    [InlineData(true, "会议记录 · 河下社区议事室", "已结束")]
    [InlineData(false, "Record · 河下社区议事室", "Closed")]
    public void A_record_says_what_it_is_of_where_and_that_the_meeting_is_over(bool isChinese, string where, string status)
    {
        var paint = OfMeeting("/record/m1", new { id = "m1", title = "河下古镇<停车>协商会", status = "closed", venue = "河下社区议事室" }, isChinese);
        paint.Body.ShouldContain(
            $"<main id=\"main\" class=\"record\"><div class=\"title-block\"><p class=\"eyebrow\">{where}</p><h1>河下古镇&lt;停车&gt;协商会</h1>"
            + $"<p class=\"facts\"><span class=\"badge closed\">{status}</span></p></div></main>");
        paint.Style.ShouldBe("record");
        Content(paint.Head(""), "og:title").ShouldBe("河下古镇<停车>协商会 · “码”上议");
        Content(paint.Head(""), "og:description").ShouldBe($"河下社区议事室 · {status}");
    }

    [Theory]
    [InlineData("/m/FS9ATRB8", "forbidden")]
    [InlineData("/record/m1", "forbidden")]
    [InlineData("/topics/t1", "unknownRoom")]
    [InlineData("/nowhere", "unknownPage")]
    public void Who_may_not_read_a_room_is_told_the_houses_name_alone(string path, string error)
    {
        var paint = FirstPaint.Of(path, new Boot(null, null, "FS9ATRB8", null, error), true, House, Now, _ => null);
        (paint.Title, paint.Body).ShouldBe(("“码”上议 · 有事好商量", ""));
    }

    [Fact]
    public void A_topic_whose_title_is_withheld_says_nothing_of_itself() =>
        OfTopic(new { id = "t1", title = "", text = "", county = "涟水县" }).Head("").ShouldNotContain("涟水县");

    /// <summary>The house's year, and not that of the machine: in Shanghai it is already the next one.</summary>
    [Theory]
    [InlineData("/report", true, "2027 年度履职答卷")]
    [InlineData("/report/2025", true, "2025 年度履职答卷")]
    [InlineData("/report/2025", false, "The record of 2025")]
    [InlineData("/topics", true, "议题")]
    [InlineData("/meetings", false, "Meetings")]
    public void A_list_and_a_report_have_their_name_at_once(string path, bool isChinese, string name)
    {
        var paint = FirstPaint.Of(path, new Boot(null, null, null, null, null), isChinese, House, Now, _ => null);
        paint.Title.ShouldBe($"{name} · “码”上议");
        HeadingForm().Match(paint.Body).Groups["text"].Value.ShouldBe(name);
    }

    /// <summary>Guards S13: a link to what a year's registers hold was shared under the name of the start page.</summary>
    [Theory]
    [InlineData("/outputs/2025", true, "2025 年履职成果")]
    [InlineData("/outputs", false, "Outputs of 2027")]
    [InlineData("/ledger/2024", true, "2024 年履职台账")]
    [InlineData("/visits/20250", true, "2027 年走访与接待")]
    [InlineData("/award/2025", false, "Excellent members of 2025")]
    [InlineData("/departments", true, "责任部门")]
    [InlineData("/venues/v1", true, "议事场所")]
    public void A_shared_link_to_a_register_says_what_it_leads_to(string path, bool isChinese, string name)
    {
        var paint = FirstPaint.Of(path, new Boot(null, null, null, null, null), isChinese, House, Now, _ => null);
        Content(paint.Head(""), "og:title").ShouldBe($"{name} · “码”上议");
        paint.Head("").ShouldContain($"<title>{name} · “码”上议</title>");
    }

    /// <summary>Guards S13: of a year's report a slow phone showed the name alone until script and figures had come.</summary>
    [Fact]
    public void A_report_has_its_great_figures_at_once()
    {
        var now = new Figures(27_082, 14_668, 11, 1_156_800, new SatisfactionFigure(0.99996, 20_000), new SatisfactionFigure(0.5, 3));
        var before = new Figures(20_000, 14_668, 12, 9, new SatisfactionFigure(0.625, 8), new SatisfactionFigure(null, 0));

        Greats(OfYear(now, before)).ShouldBe(
        [
            "27,082件征集议题比上年 ▲ 35%", "14,668场协商议事活动与上年持平", "11件解决急难愁盼问题比上年 ▼ 8%", "1,156,800人次点赞、跟帖上年 9",
            "99.99 %满意率（20,000 人评价）2025: 5 / 8另有 3 人（身份未核实，或办结后才关注）的评价单独列出：2 人满意，不计入",
        ]);
        Greats(OfYear(now, before, isChinese: false)).ShouldBe(
        [
            "27,082Topics collected▲ 35% on the year before", "14,668Consultations heldas the year before", "11Problems resolved▼ 8% on the year before",
            "1,156,800Likes and replies9 the year before",
            "99.99 %Satisfied (of 20,000 ratings)2025: 5 / 8"
                + "Apart, of guests and of those who followed only after it was done: 2 of 3 satisfied, not counted",
        ]);
        Greats(OfYear(now with { Satisfaction = new SatisfactionFigure(null, 0), Apart = new SatisfactionFigure(0.5, 20) }, Nothing))[4]
            .ShouldBe("—满意率（还没有评价）另有 20 人（身份未核实，或办结后才关注）的评价单独列出：满意率 50.00 %，不计入");
        Greats(OfYear(now, Nothing))[0].ShouldBe("27,082件征集议题首年");
        OfYear(now, before).Body.ShouldContain("<p class=\"report-place\">全市</p><p class=\"hint figures\">数据截至 2027年1月1日 01:00:00，随时更新</p>");
        OfYear(now, before, isChinese: false).Body.ShouldContain("As of 1 Jan 2027 01:00:00, and counting");
        (OfYear(now, before).Style, OfYear(now, before).Script).ShouldBe(("report", "report"));
    }

    [Theory]
    [InlineData("</script><script>alert(1)</script>")]
    [InlineData("\"><img src=x onerror='alert(1)'>")]
    [InlineData("حي \"النور\" & مياه")]
    [InlineData("𠮷田👨‍👩‍👧 + 50% ~*!()")]
    public void A_place_in_a_report_is_text_and_nothing_else_wherever_it_stands(string place)
    {
        var paint = OfYear(Nothing with { Topics = 1 }, Nothing, county: place, venue: place);
        WebUtility.HtmlDecode(PlaceForm().Match(paint.Body).Groups["text"].Value).ShouldBe($"{place} · {place}");
        ElementForm().Matches(paint.Body).Select(e => e.Groups["name"].Value).Distinct()
            .ShouldBeSubsetOf(["header", "a", "span", "main", "div", "p", "h1", "nav", "button", "section", "b", "small"]);
        paint.Title.ShouldBe($"2026 年度履职答卷 · {place} · “码”上议");
        var links = LinkForm().Matches(paint.Body).Select(l => WebUtility.HtmlDecode(l.Groups["to"].Value)).ToList();
        links.Count(l => Uri.UnescapeDataString(l.Replace('+', ' ')).Contains($"county={place}&venue={place}", StringComparison.Ordinal)).ShouldBe(7);
    }

    /// <summary>Whoever makes a link may name a place in it: the page of a shared link is not headed by whatever they wrote.</summary>
    [Fact]
    public void A_year_of_which_there_is_nothing_says_how_to_begin_and_names_no_place_in_its_head()
    {
        var paint = OfYear(Nothing, Nothing, county: "市长辞职");
        paint.Title.ShouldBe("2026 年度履职答卷 · “码”上议");
        paint.Body.ShouldEndWith("<div class=\"card empty\"><p>2026 年还没有记录。提出第一个议题，数字就会从这里开始。</p>"
            + "<p><a class=\"button primary\" href=\"/raise\">提出议题</a></p></div></main>");
        OfYear(Nothing with { Seminars = 1 }, Nothing).Body.ShouldContain("<section class=\"greats\">");
    }

    private static readonly Figures Nothing = new(0, 0, 0, 0, new SatisfactionFigure(null, 0), new SatisfactionFigure(null, 0));

    private static FirstPaint OfYear(Figures now, Figures before, bool isChinese = true, string? county = null, string? venue = null) => FirstPaint.Of(
        "/report/2026",
        new Boot(null, null, null, null, null, Report: new ReportView(2026, Now, county, venue, now, before, [], [], [], [], [], [], [])), isChinese, House,
        Now, _ => null);

    /// <returns>The text of each great figure.</returns>
    private static string[] Greats(FirstPaint paint) =>
        [.. GreatForm().Matches(paint.Body).Select(g => WebUtility.HtmlDecode(TagForm().Replace(g.Groups["inner"].Value, "")))];

    [Fact]
    public void A_long_text_is_cut_between_characters_as_people_see_them()
    {
        var description = OfTopic(new { id = "t1", title = "题", text = string.Concat(Enumerable.Repeat("👨‍👩‍👧", 200)) }).Description;
        description.ShouldBe(string.Concat(Enumerable.Repeat("👨‍👩‍👧", 23)) + "…");
    }

    private static FirstPaint OfMeeting(string path, object meeting, bool isChinese = true)
    {
        var view = JsonSerializer.SerializeToNode(meeting)!.AsObject();
        view.TryAdd("status", "open");
        view.TryAdd("agenda", new JsonObject { ["items"] = new JsonArray() });
        return FirstPaint.Of(path, new Boot(null, null, null, Answer(view), null), isChinese, House, Now, _ => null);
    }

    private static FirstPaint OfTopic(object topic) => FirstPaint.Of(
        "/topics/t1", new Boot(null, null, null, null, null, Answer(JsonSerializer.SerializeToNode(topic)!)), true, House, Now, _ => null);

    private static JoinAnswer Answer(JsonNode view) =>
        new("1", 1, Now, null, new RawJson(JsonSerializer.SerializeToUtf8Bytes(view)), null);

    private static string Content(string head, string property) => WebUtility.HtmlDecode(Raw(head, property));

    private static string Raw(string head, string property) =>
        Regex.Match(head, $"<meta property=\"{property}\" content=\"(?<content>[^\"]*)\">").Groups["content"].Value;

    [GeneratedRegex("<title>(?<title>.*?)</title>")]
    private static partial Regex TitleForm();

    [GeneratedRegex("<h1>(?<text>.*?)</h1>")]
    private static partial Regex HeadingForm();

    [GeneratedRegex("<p class=\"report-place\">(?<text>.*?)</p>")]
    private static partial Regex PlaceForm();

    [GeneratedRegex("<a class=\"great card[^>]*>(?<inner>.*?)</a>")]
    private static partial Regex GreatForm();

    [GeneratedRegex("<a class=\"[^\"]*\" href=\"(?<to>[^\"]*)\"")]
    private static partial Regex LinkForm();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex TagForm();

    [GeneratedRegex("<(?<name>[a-z0-9]+)")]
    private static partial Regex ElementForm();

    [GeneratedRegex("<section class=\"card now\">.*?<p class=\"eyebrow\">(?<over>.*?)</p>.*?<h2>(?<shown>.*?)</h2>")]
    private static partial Regex CardForm();
}
