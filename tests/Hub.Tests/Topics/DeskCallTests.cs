using Hub.Server.Access.Staff;
using Hub.Tests.House;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Topics;

/// <summary>The desk over HTTP: what waits, the oldest first; how much stands where; who sees to what; and what is taken back.</summary>
public sealed class DeskCallTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    private const string Here = "金湖县";
    private const string Elsewhere = "盱眙县";

    private readonly string _word = Guid.NewGuid().ToString("n");

    [Fact]
    public async Task The_desk_counts_and_lists_the_oldest_first_of_what_lies_within_a_role()
    {
        var (_, here) = await house.Account(new AccountRole(StaffRole.Staff, County: Here));
        var (first, second, third, other) = (await Raise(Here), await Raise(Here), await Raise(Here), await Raise(Elsewhere));
        (await second.Staff(Of("accept"))).ShouldBeDone();
        await third.Commit();

        var counts = await house.Get($"/api/desk/counts?q={_word}", here);
        counts.Number("all").ShouldBe(3);
        counts.At("statuses").EnumerateObject().Select(s => $"{s.Name} {s.Value}").ShouldBe(["accepted 1", "committed 1", "raised 1"]);
        (counts.Number("overdue"), counts.Number("reported"), counts.Number("mine")).ShouldBe((0, 0, 0));
        (await house.Get($"/api/desk/counts?q={_word}", house.OperatorToken)).Number("all").ShouldBe(4);

        (await Listed(here)).ShouldBe([first.Id, second.Id, third.Id]);
        (await Listed(house.OperatorToken)).ShouldBe([first.Id, second.Id, third.Id, other.Id]);
        (await Listed(here, "&status=raised")).ShouldBe([first.Id]);
        var page = await house.Get($"/api/desk/topics?q={_word}&limit=2", here);
        page.List("items").Select(i => i.Text("topic", "id")).ShouldBe([first.Id, second.Id]);
        (await Listed(here, $"&after={page.Text("next")}")).ShouldBe([third.Id]);
    }

    [Fact]
    public async Task Who_took_a_topic_on_stands_beside_it_for_staff_and_for_nobody_else()
    {
        var (account, mine) = await house.Account(new AccountRole(StaffRole.Staff, County: Here));
        var (colleague, theirs) = await house.Account(new AccountRole(StaffRole.Staff));
        var (one, two) = (await Raise(Here), await Raise(Here));

        // Who asks is who takes it on, whatever else is sent.
        (await one.Do(mine, Of("takeOn", new { account = colleague.Id }))).ShouldBeDone();
        var item = (await house.Get($"/api/desk/topics?q={_word}", theirs)).List("items")[0];
        (item.Text("owner", "account"), item.Text("owner", "name")).ShouldBe((account.Id, account.Name));
        (await Listed(mine, "&mine=true")).ShouldBe([one.Id]);
        (await Listed(theirs, "&mine=true")).ShouldBeEmpty();
        (await Listed(house.OperatorToken, "&mine=true")).ShouldBeEmpty();
        (await house.Get($"/api/desk/counts?q={_word}", mine)).Number("mine").ShouldBe(1);

        (await one.Snapshot(theirs)).Text("owner").ShouldBe(account.Id);
        (await one.Snapshot()).Find("owner").ShouldBeNull();
        (await house.Get($"{one.Path}/events")).List("events").Select(e => e.Text("type")).ShouldBe(["topicRaised", "withheld"]);

        (await one.Do(theirs, Of("takeOn"))).ShouldBeDone();
        (await Listed(mine, "&mine=true")).ShouldBeEmpty();
        (await one.Do(mine, Of("letGo"))).ShouldBeDone();
        (await one.Snapshot(theirs)).Find("owner").ShouldBeNull();
        (await two.Staff(Of("takeOn"))).ShouldBeRefused("notOffered");
        (await two.Do(two.Raiser, Of("takeOn"))).ShouldBeRefused("forbidden");
    }

    [Fact]
    public async Task What_is_declined_with_one_reason_within_a_role_is_taken_back_one_by_one()
    {
        var (_, here) = await house.Account(new AccountRole(StaffRole.Staff, County: Here));
        var (one, two, other) = (await Raise(Here), await Raise(Here), await Raise(Elsewhere));
        (await two.Staff(Of("accept"))).ShouldBeDone();
        var decline = Of("decline", new { reason = "已有答复", hidden = true });

        var (first, second) = ((await one.Do(here, decline)).ShouldBeDone(), (await two.Do(here, decline)).ShouldBeDone());
        (await other.Do(here, decline)).ShouldBeRefused("forbidden");
        (await one.Snapshot()).Text("title").ShouldBeEmpty();

        (await one.Do(here, Of("reconsider", new { decision = first.Seq }))).ShouldBeDone();
        (await two.Do(here, Of("reconsider", new { decision = second.Seq }))).ShouldBeDone();
        (await one.Do(here, Of("reconsider", new { decision = first.Seq }))).ShouldBeRefused("superseded");
        (await one.Status(), await two.Status()).ShouldBe(("raised", "accepted"));
        (await one.Snapshot()).Text("title").ShouldContain(_word);
        (await Listed(here, "&status=declined")).ShouldBeEmpty();
    }

    private Task<Topic> Raise(string county) => Topic.Raise(house, new { title = $"路灯不亮 {_word}", text = "夜里看不清台阶", county });

    private async Task<List<string>> Listed(string token, string more = "") =>
        [.. (await house.Get($"/api/desk/topics?q={_word}{more}", token)).List("items").Select(i => i.Text("topic", "id"))];
}
