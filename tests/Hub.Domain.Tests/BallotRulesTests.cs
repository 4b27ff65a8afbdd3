using Hub.Domain.Ballots;

namespace Hub.Domain.Tests;

public class BallotRulesTests
{
    [Fact]
    public void Options_are_numbered_as_they_were_named()
    {
        BallotRules.Options(BallotKind.Single, [" 加班车 ", "修站台"]).ShouldBe([new("o1", "加班车"), new("o2", "修站台")]);
        BallotRules.Options(BallotKind.Approval, []).Select(o => o.Id).ShouldBe(["approve", "oppose", "abstain"]);
        BallotRules.Options(BallotKind.Rating, []).Select(o => o.Text).ShouldBe(["1 分", "2 分", "3 分", "4 分", "5 分"]);
    }

    [Theory]
    [InlineData(Voters.Members, "Member")]
    [InlineData(Voters.All, "Attendee Member")]
    public void Voters_are_members_or_everyone_but_who_chairs_or_watches(Voters voters, string roles) =>
        string.Join(' ', Enum.GetValues<Hub.Domain.Role>().Where(role => voters.Include(role))).ShouldBe(roles);
}
