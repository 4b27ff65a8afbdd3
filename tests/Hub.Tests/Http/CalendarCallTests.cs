using System.Net;
using System.Text;
using Hub.Tests.House;

namespace Hub.Tests.Http;

/// <summary>A meeting in people's own calendars.</summary>
public sealed class CalendarCallTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    [Fact]
    public async Task A_meeting_stays_one_event_of_a_calendar_whose_sequence_rises_until_it_is_called_off()
    {
        var room = await house.Meeting(open: false);
        using (var none = await house.Send(HttpMethod.Get, $"{room.Path}/calendar.ics"))
        {
            (none.StatusCode, (await OpenHouse.Json(none)).Text("code")).ShouldBe((HttpStatusCode.Conflict, "noTime"));
        }

        await Edit(room, new { title = "路灯，怎么修；先修哪段\\南段", venue = "三楼, 东厅", startsAt = "2031-05-18T09:00:00+08:00" });
        var first = await Lines($"{room.Path}/calendar.ics");
        first.ShouldContain($"UID:meeting-{room.Id}");
        first.ShouldContain("SEQUENCE:1");
        first.ShouldContain("DTSTART:20310518T010000Z");
        first.ShouldContain("SUMMARY:路灯，怎么修；先修哪段\\\\南段");
        first.ShouldContain("LOCATION:三楼\\, 东厅");
        first.ShouldContain("STATUS:CONFIRMED");

        await Edit(room, new { startsAt = "2031-05-19T09:00:00+08:00" });
        var moved = await Lines($"{room.Path}/calendar.ics");
        (Of(moved, "UID"), Of(moved, "SEQUENCE"), Of(moved, "DTSTART")).ShouldBe((Of(first, "UID"), "2", "20310519T010000Z"));

        (await room.Chair.Post(Commands.Of("cancel", new { reason = "台风，改期" }))).ShouldBeDone();
        var off = await Lines($"{room.Path}/calendar.ics");
        (Of(off, "UID"), Of(off, "SEQUENCE"), Of(off, "STATUS")).ShouldBe((Of(first, "UID"), "3", "CANCELLED"));
        Of(off, "DESCRIPTION").ShouldStartWith("取消原因：台风，改期\\n");
        (await Lines("/api/calendar.ics")).ShouldContain($"UID:meeting-{room.Id}", "who has subscribed learns that it is not held");
    }

    [Fact]
    public async Task The_calendar_to_subscribe_to_holds_the_public_meetings_of_a_place_alone()
    {
        var venue = $"会场 {Guid.NewGuid():n}";
        var (open, elsewhere) = (await house.Meeting(open: false), await house.Meeting(open: false));
        var hidden = await house.Meeting(open: false, visibility: "codes");
        await Edit(open, new { venue, startsAt = "2031-05-18T09:00:00+08:00" });
        await Edit(hidden, new { venue, startsAt = "2031-05-18T09:00:00+08:00" });
        await Edit(elsewhere, new { venue = "别处", startsAt = "2031-05-18T09:00:00+08:00" });

        var lines = await Lines($"/api/calendar.ics?venue={Uri.EscapeDataString(venue)}");

        lines.Where(l => l.StartsWith("UID:", StringComparison.Ordinal)).ShouldBe([$"UID:meeting-{open.Id}"]);
        lines.ShouldContain($"X-WR-CALNAME:协商会议 · {venue}");
        using var refused = await house.Send(HttpMethod.Get, $"{hidden.Path}/calendar.ics");
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    /// <summary>Guards a tag that nobody could answer with: what was not to be stored could not be asked about.</summary>
    [Fact]
    public async Task A_program_that_kept_the_calendar_is_told_that_it_is_still_right_and_sent_it_again_once_it_is_not()
    {
        var venue = $"会场 {Guid.NewGuid():n}";
        var path = $"/api/calendar.ics?venue={Uri.EscapeDataString(venue)}";
        var room = await house.Meeting(open: false);
        await Edit(room, new { venue, startsAt = "2031-05-18T09:00:00+08:00" });
        using var first = await house.Send(HttpMethod.Get, path);
        (first.Headers.CacheControl!.Private, first.Headers.CacheControl.NoCache, first.Headers.CacheControl.NoStore).ShouldBe((true, true, false));

        (await Again()).ShouldBe(HttpStatusCode.NotModified);
        await Edit(room, new { startsAt = "2031-05-19T09:00:00+08:00" });
        (await Again()).ShouldBe(HttpStatusCode.OK);

        async Task<HttpStatusCode> Again()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
            using var answer = await house.Http.SendAsync(request, TestContext.Current.CancellationToken);
            return answer.StatusCode;
        }
    }

    /// <summary>RFC 5545, 3.1: no line is longer than 75 octets, and no character is cut, also of those that UTF-16 writes in two halves.</summary>
    [Fact]
    public async Task A_long_title_is_folded_between_characters_and_reads_as_it_was_written()
    {
        var room = await house.Meeting(open: false);
        var title = string.Concat(Enumerable.Repeat("𠮷田😀路灯a", 12));
        await Edit(room, new { title, startsAt = "2031-05-18T09:00:00+08:00" });
        using var answer = await house.Send(HttpMethod.Get, $"{room.Path}/calendar.ics");
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        text.Split("\r\n").Max(l => Encoding.UTF8.GetByteCount(l)).ShouldBeInRange(72, 75);
        text.ShouldNotContain("\ufffd");
        text.Replace("\r\n ", "", StringComparison.Ordinal).Split("\r\n").ShouldContain($"SUMMARY:{title}");
    }

    [Theory]
    [InlineData("路灯怎么修", "路灯怎么修 2031-05-18.ics")]
    [InlineData("A/B: \"谁\"先修?", "A B 谁 先修 2031-05-18.ics")]
    [InlineData("𠮷田 😀", "𠮷田 😀 2031-05-18.ics")]
    [InlineData("...", "meeting 2031-05-18.ics")]
    public async Task A_file_is_called_by_title_and_day_and_has_a_plain_name_beside(string title, string name)
    {
        var room = await house.Meeting(open: false);
        await Edit(room, new { title, startsAt = "2031-05-18T00:30:00+08:00" });
        using var answer = await house.Send(HttpMethod.Get, $"{room.Path}/calendar.ics");

        answer.Content.Headers.GetValues("Content-Disposition").ShouldHaveSingleItem()
            .ShouldBe($"attachment; filename=\"meeting-{room.Id}.ics\"; filename*=UTF-8''{Uri.EscapeDataString(name)}");
    }

    private async Task Edit(Room room, object body)
    {
        using var edited = await house.Send(HttpMethod.Patch, room.Path, house.OperatorToken, body);
        edited.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>The lines of a file, unfolded.</summary>
    private async Task<string[]> Lines(string path)
    {
        using var answer = await house.Send(HttpMethod.Get, path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/calendar; charset=utf-8");
        return (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Replace("\r\n ", "", StringComparison.Ordinal).Split("\r\n");
    }

    private static string Of(string[] lines, string name) =>
        lines.Single(l => l.StartsWith($"{name}:", StringComparison.Ordinal))[(name.Length + 1)..];
}
