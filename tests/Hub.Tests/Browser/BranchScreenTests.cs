using System.Net;
using System.Text.Json;
using Hub.Tests.House;
using Microsoft.Playwright;
using static Hub.Tests.House.Commands;
using static Microsoft.Playwright.Assertions;

namespace Hub.Tests.Browser;

/// <summary>A hub and two branches on their screens: the phone in a branch, both walls, the hub's chair and a branch's.</summary>
public sealed class BranchScreenTests(Stage stage) : IClassFixture<Stage>
{
    private const string Question = "要不要加一班公交？";

    [Fact]
    public async Task Two_branches_follow_their_hub_and_vote_with_it_and_one_goes_its_own_way()
    {
        var hub = await stage.Meeting();
        var (east, west) = (await Branch(hub, "城东分会场"), await Branch(hub, "城西分会场"));
        await using var chair = await stage.Enter(1280, 800);
        await chair.Sit($"/chair/{hub.Id}", hub.Codes["chair"], "周主席");
        await using var steward = await stage.Enter(1280, 800, ColorScheme.Dark, "en-GB");
        await steward.Sit($"/chair/{east.Id}", east.Codes["chair"], "Wu");
        await using var phone = await stage.Enter(360, 760, touch: true);
        await phone.Sit($"/m/{east.Id}", east.Codes["attend"], "赵云");
        await using var inEast = await stage.Enter(1280, 720);
        await inEast.Page.GotoAsync($"/screen/{east.Id}");
        await using var inWest = await stage.Enter(1280, 720, ColorScheme.Dark, "en-GB");
        await inWest.Page.GotoAsync($"/screen/{west.Id}");

        // Until the hub begins, a branch's wall says how to join the branch.
        await Expect(inEast.Page.Locator("main[data-scene=join]")).ToBeVisibleAsync();
        var item = (await hub.Snapshot()).List("agenda", "items")[1];
        (await hub.Chair.Post(Of("startItem", new { item = item.Text("id") }))).ShouldBeDone();
        foreach (var wall in new[] { inEast, inWest })
        {
            await Expect(wall.Page.Locator("main[data-hub][data-scene=item]")).ToContainTextAsync(item.Text("title"));
        }

        await Expect(phone.Page.Locator(".hub")).ToContainTextAsync(item.Text("title"));
        await phone.Screenshot("branch-phone-item");

        // One ballot, at the hub, in which the phone in the branch votes.
        var ballot = (await hub.Chair.Post(Approval(Question))).Made;
        foreach (var wall in new[] { inEast, inWest })
        {
            await Expect(wall.Page.Locator("main[data-hub][data-scene=ballot]")).ToContainTextAsync(Question);
        }

        await inWest.Screenshot("branch-wall-ballot-en-dark");
        await phone.Page.GetByRole(AriaRole.Radio, new PageGetByRoleOptions { Name = "赞成", Exact = true }).CheckAsync(new LocatorCheckOptions { Force = true });
        await phone.Button("投票").ClickAsync();
        await Expect(phone.Page.GetByText("已计票：赞成").First).ToBeVisibleAsync();
        (await hub.Snapshot()).List("ballots")[0].Number("tally", "counts", "approve").ShouldBe(1);
        await phone.Screenshot("branch-phone-voted");
        (await phone.Barriers()).ShouldBeEmpty();
        await Expect(chair.Page.Locator(".branches summary")).ToContainTextAsync("分会场 2 个");
        await chair.Page.Locator(".branches summary").ClickAsync();
        var row = chair.Page.Locator(".branches-list tr").Filter(new LocatorFilterOptions { HasText = "城东分会场" });
        await Expect(row.Locator(".choices")).ToHaveTextAsync("1 · 赞成 1");
        await chair.Screenshot("branch-hub-chair");
        (await chair.Barriers()).ShouldBeEmpty();

        // What the steward puts forward stands at the hub with the branch's name.
        await phone.Page.Locator(".composer textarea").FillAsync("末班车太早");
        await phone.Page.Locator(".composer button[type=submit]").ClickAsync();
        await Expect(steward.Page.Locator(".queue")).ToContainTextAsync("末班车太早");
        await steward.Page.Locator(".queue").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "To the main venue" }).ClickAsync();
        await Expect(chair.Page.Locator(".queue")).ToContainTextAsync("赵云 · 城东分会场");
        await steward.Screenshot("branch-steward-en-dark");
        (await steward.Barriers()).ShouldBeEmpty();

        // A ballot of the branch's own is on its own wall alone.
        (await hub.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        await Expect(inWest.Page.Locator("main[data-hub][data-scene=result]")).ToContainTextAsync(Question);
        (await east.Chair.Post(Approval("我们社区先试一个月，行不行？"))).ShouldBeDone();
        await Expect(inEast.Page.Locator("main[data-scene=ballot]:not([data-hub])")).ToContainTextAsync("我们社区先试一个月，行不行？");
        await Expect(inWest.Page.Locator("main[data-hub][data-scene=result]")).ToBeVisibleAsync();
        await inEast.Screenshot("branch-wall-own");

        new[] { chair, steward, phone, inEast, inWest }.SelectMany(v => v.Complaints).ShouldBeEmpty();
    }

    /// <summary>A branch that is open, with a chair.</summary>
    private async Task<Room> Branch(Room hub, string title)
    {
        using var answer = await stage.Send(
            HttpMethod.Post, "/api/meetings", stage.OperatorToken, new { title, format = "grassroots", roll = "open", hub = hub.Id });
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        var made = await OpenHouse.Json(answer);
        var room = new Room(stage, made.Text("id"), made.At("codes").Deserialize<Dictionary<string, string>>()!);
        room.Chair = await room.Join("分会场主持人", "chair");
        (await room.Chair.Post(Of("open"))).ShouldBeDone();
        return room;
    }
}
