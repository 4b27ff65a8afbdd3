using System.Text.RegularExpressions;
using Hub.Tests.House;
using Microsoft.Playwright;
using static Hub.Tests.House.Commands;
using static Microsoft.Playwright.Assertions;

namespace Hub.Tests.Browser;

/// <summary>A house that shows who may vote how the votes stand once they have.</summary>
public sealed class LateTallyStage() : Stage(["--Ballots:TallyBeforeVote=false"]);

/// <summary>Ballots of the rarer kinds as the voter, the chair and the wall see them, and the proof that stays afterwards.</summary>
public sealed class BallotScreenTests(Stage stage, LateTallyStage late) : IClassFixture<Stage>, IClassFixture<LateTallyStage>
{
    /// <summary>Guards S12: who had still to vote was shown how the others had voted, in a house that wanted it otherwise.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_has_still_to_vote_sees_how_the_votes_stand_only_where_the_house_shows_it(bool beforeToo)
    {
        Stage house = beforeToo ? stage : late;
        var room = await house.Meeting();
        var other = await room.Join("李梅", "member");
        await using var phone = await house.Enter(360, 760, touch: true);
        await phone.Sit($"/m/{room.Id}", room.Codes["member"], "王建国");
        var ballot = (await room.Chair.Post(Approval("是否同意报送？", results: "live"))).ShouldBeDone().Made;
        (await other.Post(Vote(ballot, "oppose"))).ShouldBeDone();

        var against = phone.Page.Locator(".bars li.oppose").First;
        var afterMine = phone.Page.GetByText("投票后可以看到目前的票数。").First;
        await Expect(beforeToo ? against : afterMine).ToBeVisibleAsync();
        await Expect(beforeToo ? afterMine : against).ToHaveCountAsync(0);
        (await phone.Barriers()).ShouldBeEmpty();

        await phone.Page.GetByRole(AriaRole.Radio, new PageGetByRoleOptions { Name = "反对", Exact = true })
            .CheckAsync(new LocatorCheckOptions { Force = true });
        await phone.Button("投票").ClickAsync();
        await Expect(phone.Page.GetByText("已计票：反对").First).ToBeVisibleAsync();
        await Expect(against).ToContainTextAsync("2 票");
        await Expect(afterMine).ToHaveCountAsync(0);
        phone.Complaints.ShouldBeEmpty();
    }

    /// <summary>Guards R5: who left a candidate out was counted as abstaining, and was not told before.</summary>
    [Fact]
    public async Task Who_leaves_a_candidate_out_is_told_what_that_counts_as_before_it_is_sent()
    {
        var room = await stage.Meeting("standingCommittee");
        var asked = new { question = "推选召集人", kind = "election", max = 1, options = new[] { "王建国", "李梅", "赵志强" } };
        await using var member = await stage.Enter(360, 760, touch: true);
        await member.Sit($"/m/{room.Id}", room.Codes["member"], "王建国");
        await member.Button("签到").ClickAsync();
        await Expect(member.Page.GetByText("已签到").First).ToBeVisibleAsync();
        var ballot = (await room.Chair.Post(Of("openBallot", asked))).ShouldBeDone().Made;
        await member.Page.GetByRole(AriaRole.Radiogroup, new PageGetByRoleOptions { Name = "王建国" })
            .GetByRole(AriaRole.Radio, new LocatorGetByRoleOptions { Name = "赞成" }).CheckAsync(new LocatorCheckOptions { Force = true });

        await member.Button("投票").ClickAsync();
        await Expect(member.Page.GetByText("2 位未表态，将计为弃权。").First).ToBeVisibleAsync();
        (await room.Snapshot()).List("ballots")[0].At("tally").Number("cast").ShouldBe(0);

        // A choice more, and it is said anew of those who are still left out.
        await member.Page.GetByRole(AriaRole.Radiogroup, new PageGetByRoleOptions { Name = "李梅" })
            .GetByRole(AriaRole.Radio, new LocatorGetByRoleOptions { Name = "反对" }).CheckAsync(new LocatorCheckOptions { Force = true });
        await member.Page.Locator(".ballot button[type=submit]").First.ClickAsync();
        await Expect(member.Page.GetByText("1 位未表态，将计为弃权。").First).ToBeVisibleAsync();
        await member.Screenshot("m-left-out");
        await member.Page.Locator(".ballot button[type=submit]").First.ClickAsync();
        await Expect(member.Page.GetByText("已计票").First).ToBeVisibleAsync();
        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        (await room.Snapshot()).List("ballots")[0].At("tally", "counts").Number("o3:abstain").ShouldBe(1);
    }

