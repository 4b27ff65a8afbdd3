using System.Globalization;
using System.Text;
using Hub.Server.Views;
using Calendar = Hub.Domain.Calendar;

namespace Hub.Server.Http;

/// <summary>
/// The report of a year as far as it stands before the page's script runs: its name and place, and the great figures with the rule behind them. The pictures
/// come with the script, below them, as they are drawn for the width of the screen. <c>pages/report.tsx</c> draws the same from the same figures, word by
/// word; a browser test compares them.
/// </summary>
internal static class ReportPaint
{
    private const int Few = 10;

    private static readonly string[] MonthsEn = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"];

    /// <summary>What the page is called.</summary>
    public static string NameOf(int year, bool isChinese) => isChinese ? $"{Plain(year)} 年度履职答卷" : $"The record of {Plain(year)}";

    /// <summary>Whether nothing at all was counted, so that the page says how to begin in place of figures.</summary>
    public static bool IsEmpty(Figures f) => f.Topics + f.Activities + f.Resolved + f.Interactions + f.Satisfaction.N + f.Apart.N == 0
        && Array.TrueForAll<int?>(
            [f.PlanItems, f.Proposals, f.Speeches, f.Sentiment, f.StudySessions, f.Seminars, f.Lectures, f.CampaignProblems, f.Projects, f.BusinessOpinions,
                f.Documents, f.Trained, f.Recruited],
            n => n is null or 0);

    /// <param name="brand">The name of the house and what it says of itself, as HTML.</param>
    /// <param name="encode">Makes HTML of text that people wrote.</param>
    /// <returns>HTML, within the page's <c>main</c>.</returns>
    public static string Body(ReportView report, string brand, bool isChinese, Calendar house, Func<string, string> encode)
    {
        var html = new StringBuilder("<div class=\"report-head\">").Append(CultureInfo.InvariantCulture, $"<p class=\"eyebrow\">{brand}</p>");
        var (name, place) = (NameOf(report.Year, isChinese), PlaceOf(report, isChinese));
        html.Append(CultureInfo.InvariantCulture, $"<h1>{name}</h1><p class=\"report-place\">{encode(place)}</p>")
            .Append(CultureInfo.InvariantCulture, $"<p class=\"hint figures\">{AsOf(TimeZoneInfo.ConvertTime(report.AsOf, house.Zone), isChinese)}</p>");
        Ways(html, report, name, isChinese, encode);
        html.Append("</div>");
        if (IsEmpty(report.Figures))
        {
            html.Append("<div class=\"card empty\"><p>")
                .Append(
                    isChinese ? $"{Plain(report.Year)} 年还没有记录。提出第一个议题，数字就会从这里开始。"
                    : $"Nothing is recorded in {Plain(report.Year)} yet. Raise the first topic, and the figures begin here.")
                .Append("</p><p><a class=\"button primary\" href=\"/raise\">").Append(isChinese ? "提出议题" : "Raise a topic").Append("</a></p></div>");
        }
        else
        {
            Greats(html, report, isChinese, encode);
        }

        return html.ToString();
    }

    private static string PlaceOf(ReportView report, bool isChinese) => report.Venue is { } venue
        ? report.County is { } county ? $"{county} · {venue}" : venue : report.County ?? (isChinese ? "全市" : "The whole city");

    private static string AsOf(DateTimeOffset at, bool isChinese) => isChinese
        ? string.Create(CultureInfo.InvariantCulture, $"数据截至 {at.Year}年{at.Month}月{at.Day}日 {at:HH:mm:ss}，随时更新")
        : string.Create(CultureInfo.InvariantCulture, $"As of {at.Day} {MonthsEn[at.Month - 1]} {at.Year} {at:HH:mm:ss}, and counting");

