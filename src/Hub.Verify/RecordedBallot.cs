using System.Collections.Immutable;
using Hub.Domain.Ballots;
using Hub.Domain.Meetings;

namespace Hub.Verify;

/// <summary>One ballot, counted a second time.</summary>
internal sealed class RecordedBallot(MeetingEvent.BallotOpened opened, Before before)
{
    private readonly List<string> _wrong = [];
    private readonly List<string> _odd = [];
    private readonly HashSet<string> _sealedBy = [];
    private BoxEvent.QuestionOpened? _asked;
    private long _askedAt;
    private HashSet<string>? _named;
    private HashSet<string>? _electorate;
    private VotingPower? _power;
    private HashSet<string>? _here;
    private Weight _entitledWeight;
    private int _replaced;
    private int? _replacedAtClose;
    private ImmutableSortedDictionary<string, int> _hands = ImmutableSortedDictionary<string, int>.Empty;
    private BoxEvent.QuestionClosed? _questionClosed;

    public MeetingEvent.BallotOpened Opened { get; } = opened;

    public MeetingEvent.BallotClosed? Closed { get; private set; }

    /// <summary>Why it decides nothing; null: it was not declared void.</summary>
    public string? Voided { get; private set; }

    public Dictionary<string, (ImmutableArray<string> Choices, string Salt)> Votes { get; } = [];

    public IReadOnlyList<string> Wrong => _wrong;

    /// <summary>What may have been so, and whoever was there should look at.</summary>
    public IReadOnlyList<string> Odd => _odd;

    public bool IsNamed => (Opened.Secrecy ?? Secrecy.Named) == Secrecy.Named;

    /// <summary>Whether nobody has verified who votes here.</summary>
    public bool IsOpinion => before.Roll == RollKind.Open;

    public int Cast => Counted().Count + _sealedBy.Count + Persons();

    public void Object(string wrong) => _wrong.Add(wrong);

    /// <param name="here">Who is checked in now.</param>
    public void Closing(HashSet<string> here)
    {
        if (_here is not null)
        {
            Object("its close begins twice");
        }

        _replacedAtClose ??= before.ByRoll.Replaced.Count;
        _here ??= here;
    }

    /// <param name="named">Who has a name in the record by now; null where the first release may have closed it, which recorded none.</param>
    public void Close(MeetingEvent.BallotClosed closed, HashSet<string>? named)
    {
        if (_here is null || Closed is not null)
        {
            Object(Closed is null ? "its close never began" : "it is closed twice");
        }

        (Closed, _named) = Closed is null ? (closed, named) : (Closed, _named);
    }

    public void Void(string reason)
    {
        if (Closed is null || Voided is not null)
        {
            Object(Closed is null ? "it is declared void before it is closed" : "it is declared void twice");
        }

        Voided ??= reason;
    }

    /// <summary>Whose vote counts, and whom nothing in the record names.</summary>
    public IEnumerable<string> Nameless() =>
        _named is null ? [] : Counted().Keys.Concat(_sealedBy).Where(v => !_named.Contains(v)).Order(StringComparer.Ordinal);

    public void Take(BoxEvent happened, string actor, string op, long at)
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
                _askedAt = at;
                Asked(e);
                break;
            case BoxEvent.Voted e when IsNamed:
                Voter(actor);
                if (Choices.Check(Opened.Kind, Options, Opened.Max, e.Choices) is not null)
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
                if (_power is not null || HandCount.Check(Opened.Kind, Options, e.Counts, (Places ?? HandCount.Most) - Devices) is not null)
                {
                    Object($"hands are counted that cannot be: {string.Join(", ", e.Counts.Select(h => $"{h.Key} {h.Value}"))}");
                }

                _hands = e.Counts;
                break;
            case BoxEvent.SeatsReplaced e:
                foreach (var seat in e.Seats)
                {
                    Replace(seat);
                }

