using Hub.Tests.House;
using static Hub.Tests.House.Commands;
using static Microsoft.Playwright.Assertions;

namespace Hub.Tests.Browser;

/// <summary>A live page moves while people use it.</summary>
public sealed class PressTests(Stage stage) : IClassFixture<Stage>
{
    [Fact]
    public async Task A_press_reaches_the_button_it_began_on_though_a_ballot_opens_under_the_finger()
    {
        var room = await stage.Meeting("standingCommittee");
        var voter = await room.Join("李梅", "member");
        (await voter.Post(Of("checkIn"))).ShouldBeDone();
        await using var member = await stage.Enter(360, 760, touch: true);
        await member.Sit($"/m/{room.Id}", room.Codes["member"], "王建国");
        var button = member.Button("签到");
        await button.ScrollIntoViewIfNeededAsync();
        var was = (await button.BoundingBoxAsync())!;
        await member.Page.Mouse.MoveAsync(was.X + 5, was.Y + 5);
        await member.Page.Mouse.DownAsync();

        (await room.Chair.Post(Of("openBallot", new { question = "是否同意？", kind = "approval" }))).ShouldBeDone();
        await Expect(member.Page.GetByText("是否同意？").First).ToBeVisibleAsync();
        (await button.BoundingBoxAsync())!.Y.ShouldBeGreaterThan(was.Y + 5, "the ballot pushes the button away from the finger");
        await member.Page.Mouse.UpAsync();

        await Expect(member.Page.GetByText("已签到").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_press_that_moves_away_is_taken_back()
    {
        var room = await stage.Meeting("standingCommittee");
        await using var member = await stage.Enter(360, 760, touch: true);
        await member.Sit($"/m/{room.Id}", room.Codes["member"], "王建国");
        var button = member.Button("签到");
        await button.ScrollIntoViewIfNeededAsync();
        var at = (await button.BoundingBoxAsync())!;
        await member.Page.Mouse.MoveAsync(at.X + 5, at.Y + 5);
        await member.Page.Mouse.DownAsync();
        await member.Page.Mouse.MoveAsync(at.X + 5, at.Y - 60);
        await member.Page.Mouse.UpAsync();

        // What is sent afterwards on the same connection is answered after it.
        await member.Button("举手发言").First.ClickAsync();
        await Expect(member.Button("放下")).ToBeVisibleAsync();
        await Expect(button).ToBeVisibleAsync();
    }
}
