using System.Net;
using Hub.Tests.House;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Http;

/// <summary>Times as programs and people write them (ISO 8601): with a zone they are that moment, and without one nobody knows which. Guards D9.</summary>
public sealed class TimeCallTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    [Theory]
    [InlineData("2026-12-01T09:00+14:00", "2026-11-30T19:00:00Z")]
    [InlineData("2026-12-01T09:00-12:00", "2026-12-01T21:00:00Z")]
    [InlineData("2026-12-01T09:00:30+05:45", "2026-12-01T03:15:30Z")]
    [InlineData("2026-03-29T02:30:00+01:00", "2026-03-29T01:30:00Z")]
    [InlineData("2026-11-01T01:30:00-04:00", "2026-11-01T05:30:00Z")]
    [InlineData("2026-11-01T01:30:00-05:00", "2026-11-01T06:30:00Z")]
    [InlineData("2028-02-29T23:59:59.5Z", "2028-02-29T23:59:59.5Z")]
    [InlineData("2026-12-01T09:00Z", "2026-12-01T09:00:00Z")]
    [InlineData("2026-12-01T09:00:00+08", "2026-12-01T01:00:00Z")]
    public async Task A_time_with_a_zone_is_that_moment(string startsAt, string moment)
    {
        using var answer = await Schedule(startsAt);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        var id = (await OpenHouse.Json(answer)).Text("id");
        (await house.Get($"/api/meetings/{id}")).At("snapshot").Text("startsAt").ShouldBe(moment);
    }

    [Theory]
    [InlineData("2026-12-01T09:00:00")]
    [InlineData("2026-12-01")]
    [InlineData("2026-12-01T09Z")]
    [InlineData("2026-12-01 09:00Z")]
    [InlineData("2026-12-01T24:00:00Z")]
    [InlineData("2026-12-31T23:59:60Z")]
    [InlineData("2026-02-30T09:00Z")]
    [InlineData("2026-12-01T09:00+15:00")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("２０２６-12-01T09:00Z")]
    [InlineData("")]
    public async Task A_time_that_is_no_moment_is_refused(string startsAt)
    {
        using var answer = await Schedule(startsAt);
        (answer.StatusCode, (await OpenHouse.Json(answer)).Text("code")).ShouldBe((HttpStatusCode.BadRequest, "unreadable"));
    }

    [Theory]
    [InlineData("2099-06-31")]
    [InlineData("2099-06-30T00:00Z")]
    [InlineData("30.06.2099")]
    [InlineData("2099-6-30")]
    public async Task A_day_is_a_day_and_nothing_else(string due)
    {
        var topic = await Topic.Raise(house);
        (await topic.Staff(Of("commit", new { department = "市水务局", what = "清淤", due }))).ShouldBeRefused("unreadable");
    }

    private Task<HttpResponseMessage> Schedule(string startsAt) =>
        house.Send(HttpMethod.Post, "/api/meetings", house.OperatorToken, new { title = $"协商会 {Guid.NewGuid():n}", format = "grassroots", startsAt });
}
