using System.Net;
using Hub.Tests.House;
using Hub.Tests.Http;
using Microsoft.AspNetCore.SignalR;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Grains;

/// <summary>A record that cannot be read costs its own meeting and nothing else.</summary>
public sealed class QuarantineTests
{
    [Theory]
    [InlineData("""{"$type":"sung","song":"x"}""")]
    [InlineData("""{"$type":"commented"}""")]
    [InlineData("""{"$type":"ballotClosed","ballot":"b9","tally":{"version":1,"cast":0,"eligible":0},"outcome":{"passed":false,"text":{"zh":"x","en":"x"}}}""")]
    public async Task A_meeting_that_cannot_be_read_is_set_aside_and_the_others_go_on(string body)
    {
        var house = new RunningHouse();
        await house.Open();
        await using (house)
        {
            var (broken, whole) = (await house.Meeting(), await house.Meeting());
            (await broken.Chair.Post(Comment("之前说的"))).ShouldBeDone();
            await broken.Chair.Post(Approval(closesIn: 3600));
            await house.Restart(() => Records.Write(house.File, broken.Name, Records.Event(body)));

            await CommandCallTests.Answers(broken.Chair, Comment("之后说的"), HttpStatusCode.Conflict, "quarantined");
            foreach (var what in new[] { "", "/events", "/comments" })
            {
                using var answer = await house.Send(HttpMethod.Get, broken.Path + what, broken.Chair.Token);
                await CallTests.Says(answer, HttpStatusCode.Conflict, "quarantined");
            }

            await using var line = await Line.Open(broken.Chair);
            (await Should.ThrowAsync<HubException>(() => line.Join())).Message.ShouldContain("quarantined");
            (await line.Do(Of("pause"))).ShouldBeRefused("quarantined");

            await using var other = await whole.Chair.Connect();
            (await whole.Chair.Post(Comment("照常"))).ShouldBeDone();
            await other.Next("commented");
            (await house.Get("/api/meetings")).List("items").ShouldContain(m => m.Text("id") == whole.Id);
            (await house.Meeting()).Id.ShouldNotBeEmpty();
        }
    }

    [Fact]
    public async Task Of_a_box_that_cannot_be_read_the_meeting_goes_on_without_votes_and_likes()
    {
        var house = new RunningHouse();
        await house.Open();
        await using (house)
        {
            var room = await house.Meeting();
            var comment = (await room.Chair.Post(Comment("意见"))).Made;
            (await room.Chair.Post(Like(comment))).ShouldBeDone();
            await house.Restart(() => Records.Write(house.File, $"boxes/{room.Id}", Records.Event("""{"$type":"sung"}""")));
            (await room.Chair.Post(Like(comment, on: false))).ShouldBeRefused("quarantined");
            (await room.Chair.Post(Comment("照常"))).ShouldBeDone();
            (await room.Snapshot()).Number("comments", "total").ShouldBe(2);
        }
    }

    /// <summary>
    /// Guards a row whose value is out of any range: reading it threw where everybody's rows are read, and the list, the deadlines and the start stood still.
    /// </summary>
    [Theory]
    [InlineData("at = 9223372036854775807")]
    [InlineData("at = -9223372036854775808")]
    [InlineData("hash = x'00'")]
    [InlineData("payload_hash = x''")]
    public async Task A_damaged_row_costs_its_own_meeting_and_nothing_else(string damage)
    {
        var house = new RunningHouse();
        await house.Open();
        await using (house)
        {
            var (broken, whole) = (await house.Meeting(), await house.Meeting());
            await house.Restart(async () =>
            {
                await Records.Write(house.File, broken.Name, Records.Event("""{"$type":"meetingPaused"}"""));
                await Records.Execute(
                    house.File, $"UPDATE commits SET {damage} WHERE position = (SELECT MAX(position) FROM commits WHERE stream = '{broken.Name}'); DROP "
                        + $"TABLE view_checkpoints");
            });

            await CommandCallTests.Answers(broken.Chair, Comment("之后说的"), HttpStatusCode.Conflict, "quarantined");
            (await house.Get("/api/meetings")).List("items").Select(m => m.Text("id")).ShouldBe([whole.Id, broken.Id], "newest first");
            (await whole.Chair.Post(Comment("照常"))).ShouldBeDone();
            var ballot = (await whole.Chair.Post(Approval(closesIn: 1))).ShouldBeDone().Made;
            (await Records.Until(house.Journal, whole.Name, "ballotClosed")).ShouldContain(ballot);
            var later = await house.Meeting();
            (await house.Get("/api/meetings")).List("items").Select(m => m.Text("id")).ShouldBe([later.Id, whole.Id, broken.Id]);
        }
    }
}
