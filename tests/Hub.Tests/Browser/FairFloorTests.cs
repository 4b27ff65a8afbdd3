using Hub.Tests.House;
using Microsoft.Playwright;
using static Hub.Tests.House.Commands;
using static Microsoft.Playwright.Assertions;

namespace Hub.Tests.Browser;

/// <summary>The fair floor on real screens: the chair orders, and whoever waits is told why.</summary>
public sealed class FairFloorTests(Stage stage) : IClassFixture<Stage>
{
    [Fact]
    public async Task Who_has_not_spoken_comes_first_and_whoever_waits_is_told_why_and_the_chairs_order_wins()
    {
        var room = await stage.Meeting();
        var people = await room.Crowd(2);
        await using var chair = await stage.Enter(1024, 768, touch: true);
        await using var phone = await stage.Enter(360, 760, touch: true);
        await chair.Sit($"/chair/{room.Id}", room.Codes["chair"], "周主席");
        await phone.Sit($"/m/{room.Id}", room.Codes["attend"], "老赵");
        await phone.Button("举手发言").ClickAsync();
        await chair.Button("请发言 · 老赵（未核实）").ClickAsync();
        await chair.Button("结束发言").ClickAsync();

        // He raises again before the others do.
        await phone.Button("举手发言").ClickAsync();
        await Expect(chair.Page.Locator("ol.hands li")).ToHaveCountAsync(1);
        foreach (var person in people)
        {
            (await person.Post(Of("raiseHand"))).ShouldBeDone();
        }

        await Expect(chair.Page.Locator("ol.hands li").First).ToContainTextAsync("老赵");
        await chair.Page.GetByRole(AriaRole.Radio, new PageGetByRoleOptions { Name = "公平次序" }).ClickAsync();
        await Expect(chair.Page.Locator("ol.hands li").Last).ToContainTextAsync("老赵");
        await Expect(chair.Page.Locator("ol.hands li").Last).ToContainTextAsync("前一位还没有发过言");
        await Expect(phone.Page.GetByText("公平次序：您排在第 3 位")).ToBeVisibleAsync();
        await phone.Button("为什么？").ClickAsync();
        await Expect(phone.Page.GetByText("前一位还没有发过言")).ToBeVisibleAsync();
        await chair.Screenshot("fair-chair");
        await phone.Screenshot("fair-phone");
        (await chair.Barriers()).ShouldBeEmpty();
        (await phone.Barriers()).ShouldBeEmpty();

        // One up, by the chair's hand.
        await chair.Button("上移 · 老赵（未核实）").ClickAsync();
        await Expect(phone.Page.GetByText("公平次序：您排在第 2 位")).ToBeVisibleAsync();
        await chair.Button("上移 · 老赵（未核实）").ClickAsync();
        await Expect(phone.Page.GetByText("公平次序：您排在第 1 位")).ToBeVisibleAsync();
        await Expect(phone.Page.GetByText("下一个就是您")).ToBeVisibleAsync();
        chair.Complaints.ShouldBeEmpty();
        phone.Complaints.ShouldBeEmpty();
    }

    /// <summary>One other: whoever raised first stands first already as the hands were raised, and only the order says that the chair put him there.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Taps_in_quick_succession_are_each_a_step_from_what_the_one_before_made(int others)
    {
        var room = await stage.Meeting();
        await using var chair = await stage.Enter(1024, 768, touch: true);
        await chair.Sit($"/chair/{room.Id}", room.Codes["chair"], "周主席");
        var first = await room.Join("老赵");
        (await first.Post(Of("raiseHand"))).ShouldBeDone();
        (await room.Chair.Post(Of("giveFloor", new { participant = first.Participant, seconds = 60 }))).ShouldBeDone();
        (await room.Chair.Post(Of("endFloor"))).ShouldBeDone();
        (await first.Post(Of("raiseHand"))).ShouldBeDone();
        foreach (var person in await room.Crowd(others))
        {
            (await person.Post(Of("raiseHand"))).ShouldBeDone();
        }

        (await room.Chair.Post(Of("setFloorPolicy", new { policy = "fair" }))).ShouldBeDone();
        await Expect(chair.Page.Locator("ol.hands li")).ToHaveCountAsync(others + 1);
        await Expect(chair.Page.Locator("ol.hands li b").Last).ToHaveTextAsync("老赵");
        for (var i = 0; i < others; i++)
        {
            await chair.Button("上移 · 老赵（未核实）").ClickAsync();
        }

        await Expect(chair.Page.Locator("ol.hands li b").First).ToHaveTextAsync("老赵");
        chair.Complaints.ShouldBeEmpty();
    }
}