    [Fact]
    public async Task An_election_is_opened_voted_counted_by_hand_too_and_checked_vote_by_vote()
    {
        var room = await stage.Meeting("standingCommittee");
        var others = await room.Crowd(4, "member");
        foreach (var other in others)
        {
            (await other.Post(Of("checkIn"))).ShouldBeDone();
        }

        await using var chair = await stage.Enter(1024, 768, touch: true);
        await using var member = await stage.Enter(360, 760, touch: true);
        await using var wall = await stage.Enter(1920, 1080, ColorScheme.Dark);
        await chair.Sit($"/chair/{room.Id}", room.Codes["chair"], "周主席");
        await member.Sit($"/m/{room.Id}", room.Codes["member"], "王建国");
        await member.Button("签到").ClickAsync();
        await Expect(member.Page.GetByText("已签到").First).ToBeVisibleAsync();
        await wall.Page.GotoAsync($"/screen/{room.Id}");

        // The chair: candidates, seats, and by what it is decided.
        await chair.Page.GetByLabel("表决事项").FillAsync("推选本次协商会召集人");
        await chair.Page.GetByRole(AriaRole.Radio, new PageGetByRoleOptions { Name = "选举" }).CheckAsync(new LocatorCheckOptions { Force = true });
        await chair.Page.GetByLabel("候选人（每行一位）").FillAsync("王建国\n李梅\n赵志强");
        await chair.Page.GetByLabel("应选人数").FillAsync("2");
        await chair.Page.GetByText("通过条件").ClickAsync();
        await chair.Page.GetByLabel("多数", new PageGetByLabelOptions { Exact = true }).SelectOptionAsync("absolute");
        await chair.Page.GetByLabel("计算基数").SelectOptionAsync("present");
        await chair.Page.GetByLabel("法定人数").SelectOptionAsync("1/2");
        await chair.Screenshot("chair-election-form");
        await chair.Button("开始表决").ClickAsync();

        // The voter: no more than two for, and the answer in words.
        foreach (var (candidate, answer) in new[] { ("王建国", "赞成"), ("李梅", "赞成"), ("赵志强", "弃权") })
        {
            await member.Page.GetByRole(AriaRole.Radiogroup, new PageGetByRoleOptions { Name = candidate })
                .GetByRole(AriaRole.Radio, new LocatorGetByRoleOptions { Name = answer }).CheckAsync(new LocatorCheckOptions { Force = true });
        }

        await Expect(
            member.Page.GetByRole(AriaRole.Radiogroup, new PageGetByRoleOptions { Name = "赵志强" })
            .GetByRole(AriaRole.Radio, new LocatorGetByRoleOptions { Name = "赞成" })).ToBeDisabledAsync();
        await member.Screenshot("m-election");
        await member.Button("投票").ClickAsync();
        await Expect(member.Page.GetByText("已计票：王建国 赞成、李梅 赞成、赵志强 弃权").First).ToBeVisibleAsync();
        var ballot = (await room.Snapshot()).List("ballots")[0].Text("id");
        (await others[0].Post(Vote(ballot, "o1:approve", "o2:oppose", "o3:oppose"))).ShouldBeDone();
        (await others[1].Post(Vote(ballot, "o1:approve", "o2:approve", "o3:oppose"))).ShouldBeDone();

        // The clerk counts one hand.
        await Expect(chair.Page.GetByText("还有 2 人未投")).ToBeVisibleAsync();
        await chair.Page.GetByText("举手计数").ClickAsync();
        foreach (var label in new[] { "王建国 赞成", "李梅 反对", "赵志强 反对" })
        {
            await chair.Page.GetByLabel(label).FillAsync("1");
        }

        await chair.Button("录入").ClickAsync();
        await Expect(chair.Page.GetByText("还有 1 人未投")).ToBeVisibleAsync();
        await chair.Screenshot("chair-election");
        await chair.Button("结束表决").ClickAsync();
        await chair.Button("确定结束").ClickAsync();
        await chair.Button("结果").ClickAsync();
        await Expect(wall.Page.GetByText(new Regex("选出 1 / 2")).First).ToBeVisibleAsync();
        await wall.Screenshot("screen-election-result");

        // Whoever wants to know looks each vote up.
        await member.Page.GetByText("核对每一票").ClickAsync();
        await Expect(member.Page.GetByText("我的凭证")).ToBeVisibleAsync();
        await Expect(member.Page.Locator(".votes li.mine")).ToContainTextAsync("王建国 赞成、李梅 赞成、赵志强 弃权");
        await Expect(member.Page.Locator(".votes li")).ToHaveCountAsync(3);
        await member.Page.Locator(".published").ScrollIntoViewIfNeededAsync();
        await member.Screenshot("m-votes");
        (await member.Barriers()).ShouldBeEmpty();
        (await chair.Barriers()).ShouldBeEmpty();
        new[] { chair, member, wall }.SelectMany(v => v.Complaints).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_confidential_rating_says_what_stays_secret_and_from_whom()
    {
        var room = await stage.Meeting();
        await using var member = await stage.Enter(360, 760, ColorScheme.Dark, "en-GB", touch: true);
        await member.Sit($"/m/{room.Id}", room.Codes["member"], "Wang Jianguo");
        var ballot =
            (await room.Chair.Post(Of("openBallot", new { question = "How was the matter handled?", kind = "rating", secrecy = "confidential" })))
            .ShouldBeDone().Made;
        await Expect(member.Page.GetByText(new Regex("Confidential: an operator could look"))).ToBeVisibleAsync();
        await member.Page.GetByRole(AriaRole.Radio, new PageGetByRoleOptions { Name = "4", Exact = true }).CheckAsync(new LocatorCheckOptions { Force = true });
        await member.Button("Vote").ClickAsync();
        await Expect(member.Page.GetByText("Counted: 4").First).ToBeVisibleAsync();
        await member.Screenshot("m-confidential-en-dark");
        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        await Expect(member.Page.GetByText("Mean 4.00").First).ToBeVisibleAsync();
        await member.Page.ReloadAsync();
        await Expect(member.Page.GetByText("what you chose can no longer be looked up").First).ToBeVisibleAsync();
        (await member.Barriers()).ShouldBeEmpty();
        member.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_sector_weighs_its_votes_and_one_votes_for_another()
    {
        var room = await stage.Meeting("sectorConsultation");
        await using var chair = await stage.Enter(1024, 768, touch: true);
        await using var member = await stage.Enter(360, 760, touch: true);
        await using var wall = await stage.Enter(1920, 1080, ColorScheme.Dark);
        await chair.Sit($"/chair/{room.Id}", room.Codes["chair"], "周主席");
        var delegated = await room.Join("李梅", "member");
        (await delegated.Post(Of("checkIn"))).ShouldBeDone();
        (await (await room.Join("赵志强", "member")).Post(Of("checkIn"))).ShouldBeDone();
        await member.Sit($"/m/{room.Id}", room.Codes["member"], "王建国");
        await member.Button("签到").ClickAsync();
        await Expect(member.Page.GetByText("已签到").First).ToBeVisibleAsync();
        await wall.Page.GotoAsync($"/screen/{room.Id}");

        await chair.Page.GetByText("票权与委托").ClickAsync();
        await chair.Page.GetByLabel("李梅（未核实） 的票权").FillAsync("2.5");
        await chair.Page.GetByRole(AriaRole.Listitem).Filter(new LocatorFilterOptions { HasText = "李梅" })
            .GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "保存" }).ClickAsync();
        await Expect(chair.Page.GetByLabel("李梅（未核实） 的票权")).ToHaveValueAsync("2.5");
        await chair.Screenshot("chair-weights");

        // From the member's phone: who votes for me.
        await member.Page.GetByText("委托投票").ClickAsync();
        await member.Page.GetByLabel("受托人").SelectOptionAsync(new SelectOptionValue { Label = "赵志强（未核实）" });
        await member.Button("保存").ClickAsync();
        await Expect(member.Page.GetByText("委托已保存。").First).ToBeVisibleAsync();
        await member.Page.GetByLabel("受托人").SelectOptionAsync("");
        await member.Button("保存").ClickAsync();
        await member.Screenshot("m-delegate");
        var wang = (await People(room)).Single(p => p.Text("name") == "王建国").Text("participant");
        (await delegated.Post(Of("delegate", new { to = wang }))).ShouldBeDone();

        // The chair starts from what such meetings often vote on.
        await chair.Button("是否同意以本界别名义提出该项建议？").ClickAsync();
        await Expect(chair.Page.GetByLabel("表决事项")).ToHaveValueAsync("是否同意以本界别名义提出该项建议？");
        await chair.Button("开始表决").ClickAsync();
        await member.Page.GetByRole(AriaRole.Radio, new PageGetByRoleOptions { Name = "赞成", Exact = true })
            .CheckAsync(new LocatorCheckOptions { Force = true });
        await member.Button("投票").ClickAsync();
        await Expect(member.Page.GetByText("票权 3.5 / 4.5").First).ToBeVisibleAsync();
        await member.Screenshot("m-weighted");
        await chair.Page.GetByText("还有 1 人未投").ClickAsync();
        await Expect(chair.Page.Locator("details", new PageLocatorOptions { HasText = "还有 1 人未投" }).GetByText("赵志强")).ToBeVisibleAsync();
        await chair.Screenshot("chair-missing");
        await chair.Button("结束表决").ClickAsync();
        await chair.Button("确定结束").ClickAsync();
        await chair.Button("结果").ClickAsync();
        await Expect(wall.Page.GetByText(new Regex("赞成 3.5")).First).ToBeVisibleAsync();
        await wall.Screenshot("screen-weighted-result");
        await member.Page.GetByText("核对每一票").ClickAsync();
        await Expect(member.Page.Locator(".votes li.mine")).ToContainTextAsync("并代 李梅（未核实） · 票权 2.5 投票");
        await member.Screenshot("m-represented");
        await using var reader = await stage.Enter(1024, 768);
        await reader.Page.GotoAsync($"/record/{room.Id}");
        await Expect(reader.Page.GetByText(new Regex("通过：赞成 3.5"))).ToBeVisibleAsync();
        await reader.Page.GetByText("核对每一票").ClickAsync();
        await Expect(reader.Page.Locator(".votes li")).ToHaveCountAsync(1);
        await reader.Screenshot("record");
        (await reader.Barriers()).ShouldBeEmpty();
        reader.Complaints.ShouldBeEmpty();
        (await member.Barriers()).ShouldBeEmpty();
        (await chair.Barriers()).ShouldBeEmpty();
        new[] { chair, member, wall }.SelectMany(v => v.Complaints).ShouldBeEmpty();

        async Task<IEnumerable<System.Text.Json.JsonElement>> People(Room of) => (await stage.Get($"{of.Path}/people", of.Chair.Token)).EnumerateArray();
    }

