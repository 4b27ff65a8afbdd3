using Hub.Domain;
using Hub.Domain.Ballots;

namespace Hub.Domain.Tests.Ballots;

public class VotingRulesTests
{
    [Theory]
    [InlineData(BallotKind.Approval, "approve", true)]
    [InlineData(BallotKind.Approval, "approve oppose", false)]
    [InlineData(BallotKind.Approval, "", false)]
    [InlineData(BallotKind.Multiple, "o1 o2", true)]
    [InlineData(BallotKind.Multiple, "o1 o1", false)]
    [InlineData(BallotKind.Multiple, "o1 o2 o3", false)]
    [InlineData(BallotKind.Rating, "5", true)]
    [InlineData(BallotKind.Rating, "6", false)]
    [InlineData(BallotKind.Election, "o1:approve o2:oppose o3:abstain", true)]
    [InlineData(BallotKind.Election, "o1:approve o1:oppose", false)]
    [InlineData(BallotKind.Election, "o1:approve o2:approve", true)]
    [InlineData(BallotKind.Election, "o1:approve o2:approve o3:approve", false)]
    [InlineData(BallotKind.Election, "o1:oppose o2:oppose o3:oppose o4:oppose", true)]
    [InlineData(BallotKind.Election, "o1", false)]
    public void A_voter_chooses_what_there_is_and_not_too_much(BallotKind kind, string choices, bool fine) =>
        Choices.Check(
            kind, [.. Held.Rules(kind, seats: 2).Options.Select(o => o.Id)], Held.Rules(kind, seats: 2).Max,
            [.. choices.Split(' ', StringSplitOptions.RemoveEmptyEntries)])
            .ShouldBe(fine ? null : new Refusal(Rejection.BadChoice, "choices"));

    [Fact]
    public void Rules_are_read_as_they_were_stored()
    {
        var json = Stored.Json(Held.Rules(BallotKind.Election, "4/6", VoteBase.Present, true, "1/2 present", 2));
        json.ShouldContain("\"majority\":\"2/3\",\"base\":\"present\",\"abstentionsCount\":true,\"quorum\":\"1/2 present\",\"seats\":2");
        Stored.Json(Stored.Read<VotingRules>(json)).ShouldBe(json);
        Stored.Read<VotingRules>(Stored.Json(Held.Rules())).Quorum.ShouldBeNull();
    }
}
