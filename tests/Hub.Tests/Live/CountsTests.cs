using Hub.Tests.House;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Live;

/// <summary>Counts and presence: newest wins, nothing goes back (every <see cref="Line"/> checks that), one person counts once.</summary>
public sealed class CountsTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    [Fact]
    public async Task Likes_and_votes_reach_the_room()
    {
        var room = await house.Meeting();
        await using var line = await room.Stranger().Connect();
        var people = await room.Crowd(6, "member");
        var comment = (await room.Chair.Post(Comment("意见"))).Made;
        var ballot = (await room.Chair.Post(Approval())).Made;
        await Task.WhenAll(people.SelectMany((p, i) => new[] { p.Post(Like(comment)), p.Post(Vote(ballot, i < 4 ? "approve" : "oppose")) }));
        await line.Counted(comment, "like", 6);
        var told = (await line.NextTally(t => t.Tallies.Any(i => i.Id == ballot && i.Cast == 6))).Tallies.Single(i => i.Id == ballot);
        (told.Counts!["approve"], told.Counts["oppose"], told.Counts["abstain"], told.Eligible).ShouldBe((4, 2, 0, 6));

        await people[0].Post(Like(comment, on: false));
        await people[0].Post(Vote(ballot, "abstain"));
        await line.Counted(comment, "like", 5);
        await line.Counted(ballot, "abstain", 1);
    }

    [Fact]
    public async Task Counts_do_not_go_back_when_the_house_restarts()
    {
        var own = new RunningHouse();
        await own.Open();
        await using (own)
        {
            var room = await own.Meeting();
            var comment = (await room.Chair.Post(Comment("意见"))).Made;
            var ballot = (await room.Chair.Post(Approval())).Made;
            var people = await room.Crowd(5, "member");
            await Task.WhenAll(people.SelectMany(p => new[] { p.Post(Like(comment)), p.Post(Vote(ballot, "approve")) }));
            long version;
            await using (var line = await people[0].Connect())
            {
                await people[0].Post(Like(comment, on: false));
                version = (await line.Counted(comment, "like", 4)).Version;
            }

            for (var i = 0; i < 3; i++)
            {
                await own.Restart();
                await using var back = await people[0].Connect();
                back.Answer.Me!.Value.List("votes", ballot).ShouldHaveSingleItem().GetString().ShouldBe("approve");
                back.Answer.Snapshot!.Value.List("ballots")[0].Number("tally", "counts", "approve").ShouldBe(5);
                await people[0].Post(Like(comment, on: i % 2 == 0));
                await back.Counted(comment, "like", i % 2 == 0 ? 5 : 4);
                back.Tallies.ShouldAllBe(t => t.Version >= version);
                back.Tallies.SelectMany(t => t.Tallies).Where(t => t.Id == ballot).ShouldAllBe(t => t.Counts!["approve"] == 5);
                version = back.Tallies[^1].Version;
            }
        }
    }

    [Fact]
    public async Task A_person_with_two_devices_is_present_once()
    {
        var room = await house.Meeting();
        await using var witness = await room.Stranger().Connect();
        var (one, other) = (await room.Join("居民"), await room.Join("另一位"));
        var phone = await one.Connect();
        var laptop = await one.Connect();
        await using var second = await other.Connect();
        await witness.NextTally(t => t.Present.Now == 2);
        (await room.Snapshot()).Number("present", "now").ShouldBe(2);
        witness.Tallies.ShouldAllBe(t => t.Present.Now <= 2);

        await phone.DisposeAsync();
        await laptop.DisposeAsync();
        await witness.Until(() => witness.Tallies[^1].Present.Now == 1, "one person");
        (await house.Get("/api/meetings?limit=100")).List("items").Single(i => i.Text("id") == room.Id).Number("present").ShouldBe(1);
        await second.Leave();
        await witness.Until(() => witness.Tallies[^1].Present.Now == 0, "nobody");
    }

    [Fact]
    public async Task Nobody_is_left_behind_who_hangs_up_while_joining()
    {
        var room = await house.Meeting();
        var people = await room.Crowd(12);
        await using var witness = await room.Stranger().Connect();
        foreach (var person in people)
        {
            await using var raw = await RawLine.Open(room, person.Token);
            await raw.Say($$"""{"type":1,"invocationId":"1","target":"Join","arguments":["{{room.Name}}",null]}""");
            raw.Cut();
        }

        await using var stays = await (await room.Join("留下的人")).Connect();
        await witness.NextTally(t => t.Present.Now >= 1);
        await witness.Until(() => witness.Tallies[^1].Present.Now == 1, "one person");
        await room.Chair.Post(Comment("一"));
        await using var last = await (await room.Join("后来的人")).Connect();
        await witness.Until(() => witness.Tallies[^1].Present.Now == 2, "two people");
    }

    /// <summary>Guards a number of those checked in that stood still on every screen until somebody voted, liked or came in.</summary>
    [Fact]
    public async Task Who_checks_in_or_out_changes_the_number_on_every_screen()
    {
        var room = await house.Meeting("standingCommittee");
        var (member, attendee) = (await room.Join("委员", "member"), await room.Join("列席的居民"));
        await using var line = await room.Stranger().Connect();
        (await member.Post(Of("checkIn"))).ShouldBeDone();
        (await line.NextTally(t => t.Present.CheckedIn == 1)).Present.Entitled.ShouldBe(1);
        (await attendee.Post(Of("checkIn"))).ShouldBeDone();
        (await line.NextTally(t => t.Present.CheckedIn == 2)).Present.Entitled.ShouldBe(1);
        (await member.Post(Of("checkOut"))).ShouldBeDone();
        await line.Until(() => line.Tallies[^1].Present is { CheckedIn: 1, Entitled: 0 }, "the number of those checked in");
    }
}
