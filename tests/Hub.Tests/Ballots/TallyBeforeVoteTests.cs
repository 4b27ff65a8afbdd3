using Hub.Tests.House;
using static Hub.Tests.House.Commands;

namespace Hub.Tests.Ballots;

/// <summary>Guards S12: who had still to vote saw how the others had voted. A house may say that its pages show that only afterwards.</summary>
public sealed class TallyBeforeVoteTests(LateTallyHouse late, RunningHouse house) : IClassFixture<LateTallyHouse>, IClassFixture<RunningHouse>
{
    [Fact]
    public async Task Each_who_follows_is_told_what_the_house_says_and_the_counts_are_what_they_are()
    {
        var room = await late.Meeting();
        var (voted, waits) = (await room.Join("投了票的", "member"), await room.Join("还没有投的", "member"));
        var ballot = (await room.Chair.Post(Approval())).ShouldBeDone().Made;
        (await voted.Post(Vote(ballot, "approve"))).ShouldBeDone();
        foreach (var reader in new[] { voted, waits, room.Chair, room.Stranger() })
        {
            var snapshot = await room.Snapshot(reader);
            snapshot.At("tallyBeforeVote").GetBoolean().ShouldBeFalse(reader.Name);
            snapshot.List("ballots").ShouldHaveSingleItem().Number("tally", "counts", "approve").ShouldBe(1, reader.Name);
        }
    }

    [Fact]
    public async Task A_house_that_says_nothing_of_it_shows_everybody_how_the_votes_stand() =>
        (await (await house.Meeting()).Snapshot()).Find("tallyBeforeVote").ShouldBeNull();

    [Fact]
    public async Task A_ballot_says_when_it_ended_as_its_record_does_and_not_before()
    {
        var room = await house.Meeting();
        await using var line = await room.Stranger().Connect();
        var ballot = (await room.Chair.Post(Approval())).ShouldBeDone().Made;
        (await room.Snapshot()).List("ballots").ShouldHaveSingleItem().Find("endedAt").ShouldBeNull();
        (await room.Chair.Post(Of("closeBallot", new { ballot }))).ShouldBeDone();
        var ended = (await line.Next("ballotClosed")).At.ShouldNotBeNull();
        (await room.Snapshot()).List("ballots").ShouldHaveSingleItem().At("endedAt").GetDateTimeOffset().ShouldBe(ended);
        (await house.Get($"{room.Path}/minutes")).List("decisions").ShouldHaveSingleItem().At("closedAt").GetDateTimeOffset().ShouldBe(ended);
    }
}

/// <summary>A house that shows who may vote how the votes stand once they have.</summary>
public sealed class LateTallyHouse() : RunningHouse([.. Wide, "--Ballots:TallyBeforeVote=false"]);
