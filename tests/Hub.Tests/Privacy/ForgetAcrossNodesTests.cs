using System.Net;
using Hub.Tests.House;
using static Hub.Tests.House.Commands;
using Topic = Hub.Tests.House.Topic;

namespace Hub.Tests.Privacy;

/// <summary>What is forgotten over one node is gone on the other at once, with the session of whoever asked.</summary>
public sealed class ForgetAcrossNodesTests(Cluster cluster) : IClassFixture<Cluster>
{
    private const string Gone = "(内容已依法删除)";

    [Fact]
    public async Task Who_follows_over_another_node_is_told_and_reads_no_more_of_it()
    {
        var topic = await Topic.Raise(cluster.A, new { title = "我的电话", text = "请打 13912345678" });
        var room = await cluster.A.Meeting();
        (await (await room.Join("钱多多", token: topic.Raiser)).Post(Comment("我来说两句"))).ShouldBeDone();
        var there = cluster.B.Same(room);
        await using var screen = await there.Stranger().Connect();
        (await there.Comments()).ShouldHaveSingleItem().Text("text").ShouldBe("我来说两句");

        (await cluster.A.Send(HttpMethod.Post, "/api/me/forget", topic.Raiser)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await screen.Next("textsRemoved")).Data!.Value.List("seqs").ShouldHaveSingleItem();
        (await there.Comments()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            c => c.Text("text").ShouldBe(Gone), c => c.At("author").Find("name").ShouldBeNull());
        (await cluster.B.Get($"/api/topics/{topic.Id}")).At("snapshot").Text("text").ShouldBe(Gone);
        await Eventually.Holds(async () =>
            (await cluster.B.Send(HttpMethod.Get, "/api/me/data", topic.Raiser)).StatusCode == HttpStatusCode.Unauthorized);
    }
}