    /// <summary>To the years beside it, and to the same as a file. The button to print does nothing until the script is there.</summary>
    private static void Ways(StringBuilder html, ReportView report, string name, bool isChinese, Func<string, string> encode)
    {
        var place = Query(("county", report.County), ("venue", report.Venue));
        var data = $"/api/reports/{Plain(report.Year)}";
        html.Append(CultureInfo.InvariantCulture, $"<nav class=\"buttons no-print\" aria-label=\"{name}\">");
        Link($"/report/{Plain(report.Year - 1)}{Asked(place)}", $"‹ {Plain(report.Year - 1)}", $" title=\"{(isChinese ? "上一年" : "Year before")}\"");
        Link($"/report/{Plain(report.Year + 1)}{Asked(place)}", $"{Plain(report.Year + 1)} ›", $" title=\"{(isChinese ? "下一年" : "Next year")}\"");
        if (place.Length > 0)
        {
            Link($"/report/{Plain(report.Year)}", isChinese ? "回到全市" : "Back to the city", "");
        }

        html.Append("<button type=\"button\">").Append(isChinese ? "打印 / 存为 PDF" : "Print / PDF").Append("</button>");
        Link($"{data}?{place}", "JSON", $" download=\"report-{Plain(report.Year)}.json\"");
        Link($"{data}.csv?{place}", isChinese ? "CSV 表格" : "CSV table", "");
        html.Append("</nav>");

        void Link(string to, string text, string more) => html.Append("<a class=\"button\" href=\"").Append(encode(to)).Append('"').Append(more).Append('>')
            .Append(text).Append("</a>");
    }

    private static void Greats(StringBuilder html, ReportView report, bool isChinese, Func<string, string> encode)
    {
        var (now, before) = (report.Figures, report.Before);
        html.Append("<section class=\"greats\">");
        Great("/topics", [], isChinese ? "征集议题" : "Topics collected", isChinese ? "件" : "", now.Topics, before.Topics);
        Great("/meetings", [("status", "closed")], isChinese ? "协商议事活动" : "Consultations held", isChinese ? "场" : "", now.Activities, before.Activities);
        Great("/commitments", [("status", "done")], isChinese ? "解决急难愁盼问题" : "Problems resolved", isChinese ? "件" : "", now.Resolved, before.Resolved);
        Figure("#months", "great card", Number(now.Interactions), isChinese ? "人次" : "", isChinese ? "点赞、跟帖" : "Likes and replies");
        html.Append(Compared(now.Interactions, before.Interactions, isChinese)).Append("</a>");
        Satisfied(html, report, isChinese);
        html.Append("</section>").Append("<p class=\"hint how\">").Append(encode(Rule(isChinese))).Append("</p>");

        void Great(string list, (string Name, string? Value)[] which, string name, string unit, int value, int was)
        {
            var query = Query([("year", Plain(report.Year)), ("county", report.County), ("venue", report.Venue), .. which]);
            Figure($"{list}?{query}", "great card", Number(value), unit, name);
            html.Append(Compared(value, was, isChinese)).Append("</a>");
        }

        void Figure(string to, string style, string value, string unit, string name) => html.Append("<a class=\"").Append(style).Append("\" href=\"")
            .Append(encode(to)).Append("\"><b class=\"figures\">").Append(value).Append(unit.Length > 0 ? $"<small>{unit}</small>" : "").Append("</b><span>")
            .Append(name).Append("</span>");
    }

    private static void Satisfied(StringBuilder html, ReportView report, bool isChinese)
    {
        var (now, apart) = (report.Figures.Satisfaction, report.Figures.Apart);
        var of = (now.N == 0, isChinese) switch
        {
            (true, true) => "还没有评价",
            (true, false) => "No ratings yet",
            (false, true) => $"{Number(now.N)} 人评价",
            (false, false) => $"of {Number(now.N)} ratings",
        };
        html.Append("<a class=\"great card warm\" href=\"#scores\"><b class=\"figures\">").Append(RateOf(now)).Append("</b><span>")
            .Append(isChinese ? $"满意率（{of}）" : $"Satisfied ({of})").Append("</span>");
        if (report.Before.Satisfaction is { Rate: not null } before)
        {
            html.Append("<span class=\"compared figures\">").Append(Plain(report.Year - 1)).Append(": ").Append(RateOf(before)).Append("</span>");
        }

        if (apart.Rate is { } rate)
        {
            html.Append("<span class=\"compared figures\">").Append((CountOf(apart), isChinese) switch
            {
                ({ } count, true) => $"另有 {Plain(apart.N)} 人（身份未核实，或办结后才关注）的评价单独列出：{Plain(count)} 人满意，不计入",
                ({ } count, false) =>
                    $"Apart, of guests and of those who followed only after it was done: {Plain(count)} of {Plain(apart.N)} satisfied, not counted",
                (null, true) => $"另有 {Number(apart.N)} 人（身份未核实，或办结后才关注）的评价单独列出：满意率 {Percent(rate)}，不计入",
                (null, false) =>
                    $"Apart, of guests and of those who followed only after it was done: {Percent(rate)} satisfied (n = {Number(apart.N)}), not counted",
            }).Append("</span>");
        }

        html.Append("</a>");
    }

