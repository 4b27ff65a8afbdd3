using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Hub.Domain.Ballots;

/// <summary>A ballot as the box knows it.</summary>
/// <param name="Counts">Votes by choice, from devices, by delegates and by hands, as they were cast; see <see cref="Told"/>.</param>
/// <param name="Cast">How many have voted, those whose delegate did and the hands among them.</param>
/// <param name="Votes">Each voter's current choice, of a named ballot; only those who chose themselves.</param>
/// <param name="Electorate">Absent: open to every seat of the voters' role.</param>
/// <param name="Eligible">Set at the close, where the electorate is open.</param>
/// <param name="Hands">What was counted by show of hands.</param>
/// <param name="Sealed">Of a confidential ballot, each voter's sealed vote; none once it is counted.</param>
/// <param name="Uncounted">A confidential ballot whose key was gone at the close.</param>
/// <param name="Present">How many of the electorate were here at the close.</param>
/// <param name="Power">Absent: one person, one vote, cast alone.</param>
/// <param name="Weights">The same count by weight; absent where every vote weighs one.</param>
/// <param name="KeyFolder">Of a confidential ballot, the name of the folder in which its key was made.</param>
/// <param name="Turnout">The version of its <see cref="TurnoutRule"/>; absent: the first.</param>
/// <param name="ByDelegate">At the close, for how many their delegate voted; absent: for nobody, or not counted by the first rule.</param>
/// <param name="Entitled">By <see cref="TurnoutRule.ByRoll"/>, how many are entitled, here or not.</param>
/// <param name="Marked">By the same, the members who are here without a device.</param>
/// <param name="Replaced">How many of the seats that the meeting has replaced are so here.</param>
public sealed record Question(
    BallotKind Kind, ImmutableArray<string> Options, int Max, Voters Voters, ImmutableSortedDictionary<string, int> Counts, int Cast,
    ImmutableDictionary<string, CastVote> Votes, ImmutableHashSet<string>? Electorate = null,
    bool Closed = false, int? Eligible = null, ImmutableSortedDictionary<string, int>? Hands = null, int? Present = null, Secrecy Secrecy = Secrecy.Named,
    ImmutableDictionary<string, byte[]>? Sealed = null, ImmutableHashSet<string>? Voted = null, bool Uncounted = false, VotingPower? Power = null,
    WeightTally? Weights = null,
    string? KeyFolder = null, int? Turnout = null, int? ByDelegate = null, int? Entitled = null, ImmutableArray<string>? Marked = null, int Replaced = 0)
{
    /// <summary>How many hands were counted.</summary>
    [JsonIgnore]
    public int Raised => Hands is null ? 0 : HandCount.Persons(Kind, Options, Hands);

    /// <summary>
    /// Of a frozen electorate, of how many people votes may be counted here: of those with a device, and of those marked as here without one.
    /// </summary>
    [JsonIgnore]
    public int? Places => Electorate?.Count + (Marked?.Length ?? 0);

    /// <summary>Those of the electorate who have not voted, and whose delegate has not either; none where the electorate is open.</summary>
    public IEnumerable<string> Missing() => Electorate?.Where(voter => !IsCounted(voter)) ?? [];

    /// <summary>Who voted with their own hand, by device.</summary>
    public IEnumerable<string> VotedThemselves() => Secrecy == Secrecy.Named ? Votes.Keys : Voted ?? Sealed!.Keys;

    /// <summary>Whose vote is counted because their delegate voted and they did not.</summary>
    public IEnumerable<string> Represented() => Power?.Delegates.Keys.Where(voter => !Votes.ContainsKey(voter) && DelegateVote(voter) is not null) ?? [];

    public static Question Opened(BoxEvent.QuestionOpened e)
    {
        var kind = e.Kind ?? BallotKind.Single;
        var choices = Choices.Of(kind, e.Options);
        var power = VotingPower.Of(e.Weights, e.Delegates);
        return new Question(
            kind, e.Options, e.Max, e.Voters, choices.ToImmutableSortedDictionary(c => c, _ => 0, StringComparer.Ordinal), 0,
            ImmutableDictionary<string, CastVote>.Empty,
            e.Electorate?.ToImmutableHashSet(), Secrecy: e.Secrecy ?? Secrecy.Named,
            Sealed: e.Secrecy == Secrecy.Confidential ? ImmutableDictionary<string, byte[]>.Empty : null,
            KeyFolder: e.KeyFolder, Turnout: e.Turnout, Entitled: e.Entitled, Marked: e.Marked, Replaced: e.Replaced ?? 0, Power: power,
            Weights: power is { IsWeighted: true }
                ? new WeightTally(
                    choices.ToImmutableSortedDictionary(c => c, _ => Weight.Zero, StringComparer.Ordinal), Weight.Zero,
                    power.WeightOf(e.Electorate ?? []) + Weight.Ones(Math.Max(0, (e.Entitled ?? 0) - (e.Electorate?.Length ?? 0))))
                : null);
    }

    /// <param name="seats">How many seats of the voters' role there are now; used while an open electorate is not closed.</param>
    public Tally Tally(long version, int seats)
    {
        var (counts, weights) = CountsNow();
        return new(version, Uncounted ? null : counts, Cast, Entitled ?? Electorate?.Count ?? Eligible ?? Math.Max(seats, Cast), Present, weights, Hands,
            ByDelegate);
    }

    /// <summary>
    /// The counts as a tally publishes them. Of an election, from the second <see cref="TurnoutRule"/> on, everyone who was neither for nor against a candidate
    /// abstained on that one. Computed when a tally is asked for, so that a vote costs the box no more than its own answers.
    /// </summary>
    public (ImmutableSortedDictionary<string, int> Counts, WeightTally? Weights) CountsNow()
    {
        if (Kind != BallotKind.Election || Turnout is not (TurnoutRule.BySets or TurnoutRule.ByRoll) || Uncounted || (Secrecy != Secrecy.Named && !Closed))
        {
            return (Counts, Weights);
        }

        var (counts, weights) = (Counts.ToBuilder(), Weights?.Counts!.ToBuilder());
        foreach (var candidate in Options)
        {
            var (approve, oppose, abstain) = (Choices.For(candidate), Choices.Against(candidate), Choices.Abstaining(candidate));
            counts[abstain] = Cast - counts[approve] - counts[oppose];
            if (weights is not null)
            {
                weights[abstain] = Weights!.Cast - weights[approve] - weights[oppose];
            }
        }

        return (counts.ToImmutable(), weights is null ? null : Weights! with { Counts = weights.ToImmutable() });
    }

    public Question With(ImmutableSortedDictionary<string, int> hands)
    {
        var counts = Counts.ToBuilder();
        foreach (var choice in Counts.Keys)
        {
            counts[choice] += hands.GetValueOrDefault(choice) - (Hands?.GetValueOrDefault(choice) ?? 0);
        }

        return this with { Counts = counts.ToImmutable(), Hands = hands, Cast = Cast - Raised + HandCount.Persons(Kind, Options, hands) };
    }

    /// <summary>
    /// One person chooses, for themselves and for those who delegated to them and have not chosen. Whoever chooses after their delegate did takes back what the
    /// delegate said for them.
    /// </summary>
    public Question With(string voter, CastVote vote)
    {
        var was = Votes.GetValueOrDefault(voter);
        var counted = this;
        foreach (var represented in Power?.RepresentedBy(voter).Where(r => r != voter && !Votes.ContainsKey(r)) ?? [])
        {
            counted = counted.Recounted(represented, was, vote);
        }

        return counted.Recounted(voter, was ?? DelegateVote(voter), vote) with { Votes = Votes.SetItem(voter, vote) };
    }

    /// <summary>
    /// Another sits there now: the vote of the one before falls, with what it said for others, and this one votes in their place. Counted anew from the votes
    /// that stand, so that it is as if the one before had never voted.
    /// </summary>
    public Question With(SeatChange seat)
    {
        var next = this with { Replaced = Replaced + 1 };
        if (Electorate is not { } electorate || !electorate.Contains(seat.Was))
        {
            return next;
        }

        next = next with
        {
            Electorate = seat.By is { } by ? electorate.Remove(seat.Was).Add(by) : electorate.Remove(seat.Was),
            Power = Power?.With(seat),
            Counts = Counts.ToImmutableSortedDictionary(c => c.Key, _ => 0, StringComparer.Ordinal),
            Cast = 0,
            Votes = ImmutableDictionary<string, CastVote>.Empty,
            Sealed = Sealed?.Remove(seat.Was),
            Hands = null,
            Weights = Weights is { } weights
                ? weights with
                {
                    Counts = weights.Counts!.ToImmutableSortedDictionary(c => c.Key, _ => Weight.Zero, StringComparer.Ordinal),
                    Cast = Weight.Zero
                }
                : null,
        };
        next = Votes.Remove(seat.Was).Aggregate(next, (question, vote) => question.With(vote.Key, vote.Value));
        next = next with { Cast = next.Cast + (next.Sealed?.Count ?? 0) };
        return Hands is { } hands ? next.With(hands) : next;
    }

    private CastVote? DelegateVote(string voter) => Power?.DelegateOf(voter) is { } to ? Votes.GetValueOrDefault(to) : null;

    private bool IsCounted(string voter) => Secrecy == Secrecy.Named
        ? Votes.ContainsKey(voter) || DelegateVote(voter) is not null
        : Voted?.Contains(voter) ?? Sealed!.ContainsKey(voter);

    private Question Recounted(string voter, CastVote? was, CastVote vote)
    {
        var (counts, weights) = (Counts, Weights);
        var weight = Power?.WeightOf(voter) ?? Weight.One;
        foreach (var choice in was?.Choices ?? [])
        {
            counts = counts.SetItem(choice, counts[choice] - 1);
            weights = weights?.Less(choice, weight);
        }

        foreach (var choice in vote.Choices)
        {
            counts = counts.SetItem(choice, counts[choice] + 1);
            weights = weights?.More(choice, weight);
        }

        return this with
        {
            Counts = counts,
            Cast = Cast + (was is null ? 1 : 0),
            Weights = was is null && weights is not null ? weights with { Cast = weights.Cast + weight } : weights
        };
    }
}

/// <param name="Operation">The operation that cast it: known to the voter alone until the votes are published.</param>
public sealed record CastVote(ImmutableArray<string> Choices, Operation Operation);
