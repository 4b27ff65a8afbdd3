using Hub.Server.Access.Staff;
using Hub.Tests.House;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Topics;

/// <summary>What is mine, over all rooms.</summary>
public sealed class MineCallTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    [Fact]
    public async Task Meetings_in_which_I_have_a_seat_are_mine_also_those_that_only_codes_open()
    {
        var topic = await Topic.Raise(house);
        var (open, closed, other) = (await house.Meeting(), await house.Meeting(visibility: "codes"), await house.Meeting());
        await open.Join("赵", token: topic.Raiser);
        await closed.Join("赵", token: topic.Raiser);

        (await Mine(topic.Raiser)).ShouldBe([closed.Id, open.Id]);
        (await Mine(await topic.Somebody())).ShouldBeEmpty();
        (await house.Get("/api/meetings?limit=100")).List("items").Select(m => m.Text("id")).ShouldContain(other.Id);
    }

    [Fact]
    public async Task What_became_of_my_topic_moves_its_change_and_who_sees_to_it_does_not()
    {
        var (account, staff) = await house.Account(new AccountRole(StaffRole.Staff));
        var topic = await Topic.Raise(house);
        var raised = await Changed();
        (await topic.Do(staff, Of("takeOn"))).ShouldBeDone();
        (await Changed()).ShouldBe(raised);
        (await topic.Snapshot(staff)).Text("owner").ShouldBe(account.Id);
        await topic.Commit();
        (await Changed()).ShouldBeGreaterThan(raised);

        async Task<DateTimeOffset> Changed() =>
            (await house.Get("/api/topics?mine=true", topic.Raiser)).List("items").ShouldHaveSingleItem().At("changedAt").GetDateTimeOffset();
    }

    private async Task<List<string>> Mine(string token) => [.. (await house.Get("/api/me/meetings", token)).List("items").Select(m => m.Text("id"))];
}