    private static string Compared(int now, int before, bool isChinese)
    {
        var by = before == 0 ? (int?)null : Rounded((now - before) / (double)before * 100);
        var said = (by, before < Few, isChinese) switch
        {
            (null, _, true) => "首年",
            (null, _, false) => "first year",
            (0, _, true) => "与上年持平",
            (0, _, false) => "as the year before",
            // One more than two is no growth of a half.
            (_, true, true) => $"上年 {Number(before)}",
            (_, true, false) => $"{Number(before)} the year before",
            ( > 0, _, true) => $"比上年 ▲ {Plain(by.Value)}%",
            ( > 0, _, false) => $"▲ {Plain(by.Value)}% on the year before",
            (_, _, true) => $"比上年 ▼ {Plain(-by.Value)}%",
            _ => $"▼ {Plain(-by.Value)}% on the year before",
        };
        return $"<span class=\"compared\">{said}</span>";
    }

    private static int Rounded(double percent) => (int)Math.Round(percent, MidpointRounding.AwayFromZero);

    private static string RateOf(SatisfactionFigure of) =>
        of.Rate is not { } rate ? "—" : CountOf(of) is { } count ? $"{Plain(count)} / {Plain(of.N)}" : Percent(rate);

    /// <summary>How many of them were satisfied, where they are too few for a rate.</summary>
    private static int? CountOf(SatisfactionFigure of) => of is { Rate: { } rate, N: < Few } ? (int)Math.Floor(rate * of.N + 0.5) : null;

    /// <summary>Rounded half up to two decimals; never 100 % unless it is.</summary>
    private static string Percent(double rate)
    {
        var rounded = Math.Floor(Math.Round(rate * 1e4, 6, MidpointRounding.AwayFromZero) + 0.5) / 100;
        return string.Create(CultureInfo.InvariantCulture, $"{(rate < 1 && rounded >= 100 ? 99.99 : rounded):N2} %");
    }

    private static string Rule(bool isChinese) => isChinese
        ? "满意率 = 打 4 分和 5 分的人数 ÷ 计入的评价人数；每人一次，可以修改，以最近一次为准。 "
            + "只有议题的提出人，以及身份已核实（委员）、在（最近一次）办结前已关注议题的人，评价才计入满意率。"
            + "提出人打 1 分或 2 分，或者三位这样的关注者都打 1 分或 2 分，即退回承办单位重新办理。"
            + "其他人（身份未核实的访客，或办结后才关注的人）的评价单独列出，不计入满意率，也不改变办理进度。更早的评价按当时的规则计入。 "
            + "只有已办结的交办事项才计入：由工作人员办结，或承办单位报告办结后，经工作人员或提出人确认。仅报告、尚未确认的不计，也不能评价。"
        : "Satisfied: those who gave 4 or 5, of all whose rating counts; one rating a person, which may be changed, and the newest is taken. "
            + "Only who raised the topic counts, or is known to the house (a member) and followed it before its (last) completion. "
            + "One score of 1 or 2 by the raiser, or such scores by three of these followers, sends it back to the department. "
            + "The ratings of everybody else (guests, and who followed only after it was done) "
            + "are shown apart: they move neither the rate nor the progress. Older ratings count by the rule of their day. "
            + "Only what is done counts: completed by staff, or reported done by its department and acknowledged by staff or by who raised the topic. "
            + "What is only reported is not counted, and not rated.";

    private static string Asked(string query) => query.Length > 0 ? $"?{query}" : "";

    /// <summary>As a browser writes it (the WHATWG URL standard, application/x-www-form-urlencoded), without what is not given.</summary>
    private static string Query(params ReadOnlySpan<(string Name, string? Value)> of)
    {
        var query = new StringBuilder();
        foreach (var (name, value) in of)
        {
            if (value is { Length: > 0 })
            {
                var written = Uri.EscapeDataString(value).Replace("%20", "+", StringComparison.Ordinal).Replace("%2A", "*", StringComparison.Ordinal)
                    .Replace("~", "%7E", StringComparison.Ordinal);
                query.Append(query.Length > 0 ? "&" : "").Append(name).Append('=').Append(written);
            }
        }

        return query.ToString();
    }

    private static string Plain(int n) => n.ToString(CultureInfo.InvariantCulture);

    private static string Number(int n) => n.ToString("N0", CultureInfo.InvariantCulture);
}
