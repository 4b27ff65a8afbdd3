using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Domain.Texts;
using Hub.Server.Contracts;
using Hub.Server.Views;
using Calendar = Hub.Domain.Calendar;

namespace Hub.Server.Http;

/// <summary>
/// What a page shows before its script runs, and what its head says of it to whoever is sent the link. It says what whoever asked may read, and nothing else:
/// of a meeting that only codes open a stranger is told the house's name. The script draws the same over it, so that nothing jumps.
/// </summary>
/// <param name="Title">Of the page, as text.</param>
/// <param name="Description">As text.</param>
/// <param name="Body">HTML, within the element in which the script draws; empty: nothing is shown before.</param>
/// <param name="Style">The style sheet of the built pages without which this looks otherwise; null: the one of every page is enough.</param>
/// <param name="Script">The page's own script among the built ones, which is fetched at once with all that it needs; null: each is asked for by the one
/// before.</param>
internal sealed record FirstPaint(string Title, string Description, string Body = "", string? Style = null, string? Script = null)
{
    private const string Brand = "“码”上议";
    private const int MostDescription = 120;

    /// <summary>All letters stand as they are; what is markup, and what is no letter of the first plane, does not.</summary>
    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);

    private static readonly (string Page, string Zh, string En)[] Named =
    [
        ("topics", "议题", "Topics"), ("commitments", "交办事项", "Commitments"), ("meetings", "协商会议", "Meetings"), ("raise", "提出议题", "Raise a topic"),
        ("venues", "议事场所", "Venues"), ("members", "委员", "Members"), ("search", "搜索", "Search"), ("privacy", "个人信息与隐私", "Personal data and privacy"),
        ("accessibility", "无障碍声明", "Accessibility"), ("mine", "我的", "Mine"), ("departments", "责任部门", "Departments"),
    ];

    /// <summary>What is of a year, as its pages name it: behind the year in Chinese, before it in English.</summary>
    private static readonly (string Page, string Zh, string En)[] Yearly =
    [
        ("outputs", "年履职成果", "Outputs of"), ("ledger", "年履职台账", "Ledger of"), ("visits", "年走访与接待", "Visits and receptions of"),
        ("award", "年度履职优秀委员", "Excellent members of"),
    ];

    private static readonly string[] Lists = ["topics", "commitments", "meetings"];

    /// <param name="path">Of the page.</param>
    /// <param name="boot">What the page is opened with: what its reader may read of the room.</param>
    /// <param name="isChinese">Whether its reader reads Chinese; else English is written.</param>
    /// <param name="house">The house's days and hours.</param>
    /// <param name="now">The year of a report that names none.</param>
    /// <param name="format">What a format is called, by its id.</param>
    public static FirstPaint Of(
        PathString path, Boot boot, bool isChinese, Calendar house, DateTimeOffset now, Func<string, Text?> format)
    {
        var parts = (path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        var (page, key) = (parts.ElementAtOrDefault(0) ?? "", parts.ElementAtOrDefault(1));
        if (boot.Meeting?.Snapshot is { } meeting)
        {
            using var view = JsonDocument.Parse(meeting.Utf8);
            return OfMeeting(page, view.RootElement, isChinese, house, format);
        }

        if (boot.Topic?.Snapshot is { } topic)
        {
            using var view = JsonDocument.Parse(topic.Utf8);
            if (OfTopic(view.RootElement) is { } shown)
            {
                return shown;
            }
        }

        if (boot.Error is null && page == "" && parts.Length == 0)
        {
            return new FirstPaint(
                isChinese ? $"{Brand} · 有事好商量" : $"{Brand} · Talk it over", About(isChinese),
                Page(
                    "home",
                    "<section class=\"hero\"><h1>"
                    + (isChinese ? "有事好商量，\n众人的事情由众人商量。" : "What concerns everyone is talked over by everyone.")
                    + $"</h1><p>{(isChinese ? "扫码入场，看议程、提意见、举手发言、参加表决。" : About(isChinese))}</p></section>"),
                "home");
        }

        if (boot.Error is null && page is "report" or "plan")
        {
            var year = YearOf(key, house, now);
            return page == "report" ? OfReport(year, boot.Report, isChinese, house)
                : new FirstPaint($"{PlanOf(year, isChinese)} · {Brand}", PlanOf(year, isChinese));
        }

        if (boot.Error is null && Array.Find(Yearly, y => y.Page == page) is { Page: not null } yearly)
        {
            var of = YearOf(key, house, now);
            var name = isChinese ? $"{of} {yearly.Zh}" : $"{yearly.En} {of}";
            return new FirstPaint($"{name} · {Brand}", name);
        }

        if (boot.Error is null && Array.Find(Named, n => n.Page == page) is { Page: not null } known)
        {
            var name = isChinese ? known.Zh : known.En;
            var isList = key is null && Lists.Contains(page);
            return new FirstPaint($"{name} · {Brand}", About(isChinese), isList ? Page("lists-page", $"<h1>{name}</h1>") : "", isList ? "topics" : null);
        }

        return new FirstPaint(isChinese ? $"{Brand} · 有事好商量" : $"{Brand} · Talk it over", About(isChinese));
    }

    /// <summary>The year that a page is of by its address: of four digits, or else the house's year now.</summary>
    public static int YearOf(string? key, Calendar house, DateTimeOffset now) =>
        key is { Length: 4 } && int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var named) ? named : house.DayOf(now).Year;

    /// <summary>What stands in the head of the page: its title, and how a shared link is shown (the Open Graph protocol, ogp.me).</summary>
    /// <param name="picture">The address of a picture, absolute.</param>
    public string Head(string picture)
    {
        var (title, description) = (Encoded(Title), Encoded(Description));
        return $"<title>{title}</title>\n  <meta name=\"description\" content=\"{description}\">\n"
            + $"  <meta property=\"og:type\" content=\"website\">\n  <meta property=\"og:site_name\" content=\"{Encoded(Brand)}\">\n"
            + $"  <meta property=\"og:title\" content=\"{title}\">\n  <meta property=\"og:description\" content=\"{description}\">\n"
            + $"  <meta property=\"og:image\" content=\"{Encoded(picture)}\">";
    }

    private static string PlanOf(int year, bool isChinese) => isChinese ? $"{year} 年度协商计划" : $"The plan of {year}";

    /// <summary>Without its figures where they could not be read: the script asks for them, and says why.</summary>
    private static FirstPaint OfReport(int year, ReportView? report, bool isChinese, Calendar house)
    {
        var name = ReportPaint.NameOf(year, isChinese);
        var said = $"{Brand} · {(isChinese ? "有事好商量" : "Talk it over")}";

        // Whoever makes a link may name any place in it: in a shared link's picture stands only one of which there is something to tell.
        var place = report is not null && !ReportPaint.IsEmpty(report.Figures) ? report.Venue ?? report.County : null;
        return new FirstPaint(
            place is null ? $"{name} · {Brand}" : $"{name} · {place} · {Brand}", name,
            Page(
                "report",
                report is null ? $"<div class=\"report-head\"><p class=\"eyebrow\">{said}</p><h1>{name}</h1></div>"
                : ReportPaint.Body(report, said, isChinese, house, Encoded)),
            "report", "report");
    }

    private static FirstPaint OfMeeting(string page, JsonElement meeting, bool isChinese, Calendar house, Func<string, Text?> format)
    {
        var title = TextOf(meeting, "title") ?? "";
        var status = Enum.Parse<MeetingStatus>(TextOf(meeting, "status")!, ignoreCase: true);
        var when = TextOf(meeting, "startsAt") is { } at && DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, out var starts)
            ? Moment(TimeZoneInfo.ConvertTime(starts, house.Zone), isChinese) : null;
        var venue = TextOf(meeting, "venue");
        var named = TextOf(meeting, "format") is { } id && format(id) is { } text ? isChinese ? text.Zh : text.En : null;
        var said = string.Join(" · ", new[] { when, venue, StatusOf(status, isChinese) }.OfType<string>());
        var kind = page == "record" ? isChinese ? "会议记录" : "Record" : null;
        var where = string.Join(" · ", new[] { kind, named, venue }.OfType<string>());
        var head = $"<div class=\"title-block\"><p class=\"eyebrow\">{Encoded(where)}</p><h1>{Encoded(title)}</h1><p class=\"facts\">"
            + $"<span class=\"badge {CamelCase.Of(status)}\">{StatusOf(status, isChinese)}</span></p></div>";
        return new FirstPaint(
            $"{title} · {Brand}", said,
            page switch
            {
                "m" => Page("narrow", head + NowCard(meeting, status, when, isChinese)),
                "watch" => Page("watch", head),
                "record" => Page("record", head),
                _ => "",
            },
            page switch
            {
                "watch" => "observed",
                "record" => "record",
                _ => null,
            });
    }

    /// <summary>As the attendee's page draws it: which item of how many, or why there is none.</summary>
    private static string NowCard(JsonElement meeting, MeetingStatus status, string? when, bool isChinese)
    {
        var agenda = meeting.GetProperty("agenda");
        List<JsonElement> items = [.. agenda.GetProperty("items").EnumerateArray()];
        var current = TextOf(agenda, "current");
        var at = items.FindIndex(i => TextOf(i, "id") == current);
        var isCancelled = meeting.TryGetProperty("cancelled", out _);
        var over = at >= 0 ? isChinese ? $"议程 {at + 1}/{items.Count}" : $"Item {at + 1} of {items.Count}" : isChinese ? "当前" : "Now";
        var shown = at >= 0 ? Encoded(TextOf(items[at], "title") ?? "") : (status, isChinese) switch
        {
            (_, true) when isCancelled => "会议已取消",
            (_, false) when isCancelled => "This meeting was cancelled",
            (MeetingStatus.Closed or MeetingStatus.Cancelled, true) => "会议已结束，感谢您的参与。",
            (MeetingStatus.Closed or MeetingStatus.Cancelled, false) => "The meeting has closed. Thank you for taking part.",
            (MeetingStatus.Scheduled, true) => when is null ? "会议尚未开始，请稍候。" : $"{Encoded(when)} 开始",
            (MeetingStatus.Scheduled, false) => when is null ? "The meeting has not started yet." : $"Starts {Encoded(when)}",
            _ when items.Count > 0 && items.TrueForAll(i => TextOf(i, "status") == "done") => isChinese ? "议程已全部完成" : "The agenda is complete",
            _ => isChinese ? "议程尚未开始" : "The agenda has not started",
        };
        return $"<section class=\"card now\"><div class=\"now-line\"><p class=\"eyebrow\">{over}</p></div><h2>{shown}</h2></section>";
    }

    /// <returns>Null where its title is withheld.</returns>
    private static FirstPaint? OfTopic(JsonElement topic)
    {
        if (TextOf(topic, "title") is not { Length: > 0 } title)
        {
            return null;
        }

        var place = string.Join(" · ", new[] { TextOf(topic, "county"), TextOf(topic, "venue") }.OfType<string>());
        var text = Written.Shortened(Written.InOneLine(TextOf(topic, "text") ?? ""), MostDescription);
        return new FirstPaint(
            $"{title} · {Brand}", place.Length > 0 && text.Length > 0 ? $"{place} · {text}" : place + text,
            Page("narrow", $"<article class=\"topic\"><header class=\"card topic-head\"><h1>{Encoded(title)}</h1></header></article>"), "topics");
    }

    /// <summary>The head of every page, and its content in the element that the skip link leads to.</summary>
    private static string Page(string style, string content) =>
        $"<header class=\"head\"><a class=\"brand\" href=\"/\"><span>{Brand}</span></a></header><main id=\"main\" class=\"{style}\">{content}</main>";

    private static string About(bool isChinese) => isChinese
        ? "扫码参加协商会议：看议程、提意见、举手发言、参加表决。" : "Scan the code to follow the agenda, comment, ask for the floor and vote.";

    private static string StatusOf(MeetingStatus status, bool isChinese) => (status, isChinese) switch
    {
        (MeetingStatus.Scheduled, true) => "未开始",
        (MeetingStatus.Scheduled, false) => "Not started",
        (MeetingStatus.Open, true) => "进行中",
        (MeetingStatus.Open, false) => "In session",
        (MeetingStatus.Paused, true) => "休会中",
        (MeetingStatus.Paused, false) => "In recess",
        (MeetingStatus.Closed, true) => "已结束",
        (MeetingStatus.Closed, false) => "Closed",
        (_, true) => "已取消",
        _ => "Cancelled",
    };

    /// <summary>A moment on the house's clock, as the pages write it.</summary>
    private static string Moment(DateTimeOffset at, bool isChinese) => isChinese
        ? string.Create(CultureInfo.InvariantCulture, $"{at.Month}月{at.Day}日周{"日一二三四五六"[(int)at.DayOfWeek]} {at:HH:mm}")
        : string.Create(CultureInfo.InvariantCulture, $"{at:ddd, d MMM, HH:mm}");

    /// <summary>As HTML, without what would turn the direction of what follows it: in a head there is no element that could keep it in.</summary>
    private static string Encoded(string text) =>
        Html.Encode(string.Concat(text.EnumerateRunes().Where(r => r.Value is not (>= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069))));

    private static string? TextOf(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
