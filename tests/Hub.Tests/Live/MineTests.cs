using System.Text.Json;
using Hub.Tests.House;
using Hub.Tests.Journal;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Live;

/// <summary>
/// What a person did on one device reaches their others. Guards D1: the tablet of a seat that had checked in and voted on the phone said that it had not.
/// </summary>
public sealed class MineTests(RunningHouse house) : IClassFixture<RunningHouse>
{
    [Fact]
    public async Task What_one_did_on_the_phone_the_tablet_of_the_same_seat_is_told()
    {
        var room = await house.Meeting();
        var person = (await room.Crowd(1, "member"))[0];
        await using var phone = await person.Connect();
        await using var tablet = await person.Connect();
        (await phone.Do(Of("checkIn"))).ShouldBeDone();
        await tablet.MineIs(me => me.GetProperty("checkedIn").GetBoolean(), "the check-in");
        (await phone.Do(Of("checkOut"))).ShouldBeDone();
        await tablet.MineIs(me => !me.GetProperty("checkedIn").GetBoolean(), "the check-out");
        (await phone.Do(Of("checkIn"))).ShouldBeDone();

        var ballot = (await room.Chair.Post(Approval())).Made;
        await phone.Do(Vote(ballot, "approve"));
        await tablet.MineIs(me => VoteIn(me, ballot) == "approve", "the vote");
        await tablet.Do(Vote(ballot, "oppose"));
        await phone.MineIs(me => VoteIn(me, ballot) == "oppose", "the changed vote");

        var said = (await phone.Do(Comment("桥上没有护栏"))).ShouldBeDone().Made;
        await person.Post(Like(said));
        await Task.WhenAll(
            phone.MineIs(me => me.List("likes").Count == 1, "the like"), tablet.MineIs(me => me.List("likes").Count == 1, "the like"));
        await phone.Do(Of("raiseHand", new { about = "护栏" }));
        await tablet.MineIs(me => me.Find("hand", "about")?.GetString() == "护栏", "the hand");
        await phone.Do(Of("lowerHand"));
        await tablet.MineIs(me => me.Find("hand") is null or { ValueKind: JsonValueKind.Null }, "the lowered hand");
    }

    [Fact]
    public async Task A_seat_with_one_device_is_told_nothing_that_it_did_itself_and_nobody_what_another_did()
    {
        var room = await house.Meeting();
        var people = await room.Crowd(2, "member");
        await using var phone = await people[0].Connect();
        await using var tablet = await people[0].Connect();
        await using var other = await people[1].Connect();
        var ballot = (await room.Chair.Post(Approval())).Made;
        await other.Do(Vote(ballot, "oppose"));
        await phone.Do(Vote(ballot, "approve"));
        await tablet.MineIs(me => VoteIn(me, ballot) == "approve", "the vote");
        await other.Counted(ballot, "approve", 1);
        other.Mine.ShouldBeEmpty();
        phone.Mine.Concat(tablet.Mine).Select(me => me.Text("participant")).ShouldAllBe(p => p == people[0].Participant);
    }

    [Fact]
    public async Task Who_comes_with_a_second_device_while_the_first_acts_has_in_the_end_the_same_on_both()
    {
        var room = await house.Meeting();
        var person = (await room.Crowd(1, "member"))[0];
        var said = (await room.Chair.Post(Comment("修路"))).Made;
        var ballot = (await room.Chair.Post(Approval())).Made;
        await using var phone = await person.Connect();
        for (var i = 0; i < 12; i++)
        {
            var (voting, joining) = (phone.Do(Vote(ballot, i % 2 == 0 ? "approve" : "abstain")), person.Connect());
            await phone.Do(Like(said, on: i % 2 == 0));
            await voting;
            await using var tablet = await joining;
            await tablet.Until(
                () => (tablet.Mine.Count > 0 ? tablet.Mine[^1] : tablet.Answer.Me!.Value) is var me
                    && VoteIn(me, ballot) == (i % 2 == 0 ? "approve" : "abstain") && me.List("likes").Count == (i % 2 == 0 ? 1 : 0),
                $"what the phone did in turn {i}");
        }
    }

