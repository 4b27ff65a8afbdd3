using System.Text.Json.Nodes;
using Hub.Tests.House;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Ballots;

/// <summary>A meeting to export, and the ids of what stands in it.</summary>
/// <param name="Named">An approval with three votes of devices and one hand.</param>
/// <param name="Election">Of two candidates, named.</param>
/// <param name="Several">Two of three, confidential.</param>
/// <param name="Secret">An election of two candidates, confidential.</param>
/// <param name="Silent">Of the electorate, and no device's vote is theirs.</param>
internal sealed record HeldMeeting(
    string Named, string Election, string Several, string Secret, string Silent, string Guest, string Hidden, string Shown, string Meeting)
{
    /// <summary>
    /// A closed meeting of four members and a guest who checked in: two named ballots, one with a hand, two confidential ones, and two comments.
    /// </summary>
    public static async Task<(byte[] Export, HeldMeeting Held)> Export(OpenHouse house)
    {
        var room = await house.Meeting("standingCommittee");
        var people = await room.Crowd(4, "member");
        var guest = await room.Join("旁听");
        var hidden = (await guest.Post(Comment("不该公开的话"))).ShouldBeDone().Made;
        foreach (var person in people.Append(guest))
        {
            (await person.Post(Of("checkIn"))).ShouldBeDone();
        }

        var shown = (await guest.Post(Comment("说得对"))).ShouldBeDone().Made;
        var candidates = new[] { "王建国", "李梅" };
        var named = await Hold(room, new { question = "是否同意？", kind = "approval", @base = "present", majority = "1/2" },
            people[..3].Select((p, i) => (p, Vote("", i == 0 ? "oppose" : "approve"))), hands: new { approve = 1 });
        var election =
            await Hold(room, new { question = "选举召集人", kind = "election", options = candidates, max = 1 }, [(people[0], Vote("", "o1:approve", "o2:oppose"))]);
        var several = await Hold(room, new { question = "先办哪几件？", kind = "multiple", options = new[] { "路", "桥", "学校" }, max = 2, secrecy = "confidential" },
            [(people[0], Vote("", "o1", "o2")), (people[1], Vote("", "o1"))]);
        var secret = await Hold(room, new { question = "选举监票人", kind = "election", options = candidates, max = 1, secrecy = "confidential" },
            [(people[0], Vote("", "o1:approve")), (people[1], Vote("", "o1:approve", "o2:oppose"))]);
        (await room.Chair.Post(Of("close"))).ShouldBeDone();
        (await room.Chair.Post(Of("hideComment", new { comment = hidden }))).ShouldBeDone();
        return (await Bytes(room), new HeldMeeting(named, election, several, secret, people[3].Participant, guest.Participant, hidden, shown, room.Id));
    }

    private static async Task<string> Hold(Room room, object asked, IEnumerable<(Person Voter, JsonObject Vote)> votes, object? hands = null)
    {
        var ballot = (await room.Chair.Post(Of("openBallot", asked))).ShouldBeDone().Made;
        foreach (var (voter, vote) in votes)
        {
            vote["ballot"] = ballot;
            (await voter.Post(vote)).ShouldBeDone();
        }

        if (hands is not null)
        {
            (await room.Chair.Post(Of("countHands", new { ballot, counts = hands }))).ShouldBeDone();
        }

        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        return ballot;
    }

    public static async Task<byte[]> Bytes(Room room)
    {
        using var answer = await room.House.Send(HttpMethod.Get, $"{room.Path}/export", room.Chair.Token);
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        return await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
    }
}
