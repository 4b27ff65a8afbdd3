using Hub.Server.Access;
using Hub.Server.Access.Staff;
using Hub.Tests.House;
using Microsoft.Playwright;
using static Hub.Tests.House.Commands;
using static Microsoft.Playwright.Assertions;

namespace Hub.Tests.Browser;

/// <summary>Two pairs of eyes on real screens: one asks where the thing is, another agrees on one page, and phone and wall say what became of it.</summary>
public sealed class ConsentScreenTests(Stage stage) : IClassFixture<Stage>
{
    [Fact]
    public async Task One_asks_that_a_ballot_be_void_another_agrees_and_every_screen_says_so()
    {
        var room = await stage.Meeting();
        var ballot = (await room.Chair.Post(Of("openBallot", new { question = "是否先修东路？", kind = "approval", voters = "all" }))).ShouldBeDone().Made;
        (await (await room.Join("甲")).Post(Vote(ballot, "approve"))).ShouldBeDone();
        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        (await room.Chair.Post(Of("showScene", new { scene = "result", ballot }))).ShouldBeDone();
        await using var asks = await stage.Enter(1280, 900);
        await using var agrees = await stage.Enter(390, 844, ColorScheme.Dark, "en-US", touch: true);
        await using var phone = await stage.Enter(390, 844, touch: true);
        await using var wall = await stage.Enter(1280, 720);
        await Enter(asks);
        await Enter(agrees);
        await phone.Page.GotoAsync($"/watch/{room.Id}");
        await wall.Page.GotoAsync($"/screen/{room.Id}");
        await Expect(wall.Page.GetByText("是否先修东路？").First).ToBeVisibleAsync();

        await asks.Page.GotoAsync($"/record/{room.Id}");
        await asks.Button("宣布作废…").ClickAsync();
        await asks.Page.GetByLabel("理由").FillAsync("名册有误");
        await asks.Screenshot("consent-void-1280");
        await asks.Button("提出").ClickAsync();
        await Expect(asks.Page.GetByText("已提出，须由另一个账号同意（须两人同意的事项）。").First).ToBeVisibleAsync();
        await asks.Page.GotoAsync("/consents");
        await Expect(asks.Page.GetByText("由您提出，须由另一个账号同意。")).ToBeVisibleAsync();
        await Expect(asks.Button("同意")).ToHaveCountAsync(0);
        await Expect(asks.Page.Locator(".session").Filter(new LocatorFilterOptions { HasText = "名册有误" }).Locator(".badge")).ToHaveTextAsync("待同意");

        await agrees.Page.GotoAsync("/consents");
        await Expect(agrees.Page.GetByText("Reason: 名册有误")).ToBeVisibleAsync();
        await agrees.Screenshot("consents-390-dark");
        (await agrees.Barriers()).ShouldBeEmpty();
        await agrees.Button("Agree").ClickAsync();
        await agrees.Page.Locator("dialog[open]").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Agree", Exact = true }).ClickAsync();
        await Expect(agrees.Page.GetByText("It is done.").First).ToBeVisibleAsync();
        await Expect(agrees.Page.GetByText("Nothing waits.")).ToBeVisibleAsync();

        await Expect(wall.Page.GetByText("此次表决作废：名册有误").First).ToBeVisibleAsync();
        await wall.Screenshot("consent-wall-void");
        await Expect(phone.Page.GetByText("此次表决作废：名册有误").First).ToBeVisibleAsync();
        await phone.Screenshot("consent-phone-void");
        await asks.Page.GotoAsync($"/record/{room.Id}");
        await Expect(asks.Page.GetByText("此次表决作废：名册有误").First).ToBeVisibleAsync();
        await Expect(asks.Button("宣布作废…")).ToHaveCountAsync(0);
        new[] { asks, agrees, phone, wall }.SelectMany(v => v.Complaints).ShouldBeEmpty();
    }

    /// <summary>Guards a call that nobody could reach: whoever asked the staff to be unnamed was told that it cannot be done.</summary>
    [Fact]
    public async Task One_asks_that_a_name_be_removed_from_a_record_another_agrees_and_the_record_names_nobody()
    {
        var room = await stage.Meeting();
        (await (await room.Join("孙志远")).Post(Of("comment", new { text = "先修东路。" }))).ShouldBeDone();
        await using var asks = await stage.Enter(390, 844, touch: true);
        await using var agrees = await stage.Enter(1280, 900, ColorScheme.Dark, "en-US");
        await Enter(asks);
        await Enter(agrees);

        await asks.Page.GotoAsync($"/record/{room.Id}");
        await asks.Page.GetByText("记录中的姓名").ClickAsync();
        await Expect(asks.Page.GetByText("孙志远", new PageGetByTextOptions { Exact = true })).ToBeVisibleAsync();
        await asks.Button("删除姓名…").ClickAsync();
        await asks.Page.GetByLabel("理由").FillAsync("本人申请");
        await asks.Screenshot("consent-name-390");
        (await asks.Barriers()).ShouldBeEmpty();
        await asks.Button("提出").ClickAsync();
        await Expect(asks.Page.GetByText("已提出，须由另一个账号同意（须两人同意的事项）。").First).ToBeVisibleAsync();

        await agrees.Page.GotoAsync("/consents");
        var waiting = agrees.Page.Locator(".session").Filter(new LocatorFilterOptions { HasText = "孙志远" });
        await Expect(waiting).ToContainTextAsync("Remove a name");
        await waiting.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Agree", Exact = true }).ClickAsync();
        await agrees.Page.Locator("dialog[open]").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Agree", Exact = true }).ClickAsync();
        await Expect(agrees.Page.GetByText("It is done.").First).ToBeVisibleAsync();

        await asks.Page.GotoAsync($"/record/{room.Id}");
        await asks.Page.GetByText("记录中的姓名").ClickAsync();
        await Expect(asks.Page.GetByText("这份记录中没有可以删除的姓名。")).ToBeVisibleAsync();
        await Expect(asks.Page.GetByText("孙志远")).ToHaveCountAsync(0);
        new[] { asks, agrees }.SelectMany(v => v.Complaints).ShouldBeEmpty();
    }

    private async Task Enter(Visitor visitor) => await visitor.Page.Context.AddCookiesAsync(
        [new Cookie { Name = SessionCookie.Plain, Value = (await stage.Account(new AccountRole(StaffRole.Staff))).Token, Url = stage.Address.ToString() }]);
}
