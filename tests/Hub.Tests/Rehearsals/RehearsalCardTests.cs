using System.Collections.Immutable;
using Hub.Server.Rehearsals;

namespace Hub.Tests.Rehearsals;

/// <summary>What the card of a rehearsal makes of what was measured.</summary>
public sealed class RehearsalCardTests
{
    private static readonly RehearsalStep Well = new(500, 3, 200, 60, 20, 120, 0, 60, 0, 30, 400);

    [Fact]
    public void A_crowd_that_is_served_within_the_limits_holds() => RehearsalCard.Judge(Well).Holds.ShouldBeTrue();

    [Theory]
    [InlineData("joined")]
    [InlineData("stored")]
    [InlineData("seen")]
    [InlineData("voted")]
    [InlineData("lost")]
    [InlineData("unanswered")]
    public void One_thing_beyond_its_limit_is_enough(string which) => RehearsalCard.Judge(which switch
    {
        "joined" => Well with { Joined = RehearsalCard.MostJoined + 1 },
        "stored" => Well with { Stored = RehearsalCard.MostStored + 1 },
        "seen" => Well with { Seen = RehearsalCard.MostSeen + 1 },
        "voted" => Well with { Voted = RehearsalCard.MostStored + 1 },
        "lost" => Well with { Lost = 1 },
        _ => Well with { Unanswered = 1 },
    }).Holds.ShouldBeFalse();

    [Fact]
    public void Where_nothing_bounds_it_the_card_estimates_by_the_processors()
    {
        var card = Of(Well with { People = 250, Processor = 16 }, Well);

        (card.Carried, card.Tried, card.Bound).ShouldBe((500, 500, RehearsalBound.None));
        card.Estimate.ShouldBe(1300, "500 people took 30 %, and of 80 % there would be 1,333");
    }

    [Fact]
    public void A_crowd_that_the_machine_hardly_notices_says_nothing_of_a_larger_one() => Of(Well with { Processor = 2 }).Estimate.ShouldBeNull();

    [Theory]
    [InlineData(95, 5000, RehearsalBound.Processor)]
    [InlineData(40, 5000, RehearsalBound.Store)]
    [InlineData(40, 20, RehearsalBound.Screens)]
    public void What_bounds_it_is_told_by_where_it_waited(double processor, double stored, RehearsalBound bound)
    {
        var card = Of(Well, Well with { People = 1000, Processor = processor, Stored = stored, Seen = 6000 });

        (card.Carried, card.Tried, card.Bound, card.Estimate).ShouldBe((500, 1000, bound, null));
    }

    [Fact]
    public void Where_even_the_smallest_crowd_was_too_large_nobody_is_carried() => Of(Well with { Lost = 3 }).Carried.ShouldBe(0);

    [Fact]
    public void A_crowd_comes_in_three_sizes_and_a_small_one_in_fewer()
    {
        Steps(200).ShouldBe([50, 100, 200]);
        Steps(2).ShouldBe([1, 2]);
        Steps(1).ShouldBe([1]);

        static ImmutableArray<int> Steps(int people) => new RehearsalPlan("", null!, null, people, 1).Steps;
    }

    [Fact]
    public void The_card_of_the_command_says_all_of_it_in_sentences()
    {
        var text = RehearseCommand.Text(Of(Well, Well with { People = 1000, Processor = 95, Seen = 6000 }));

        text.ShouldContain("carried 500 of 1000 people (2 processors, sqlite, one node");
        text.ShouldContain("1000 people: in 3.0 s, a comment stored 20 ms, seen 6000 ms, a vote 60 ms, lost 0, unanswered 0, processors 95 %, 400 MB");
        text.ShouldContain("beyond the limits");
        text.ShouldContain("What bounds it: the processors.");
    }

    private static RehearsalCard Of(params RehearsalStep[] steps) => RehearsalCard.Of([.. steps.Select(RehearsalCard.Judge)], 2, "sqlite");
}
