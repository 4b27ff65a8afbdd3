using System.Globalization;
using System.Text;
using Hub.Domain;
using Hub.Domain.Meetings;
using Hub.Server.Views;

namespace Hub.Server.Records;

/// <summary>
/// Meetings as an iCalendar file (RFC 5545): one to import, or many to subscribe to. It names no method (RFC 5546), so that whoever imports it is invited to
/// nothing, and <c>DTSTAMP</c> is when the meeting was changed last. Times are in UTC: every calendar shows them in its own zone, and none needs the rules of
/// the house's. It is written here, as Ical.Net folds a long line also between the two halves of a character beyond the first plane, which no reader puts
/// together again.
/// </summary>
internal static class CalendarFile
{
    public const string MediaType = "text/calendar; charset=utf-8";

    /// <summary>In octets, without the line's end (RFC 5545, 3.1).</summary>
    private const int LongestLine = 75;

    /// <summary>The least that an event lasts, and how long one lasts of which nothing is planned.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(30);

    /// <param name="name">Of the calendar to subscribe to; null: the file is of one meeting.</param>
    /// <param name="planned">How long meetings of a format last, in minutes.</param>
    /// <param name="house">Where people reach this house, without a slash at its end.</param>
    public static byte[] Of(IEnumerable<CalendarRow> meetings, string? name, Func<string, double> planned, string house, bool english)
    {
        var file = new StringBuilder();
        Line(file, "BEGIN", "VCALENDAR");
        Line(file, "VERSION", "2.0");
        Line(file, "PRODID", $"-//Consultation Hub//Meetings//{(english ? "EN" : "ZH")}");
        Line(file, "CALSCALE", "GREGORIAN");
        if (name is not null)
        {
            // RFC 7986, and as programs before it read the same.
            Line(file, "NAME", Escaped(name));
            Line(file, "X-WR-CALNAME", Escaped(name));
            Line(file, "REFRESH-INTERVAL;VALUE=DURATION", "PT1H");
            Line(file, "X-PUBLISHED-TTL", "PT1H");
        }

        foreach (var meeting in meetings)
        {
            if (meeting.StartsAt is { } startsAt)
            {
                Event(file, meeting, startsAt, planned(meeting.Format), house, english);
            }
        }

        Line(file, "END", "VCALENDAR");
        return Encoding.UTF8.GetBytes(file.ToString());
    }

    private static void Event(StringBuilder file, CalendarRow meeting, DateTimeOffset startsAt, double planned, string house, bool english)
    {
        var isCancelled = meeting.Status == MeetingStatus.Cancelled;
        var lasts = planned > Shortest.TotalMinutes ? TimeSpan.FromMinutes(planned) : Shortest;

        // A typing error puts a meeting at the end of time; the calendar of all the others goes on.
        var ends = startsAt > DateTimeOffset.MaxValue - lasts ? DateTimeOffset.MaxValue : startsAt + lasts;
        var page = $"{house}/{(meeting.Status is MeetingStatus.Closed or MeetingStatus.Cancelled ? "record" : "watch")}/{meeting.Id}";
        Line(file, "BEGIN", "VEVENT");

        // Of the meeting alone: the house may move to another address, and the event stays the one that it was.
        Line(file, "UID", $"meeting-{meeting.Id}");
        Line(file, "DTSTAMP", Utc(meeting.ChangedAt));
        Line(file, "LAST-MODIFIED", Utc(meeting.ChangedAt));
        Line(file, "SEQUENCE", meeting.Edits.ToString(CultureInfo.InvariantCulture));
        Line(file, "DTSTART", Utc(startsAt));
        Line(file, "DTEND", Utc(ends));
        Line(file, "SUMMARY", Escaped(isCancelled ? (english ? $"Cancelled: {meeting.Title}" : $"已取消：{meeting.Title}") : meeting.Title));
        Line(file, "STATUS", isCancelled ? "CANCELLED" : "CONFIRMED");
        if (isCancelled)
        {
            Line(file, "TRANSP", "TRANSPARENT");
        }

        if (meeting.Venue is { } venue)
        {
            Line(file, "LOCATION", Escaped(venue));
        }

        var why = meeting.Reason is { } reason ? (english ? $"Cancelled: {reason}\n" : $"取消原因：{reason}\n") : "";
        Line(file, "DESCRIPTION", Escaped(why + page));
        Line(file, "URL", page);
        Line(file, "END", "VEVENT");
    }

    private static string Utc(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Text (RFC 5545, 3.3.11); what is no text, such as a control character, is left out.</summary>
    private static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text.ReplaceLineEndings("\n"))
        {
            escaped.Append(c switch
            {
                '\\' or ';' or ',' => $"\\{c}",
                '\n' => "\\n",
                '\t' => " ",
                _ when char.IsControl(c) => "",
                _ => c.ToString(),
            });
        }

        return escaped.ToString();
    }

    /// <summary>One content line, folded between characters: each part but the first begins with a blank, which is no part of the text.</summary>
    private static void Line(StringBuilder file, string name, string value)
    {
        var octets = 0;
        foreach (var rune in $"{name}:{value}".EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > LongestLine)
            {
                file.Append("\r\n ");
                octets = 1;
            }

            file.Append(rune.ToString());
            octets += rune.Utf8SequenceLength;
        }

        file.Append("\r\n");
    }
}
