using System.Net;
using Hub.Server.Journal;
using Hub.Tests.House;
using Hub.Tests.Http;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Grains;

public sealed class LostStoreTests
{
    [Fact]
    public async Task A_house_whose_store_is_out_of_reach_acknowledges_nothing_and_tells_nobody()
    {
        var house = new RunningHouse();
        await house.Open();
        await using (house)
        {
            var room = await house.Meeting();
            var (op, late) = (NewOp(), NewOp());
            await using var line = await room.Chair.Connect();
            await house.Service<SqliteStore>().DisposeAsync();
            for (var i = 0; i < 3; i++)
            {
                using var answer = await room.Chair.PostRaw(Comment("没有存下的话"), op);
                answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
                (await OpenHouse.Json(answer)).Text("outcome").ShouldBe("retry");
                (await line.Do(Comment("没有存下的话"), op)).Outcome.ShouldBe("retry");
                using var list = await house.Send(HttpMethod.Get, "/api/meetings");
                await CallTests.Says(list, HttpStatusCode.ServiceUnavailable, "retry");
            }

            line.Events.ShouldBeEmpty();
            await house.Restart();
            (await room.Comments()).ShouldBeEmpty();
            (await room.Chair.Post(Comment("没有存下的话"), op)).ShouldBeDone();
            (await room.Chair.Post(Comment("照常"), late)).ShouldBeDone();
            (await room.Comments()).Count.ShouldBe(2);
        }
    }
}