    [Fact]
    public async Task Who_is_muted_and_whose_waiting_comment_is_decided_is_told_on_every_device_also_on_the_only_one()
    {
        var room = await house.Meeting();
        (await room.Chair.Post(Of("setModeration", new { mode = "pre" }))).ShouldBeDone();
        var people = await room.Crowd(2, "member");
        await using var phone = await people[0].Connect();
        await using var tablet = await people[0].Connect();
        await using var only = await people[1].Connect();
        var (first, second) = ((await phone.Do(Comment("一"))).ShouldBeDone().Made, (await phone.Do(Comment("二"))).ShouldBeDone().Made);
        var third = (await only.Do(Comment("三"))).ShouldBeDone().Made;
        await tablet.MineIs(me => Waiting(me).SequenceEqual(["一", "二"]), "both comments that wait");

        (await room.Chair.Post(Of("hideComment", new { comment = first, reason = "offTopic" }))).ShouldBeDone();
        await Task.WhenAll(
            phone.MineIs(me => Waiting(me).SequenceEqual(["二"]), "what is left"), tablet.MineIs(me => Waiting(me).SequenceEqual(["二"]), "what is left"));
        (await room.Chair.Post(Of("hideComment", new { comment = third, reason = "offTopic" }))).ShouldBeDone();
        await only.MineIs(me => Waiting(me).Count == 0, "that it waits no more");
        (await room.Chair.Post(Of("approveComment", new { comment = second }))).ShouldBeDone();
        await tablet.MineIs(me => Waiting(me).Count == 0, "that nothing waits");

        (await room.Chair.Post(Of("mute", new { participant = people[1].Participant, minutes = 5 }))).ShouldBeDone();
        await only.MineIs(me => me.Find("mutedUntil")?.ValueKind == JsonValueKind.String, "the silence");
        (await room.Chair.Post(Of("mute", new { participant = people[1].Participant, minutes = 0 }))).ShouldBeDone();
        await only.MineIs(me => me.Find("mutedUntil")?.ValueKind != JsonValueKind.String, "its end");
        await using var stranger = await room.Stranger().Connect();
        stranger.Mine.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_like_of_a_topic_reaches_the_other_device_of_the_same_session()
    {
        var topic = await Topic.Raise(house, new { title = "公厕太少", text = "广场上一个也没有。", county = "淮安区" });
        var person = new Person(new Room(house, topic.Id, [], "topics"), "提出人", "", topic.Raiser);
        await using var phone = await person.Connect();
        await using var tablet = await person.Connect();
        await phone.Do(Of("react", new { kind = "like", on = true }));
        await tablet.MineIs(me => me.List("likes").Count == 1, "the like");
    }

    internal static string? VoteIn(JsonElement me, string ballot) => me.Find("votes", ballot) is { } choices ? choices[0].GetString() : null;

    private static List<string> Waiting(JsonElement me) => me.Find("waiting") is { ValueKind: JsonValueKind.Array } waiting
        ? [.. waiting.EnumerateArray().Select(c => c.GetProperty("text").GetString()!)] : [];
}

/// <summary>The same where the devices of a seat are at two nodes.</summary>
public sealed class MineAcrossNodesTests(Cluster cluster) : IClassFixture<Cluster>
{
    [Fact]
    public async Task What_one_did_at_one_node_the_device_at_the_other_is_told()
    {
        // Of several meetings some live on one node, some on the other.
        for (var i = 0; i < 4; i++)
        {
            var room = await cluster.A.Meeting();
            var person = (await room.Crowd(1, "member"))[0];
            await using var phone = await person.Connect();
            await using var tablet = await cluster.B.Same(person).Connect();
            var ballot = (await room.Chair.Post(Approval())).Made;
            await phone.Do(Vote(ballot, "approve"));
            await tablet.MineIs(me => MineTests.VoteIn(me, ballot) == "approve", "the vote");
            await tablet.Do(Of("checkIn"));
            await phone.MineIs(me => me.GetProperty("checkedIn").GetBoolean(), "the check-in");
        }
    }
}
