using System.Collections.Immutable;
using Hub.Domain;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;

namespace Hub.Verify;

/// <summary>One ballot, counted a second time.</summary>
/// <param name="roles">Who had checked in, or delegated, at some time before it opened, and as what.</param>
/// <param name="weighed">Every weight that was given before.</param>
/// <param name="delegated">Every delegation before.</param>
internal sealed class RecordedBallot(
    MeetingEvent.BallotOpened opened, HashSet<(string Participant, Role Role)> roles, HashSet<(string Participant, Weight Weight)> weighed, HashSet<(string Participant, string To)> delegated)
{
    private readonly List<string> _wrong = [];
    private readonly HashSet<string> _sealedBy = [];
    private BoxEvent.QuestionOpened? _asked;
    private HashSet<string>? _electorate;
    private Roll? _roll;
    private IReadOnlyDictionary<string, int> _hands = new Dictionary<string, int>();
    private BoxEvent.QuestionClosed? _questionClosed;

    public MeetingEvent.BallotOpened Opened { get; } = opened;

    public MeetingEvent.BallotClosed? Closed { get; set; }

    /// <summary>Who was checked in when it closed.</summary>
    public HashSet<string> Here { get; set; } = [];

    public Dictionary<string, (ImmutableArray<string> Choices, string Salt)> Votes { get; } = [];

    public IReadOnlyList<string> Wrong => _wrong;

    public bool IsNamed => (Opened.Secrecy ?? Secrecy.Named) == Secrecy.Named;

    public int Cast => Counted().Count + _sealedBy.Count + Persons();

    public void Object(string wrong) => _wrong.Add(wrong);

    public void Take(BoxEvent happened, string actor, string op)
    {
        if (happened is not BoxEvent.QuestionOpened && _asked is null)
        {
            Object("the box counts before it was asked");
        }

        if (_questionClosed is not null)
        {
            Object(happened is BoxEvent.QuestionClosed ? "the box closes it twice" : $"{actor} is counted after the close");
        }

        switch (happened)
        {
            case BoxEvent.QuestionOpened when _asked is not null:
                Object("the box is asked twice");
                break;
            case BoxEvent.QuestionOpened e:
                Asked(e);
                break;
            case BoxEvent.Voted e when IsNamed:
                Voter(actor);
                if (Choices.Check(Opened.Kind, [.. Opened.Options.Select(o => o.Id)], Opened.Max, e.Choices) is not null)
                {
                    Object($"{actor} chose {string.Join(' ', e.Choices)}");
                }

                Votes[actor] = (e.Choices, op);
                break;
            case BoxEvent.VotedConfidentially when !IsNamed:
                Voter(actor);
                _sealedBy.Add(actor);
                break;
            case BoxEvent.Voted or BoxEvent.VotedConfidentially:
                Object($"{actor} voted as this ballot is not voted in");
                break;
            case BoxEvent.HandsCounted e:
                _hands = e.Counts;
                break;
            case BoxEvent.QuestionClosed e:
                _questionClosed = e;
                break;
            default:
                break;
        }
    }

    /// <returns>What is missing or too much, now that all has been told; null where nothing is.</returns>
    public string? WrongInAll() =>
        _asked is null ? "the box was never asked"
        : Closed is not null && _questionClosed is null ? "the box never closed it"
        : _electorate is not null && Cast > _electorate.Count ? $"{Cast} were counted of {_electorate.Count}"
        : null;

    /// <summary>Whether the votes can say nothing: they were confidential, and their key was gone.</summary>
    public bool IsUncounted => !IsNamed && _questionClosed is { Opened: null };

    /// <returns>Why what the box says the sealed votes were cannot be so, or null. What they were, nobody can check any more; how many, everybody.</returns>
    public string? WrongOpened()
    {
        if (_questionClosed?.Opened is not { } opened)
        {
            return null;
        }

        var (sum, voters) = (opened.Values.Sum(n => (long)n), _sealedBy.Count);
        long Of(string option) => opened.Where(o => o.Key.StartsWith($"{option}:", StringComparison.Ordinal)).Sum(o => (long)o.Value);
        return opened.Values.Any(n => n < 0 || n > voters) || opened.Keys.Except(Possible()).Any() ? $"{voters} voted"
            : Opened.Kind switch
            {
                BallotKind.Multiple => sum < voters || sum > (long)voters * Opened.Max ? $"{voters} voted, for at most {Opened.Max} each" : null,
                BallotKind.Election => Opened.Options.Any(o => Of(o.Id) > voters) || opened.Where(o => o.Key.EndsWith($":{BallotRules.Approve}", StringComparison.Ordinal)).Sum(o => (long)o.Value) > (long)voters * Opened.Max
                    ? $"{voters} voted" : null,
                _ => sum == voters ? null : $"{voters} voted",
            };
    }

    /// <summary>By choice, all of them.</summary>
    public ImmutableSortedDictionary<string, int> Count()
    {
        var counts = Possible().ToDictionary(c => c, c => _hands.GetValueOrDefault(c, 0) + (_questionClosed?.Opened?.GetValueOrDefault(c) ?? 0));
        foreach (var choice in Counted().Values.SelectMany(v => v.Choices))
        {
            counts[choice] = counts.GetValueOrDefault(choice) + 1;
        }

        return counts.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    /// <returns>What is wrong with the count by weight, or null.</returns>
    public string? WrongWeights(WeightTally? said)
    {
        if (_roll is not { IsWeighted: true } roll)
        {
            return said is null ? null : "no vote weighs anything but one";
        }

        var sums = Delegations.Sum(Counted().Values);
        var (cast, eligible) = (roll.WeightOf(Counted().Keys), roll.WeightOf(_electorate ?? []));
        var present = roll.WeightOf(_electorate?.Where(Here.Contains) ?? []);
        return said is not { Counts: { } counts } ? "the count by weight is missing"
            : Possible().FirstOrDefault(c => counts.GetValueOrDefault(c) != sums.GetValueOrDefault(c)) is { } choice ? $"{choice} has {sums.GetValueOrDefault(choice)}"
            : said.Cast != cast || said.Eligible != eligible || (said.Present ?? present) != present ? $"{cast} of {eligible} was cast, {present} was present"
            : null;
    }

    /// <summary>Whose vote counts, and how; by delegates too.</summary>
    private ImmutableSortedDictionary<string, EffectiveVote> Counted()
    {
        var own = Votes.ToDictionary(v => v.Key, v => v.Value.Choices);
        return _roll is { } roll
            ? Delegations.Resolve((_electorate ?? []).ToDictionary(v => v, roll.WeightOf), own, roll.Delegates)
            : own.ToImmutableSortedDictionary(v => v.Key, v => new EffectiveVote(v.Value, Weight.One, v.Key), StringComparer.Ordinal);
    }

    public string? WrongTurnout(Tally said)
    {
        if (said.Cast != Cast)
        {
            return $"{Cast} voted";
        }

        if (_electorate is null)
        {
            return said.Eligible < said.Cast ? $"{said.Cast} voted" : null;
        }

        var here = _electorate.Count(Here.Contains);
        return said.Eligible != _electorate.Count ? $"the electorate has {_electorate.Count}"
            : (said.Present ?? (Opened.Base == VoteBase.Present || Opened.Quorum?.OfPresent == true ? -1 : here)) != here ? $"{here} of them were checked in"
            : null;
    }

    private void Asked(BoxEvent.QuestionOpened e)
    {
        (_asked, _electorate, _roll) = (e, e.Electorate?.ToHashSet(), Roll.Of(e.Weights, e.Delegates));
        var kind = Opened.Kind is BallotKind.Multiple or BallotKind.Election ? Opened.Kind : (BallotKind?)null;
        if (!e.Options.SequenceEqual(Opened.Options.Select(o => o.Id)) || e.Max != Opened.Max || e.Voters != Opened.Voters || e.Kind != kind || (e.Secrecy ?? Secrecy.Named) != (Opened.Secrecy ?? Secrecy.Named))
        {
            Object("the box was asked something else than the room");
        }

        var came = roles.Where(r => Opened.Voters.Include(r.Role)).Select(r => r.Participant).ToHashSet();
        _wrong.AddRange((_electorate ?? []).Where(p => !came.Contains(p)).Select(p => $"{p} is in the electorate and never came as one who votes"));
        _wrong.AddRange((_roll?.Weights.AsEnumerable() ?? []).Where(w => !weighed.Contains((w.Key, w.Value))).Select(w => $"the vote of {w.Key} weighs {w.Value}, which nobody gave it"));
        _wrong.AddRange((_roll?.Delegates.AsEnumerable() ?? []).Where(d => !delegated.Contains((d.Key, d.Value))).Select(d => $"{d.Key} never delegated to {d.Value}"));
    }

    private void Voter(string actor)
    {
        if (_electorate?.Contains(actor) == false)
        {
            Object($"{actor} voted and was not in the electorate");
        }
    }

    private string[] Possible() => Opened.Kind == BallotKind.Election
        ? [.. Opened.Options.SelectMany(o => new[] { $"{o.Id}:approve", $"{o.Id}:oppose", $"{o.Id}:abstain" })]
        : [.. Opened.Options.Select(o => o.Id)];

    private int Persons() => Opened.Kind == BallotKind.Election
        ? Opened.Options.Take(1).Sum(o => _hands.Where(h => h.Key.StartsWith($"{o.Id}:", StringComparison.Ordinal)).Sum(h => h.Value))
        : _hands.Values.Sum();
}