                break;
            case BoxEvent.QuestionClosed e:
                _questionClosed = e;
                break;
            default:
                break;
        }

        if (happened is BoxEvent.Voted or BoxEvent.VotedConfidentially && Devices + Persons() > Places)
        {
            Object($"{actor} voted when all who may were counted");
        }
    }

    /// <returns>What is missing or too much, now that all has been told; null where nothing is.</returns>
    public string? WrongInAll() =>
        _asked is null ? "the box was never asked"
        : Closed is not null && _questionClosed is null ? "the box never closed it"
        : Cast > Places ? $"{Cast} were counted of {Places}"
        : _replacedAtClose is { } replaced && replaced != _replaced ? $"{replaced} seats went to others before its close, and {_replaced} of them in the box"
        : null;

    /// <summary>Whether the votes can say nothing: they were confidential, and their key was gone.</summary>
    public bool IsUncounted => !IsNamed && _questionClosed is { Opened: null };

    /// <returns>Why the sealed votes cannot have been what the box says, or null.</returns>
    public string? WrongOpened() =>
        IsNamed ? _questionClosed?.Opened is null ? null : "none were sealed"
        : _questionClosed?.Opened is { } opened ? SealedVotes.Wrong(Opened.Rules, opened, _sealedBy.Count)
        : "the box never opened them";

    /// <summary>In whatever order they stand: a dictionary that was read has that of a language.</summary>
    public static bool Same(ImmutableSortedDictionary<string, int> one, ImmutableSortedDictionary<string, int> other) => one.ToHashSet().SetEquals(other);

    /// <summary>The version of the rule by which it is counted who was present.</summary>
    public int TurnoutRule => Opened.Turnout ?? 1;

    /// <summary>A count as people read it: in the order in which the ballot offered the choices.</summary>
    public string InOrder(IReadOnlyDictionary<string, int> counts) =>
        string.Join(", ", Possible().Where(counts.ContainsKey).Concat(counts.Keys.Except(Possible()).Order(StringComparer.Ordinal))
            .Select(c => $"{c} {counts[c]}"));

    /// <summary>By choice, all of them.</summary>
    public ImmutableSortedDictionary<string, int> Count()
    {
        var counts = Possible().ToDictionary(c => c, c => _hands.GetValueOrDefault(c, 0) + (_questionClosed?.Opened?.GetValueOrDefault(c) ?? 0));
        foreach (var choice in Counted().Values.SelectMany(v => Said(v.Choices)))
        {
            counts[choice] = counts.GetValueOrDefault(choice) + 1;
        }

        // What was sealed is known only in all: who of these voters answered neither for, against nor with an abstention left the candidate out.
        foreach (var candidate in !IsNamed && LeftOutAbstains ? Options : [])
        {
            var answers = Answers(candidate);
            counts[answers[^1]] += _sealedBy.Count - answers.Sum(a => _questionClosed?.Opened?.GetValueOrDefault(a) ?? 0);
        }

        return counts.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    /// <returns>What is wrong with the count by weight, or null.</returns>
    public string? WrongWeights(WeightTally? said)
    {
        if (_power is not { IsWeighted: true } power)
        {
            return said is null ? null : "no vote weighs anything but one";
        }

        var sums = Delegations.Sum(Counted().Values.Select(v => v with { Choices = [.. Said(v.Choices)] }));
        var (cast, eligible) = (power.WeightOf(Counted().Keys), _entitledWeight);
        var (there, byDelegate) = Present();
        var (present, represented) = (power.WeightOf(there) + Weight.Ones(Marked), power.WeightOf(byDelegate));
        return said is not { Counts: { } counts } ? "the count by weight is missing"
            : Possible().FirstOrDefault(c => counts.GetValueOrDefault(c) != sums.GetValueOrDefault(c)) is { } choice
                ? $"{choice} has {sums.GetValueOrDefault(choice)}"
            : said.Cast != cast || said.Eligible != eligible
                || (said.Present is null ? PresentIsTold : said.Present != present) ? $"{cast} of {eligible} was cast, {present} was present"
            : (said.Represented ?? Weight.Zero) != represented ? $"{represented} of it was cast by delegates"
            : null;
    }

    /// <summary>Whose vote counts, and how; by delegates too.</summary>
    private ImmutableSortedDictionary<string, EffectiveVote> Counted()
    {
        var own = Votes.ToDictionary(v => v.Key, v => v.Value.Choices);
        return _power is { } power
            ? Delegations.Resolve((_electorate ?? []).ToDictionary(v => v, power.WeightOf), own, power.Delegates)
            : own.ToImmutableSortedDictionary(v => v.Key, v => new EffectiveVote(v.Value, Weight.One, v.Key), StringComparer.Ordinal);
    }

    public string? WrongTurnout(Tally said)
    {
        if (said.Cast != Cast)
        {
            return $"{Cast} voted";
        }

        if (said.Hands is { } hands && !Same(hands, _hands))
        {
            return "other hands were counted";
        }

        if (TurnoutRule is not (1 or 2 or 3))
        {
            return "this program does not know that rule";
        }

        if (TurnoutRule == 3 && before.Roll != RollKind.Register)
        {
            return "the meeting has no roll to count by";
        }

        // The box may have taken it just before the upgrade, and the room have heard of it behind that: such a ballot keeps the first rule.
        if (TurnoutRule == 1 && before.SecondSince is { } since && _askedAt >= since)
        {
            return "it was opened where the record is of the second format, which counts by version 2";
        }

        if (_electorate is null)
        {
            // Someone may have voted whose role did not vote any more at the close.
            return said.Eligible != Math.Max(_questionClosed?.Eligible ?? 0, said.Cast) ? $"the box says {_questionClosed?.Eligible}"
                : said.Present is not null ? "nobody checked in"
                : null;
        }

        var (there, byDelegate) = Present();
        // Hands have no names: they are of people who did not vote by device, here or not.
        var (present, by) = TurnoutRule == 1 ? (there.Count, "checked in") : (Math.Max(there.Count + Marked, Cast), "present");
        return TurnoutRule == 3 && !EntitledThen().Contains(said.Eligible) ? $"the roll had {string.Join(" or ", EntitledThen())} who were entitled"
            : TurnoutRule != 3 && said.Eligible != _electorate.Count ? $"the electorate has {_electorate.Count}"
            : (said.Present is null ? PresentIsTold : said.Present != present) ? $"{present} of them were {by}"
            : (said.Represented ?? 0) != byDelegate.Count ? $"for {byDelegate.Count} of them their delegate voted"
            : TurnoutRule != 1 && _questionClosed is { } box && box.Present != said.Present ? $"the box says {box.Present}"
            : null;
    }

    private ImmutableArray<string> Options => [.. Opened.Options.Select(o => o.Id)];

    /// <summary>Of how many people votes may be counted: of those with a device, and of those here without one. Null: of all who come.</summary>
    private int? Places => _electorate?.Count + Marked;

    private int Marked => _asked?.Marked?.Length ?? 0;

    /// <summary>
    /// How many the roll had when the box was asked, or came to have until the room was told: between the two the record has no order. Nodes' clocks may differ
    /// by a little.
    /// </summary>
    private List<int> EntitledThen()
    {
        const long Apart = 10_000;
        var history = before.ByRoll.Entitled;
        return [.. history.Where((e, i) => i == history.Length - 1 || history[i + 1].At >= _askedAt - Apart).Select(e => e.Count).Distinct()];
    }

    private int Devices => Votes.Count + _sealedBy.Count;

    /// <summary>A ballot by the first rule may leave out how many were present where nothing is decided by that.</summary>
    private bool PresentIsTold => TurnoutRule != 1 || Opened.Base == VoteBase.Present || Opened.Quorum?.OfPresent == true;

    /// <summary>An election by the second rule counts a candidate who was left out as one more abstention.</summary>
    private bool LeftOutAbstains => Opened.Kind == BallotKind.Election && TurnoutRule != 1;

    /// <summary>
    /// Who was present, by name, person by person of the electorate. By the first rule, who was checked in when it closed. By the second, who was checked in
    /// then, or voted, or has a delegate who voted.
    /// </summary>
    /// <returns>By the second rule also those of them for whom their delegate voted.</returns>
    private (List<string> Present, List<string> ByDelegate) Present()
    {
        var (present, byDelegate) = (new List<string>(), new List<string>());
        foreach (var person in _electorate ?? [])
        {
            var delegated = TurnoutRule != 1 && !Voted(person) && _power?.Delegates.TryGetValue(person, out var to) == true && _electorate!.Contains(to)
                && Voted(to);
            if (delegated)
            {
                byDelegate.Add(person);
            }

            if (_here?.Contains(person) == true || (TurnoutRule != 1 && (delegated || Voted(person))))
            {
                present.Add(person);
            }
        }

        return (present, byDelegate);
    }

    /// <summary>With their own hand, by device.</summary>
    private bool Voted(string person) => Votes.ContainsKey(person) || _sealedBy.Contains(person);

    /// <summary>What a vote says, with what it leaves unsaid.</summary>
    private IEnumerable<string> Said(ImmutableArray<string> choices) =>
        LeftOutAbstains ? choices.Concat(Options.Where(o => !choices.Any(c => c.StartsWith($"{o}:", StringComparison.Ordinal))).Select(o => Answers(o)[^1]))
            : choices;

    private void Asked(BoxEvent.QuestionOpened e)
    {
        (_asked, _electorate, _power) = (e, e.Electorate?.ToHashSet(), VotingPower.Of(e.Weights, e.Delegates));
        _replaced = e.Replaced ?? 0;
        _entitledWeight = (_power?.WeightOf(_electorate ?? []) ?? Weight.Zero) + Weight.Ones(Math.Max(0, (e.Entitled ?? 0) - (_electorate?.Count ?? 0)));
        _wrong.AddRange(AskedQuestion.Wrong(Opened, e, before));
        _odd.AddRange(AskedQuestion.Odd(Opened, e, before));
    }

    /// <summary>Another sits there now: what the one before voted falls, and this one votes in their place, with what was given to that seat.</summary>
    private void Replace(SeatChange seat)
    {
        if (_replaced >= before.ByRoll.Replaced.Count || before.ByRoll.Replaced[_replaced] != seat)
        {
            Object($"the seat of {seat.Was} goes to {seat.By ?? "nobody"} in the box, and not in the meeting");
        }

        _replaced++;
        if (_electorate?.Remove(seat.Was) != true)
        {
            return;
        }

        Votes.Remove(seat.Was);
        _sealedBy.Remove(seat.Was);
        if (seat.By is { } by)
        {
            _electorate.Add(by);
        }

        _power = _power?.With(seat);
    }

    private void Voter(string actor)
    {
        if (_electorate?.Contains(actor) == false)
        {
            Object($"{actor} voted and was not in the electorate");
        }
    }

    private string[] Possible() => Opened.Kind == BallotKind.Election
        ? [.. Options.SelectMany(Answers)]
        : [.. Options];

    private static string[] Answers(string candidate) => [$"{candidate}:approve", $"{candidate}:oppose", $"{candidate}:abstain"];

    private int Persons() => Opened.Kind == BallotKind.Election
        ? Opened.Options.Take(1).Sum(o => _hands.Where(h => h.Key.StartsWith($"{o.Id}:", StringComparison.Ordinal)).Sum(h => h.Value))
        : _hands.Values.Sum();
}
