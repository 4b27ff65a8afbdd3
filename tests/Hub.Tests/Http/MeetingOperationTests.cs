using System.Net;
using System.Text.Json;
using Hub.Domain;
using Hub.Server.Access.Staff;
using Hub.Tests.House;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Http;

/// <summary>Whoever makes a meeting, and does not hear what became of it, asks again.</summary>
public sealed class MeetingOperationTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    [Fact]
    public async Task A_meeting_that_is_made_again_under_its_op_is_the_same_with_the_same_codes()
    {
        var body = new { title = $"协商会 {Guid.NewGuid():n}", format = "grassroots", roll = "open", op = NewOp() };
        var first = await Made(body, house.OperatorToken);
        var again = await Made(body, house.OperatorToken);

        again.GetRawText().ShouldBe(first.GetRawText());
        (await house.Get($"/api/meetings?q={Uri.EscapeDataString(body.title)}", house.OperatorToken)).List("items").ShouldHaveSingleItem()
            .Text("id").ShouldBe(first.Text("id"));
        foreach (var (code, role) in new[] { ("attend", "attendee"), ("member", "member"), ("chair", "chair"), ("watch", "observer") })
        {
            using var joined = await house.Send(HttpMethod.Post, "/api/join", null, new { code = first.Text("codes", code), name = "某人" });
            (await OpenHouse.Json(joined)).Text("role").ShouldBe(role);
        }
    }

    /// <summary>Guards a code that was replaced on purpose: asking again does not bring it back.</summary>
    [Fact]
    public async Task A_code_that_was_replaced_since_stays_replaced()
    {
        var body = new { title = "协商会", format = "grassroots", roll = "open", op = NewOp() };
        var made = await Made(body, house.OperatorToken);
        using var renewed = await house.Send(HttpMethod.Post, $"/api/meetings/{made.Text("id")}/codes", house.OperatorToken, new { role = "chair" });
        var code = (await OpenHouse.Json(renewed)).Text("code");

        await Made(body, house.OperatorToken);

        using var old = await house.Send(HttpMethod.Post, "/api/join", null, new { code = made.Text("codes", "chair"), name = "某人" });
        using var now = await house.Send(HttpMethod.Post, "/api/join", null, new { code, name = "某人" });
        (old.IsSuccessStatusCode, now.StatusCode).ShouldBe((false, HttpStatusCode.OK));
    }

    [Fact]
    public async Task Another_body_under_the_same_op_is_refused_and_another_person_makes_another_meeting()
    {
        var op = NewOp();
        var (_, colleague) = await house.Account(new AccountRole(StaffRole.Staff));
        var made = await Made(new { title = "路灯怎么修", format = "grassroots", roll = "open", op }, house.OperatorToken);

        foreach (var other in new object[]
        {
            new { title = "停车怎么办", format = "grassroots", roll = "open", op },
            new { title = "路灯怎么修", format = "grassroots", roll = "open", expected = 5, op },
        })
        {
            using var refused = await house.Send(HttpMethod.Post, "/api/meetings", house.OperatorToken, other);
            (refused.StatusCode, (await OpenHouse.Json(refused)).Text("code")).ShouldBe((HttpStatusCode.Conflict, CamelCase.Of(Rejection.OtherBody)));
        }

        (await Made(new { title = "路灯怎么修", format = "grassroots", roll = "open", op }, colleague)).Text("id").ShouldNotBe(made.Text("id"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0123456789ABCDEF0123456789ABCDEF")]
    [InlineData("0123456789abcdef")]
    public async Task An_op_that_is_none_is_refused(string op)
    {
        using var refused = await house.Send(
            HttpMethod.Post, "/api/meetings", house.OperatorToken, new { title = "路灯怎么修", format = "grassroots", roll = "open", op });
        (refused.StatusCode, (await OpenHouse.Json(refused)).Text("code")).ShouldBe((HttpStatusCode.BadRequest, CamelCase.Of(Rejection.BadOperation)));
    }

    private async Task<JsonElement> Made(object body, string token)
    {
        using var answer = await house.Send(HttpMethod.Post, "/api/meetings", token, body);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        return await OpenHouse.Json(answer);
    }
}