    /// <summary>Guards the member in the chair, who had to leave it to vote.</summary>
    [Theory]
    [InlineData(1024, 768, "zh-CN", ColorScheme.Light)]
    [InlineData(390, 844, "en-GB", ColorScheme.Dark)]
    public async Task A_member_who_presides_checks_in_and_votes_on_the_page_of_the_chair(int width, int height, string locale, ColorScheme light)
    {
        string Say(string zh, string en) => locale == "zh-CN" ? zh : en;
        var room = await stage.Meeting("standingCommittee");
        (await (await room.Join("李梅", "member")).Post(Of("checkIn"))).ShouldBeDone();
        await using var presiding = await stage.Enter(width, height, light, locale, touch: true);
        await presiding.Sit($"/m/{room.Id}", room.Codes["member"], "周主席");
        await presiding.Sit($"/chair/{room.Id}", room.Codes["chair"], "周主席");
        await presiding.Part(Say("表决", "Ballot"));
        await Expect(presiding.Page.GetByText(Say("您以委员身份主持，签到后即可表决。", "You preside as a member: check in to vote."))).ToBeVisibleAsync();
        await presiding.Screenshot($"presides-away-{width}-{locale}");
        (await presiding.Barriers()).ShouldBeEmpty();
        await presiding.Button(Say("签到", "Check in")).ClickAsync();
        await Expect(presiding.Page.GetByText(Say("您以委员身份主持，签到后即可表决。", "You preside as a member: check in to vote."))).ToBeHiddenAsync();

        await presiding.Page.GetByLabel(Say("表决事项", "Question")).FillAsync("是否同意报送？");
        await presiding.Button(Say("开始表决", "Open ballot")).ClickAsync();
        await presiding.Page.GetByRole(AriaRole.Radio, new PageGetByRoleOptions { Name = Say("赞成", "For"), Exact = true })
            .CheckAsync(new LocatorCheckOptions { Force = true });
        await presiding.Button(Say("投票", "Vote")).ClickAsync();
        await Expect(presiding.Page.GetByText(Say("已计票：赞成", "Counted: For")).First).ToBeVisibleAsync();
        await presiding.Screenshot($"presides-voted-{width}-{locale}", whole: true);
        (await presiding.Barriers()).ShouldBeEmpty();
        var ballot = (await room.Snapshot()).List("ballots").ShouldHaveSingleItem();
        (ballot.Number("tally", "cast"), ballot.Number("tally", "eligible"), ballot.Number("tally", "counts", "approve")).ShouldBe((1, 2, 1));
        presiding.Complaints.ShouldBeEmpty();
    }
}
