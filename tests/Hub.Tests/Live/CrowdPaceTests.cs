using System.Text.Json;
using Hub.Tests.House;
using Microsoft.AspNetCore.SignalR.Client;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Live;

/// <summary>Where many follow a room, all but the chair are told less often, and still everything once.</summary>
public sealed class CrowdPaceTests(CrowdedHouse house) : IClassFixture<CrowdedHouse>
{
    [Fact]
    public async Task A_crowd_that_gathers_and_goes_misses_nothing_and_is_told_nothing_twice()
    {
        var room = await house.Meeting();
        var people = await room.Crowd(4);
        await using var chair = await room.Chair.Connect();
        await using var first = await people[0].Connect();
        var lines = new List<Line>();
        long last = 0;
        for (var round = 0; round < 3; round++)
        {
            foreach (var person in people)
            {
                lines.Add(await person.Connect());
                last = (await person.Post(Of("raiseHand"))).ShouldBeDone().Seq!.Value;
            }

            await Task.WhenAll(lines.Select(line => line.Reach(last)));
            await using (var another = await Line.Open(people[1]))
            {
                // From the next time on that nothing waited to be told.
                await Eventually.Holds(async () =>
                {
                    var answer = await another.Hub.InvokeAsync<JsonElement>("Join", room.Name, null, TestContext.Current.CancellationToken);
                    return answer.Find("pace")?.GetInt32() == 200;
                });
            }

            foreach (var line in lines)
            {
                last = (await room.Chair.Post(Comment("又走了一位"))).ShouldBeDone().Seq!.Value;
                await line.DisposeAsync();
            }

            lines.Clear();
            foreach (var person in people)
            {
                last = (await person.Post(Of("lowerHand"))).ShouldBeDone().Seq!.Value;
            }

            await first.Reach(last);
            await chair.Reach(last);
        }

        (first.Resyncs, chair.Resyncs).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Who_only_watches_is_told_how_often_and_the_chair_is_told_as_the_room()
    {
        var room = await house.Meeting();
        (await house.Get($"/live/{room.Name}/snapshot")).Number("pace").ShouldBe(200);
        foreach (var (person, pace) in new (Person, int?)[] { (room.Stranger(), 200), (await room.Join("旁听", "watch"), 200), (room.Chair, null) })
        {
            await using var line = await Line.Open(person);
            var answer = await line.Hub.InvokeAsync<JsonElement>("Join", room.Name, null, TestContext.Current.CancellationToken);
            (answer.Find("pace")?.GetInt32()).ShouldBe(pace);
        }
    }

    [Fact]
    public async Task Who_only_watches_misses_nothing_of_what_is_told_at_their_pace()
    {
        var room = await house.Meeting();
        await using var watching = await room.Stranger().Connect();
        await using var chair = await room.Chair.Connect();
        long last = 0;
        for (var i = 0; i < 30; i++)
        {
            last = (await room.Chair.Post(Comment($"第 {i} 条"))).ShouldBeDone().Seq!.Value;
        }

        await Task.WhenAll(watching.Reach(last), chair.Reach(last));
        (watching.Resyncs, chair.Resyncs).ShouldBe((0, 0));
    }
}

/// <summary>A house in which four who follow a room are a crowd; crowds, and who only watches, are told five times a second.</summary>
public sealed class CrowdedHouse() : RunningHouse([.. Wide, "--Pace:CrowdFrom=4", "--Pace:Watchers=200", "--Pace:Crowd=200"]);
