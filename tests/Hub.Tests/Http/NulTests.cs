using System.Net;
using Hub.Tests.House;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Http;

/// <summary>Guards every list of a cluster: PostgreSQL takes no U+0000, and one title with it stood in the way of all meetings behind it, for ever.</summary>
public sealed class NulTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    [Fact]
    public async Task A_text_with_a_character_that_no_person_writes_is_refused()
    {
        using var title = await house.Send(HttpMethod.Post, "/api/meetings", house.OperatorToken, new { title = "加\0装", format = "grassroots" });
        title.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var room = await house.Meeting();
        using var name = await house.Send(HttpMethod.Post, "/api/join", null, new { code = room.Codes["attend"], name = "李\0四" });
        name.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await room.Chair.Post(Comment("意\0见"))).ShouldBeRefused("unreadable");
        foreach (var query in new[] { "q", "format" })
        {
            using var list = await house.Send(HttpMethod.Get, $"/api/meetings?{query}=%00");
            list.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }
    }
}
