using System.Collections.Immutable;
using Hub.Domain;
using Hub.Domain.Ballots;
using static Hub.Domain.Ballots.BoxCommand;

namespace Hub.Domain.Tests;

/// <summary>A box under test, with its story so far, in the manner of <see cref="Room"/>.</summary>
internal sealed class Urn
{
    private readonly List<Recorded<BoxEvent>> story = [];
    private Decision<BoxEvent>? decision;

    public Box Box { get; private set; } = Box.Empty;
    public IReadOnlyList<Recorded<BoxEvent>> Story => story;
    public long Version => story.Count;

    /// <summary>"b1": approve, oppose or abstain, by those named; absent: by all members.</summary>
    public static Urn Open(params string[]? electorate) => new Urn().Given(Actor.House, new OpenQuestion(
        "b1", [BallotRules.Approve, BallotRules.Oppose, BallotRules.Abstain], 1, Voters.Members, electorate is null or [] ? null : [.. electorate]));

    /// <summary>"b2": up to two of three, by everyone.</summary>
    public static Urn OpenToAll() => new Urn().Given(Actor.House, new OpenQuestion("b2", ["o1", "o2", "o3"], 2, Voters.All, null, BallotKind.Multiple));

    public Urn Given(Actor who, BoxCommand command)
    {
        When(who, command);
        decision.ShouldBeOfType<Decision<BoxEvent>.Accepted>(customMessage: Stored.Json(decision));
        return this;
    }

    public Urn When(Actor who, BoxCommand command)
    {
        decision = BoxDecider.Decide(Box, command, new Given(who, DateTimeOffset.UnixEpoch, default));
        foreach (var happened in decision is Decision<BoxEvent>.Accepted accepted ? accepted.Events : [])
        {
            var recorded = new Recorded<BoxEvent>(story.Count + 1, DateTimeOffset.UnixEpoch, who.Id, default, happened);
            story.Add(recorded);
            Box = BoxEvolution.Evolve(Box, recorded);
        }

        return this;
    }

    public Urn Then(BoxEvent expected)
    {
        Stored.Json(decision.ShouldBeOfType<Decision<BoxEvent>.Accepted>().Events).ShouldBe(Stored.Json<BoxEvent[]>([expected]));
        return this;
    }

    public Urn ThenAlready()
    {
        decision.ShouldBeOfType<Decision<BoxEvent>.AlreadySo>();
        return this;
    }

    public Urn ThenRefused(Rejection rejection, string? field = null)
    {
        decision.ShouldBe(new Decision<BoxEvent>.Refused(rejection, field));
        return this;
    }

    public ImmutableArray<string> VoteOf(string participant, string ballot) =>
        Box.Questions.TryGetValue(ballot, out var question) && question.Votes.TryGetValue(participant, out var vote) ? vote.Choices : [];

    public Tally Tally(string ballot, int seats = 0) => Box.Questions[ballot].Tally(Version, seats);

    public int Count(string ballot, string option) => Box.Questions[ballot].Counts[option];
}
